//! Moving through the lifecycle.

use base::{ctx::Ctx, people::policy::Access};
use db::Tx;
use rules::ticket_state::{self, Effect, Field, Party, PendingOn, State};
use web::error::AppError;

use super::{
    Session,
    comment::{NewComment, add_comment},
    edit::{Edit, apply, valid_text},
};
use crate::{
    sla,
    tickets::{
        model::{CauseCode, ResolutionKind, Ticket},
        refusal::Refused,
        subject, timers,
    },
};

/// A wanted transition, with what is set in the same action.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The wanted state.
    pub to: State,
    /// Why, in the actor's words.
    pub reason: String,
    /// Whom it will wait for.
    pub pending_on: Option<PendingOn>,
    /// What was done.
    pub resolution: Option<String>,
    /// Fix or workaround.
    pub resolution_kind: Option<ResolutionKind>,
    /// Why it happened.
    pub cause_code: Option<CauseCode>,
    /// Fields set along the way: a category, an assignee.
    pub edit: Edit,
    /// Something said along the way: a question to the requester, the answer.
    pub comment: Option<NewComment>,
}

impl Step {
    /// Just the state.
    #[must_use]
    pub fn to(state: State) -> Self {
        Self {
            to: state,
            reason: String::new(),
            pending_on: None,
            resolution: None,
            resolution_kind: None,
            cause_code: None,
            edit: Edit::default(),
            comment: None,
        }
    }
}

/// Moves a ticket to another state. What the action sets counts as set (product.md §2.3).
///
/// # Errors
/// A refused transition with its reason and the legal ones; otherwise as `edit`.
pub fn transition(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    step: &Step,
    seen: Option<i64>,
) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Request)?;
    walk(&mut session, step, seen)?;
    session.save()
}

pub(in crate::tickets) fn walk(
    session: &mut Session<'_, '_>,
    step: &Step,
    seen: Option<i64>,
) -> Result<(), Refused> {
    session.no_clash(seen, &["state"])?;
    if step.edit != Edit::default() {
        if session.access < Access::Work {
            return Err(AppError::Forbidden.into());
        }
        apply(session, &step.edit, seen)?;
    }
    // What the edit itself brought about needs no second step.
    if session.ticket.state == step.to && step.to != State::Pending && step.edit != Edit::default() {
        return say(session, step);
    }
    prepare(session, step)?;
    let parties = session.parties();
    go(session, step.to, &parties, Some(&step.reason))?;
    say(session, step)
}

fn say(session: &mut Session<'_, '_>, step: &Step) -> Result<(), Refused> {
    match &step.comment {
        Some(comment) => add_comment(session, comment).map(drop),
        None => Ok(()),
    }
}

fn prepare(session: &mut Session<'_, '_>, step: &Step) -> Result<(), Refused> {
    let cx = session.cx;
    if step.to == State::Pending {
        session.ticket.pending_on = step.pending_on.or(session.ticket.pending_on);
        session.ticket.pending_reason = valid_text(cx, "reason", &step.reason)?;
    }
    if step.to == State::Resolved {
        if let Some(resolution) = &step.resolution {
            session.ticket.resolution = valid_text(cx, "resolution", resolution)?;
        }
        session.ticket.resolution_kind = step.resolution_kind.or(session.ticket.resolution_kind);
        session.ticket.cause_code = step.cause_code.or(session.ticket.cause_code);
    }
    Ok(())
}

/// Checks and carries out one transition.
pub(in crate::tickets) fn go(
    session: &mut Session<'_, '_>,
    to: State,
    parties: &[Party],
    reason: Option<&str>,
) -> Result<(), Refused> {
    let mut facts = session.facts(parties);
    if reason.is_some_and(|reason| !reason.trim().is_empty()) {
        facts.filled.insert(Field::Reason);
    }
    let transition = ticket_state::check(&facts, to).map_err(Box::new)?;
    session.ticket.state = transition.to;
    for effect in &transition.effects {
        stamp(&mut session.ticket, *effect, session.cx.now);
    }
    session.record("ticket.moved", reason)?;
    for effect in &transition.effects {
        carry_out(session, *effect)?;
    }
    Ok(())
}

/// The effects on the row itself.
fn stamp(ticket: &mut Ticket, effect: Effect, now: jiff::Timestamp) {
    match effect {
        Effect::StampQualified => ticket.qualified_at = ticket.qualified_at.or(Some(now)),
        Effect::StampAssigned => ticket.assigned_at = ticket.assigned_at.or(Some(now)),
        Effect::StampStarted => ticket.work_started_at = ticket.work_started_at.or(Some(now)),
        Effect::StampResolved => ticket.resolved_at = Some(now),
        Effect::StampClosed | Effect::StampCancelled => ticket.closed_at = Some(now),
        Effect::ClearAssignee => ticket.assignee_id = None,
        Effect::ResumeClocks if ticket.state != State::Pending => {
            ticket.pending_on = None;
            ticket.pending_reason.clear();
        }
        Effect::Reopened => {
            ticket.reopen_count += 1;
            ticket.resolved_at = None;
            ticket.closed_at = None;
            ticket.resolution.clear();
            ticket.resolution_kind = None;
        }
        Effect::Restored => ticket.closed_at = None,
        _ => {}
    }
}

/// The effects on clocks, timers and people.
fn carry_out(session: &mut Session<'_, '_>, effect: Effect) -> Result<(), Refused> {
    let (cx, id) = (session.cx, session.ticket.id);
    let commitment = match effect {
        Effect::PauseClocks { on } => Some(sla::pend(session.tx, cx, id, on)?),
        Effect::ResumeClocks => Some(sla::resume(session.tx, cx, id)?),
        Effect::StopResolve => Some(sla::resolve(session.tx, cx, id)?),
        Effect::RestartResolve => Some(sla::reopen(session.tx, cx, id)?),
        Effect::StopClocks => Some(sla::cancel(session.tx, cx, id)?),
        Effect::RestartClocks => {
            let subject = subject::subject(session.tx, &session.ticket)?;
            Some(sla::restore(session.tx, cx, &subject)?)
        }
        _ => None,
    };
    if let Some(commitment) = commitment {
        session.ticket.follow(commitment);
    }
    match effect {
        Effect::StopAcknowledge => session.acknowledged()?,
        Effect::ScheduleClosure => timers::schedule_closure(session)?,
        Effect::CancelClosure => timers::cancel_closure(session.tx, id)?,
        Effect::AskValidation => tell_requester(session, "resolved")?,
        Effect::AskSatisfaction => tell_requester(session, "closed")?,
        Effect::PauseClocks { on: PendingOn::User } => tell_requester(session, "question")?,
        Effect::Reopened => {
            let assignee: Vec<i64> = session.ticket.assignee_id.into_iter().collect();
            let title = session.ticket.title.clone();
            session.tell(&assignee, "reopened", &title)?;
        }
        _ => {}
    }
    Ok(())
}

/// The requester, and everyone who said "me too", are told together.
fn tell_requester(session: &mut Session<'_, '_>, kind: &str) -> Result<(), Refused> {
    let mut concerned = vec![session.ticket.requester_id];
    let people = crate::tickets::store::people(session.tx, session.ticket.id)?;
    concerned.extend(people.iter().map(|(user, _)| *user));
    let title = session.ticket.title.clone();
    session.tell(&concerned, kind, &title)
}

/// Puts a ticket back into the state it had before a bulk edit: not a step of the lifecycle but its undoing, so the
/// table is not asked. Clocks take up where they stood.
pub(super) fn put_back(session: &mut Session<'_, '_>, to: State) -> Result<(), Refused> {
    let (cx, id, from) = (session.cx, session.ticket.id, session.ticket.state);
    session.ticket.state = to;
    if from == State::Pending {
        session.ticket.pending_on = None;
        session.ticket.pending_reason.clear();
    }
    let ended = from == State::Cancelled;
    if from >= State::Resolved && to.is_open() {
        session.ticket.resolved_at = None;
        session.ticket.closed_at = None;
        timers::cancel_closure(session.tx, id)?;
    }
    session.record("ticket.undone", None)?;
    let commitment = match (from, to) {
        (State::Pending, _) if to.is_open() => Some(sla::resume(session.tx, cx, id)?),
        _ if ended => {
            let subject = subject::subject(session.tx, &session.ticket)?;
            Some(sla::restore(session.tx, cx, &subject)?)
        }
        _ if from >= State::Resolved && to.is_open() => Some(sla::reopen(session.tx, cx, id)?),
        _ => None,
    };
    if let Some(commitment) = commitment {
        session.ticket.follow(commitment);
    }
    Ok(())
}
