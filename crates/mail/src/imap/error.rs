//! What goes wrong with a mailbox, in words that its administrator can act on.

use std::{fmt, time::Duration};

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Connecting, with TLS.
    Connect,
    /// Signing in.
    SignIn,
    /// Opening the folder.
    Select,
    /// Asking what is new.
    Search,
    /// Fetching a message.
    Fetch,
    /// Marking or moving a message.
    Mark,
    /// Waiting for news.
    Idle,
    /// Leaving.
    Logout,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::SignIn => "signing in",
            Self::Select => "opening the folder",
            Self::Search => "asking what is new",
            Self::Fetch => "fetching a message",
            Self::Mark => "marking a message",
            Self::Idle => "waiting for news",
            Self::Logout => "leaving",
        })
    }
}

/// Why a mailbox could not be read. Every text ends with the server's own words where it gave any.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImapError {
    /// No connection: wrong name or port, a firewall, the server down.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
    /// The server's certificate is not believed, or TLS fails.
    #[error("the connection cannot be made safe: {0}")]
    Unsafe(String),
    /// The user or the password is wrong, or password sign-in is switched off.
    #[error(
        "the server refuses the sign-in: wrong user or password, or password sign-in is switched off ({0})"
    )]
    WrongPassword(String),
    /// The access token is not taken.
    #[error("the server refuses the access token: expired or revoked token ({0})")]
    RevokedToken(String),
    /// A command was answered NO: no such folder, no right, quota.
    #[error("the server refuses {step}: {reply}")]
    Refused {
        /// What was being done.
        step: Step,
        /// The server's words.
        reply: String,
    },
    /// The server says what IMAP does not know.
    #[error("the server answers {step} with what is no IMAP: {reply}")]
    Protocol {
        /// What was being done.
        step: Step,
        /// What it said.
        reply: String,
    },
    /// The connection ended.
    #[error("the connection was lost while {step}: {reason}")]
    Lost {
        /// What was being done.
        step: Step,
        /// How it ended.
        reason: String,
    },
    /// No answer in time.
    #[error("no answer within {} s while {step}", .after.as_secs())]
    Slow {
        /// What was being done.
        step: Step,
        /// How long it was waited for.
        after: Duration,
    },
}

/// The kinds of [`ImapError`], for what is shown and decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The server cannot be reached, or does not answer.
    Unreachable,
    /// TLS: an administrator adds the root certificate or corrects the name.
    Unsafe,
    /// An administrator gives the right password.
    Password,
    /// The token is fetched again once; if that fails, an administrator consents again.
    Token,
    /// An administrator looks at the folder's name and rights.
    Refused,
    /// A fault of the server or of this program.
    Protocol,
    /// It is connected again.
    Lost,
}

impl Trouble {
    /// A stable word for message keys and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Unsafe => "unsafe",
            Self::Password => "password",
            Self::Token => "token",
            Self::Refused => "refused",
            Self::Protocol => "protocol",
            Self::Lost => "lost",
        }
    }

    /// Whether trying again is useless until a person has changed something.
    #[must_use]
    pub fn needs_a_person(self) -> bool {
        matches!(self, Self::Unsafe | Self::Password | Self::Token | Self::Refused)
    }
}

impl ImapError {
    /// Its kind.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        match self {
            Self::Unreachable(_) | Self::Slow { .. } => Trouble::Unreachable,
            Self::Unsafe(_) => Trouble::Unsafe,
            Self::WrongPassword(_) => Trouble::Password,
            Self::RevokedToken(_) => Trouble::Token,
            Self::Refused { .. } => Trouble::Refused,
            Self::Protocol { .. } => Trouble::Protocol,
            Self::Lost { .. } => Trouble::Lost,
        }
    }
}

/// A server's words, fit for one line of a page.
pub(super) fn words(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    flat.trim().to_owned()
}
