//! A ticket and what hangs on it, as stored.

use base::people::policy::TicketFacts;
use jiff::{SignedDuration, Timestamp};
use rules::{
    number::TicketNumber,
    priority::{Level, Priority, PriorityReason, Severity},
    sla::Metric,
    ticket_state::{Channel, Facts, Field, Kind, Party, PendingOn, State},
};
use serde::{Deserialize, Serialize};

/// Declares a closed vocabulary with stable codes and words.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal, $word:tt;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }
        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stored number.
            #[must_use]
            pub const fn code(self) -> i64 {
                match self { $(Self::$variant => $code,)+ }
            }
            /// The value of a stored number.
            #[must_use]
            pub fn from_code(code: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
            /// The word of the API and of message keys.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
            /// The value of a word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }
    };
}

words! {
    /// How a person is concerned by a ticket besides having reported it.
    pub enum Relation {
        /// Touched by the fault: informed at each step.
        Affected = 1, "affected";
        /// Follows it.
        Watcher = 2, "watcher";
    }
}

words! {
    /// What a resolution is (product.md §7.5).
    pub enum ResolutionKind {
        /// The cause is gone.
        Fix = 1, "fix";
        /// The user can work; the cause stands.
        Workaround = 2, "workaround";
    }
}

words! {
    /// Why it happened (product.md §7.5).
    pub enum CauseCode {
        /// Hardware.
        Hardware = 1, "hardware";
        /// Software.
        Software = 2, "software";
        /// Network.
        Network = 3, "network";
        /// Security.
        Security = 4, "security";
        /// Human error: misconfiguration.
        Misconfiguration = 5, "misconfiguration";
        /// Human error: accidental deletion.
        Deletion = 6, "deletion";
        /// Human error: missed update.
        MissedUpdate = 7, "missed_update";
        /// A provider.
        Provider = 8, "provider";
        /// Capacity.
        Capacity = 9, "capacity";
        /// A change.
        Change = 10, "change";
        /// Unknown.
        Unknown = 11, "unknown";
    }
}

words! {
    /// How two tickets are related, read from the first to the second.
    pub enum LinkKind {
        /// The first one is the parent of the second.
        Parent = 1, "parent_of";
        /// The first one says the same as the second.
        Duplicate = 2, "duplicate_of";
        /// The first one was caused by the second, a change.
        CausedBy = 3, "caused_by";
        /// The first one is an effect of the second, a problem.
        Problem = 4, "problem";
        /// They have to do with each other.
        Related = 5, "related";
        /// The first one goes on where the second, closed, ended.
        FollowUp = 6, "follow_up_of";
        /// The first one was split from the second.
        SplitFrom = 7, "split_from";
    }
}

words! {
    /// What someone does on a ticket's page.
    pub enum PresenceMode {
        /// Looks at it.
        Viewing = 1, "viewing";
        /// Writes an answer.
        Writing = 2, "writing";
    }
}

/// Where a value of the qualification comes from. What was only proposed is not yet confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Nobody said: the lowest is assumed.
    #[default]
    Assumed,
    /// The reporter said so.
    Reported,
    /// The category's default.
    Category,
    /// An agent, a rule or the source of an import decided.
    Confirmed,
}

/// Why category, impact, urgency and team are what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Qualification {
    /// The category's basis.
    pub category: Basis,
    /// The impact's basis.
    pub impact: Basis,
    /// The urgency's basis.
    pub urgency: Basis,
    /// The team's basis.
    pub team: Basis,
}

impl Qualification {
    /// Everything decided.
    pub const CONFIRMED: Self = Self {
        category: Basis::Confirmed,
        impact: Basis::Confirmed,
        urgency: Basis::Confirmed,
        team: Basis::Confirmed,
    };
}

/// A ticket. Instants are UTC; ids are rows and never shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// Its row.
    pub id: i64,
    /// The number people use; its prefix follows the kind.
    pub number: i64,
    /// Incident, request, problem or change.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Whom it waits for, while pending.
    pub pending_on: Option<PendingOn>,
    /// For what, in the agent's words.
    pub pending_reason: String,
    /// One line that says it.
    pub title: String,
    /// What was reported, in Markdown or plain text.
    pub description: String,
    /// Its help desk.
    pub desk_id: i64,
    /// The requester's organisation at that time.
    pub organisation_id: Option<i64>,
    /// Who reported it.
    pub requester_id: i64,
    /// Who wrote it down.
    pub created_by: Option<i64>,
    /// Who has it.
    pub assignee_id: Option<i64>,
    /// In whose queue it is.
    pub team_id: Option<i64>,
    /// The provider it was handed to.
    pub provider_id: Option<i64>,
    /// Its category.
    pub category_id: Option<i64>,
    /// The affected service.
    pub service_id: Option<i64>,
    /// How far the harm reaches.
    pub impact: Level,
    /// How soon it hurts.
    pub urgency: Level,
    /// Where these come from.
    pub qualification: Qualification,
    /// The order of work.
    pub priority: Priority,
    /// Why.
    pub priority_reason: PriorityReason,
    /// How bad the fault is in itself.
    pub severity: Option<Severity>,
    /// Whether it is a major incident.
    pub major: bool,
    /// Whether only those concerned and leads may see it.
    pub sensitive: bool,
    /// How it came in.
    pub channel: Channel,
    /// When the fault happened, as reported.
    pub occurred_at: Option<Timestamp>,
    /// When it was noticed.
    pub detected_at: Option<Timestamp>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// When qualification was done.
    pub qualified_at: Option<Timestamp>,
    /// When a person first had it.
    pub assigned_at: Option<Timestamp>,
    /// When a person took it, or answered in public.
    pub acknowledged_at: Option<Timestamp>,
    /// When work began.
    pub work_started_at: Option<Timestamp>,
    /// When it was resolved, last.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed or cancelled, last.
    pub closed_at: Option<Timestamp>,
    /// Expected restoration « délai prévu ».
    pub expected_at: Option<Timestamp>,
    /// Out of sight in the queue until then.
    pub snoozed_until: Option<Timestamp>,
    /// When its next running SLA clock is due.
    pub due_at: Option<Timestamp>,
    /// Which target that is.
    pub next_metric: Option<Metric>,
    /// When it will be at risk.
    pub risk_at: Option<Timestamp>,
    /// Whether an SLA target was exceeded.
    pub breached: bool,
    /// How often it came back.
    pub reopen_count: i64,
    /// How often it changed team or assignee.
    pub reassignment_count: i64,
    /// How many people said "me too", the requester included.
    pub affected_count: i64,
    /// The last public answer of an agent.
    pub last_public_at: Option<Timestamp>,
    /// The last word of the requester.
    pub last_requester_at: Option<Timestamp>,
    /// What was done, in words.
    pub resolution: String,
    /// Fix or workaround.
    pub resolution_kind: Option<ResolutionKind>,
    /// Why it happened.
    pub cause_code: Option<CauseCode>,
    /// The ticket that goes on with it.
    pub merged_into_id: Option<i64>,
    /// The parent that is answered for all.
    pub parent_id: Option<i64>,
    /// Satisfaction, 1 to 5.
    pub score: Option<i64>,
    /// In words.
    pub score_comment: String,
    /// The tool it was imported from; empty for our own.
    pub source: String,
    /// Its id there.
    pub source_id: String,
    /// What the source said and Vigie has no field for, as JSON; kept as given.
    pub source_facts: String,
    /// The number of its last journal entry.
    pub version: i64,
}

impl Ticket {
    /// The number as people write it: `INC-42`.
    #[must_use]
    pub fn label(&self) -> String {
        TicketNumber::new(self.kind, self.number).to_string()
    }

    /// What the policy looks at; `relation` is how the actor is concerned besides having reported it.
    #[must_use]
    pub fn policy_facts(&self, relation: Option<Relation>) -> TicketFacts {
        TicketFacts {
            desk_id: self.desk_id,
            requester_id: self.requester_id,
            assignee_id: self.assignee_id,
            team_id: self.team_id,
            provider_id: self.provider_id,
            sensitive: self.sensitive,
            follows: relation == Some(Relation::Watcher),
            touched: relation == Some(Relation::Affected),
        }
    }

    /// What the lifecycle's rules look at, for a caller in these qualities. A closed ticket is final after
    /// `reopen_days`.
    #[must_use]
    pub fn facts(&self, parties: &[Party], now: Timestamp, reopen_days: i64) -> Facts {
        let mut facts = Facts::new(self.kind, self.state);
        let confirmed = |basis: Basis| basis == Basis::Confirmed;
        let filled = [
            (Field::Category, self.category_id.is_some() && confirmed(self.qualification.category)),
            (Field::Impact, confirmed(self.qualification.impact)),
            (Field::Urgency, confirmed(self.qualification.urgency)),
            (Field::Team, self.team_id.is_some()),
            (Field::Assignee, self.assignee_id.is_some()),
            (Field::Resolution, !self.resolution.trim().is_empty()),
        ];
        facts.filled = filled.into_iter().filter(|(_, set)| *set).map(|(field, _)| field).collect();
        facts.pending_on = self.pending_on;
        facts.work_began = self.work_started_at.is_some();
        facts.ended_for = self.closed_at.filter(|_| self.state.is_ended()).map(|at| now.duration_since(at));
        facts.final_after = SignedDuration::from_hours(24 * reopen_days);
        facts.major = self.major;
        facts.parties = parties.iter().copied().collect();
        facts
    }
}

/// A ticket in a few words, for links and lists beside another.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// Its row.
    pub id: i64,
    /// The number people use.
    pub number: i64,
    /// Incident, request, problem or change.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The order of work.
    pub priority: Priority,
    /// One line that says it.
    pub title: String,
    /// How many people it touches.
    pub affected_count: i64,
    /// What the policy looks at.
    pub facts: TicketFacts,
}

impl Brief {
    /// The number as people write it.
    #[must_use]
    pub fn label(&self) -> String {
        TicketNumber::new(self.kind, self.number).to_string()
    }
}

/// A comment: an answer the requester sees, or an internal note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its row.
    pub id: i64,
    /// Its journal entry.
    pub entry_no: i64,
    /// Who wrote it; nobody when imported.
    pub author_id: Option<i64>,
    /// Whether the requester sees it.
    pub public: bool,
    /// The text, in Markdown.
    pub body: String,
    /// By which way it came.
    pub channel: String,
    /// When.
    pub created_at: Timestamp,
}

/// A file on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its row.
    pub id: i64,
    /// Its ticket.
    pub ticket_id: i64,
    /// The comment it came with.
    pub comment_id: Option<i64>,
    /// Whether the requester sees it.
    pub public: bool,
    /// SHA-256 of its content, in hexadecimal: where it lies.
    pub file_hash: String,
    /// The unguessable word of its address.
    pub token: String,
    /// Its name as given.
    pub name: String,
    /// Its type as recognised from its bytes.
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// Who added it.
    pub uploaded_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

/// A relation to another ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its row.
    pub id: i64,
    /// From which ticket.
    pub from_id: i64,
    /// To which ticket.
    pub to_id: i64,
    /// How.
    pub kind: LinkKind,
}

/// Something to do on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its row.
    pub id: i64,
    /// Its ticket.
    pub ticket_id: i64,
    /// What.
    pub title: String,
    /// By whom.
    pub assignee_id: Option<i64>,
    /// Until when.
    pub due_at: Option<Timestamp>,
    /// Since when it is done.
    pub done_at: Option<Timestamp>,
    /// Its place.
    pub position: i64,
    /// For optimistic concurrency.
    pub version: i64,
}

/// Time spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkEntry {
    /// Its row.
    pub id: i64,
    /// By whom.
    pub user_id: i64,
    /// How long.
    pub minutes: i64,
    /// On what.
    pub note: String,
    /// The day, ISO 8601.
    pub worked_on: String,
    /// When it was written down.
    pub created_at: Timestamp,
}

/// A text that is not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whether it is meant for the requester.
    pub public: bool,
    /// The text.
    pub body: String,
    /// When it was last kept.
    pub updated_at: Timestamp,
}

/// Someone on a ticket's page now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Which ticket.
    pub ticket_id: i64,
    /// Who.
    pub user_id: i64,
    /// What they do.
    pub mode: PresenceMode,
}

/// One step of a macro.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum MacroStep {
    /// Adds an answer or a note; `{{requester}}`, `{{number}}`, `{{agent}}` are filled in.
    Comment {
        /// Whether the requester sees it.
        public: bool,
        /// The text.
        body: String,
    },
    /// Takes the ticket.
    Take,
    /// Hands it to a team.
    Team {
        /// The team's row.
        team_id: i64,
    },
    /// Sets a category.
    Category {
        /// The category's row.
        category_id: i64,
    },
    /// Adds a tag.
    Tag {
        /// The tag.
        tag: String,
    },
    /// Moves to a state.
    State {
        /// Which, as a word of the API.
        to: String,
        /// Whom it waits for, when pending.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pending_on: Option<String>,
        /// The resolution's text, when resolved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resolution: Option<String>,
    },
}

/// Several actions under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macro {
    /// Its row.
    pub id: i64,
    /// Its desk.
    pub desk_id: i64,
    /// Only for this team.
    pub team_id: Option<i64>,
    /// Its name in French.
    pub name_fr: String,
    /// Its name in English.
    pub name_en: String,
    /// What it does.
    pub steps: Vec<MacroStep>,
    /// How often it was used.
    pub used: i64,
    /// For optimistic concurrency.
    pub version: i64,
}
