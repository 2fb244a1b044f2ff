//! What others may read of mail: whoever works at the desk that it came to. Mail that is on a ticket is as hidden as the
//! ticket is.

use std::collections::HashMap;

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    people::policy::{Access, Act, may},
};
use db::Read;
use mail::message::Message;
use tokio::task::spawn_blocking;
use web::{AppError, headers::SANDBOXED, page::Page};

use super::{
    model::{BadAddress, Mail, Mailbox, Outcome},
    notices::Kind,
    store::{self, Criteria},
};
use crate::tickets::{self, Ticket, actions, files};

/// The mailboxes whose mail the actor may read: those of the desks at which they work, put away or not.
pub(super) fn mailboxes(read: &Read<'_>, cx: &Ctx) -> Result<Vec<Mailbox>, AppError> {
    let all = store::every_mailbox(read)?;
    Ok(all.into_iter().filter(|mailbox| may(&cx.actor, Act::ReadMail(mailbox.desk_id))).collect())
}

/// What is held against an address, for an actor at one of whose desks it was written to.
pub(super) fn unreached(read: &Read<'_>, cx: &Ctx, address: &str) -> Result<Option<BadAddress>, AppError> {
    let Some(bad) = store::bad_address(read, &mail::address::normalise(address))? else { return Ok(None) };
    let mine: Vec<i64> = mailboxes(read, cx)?.iter().map(|mailbox| mailbox.id).collect();
    Ok(store::wrote_to(read, &mine, &bad.address)?.then_some(bad))
}

/// The last letter to an address that did not arrive, among those that the actor's desks wrote; its ticket is named to
/// whoever sees it.
pub(super) fn last_returned(
    read: &Read<'_>,
    cx: &Ctx,
    address: &str,
) -> Result<Option<(Kind, Option<String>)>, AppError> {
    let mine: Vec<i64> = mailboxes(read, cx)?.iter().map(|mailbox| mailbox.id).collect();
    let Some((kind, ticket_id)) = store::last_returned(read, &mine, address)? else { return Ok(None) };
    let ticket = tickets::store::by_id(read, ticket_id)?;
    let seen = match &ticket {
        Some(ticket) => observes(read, cx, ticket)?,
        None => false,
    };
    Ok(Some((kind, ticket.filter(|_| seen).map(|ticket| ticket.label()))))
}

/// A mail that the actor may read.
pub(super) struct Found {
    pub(super) mail: Mail,
    pub(super) mailbox: Mailbox,
    /// The ticket that it is on.
    pub(super) ticket: Option<Ticket>,
}

/// A mail that the actor may read, with what it belongs to.
pub(super) fn mail(read: &Read<'_>, cx: &Ctx, id: i64) -> Result<Found, AppError> {
    if !may(&cx.actor, Act::UseDesk) {
        return Err(AppError::Forbidden);
    }
    let mail = store::mail(read, id)?.ok_or(AppError::NotFound)?;
    let mailbox = store::mailbox(read, mail.mailbox_id)?.ok_or(AppError::NotFound)?;
    let ticket = mail.ticket_id.map(|id| tickets::store::by_id(read, id)).transpose()?.flatten();
    let mut works = may(&cx.actor, Act::ReadMail(mailbox.desk_id));
    if let Some(ticket) = &ticket {
        // A ticket that was handed to another desk took its mail along.
        works = (works || may(&cx.actor, Act::ReadMail(ticket.desk_id))) && observes(read, cx, ticket)?;
    }
    if works { Ok(Found { mail, mailbox, ticket }) } else { Err(AppError::NotFound) }
}

fn observes(read: &Read<'_>, cx: &Ctx, ticket: &Ticket) -> Result<bool, AppError> {
    match actions::audible(read, cx, Some(ticket.clone())) {
        Ok((_, access)) => Ok(access >= Access::Observe),
        Err(AppError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The mail by which a ticket was opened, or that said this comment on it.
pub(super) fn mail_on(
    read: &Read<'_>,
    cx: &Ctx,
    number: i64,
    comment_id: Option<i64>,
) -> Result<i64, AppError> {
    let (ticket, access) = actions::readable_by_number(read, cx, number)?;
    if access < Access::Observe {
        return Err(AppError::NotFound);
    }
    let of = store::mails(read, ticket.id)?.into_iter().find(|mail| match comment_id {
        Some(id) => mail.comment_id == Some(id),
        None => mail.outcome == Outcome::Ticket && mail.comment_id.is_none(),
    });
    Ok(of.ok_or(AppError::NotFound)?.id)
}

/// Which mails are looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) outcome: Option<Outcome>,
    pub(super) mailbox_id: Option<i64>,
    /// A sender's address or a Message-ID; empty for any.
    pub(super) from_or_id: String,
}

/// A page of the mails that the actor may read, newest first, each with the number of its ticket. One on a ticket that the
/// actor may not see is left out, so a page may be short.
pub(super) fn page(
    read: &Read<'_>,
    cx: &Ctx,
    wanted: &Wanted,
    before: i64,
    limit: u32,
) -> Result<Page<(Mail, Option<String>)>, AppError> {
    let mut boxes: Vec<i64> = mailboxes(read, cx)?.iter().map(|mailbox| mailbox.id).collect();
    boxes.retain(|id| wanted.mailbox_id.is_none_or(|asked| asked == *id));
    let criteria = Criteria {
        mailboxes: boxes,
        outcome: wanted.outcome,
        from_or_id: Some(wanted.from_or_id.trim().to_owned()).filter(|text| !text.is_empty()),
    };
    let found = store::page(read, &criteria, before, i64::from(limit) + 1)?;
    let page = Page::new(found, limit, |mail| mail.id)?;
    let ids: Vec<i64> = page.items.iter().filter_map(|mail| mail.ticket_id).collect();
    let mut labels: HashMap<i64, Option<String>> = HashMap::new();
    for ticket in tickets::store::many(read, &ids)? {
        let label = observes(read, cx, &ticket)?.then(|| ticket.label());
        labels.insert(ticket.id, label);
    }
    let items = page.items.into_iter().filter_map(|mail| match mail.ticket_id {
        Some(id) => labels.get(&id)?.clone().map(|label| (mail, Some(label))),
        None => Some((mail, None)),
    });
    Ok(Page { items: items.collect(), next: page.next })
}

/// How many mails wait for a decision that the actor may take, up to a hundred.
pub(super) fn waiting(read: &Read<'_>, cx: &Ctx) -> Result<i64, AppError> {
    if !may(&cx.actor, Act::SortMail) {
        return Ok(0);
    }
    let boxes: Vec<i64> = mailboxes(read, cx)?.iter().map(|mailbox| mailbox.id).collect();
    Ok(store::quarantined(read, &boxes)?)
}

/// A kept mail, read.
pub(super) async fn message(app: &App, mail: &Mail) -> Result<Message, AppError> {
    let (folder, hash) = (app.config.data.join("files"), mail.raw_hash.clone());
    let read = spawn_blocking(move || -> std::io::Result<Message> {
        let mut raw = Vec::new();
        std::io::Read::read_to_end(&mut files::open(&folder, &hash)?, &mut raw)?;
        Ok(mail::message::parse(&raw))
    });
    read.await.map_err(AppError::internal)?.map_err(AppError::internal)
}

/// What a mail says, as plain words that a ticket can hold.
pub(super) fn words(message: &Message) -> String {
    message.text.chars().filter(|c| *c != '\0').take(100_000).collect()
}

/// A mail as it came, always as a download.
pub(super) async fn raw(app: &App, mail: &Mail) -> Result<Response, AppError> {
    let (folder, hash) = (app.config.data.join("files"), mail.raw_hash.clone());
    let file = spawn_blocking(move || files::open(&folder, &hash));
    let file = file.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
    let mut response = Body::from_stream(files::pieces(file)).into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "message/rfc822"),
        (header::CONTENT_SECURITY_POLICY, SANDBOXED),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let name = format!("attachment; filename=\"mail-{}.eml\"", mail.id);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
