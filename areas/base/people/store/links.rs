//! `single_use_links`.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;
use web::token::Hash;

use crate::people::model::{Link, LinkPurpose};

fn to_link(row: &Row) -> Result<Link> {
    Ok(Link {
        id: row.get("id")?,
        purpose: LinkPurpose::from_code(row.get("purpose")?).ok_or_else(|| super::unknown("purpose"))?,
        user_id: row.get("user_id")?,
        created_by: row.get("created_by")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Stores a link; those that the person had not used yet are worth nothing from now on.
pub(in crate::people) fn insert(
    tx: &mut Tx<'_>,
    purpose: LinkPurpose,
    token: &Hash,
    user_id: i64,
    created_by: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    cancel_all(tx, user_id, now)?;
    tx.execute(
        "INSERT INTO single_use_links (purpose, token_hash, user_id, created_by, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            purpose.code(),
            *token,
            user_id,
            created_by,
            now,
            now.checked_add(purpose.lifetime()).unwrap_or(now)
        ],
    )?;
    Ok(())
}

pub(in crate::people) fn by_secret(read: &Read<'_>, token: &Hash) -> Result<Option<Link>> {
    let sql = "SELECT id, purpose, user_id, created_by, expires_at, used_at FROM single_use_links WHERE token_hash = $1";
    read.first(sql, params![*token])?.as_ref().map(to_link).transpose()
}

/// Marks a link used, and says whether it was not yet.
pub(in crate::people) fn mark_used(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE single_use_links SET used_at = $2 WHERE id = $1 AND used_at IS NULL";
    Ok(tx.execute(sql, params![id, now])? == 1)
}

pub(in crate::people) fn cancel_all(tx: &mut Tx<'_>, user_id: i64, now: Timestamp) -> Result<()> {
    let sql = "UPDATE single_use_links SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL";
    tx.execute(sql, params![user_id, now])?;
    Ok(())
}

/// Removes up to 500 links that ended before `before`.
pub(in crate::people) fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM single_use_links WHERE id IN \
         (SELECT id FROM single_use_links WHERE expires_at < $1 ORDER BY expires_at LIMIT 500)",
        params![before],
    )
}
