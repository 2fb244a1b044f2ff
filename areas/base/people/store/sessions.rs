//! `sessions`.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;
use web::token::Hash;

use crate::people::model::Session;

pub(in crate::people) struct NewSession<'a> {
    pub(in crate::people) token: Hash,
    pub(in crate::people) user_id: i64,
    pub(in crate::people) expires_at: Timestamp,
    pub(in crate::people) user_agent: &'a str,
    pub(in crate::people) address: &'a str,
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &NewSession<'_>, now: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent, address) \
         VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id",
        params![new.token, new.user_id, now, new.expires_at, new.user_agent, new.address],
    )
}

fn to_session(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        created_at: row.get("created_at")?,
        last_seen_at: row.get("last_seen_at")?,
        expires_at: row.get("expires_at")?,
        user_agent: row.get("user_agent")?,
        address: row.get("address")?,
    })
}

const COLUMNS: &str = "id, user_id, created_at, last_seen_at, expires_at, user_agent, address";

/// The session of a token that was not revoked; whether it has ended is not looked at.
pub(in crate::people) fn by_token(read: &Read<'_>, token: &Hash) -> Result<Option<Session>> {
    let sql = format!("SELECT {COLUMNS} FROM sessions WHERE token_hash = $1 AND revoked_at IS NULL");
    read.first(&sql, params![*token])?.as_ref().map(to_session).transpose()
}

pub(in crate::people) fn by_id(read: &Read<'_>, id: i64) -> Result<Option<Session>> {
    let sql = format!("SELECT {COLUMNS} FROM sessions WHERE id = $1 AND revoked_at IS NULL");
    read.first(&sql, params![id])?.as_ref().map(to_session).transpose()
}

/// A person's sessions that were used since `idle_since` and have not ended, the latest used first.
pub(in crate::people) fn of_user(
    read: &Read<'_>,
    user_id: i64,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 \
         AND last_seen_at > $3 ORDER BY last_seen_at DESC, id DESC LIMIT 100"
    );
    read.query(&sql, params![user_id, now, idle_since])?.iter().map(to_session).collect()
}

pub(in crate::people) fn touch(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2",
        params![id, now],
    )?;
    Ok(())
}

/// Revokes one session, and says whether it was still valid.
pub(in crate::people) fn revoke(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![id, now])? == 1)
}

/// Revokes a person's sessions but one, and gives their ids.
pub(in crate::people) fn revoke_all(
    tx: &mut Tx<'_>,
    user_id: i64,
    except: Option<i64>,
    now: Timestamp,
) -> Result<Vec<i64>> {
    let rows = tx.query(
        "UPDATE sessions SET revoked_at = $3 WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL RETURNING id",
        params![user_id, except.unwrap_or(0), now],
    )?;
    rows.iter().map(|row| row.at(0)).collect()
}

/// Removes up to 500 sessions whose time was over before `before`.
pub(in crate::people) fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT 500)",
        params![before],
    )
}
