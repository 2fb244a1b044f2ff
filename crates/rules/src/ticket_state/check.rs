//! Whether one transition is allowed, what it entails, and what is allowed instead (product.md §2.3:
//! refusals give the reason and the legal ones).

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

use super::table::{Condition, Row, TRANSITIONS};
use super::{Facts, Field, Kind, Party, PendingOn, State};

/// An allowed transition and what the action must do with it, in order, in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// The state left.
    pub from: State,
    /// The state entered.
    pub to: State,
    /// What to do. A stamp sets an instant only if it is not set yet, except where a variant says otherwise.
    pub effects: Vec<Effect>,
}

/// What a transition entails besides the new state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Stamp when qualification was done.
    StampQualified,
    /// Stamp when a person first had it.
    StampAssigned,
    /// Stamp when work first began; from then on an agent or the requester cannot cancel.
    StampStarted,
    /// Stamp the resolution (overwrites that of a former resolution).
    StampResolved,
    /// Stamp the closure (overwrites).
    StampClosed,
    /// Stamp the cancellation (overwrites).
    StampCancelled,
    /// Empty the assignee: the ticket waits in its team's queue.
    ClearAssignee,
    /// Pause the clocks that the policy pauses for this party (product.md §5.3).
    PauseClocks {
        /// Whom it waits for.
        on: PendingOn,
    },
    /// Resume the paused clocks and empty whom it waits for.
    ResumeClocks,
    /// The acknowledgement clock is met: somebody has taken it.
    StopAcknowledge,
    /// The resolution clock is met.
    StopResolve,
    /// The resolution clock runs again where it had stopped: the time since then does not count.
    RestartResolve,
    /// No clock matters any more.
    StopClocks,
    /// All clocks run again where they had stopped.
    RestartClocks,
    /// Ask the requester to validate or refuse, with reminders.
    AskValidation,
    /// Set the timer of the automatic closure.
    ScheduleClosure,
    /// Cancel that timer, the reminders and the links to validate.
    CancelClosure,
    /// Ask how satisfied the requester is (product.md §7.7).
    AskSatisfaction,
    /// Count a reopen, and empty the resolution (the journal keeps it): the next one needs its own words.
    Reopened,
    /// A cancellation was taken back; not counted as a reopen.
    Restored,
}

/// A refused transition.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[error("{reason}")]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// What the caller may do instead.
    pub legal: Vec<Legal>,
}

/// A state that the caller may choose, once what is missing is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Legal {
    /// The state.
    pub to: State,
    /// What must be set first; empty: at once.
    pub missing: Vec<Field>,
}

/// Why a transition is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Reason {
    /// The ticket is there already.
    #[error("the ticket is already {state}")]
    AlreadyThere {
        /// Where.
        state: State,
    },
    /// No row leads there.
    #[error("a ticket cannot go from {from} to {to}")]
    NoSuchTransition {
        /// From.
        from: State,
        /// To.
        to: State,
    },
    /// A row leads there, for others.
    #[error("this is not for the caller to do")]
    NotAllowed {
        /// Who may.
        who: Vec<Party>,
    },
    /// Work began, so only a lead may cancel.
    #[error("work has begun; only a lead may cancel")]
    WorkBegan,
    /// Closed or cancelled for too long: open a follow-up ticket.
    #[error("the ticket is final; a follow-up has to be opened")]
    Final,
    /// Something must be set first.
    #[error("something must be set first")]
    Missing {
        /// What.
        fields: Vec<Field>,
    },
    /// Problems and changes have their own lifecycle.
    #[error("a {kind} has its own lifecycle")]
    OtherLifecycle {
        /// The kind.
        kind: Kind,
    },
}

/// Checks a transition.
///
/// # Errors
/// `Refusal`: the reason, and what this caller may do instead.
pub fn check(facts: &Facts, to: State) -> Result<Transition, Refusal> {
    match verdict(facts, to) {
        Ok(()) => Ok(Transition { from: facts.state, to, effects: effects(facts, to) }),
        Err(reason) => Err(Refusal { reason, legal: legal(facts) }),
    }
}

/// Every state the caller may choose from here, in lifecycle order, with what each still needs.
pub fn legal(facts: &Facts) -> Vec<Legal> {
    if !facts.kind.has_incident_lifecycle() {
        return Vec::new();
    }
    let mut ways: BTreeMap<State, Vec<Field>> = BTreeMap::new();
    for row in TRANSITIONS.iter().filter(|row| row.from == facts.state) {
        if is_for(row, facts) && holds(row.when, facts) {
            let missing = missing(row, facts);
            let best = ways.entry(row.to).or_insert_with(|| missing.clone());
            if missing.len() < best.len() {
                *best = missing;
            }
        }
    }
    ways.into_iter().map(|(to, missing)| Legal { to, missing }).collect()
}

fn verdict(facts: &Facts, to: State) -> Result<(), Reason> {
    let from = facts.state;
    if !facts.kind.has_incident_lifecycle() {
        return Err(Reason::OtherLifecycle { kind: facts.kind });
    }
    let rows: Vec<&Row> = TRANSITIONS.iter().filter(|row| row.from == from && row.to == to).collect();
    if rows.is_empty() {
        return Err(if from == to {
            Reason::AlreadyThere { state: to }
        } else {
            Reason::NoSuchTransition { from, to }
        });
    }
    let mine: Vec<&Row> = rows.iter().copied().filter(|row| is_for(row, facts)).collect();
    let Some(first) = mine.first() else {
        let who = rows.iter().flat_map(|row| row.who).copied();
        return Err(Reason::NotAllowed {
            who: who.collect::<std::collections::BTreeSet<_>>().into_iter().collect(),
        });
    };
    let open = mine.iter().filter(|row| holds(row.when, facts));
    match open.map(|row| missing(row, facts)).min_by_key(Vec::len) {
        Some(fields) if fields.is_empty() => Ok(()),
        Some(fields) => Err(Reason::Missing { fields }),
        None if first.when == Condition::BeforeWork => Err(Reason::WorkBegan),
        None => Err(Reason::Final),
    }
}

fn is_for(row: &Row, facts: &Facts) -> bool {
    row.who.iter().any(|party| facts.parties.contains(party))
}

fn holds(condition: Condition, facts: &Facts) -> bool {
    match condition {
        Condition::Always => true,
        Condition::BeforeWork => !facts.work_began,
        Condition::BeforeFinal => facts.ended_for.is_some_and(|ended| ended < facts.final_after),
    }
}

fn missing(row: &Row, facts: &Facts) -> Vec<Field> {
    row.required.iter().copied().filter(|&field| !facts.has(field)).collect()
}

fn effects(facts: &Facts, to: State) -> Vec<Effect> {
    let from = facts.state;
    let mut effects = Vec::new();
    if from == State::Pending && to != State::Pending {
        effects.push(Effect::ResumeClocks);
    }
    if from == State::Resolved {
        effects.push(Effect::CancelClosure);
    }
    if matches!(from, State::Resolved | State::Closed) && to == State::InProgress {
        effects.extend([Effect::Reopened, Effect::RestartResolve]);
    }
    if facts.is_qualified() && matches!(to.code(), 1..=5) {
        effects.push(Effect::StampQualified);
    }
    if facts.has(Field::Assignee) && matches!(to.code(), 2..=5) {
        effects.push(Effect::StampAssigned);
    }
    match to {
        State::New => effects.extend([Effect::Restored, Effect::RestartClocks]),
        State::Qualified if from != State::New => effects.push(Effect::ClearAssignee),
        State::Qualified | State::Assigned => {}
        State::InProgress => effects.extend([Effect::StampStarted, Effect::StopAcknowledge]),
        State::Pending => {
            effects.extend([Effect::StampStarted, Effect::StopAcknowledge]);
            effects.extend(facts.pending_on.map(|on| Effect::PauseClocks { on }));
        }
        State::Resolved => {
            if facts.has(Field::Assignee) {
                effects.push(Effect::StampStarted);
            }
            effects.extend([Effect::StampResolved, Effect::StopAcknowledge, Effect::StopResolve]);
            effects.extend([Effect::AskValidation, Effect::ScheduleClosure]);
        }
        State::Closed => effects.extend([Effect::StampClosed, Effect::AskSatisfaction]),
        State::Cancelled => effects.extend([Effect::StampCancelled, Effect::StopClocks]),
    }
    effects
}
