//! Links between tickets.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;

use crate::tickets::model::{Link, LinkKind};

fn to_link(row: &Row) -> Result<Option<Link>> {
    let kind = LinkKind::from_code(row.get("kind")?);
    let (id, from_id, to_id) = (row.get("id")?, row.get("from_id")?, row.get("to_id")?);
    Ok(kind.map(|kind| Link { id, from_id, to_id, kind }))
}

/// The links of a ticket, both ways.
///
/// # Errors
/// When the database fails.
pub fn links(read: &Read<'_>, ticket_id: i64) -> Result<Vec<Link>> {
    let sql = "SELECT id, from_id, to_id, kind FROM ticket_links WHERE from_id = $1 \
         UNION SELECT id, from_id, to_id, kind FROM ticket_links WHERE to_id = $1 ORDER BY id LIMIT 500";
    let rows = read.query(sql, params![ticket_id])?;
    Ok(rows.iter().map(to_link).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Whether a link stands between two tickets, in either direction.
///
/// # Errors
/// When the database fails.
pub fn link_exists(read: &Read<'_>, a: i64, b: i64, kind: LinkKind) -> Result<bool> {
    let sql = "SELECT 1 FROM ticket_links WHERE kind = $3 AND ((from_id = $1 AND to_id = $2) \
         OR (from_id = $2 AND to_id = $1)) LIMIT 1";
    Ok(read.first(sql, params![a, b, kind.code()])?.is_some())
}

/// The children of a parent ticket.
///
/// # Errors
/// When the database fails.
pub fn children(read: &Read<'_>, parent_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM tickets WHERE parent_id = $1 AND parent_id IS NOT NULL ORDER BY id LIMIT 1000";
    read.query(sql, params![parent_id])?.iter().map(|row| row.at(0)).collect()
}

/// Adds a link and gives its row; `None` when it is there already.
///
/// # Errors
/// When the database fails.
pub fn insert_link(
    tx: &mut Tx<'_>,
    from: i64,
    to: i64,
    kind: LinkKind,
    now: Timestamp,
) -> Result<Option<i64>> {
    let row = tx.first(
        "INSERT INTO ticket_links (from_id, to_id, kind, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (from_id, kind, to_id) DO NOTHING RETURNING id",
        params![from, to, kind.code(), now],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// Removes a link.
///
/// # Errors
/// When the database fails.
pub fn delete_link(tx: &mut Tx<'_>, id: i64) -> Result<u64> {
    tx.execute("DELETE FROM ticket_links WHERE id = $1", params![id])
}
