//! `mail_addresses`.

use db::{Read, Result, Row, Tx, Value, params};
use jiff::Timestamp;

use super::notices::wrong;
use crate::inbox::{model::BadAddress, notices::Kind};

fn to_address(row: &Row) -> Result<BadAddress> {
    Ok(BadAddress {
        address: row.get("address")?,
        bounces: row.get("bounces")?,
        why: row.get("why")?,
        first_at: row.get("first_at")?,
        last_at: row.get("last_at")?,
    })
}

/// What is known of an address that mail does not reach.
pub(in crate::inbox) fn bad_address(read: &Read<'_>, address: &str) -> Result<Option<BadAddress>> {
    let sql = "SELECT address, bounces, why, first_at, last_at FROM mail_addresses WHERE address = $1";
    read.first(sql, params![address])?.as_ref().map(to_address).transpose()
}

/// The addresses that mail from these mailboxes does not reach, the latest first.
pub(in crate::inbox) fn bad_addresses(
    read: &Read<'_>,
    mailboxes: &[i64],
    limit: i64,
) -> Result<Vec<BadAddress>> {
    if mailboxes.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![Value::Int(limit)];
    values.extend(mailboxes.iter().map(|id| Value::Int(*id)));
    let sql = format!(
        "SELECT address, bounces, why, first_at, last_at FROM mail_addresses WHERE EXISTS (SELECT 1 FROM notices \
         WHERE notices.address = mail_addresses.address AND mailbox_id IN ({})) ORDER BY last_at DESC, address LIMIT $1",
        db::list(2, mailboxes.len())
    );
    read.query(&sql, &values)?.iter().map(to_address).collect()
}

/// Whether one of these mailboxes ever wrote to an address.
pub(in crate::inbox) fn wrote_to(read: &Read<'_>, mailboxes: &[i64], address: &str) -> Result<bool> {
    if mailboxes.is_empty() {
        return Ok(false);
    }
    let mut values = vec![Value::Text(address.to_owned())];
    values.extend(mailboxes.iter().map(|id| Value::Int(*id)));
    let list = db::list(2, mailboxes.len());
    let sql = format!("SELECT 1 FROM notices WHERE address = $1 AND mailbox_id IN ({list}) LIMIT 1");
    Ok(read.first(&sql, &values)?.is_some())
}

/// The last letter from one of these mailboxes to an address that came back or was refused for ever: what it told, and its
/// ticket.
pub(in crate::inbox) fn last_returned(
    read: &Read<'_>,
    mailboxes: &[i64],
    address: &str,
) -> Result<Option<(Kind, i64)>> {
    if mailboxes.is_empty() {
        return Ok(None);
    }
    let mut values = vec![Value::Text(address.to_owned())];
    values.extend(mailboxes.iter().map(|id| Value::Int(*id)));
    let sql = format!(
        "SELECT kind, ticket_id FROM notices WHERE address = $1 AND mailbox_id IN ({}) \
         AND (bounced_at IS NOT NULL OR state = 2) ORDER BY created_at DESC, id DESC LIMIT 1",
        db::list(2, mailboxes.len())
    );
    let Some(row) = read.first(&sql, &values)? else { return Ok(None) };
    let kind: String = row.at(0)?;
    Ok(Some((Kind::parse(&kind).ok_or_else(|| wrong("kind"))?, row.at(1)?)))
}

/// Counts a mail that came back for ever; how many did since the address was last good.
pub(in crate::inbox) fn count_bounce(
    tx: &mut Tx<'_>,
    address: &str,
    why: &str,
    now: Timestamp,
) -> Result<i64> {
    let row = tx.first(
        "INSERT INTO mail_addresses (address, bounces, why, first_at, last_at) VALUES ($1, 1, $2, $3, $3) \
         ON CONFLICT (address) DO UPDATE SET bounces = mail_addresses.bounces + 1, why = excluded.why, \
         last_at = excluded.last_at RETURNING bounces",
        params![address, why, now],
    )?;
    row.map_or(Ok(0), |row| row.at(0))
}

/// Forgets what was counted; whether there was something.
pub(in crate::inbox) fn forget_address(tx: &mut Tx<'_>, address: &str) -> Result<bool> {
    Ok(tx.execute("DELETE FROM mail_addresses WHERE address = $1", params![address])? > 0)
}

/// Forgets up to 500 addresses from which nothing came back, and to which nothing went, since an instant; how many.
pub(in crate::inbox) fn sweep_addresses(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM mail_addresses WHERE address IN (SELECT address FROM mail_addresses WHERE last_at < $1 AND NOT EXISTS \
         (SELECT 1 FROM notices WHERE notices.address = mail_addresses.address AND notices.created_at >= $1 \
         AND notices.state <> 3) ORDER BY address LIMIT 500)",
        params![before],
    )
}
