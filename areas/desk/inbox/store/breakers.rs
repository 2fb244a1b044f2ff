//! `mail_breakers`, and what is counted to know when one opens.

use db::{Read, Result, Tx, params};
use jiff::Timestamp;

use crate::inbox::actions::{Exchange, Side};

/// The breaker of an exchange that held something back since `since`; its row.
pub(in crate::inbox) fn open_breaker(
    read: &Read<'_>,
    exchange: &Exchange<'_>,
    since: Timestamp,
) -> Result<Option<i64>> {
    let row = read.first(
        "SELECT id FROM mail_breakers WHERE address = $1 AND desk_id = $2 AND side = $3 \
         AND (ticket_id = $4 OR (ticket_id IS NULL AND $4 IS NULL)) AND last_at >= $5 AND closed_at IS NULL \
         ORDER BY id DESC LIMIT 1",
        params![exchange.address, exchange.desk_id, exchange.side.code(), exchange.ticket_id, since],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// Opens the breaker of an exchange.
pub(in crate::inbox) fn insert_breaker(
    tx: &mut Tx<'_>,
    exchange: &Exchange<'_>,
    now: Timestamp,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO mail_breakers (desk_id, address, side, ticket_id, opened_at, last_at, held) \
         VALUES ($1, $2, $3, $4, $5, $5, 1) RETURNING id",
        params![exchange.desk_id, exchange.address, exchange.side.code(), exchange.ticket_id, now],
    )
}

/// Counts one more that was held back.
pub(in crate::inbox) fn held_back(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE mail_breakers SET held = held + 1, last_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}

/// Closes every open breaker of an address at a desk.
pub(in crate::inbox) fn close_breakers(
    tx: &mut Tx<'_>,
    desk_id: i64,
    address: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE mail_breakers SET closed_at = $3 WHERE address = $1 AND desk_id = $2 AND closed_at IS NULL",
        params![address, desk_id, now],
    )?;
    Ok(())
}

/// Notes as whose a mail was taken: its sender's budget counts those of the same kind only, so that nobody uses up a
/// person's by writing their address.
pub(in crate::inbox) fn set_side(tx: &mut Tx<'_>, mail_id: i64, side: Side) -> Result<()> {
    tx.execute("UPDATE mails SET side = $2 WHERE id = $1", params![mail_id, side.code()])?;
    Ok(())
}

/// How many other mails of an address came between two instants, taken as this one's.
pub(in crate::inbox) fn mails_of(
    read: &Read<'_>,
    mail_id: i64,
    (address, side): (&str, Side),
    (since, until): (Timestamp, Timestamp),
) -> Result<i64> {
    let row = read.first(
        "SELECT COUNT(*) FROM (SELECT 1 FROM mails WHERE from_address = $1 AND received_at >= $2 AND received_at <= $3 \
         AND side = $4 AND id <> $5 LIMIT 1000) AS capped",
        params![address, since, until, side.code(), mail_id],
    )?;
    row.map_or(Ok(0), |row| row.at(0))
}

/// How many mails of an address came on one ticket since an instant.
pub(in crate::inbox) fn mails_on(
    read: &Read<'_>,
    ticket_id: i64,
    address: &str,
    since: Timestamp,
) -> Result<i64> {
    let row = read.first(
        "SELECT COUNT(*) FROM (SELECT 1 FROM mails WHERE ticket_id = $1 AND from_address = $2 AND received_at >= $3 \
         LIMIT 1000) AS capped",
        params![ticket_id, address, since],
    )?;
    row.map_or(Ok(0), |row| row.at(0))
}

/// How many acknowledgements went, or will go, to an address since an instant.
pub(in crate::inbox) fn acknowledged(read: &Read<'_>, address: &str, since: Timestamp) -> Result<i64> {
    let row = read.first(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE address = $1 AND created_at >= $2 AND kind = 'received' \
         AND state <> 3 LIMIT 1000) AS capped",
        params![address, since],
    )?;
    row.map_or(Ok(0), |row| row.at(0))
}

/// How many notices of any kind were written from a mailbox since an instant, up to `cap`.
pub(in crate::inbox) fn written_from(
    read: &Read<'_>,
    mailbox_id: i64,
    since: Timestamp,
    cap: i64,
) -> Result<i64> {
    let row = read.first(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE mailbox_id = $1 AND created_at >= $2 AND kind = 'received' \
         AND state <> 3 LIMIT $3) AS capped",
        params![mailbox_id, since, cap],
    )?;
    row.map_or(Ok(0), |row| row.at(0))
}

/// The tickets of the same mail where it came to other mailboxes, the first one first.
pub(in crate::inbox) fn twins(read: &Read<'_>, mail_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT o.ticket_id FROM mails m JOIN mails o ON o.message_id = m.message_id AND o.content_key = m.content_key \
         AND o.id <> m.id WHERE m.id = $1 AND o.ticket_id IS NOT NULL ORDER BY o.id LIMIT 10";
    read.query(sql, params![mail_id])?.iter().map(|row| row.at(0)).collect()
}
