//! `notices`.

use db::{Error, Read, Result, Row, Tx, Value, list, params};
use jiff::Timestamp;
use web::Locale;

use crate::inbox::notices::{Kind, Notice, State};

const NOTICE: &str = "SELECT id, ticket_id, mailbox_id, user_id, address, name, locale, kind, words, facts, message_id, \
     state, attempts, unknown, reply, created_at, gathered_for, sent_at, bounced_at FROM notices ";

pub(super) fn wrong(column: &str) -> Error {
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
        facts: serde_json::from_str(&row.get::<String>("facts")?).map_err(|_| wrong("facts"))?,
        message_id: row.get("message_id")?,
        state: State::from_code(row.get("state")?).ok_or_else(|| wrong("state"))?,
        attempts: row.get("attempts")?,
        unknown: row.get("unknown")?,
        reply: row.get("reply")?,
        created_at: row.get("created_at")?,
        gathered_for: row.get("gathered_for")?,
        sent_at: row.get("sent_at")?,
        bounced_at: row.get("bounced_at")?,
    })
}

/// Stores a notice under its key; nothing when it is known already.
pub(in crate::inbox) fn insert_notice(tx: &mut Tx<'_>, key: &str, new: &Notice) -> Result<Option<i64>> {
    let facts = serde_json::to_string(&new.facts).map_err(|error| Error::Engine(error.to_string()))?;
    let row = tx.first(
        "INSERT INTO notices (notice_key, ticket_id, mailbox_id, user_id, address, name, locale, kind, words, facts, \
         message_id, state, attempts, unknown, reply, created_at, gathered_for) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, $14, $15) \
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
            facts,
            new.message_id,
            new.state.code(),
            new.reply,
            new.created_at,
            new.gathered_for
        ],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// One notice.
pub(in crate::inbox) fn notice(read: &Read<'_>, id: i64) -> Result<Option<Notice>> {
    read.first(&format!("{NOTICE} WHERE id = $1"), params![id])?.as_ref().map(to_notice).transpose()
}

/// The ticket of a notice with this identifier; a digest is about several, and none.
pub(in crate::inbox) fn noticed_ticket(read: &Read<'_>, message_id: &str) -> Result<Option<i64>> {
    let sql = "SELECT ticket_id FROM notices WHERE message_id = $1 AND kind <> 'digest'";
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

/// The latest notices to an address since an instant.
pub(in crate::inbox) fn lately(read: &Read<'_>, address: &str, since: Timestamp) -> Result<Vec<Notice>> {
    let sql = format!(
        "{NOTICE} WHERE address = $1 AND created_at >= $2 ORDER BY created_at DESC, id DESC LIMIT 200"
    );
    read.query(&sql, params![address, since])?.iter().map(to_notice).collect()
}

/// By what it is known that a stakeholder was told of a ticket, since it was last reopened.
pub(in crate::inbox) fn told_key(ticket_id: i64, kind: Kind, reopened: i64, user_id: i64) -> String {
    format!("{ticket_id}/{}/{reopened}/{user_id}", kind.as_str())
}

/// The stakeholders who were told this of a ticket, since it was last reopened.
pub(in crate::inbox) fn told_of(
    read: &Read<'_>,
    ticket_id: i64,
    kind: Kind,
    reopened: i64,
) -> Result<Vec<i64>> {
    let sql = "SELECT user_id, notice_key FROM notices WHERE ticket_id = $1 AND kind = $2 AND user_id IS NOT NULL ORDER BY id";
    let mut told = Vec::new();
    for row in read.query(sql, params![ticket_id, kind.as_str()])? {
        let (user_id, key): (i64, String) = (row.at(0)?, row.at(1)?);
        if key == told_key(ticket_id, kind, reopened, user_id) {
            told.push(user_id);
        }
    }
    Ok(told)
}

/// What is gathered for a person by an instant, the oldest first.
pub(in crate::inbox) fn gathered(read: &Read<'_>, user_id: i64, by: Timestamp) -> Result<Vec<Notice>> {
    let sql =
        format!("{NOTICE} WHERE user_id = $1 AND state = 4 AND gathered_for <= $2 ORDER BY id LIMIT 500");
    read.query(&sql, params![user_id, by])?.iter().map(to_notice).collect()
}

/// What a digest tells, the oldest first.
pub(in crate::inbox) fn told_in(read: &Read<'_>, digest_id: i64) -> Result<Vec<Notice>> {
    let sql = format!("{NOTICE} WHERE digest_id = $1 ORDER BY id LIMIT 500");
    read.query(&sql, params![digest_id])?.iter().map(to_notice).collect()
}

/// Lets notices that have not left yet wait to be told with others.
pub(in crate::inbox) fn gather(tx: &mut Tx<'_>, ids: &[i64], at: Timestamp) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE notices SET state = 4, gathered_for = $1 WHERE state = 0 AND attempts = 0 AND id IN ({})",
        list(2, ids.len())
    );
    let mut values = params![at].to_vec();
    values.extend(ids.iter().map(|id| Value::Int(*id)));
    tx.execute(&sql, &values)?;
    Ok(())
}

/// Lets a gathered notice be sent by itself.
pub(in crate::inbox) fn ungather(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.execute("UPDATE notices SET state = 0, gathered_for = NULL WHERE id = $1 AND state = 4", params![id])?;
    Ok(())
}

/// Notes which digest tells these; none, when nobody is there to read it.
pub(in crate::inbox) fn digested(tx: &mut Tx<'_>, ids: &[i64], digest_id: Option<i64>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE notices SET state = 5, digest_id = $1 WHERE state = 4 AND id IN ({})",
        list(2, ids.len())
    );
    let mut values = params![digest_id].to_vec();
    values.extend(ids.iter().map(|id| Value::Int(*id)));
    tx.execute(&sql, &values)?;
    Ok(())
}

/// Counts an attempt before it is made; one that nobody hears of again stays counted as unknown. False when the notice does
/// not wait any more.
pub(in crate::inbox) fn attempting(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    let counted = tx.execute(
        "UPDATE notices SET attempts = attempts + 1, unknown = unknown + 1 WHERE id = $1 AND state = 0",
        params![id],
    )?;
    Ok(counted > 0)
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

/// Ends a notice that cannot be written, without an attempt.
pub(in crate::inbox) fn unwritable(tx: &mut Tx<'_>, id: i64, why: &str) -> Result<()> {
    tx.execute("UPDATE notices SET state = 2, reply = $2 WHERE id = $1 AND state = 0", params![id, why])?;
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
