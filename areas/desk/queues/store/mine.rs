//! What a person changed lately, and the drafts that they left.

use db::{Read, Result, params};
use jiff::Timestamp;

/// A text that was begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::queues) struct LeftDraft {
    pub(in crate::queues) ticket_id: i64,
    pub(in crate::queues) public: bool,
    pub(in crate::queues) body: String,
    pub(in crate::queues) updated_at: Timestamp,
}

/// The drafts that a person left, the latest first.
pub(in crate::queues) fn drafts(read: &Read<'_>, user_id: i64, limit: i64) -> Result<Vec<LeftDraft>> {
    let sql = "SELECT ticket_id, public, body, updated_at FROM drafts WHERE user_id = $1 \
         ORDER BY updated_at DESC, ticket_id LIMIT $2";
    let rows = read.query(sql, params![user_id, limit])?;
    rows.iter()
        .map(|row| {
            Ok(LeftDraft {
                ticket_id: row.get("ticket_id")?,
                public: row.get("public")?,
                body: row.get("body")?,
                updated_at: row.get("updated_at")?,
            })
        })
        .collect()
}

/// The tickets that a person changed last, each with when: out of their last 200 entries.
pub(in crate::queues) fn changed(
    read: &Read<'_>,
    user_id: i64,
    most: usize,
) -> Result<Vec<(i64, Timestamp)>> {
    let sql = "SELECT stream, stream_id, at FROM journal WHERE actor_id = $1 ORDER BY id DESC LIMIT 200";
    let mut found: Vec<(i64, Timestamp)> = Vec::new();
    for row in read.query(sql, params![user_id])? {
        let (stream, id): (String, i64) = (row.at(0)?, row.at(1)?);
        if stream == "ticket" && found.len() < most && found.iter().all(|(known, _)| *known != id) {
            found.push((id, row.at(2)?));
        }
    }
    Ok(found)
}
