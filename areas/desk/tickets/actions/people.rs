//! Watching, and being affected too.

use base::{
    audit::NewEntry,
    ctx::Ctx,
    people::{self, Scope, policy::Access},
};
use db::Tx;
use serde_json::json;
use web::error::AppError;

use super::Session;
use crate::tickets::{
    model::{Relation, Ticket},
    refusal::Refused,
    store,
};

/// Makes a person watch a ticket: oneself, or, for an agent, someone else.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub fn watch(tx: &mut Tx<'_>, cx: &Ctx, number: i64, user_id: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Follow)?;
    if cx.actor.user_id() != Some(user_id) && session.access < Access::Work {
        return Err(AppError::Forbidden.into());
    }
    relate(&mut session, user_id, Relation::Watcher)?;
    session.save()
}

/// Ends it.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub fn unwatch(tx: &mut Tx<'_>, cx: &Ctx, number: i64, user_id: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Follow)?;
    if cx.actor.user_id() != Some(user_id) && session.access < Access::Work {
        return Err(AppError::Forbidden.into());
    }
    if store::remove_person(session.tx, session.ticket.id, user_id, Relation::Watcher)? {
        let name = people::user(session.tx, user_id)?.map(|user| user.name);
        let entry =
            NewEntry::new(session.stream(), "person.removed").data(json!({ "name": name, "as": "watcher" }));
        session.journal(&entry)?;
    }
    session.save()
}

/// An agent notes that a person is affected too.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub fn affect(tx: &mut Tx<'_>, cx: &Ctx, number: i64, user_id: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    relate(&mut session, user_id, Relation::Affected)?;
    session.save()
}

/// A requester says "me too" on an ongoing incident that the portal showed them: they follow it from then on, and
/// one answer informs them all (product.md §3.1). The portal decides which incidents it shows.
///
/// # Errors
/// `NotFound` when it is not an open incident.
pub fn me_too(tx: &mut Tx<'_>, cx: &Ctx, number: i64) -> Result<Ticket, Refused> {
    let user =
        cx.actor.user_id().filter(|_| cx.actor.may_use(Scope::TicketsWrite)).ok_or(AppError::Forbidden)?;
    let ticket =
        store::lock_by_number(tx, number)?.filter(|ticket| ticket.state.is_open() && !ticket.sensitive);
    let ticket = ticket.ok_or(AppError::NotFound)?;
    let desk = base::desks::desk(tx, ticket.desk_id)?.ok_or(AppError::NotFound)?;
    let mut session = Session::fresh(tx, cx, ticket, desk);
    relate(&mut session, user, Relation::Affected)?;
    session.save()
}

fn relate(session: &mut Session<'_, '_>, user_id: i64, relation: Relation) -> Result<(), Refused> {
    let user = people::user(session.tx, user_id)?.filter(|user| user.disabled_at.is_none());
    let user = user.ok_or(AppError::NotFound)?;
    if user_id == session.ticket.requester_id
        || !store::add_person(session.tx, session.ticket.id, user_id, relation, session.cx.now)?
    {
        return Ok(());
    }
    if relation == Relation::Affected {
        session.ticket.affected_count += 1;
    }
    let data = json!({ "name": user.name, "as": relation });
    let entry = NewEntry::new(session.stream(), "person.added").data(data);
    session.journal(&entry)?;
    Ok(())
}
