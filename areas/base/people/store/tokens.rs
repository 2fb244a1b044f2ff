//! `api_tokens`.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;
use web::token::Hash;

use crate::people::{actor::Scopes, model::ApiToken};

const COLUMNS: &str = "id, user_id, name, hint, scopes, created_at, last_used_at, expires_at, revoked_at";

fn to_token(row: &Row) -> Result<ApiToken> {
    Ok(ApiToken {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        name: row.get("name")?,
        hint: row.get("hint")?,
        // A scope that this version does not know gives nothing.
        scopes: Scopes::parse(&row.get::<String>("scopes")?).unwrap_or_default(),
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

pub(in crate::people) struct NewToken<'a> {
    pub(in crate::people) user_id: i64,
    pub(in crate::people) name: &'a str,
    pub(in crate::people) token: Hash,
    pub(in crate::people) hint: &'a str,
    pub(in crate::people) scopes: &'a Scopes,
    pub(in crate::people) expires_at: Option<Timestamp>,
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &NewToken<'_>, now: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO api_tokens (user_id, name, token_hash, hint, scopes, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        params![new.user_id, new.name, new.token, new.hint, new.scopes.to_string(), now, new.expires_at],
    )
}

/// The token with this secret that was not revoked; whether it has ended is not looked at.
pub(in crate::people) fn by_secret(read: &Read<'_>, token: &Hash) -> Result<Option<ApiToken>> {
    let sql = format!("SELECT {COLUMNS} FROM api_tokens WHERE token_hash = $1 AND revoked_at IS NULL");
    read.first(&sql, params![*token])?.as_ref().map(to_token).transpose()
}

pub(in crate::people) fn by_id(read: &Read<'_>, id: i64) -> Result<Option<ApiToken>> {
    let sql = format!("SELECT {COLUMNS} FROM api_tokens WHERE id = $1");
    read.first(&sql, params![id])?.as_ref().map(to_token).transpose()
}

/// A person's tokens that were not revoked, the newest first.
pub(in crate::people) fn of_user(read: &Read<'_>, user_id: i64) -> Result<Vec<ApiToken>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM api_tokens WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id DESC LIMIT 200"
    );
    read.query(&sql, params![user_id])?.iter().map(to_token).collect()
}

/// All tokens that were not revoked, the newest first, from before an id.
pub(in crate::people) fn all(read: &Read<'_>, before: Option<i64>, limit: i64) -> Result<Vec<ApiToken>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM api_tokens WHERE revoked_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2"
    );
    read.query(&sql, params![before.unwrap_or(i64::MAX), limit])?.iter().map(to_token).collect()
}

pub(in crate::people) fn touch(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE api_tokens SET last_used_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}

pub(in crate::people) fn revoke(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![id, now])? == 1)
}

pub(in crate::people) fn revoke_all(tx: &mut Tx<'_>, user_id: i64, now: Timestamp) -> Result<u64> {
    let sql = "UPDATE api_tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL";
    tx.execute(sql, params![user_id, now])
}
