//! What a person decides about a mail that waits for them.

use base::{
    app::App,
    audit::{self, NewEntry, Stream},
    ctx::{Channel, Ctx},
    people::policy::{Act, may},
};
use db::Tx;
use serde_json::json;
use web::AppError;
use work::NewJob;

use super::{PROCESS, process::keep_files};
use crate::{
    inbox::{
        model::{Mail, Outcome, Trace},
        reads, store,
    },
    tickets::{
        NewTicket, Refused, Ticket,
        actions::{self, NewAttachment},
        open,
    },
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
    let (mail, desk_id) = decidable(tx, cx, id)?;
    let asked = Trace {
        step: "agent".to_owned(),
        reason: Mail::ASKED_AGAIN.to_owned(),
        detail: cx.actor.name().to_owned(),
    };
    store::settle(tx, id, Outcome::Waiting, &[asked], (None, None), cx.now)?;
    store::close_breakers(tx, desk_id, &mail.from_address, cx.now)?;
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

/// Takes a mail out of the quarantine, for good or until somebody lets it go through the steps again.
///
/// # Errors
/// `NotFound`, or `Conflict` when it does not wait for a decision.
pub fn set_aside(tx: &mut Tx<'_>, cx: &Ctx, id: i64) -> Result<(), AppError> {
    let (mail, desk_id) = decidable(tx, cx, id)?;
    if mail.outcome != Outcome::Quarantined {
        return Err(AppError::Conflict { current: None });
    }
    let steps = decided(&mail, cx, "set-aside");
    store::settle(tx, id, Outcome::Refused, &steps, (None, None), cx.now)?;
    let entry = NewEntry::new(Stream::Desk(desk_id), "mail.aside");
    audit::append(tx, cx, &entry.data(json!({ "mail_id": id })))?;
    Ok(())
}

/// What the steps said, and what a person then decided.
fn decided(mail: &Mail, cx: &Ctx, reason: &str) -> Vec<Trace> {
    let own =
        Trace { step: "agent".to_owned(), reason: reason.to_owned(), detail: cx.actor.name().to_owned() };
    mail.steps.iter().cloned().chain([own]).collect()
}

/// What a ticket made of a mail holds: its words, and its files where attachments lie.
///
/// # Errors
/// When the disk fails.
pub async fn contents(app: &App, mail: &Mail) -> Result<(String, Vec<NewAttachment>), AppError> {
    let message = reads::message(app, mail).await?;
    let (folder, limit) = (app.config.data.join("files"), app.config.max_attachment);
    let kept = tokio::task::spawn_blocking(move || {
        keep_files(&folder, &message, limit).map(|files| (reads::words(&message), files))
    });
    kept.await.map_err(AppError::internal)?.map_err(AppError::internal)
}

/// Makes a ticket of a mail, as it is: the agent is who opens it, and finds its requester.
///
/// # Errors
/// `NotFound`, `Conflict` when it is on a ticket already, or what intake refuses.
pub fn make_ticket(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    text: &str,
    files: &[NewAttachment],
) -> Result<Ticket, Refused> {
    let (mail, desk_id) = decidable(tx, cx, id)?;
    // The agent acts, but the words came by mail: they are shown as they are, never read as the agent's Markdown.
    let cx = &cx.by(Channel::Mail);
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
    for file in files {
        actions::attach(tx, cx, ticket.number, file)?;
    }
    let steps = decided(&mail, cx, "made-ticket");
    store::settle(tx, id, Outcome::Ticket, &steps, (Some(ticket.id), None), cx.now)?;
    Ok(ticket)
}
