//! Telling people by mail where their ticket stands (product.md §3.7). Who is told of what is decided after the fact, from
//! the change feed and from what people are told inside Vigie; each notice is one row and one job, or goes into a digest, and
//! says what became of every attempt to send it.
//!
//! What a letter says is kept with the notice as it was at that moment, so that a repetition is the same mail. Nothing that
//! the ticket's requester may not read is ever among it, whoever it goes to.

mod deliver;
mod digest;
mod event;
mod fill;
mod hear;
mod kind;
mod letter;
mod preview;
mod send;
mod stakeholders;
mod tell;
mod template;
pub(super) mod texts;
mod work;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use web::Locale;

pub(super) use digest::{DIGEST, digest};
pub(super) use fill::{Variable, filled, sample};
pub use hear::forget_untold;
pub(super) use hear::hear;
pub(super) use kind::Kind;
pub(super) use letter::{Letter, Look, letter};
pub(super) use preview::{NoPreview, Wanted, preview};
pub use send::Post;
pub(super) use send::{SEND, send};
pub(super) use template::{Fault, Problem, check};

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
    /// It waits to be told with others.
    Gathered,
    /// Another notice tells it with others.
    Digested,
}

impl State {
    const ALL: [Self; 6] =
        [Self::Waiting, Self::Sent, Self::Refused, Self::Held, Self::Gathered, Self::Digested];

    /// The stored number.
    pub(super) const fn code(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Sent => 1,
            Self::Refused => 2,
            Self::Held => 3,
            Self::Gathered => 4,
            Self::Digested => 5,
        }
    }

    /// The state of a stored number.
    pub(super) fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a letter says besides its words, each in the reader's language and at their wall clock; empty where there is nothing
/// to say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Facts {
    /// The ticket's number as people write it.
    pub(super) number: String,
    /// The ticket's title.
    pub(super) title: String,
    /// Who reported it.
    pub(super) requester: String,
    /// Who did it, or has it.
    pub(super) by: String,
    /// By when it is expected.
    pub(super) due: String,
    /// By when it was expected before.
    pub(super) was: String,
    /// Whom it waits for.
    pub(super) awaited: String,
    /// The ticket that goes on with it.
    pub(super) into: String,
    /// The affected service.
    pub(super) service: String,
    /// What the reader can know or do meanwhile.
    pub(super) meanwhile: String,
    /// What happened, in a sentence.
    pub(super) news: String,
    /// Whether the reader works here: the link leads to the agents' page.
    pub(super) staff: bool,
    /// Whether it acknowledges what the reader did themselves.
    pub(super) own: bool,
}

/// A notice to one person about one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    /// Row id.
    pub(super) id: i64,
    /// The ticket; of a digest, the first of those that it is about.
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
    /// Words that were said in public, in Markdown.
    pub(super) words: String,
    /// What else it says.
    pub(super) facts: Facts,
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
    /// When it is told with others, while it waits for that.
    pub(super) gathered_for: Option<Timestamp>,
    /// When the relay had it.
    pub(super) sent_at: Option<Timestamp>,
    /// When it came back.
    pub(super) bounced_at: Option<Timestamp>,
}
