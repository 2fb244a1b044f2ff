//! What people need to know of desks, which belong to a later slice: their names, and whom they serve.

use db::{Read, Result, params};

/// The names of the desks that are not archived, in order.
pub(in crate::people) fn names(read: &Read<'_>) -> Result<Vec<(i64, String)>> {
    let rows =
        read.query("SELECT id, name FROM desks WHERE archived_at IS NULL ORDER BY sort_key, id", &[])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// Whether there is such a desk.
pub(in crate::people) fn exists(read: &Read<'_>, id: i64) -> Result<bool> {
    Ok(read.first("SELECT 1 FROM desks WHERE id = $1 AND archived_at IS NULL", params![id])?.is_some())
}
