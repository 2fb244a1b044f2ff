//! What people are told inside Vigie and want by mail too: agents their work, requesters that their answer is waited for. It was
//! decided where it happened, and is not decided again here.

use base::{
    audit::{self, Stream},
    people::{self, Notification, policy::Access},
};
use db::Tx;
use jiff::Timestamp;
use rules::ticket_state::State;
use web::{i18n, t};

use super::{
    Kind,
    deliver::{Draft, deliver},
    event::{Event, FRESH},
    tell::{access, facts, mailbox_of, reader, requester_of},
};
use crate::{
    inbox::store,
    tickets::{self, Ticket},
};

/// What a notification inside Vigie is as a letter; nothing for what the feed tells.
fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "confirm" => Kind::Reminder,
        "assigned" => Kind::Assigned,
        "mentioned" => Kind::Mentioned,
        "requester-answered" => Kind::Replied,
        "escalated" | "critical" | "sla" | "task" | "bad-score" | "reopened" | "mail.bounced"
        | "mail.breaker" | "mail.text" => Kind::Alert,
        _ => return None,
    })
}

/// Tells by mail what somebody was told inside Vigie, if that is to be.
pub(super) fn notified(
    tx: &mut Tx<'_>,
    user_id: i64,
    notification: &Notification,
    now: Timestamp,
) -> db::Result<()> {
    let (Some(kind), Some(ticket_id)) = (kind_of(&notification.kind), notification.ticket_id) else {
        return Ok(());
    };
    if notification.created_at < now - FRESH {
        return Ok(());
    }
    let Some(ticket) = tickets::store::by_id(tx, ticket_id)? else { return Ok(()) };
    let Some(mailbox) = mailbox_of(tx, &ticket)? else { return Ok(()) };
    let reader = if kind == Kind::Reminder {
        let asked = user_id == ticket.requester_id && ticket.state == State::Resolved;
        if asked { requester_of(tx, &ticket, &mailbox)? } else { None }
    } else {
        let works = access(tx, &ticket, user_id)? >= Access::Observe;
        people::user(tx, user_id)?.filter(|_| works).and_then(|user| reader(user, &mailbox, true))
    };
    let Some(reader) = reader else { return Ok(()) };
    // Trouble with mail is not told by mail to whom mail does not reach.
    if notification.kind.starts_with("mail.")
        && store::bad_address(tx, &mail::address::normalise(&reader.address))?.is_some()
    {
        return Ok(());
    }
    let (event, mut words) = said(tx, &ticket, notification, kind)?;
    let mut facts = facts(tx, &ticket, &event, kind, &reader, now)?;
    match kind {
        Kind::Reminder => words = ticket.resolution.trim().to_owned(),
        Kind::Alert => {
            facts.news =
                i18n::t(reader.locale, &format!("inbox-mail-news-{}", notification.kind.replace('.', "-")));
            words.clear();
        }
        Kind::Assigned => words.clear(),
        _ => {}
    }
    let key = format!("n{}", notification.id);
    let id = format!("t{}.n{}", ticket.number, notification.id);
    deliver(tx, Draft { kind, reader, ticket: &ticket, mailbox: &mailbox, key, id, words, facts }, now)
}

/// Who did it, and what they said if they said it in public: an internal note is read on the page only.
fn said(
    tx: &Tx<'_>,
    ticket: &Ticket,
    notification: &Notification,
    kind: Kind,
) -> db::Result<(Event, String)> {
    let Some(no) = notification.entry_no else { return Ok((Event::default(), String::new())) };
    // Some are told before the entry of the same moment is written: then it is the next one.
    let mut found = None;
    for no in [no, no + 1] {
        let entry = audit::entry(tx, Stream::Ticket(ticket.id), no)?;
        found = found.or(entry.filter(|entry| entry.at == notification.created_at && is_about(entry, kind)));
    }
    let Some(entry) = found else { return Ok((Event::default(), String::new())) };
    let event = Event { actor_id: entry.actor_id, actor: entry.actor.clone(), ..Event::default() };
    let public = entry.public && entry.kind == "comment.added";
    let body = entry
        .payload
        .filter(|_| public)
        .and_then(|payload| payload.data.get("body").and_then(|body| body.as_str()).map(str::to_owned));
    Ok((event, body.unwrap_or_default()))
}

/// Whether an entry can be what a notification tells: who was given a ticket reads who gave it.
fn is_about(entry: &audit::Entry, kind: Kind) -> bool {
    let mut changes = entry.payload.iter().flat_map(|payload| &payload.changes);
    kind != Kind::Assigned || changes.any(|change| change.field == "assignee")
}

/// Tells these people of trouble with the mail of a ticket.
///
/// # Errors
/// When the database fails.
pub(super) fn alarm(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    told: &[i64],
    text: &str,
    now: Timestamp,
) -> db::Result<()> {
    for user_id in told {
        let Some(user) = people::user(tx, *user_id)? else { continue };
        let body = t!(user.locale, "inbox-mail-alarm-text", text = text);
        people::notify(tx, *user_id, "mail.text", Some(ticket.id), None, &body, now)?;
    }
    Ok(())
}
