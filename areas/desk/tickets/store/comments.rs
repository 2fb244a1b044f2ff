//! Comments.

use db::{Read, Result, Row, Tx, params};

use crate::tickets::model::Comment;

const COMMENT: &str = "SELECT id, entry_no, author_id, public, body, channel, created_at FROM comments ";

fn to_comment(row: &Row) -> Result<Comment> {
    Ok(Comment {
        id: row.get("id")?,
        entry_no: row.get("entry_no")?,
        author_id: row.get("author_id")?,
        public: row.get("public")?,
        body: row.get("body")?,
        channel: row.get("channel")?,
        created_at: row.get("created_at")?,
    })
}

/// A ticket's comments from the oldest, after `after` (a comment's row), at most `limit`; only the public ones if asked.
///
/// # Errors
/// When the database fails.
pub fn comments(
    read: &Read<'_>,
    ticket_id: i64,
    only_public: bool,
    after: i64,
    limit: i64,
) -> Result<Vec<Comment>> {
    let sql =
        format!("{COMMENT} WHERE ticket_id = $1 AND id > $2 AND (public OR NOT $3) ORDER BY id LIMIT $4");
    read.query(&sql, params![ticket_id, after, only_public, limit])?.iter().map(to_comment).collect()
}

/// One comment of a ticket.
///
/// # Errors
/// When the database fails.
pub fn comment(read: &Read<'_>, ticket_id: i64, id: i64) -> Result<Option<Comment>> {
    let sql = format!("{COMMENT} WHERE ticket_id = $1 AND id = $2");
    read.first(&sql, params![ticket_id, id])?.as_ref().map(to_comment).transpose()
}

/// Stores a comment and gives its row.
///
/// # Errors
/// When the database fails.
pub fn insert_comment(tx: &mut Tx<'_>, ticket_id: i64, comment: &Comment) -> Result<i64> {
    tx.insert(
        "INSERT INTO comments (ticket_id, entry_no, author_id, public, body, channel, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        params![
            ticket_id,
            comment.entry_no,
            comment.author_id,
            comment.public,
            comment.body,
            comment.channel,
            comment.created_at
        ],
    )
}
