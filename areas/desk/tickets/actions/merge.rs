//! Merging duplicates and splitting what are two.

use base::{audit::NewEntry, ctx::Ctx, people::policy::Access};
use db::Tx;
use rules::ticket_state::{Party, State};
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{Session, link::link_in, transition::go};
use crate::tickets::{
    intake::{NewTicket, Opened, open},
    model::{LinkKind, Relation, Ticket},
    refusal::Refused,
    store,
};

fn fault(cx: &Ctx, field: &str, code: &str) -> Refused {
    let message = web::i18n::t(cx.locale, &format!("tickets-fault-{code}"));
    AppError::Invalid(vec![FieldError::new(field, code, message)]).into()
}

/// Merges duplicates into one ticket: their people follow it, their time and tags go with it, their words stay where
/// they were said and can be read from there; they are cancelled as duplicates.
///
/// # Errors
/// `Invalid` when there is nothing to merge, a ticket is merged already, or two desks are mixed.
pub fn merge(tx: &mut Tx<'_>, cx: &Ctx, into: i64, others: &[i64]) -> Result<Ticket, Refused> {
    // One lock order for everybody, or two merges the other way round would wait for each other.
    let mut numbers: Vec<i64> = others.iter().copied().chain([into]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() < 2 || numbers.len() > 50 {
        return Err(fault(cx, "tickets", "merge-count"));
    }
    for number in &numbers {
        Session::open(tx, cx, *number, Access::Work)?;
    }
    for number in numbers.iter().filter(|number| **number != into) {
        absorb(tx, cx, into, *number)?;
    }
    store::by_number(tx, into)?.ok_or_else(|| AppError::NotFound.into())
}

fn absorb(tx: &mut Tx<'_>, cx: &Ctx, into: i64, number: i64) -> Result<(), Refused> {
    let (mut target, _) = super::readable_by_number(tx, cx, into)?;
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    if target.merged_into_id.is_some() || session.ticket.merged_into_id.is_some() {
        return Err(fault(cx, "tickets", "merged-already"));
    }
    if target.desk_id != session.ticket.desk_id {
        return Err(fault(cx, "tickets", "merge-desks"));
    }
    if target.state.is_ended() {
        return Err(fault(cx, "into", "merge-ended"));
    }
    session.ticket.merged_into_id = Some(target.id);
    if session.ticket.state.is_open() {
        let reason = web::t!(cx.locale, "tickets-merged-into", number = target.label());
        go(&mut session, State::Cancelled, &[Party::System], Some(&reason))?;
    } else {
        session.record("ticket.merged", None)?;
    }
    link_in(&mut session, LinkKind::Duplicate, &target)?;
    let merged = session.save()?;
    let people = 1 + store::people(tx, merged.id)?.iter().filter(|(_, r)| *r == Relation::Affected).count();
    store::move_people(tx, merged.id, target.id, cx.now)?;
    store::move_work(tx, merged.id, target.id)?;
    store::move_tags(tx, merged.id, target.id)?;
    let mut session = Session::open(tx, cx, target.number, Access::Work)?;
    if merged.requester_id != session.ticket.requester_id {
        store::add_person(session.tx, session.ticket.id, merged.requester_id, Relation::Affected, cx.now)?;
    }
    session.ticket.affected_count = 1 + i64::try_from(
        store::people(session.tx, session.ticket.id)?
            .iter()
            .filter(|(user, relation)| {
                *relation == Relation::Affected && *user != session.ticket.requester_id
            })
            .count(),
    )
    .unwrap_or(0);
    let data = json!({ "ticket": merged.label(), "title": merged.title, "description": merged.description, "people": people });
    session.journal(&NewEntry::new(session.stream(), "ticket.absorbed").data(data))?;
    target = session.save()?;
    tracing::debug!(into = target.number, merged = merged.number, "tickets merged");
    Ok(())
}

/// Splits a second fault off a ticket: a new one with its own title, for the same requester, linked to the first.
///
/// # Errors
/// As `open`.
pub fn split(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    title: &str,
    description: &str,
) -> Result<Opened, Refused> {
    let session = Session::open(tx, cx, number, Access::Work)?;
    let from = session.ticket.clone();
    let new = NewTicket {
        kind: from.kind,
        description: description.to_owned(),
        desk_id: Some(from.desk_id),
        requester_id: Some(from.requester_id),
        service_id: from.service_id,
        channel: Some(from.channel),
        occurred_at: from.occurred_at,
        ..NewTicket::titled(title)
    };
    let opened = open(tx, cx, &new)?;
    let mut session = Session::open(tx, cx, opened.ticket.number, Access::Work)?;
    link_in(&mut session, LinkKind::SplitFrom, &from)?;
    let ticket = session.save()?;
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let data = json!({ "ticket": ticket.label(), "title": ticket.title });
    session.journal(&NewEntry::new(session.stream(), "ticket.split").data(data))?;
    session.save()?;
    Ok(Opened { ticket, ..opened })
}
