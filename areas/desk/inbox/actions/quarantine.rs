//! What a person decides about a mail that waits for them.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::policy::{Act, may},
};
use db::Tx;
use serde_json::json;
use web::AppError;
use work::NewJob;

use super::PROCESS;
use crate::{
    inbox::{
        model::{Mail, Outcome, Trace},
        store,
    },
    tickets::{NewTicket, Refused, Ticket, open},
};

/// A mail that the actor may decide about.
fn decidable(tx: &Tx<'_>, cx: &Ctx, id: i64) -> Result<(Mail, i64), AppError> {
    if !may(&cx.actor, Act::SortMail) {
        return Err(AppError::Forbidden);
    }
    let mail = store::mail(tx, id)?.ok_or(AppError::NotFound)?;
    let mailbox = store::mailbox(tx, mail.mailbox_id)?.ok_or(AppError::NotFound)?;
    if !may(&cx.actor, Act::OpenFor(mailbox.desk_id)) {
        return Err(AppError::NotFound);
    }
    if matches!(mail.outcome, Outcome::Ticket | Outcome::Reply) {
        return Err(AppError::Conflict { current: None });
    }
    Ok((mail, mailbox.desk_id))
}

/// Lets a mail go through the steps again: a rule or an account has changed.
///
/// # Errors
/// `NotFound`, or `Conflict` when it is on a ticket already.
pub fn again(tx: &mut Tx<'_>, cx: &Ctx, id: i64) -> Result<(), AppError> {
    let (_, desk_id) = decidable(tx, cx, id)?;
    store::settle(tx, id, Outcome::Waiting, &[], (None, None), cx.now)?;
    store::forget_attempts(tx, id)?;
    let payload = json!({ "mail": id });
    let key = format!("mail-{id}-again-{}", cx.now.as_microsecond());
    work::enqueue(tx, &NewJob { kind: PROCESS, dedupe_key: Some(key), payload, run_at: cx.now })?;
    audit::append(
        tx,
        cx,
        &NewEntry::new(Stream::Desk(desk_id), "mail.again").data(json!({ "mail_id": id })),
    )?;
    Ok(())
}

/// Makes a ticket of a mail, as it is: the agent is who opens it, and finds its requester.
///
/// # Errors
/// `NotFound`, `Conflict` when it is on a ticket already, or what intake refuses.
pub fn make_ticket(tx: &mut Tx<'_>, cx: &Ctx, id: i64, text: &str) -> Result<Ticket, Refused> {
    let (mail, desk_id) = decidable(tx, cx, id)?;
    let title = match mail.subject.trim() {
        "" => web::i18n::t(cx.locale, "inbox-no-subject"),
        subject => subject.chars().take(250).collect(),
    };
    let new = NewTicket {
        description: text.to_owned(),
        desk_id: Some(desk_id),
        channel: Some(rules::ticket_state::Channel::Email),
        ..NewTicket::titled(&title)
    };
    let ticket = open(tx, cx, &new)?.ticket;
    store::set_contact(tx, ticket.id, &mail.from_address, &mail.from_name)?;
    let mut steps = mail.steps.clone();
    steps.push(Trace {
        step: "agent".to_owned(),
        reason: "made-ticket".to_owned(),
        detail: cx.actor.name().to_owned(),
    });
    store::settle(tx, id, Outcome::Ticket, &steps, (Some(ticket.id), None), cx.now)?;
    Ok(ticket)
}
