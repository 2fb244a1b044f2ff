//! What an entry says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ctx::Channel;

/// The subject whose history an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    /// A ticket.
    Ticket(i64),
    /// A person.
    User(i64),
    /// An organisation.
    Organisation(i64),
    /// A team.
    Team(i64),
    /// A help desk with its matrix, categories and macros.
    Desk(i64),
    /// A calendar.
    Calendar(i64),
    /// A commitment's policy.
    Policy(i64),
    /// A business service.
    Service(i64),
    /// A saved view.
    View(i64),
    /// The installation: settings, imports, jobs run again, checkpoints of erasures.
    Installation,
}

impl Stream {
    /// The stored word of the kind of subject.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Ticket(_) => "ticket",
            Self::User(_) => "user",
            Self::Organisation(_) => "organisation",
            Self::Team(_) => "team",
            Self::Desk(_) => "desk",
            Self::Calendar(_) => "calendar",
            Self::Policy(_) => "policy",
            Self::Service(_) => "service",
            Self::View(_) => "view",
            Self::Installation => "installation",
        }
    }

    /// The subject's row id; 0 for the installation.
    #[must_use]
    pub fn id(self) -> i64 {
        match self {
            Self::Ticket(id)
            | Self::User(id)
            | Self::Organisation(id)
            | Self::Team(id)
            | Self::Desk(id)
            | Self::Calendar(id)
            | Self::Policy(id)
            | Self::Service(id)
            | Self::View(id) => id,
            Self::Installation => 0,
        }
    }

    /// The stream of a stored pair.
    #[must_use]
    pub fn parse(kind: &str, id: i64) -> Option<Self> {
        Some(match kind {
            "ticket" => Self::Ticket(id),
            "user" => Self::User(id),
            "organisation" => Self::Organisation(id),
            "team" => Self::Team(id),
            "desk" => Self::Desk(id),
            "calendar" => Self::Calendar(id),
            "policy" => Self::Policy(id),
            "service" => Self::Service(id),
            "view" => Self::View(id),
            "installation" => Self::Installation,
            _ => return None,
        })
    }
}

/// One field: what was and what is, as shown to people. `null` means empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name in the API: `priority`.
    pub field: String,
    /// Before.
    #[serde(default)]
    pub was: Value,
    /// After.
    #[serde(default)]
    pub is: Value,
}

impl Change {
    /// A change of a field.
    #[must_use]
    pub fn new(field: &str, was: impl Into<Value>, is: impl Into<Value>) -> Self {
        Self { field: field.to_owned(), was: was.into(), is: is.into() }
    }
}

/// The erasable part of an entry.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Payload {
    /// The fields that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Why, in a word that the pages translate or in the actor's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What else belongs to the event: a comment's text, a file's name, a clock's due time.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub data: Value,
}

/// An entry to be appended.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Whose history.
    pub stream: Stream,
    /// What happened, as a dotted word: `ticket.opened`, `comment.added`, `clock.paused`.
    pub kind: &'static str,
    /// Whether the requester may see it.
    pub public: bool,
    /// The details.
    pub payload: Payload,
    /// When it happened if not now: an import keeps the dates of its source.
    pub at: Option<Timestamp>,
    /// Who did it if not the actor of the call: an import keeps the names of its source.
    pub actor_name: Option<String>,
}

impl NewEntry {
    /// An internal entry without details.
    #[must_use]
    pub fn new(stream: Stream, kind: &'static str) -> Self {
        Self { stream, kind, public: false, payload: Payload::default(), at: None, actor_name: None }
    }

    /// The same, seen by the requester too.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.public = true;
        self
    }

    /// With the fields that changed.
    #[must_use]
    pub fn changes(mut self, changes: Vec<Change>) -> Self {
        self.payload.changes = changes;
        self
    }

    /// With a reason.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.payload.reason = Some(reason.into());
        self
    }

    /// With details.
    #[must_use]
    pub fn data(mut self, data: Value) -> Self {
        self.payload.data = data;
        self
    }
}

/// An entry as it stands in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Row id; grows, with gaps on PostgreSQL.
    pub id: i64,
    /// Place in the change feed, once it has one.
    pub feed_no: Option<i64>,
    /// Whose history.
    pub stream: Stream,
    /// Place in that history, from 1 without gaps.
    pub entry_no: i64,
    /// When.
    pub at: Timestamp,
    /// The acting user, if it was one.
    pub actor_id: Option<i64>,
    /// The actor's name at that time.
    pub actor: String,
    /// By which way.
    pub channel: Channel,
    /// What happened.
    pub kind: String,
    /// Whether the requester may see it.
    pub public: bool,
    /// The details; `None` when they were erased.
    pub payload: Option<Payload>,
    /// When the details were erased.
    pub erased_at: Option<Timestamp>,
}
