//! What an event is for the ticket's requester and for those who follow it: only what they may read on the portal too.

use base::{
    ctx::Ctx,
    people::{
        self, User,
        policy::{Access, ticket_access},
    },
    services,
};
use db::{Read, Tx};
use jiff::{Timestamp, tz::TimeZone};
use web::{Locale, fmt, i18n, t};

use super::{
    Facts, Kind,
    deliver::{Draft, Reader, deliver},
    event::Event,
    stakeholders,
};
use crate::{
    inbox::{model::Mailbox, store},
    portal,
    tickets::{self, Ticket},
};

/// Tells of an event whoever is to be told.
pub(super) fn tell(tx: &mut Tx<'_>, ticket_id: i64, event: &Event, now: Timestamp) -> db::Result<()> {
    let Some(ticket) = tickets::store::by_id(tx, ticket_id)? else { return Ok(()) };
    let Some(mailbox) = mailbox_of(tx, &ticket)? else { return Ok(()) };
    if let Some(kind) = event.kind {
        requester(tx, &ticket, &mailbox, event, kind, now)?;
        followers(tx, &ticket, &mailbox, event, kind, now)?;
    }
    stakeholders::tell(tx, &ticket, &mailbox, event, now)
}

/// The desk's first mailbox in use: it speaks for the desk.
pub(super) fn mailbox_of(tx: &Tx<'_>, ticket: &Ticket) -> db::Result<Option<Mailbox>> {
    let mine = store::mailboxes(tx, Some(ticket.desk_id))?;
    Ok(mine.into_iter().find(|mailbox| mailbox.enabled))
}

fn requester(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    mailbox: &Mailbox,
    event: &Event,
    kind: Kind,
    now: Timestamp,
) -> db::Result<()> {
    let own = event.actor_id == Some(ticket.requester_id);
    // Nobody is told of what they did themselves, but for what acknowledges it, and for what somebody else may have done
    // in their name by a mail that went on.
    if own && !event.by_link && !matches!(kind, Kind::Received | Kind::Reopened) {
        return Ok(());
    }
    let Some(reader) = requester_of(tx, ticket, mailbox)? else { return Ok(()) };
    let said = if own { "" } else { event.words.as_str() };
    let words = words(ticket, kind, said);
    let mut facts = facts(tx, ticket, event, kind, &reader, now)?;
    facts.own = own;
    if kind == Kind::Received {
        facts.meanwhile = meanwhile(tx, ticket, &reader, now)?;
    }
    // Taken once is taken, whoever has it later, until it comes back.
    let key = match kind {
        Kind::Taken => format!("{}/taken/{}", ticket.id, ticket.reopen_count),
        _ => format!("{}/{}", ticket.id, event.entry_no),
    };
    let id = format!("t{}.e{}", ticket.number, event.entry_no);
    deliver(tx, Draft { kind, reader, ticket, mailbox, key, id, words, facts }, now)
}

/// What was said in public; of a resolution, what was done.
fn words(ticket: &Ticket, kind: Kind, said: &str) -> String {
    match kind {
        Kind::Resolved | Kind::Reminder if said.trim().is_empty() => ticket.resolution.trim().to_owned(),
        _ => said.trim().to_owned(),
    }
}

/// Where the requester reads: the address that a ticket was opened from by somebody unverified, or their own.
pub(super) fn requester_of(tx: &Tx<'_>, ticket: &Ticket, mailbox: &Mailbox) -> db::Result<Option<Reader>> {
    let user = people::user(tx, ticket.requester_id)?;
    if let Some((address, name)) = store::contact(tx, ticket.id)? {
        let known = user.as_ref().filter(|user| mail::address::same(&user.email, &address));
        let locale = user.as_ref().map_or(Locale::En, |user| user.locale);
        let zone = user.as_ref().map(|user| user.zone.clone()).unwrap_or_default();
        return Ok(Some(Reader {
            user_id: known.map(|user| user.id),
            address,
            name,
            locale,
            zone: zone_of(&zone),
            staff: false,
        }));
    }
    Ok(user.and_then(|user| reader(user, mailbox, false)))
}

/// Somebody who reads mail; not whose account is closed, nor the desk itself.
pub(super) fn reader(user: User, mailbox: &Mailbox, staff: bool) -> Option<Reader> {
    let reads = user.disabled_at.is_none() && !mail::address::same(&user.email, &mailbox.address);
    reads.then(|| Reader {
        user_id: Some(user.id),
        zone: zone_of(&user.zone),
        address: user.email,
        name: user.name,
        locale: user.locale,
        staff,
    })
}

fn zone_of(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// What a letter says of a ticket besides words.
pub(super) fn facts(
    read: &Read<'_>,
    ticket: &Ticket,
    event: &Event,
    kind: Kind,
    reader: &Reader,
    now: Timestamp,
) -> db::Result<Facts> {
    let locale = reader.locale;
    let at = |at: Timestamp| fmt::datetime(locale, at, &reader.zone);
    let name = |id: Option<i64>| -> db::Result<String> {
        let user = id.map(|id| people::user(read, id)).transpose()?.flatten();
        Ok(user.map(|user| user.name).unwrap_or_default())
    };
    let due = match kind {
        Kind::Received | Kind::Taken | Kind::Resumed | Kind::Reopened => ticket.expected_at.or(ticket.due_at),
        Kind::Assigned | Kind::Alert => ticket.due_at.or(ticket.expected_at),
        Kind::Expected | Kind::Followed | Kind::Service => ticket.expected_at,
        _ => None,
    };
    let by = match kind {
        Kind::Received | Kind::Taken | Kind::Resumed | Kind::Reopened => name(ticket.assignee_id)?,
        Kind::Closed | Kind::Expired | Kind::Reminder => String::new(),
        _ if event.actor_id.is_some() => event.actor.clone(),
        _ => String::new(),
    };
    let service = ticket.service_id.map(|id| services::service(read, id)).transpose()?.flatten();
    let awaited = match event.awaited.as_str() {
        "" | "user" => String::new(),
        party => i18n::t(locale, &format!("inbox-mail-awaited-{party}")),
    };
    Ok(Facts {
        number: ticket.label(),
        title: ticket.title.clone(),
        requester: name(Some(ticket.requester_id))?,
        by,
        due: due.filter(|due| *due > now).map(at).unwrap_or_default(),
        was: event.was.map(at).unwrap_or_default(),
        awaited: if kind == Kind::Pending { awaited } else { String::new() },
        into: event.into.clone(),
        service: service.map(|service| service.name).unwrap_or_default(),
        meanwhile: String::new(),
        news: i18n::t(locale, &format!("inbox-mail-news-{}", kind.as_str())),
        staff: reader.staff,
        own: false,
    })
}

/// An ongoing incident that the portal would show them while they type: they may know of it already.
fn meanwhile(tx: &Tx<'_>, ticket: &Ticket, reader: &Reader, now: Timestamp) -> db::Result<String> {
    let actor = match reader.user_id {
        Some(id) => people::load_actor(tx, id, None, None)?,
        None => None,
    };
    let Some(actor) = actor else { return Ok(String::new()) };
    let Some(audience) = portal::Audience::of(tx, &Ctx { actor, ..Ctx::system(now) })? else {
        return Ok(String::new());
    };
    let known = portal::suggest(tx, &audience, &ticket.title)?;
    let Some(known) = known.into_iter().find(|known| known.id != ticket.id && !known.own) else {
        return Ok(String::new());
    };
    let (title, n) = (known.title.as_str(), known.affected);
    Ok(match known.expected_at.filter(|at| *at > now) {
        Some(due) => {
            let due = fmt::datetime(reader.locale, due, &reader.zone);
            t!(reader.locale, "inbox-mail-meanwhile-due", title = title, n = n, due = due)
        }
        None => t!(reader.locale, "inbox-mail-meanwhile", title = title, n = n),
    })
}

/// Those who follow the ticket or are affected by it hear of its turns, and of what the desk says to all.
fn followers(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    mailbox: &Mailbox,
    event: &Event,
    kind: Kind,
    now: Timestamp,
) -> db::Result<()> {
    if matches!(kind, Kind::Received | Kind::Pending | Kind::Resumed) {
        return Ok(());
    }
    let by_desk = match event.actor_id {
        None => true,
        Some(id) => access(tx, ticket, id)? >= Access::Work,
    };
    if kind == Kind::Answered && !by_desk {
        return Ok(());
    }
    // Whoever is only affected does not read what the requester writes.
    let words = words(ticket, kind, if by_desk { event.words.as_str() } else { "" });
    let mut told: Vec<i64> = vec![ticket.requester_id];
    told.extend(event.actor_id);
    for (user_id, _) in tickets::store::people(tx, ticket.id)? {
        if told.contains(&user_id) {
            continue;
        }
        told.push(user_id);
        let Some(user) = people::user(tx, user_id)? else { continue };
        let staff = access(tx, ticket, user_id)? >= Access::Observe;
        let Some(reader) = reader(user, mailbox, staff) else { continue };
        let mut facts = facts(tx, ticket, event, Kind::Followed, &reader, now)?;
        facts.news = i18n::t(reader.locale, &format!("inbox-mail-news-{}", kind.as_str()));
        let key = match kind {
            Kind::Taken => format!("{}/taken/{}/{user_id}", ticket.id, ticket.reopen_count),
            _ => format!("{}/{}/{user_id}", ticket.id, event.entry_no),
        };
        let id = format!("t{}.e{}.u{user_id}", ticket.number, event.entry_no);
        let draft =
            Draft { kind: Kind::Followed, reader, ticket, mailbox, key, id, words: words.clone(), facts };
        deliver(tx, draft, now)?;
    }
    Ok(())
}

/// How far somebody may go with a ticket by their roles.
pub(super) fn access(read: &Read<'_>, ticket: &Ticket, user_id: i64) -> db::Result<Access> {
    let actor = people::load_actor(read, user_id, None, None)?;
    Ok(actor.map_or(Access::None, |actor| {
        // Having reported it is not working on it.
        let facts = base::people::policy::TicketFacts { requester_id: 0, ..ticket.policy_facts(None) };
        ticket_access(&actor, &facts)
    }))
}
