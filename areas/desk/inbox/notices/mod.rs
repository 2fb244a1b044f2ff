//! Telling people by mail where their ticket stands (product.md §3.7). Who is told of what is decided from the change feed,
//! after the fact; each notice is one row and one job, and says what became of every attempt to send it.

mod hear;
mod letter;
mod send;

use jiff::Timestamp;
use web::Locale;

pub(super) use hear::hear;
pub use send::Post;
pub(super) use send::{SEND, send};

/// What a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It is recorded: its number, what happens next and by when.
    Received,
    /// Somebody works on it.
    Taken,
    /// An agent wrote.
    Answered,
    /// Its expected restoration changed.
    Expected,
    /// It waits for the reader.
    Pending,
    /// It is resolved: is it?
    Resolved,
    /// It is closed.
    Closed,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Received,
        Self::Taken,
        Self::Answered,
        Self::Expected,
        Self::Pending,
        Self::Resolved,
        Self::Closed,
    ];

    /// The stored word, also of message keys.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Taken => "taken",
            Self::Answered => "answered",
            Self::Expected => "expected",
            Self::Pending => "pending",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// The kind of a stored word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How far a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It waits to be sent.
    Waiting,
    /// The relay has it.
    Sent,
    /// The relay refuses it for ever.
    Refused,
    /// It is not sent: too many went to this address about this ticket.
    Held,
}

impl State {
    /// The stored number.
    pub(super) const fn code(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Sent => 1,
            Self::Refused => 2,
            Self::Held => 3,
        }
    }

    /// The state of a stored number.
    pub(super) fn from_code(code: i64) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Refused, Self::Held].into_iter().find(|state| state.code() == code)
    }
}

/// A notice to one person about one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    /// Row id.
    pub(super) id: i64,
    /// The ticket.
    pub(super) ticket_id: i64,
    /// From which mailbox.
    pub(super) mailbox_id: i64,
    /// To whom, when it is a person that we know.
    pub(super) user_id: Option<i64>,
    /// Their address.
    pub(super) address: String,
    /// Their name.
    pub(super) name: String,
    /// Their language.
    pub(super) locale: Locale,
    /// What it tells.
    pub(super) kind: Kind,
    /// An agent's words, in Markdown.
    pub(super) words: String,
    /// Without brackets; the same at every attempt.
    pub(super) message_id: String,
    /// How far it is.
    pub(super) state: State,
    /// How often it was tried.
    pub(super) attempts: i64,
    /// Attempts that may have arrived without our knowing: only those can have doubles.
    pub(super) unknown: i64,
    /// What the relay, or who returned it, said last.
    pub(super) reply: String,
    /// When it was decided.
    pub(super) created_at: Timestamp,
    /// When the relay had it.
    pub(super) sent_at: Option<Timestamp>,
    /// When it came back.
    pub(super) bounced_at: Option<Timestamp>,
}
