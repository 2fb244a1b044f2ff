//! The mark of an address that mail does not reach, where people meet it: on the card of a ticket's requester, and on the
//! page of a person. Either has the button that says the address is right again.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use base::{
    app::App,
    ctx::Ctx,
    people::{
        self, Staff,
        policy::{Access, Act, may},
    },
    slots::{Slot, Slots},
};
use db::{Read, Tx};
use maud::Markup;
use web::AppError;

use crate::{
    inbox::{
        actions::clear_address,
        reads, store,
        views::unreached::{self as views, Mark},
    },
    tickets::{self, Ticket},
};

/// What mail shows on earlier slices' pages.
#[must_use]
pub fn slots(slots: Slots) -> Slots {
    slots.with(Slot::Requester, on_ticket).with(Slot::Person, on_person)
}

/// Where the answers of a ticket go: to whom it names as its requester, or to the address that wrote.
fn address_of(read: &Read<'_>, ticket: &Ticket) -> db::Result<String> {
    if let Some((address, _)) = store::contact(read, ticket.id)? {
        return Ok(address);
    }
    Ok(people::user(read, ticket.requester_id)?.map(|user| user.email).unwrap_or_default())
}

fn mark(read: &Read<'_>, cx: &Ctx, address: &str) -> Result<Option<Mark>, AppError> {
    let Some(bad) = reads::unreached(read, cx, address)? else { return Ok(None) };
    let last = reads::last_returned(read, cx, &bad.address)?;
    Ok(Some(Mark { bad, last, may: may(&cx.actor, Act::SortMail) }))
}

fn on_ticket(read: &Read<'_>, cx: &Ctx, id: i64) -> Result<Option<Markup>, AppError> {
    let Some(ticket) = tickets::store::by_id(read, id)? else { return Ok(None) };
    let mark = mark(read, cx, &address_of(read, &ticket)?)?;
    let act = format!("/tickets/{}/mail/address", ticket.label());
    Ok(mark.map(|mark| views::note(cx, &mark, &act)))
}

fn on_person(read: &Read<'_>, cx: &Ctx, id: i64) -> Result<Option<Markup>, AppError> {
    let Some(user) = people::user(read, id)? else { return Ok(None) };
    let mark = mark(read, cx, &user.email)?;
    let act = format!("/settings/people/{id}/mail-address");
    Ok(mark.map(|mark| views::card(cx, &mark, &act)))
}

/// Says that an address is right again. Said twice, it is no fault.
fn good(tx: &mut Tx<'_>, cx: &Ctx, address: &str) -> Result<(), AppError> {
    if !may(&cx.actor, Act::SortMail) {
        return Err(AppError::Forbidden);
    }
    match clear_address(tx, cx, address) {
        Err(AppError::NotFound) => Ok(()),
        outcome => outcome,
    }
}

/// `POST /tickets/{number}/mail/address`
pub(super) async fn of_requester(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(text): Path<String>,
) -> Result<Redirect, AppError> {
    let number = rules::number::parse_loose(&text).map_err(|_| AppError::NotFound)?.number;
    let write = move |tx: &mut Tx<'_>| -> Result<String, AppError> {
        let (ticket, access) = tickets::actions::readable_by_number(tx, &cx, number)?;
        if access < Access::Observe {
            return Err(AppError::NotFound);
        }
        let address = address_of(tx, &ticket)?;
        good(tx, &cx, &address)?;
        Ok(ticket.label())
    };
    let label = app.db.write(write).await?;
    Ok(Redirect::to(&format!("/tickets/{label}?done=saved")))
}

/// `POST /settings/people/{id}/mail-address`
pub(super) async fn of_person(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    if !may(&cx.actor, Act::ManagePeople) {
        return Err(AppError::NotFound);
    }
    let write = move |tx: &mut Tx<'_>| -> Result<(), AppError> {
        let user = people::see(tx, &cx.actor, id)?.ok_or(AppError::NotFound)?;
        good(tx, &cx, &user.email)
    };
    app.db.write(write).await?;
    Ok(Redirect::to(&format!("/settings/people/{id}?done=saved")))
}
