//! All the SQL of the journal.

use db::{Read, Result, Row, Sql, Tx, params};
use jiff::Timestamp;

use super::{
    chain::Hash,
    model::{Entry, Stream},
};
use crate::ctx::Channel;

/// An entry's columns, ready to be stored.
pub(super) struct Record<'a> {
    pub(super) stream: Stream,
    pub(super) entry_no: i64,
    pub(super) at: Timestamp,
    pub(super) actor_id: Option<i64>,
    pub(super) actor: &'a str,
    pub(super) channel: Channel,
    pub(super) kind: &'a str,
    pub(super) public: bool,
    pub(super) digest: Hash,
    pub(super) hash: Hash,
    pub(super) salt: [u8; 16],
    pub(super) body: &'a str,
}

/// A stream's last entry, locked against other writers.
pub(super) fn lock_head(tx: &mut Tx<'_>, stream: Stream) -> Result<Option<(i64, Hash)>> {
    let sql = Sql::Split {
        sqlite: "SELECT entry_no, hash FROM journal_heads WHERE stream = $1 AND stream_id = $2",
        postgres: "SELECT entry_no, hash FROM journal_heads WHERE stream = $1 AND stream_id = $2 FOR UPDATE",
    };
    tx.first(sql, params![stream.kind(), stream.id()])?.map(|row| Ok((row.at(0)?, row.at(1)?))).transpose()
}

pub(super) fn set_head(tx: &mut Tx<'_>, stream: Stream, entry_no: i64, hash: &Hash) -> Result<()> {
    tx.execute(
        "INSERT INTO journal_heads (stream, stream_id, entry_no, hash) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (stream, stream_id) DO UPDATE SET entry_no = excluded.entry_no, hash = excluded.hash",
        params![stream.kind(), stream.id(), entry_no, *hash],
    )?;
    Ok(())
}

/// SQLite numbers the feed here, since its one writer commits in order; on PostgreSQL the feeder does, later.
pub(super) fn insert(tx: &mut Tx<'_>, record: &Record<'_>) -> Result<i64> {
    let sql = Sql::Split {
        sqlite: "INSERT INTO journal (feed_no, stream, stream_id, entry_no, at, actor_id, actor, channel, kind, public, \
                 digest, hash) VALUES (COALESCE((SELECT MAX(feed_no) FROM journal WHERE feed_no IS NOT NULL), 0) + 1, \
                 $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        postgres: "INSERT INTO journal (stream, stream_id, entry_no, at, actor_id, actor, channel, kind, public, \
                   digest, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
    };
    let id = tx.insert(
        sql,
        params![
            record.stream.kind(),
            record.stream.id(),
            record.entry_no,
            record.at,
            record.actor_id,
            record.actor,
            record.channel.as_str(),
            record.kind,
            record.public,
            record.digest,
            record.hash
        ],
    )?;
    tx.execute(
        "INSERT INTO journal_payloads (entry_id, salt, body) VALUES ($1, $2, $3)",
        params![id, record.salt, record.body],
    )?;
    Ok(id)
}

/// Empties the payloads of a stream's entries, but for those already erased.
pub(super) fn erase_payloads(tx: &mut Tx<'_>, stream: Stream, now: Timestamp, by: &str) -> Result<u64> {
    tx.execute(
        "UPDATE journal_payloads SET body = NULL, salt = $5, erased_at = $3, erased_by = $4 WHERE erased_at IS NULL \
         AND entry_id IN (SELECT id FROM journal WHERE stream = $1 AND stream_id = $2)",
        params![stream.kind(), stream.id(), now, by, Vec::<u8>::new()],
    )
}

const ENTRY: &str = "SELECT j.id, j.feed_no, j.stream, j.stream_id, j.entry_no, j.at, j.actor_id, j.actor, j.channel, \
     j.kind, j.public, p.body, p.erased_at FROM journal j LEFT JOIN journal_payloads p ON p.entry_id = j.id ";

fn to_entry(row: &Row) -> Result<Entry> {
    let unknown = |column: &str| db::Error::Decode { column: column.into(), problem: "unknown word" };
    let body: Option<String> = row.get("body")?;
    Ok(Entry {
        id: row.get("id")?,
        feed_no: row.get("feed_no")?,
        stream: Stream::parse(&row.get::<String>("stream")?, row.get("stream_id")?)
            .ok_or_else(|| unknown("stream"))?,
        entry_no: row.get("entry_no")?,
        at: row.get("at")?,
        actor_id: row.get("actor_id")?,
        actor: row.get("actor")?,
        channel: Channel::parse(&row.get::<String>("channel")?).ok_or_else(|| unknown("channel"))?,
        kind: row.get("kind")?,
        public: row.get("public")?,
        payload: body.and_then(|body| serde_json::from_str(&body).ok()),
        erased_at: row.get("erased_at")?,
    })
}

/// A stream's entries from the oldest, after `after`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn stream_entries(read: &Read<'_>, stream: Stream, after: i64, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "{ENTRY} WHERE j.stream = $1 AND j.stream_id = $2 AND j.entry_no > $3 ORDER BY j.entry_no LIMIT $4"
    );
    read.query(&sql, params![stream.kind(), stream.id(), after, limit])?.iter().map(to_entry).collect()
}

/// One entry of a stream.
///
/// # Errors
/// When the database fails.
pub fn entry(read: &Read<'_>, stream: Stream, entry_no: i64) -> Result<Option<Entry>> {
    let sql = format!("{ENTRY} WHERE j.stream = $1 AND j.stream_id = $2 AND j.entry_no = $3");
    read.first(&sql, params![stream.kind(), stream.id(), entry_no])?.as_ref().map(to_entry).transpose()
}

/// The feed: committed entries of all streams in their order, after `after`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn page(read: &Read<'_>, after: i64, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!("{ENTRY} WHERE j.feed_no > $1 ORDER BY j.feed_no LIMIT $2");
    read.query(&sql, params![after, limit])?.iter().map(to_entry).collect()
}

/// The number of the last entry of the feed, 0 when there is none.
pub(super) fn last_feed_no(read: &Read<'_>) -> Result<i64> {
    let row = read.first("SELECT COALESCE(MAX(feed_no), 0) FROM journal WHERE feed_no IS NOT NULL", &[])?;
    row.map_or(Ok(0), |row| row.at(0))
}

/// Numbers what was committed since the last time (PostgreSQL only), and says how many; nodes take turns on the
/// counter's row.
pub(super) fn number_committed(tx: &mut Tx<'_>, limit: i64) -> Result<u64> {
    tx.execute(
        "INSERT INTO feed_positions (consumer, feed_no) VALUES ('journal', 0) ON CONFLICT (consumer) DO NOTHING",
        &[],
    )?;
    let lock = Sql::Split {
        sqlite: "SELECT feed_no FROM feed_positions WHERE consumer = 'journal'",
        postgres: "SELECT feed_no FROM feed_positions WHERE consumer = 'journal' FOR UPDATE",
    };
    tx.first(lock, &[])?;
    // The counter's row only takes turns: after a restore from the other engine it is older than the entries.
    let last = last_feed_no(tx)?;
    let numbered = tx.execute(
        "UPDATE journal SET feed_no = $1 + waiting.place FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place \
         FROM (SELECT id FROM journal WHERE feed_no IS NULL ORDER BY id LIMIT $2) AS oldest) AS waiting \
         WHERE journal.id = waiting.id",
        params![last, limit],
    )?;
    tx.execute(
        "UPDATE feed_positions SET feed_no = $1 WHERE consumer = 'journal'",
        params![last + i64::try_from(numbered).unwrap_or(i64::MAX)],
    )?;
    Ok(numbered)
}

pub(super) fn position(read: &Read<'_>, consumer: &str) -> Result<Option<i64>> {
    read.first("SELECT feed_no FROM feed_positions WHERE consumer = $1", params![consumer])?
        .map(|row| row.at(0))
        .transpose()
}

pub(super) fn set_position(tx: &mut Tx<'_>, consumer: &str, feed_no: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO feed_positions (consumer, feed_no) VALUES ($1, $2) \
         ON CONFLICT (consumer) DO UPDATE SET feed_no = excluded.feed_no",
        params![consumer, feed_no],
    )?;
    Ok(())
}

/// A checkpoint as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checkpoint {
    pub(super) at: Timestamp,
    pub(super) feed_no: i64,
    pub(super) entries: i64,
    pub(super) feed_hash: Hash,
    pub(super) mac: Hash,
}

pub(super) fn insert_checkpoint(tx: &mut Tx<'_>, point: &Checkpoint) -> Result<()> {
    tx.execute(
        "INSERT INTO journal_checkpoints (at, feed_no, entries, feed_hash, mac) VALUES ($1, $2, $3, $4, $5)",
        params![point.at, point.feed_no, point.entries, point.feed_hash, point.mac],
    )?;
    Ok(())
}

pub(super) fn last_checkpoint(read: &Read<'_>) -> Result<Option<Checkpoint>> {
    let row = read.first(
        "SELECT at, feed_no, entries, feed_hash, mac FROM journal_checkpoints ORDER BY id DESC LIMIT 1",
        &[],
    )?;
    row.as_ref().map(to_checkpoint).transpose()
}

pub(super) fn checkpoints(read: &Read<'_>, after_feed_no: i64, limit: i64) -> Result<Vec<Checkpoint>> {
    let sql = "SELECT at, feed_no, entries, feed_hash, mac FROM journal_checkpoints WHERE feed_no > $1 \
         ORDER BY feed_no, id LIMIT $2";
    read.query(sql, params![after_feed_no, limit])?.iter().map(to_checkpoint).collect()
}

fn to_checkpoint(row: &Row) -> Result<Checkpoint> {
    Ok(Checkpoint {
        at: row.get("at")?,
        feed_no: row.get("feed_no")?,
        entries: row.get("entries")?,
        feed_hash: row.get("feed_hash")?,
        mac: row.get("mac")?,
    })
}

/// The hashes of the feed after `after`, for a checkpoint.
pub(super) fn feed_hashes(read: &Read<'_>, after: i64, limit: i64) -> Result<Vec<(i64, Hash)>> {
    let sql = "SELECT feed_no, hash FROM journal WHERE feed_no > $1 ORDER BY feed_no LIMIT $2";
    read.query(sql, params![after, limit])?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// Everything that `verify` compares, in the order of the feed.
pub(super) struct Stored {
    pub(super) feed_no: i64,
    pub(super) stream: String,
    pub(super) stream_id: i64,
    pub(super) entry_no: i64,
    pub(super) at: i64,
    pub(super) actor_id: Option<i64>,
    pub(super) actor: String,
    pub(super) channel: String,
    pub(super) kind: String,
    pub(super) public: bool,
    pub(super) digest: Option<Hash>,
    pub(super) hash: Option<Hash>,
    pub(super) salt: Option<Vec<u8>>,
    pub(super) body: Option<String>,
    pub(super) erased_at: Option<Timestamp>,
    pub(super) erased_by: Option<String>,
}

pub(super) fn stored(read: &Read<'_>, after: i64, limit: i64) -> Result<Vec<Stored>> {
    let sql = "SELECT j.feed_no, j.stream, j.stream_id, j.entry_no, j.at, j.actor_id, j.actor, j.channel, j.kind, \
         j.public, j.digest, j.hash, p.salt, p.body, p.erased_at, p.erased_by FROM journal j \
         LEFT JOIN journal_payloads p ON p.entry_id = j.id WHERE j.feed_no > $1 ORDER BY j.feed_no LIMIT $2";
    let rows = read.query(sql, params![after, limit])?;
    rows.iter()
        .map(|row| {
            Ok(Stored {
                feed_no: row.at(0)?,
                stream: row.at(1)?,
                stream_id: row.at(2)?,
                entry_no: row.at(3)?,
                at: row.at(4)?,
                actor_id: row.at(5)?,
                actor: row.at(6)?,
                channel: row.at(7)?,
                kind: row.at(8)?,
                public: row.at(9)?,
                // A hash of another length was tampered with: it then agrees with nothing.
                digest: row.at(10).ok(),
                hash: row.at(11).ok(),
                salt: row.at(12)?,
                body: row.at(13)?,
                erased_at: row.at(14)?,
                erased_by: row.at(15)?,
            })
        })
        .collect()
}

/// A history's last entry: kind of subject, its row, the entry's place, its hash as stored.
pub(super) type Head = (String, i64, i64, Vec<u8>);

/// The heads after a pair, in order of stream and id.
pub(super) fn heads(read: &Read<'_>, after: (&str, i64), limit: i64) -> Result<Vec<Head>> {
    let sql = "SELECT stream, stream_id, entry_no, hash FROM journal_heads WHERE stream > $1 \
         OR (stream = $1 AND stream_id > $2) ORDER BY stream, stream_id LIMIT $3";
    let rows = read.query(sql, params![after.0, after.1, limit])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?, row.at(3)?))).collect()
}

/// The place of a stream's last entry, 0 when it has none.
///
/// # Errors
/// When the database fails.
pub fn last_entry_no(read: &Read<'_>, stream: Stream) -> Result<i64> {
    let sql = "SELECT entry_no FROM journal_heads WHERE stream = $1 AND stream_id = $2";
    read.first(sql, params![stream.kind(), stream.id()])?.map_or(Ok(0), |row| row.at(0))
}

/// What is looked for among the entries that are about no ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criteria {
    /// The kind of subject, as [`Stream::kind`] names it.
    pub subject: Option<String>,
    /// Who acted.
    pub actor: Option<i64>,
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub before: Option<Timestamp>,
}

/// The entries about anything but tickets, newest first, from before the row `before`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn administration(read: &Read<'_>, wanted: &Criteria, before: i64, limit: i64) -> Result<Vec<Entry>> {
    let mut params = params![before, limit].to_vec();
    let mut sql = format!("{ENTRY} WHERE j.stream <> 'ticket' AND j.id < $1");
    let mut term = |text: &str, value: Option<db::Value>| {
        if let Some(value) = value {
            params.push(value);
            sql.push_str(&format!(" AND {text} ${}", params.len()));
        }
    };
    term("j.stream =", wanted.subject.as_ref().map(db::ToValue::to_value));
    term("j.actor_id =", wanted.actor.as_ref().map(db::ToValue::to_value));
    term("j.at >=", wanted.from.as_ref().map(db::ToValue::to_value));
    term("j.at <", wanted.before.as_ref().map(db::ToValue::to_value));
    sql.push_str(" ORDER BY j.id DESC LIMIT $2");
    read.query(&sql, &params)?.iter().map(to_entry).collect()
}
