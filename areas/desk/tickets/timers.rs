//! What happens to tickets by itself: warnings and breaches of their clocks, automatic closure, the end of a snooze.

use base::{audit, ctx::Ctx, people};
use db::{Db, Tx};
use jiff::{SignedDuration, Timestamp};
use rules::{
    calendar::{Calendar, DayPoint},
    priority::{Manual, Priority},
    ticket_state::{Party, State},
};
use serde_json::json;
use web::error::AppError;
use work::{Firing, NewTimer, Registry};

use super::{
    actions::{Session, escalate_in, go, leads},
    refusal::Refused,
    store,
};
use crate::sla::{self, ReactionDo};

/// The automatic closure of a resolved ticket; step 0 reminds, step 1 closes.
const CLOSURE: &str = "ticket-closure";
const REMIND: i64 = 0;
const CLOSE: i64 = 1;

/// Files that nobody refers to stay this long.
const FILE_GRACE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Sets the reminder, half-way, and the closure after the desk's number of working days (product.md §7.6).
pub(super) fn schedule_closure(session: &mut Session<'_, '_>) -> Result<(), Refused> {
    let calendar =
        session.desk.calendar_id.map(|id| base::desks::calendar(session.tx, id)).transpose()?.flatten();
    let calendar = calendar.unwrap_or_else(Calendar::always);
    let days = i32::try_from(session.desk.confirm_days).unwrap_or(i32::MAX).max(1);
    let after = |days: i32| calendar.add_working_days(session.cx.now, days, DayPoint::SameTime);
    let subject_id = session.ticket.id;
    let due = [(REMIND, after((days / 2).max(1)).filter(|_| days > 1)), (CLOSE, after(days))];
    for (step, due_at) in due {
        if let Some(due_at) = due_at {
            work::schedule(
                session.tx,
                &NewTimer { kind: CLOSURE, subject_id, step, due_at, payload: json!({}) },
            )?;
        }
    }
    Ok(())
}

pub(super) fn cancel_closure(tx: &mut Tx<'_>, ticket_id: i64) -> Result<(), Refused> {
    work::cancel(tx, CLOSURE, ticket_id)?;
    Ok(())
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn told(refused: Refused) -> Failure {
    match refused {
        Refused::App(error) => error.into(),
        other => format!("{other:?}").into(),
    }
}

/// Registers the timers of tickets: clocks and closures.
#[must_use]
pub fn timers(registry: Registry) -> Registry {
    registry
        .timer(sla::TIMER, |tx, firing| clock_fired(tx, firing).map_err(told))
        .timer(CLOSURE, |tx, firing| closure_due(tx, firing).map_err(told))
}

/// Registers the timers and sweeps of tickets.
#[must_use]
pub fn work(registry: Registry, db: Db, files: std::path::PathBuf) -> Registry {
    let (presence, heard, again) = (db.clone(), db.clone(), db.clone());
    timers(registry)
        .job(sla::RECONSIDER, move |run| super::reconsider::run(again.clone(), run))
        .sweep_on(audit::feed::NUMBERED, "tickets.reconsider", SignedDuration::from_mins(1), move |run| {
            let db = heard.clone();
            async move { Ok(super::reconsider::hear(&db, run.now).await?) }
        })
        .sweep("tickets.presence", SignedDuration::from_mins(10), move |run| {
            let db = presence.clone();
            async move {
                db.write(move |tx| store::expire_presence(tx, run.now)).await?;
                Ok(())
            }
        })
        .sweep("tickets.unused-files", SignedDuration::from_hours(6), move |run| {
            let (db, files) = (db.clone(), files.clone());
            async move { sweep_files(&db, run.now, &files).await }
        })
}

/// Deletes the content of files that nobody has referred to for the time of grace.
async fn sweep_files(db: &Db, now: Timestamp, folder: &std::path::Path) -> Result<(), Failure> {
    db.write(move |tx| store::mark_unused_files(tx, now)).await?;
    let unused = db.read(move |read| store::files_unused_since(read, now - FILE_GRACE, 500)).await?;
    for hash in unused {
        let forgotten = hash.clone();
        if db.write(move |tx| store::delete_file_row(tx, &forgotten)).await? {
            super::files::delete(folder, &hash)?;
        }
    }
    Ok(())
}

/// A clock warns or is breached: the ticket's row shows it and the policy's reactions are carried out.
fn clock_fired(tx: &mut Tx<'_>, firing: &Firing) -> Result<(), Refused> {
    let cx = Ctx::system(firing.fired_at);
    let Some(fired) = sla::fire(tx, &cx, firing.subject_id)? else { return Ok(()) };
    let mut session = Session::open_by_id(tx, &cx, fired.ticket_id, people::policy::Access::Lead)?;
    session.ticket.follow(fired.commitment);
    for reaction in &fired.reactions {
        react(&mut session, reaction.act)?;
    }
    session.record("ticket.changed", Some("sla"))?;
    session.save().map(drop)
}

fn react(session: &mut Session<'_, '_>, act: ReactionDo) -> Result<(), Refused> {
    let title = session.ticket.title.clone();
    match act {
        ReactionDo::NotifyAssignee => {
            let concerned = match (session.ticket.assignee_id, session.ticket.team_id) {
                (Some(assignee), _) => vec![assignee],
                (None, Some(team)) => people::members(session.tx, team)?.iter().map(|m| m.user.id).collect(),
                (None, None) => Vec::new(),
            };
            session.tell(&concerned, "sla", &title)
        }
        ReactionDo::NotifyLeads => {
            let leads = leads(session)?;
            session.tell(&leads, "sla", &title)
        }
        ReactionDo::RaisePriority => {
            let Some(priority) = Priority::from_code(session.ticket.priority.code() - 1) else {
                return Ok(());
            };
            let reason = web::i18n::t(session.desk.locale, "tickets-raised-by-sla");
            let manual = Manual::new(priority, &reason).map_err(AppError::internal)?;
            session.override_priority(Some(&manual))?;
            session.record("ticket.changed", Some("sla"))
        }
        // A team without a next tier keeps the ticket; its leads were told by the policy's other reactions.
        ReactionDo::Escalate => match escalate_in(session, "sla") {
            Err(Refused::App(AppError::Invalid(_))) => Ok(()),
            outcome => outcome,
        },
        ReactionDo::Unassign => {
            session.ticket.assignee_id = None;
            session.record("ticket.changed", Some("sla"))
        }
    }
}

/// A resolved ticket that nobody answered for: its requester is reminded, then it is closed.
fn closure_due(tx: &mut Tx<'_>, firing: &Firing) -> Result<(), Refused> {
    let cx = Ctx::system(firing.fired_at);
    let mut session = Session::open_by_id(tx, &cx, firing.subject_id, people::policy::Access::Lead)?;
    if session.ticket.state != State::Resolved {
        return Ok(());
    }
    if firing.step == REMIND {
        let (requester, title) = (session.ticket.requester_id, session.ticket.title.clone());
        return session.tell(&[requester], "confirm", &title);
    }
    go(&mut session, State::Closed, &[Party::System], Some("silence"))?;
    session.save().map(drop)
}
