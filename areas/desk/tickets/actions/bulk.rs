//! Changing many tickets at once, and taking it back.

use base::{ctx::Ctx, people::policy::Access};
use db::Tx;
use rules::{priority::Priority, ticket_state::State};
use serde::{Deserialize, Serialize};
use web::error::{AppError, FieldError};

use super::{
    Session,
    edit::{Edit, apply, settle},
    transition::{Step, walk},
};
use crate::tickets::{model::Ticket, refusal::Refused, store};

/// The most tickets that one bulk edit changes in one transaction; larger selections come in several.
pub const MOST: usize = 200;

/// What to do to each ticket.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BulkChange {
    /// Fields.
    pub edit: Edit,
    /// A transition.
    pub step: Option<Step>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkOutcome {
    /// The bulk edit's row, to undo it; `None` when nothing changed.
    pub id: Option<i64>,
    /// The tickets that changed.
    pub changed: Vec<i64>,
    /// The tickets that did not, each with why, in the actor's language.
    pub refused: Vec<(i64, String)>,
}

/// How one ticket was before.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    number: i64,
    /// The version that the bulk edit left: a later change of the same fields by someone else is not undone over.
    left: i64,
    state: State,
    team_id: Option<i64>,
    assignee_id: Option<i64>,
    category_id: Option<i64>,
    service_id: Option<i64>,
    impact: rules::priority::Level,
    urgency: rules::priority::Level,
    priority: Priority,
    priority_reason: rules::priority::PriorityReason,
    qualification: crate::tickets::model::Qualification,
    snoozed_until: Option<jiff::Timestamp>,
    add_tags: Vec<String>,
    remove_tags: Vec<String>,
}

/// Changes many tickets: each on its own, so that one refused ticket leaves the others changed (a partial failure is
/// reported, not hidden).
///
/// # Errors
/// When the selection is too large, or the database fails; what each ticket refuses is in the outcome.
pub fn bulk_edit(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    numbers: &[i64],
    change: &BulkChange,
) -> Result<BulkOutcome, AppError> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() || numbers.len() > MOST {
        let message = web::t!(cx.locale, "tickets-fault-bulk-size", most = MOST);
        return Err(AppError::Invalid(vec![FieldError::new("tickets", "bulk-size", message)]));
    }
    let (mut changed, mut refused, mut undo) = (Vec::new(), Vec::new(), Vec::new());
    for number in numbers {
        match one(tx, cx, number, change) {
            Ok(Some(before)) => {
                changed.push(number);
                undo.push(before);
            }
            Ok(None) => {}
            Err(error) => refused.push((number, explain(cx, error)?)),
        }
    }
    let id = if undo.is_empty() {
        None
    } else {
        let user = cx.actor.user_id().ok_or(AppError::Forbidden)?;
        let undo = serde_json::to_string(&undo).map_err(AppError::internal)?;
        Some(store::insert_bulk_edit(tx, user, &changed.len().to_string(), &undo, cx.now)?)
    };
    Ok(BulkOutcome { id, changed, refused })
}

/// One ticket, in a savepoint of its own.
fn one(tx: &mut Tx<'_>, cx: &Ctx, number: i64, change: &BulkChange) -> Result<Option<Before>, Refused> {
    let mut refusal = None;
    let outcome = tx.attempt(|tx| {
        change_one(tx, cx, number, change).map_err(|error| {
            refusal = Some(error);
            // Any database error rolls the savepoint back.
            db::Error::Engine("refused".into())
        })
    });
    match (outcome, refusal) {
        (Ok(before), _) => Ok(before),
        (Err(_), Some(refusal)) => Err(refusal),
        (Err(error), None) => Err(error.into()),
    }
}

fn change_one(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    change: &BulkChange,
) -> Result<Option<Before>, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let was = session.ticket.clone();
    let tags = store::tags(session.tx, was.id)?;
    if change.edit != Edit::default() {
        apply(&mut session, &change.edit, None)?;
    }
    if let Some(step) = change.step.as_ref().filter(|step| step.to != session.ticket.state) {
        walk(&mut session, step, None)?;
    }
    let is = session.save()?;
    if is.version == was.version {
        return Ok(None);
    }
    let now = store::tags(tx, is.id)?;
    let missing =
        |from: &[String], other: &[String]| from.iter().filter(|t| !other.contains(t)).cloned().collect();
    Ok(Some(Before {
        number,
        left: is.version,
        state: was.state,
        team_id: was.team_id,
        assignee_id: was.assignee_id,
        category_id: was.category_id,
        service_id: was.service_id,
        impact: was.impact,
        urgency: was.urgency,
        priority: was.priority,
        priority_reason: was.priority_reason,
        qualification: was.qualification,
        snoozed_until: was.snoozed_until,
        add_tags: missing(&tags, &now),
        remove_tags: missing(&now, &tags),
    }))
}

/// What a ticket's refusal says to people; a broken database is not theirs to read.
fn explain(cx: &Ctx, error: Refused) -> Result<String, AppError> {
    match error.into_app(cx.locale) {
        AppError::Invalid(fields) => {
            Ok(fields.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join(" "))
        }
        AppError::NotFound => Ok(web::i18n::t(cx.locale, "tickets-refused-not-found")),
        AppError::Forbidden => Ok(web::i18n::t(cx.locale, "tickets-refused-forbidden")),
        AppError::Conflict { .. } | AppError::Clash { .. } => {
            Ok(web::i18n::t(cx.locale, "tickets-refused-clash"))
        }
        other => Err(other),
    }
}

/// Takes a bulk edit back: each ticket is as it was before, unless someone else touched the same fields since.
///
/// # Errors
/// `NotFound` when it is not the actor's or was undone already.
pub fn bulk_undo(tx: &mut Tx<'_>, cx: &Ctx, id: i64) -> Result<BulkOutcome, AppError> {
    let user = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let undo = store::bulk_edit(tx, id, user)?.ok_or(AppError::NotFound)?;
    let undo: Vec<Before> = serde_json::from_str(&undo).map_err(AppError::internal)?;
    if store::mark_undone(tx, id, cx.now)? == 0 {
        return Err(AppError::NotFound);
    }
    let (mut changed, mut refused) = (Vec::new(), Vec::new());
    for before in undo {
        let mut refusal = None;
        let outcome = tx.attempt(|tx| {
            undo_one(tx, cx, &before).map_err(|error| {
                refusal = Some(error);
                db::Error::Engine("refused".into())
            })
        });
        match (outcome, refusal) {
            (Ok(_), _) => changed.push(before.number),
            (Err(_), Some(refusal)) => refused.push((before.number, explain(cx, refusal)?)),
            (Err(error), None) => return Err(error.into()),
        }
    }
    Ok(BulkOutcome { id: None, changed, refused })
}

/// Puts one ticket back. Clocks follow by themselves: they are measured again from their recorded facts.
fn undo_one(tx: &mut Tx<'_>, cx: &Ctx, before: &Before) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, before.number, Access::Work)?;
    session.no_clash(
        Some(before.left),
        &[
            "state",
            "team",
            "assignee",
            "category",
            "service",
            "impact",
            "urgency",
            "priority",
            "snoozed_until",
        ],
    )?;
    let moved = session.ticket.state != before.state;
    let ticket = &mut session.ticket;
    ticket.team_id = before.team_id;
    ticket.assignee_id = before.assignee_id;
    ticket.category_id = before.category_id;
    ticket.service_id = before.service_id;
    ticket.impact = before.impact;
    ticket.urgency = before.urgency;
    ticket.priority = before.priority;
    ticket.priority_reason = before.priority_reason.clone();
    ticket.qualification = before.qualification;
    ticket.snoozed_until = before.snoozed_until;
    if moved {
        super::transition::put_back(&mut session, before.state)?;
    }
    session.record("ticket.undone", None)?;
    let tags = Edit {
        add_tags: before.add_tags.clone(),
        remove_tags: before.remove_tags.clone(),
        ..Edit::default()
    };
    if !(tags.add_tags.is_empty() && tags.remove_tags.is_empty()) {
        apply(&mut session, &tags, None)?;
    }
    if !moved {
        settle(&mut session)?;
    }
    session.save()
}
