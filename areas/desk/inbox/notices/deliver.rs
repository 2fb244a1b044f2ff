//! From a decision to tell somebody to a row that is sent: at once, with others, or not by mail, as they chose; and with
//! others when too much happens at once.

use base::people::{self, Told};
use db::Tx;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::json;
use web::Locale;
use work::NewJob;

use super::{DIGEST, Facts, Kind, Notice, SEND, State};
use crate::{
    inbox::{
        actions::{Automatic, outgoing},
        model::Mailbox,
        store,
    },
    tickets::Ticket,
};

/// More notices than this to one person within [`BURST`] become one letter.
const MANY: usize = 10;
/// How long what comes in a burst is gathered.
const BURST: SignedDuration = SignedDuration::from_mins(10);

/// Who is written to.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) user_id: Option<i64>,
    pub(super) address: String,
    pub(super) name: String,
    pub(super) locale: Locale,
    pub(super) zone: TimeZone,
    /// Whether they work on the ticket.
    pub(super) staff: bool,
}

/// A notice to be written.
pub(super) struct Draft<'a> {
    pub(super) kind: Kind,
    pub(super) reader: Reader,
    pub(super) ticket: &'a Ticket,
    pub(super) mailbox: &'a Mailbox,
    /// By what it is known to be the same: nothing is told twice to one reader.
    pub(super) key: String,
    /// The same for its `Message-ID`, before the `@`.
    pub(super) id: String,
    pub(super) words: String,
    pub(super) facts: Facts,
}

/// Writes a notice, once for ever.
pub(super) fn deliver(tx: &mut Tx<'_>, draft: Draft<'_>, now: Timestamp) -> db::Result<()> {
    let told = when(tx, &draft, now)?;
    if told == Told::Never {
        return Ok(());
    }
    let held = if told == Told::Now { held(tx, &draft, now)? } else { None };
    let (state, gathered_for) = match told {
        _ if held.is_some() => (State::Held, None),
        Told::At(at) => (State::Gathered, Some(at)),
        _ => (State::Waiting, None),
    };
    let Draft { kind, reader, ticket, mailbox, key, id, words, facts } = draft;
    let notice = Notice {
        id: 0,
        ticket_id: ticket.id,
        mailbox_id: mailbox.id,
        user_id: reader.user_id,
        address: reader.address,
        name: reader.name,
        locale: reader.locale,
        kind,
        words,
        facts,
        message_id: format!("{id}@{}", mail::address::domain(&mailbox.address)),
        state,
        attempts: 0,
        unknown: 0,
        reply: held.unwrap_or_default().to_owned(),
        created_at: now,
        gathered_for,
        sent_at: None,
        bounced_at: None,
    };
    let Some(id) = store::insert_notice(tx, &key, &notice)? else { return Ok(()) };
    match (state, gathered_for, notice.user_id) {
        (State::Waiting, ..) => enqueue(tx, id, now),
        (State::Gathered, Some(at), Some(user_id)) => enqueue_digest(tx, user_id, at),
        _ => Ok(()),
    }
}

/// Why a notice that nobody wrote by hand is not sent, as a word; an agent's own words always go.
fn held(tx: &mut Tx<'_>, draft: &Draft<'_>, now: Timestamp) -> db::Result<Option<&'static str>> {
    let Draft { kind, ticket, mailbox, .. } = draft;
    if *kind == Kind::Received && came_from_a_machine(tx, ticket.id)? {
        return Ok(Some("machine"));
    }
    if kind.is_to_requester() && !draft.words.is_empty() {
        return Ok(None);
    }
    let address = mail::address::normalise(&draft.reader.address);
    let automatic = Automatic {
        desk_id: mailbox.desk_id,
        mailbox_id: mailbox.id,
        address: &address,
        ticket_id: ticket.id,
        acknowledges: *kind == Kind::Received,
    };
    outgoing(tx, &automatic, now)
}

/// Whether a mail that nothing may answer opened the ticket.
fn came_from_a_machine(tx: &Tx<'_>, ticket_id: i64) -> db::Result<bool> {
    let first = store::mails(tx, ticket_id)?.into_iter().next();
    Ok(first.is_some_and(|mail| mail.steps.iter().any(|trace| trace.reason == crate::inbox::steps::MACHINE)))
}

/// When the reader is told: as they chose, and with others when it is much.
fn when(tx: &mut Tx<'_>, draft: &Draft<'_>, now: Timestamp) -> db::Result<Told> {
    let Some(user_id) = draft.reader.user_id.filter(|_| !draft.kind.is_essential()) else {
        return Ok(Told::Now);
    };
    let chosen = people::notice_preferences(tx, user_id)?.of(draft.kind.topic());
    let told = chosen.told(now, &draft.reader.zone);
    if told != Told::Now {
        return Ok(told);
    }
    let lately = store::lately(tx, &draft.reader.address, now - BURST)?;
    let many: Vec<_> = lately.iter().filter(|one| !one.kind.is_essential()).collect();
    if many.len() < MANY {
        return Ok(Told::Now);
    }
    let until = now + BURST;
    let at = many.iter().filter_map(|one| one.gathered_for).filter(|at| *at > now && *at <= until).min();
    let at = at.unwrap_or(until);
    // What has not left yet goes along.
    let waiting: Vec<i64> = many.iter().filter(|one| one.state == State::Waiting).map(|one| one.id).collect();
    store::gather(tx, &waiting, at)?;
    Ok(Told::At(at))
}

/// Has a notice sent.
pub(super) fn enqueue(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> db::Result<()> {
    job(tx, id, format!("notice-{id}"), now)
}

/// Has a notice sent that waited for others, of which there are none: the job that it may have had before is over.
pub(super) fn enqueue_alone(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> db::Result<()> {
    job(tx, id, format!("notice-{id}-alone"), now)
}

fn job(tx: &mut Tx<'_>, id: i64, key: String, now: Timestamp) -> db::Result<()> {
    let payload = json!({ "notice": id });
    let dedupe_key = Some(key);
    work::enqueue(tx, &NewJob { kind: SEND, dedupe_key, payload, run_at: now }).map(drop)
}

/// Has what is gathered for a person told at an instant.
fn enqueue_digest(tx: &mut Tx<'_>, user_id: i64, at: Timestamp) -> db::Result<()> {
    let payload = json!({ "user": user_id });
    let dedupe_key = Some(format!("digest-{user_id}-{}", at.as_microsecond()));
    work::enqueue(tx, &NewJob { kind: DIGEST, dedupe_key, payload, run_at: at }).map(drop)
}
