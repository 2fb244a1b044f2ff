//! Bulk edits, kept so that they can be undone.

use db::{Read, Result, Tx, params};
use jiff::Timestamp;

/// Keeps how to undo a bulk edit, as JSON, and gives its row.
///
/// # Errors
/// When the database fails.
pub fn insert_bulk_edit(
    tx: &mut Tx<'_>,
    user_id: i64,
    summary: &str,
    undo: &str,
    now: Timestamp,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO bulk_edits (user_id, summary, undo, created_at) VALUES ($1, $2, $3, $4) RETURNING id",
        params![user_id, summary, undo, now],
    )
}

/// The undo of a person's bulk edit, if it was not undone yet.
///
/// # Errors
/// When the database fails.
pub fn bulk_edit(read: &Read<'_>, id: i64, user_id: i64) -> Result<Option<String>> {
    let sql = "SELECT undo FROM bulk_edits WHERE id = $1 AND user_id = $2 AND undone_at IS NULL";
    read.first(sql, params![id, user_id])?.map(|row| row.at(0)).transpose()
}

/// A person's last bulk edit that can be undone: its row and summary.
///
/// # Errors
/// When the database fails.
pub fn last_bulk_edit(read: &Read<'_>, user_id: i64, since: Timestamp) -> Result<Option<(i64, String)>> {
    let sql = "SELECT id, summary FROM bulk_edits WHERE user_id = $1 AND undone_at IS NULL AND created_at > $2 \
         ORDER BY id DESC LIMIT 1";
    read.first(sql, params![user_id, since])?.map(|row| Ok((row.at(0)?, row.at(1)?))).transpose()
}

/// Notes that a bulk edit was undone; 0 rows when it was already.
///
/// # Errors
/// When the database fails.
pub fn mark_undone(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<u64> {
    tx.execute("UPDATE bulk_edits SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL", params![id, now])
}
