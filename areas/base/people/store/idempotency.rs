//! `idempotency_keys`.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;
use web::token::Hash;

/// What was answered under a key, and to which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::people) struct Kept {
    pub(in crate::people) request: Hash,
    pub(in crate::people) status: u16,
    pub(in crate::people) body: String,
    pub(in crate::people) headers: String,
}

fn to_kept(row: &Row) -> Result<Kept> {
    Ok(Kept {
        request: row.get("request_hash")?,
        status: row.get("status")?,
        body: row.get("body")?,
        headers: row.get("headers")?,
    })
}

pub(in crate::people) fn find(read: &Read<'_>, user_id: i64, key: &str) -> Result<Option<Kept>> {
    let sql = "SELECT request_hash, status, body, headers FROM idempotency_keys \
         WHERE user_id = $1 AND idempotency_key = $2";
    read.first(sql, params![user_id, key])?.as_ref().map(to_kept).transpose()
}

pub(in crate::people) fn insert(
    tx: &mut Tx<'_>,
    user_id: i64,
    key: &str,
    kept: &Kept,
    now: Timestamp,
) -> Result<bool> {
    let inserted = tx.execute(
        "INSERT INTO idempotency_keys (user_id, idempotency_key, request_hash, status, body, headers, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_id, idempotency_key) DO NOTHING",
        params![user_id, key, kept.request, kept.status, kept.body, kept.headers, now],
    )?;
    Ok(inserted == 1)
}

/// Removes up to 500 keys from before `before`.
pub(in crate::people) fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM idempotency_keys WHERE created_at < $1 AND (user_id, idempotency_key) IN (SELECT user_id, \
         idempotency_key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT 500)",
        params![before],
    )
}
