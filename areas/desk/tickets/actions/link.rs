//! Links, and conversion between incident and request.

use base::{audit::NewEntry, ctx::Ctx, people::policy::Access};
use db::Tx;
use rules::ticket_state::Kind;
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{Session, readable_by_number};
use crate::tickets::{
    model::{LinkKind, Ticket},
    refusal::Refused,
    store,
};

fn fault(cx: &Ctx, field: &str, code: &str) -> Refused {
    let message = web::i18n::t(cx.locale, &format!("tickets-fault-{code}"));
    AppError::Invalid(vec![FieldError::new(field, code, message)]).into()
}

/// Links a ticket to another that the actor may see. A parent is answered for its children.
///
/// # Errors
/// `NotFound`, `Forbidden`, or `Invalid` for itself or a circle of parents.
pub fn link(tx: &mut Tx<'_>, cx: &Ctx, number: i64, kind: LinkKind, other: i64) -> Result<Ticket, Refused> {
    let (target, _) = readable_by_number(tx, cx, other)?;
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    link_in(&mut session, kind, &target)?;
    session.save()
}

pub(super) fn link_in(session: &mut Session<'_, '_>, kind: LinkKind, target: &Ticket) -> Result<(), Refused> {
    let cx = session.cx;
    if target.id == session.ticket.id {
        return Err(fault(cx, "ticket", "link-itself"));
    }
    if kind == LinkKind::Parent {
        adopt(session, target)?;
    }
    if store::insert_link(session.tx, session.ticket.id, target.id, kind, cx.now)?.is_some() {
        let data = json!({ "kind": kind, "ticket": target.label(), "title": target.title });
        session.journal(&NewEntry::new(session.stream(), "link.added").data(data))?;
    }
    Ok(())
}

/// The other ticket becomes a child of this one.
fn adopt(session: &mut Session<'_, '_>, target: &Ticket) -> Result<(), Refused> {
    let (cx, me) = (session.cx, session.ticket.id);
    let mut above = session.ticket.parent_id;
    while let Some(id) = above {
        if id == target.id {
            return Err(fault(cx, "ticket", "parent-circle"));
        }
        above = store::by_id(session.tx, id)?.and_then(|ticket| ticket.parent_id);
    }
    let mut child = Session::open_by_id(session.tx, cx, target.id, Access::Work)?;
    child.ticket.parent_id = Some(me);
    child.record("ticket.changed", None)?;
    child.save().map(drop)
}

/// Removes a link of a ticket.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub fn unlink(tx: &mut Tx<'_>, cx: &Ctx, number: i64, link_id: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let links = store::links(session.tx, session.ticket.id)?;
    let link = links.into_iter().find(|link| link.id == link_id).ok_or(AppError::NotFound)?;
    if link.kind == LinkKind::Parent {
        let mut child = Session::open_by_id(session.tx, cx, link.to_id, Access::Follow)?;
        child.ticket.parent_id = child.ticket.parent_id.filter(|parent| *parent != link.from_id);
        child.record("ticket.changed", None)?;
        child.save()?;
        // The session's own ticket may be that child.
        if session.ticket.id == link.to_id {
            store::delete_link(session.tx, link.id)?;
            return store::by_id(session.tx, link.to_id)?.ok_or_else(|| AppError::NotFound.into());
        }
    }
    store::delete_link(session.tx, link.id)?;
    session.journal(&NewEntry::new(session.stream(), "link.removed").data(json!({ "kind": link.kind })))?;
    session.save()
}

/// Converts an incident into a request or back, keeping number and history (product.md §2.1).
///
/// # Errors
/// `Invalid` for kinds that have a lifecycle of their own.
pub fn convert(tx: &mut Tx<'_>, cx: &Ctx, number: i64, to: Kind) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    if !to.has_incident_lifecycle() || !session.ticket.kind.has_incident_lifecycle() {
        return Err(fault(cx, "kind", "convert-kind"));
    }
    session.ticket.kind = to;
    session.record("ticket.converted", None)?;
    session.save()
}
