//! `notifications`.

use db::{Read, Result, Row, Tx, list, params};
use jiff::Timestamp;

use crate::people::model::Notification;

fn to_notification(row: &Row) -> Result<Notification> {
    Ok(Notification {
        id: row.get("id")?,
        kind: row.get("kind")?,
        ticket_id: row.get("ticket_id")?,
        entry_no: row.get("entry_no")?,
        body: row.get("body")?,
        created_at: row.get("created_at")?,
        read_at: row.get("read_at")?,
    })
}

pub(in crate::people) struct NewNotification<'a> {
    pub(in crate::people) user_id: i64,
    pub(in crate::people) kind: &'a str,
    pub(in crate::people) ticket_id: Option<i64>,
    pub(in crate::people) entry_no: Option<i64>,
    pub(in crate::people) body: &'a str,
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &NewNotification<'_>, now: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO notifications (user_id, kind, ticket_id, entry_no, body, created_at, mailed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        params![new.user_id, new.kind, new.ticket_id, new.entry_no, new.body, now, false],
    )
}

/// A person's notifications, the newest first, from before an id.
pub(in crate::people) fn of_user(
    read: &Read<'_>,
    user_id: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Notification>> {
    let sql = "SELECT id, kind, ticket_id, entry_no, body, created_at, read_at FROM notifications \
         WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    read.query(sql, params![user_id, before.unwrap_or(i64::MAX), limit])?
        .iter()
        .map(to_notification)
        .collect()
}

/// The number of the ticket that one of a person's notifications is about, and the entry; tickets belong to a later
/// slice, of which only this is known here.
pub(in crate::people) fn target(
    read: &Read<'_>,
    user_id: i64,
    id: i64,
) -> Result<Option<(Option<i64>, Option<i64>)>> {
    let sql = "SELECT t.number, n.entry_no FROM notifications n LEFT JOIN tickets t ON t.id = n.ticket_id \
         WHERE n.user_id = $1 AND n.id = $2";
    read.first(sql, params![user_id, id])?.map(|row| Ok((row.at(0)?, row.at(1)?))).transpose()
}

/// How many a person has not read, up to a cap.
pub(in crate::people) fn unread(read: &Read<'_>, user_id: i64, cap: i64) -> Result<i64> {
    super::number(read.first(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notifications WHERE user_id = $1 AND read_at IS NULL LIMIT $2) AS capped",
        params![user_id, cap],
    )?)
}

/// Marks a person's notification read, or all of theirs.
pub(in crate::people) fn mark_read(
    tx: &mut Tx<'_>,
    user_id: i64,
    id: Option<i64>,
    now: Timestamp,
) -> Result<u64> {
    match id {
        Some(id) => tx.execute(
            "UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND id = $2 AND read_at IS NULL",
            params![user_id, id, now],
        ),
        None => tx.execute(
            "UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL",
            params![user_id, now],
        ),
    }
}

/// Removes up to 500 notifications that were read before `before`.
pub(in crate::people) fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE read_at < $1 ORDER BY id LIMIT 500)",
        params![before],
    )
}

/// What mail has not looked at yet, each with whose it is, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn unmailed(read: &Read<'_>, limit: i64) -> Result<Vec<(i64, Notification)>> {
    let sql = "SELECT id, user_id, kind, ticket_id, entry_no, body, created_at, read_at FROM notifications \
         WHERE NOT mailed ORDER BY id LIMIT $1";
    let rows = read.query(sql, params![limit])?;
    rows.iter().map(|row| Ok((row.get("user_id")?, to_notification(row)?))).collect()
}

/// Mail has looked at these.
pub(in crate::people) fn mark_mailed(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    if !ids.is_empty() {
        let sql = format!(
            "UPDATE notifications SET mailed = TRUE WHERE NOT mailed AND id IN ({})",
            list(1, ids.len())
        );
        tx.execute(&sql, &super::ids(ids))?;
    }
    Ok(())
}
