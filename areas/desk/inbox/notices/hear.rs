//! From the change feed to notices: what happened to a ticket in one moment is told in one mail.

use std::collections::BTreeMap;

use base::{
    audit::{self, Entry, Stream, feed},
    ctx::Channel,
    people,
};
use db::{Db, Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use web::Locale;
use work::NewJob;

use super::{Kind, Notice, SEND, State};
use crate::{
    inbox::{model::Mailbox, steps::MACHINE, store},
    tickets::{self, Ticket},
};

/// The feed's consumer.
const CONSUMER: &str = "inbox-notices";
/// Entries of the feed read at a time.
const PAGE: i64 = 200;
/// Nobody is told of what is older: a relay that is set up later must not send a desk's whole past.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// Automatic notices to one address about one ticket, in an hour (peers.md §3.4, rule 4). An agent's own words always go.
const BUDGET: i64 = 10;

/// Hears what happened since the last time, and writes the notices that tell of it.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) async fn hear(db: &Db, now: Timestamp) -> db::Result<()> {
    loop {
        let (position, entries) = db
            .read(|r| {
                let position = feed::position(r, CONSUMER)?;
                Ok::<_, db::Error>((position, audit::page(r, position, PAGE)?))
            })
            .await?;
        let Some(last) = entries.last().and_then(|entry| entry.feed_no) else { return Ok(()) };
        let events = events(&entries, now);
        db.write(move |tx| {
            // Another node may have been here meanwhile.
            if feed::position(tx, CONSUMER)? != position {
                return Ok(());
            }
            for (ticket_id, event) in &events {
                tell(tx, *ticket_id, event, now)?;
            }
            feed::set_position(tx, CONSUMER, last)
        })
        .await?;
    }
}

/// What happened to a ticket in one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Event {
    entry_no: i64,
    actor_id: Option<i64>,
    kind: Kind,
    words: String,
}

/// What the requesters are to be told of, in order. A comment and a step of one moment are one event: the step's.
fn events(entries: &[Entry], now: Timestamp) -> Vec<(i64, Event)> {
    let mut moments: BTreeMap<(i64, Timestamp, Option<i64>), Event> = BTreeMap::new();
    for entry in entries {
        let Stream::Ticket(ticket_id) = entry.stream else { continue };
        if entry.channel == Channel::Import || entry.at < now - FRESH {
            continue;
        }
        let Some((kind, words)) = kind_of(entry) else { continue };
        let new = Event { entry_no: entry.entry_no, actor_id: entry.actor_id, kind, words };
        let moment = moments.entry((ticket_id, entry.at, entry.actor_id)).or_insert_with(|| new.clone());
        if new.kind > moment.kind {
            moment.kind = new.kind;
            moment.entry_no = new.entry_no;
        }
        if moment.words.is_empty() {
            moment.words = new.words;
        }
    }
    let mut found: Vec<(i64, Event)> =
        moments.into_iter().map(|((ticket_id, ..), event)| (ticket_id, event)).collect();
    found.sort_by_key(|(ticket_id, event)| (*ticket_id, event.entry_no));
    found
}

fn kind_of(entry: &Entry) -> Option<(Kind, String)> {
    let payload = entry.payload.as_ref()?;
    let became = |field: &str| {
        let change = payload.changes.iter().find(|change| change.field == field)?;
        change.is.as_str()
    };
    let kind = match (entry.kind.as_str(), became("state")) {
        ("ticket.opened", _) => Kind::Received,
        ("comment.added", _) => Kind::Answered,
        ("ticket.moved", Some("in_progress")) => Kind::Taken,
        ("ticket.moved", Some("pending")) if became("pending_on") == Some("user") => Kind::Pending,
        ("ticket.moved", Some("resolved")) => Kind::Resolved,
        ("ticket.moved", Some("closed")) => Kind::Closed,
        ("ticket.changed", _) if payload.changes.iter().any(|change| change.field == "expected_at") => {
            Kind::Expected
        }
        _ => return None,
    };
    let words = payload.data.get("body").and_then(|body| body.as_str()).unwrap_or_default();
    Some((kind, words.to_owned()))
}

/// Who is written to.
struct Reader {
    user_id: Option<i64>,
    address: String,
    name: String,
    locale: Locale,
}

fn tell(tx: &mut Tx<'_>, ticket_id: i64, event: &Event, now: Timestamp) -> db::Result<()> {
    let Some(ticket) = tickets::store::by_id(tx, ticket_id)? else { return Ok(()) };
    let Some(mailbox) = mailbox_of(tx, &ticket)? else { return Ok(()) };
    let own = event.actor_id == Some(ticket.requester_id);
    if own && event.kind != Kind::Received {
        return Ok(());
    }
    let Some(reader) = reader(tx, &ticket, &mailbox)? else { return Ok(()) };
    let told = store::noticed_since(tx, &reader.address, ticket_id, now - SignedDuration::from_hours(1))?;
    let too_many = told >= BUDGET && event.words.is_empty();
    let held = too_many || (event.kind == Kind::Received && came_from_a_machine(tx, ticket_id)?);
    let state = if held { State::Held } else { State::Waiting };
    let domain = mail::address::domain(&mailbox.address);
    let notice = Notice {
        id: 0,
        ticket_id,
        mailbox_id: mailbox.id,
        user_id: reader.user_id,
        address: reader.address,
        name: reader.name,
        locale: reader.locale,
        kind: event.kind,
        words: event.words.clone(),
        message_id: format!("t{}.e{}@{domain}", ticket.number, event.entry_no),
        state,
        attempts: 0,
        unknown: 0,
        reply: String::new(),
        created_at: now,
        sent_at: None,
        bounced_at: None,
    };
    let key = format!("{ticket_id}/{}", event.entry_no);
    let Some(id) = store::insert_notice(tx, &key, &notice)? else { return Ok(()) };
    if state == State::Waiting {
        let payload = json!({ "notice": id });
        let dedupe_key = Some(format!("notice-{id}"));
        work::enqueue(tx, &NewJob { kind: SEND, dedupe_key, payload, run_at: now })?;
    }
    Ok(())
}

/// Whether a mail that nothing may answer opened the ticket.
fn came_from_a_machine(tx: &Tx<'_>, ticket_id: i64) -> db::Result<bool> {
    let first = store::mails(tx, ticket_id)?.into_iter().next();
    Ok(first.is_some_and(|mail| mail.steps.iter().any(|trace| trace.reason == MACHINE)))
}

/// The desk's first mailbox in use: it speaks for the desk.
fn mailbox_of(tx: &Tx<'_>, ticket: &Ticket) -> db::Result<Option<Mailbox>> {
    let mine = store::mailboxes(tx, Some(ticket.desk_id))?;
    Ok(mine.into_iter().find(|mailbox| mailbox.enabled))
}

fn reader(tx: &Tx<'_>, ticket: &Ticket, mailbox: &Mailbox) -> db::Result<Option<Reader>> {
    let user = people::user(tx, ticket.requester_id)?;
    if let Some((address, name)) = store::contact(tx, ticket.id)? {
        let known = user.as_ref().filter(|user| mail::address::same(&user.email, &address));
        let locale = user.as_ref().map_or(Locale::En, |user| user.locale);
        return Ok(Some(Reader { user_id: known.map(|user| user.id), address, name, locale }));
    }
    let user =
        user.filter(|user| user.disabled_at.is_none() && !mail::address::same(&user.email, &mailbox.address));
    Ok(user.map(|user| Reader {
        user_id: Some(user.id),
        address: user.email,
        name: user.name,
        locale: user.locale,
    }))
}
