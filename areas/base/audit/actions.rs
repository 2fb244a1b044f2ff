//! Appending and erasing: the only writes of the journal.

use db::{Result, Tx};

use super::{
    chain::{self, Facts, GENESIS, Hash},
    feed,
    model::{NewEntry, Payload, Stream},
    store::{self, Record},
};
use crate::ctx::Ctx;

/// Appends an entry to its stream, in the caller's transaction, and gives its place there.
///
/// # Errors
/// When the database fails; nothing of the transaction must then be committed.
pub fn append(tx: &mut Tx<'_>, cx: &Ctx, new: &NewEntry) -> Result<i64> {
    append_all(tx, cx, new.stream, std::slice::from_ref(new))
}

/// Appends entries to their one stream, in order, and gives the place of the last.
///
/// # Errors
/// As [`append`].
pub fn append_all(tx: &mut Tx<'_>, cx: &Ctx, stream: Stream, entries: &[NewEntry]) -> Result<i64> {
    debug_assert!(entries.iter().all(|entry| entry.stream == stream), "entries of one stream");
    let (mut last, mut hash) = store::lock_head(tx, stream)?.unwrap_or((0, GENESIS));
    for new in entries {
        hash = insert(tx, cx, new, last, &hash)?;
        last += 1;
    }
    store::set_head(tx, stream, last, &hash)?;
    tx.wake(work::CHANGES);
    if tx.engine() == db::Engine::Sqlite {
        tx.wake(feed::NUMBERED);
    }
    Ok(last)
}

/// Writes the entry after `last`, whose hash is `before`, and gives its own hash.
fn insert(tx: &mut Tx<'_>, cx: &Ctx, new: &NewEntry, last: i64, before: &Hash) -> Result<Hash> {
    let at = new.at.unwrap_or(cx.now);
    let body = serde_json::to_string(&new.payload).map_err(|error| db::Error::Engine(error.to_string()))?;
    let salt: [u8; 16] = rand::random();
    // Another's name means that another acted, in the system that the entry is imported from.
    let (actor_id, actor) = match &new.actor_name {
        Some(name) => (None, name.as_str()),
        None => (cx.actor.user_id(), cx.actor.name()),
    };
    let mut record = Record {
        stream: new.stream,
        entry_no: last + 1,
        at,
        actor_id,
        actor,
        channel: cx.channel,
        kind: new.kind,
        public: new.public,
        digest: chain::digest(&salt, &body),
        hash: GENESIS,
        salt,
        body: &body,
    };
    let facts = Facts {
        stream: new.stream.kind(),
        stream_id: new.stream.id(),
        entry_no: record.entry_no,
        at_micros: at.as_microsecond(),
        actor_id,
        actor,
        channel: cx.channel.as_str(),
        kind: new.kind,
        public: new.public,
        digest: record.digest,
    };
    record.hash = chain::link(before, &facts);
    store::insert(tx, &record)?;
    Ok(record.hash)
}

/// Erases the payloads of a stream as the law asks, and leaves a tombstone: `verify` then says "erased", not
/// "broken" (product.md §2.6).
///
/// # Errors
/// When the database fails.
pub fn erase(tx: &mut Tx<'_>, cx: &Ctx, stream: Stream, reason: &str) -> Result<u64> {
    let erased = store::erase_payloads(tx, stream, cx.now, cx.actor.name())?;
    let payload = Payload {
        reason: Some(reason.to_owned()),
        data: serde_json::json!({ "entries": erased }),
        ..Payload::default()
    };
    append(tx, cx, &NewEntry { payload, ..NewEntry::new(stream, "payloads.erased") })?;
    Ok(erased)
}
