//! The lifecycle of incidents and plain requests (product.md §2.1, §2.3; ITIL 4 incident management): the
//! vocabulary, the written transition table (`table`), the check of one transition (`check`), where a ticket
//! goes by itself (`follow`) and the eight steps that the ticket page shows (`stepper`). Problems and
//! changes have lifecycles of their own.

mod check;
mod follow;
mod stepper;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::vocabulary::vocabulary;

pub use check::{Effect, Legal, Reason, Refusal, Transition, check, legal};
pub use follow::{handed_over, resumed, settled};
pub use stepper::{Status, Step, StepKey, stepper};
pub use table::{Condition, Row, TRANSITIONS};

vocabulary! {
    /// What a ticket is (product.md §2.1).
    pub enum Kind("kind") {
        /// An unplanned interruption or loss of quality of a service.
        Incident = 1, "incident";
        /// A service request « demande de service »: something a user wants, with nothing broken.
        Request = 2, "request";
        /// The cause behind one or more incidents.
        Problem = 3, "problem";
        /// A change « changement » to services or configuration items.
        Change = 4, "change";
    }
}

impl Kind {
    /// The prefix of its number.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Incident => "INC",
            Self::Request => "REQ",
            Self::Problem => "PRB",
            Self::Change => "CHG",
        }
    }

    /// Whether the transitions of this module apply.
    pub const fn has_incident_lifecycle(self) -> bool {
        matches!(self, Self::Incident | Self::Request)
    }
}

vocabulary! {
    /// Where a ticket stands. Codes follow the lifecycle, so "open" is `code < 5`: the partial indexes of
    /// the queue rest on it.
    pub enum State("state") {
        /// Recorded, not yet looked at.
        New = 0, "new";
        /// Category, impact and urgency are confirmed; it waits in its team's queue for a person.
        Qualified = 1, "qualified";
        /// A person has it.
        Assigned = 2, "assigned";
        /// That person works on it (diagnosis).
        InProgress = 3, "in_progress";
        /// Work waits on someone else; `PendingOn` says on whom.
        Pending = 4, "pending";
        /// Service is restored or the request fulfilled, in the agent's view; the requester is asked.
        Resolved = 5, "resolved";
        /// Validated by the requester, on their behalf, or by silence.
        Closed = 6, "closed";
        /// Withdrawn, mistaken or a duplicate: it will not be worked on.
        Cancelled = 7, "cancelled";
    }
}

impl State {
    /// Unresolved: somebody still owes work.
    pub const fn is_open(self) -> bool {
        self.code() < Self::Resolved.code()
    }

    /// Closed or cancelled: nothing more is expected.
    pub const fn is_ended(self) -> bool {
        self.code() > Self::Resolved.code()
    }
}

vocabulary! {
    /// Whom a pending ticket waits for; SLA policies decide which of them stop which clock (product.md §5.3).
    pub enum PendingOn("party waited for") {
        /// The requester or another user must answer or try.
        User = 1, "user";
        /// A provider « prestataire » works on it.
        Provider = 2, "provider";
        /// A change must be carried out.
        Change = 3, "change";
        /// Anything else (approval, part, date), said in the journal.
        Other = 4, "other";
    }
}

vocabulary! {
    /// How a ticket came in (product.md §3).
    pub enum Channel("channel") {
        /// The requesters' portal.
        Portal = 1, "portal";
        /// E-mail.
        Email = 2, "email";
        /// Telephone, entered by an agent.
        Phone = 3, "phone";
        /// An alert.
        Monitoring = 4, "monitoring";
        /// The REST API or a webhook.
        Api = 5, "api";
        /// Slack, Teams, Mattermost, Matrix.
        Chat = 6, "chat";
        /// In person, entered by an agent.
        InPerson = 7, "in_person";
        /// Carried over from another tool.
        Import = 8, "import";
    }
}

vocabulary! {
    /// In what quality someone acts on a ticket. A lead of the ticket's team or an incident manager is a
    /// `Lead`, whether or not also an agent.
    pub enum Party("party") {
        /// Works on tickets of this desk.
        Agent = 1, "agent";
        /// Answers for the team or the process.
        Lead = 2, "lead";
        /// Reported the ticket, or is an affected user entitled to answer for it.
        Requester = 3, "requester";
        /// The product itself: timers, routing, automation, merges, resolved alerts.
        System = 4, "system";
    }
}

vocabulary! {
    /// What a transition may need. A field counts as filled when it is confirmed: a classification that is
    /// only proposed is not.
    pub enum Field("field") {
        /// The category.
        Category = 1, "category";
        /// The impact.
        Impact = 2, "impact";
        /// The urgency.
        Urgency = 3, "urgency";
        /// The team in whose queue it waits.
        Team = 4, "team";
        /// The person who has it.
        Assignee = 5, "assignee";
        /// Whom it waits for.
        PendingOn = 6, "pending_on";
        /// What was done, in words (a fix or a workaround).
        Resolution = 7, "resolution";
        /// Why this transition is made, in words; belongs to the transition, not to the ticket.
        Reason = 8, "reason";
    }
}

impl Field {
    /// The three that make qualification and prioritisation done.
    pub const QUALIFICATION: [Self; 3] = [Self::Category, Self::Impact, Self::Urgency];
}

/// What the rules need to know of a ticket and of who asks. What the caller is setting in the same action
/// counts as set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What the ticket is.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// What is set. `PendingOn` is told by the next field instead.
    pub filled: BTreeSet<Field>,
    /// Whom it waits, or is going to wait, for.
    pub pending_on: Option<PendingOn>,
    /// Whether anybody ever worked on it (it has been in progress, also before a hand-over).
    pub work_began: bool,
    /// For a closed or cancelled ticket: for how long it has been.
    pub ended_for: Option<SignedDuration>,
    /// After how long closed or cancelled is final (a desk's setting, in days); then a follow-up is opened
    /// instead.
    pub final_after: SignedDuration,
    /// Whether it is, or was, a major incident.
    pub major: bool,
    /// Whether its post-incident review is published.
    pub review_published: bool,
    /// In what qualities the caller acts.
    pub parties: BTreeSet<Party>,
}

impl Facts {
    /// A ticket with nothing set and nobody asking; final after 7 days.
    pub fn new(kind: Kind, state: State) -> Self {
        Self {
            kind,
            state,
            filled: BTreeSet::new(),
            pending_on: None,
            work_began: false,
            ended_for: None,
            final_after: SignedDuration::from_hours(7 * 24),
            major: false,
            review_published: false,
            parties: BTreeSet::new(),
        }
    }

    /// Whether a field is set.
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::PendingOn => self.pending_on.is_some(),
            field => self.filled.contains(&field),
        }
    }

    /// Whether category, impact and urgency are all confirmed.
    pub fn is_qualified(&self) -> bool {
        Field::QUALIFICATION.iter().all(|&field| self.has(field))
    }
}
