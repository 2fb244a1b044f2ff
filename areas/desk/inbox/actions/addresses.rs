//! Addresses that mail does not reach: marked when one comes back for ever, told to whoever works on it, and good again
//! when their owner writes, when a mail is known to have arrived, or when an agent says so.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        self,
        policy::{Act, may},
    },
};
use db::Tx;
use jiff::Timestamp;
use serde_json::json;
use web::{AppError, t};

use super::breaker::BOUNCES;
use crate::{
    inbox::{reads, store},
    tickets::{self, Refused, Ticket, actions::NewComment},
};

/// A mail about a ticket did not arrive at an address: that stands on the ticket, whose assignee is told. An address that will
/// `never` take mail is marked. Gives the note.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) fn undelivered(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    (ticket_id, address): (i64, &str),
    why: &str,
    never: bool,
) -> Result<Option<i64>, Refused> {
    let Some(ticket) = tickets::store::by_id(tx, ticket_id)? else { return Ok(None) };
    if never {
        bounced(tx, &ticket, address, why, cx.now)?;
    }
    // A ticket at an end needs no answer any more.
    if !ticket.state.is_open() {
        return Ok(None);
    }
    let body = t!(cx.locale, "inbox-note-bounce", address = address, why = why);
    let (ticket, comment) = tickets::actions::comment(tx, cx, ticket.number, &NewComment::internal(&body))?;
    if let Some(assignee) = ticket.assignee_id {
        let (about, entry) = (Some(ticket.id), Some(comment.entry_no));
        people::notify(tx, assignee, "mail.bounced", about, entry, &body, cx.now)?;
    }
    Ok(Some(comment.id))
}

/// A mail about this ticket came back from an address for ever.
fn bounced(tx: &mut Tx<'_>, ticket: &Ticket, address: &str, why: &str, now: Timestamp) -> db::Result<()> {
    let address = mail::address::normalise(address);
    let why = rules::text::excerpt(&why.replace('\0', ""), 300);
    let bounces = store::count_bounce(tx, &address, &why, now)?;
    let word = match bounces {
        1 => "bounced",
        BOUNCES => "stopped",
        _ => return Ok(()),
    };
    let data = json!({ "address": address, "bounces": bounces });
    let entry = NewEntry::new(Stream::Desk(ticket.desk_id), "mail.address_marked").data(data);
    audit::append(tx, &Ctx::system(now), &entry)?;
    for user in people::staff_of_desk(tx, ticket.desk_id)? {
        if ticket.assignee_id.is_some_and(|assignee| assignee != user.id) {
            continue;
        }
        let label = ticket.label();
        let key = format!("inbox-alarm-{word}");
        let body = t!(user.locale, &key, address = address.as_str(), ticket = label.as_str());
        people::notify(tx, user.id, "mail.bounced", Some(ticket.id), None, &body, now)?;
    }
    Ok(())
}

/// Mail reaches the address, or comes from whose it is.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) fn good(tx: &mut Tx<'_>, address: &str) -> db::Result<()> {
    store::forget_address(tx, &mail::address::normalise(address)).map(drop)
}

/// An agent says that the address is good again.
///
/// # Errors
/// `Forbidden`, `NotFound` when nothing is known against it.
pub fn clear_address(tx: &mut Tx<'_>, cx: &Ctx, address: &str) -> Result<(), AppError> {
    if !may(&cx.actor, Act::SortMail) {
        return Err(AppError::Forbidden);
    }
    let address = mail::address::normalise(address);
    // An address to which none of the actor's desks wrote is none of theirs to know of.
    let mine: Vec<i64> = reads::mailboxes(tx, cx)?.iter().map(|mailbox| mailbox.id).collect();
    if !store::wrote_to(tx, &mine, &address)? || !store::forget_address(tx, &address)? {
        return Err(AppError::NotFound);
    }
    let entry =
        NewEntry::new(Stream::Installation, "mail.address_cleared").data(json!({ "address": address }));
    audit::append(tx, cx, &entry)?;
    Ok(())
}
