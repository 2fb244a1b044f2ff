//! Those who follow a service hear of its critical and major incidents, and of their end (product.md §3.7): what an agent has
//! qualified, never what is sensitive or another organisation's, and never a word of what its requester wrote.

use base::{
    desks,
    people::{self, User, policy::Access},
    services,
};
use db::Tx;
use jiff::Timestamp;
use rules::{
    priority::Priority,
    ticket_state::{Kind as TicketKind, State},
};

use super::{
    Kind,
    deliver::{Draft, deliver},
    event::Event,
    tell::{access, facts, reader},
};
use crate::{
    inbox::{model::Mailbox, store},
    tickets::{self, Relation, Ticket},
};

/// Tells stakeholders what a ticket has become for them: what they know already is not told again.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    mailbox: &Mailbox,
    event: &Event,
    now: Timestamp,
) -> db::Result<()> {
    let Some(service_id) =
        ticket.service_id.filter(|_| ticket.kind == TicketKind::Incident && !ticket.sensitive)
    else {
        return Ok(());
    };
    let grave = ticket.priority == Priority::P1 || ticket.major;
    let merged = ticket.merged_into_id.is_some();
    if grave && ticket.state.is_open() && ticket.state >= State::Qualified {
        let told = store::told_of(tx, ticket.id, Kind::Service, ticket.reopen_count)?;
        for user_id in services::followers(tx, service_id)? {
            let known = told.contains(&user_id) || user_id == ticket.requester_id;
            if !known && event.actor_id != Some(user_id) {
                one(tx, ticket, mailbox, event, Kind::Service, user_id, now)?;
            }
        }
    } else if !ticket.state.is_open() && !merged {
        let told = store::told_of(tx, ticket.id, Kind::Restored, ticket.reopen_count)?;
        for user_id in store::told_of(tx, ticket.id, Kind::Service, ticket.reopen_count)? {
            if !told.contains(&user_id) && event.actor_id != Some(user_id) {
                one(tx, ticket, mailbox, event, Kind::Restored, user_id, now)?;
            }
        }
    }
    Ok(())
}

fn one(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    mailbox: &Mailbox,
    event: &Event,
    kind: Kind,
    user_id: i64,
    now: Timestamp,
) -> db::Result<()> {
    let Some(user) = people::user(tx, user_id)? else { return Ok(()) };
    let staff = access(tx, ticket, user_id)? >= Access::Observe;
    if !staff && !is_theirs(tx, ticket, &user)? {
        return Ok(());
    }
    let Some(reader) = reader(user, mailbox, staff) else { return Ok(()) };
    let facts = facts(tx, ticket, event, kind, &reader, now)?;
    let key = store::told_key(ticket.id, kind, ticket.reopen_count, user_id);
    let id = format!("t{}.{}{}.u{user_id}", ticket.number, kind.as_str(), ticket.reopen_count);
    let words = String::new();
    deliver(tx, Draft { kind, reader, ticket, mailbox, key, id, words, facts }, now)
}

/// The portal's wall (its `known`): a desk that serves them has it, and it was reported from, or touches somebody of, their
/// organisation.
fn is_theirs(tx: &Tx<'_>, ticket: &Ticket, user: &User) -> db::Result<bool> {
    let served = desks::organisations_served(tx, ticket.desk_id)?;
    if !served.is_empty() && !user.organisation_id.is_some_and(|id| served.contains(&id)) {
        return Ok(false);
    }
    if ticket.organisation_id == user.organisation_id {
        return Ok(true);
    }
    for (id, relation) in tickets::store::people(tx, ticket.id)? {
        if relation == Relation::Affected
            && people::user(tx, id)?.is_some_and(|other| other.organisation_id == user.organisation_id)
        {
            return Ok(true);
        }
    }
    Ok(false)
}
