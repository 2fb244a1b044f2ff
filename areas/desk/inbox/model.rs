//! Mailboxes and mails as stored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How mail comes to a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Vigie fetches it (RFC 9051).
    Imap,
    /// A mail server of the site hands it over (RFC 2033).
    Lmtp,
}

impl Kind {
    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Imap => 1,
            Self::Lmtp => 2,
        }
    }

    /// The kind of a stored number.
    #[must_use]
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::Imap),
            2 => Some(Self::Lmtp),
            _ => None,
        }
    }
}

/// How the connection to an IMAP server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// TLS from the first byte (port 993).
    Implicit,
    /// TLS after STARTTLS, never without it (port 143).
    Starttls,
    /// None: on this machine itself only.
    None,
}

impl Tls {
    /// All of them, in the order of their numbers, which begin at 1.
    pub const ALL: [Self; 3] = [Self::Implicit, Self::Starttls, Self::None];

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Implicit => 1,
            Self::Starttls => 2,
            Self::None => 3,
        }
    }

    /// The protection of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|tls| tls.code() == code)
    }

    /// The word of the API and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Starttls => "starttls",
            Self::None => "none",
        }
    }
}

/// How one signs in to an IMAP server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// With a password.
    Password,
    /// With an OAuth access token, which is fetched anew before it expires.
    Xoauth2,
}

impl Auth {
    /// All of them, in the order of their numbers, which begin at 1.
    pub const ALL: [Self; 2] = [Self::Password, Self::Xoauth2];

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Password => 1,
            Self::Xoauth2 => 2,
        }
    }

    /// The way of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|auth| auth.code() == code)
    }

    /// The word of the API and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Xoauth2 => "xoauth2",
        }
    }
}

/// Where mail is fetched, and as whom; without the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imap {
    /// The server's name, which its certificate bears.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The connection's protection.
    pub tls: Tls,
    /// Who signs in.
    pub login: String,
    /// How.
    pub auth: Auth,
    /// Where access tokens are asked for (RFC 6749 §3.2); empty when the secret is itself an access token.
    pub token_url: String,
    /// The application's identifier there.
    pub client_id: String,
    /// The scopes, separated by blanks; empty to leave them as consented.
    pub scope: String,
    /// The folder that is read.
    pub folder: String,
}

/// What a mailbox signs in with, sealed ([`super::imap`]).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    /// The password; or the application's secret; or an access token.
    pub secret: String,
    /// A person's consent, by which access tokens are fetched anew (RFC 6749 §6).
    pub refresh: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// A mailbox of a help desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Row id.
    pub id: i64,
    /// The desk whose tickets its mail opens.
    pub desk_id: i64,
    /// For people.
    pub name: String,
    /// Normalised; notices of the desk come from it.
    pub address: String,
    /// How mail comes.
    pub kind: Kind,
    /// The name by which the receiving server signs `Authentication-Results` (RFC 8601 §2.5); empty when it writes none, and
    /// then no sender is verified.
    pub authserv: String,
    /// Whether somebody who is unknown may open a ticket.
    pub guests: bool,
    /// The category of what it opens.
    pub category_id: Option<i64>,
    /// Where it is fetched, if it is.
    pub imap: Option<Imap>,
    /// Whether a secret is set; it is never read back.
    pub has_secret: bool,
    /// Whether a refresh token is set.
    pub has_refresh: bool,
    /// Whether it is read.
    pub enabled: bool,
    /// For optimistic concurrency.
    pub version: i64,
    /// When it was set up.
    pub created_at: Timestamp,
    /// Whether it was put away.
    pub archived: bool,
}

/// A mailbox to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Mailbox`")]
pub struct NewMailbox {
    pub desk_id: i64,
    pub name: String,
    pub address: String,
    pub kind: Kind,
    pub authserv: String,
    pub guests: bool,
    pub category_id: Option<i64>,
    pub imap: Option<Imap>,
    /// What was given now, sealed; what is empty stays as it is.
    pub secrets: Secrets,
}

/// How far a folder was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Unique identifiers hold only while this stays the same (RFC 3501 §2.3.1.1); 0 before the folder was first seen.
    pub uid_validity: u32,
    /// The last one that was taken or passed.
    pub last_uid: u32,
    /// Below this, mail was there before Vigie looked: only what nobody had read, or what came since the mailbox was set
    /// up, is taken.
    pub history_below: u32,
}

/// How the fetching of a mailbox goes.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct State {
    /// How far it was read.
    pub position: Position,
    /// The access token in use, sealed; empty without one.
    pub access_token: String,
    /// Until when it holds, where that is known.
    pub token_until: Option<Timestamp>,
    /// When it was last looked at with success.
    pub fetched_at: Option<Timestamp>,
    /// Since when it fails.
    pub failing_since: Option<Timestamp>,
    /// Why, as a word that pages translate; empty when it does not fail.
    pub trouble: String,
    /// The words of the server, or of the program.
    pub error: String,
    /// When people were told that it fails; none once they were told that it is well.
    pub alarmed_at: Option<Timestamp>,
}

/// A mail that lies on the server and could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Its identifier in the folder.
    pub uid: u32,
    /// How often it was tried.
    pub attempts: i64,
    /// What the last attempt met; empty while one runs.
    pub error: String,
    /// When it was last tried.
    pub tried_at: Timestamp,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was received and not looked at yet.
    Waiting,
    /// It opened a ticket.
    Ticket,
    /// It went on a ticket.
    Reply,
    /// It opened and changed nothing, for a reason: a bounce, a loop.
    Refused,
    /// It waits for a person to decide.
    Quarantined,
}

impl Outcome {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Ticket, Self::Reply, Self::Refused, Self::Quarantined];

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Ticket => 1,
            Self::Reply => 2,
            Self::Refused => 3,
            Self::Quarantined => 4,
        }
    }

    /// The outcome of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// The word of the API and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ticket => "ticket",
            Self::Reply => "reply",
            Self::Refused => "refused",
            Self::Quarantined => "quarantined",
        }
    }
}

/// What one step answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Which step.
    pub step: String,
    /// Why, as a word that pages translate.
    pub reason: String,
    /// What the word is about: a header, an address, a number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// An address that mail does not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadAddress {
    /// Normalised.
    pub address: String,
    /// How many mails came back for ever since it was last good; automatic notices stop at three.
    pub bounces: i64,
    /// What was said the last time.
    pub why: String,
    /// Since when.
    pub first_at: Timestamp,
    /// When the last one came back.
    pub last_at: Timestamp,
}

/// A mail that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Row id.
    pub id: i64,
    /// Where it came in.
    pub mailbox_id: i64,
    /// The content-addressed file that holds it as it came.
    pub raw_hash: String,
    /// In bytes.
    pub size: i64,
    /// When it was safe here.
    pub received_at: Timestamp,
    /// The envelope's sender; empty for bounces and automatic answers, and where the envelope is not known.
    pub envelope_from: String,
    /// The envelope's recipient, where it is known.
    pub envelope_to: String,
    /// Without brackets.
    pub message_id: String,
    /// Who wrote it, as it says.
    pub from_address: String,
    /// Their name, as it says.
    pub from_name: String,
    /// One line.
    pub subject: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, as a word.
    pub reason: String,
    /// What the word is about.
    pub detail: String,
    /// Every step that looked at it.
    pub steps: Vec<Trace>,
    /// The ticket that it opened or went on.
    pub ticket_id: Option<i64>,
    /// What it said there.
    pub comment_id: Option<i64>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it had its outcome.
    pub processed_at: Option<Timestamp>,
}

impl Mail {
    /// The word of an agent who has a mail go through the steps again.
    pub(super) const ASKED_AGAIN: &str = "asked-again";

    /// The agent who wants it to be taken whatever the budgets say.
    pub(super) fn asked_again(&self) -> Option<&Trace> {
        self.steps.first().filter(|trace| trace.reason == Self::ASKED_AGAIN)
    }
}
