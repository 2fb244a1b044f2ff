//! Attachments, and the content-addressed files they refer to.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;

use crate::tickets::model::Attachment;

const ATTACHMENT: &str = "SELECT id, ticket_id, comment_id, public, file_hash, token, name, media_type, size, \
     uploaded_by, created_at FROM attachments ";

fn to_attachment(row: &Row) -> Result<Attachment> {
    Ok(Attachment {
        id: row.get("id")?,
        ticket_id: row.get("ticket_id")?,
        comment_id: row.get("comment_id")?,
        public: row.get("public")?,
        file_hash: row.get("file_hash")?,
        token: row.get("token")?,
        name: row.get("name")?,
        media_type: row.get("media_type")?,
        size: row.get("size")?,
        uploaded_by: row.get("uploaded_by")?,
        created_at: row.get("created_at")?,
    })
}

/// A ticket's attachments, the oldest first; only the public ones if asked.
///
/// # Errors
/// When the database fails.
pub fn attachments(read: &Read<'_>, ticket_id: i64, only_public: bool) -> Result<Vec<Attachment>> {
    let sql = format!(
        "{ATTACHMENT} WHERE ticket_id = $1 AND removed_at IS NULL AND (public OR NOT $2) ORDER BY id LIMIT 1000"
    );
    read.query(&sql, params![ticket_id, only_public])?.iter().map(to_attachment).collect()
}

/// One attachment of a ticket.
///
/// # Errors
/// When the database fails.
pub fn attachment(read: &Read<'_>, ticket_id: i64, id: i64) -> Result<Option<Attachment>> {
    let sql = format!("{ATTACHMENT} WHERE ticket_id = $1 AND id = $2 AND removed_at IS NULL");
    read.first(&sql, params![ticket_id, id])?.as_ref().map(to_attachment).transpose()
}

/// The attachment of an address. Who may see its ticket is the caller's question.
///
/// # Errors
/// When the database fails.
pub fn attachment_by_token(read: &Read<'_>, token: &str) -> Result<Option<Attachment>> {
    let sql = format!("{ATTACHMENT} WHERE token = $1 AND removed_at IS NULL");
    read.first(&sql, params![token])?.as_ref().map(to_attachment).transpose()
}

/// Notes a file whose content is on disk; one that was about to be deleted is wanted again.
///
/// # Errors
/// When the database fails.
pub fn insert_file(tx: &mut Tx<'_>, hash: &str, size: i64, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO files (hash, size, created_at) VALUES ($1, $2, $3) \
         ON CONFLICT (hash) DO UPDATE SET unused_since = NULL",
        params![hash, size, now],
    )?;
    Ok(())
}

/// Stores an attachment and gives its row.
///
/// # Errors
/// When the database fails.
pub fn insert_attachment(tx: &mut Tx<'_>, new: &Attachment) -> Result<i64> {
    tx.insert(
        "INSERT INTO attachments (ticket_id, comment_id, public, file_hash, token, name, media_type, size, \
         uploaded_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        params![
            new.ticket_id,
            new.comment_id,
            new.public,
            new.file_hash,
            new.token,
            new.name,
            new.media_type,
            new.size,
            new.uploaded_by,
            new.created_at
        ],
    )
}

/// Takes an attachment off its ticket.
///
/// # Errors
/// When the database fails.
pub fn remove_attachment(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE attachments SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL",
        params![id, now],
    )
}

/// Marks the files that no attachment refers to any more: they are deleted after a grace.
///
/// # Errors
/// When the database fails.
pub fn mark_unused_files(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE files SET unused_since = $1 WHERE unused_since IS NULL AND held = 0 AND NOT EXISTS \
         (SELECT 1 FROM attachments a WHERE a.file_hash = files.hash AND a.removed_at IS NULL)",
        params![now],
    )
}

/// Holds a file although no attachment refers to it: a mail as it came.
///
/// # Errors
/// When the database fails.
pub fn hold_file(tx: &mut Tx<'_>, hash: &str) -> Result<()> {
    tx.execute("UPDATE files SET held = held + 1, unused_since = NULL WHERE hash = $1", params![hash])?;
    Ok(())
}

/// Lets go of a file that was held.
///
/// # Errors
/// When the database fails.
pub fn release_file(tx: &mut Tx<'_>, hash: &str) -> Result<()> {
    tx.execute("UPDATE files SET held = held - 1 WHERE hash = $1 AND held > 0", params![hash])?;
    Ok(())
}

/// Files that nobody has wanted since before `before`.
///
/// # Errors
/// When the database fails.
pub fn files_unused_since(read: &Read<'_>, before: Timestamp, limit: i64) -> Result<Vec<String>> {
    let sql = "SELECT hash FROM files WHERE unused_since < $1 ORDER BY hash LIMIT $2";
    read.query(sql, params![before, limit])?.iter().map(|row| row.at(0)).collect()
}

/// Forgets a file if nobody wanted it meanwhile; says whether its content may be deleted.
///
/// # Errors
/// When the database fails.
pub fn delete_file_row(tx: &mut Tx<'_>, hash: &str) -> Result<bool> {
    let wanted =
        tx.first("SELECT 1 FROM files WHERE hash = $1 AND unused_since IS NOT NULL", params![hash])?;
    if wanted.is_none() {
        return Ok(false);
    }
    tx.execute("DELETE FROM attachments WHERE file_hash = $1 AND removed_at IS NOT NULL", params![hash])?;
    tx.execute("DELETE FROM files WHERE hash = $1", params![hash])?;
    Ok(true)
}
