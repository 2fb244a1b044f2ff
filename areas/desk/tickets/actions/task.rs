//! Tasks and time spent.

use base::{
    audit::NewEntry,
    ctx::Ctx,
    people::{self, policy::Access},
};
use db::Tx;
use jiff::{Timestamp, civil::Date};
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{Session, edit::valid_title};
use crate::tickets::{
    model::{Task, Ticket, WorkEntry},
    refusal::Refused,
    store,
};

fn fault(cx: &Ctx, field: &str, code: &str) -> Refused {
    let message = web::i18n::t(cx.locale, &format!("tickets-fault-{code}"));
    AppError::Invalid(vec![FieldError::new(field, code, message)]).into()
}

/// What to change on a task; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskChange {
    /// What.
    pub title: Option<String>,
    /// By whom.
    pub assignee_id: Option<Option<i64>>,
    /// Until when.
    pub due_at: Option<Option<Timestamp>>,
    /// Done, or not after all.
    pub done: Option<bool>,
}

fn known(session: &mut Session<'_, '_>, user: Option<i64>) -> Result<(), Refused> {
    match user {
        Some(id) if people::user(session.tx, id)?.is_none() => {
            Err(fault(session.cx, "assignee", "unknown-person"))
        }
        _ => Ok(()),
    }
}

/// Adds a task.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`.
pub fn add_task(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    title: &str,
    assignee_id: Option<i64>,
    due_at: Option<Timestamp>,
) -> Result<(Ticket, Task), Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    known(&mut session, assignee_id)?;
    let title = valid_title(cx, title)?;
    let mut task = Task {
        id: 0,
        ticket_id: session.ticket.id,
        title,
        assignee_id,
        due_at,
        done_at: None,
        position: 0,
        version: 1,
    };
    task.id = store::insert_task(session.tx, &task)?;
    let data = json!({ "title": task.title, "due_at": task.due_at });
    session.journal(&NewEntry::new(session.stream(), "task.added").data(data))?;
    let told: Vec<i64> = assignee_id.into_iter().collect();
    session.tell(&told, "task", &task.title)?;
    Ok((session.save()?, task))
}

/// Changes or ticks a task. `version` is the one that was seen.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`, or `Conflict` when someone else changed it meanwhile.
pub fn change_task(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    task_id: i64,
    version: Option<i64>,
    change: &TaskChange,
) -> Result<(Ticket, Task), Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let mut task = store::task(session.tx, session.ticket.id, task_id)?.ok_or(AppError::NotFound)?;
    if version.is_some_and(|version| version != task.version) {
        return Err(AppError::Conflict { current: Some(task.version) }.into());
    }
    let was_done = task.done_at.is_some();
    if let Some(title) = &change.title {
        task.title = valid_title(cx, title)?;
    }
    if let Some(assignee) = change.assignee_id {
        known(&mut session, assignee)?;
        task.assignee_id = assignee;
    }
    task.due_at = change.due_at.unwrap_or(task.due_at);
    match change.done {
        Some(true) => task.done_at = task.done_at.or(Some(cx.now)),
        Some(false) => task.done_at = None,
        None => {}
    }
    let done_by = if task.done_at.is_some() { cx.actor.user_id() } else { None };
    store::update_task(session.tx, &task, done_by)?;
    let kind = match (was_done, task.done_at.is_some()) {
        (false, true) => "task.done",
        (true, false) => "task.undone",
        _ => "task.changed",
    };
    session.journal(&NewEntry::new(session.stream(), kind).data(json!({ "title": task.title })))?;
    task.version += 1;
    Ok((session.save()?, task))
}

/// Removes a task.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub fn remove_task(tx: &mut Tx<'_>, cx: &Ctx, number: i64, task_id: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let task = store::task(session.tx, session.ticket.id, task_id)?.ok_or(AppError::NotFound)?;
    store::delete_task(session.tx, task.id)?;
    session.journal(&NewEntry::new(session.stream(), "task.removed").data(json!({ "title": task.title })))?;
    session.save()
}

/// Writes down time spent, from 1 minute to 24 hours on one day.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`.
pub fn log_work(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    minutes: i64,
    note: &str,
    worked_on: Date,
) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let user_id = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    if !(1..=1440).contains(&minutes) {
        return Err(fault(cx, "minutes", "minutes"));
    }
    let note = super::edit::valid_text(cx, "note", note)?;
    let entry = WorkEntry {
        id: 0,
        user_id,
        minutes,
        note: note.clone(),
        worked_on: worked_on.to_string(),
        created_at: cx.now,
    };
    store::insert_work(session.tx, session.ticket.id, &entry)?;
    let data = json!({ "minutes": minutes, "note": note, "on": worked_on });
    session.journal(&NewEntry::new(session.stream(), "work.logged").data(data))?;
    session.save()
}
