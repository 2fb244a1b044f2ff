//! `mail_addresses`.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;

use crate::inbox::model::BadAddress;

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

/// The addresses that mail does not reach, the latest first.
pub(in crate::inbox) fn bad_addresses(read: &Read<'_>, limit: i64) -> Result<Vec<BadAddress>> {
    let sql = "SELECT address, bounces, why, first_at, last_at FROM mail_addresses ORDER BY last_at DESC, address LIMIT $1";
    read.query(sql, params![limit])?.iter().map(to_address).collect()
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
