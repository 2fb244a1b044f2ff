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
    /// Whether it is read.
    pub enabled: bool,
    /// For optimistic concurrency.
    pub version: i64,
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
