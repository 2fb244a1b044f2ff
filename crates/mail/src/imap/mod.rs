//! Fetching mail by IMAP (RFC 3501, 9051; protocols.md §7): sign in, find what is new, fetch it, mark it once it is safe, wait
//! for more.
//!
//! The protocol's words are parsed by `async-imap`; commands and their answers are followed here, because a mailbox that
//! answers NO must never look like an empty one.

mod connect;
mod conversation;
mod error;
mod fetch;
mod folder;
mod folders;
mod idle;
mod mark;
mod name;
mod sign_in;

use std::{fmt, time::Duration};

pub use error::{ImapError, Step, Trouble};
pub use fetch::Fetched;
pub use folder::Selected;
pub use idle::{LONGEST_IDLE, Woken};
pub use mark::{DONE_KEYWORD, Done};

use conversation::Conversation;
pub(crate) use conversation::Wire;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 993).
    Tls,
    /// TLS after STARTTLS, never without it (port 143).
    StartTls,
    /// None; only to this machine itself, anything else is refused before a word is said.
    Plain,
}

/// How to sign in.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// A password, by LOGIN.
    Password(String),
    /// An OAuth access token, by XOAUTH2.
    AccessToken(String),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(…)",
            Self::AccessToken(_) => "AccessToken(…)",
        })
    }
}

/// How long each step may take before the server counts as not answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// To connect, with TLS.
    pub connect: Duration,
    /// For the answer to a command.
    pub answer: Duration,
    /// For one whole message.
    pub message: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            answer: Duration::from_secs(60),
            message: Duration::from_secs(600),
        }
    }
}

/// Where a mailbox is.
#[derive(Debug, Clone)]
pub struct Account {
    /// The server's name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The connection's protection.
    pub security: Security,
    /// Who signs in.
    pub user: String,
    /// How.
    pub secret: Secret,
    /// How long to wait.
    pub patience: Patience,
}

/// A signed-in connection, at most one folder of it selected.
///
/// After an error other than [`ImapError::Refused`], and after a future of it was dropped unfinished, the connection is
/// spoiled: every further call fails with [`ImapError::Lost`], and the caller connects anew.
#[derive(Debug)]
pub struct Session {
    talk: Conversation,
    capabilities: Vec<String>,
    keywords: bool,
    news: bool,
}

impl Session {
    /// Whether the server says it can do `name` (`IDLE`, `MOVE`, `UIDPLUS`).
    #[must_use]
    pub fn can(&self, name: &str) -> bool {
        self.capabilities.iter().any(|capability| capability.eq_ignore_ascii_case(name))
    }
}
