//! `mailboxes`.

use db::{Error, Read, Result, Row, Tx, params};
use jiff::Timestamp;

use crate::inbox::model::{Kind, Mailbox, NewMailbox};

const MAILBOX: &str = "SELECT id, desk_id, name, address, kind, authserv, guests, category_id, enabled, version \
     FROM mailboxes ";

fn to_mailbox(row: &Row) -> Result<Mailbox> {
    Ok(Mailbox {
        id: row.get("id")?,
        desk_id: row.get("desk_id")?,
        name: row.get("name")?,
        address: row.get("address")?,
        kind: Kind::from_code(row.get("kind")?)
            .ok_or_else(|| Error::Decode { column: "kind".into(), problem: "not in the vocabulary" })?,
        authserv: row.get("authserv")?,
        guests: row.get("guests")?,
        category_id: row.get("category_id")?,
        enabled: row.get("enabled")?,
        version: row.get("version")?,
    })
}

/// The mailboxes in use, of one desk or of all, by address.
pub(in crate::inbox) fn mailboxes(read: &Read<'_>, desk_id: Option<i64>) -> Result<Vec<Mailbox>> {
    let sql = format!(
        "{MAILBOX} WHERE archived_at IS NULL AND (desk_id = $1 OR $1 IS NULL) ORDER BY address LIMIT 1000"
    );
    read.query(&sql, params![desk_id])?.iter().map(to_mailbox).collect()
}

/// One mailbox, put away or not.
pub(in crate::inbox) fn mailbox(read: &Read<'_>, id: i64) -> Result<Option<Mailbox>> {
    read.first(&format!("{MAILBOX} WHERE id = $1"), params![id])?.as_ref().map(to_mailbox).transpose()
}

/// The mailbox in use with this normalised address.
pub(in crate::inbox) fn mailbox_by_address(read: &Read<'_>, address: &str) -> Result<Option<Mailbox>> {
    let sql = format!("{MAILBOX} WHERE address = $1 AND archived_at IS NULL");
    read.first(&sql, params![address])?.as_ref().map(to_mailbox).transpose()
}

/// The addresses of all mailboxes in use: mail from one of them is our own.
pub(in crate::inbox) fn active_addresses(read: &Read<'_>) -> Result<Vec<String>> {
    let sql = "SELECT address FROM mailboxes WHERE archived_at IS NULL ORDER BY address LIMIT 1000";
    read.query(sql, &[])?.iter().map(|row| row.at(0)).collect()
}

pub(in crate::inbox) fn insert_mailbox(tx: &mut Tx<'_>, new: &NewMailbox, now: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO mailboxes (desk_id, name, address, kind, authserv, guests, category_id, host, port, tls, login, \
         auth, secret, token_url, client_id, folder, enabled, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, 1, '', 1, '', '', '', 'INBOX', $8, 1, $9) RETURNING id",
        params![
            new.desk_id,
            new.name,
            new.address,
            new.kind.code(),
            new.authserv,
            new.guests,
            new.category_id,
            true,
            now
        ],
    )
}

/// Changes a mailbox whose version is still the one that was seen; 0 rows otherwise.
pub(in crate::inbox) fn update_mailbox(
    tx: &mut Tx<'_>,
    id: i64,
    version: i64,
    new: &NewMailbox,
    enabled: bool,
) -> Result<u64> {
    tx.execute(
        "UPDATE mailboxes SET name = $3, authserv = $4, guests = $5, category_id = $6, enabled = $7, \
         version = version + 1 WHERE id = $1 AND version = $2 AND archived_at IS NULL",
        params![id, version, new.name, new.authserv, new.guests, new.category_id, enabled],
    )
}

/// Puts a mailbox away; its mails stay.
pub(in crate::inbox) fn archive_mailbox(
    tx: &mut Tx<'_>,
    id: i64,
    version: i64,
    now: Timestamp,
) -> Result<u64> {
    tx.execute(
        "UPDATE mailboxes SET archived_at = $3, version = version + 1 WHERE id = $1 AND version = $2 \
         AND archived_at IS NULL",
        params![id, version, now],
    )
}
