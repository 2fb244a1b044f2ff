//! Policies and clocks as stored, and what a ticket tells this slice about itself.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rules::{
    calendar::Calendar,
    priority::Priority,
    sla::{Agreement, Clock, Ending, Metric, Outcome, Pause, Targets},
    ticket_state::{Kind, PendingOn},
};
use serde::{Deserialize, Serialize};

/// When a policy reacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReactionAt {
    /// When this percentage of the target is used.
    Warning(u16),
    /// When the target is used up.
    Breach,
}

/// What a policy does then (product.md §5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReactionDo {
    /// Tell the assignee, or the team when nobody has the ticket.
    NotifyAssignee,
    /// Tell the team's leads.
    NotifyLeads,
    /// Raise the priority by one.
    RaisePriority,
    /// Hand the ticket to the next tier's team.
    Escalate,
    /// Take the ticket from its assignee and put it back into the team's queue.
    Unassign,
}

impl ReactionDo {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::NotifyAssignee, Self::NotifyLeads, Self::RaisePriority, Self::Escalate, Self::Unassign];

    /// The word in the API, in forms and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotifyAssignee => "notify_assignee",
            Self::NotifyLeads => "notify_leads",
            Self::RaisePriority => "raise_priority",
            Self::Escalate => "escalate",
            Self::Unassign => "unassign",
        }
    }
}

/// One reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// When.
    pub at: ReactionAt,
    /// What.
    #[serde(rename = "do")]
    pub act: ReactionDo,
}

/// A policy as an administrator sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The rule's view: agreement, scope, targets, calendar, what pauses, order.
    pub rule: rules::sla::Policy,
    /// Its name.
    pub name: String,
    /// Only for this kind of ticket, when set.
    pub kind: Option<Kind>,
    /// Counted 24×7; otherwise in `rule.calendar`, or the desk's when that is not set.
    pub always_open: bool,
    /// The percentages of a target at which one is warned.
    pub warnings: Vec<u16>,
    /// What happens at warnings and at the breach.
    pub reactions: Vec<Reaction>,
    /// For optimistic concurrency.
    pub version: i64,
    /// Whether it is out of use.
    pub archived: bool,
}

impl Policy {
    /// The calendar that counts for a ticket of a desk; `None` is 24×7.
    #[must_use]
    pub fn calendar_id(&self, desk_calendar: Option<i64>) -> Option<i64> {
        if self.always_open { None } else { self.rule.calendar.or(desk_calendar) }
    }
}

/// What a ticket tells about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its row.
    pub ticket_id: i64,
    /// Its kind.
    pub kind: Kind,
    /// Its desk.
    pub desk_id: i64,
    /// The desk's calendar.
    pub desk_calendar: Option<i64>,
    /// Its priority.
    pub priority: Priority,
    /// Its category and those above it, nearest first.
    pub categories: Vec<i64>,
    /// The affected service.
    pub service_id: Option<i64>,
    /// The requester's organisation.
    pub organisation_id: Option<i64>,
    /// The team in charge.
    pub team_id: Option<i64>,
    /// The provider it was handed to.
    pub provider_id: Option<i64>,
    /// Whom it waits for.
    pub pending_on: Option<PendingOn>,
}

impl Subject {
    pub(super) fn facts(&self) -> rules::sla::Facts<'_> {
        rules::sla::Facts {
            provider: self.provider_id,
            team: self.team_id,
            service: self.service_id,
            organisation: self.organisation_id,
            categories: &self.categories,
            priority: Some(self.priority),
            desk: Some(self.desk_id),
        }
    }
}

/// Where a clock stands. Codes below 2 are alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// It counts.
    Running,
    /// It stands still.
    Paused,
    /// Stopped in time.
    Met,
    /// Stopped too late.
    Missed,
    /// Ended without a verdict.
    Cancelled,
}

impl ClockState {
    /// The stored number.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Running => 0,
            Self::Paused => 1,
            Self::Met => 2,
            Self::Missed => 3,
            Self::Cancelled => 4,
        }
    }

    pub(super) fn from_code(code: i64) -> Option<Self> {
        [Self::Running, Self::Paused, Self::Met, Self::Missed, Self::Cancelled]
            .into_iter()
            .find(|s| s.code() == code)
    }

    pub(super) fn of(clock: &Clock) -> Self {
        match clock.ending {
            Some(Ending { outcome: Outcome::Met, .. }) => Self::Met,
            Some(Ending { outcome: Outcome::Missed, .. }) => Self::Missed,
            Some(Ending { outcome: Outcome::Cancelled, .. }) => Self::Cancelled,
            None if clock.is_paused() => Self::Paused,
            None => Self::Running,
        }
    }
}

/// A clock as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredClock {
    /// Its row; 0 before it has one.
    pub id: i64,
    /// The ticket.
    pub ticket_id: i64,
    /// Which agreement.
    pub agreement: Agreement,
    /// Which target.
    pub metric: Metric,
    /// From 1; a hand-over to another team starts the next round of its OLA.
    pub round: i64,
    /// The policy.
    pub policy_id: i64,
    /// The calendar; `None` is 24×7.
    pub calendar_id: Option<i64>,
    /// The rule's facts.
    pub clock: Clock,
    /// When it is due, while that is known.
    pub due_at: Option<Timestamp>,
    /// Up to which instant warnings and the breach have been told.
    pub told: Timestamp,
    /// When the breach was told, or found at the stop.
    pub breached_at: Option<Timestamp>,
}

impl StoredClock {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> ClockState {
        ClockState::of(&self.clock)
    }

    /// What pages show at `now`.
    #[must_use]
    pub fn view(&self, now: Timestamp, calendar: &Calendar) -> View {
        let remaining = self.clock.remaining(now, calendar);
        View {
            agreement: self.agreement,
            metric: self.metric,
            state: self.state(),
            started_at: self.clock.started_at,
            ended_at: self.clock.ending.map(|ending| ending.at),
            due_at: self.due_at,
            target: self.clock.target,
            used: self.clock.used(now, calendar),
            remaining,
            breached: self.breached_at.is_some() || remaining.is_negative(),
            open_until: if calendar.is_open(now) { calendar.next_closing(now) } else { None },
            opens_at: if calendar.is_open(now) { None } else { calendar.next_opening(now) },
            paused_since: self
                .clock
                .pauses
                .last()
                .filter(|_| self.clock.is_paused())
                .map(|pause: &Pause| pause.from),
            always_open: self.calendar_id.is_none(),
        }
    }
}

/// A clock as shown: figures at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Which agreement.
    pub agreement: Agreement,
    /// Which target.
    pub metric: Metric,
    /// Where it stands.
    pub state: ClockState,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When it is due; `None` while paused.
    pub due_at: Option<Timestamp>,
    /// The working time granted.
    pub target: SignedDuration,
    /// The working time used.
    pub used: SignedDuration,
    /// The working time left, negative when late.
    pub remaining: SignedDuration,
    /// Whether the target was exceeded.
    pub breached: bool,
    /// While open: when the calendar closes, if it ever does. The figure stands still then.
    pub open_until: Option<Timestamp>,
    /// While closed: when the calendar opens.
    pub opens_at: Option<Timestamp>,
    /// Since when it is paused.
    pub paused_since: Option<Timestamp>,
    /// Counted 24×7.
    pub always_open: bool,
}

/// What the ticket's own row keeps of its SLA, for sorting and filtering lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commitment {
    /// When the next running SLA clock is due; `None` when none runs.
    pub due_at: Option<Timestamp>,
    /// Which target that is.
    pub metric: Option<Metric>,
    /// When 75 % of it will be used.
    pub risk_at: Option<Timestamp>,
    /// Whether any SLA target was exceeded.
    pub breached: bool,
}

pub(super) struct PolicyText {
    pub(super) targets: String,
    pub(super) warnings: String,
    pub(super) pauses_on: String,
    pub(super) reactions: String,
}

/// The columns that hold lists, as text.
pub(super) fn policy_text(
    targets: &Targets,
    warnings: &[u16],
    pauses_on: &BTreeSet<PendingOn>,
    reactions: &[Reaction],
) -> Result<PolicyText, serde_json::Error> {
    Ok(PolicyText {
        targets: serde_json::to_string(targets)?,
        warnings: serde_json::to_string(warnings)?,
        pauses_on: serde_json::to_string(pauses_on)?,
        reactions: serde_json::to_string(reactions)?,
    })
}
