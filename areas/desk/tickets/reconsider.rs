//! Open tickets are looked at again when what they run by has changed: a policy, a calendar, a desk's calendar
//! (product.md §5.3). Policies ask for it themselves; calendars and desks, which know nothing of commitments, are heard
//! through the change feed.

use base::{
    audit::{self, Entry, Stream, feed},
    ctx::Ctx,
    desks,
    people::policy::Access,
};
use db::{Db, Read, Tx};
use jiff::Timestamp;
use work::{JobOutcome, JobRun};

use super::{actions::Session, refusal::Refused, store, subject};
use crate::sla::{self, Whose, reconsider_later};

/// Tickets of one transaction: people's writes wait behind it.
const CHUNK: i64 = 50;
/// Entries of the feed read at a time.
const PAGE: i64 = 500;
/// The feed's consumer.
const CONSUMER: &str = "sla-reconsider";

/// Hears of changed calendars and desks, and asks for their tickets to be looked at again.
///
/// # Errors
/// When the database fails.
pub(super) async fn hear(db: &Db, now: Timestamp) -> db::Result<()> {
    loop {
        let (position, entries) = db
            .read(|r| {
                let position = feed::position(r, CONSUMER)?;
                Ok::<_, db::Error>((position, audit::page(r, position, PAGE)?))
            })
            .await?;
        let Some(last) = entries.last().and_then(|entry| entry.feed_no) else { return Ok(()) };
        let wanted: Vec<Whose> = entries.iter().filter_map(concerns).collect();
        db.write(move |tx| {
            // Another node may have been here meanwhile.
            if feed::position(tx, CONSUMER)? != position {
                return Ok(());
            }
            for whose in &wanted {
                reconsider_later(tx, *whose, now)?;
            }
            feed::set_position(tx, CONSUMER, last)
        })
        .await?;
    }
}

fn concerns(entry: &Entry) -> Option<Whose> {
    let changed = |field: &str| {
        let changes = entry.payload.iter().flat_map(|payload| &payload.changes);
        changes.into_iter().any(|change| change.field == field)
    };
    match (entry.stream, entry.kind.as_str()) {
        (Stream::Calendar(id), "calendar.changed") => Some(Whose::Calendar(id)),
        (Stream::Desk(id), "desk.changed") if changed("calendar_id") => Some(Whose::Desk(id)),
        _ => None,
    }
}

/// Looks at the tickets again, in chunks. Begun anew after a crash, it changes nothing twice.
pub(super) async fn run(db: Db, run: JobRun) -> JobOutcome {
    let whose = match serde_json::from_value::<Whose>(run.payload.clone()) {
        Ok(whose) => whose,
        Err(error) => return JobOutcome::GiveUp(error.to_string()),
    };
    let mut after = 0;
    loop {
        let now = run.now;
        match db.write_bulk(move |tx| chunk(tx, whose, after, now)).await {
            Ok(Some(last)) => after = last,
            Ok(None) => return JobOutcome::Done,
            Err(Refused::App(error)) => return JobOutcome::Retry(error.to_string()),
            Err(other) => return JobOutcome::Retry(format!("{other:?}")),
        }
    }
}

fn chunk(tx: &mut Tx<'_>, whose: Whose, after: i64, now: Timestamp) -> Result<Option<i64>, Refused> {
    let cx = Ctx::system(now);
    let ids = next(tx, whose, after)?;
    for id in &ids {
        again(tx, &cx, *id)?;
    }
    Ok(ids.last().copied())
}

fn next(read: &Read<'_>, whose: Whose, after: i64) -> db::Result<Vec<i64>> {
    match whose {
        Whose::Calendar(id) => sla::tickets_under_calendar(read, id, after, CHUNK),
        Whose::Desk(desk) => store::open_of_desk(read, desk, after, CHUNK),
        Whose::Everyone => {
            // The chunk ends where the desk that is behind ends, so that no ticket is passed over.
            let mut ids = Vec::new();
            for desk in desks::desks(read)? {
                ids.extend(store::open_of_desk(read, desk.id, after, CHUNK)?);
            }
            ids.sort_unstable();
            ids.truncate(usize::try_from(CHUNK).unwrap_or(usize::MAX));
            Ok(ids)
        }
    }
}

fn again(tx: &mut Tx<'_>, cx: &Ctx, id: i64) -> Result<(), Refused> {
    let mut session = Session::open_by_id(tx, cx, id, Access::Lead)?;
    if !session.ticket.state.is_open() {
        return Ok(());
    }
    let subject = subject::subject(session.tx, &session.ticket)?;
    let commitment = sla::reconsider(session.tx, cx, &subject)?;
    session.ticket.follow(commitment);
    session.save_if_touched().map(drop)
}
