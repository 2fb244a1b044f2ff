//! `notices`.

use db::{Error, Read, Result, Row, Tx, params};
use jiff::Timestamp;
use web::Locale;

use crate::inbox::notices::{Kind, Notice, State};

const NOTICE: &str = "SELECT id, ticket_id, mailbox_id, user_id, address, name, locale, kind, words, message_id, state, \
     attempts, unknown, reply, created_at, sent_at, bounced_at FROM notices ";

fn wrong(column: &str) -> Error {
    Error::Decode { column: column.to_owned(), problem: "not in the vocabulary" }
}

fn to_notice(row: &Row) -> Result<Notice> {
    Ok(Notice {
        id: row.get("id")?,
        ticket_id: row.get("ticket_id")?,
        mailbox_id: row.get("mailbox_id")?,
        user_id: row.get("user_id")?,
        address: row.get("address")?,
        name: row.get("name")?,
        locale: row.get::<String>("locale")?.parse::<Locale>().map_err(|_| wrong("locale"))?,
        kind: Kind::parse(&row.get::<String>("kind")?).ok_or_else(|| wrong("kind"))?,
        words: row.get("words")?,
        message_id: row.get("message_id")?,
        state: State::from_code(row.get("state")?).ok_or_else(|| wrong("state"))?,
        attempts: row.get("attempts")?,
        unknown: row.get("unknown")?,
        reply: row.get("reply")?,
        created_at: row.get("created_at")?,
        sent_at: row.get("sent_at")?,
        bounced_at: row.get("bounced_at")?,
    })
}

/// Stores a notice under its key; nothing when it is known already.
pub(in crate::inbox) fn insert_notice(tx: &mut Tx<'_>, key: &str, new: &Notice) -> Result<Option<i64>> {
    let row = tx.first(
        "INSERT INTO notices (notice_key, ticket_id, mailbox_id, user_id, address, name, locale, kind, words, message_id, \
         state, attempts, unknown, reply, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, '', $12) \
         ON CONFLICT (notice_key) DO NOTHING RETURNING id",
        params![
            key,
            new.ticket_id,
            new.mailbox_id,
            new.user_id,
            new.address,
            new.name,
            new.locale.lang(),
            new.kind.as_str(),
            new.words,
            new.message_id,
            new.state.code(),
            new.created_at
        ],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// One notice.
pub(in crate::inbox) fn notice(read: &Read<'_>, id: i64) -> Result<Option<Notice>> {
    read.first(&format!("{NOTICE} WHERE id = $1"), params![id])?.as_ref().map(to_notice).transpose()
}

/// The ticket of a notice with this identifier.
pub(in crate::inbox) fn noticed_ticket(read: &Read<'_>, message_id: &str) -> Result<Option<i64>> {
    let sql = "SELECT ticket_id FROM notices WHERE message_id = $1";
    read.first(sql, params![message_id])?.map(|row| row.at(0)).transpose()
}

/// How many automatic notices went to an address about a ticket since an instant.
pub(in crate::inbox) fn noticed_since(
    read: &Read<'_>,
    address: &str,
    ticket_id: i64,
    since: Timestamp,
) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM notices WHERE address = $1 AND ticket_id = $2 AND created_at >= $3 AND state <> 3";
    read.first(sql, params![address, ticket_id, since])?.map_or(Ok(0), |row| row.at(0))
}

/// Counts an attempt before it is made; one that nobody hears of again stays counted as unknown.
pub(in crate::inbox) fn attempting(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.execute(
        "UPDATE notices SET attempts = attempts + 1, unknown = unknown + 1 WHERE id = $1",
        params![id],
    )?;
    Ok(())
}

/// Writes how an attempt ended.
pub(in crate::inbox) fn attempted(
    tx: &mut Tx<'_>,
    id: i64,
    state: State,
    known: bool,
    reply: &str,
    now: Timestamp,
) -> Result<()> {
    let sent_at = (state == State::Sent).then_some(now);
    tx.execute(
        "UPDATE notices SET state = $2, unknown = unknown - $3, reply = $4, sent_at = $5 WHERE id = $1",
        params![id, state.code(), i64::from(known), reply, sent_at],
    )?;
    Ok(())
}

/// Notes that a notice came back; its ticket, when there is such a notice.
pub(in crate::inbox) fn bounced(
    tx: &mut Tx<'_>,
    id: i64,
    reply: &str,
    now: Timestamp,
) -> Result<Option<i64>> {
    let row = tx.first(
        "UPDATE notices SET bounced_at = $2, reply = $3 WHERE id = $1 RETURNING ticket_id",
        params![id, now, reply],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// The notice with this identifier.
pub(in crate::inbox) fn notice_by_message(read: &Read<'_>, message_id: &str) -> Result<Option<i64>> {
    let sql = "SELECT id FROM notices WHERE message_id = $1";
    read.first(sql, params![message_id])?.map(|row| row.at(0)).transpose()
}
