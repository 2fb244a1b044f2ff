//! `mailboxes`.

use db::{Error, Read, Result, Row, Tx, params};
use jiff::Timestamp;

use crate::inbox::model::{Auth, Imap, Kind, Mailbox, NewMailbox, Secrets, Tls};

const MAILBOX: &str = "SELECT id, desk_id, name, address, kind, authserv, guests, category_id, host, port, tls, login, \
     auth, token_url, client_id, scope, folder, CASE WHEN secret = '' THEN 0 ELSE 1 END AS has_secret, \
     CASE WHEN refresh_token = '' THEN 0 ELSE 1 END AS has_refresh, enabled, version, created_at, archived_at \
     FROM mailboxes ";

fn unknown(column: &str) -> Error {
    Error::Decode { column: column.into(), problem: "not in the vocabulary" }
}

fn to_imap(row: &Row) -> Result<Imap> {
    Ok(Imap {
        host: row.get("host")?,
        port: row.get("port")?,
        tls: Tls::from_code(row.get("tls")?).ok_or_else(|| unknown("tls"))?,
        login: row.get("login")?,
        auth: Auth::from_code(row.get("auth")?).ok_or_else(|| unknown("auth"))?,
        token_url: row.get("token_url")?,
        client_id: row.get("client_id")?,
        scope: row.get("scope")?,
        folder: row.get("folder")?,
    })
}

fn to_mailbox(row: &Row) -> Result<Mailbox> {
    let kind = Kind::from_code(row.get("kind")?).ok_or_else(|| unknown("kind"))?;
    Ok(Mailbox {
        id: row.get("id")?,
        desk_id: row.get("desk_id")?,
        name: row.get("name")?,
        address: row.get("address")?,
        kind,
        authserv: row.get("authserv")?,
        guests: row.get("guests")?,
        category_id: row.get("category_id")?,
        imap: (kind == Kind::Imap).then(|| to_imap(row)).transpose()?,
        has_secret: row.get::<i64>("has_secret")? == 1,
        has_refresh: row.get::<i64>("has_refresh")? == 1,
        enabled: row.get("enabled")?,
        version: row.get("version")?,
        created_at: row.get("created_at")?,
        archived: row.get::<Option<Timestamp>>("archived_at")?.is_some(),
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

/// What is stored of a mailbox that nobody fetches.
fn nowhere() -> Imap {
    Imap {
        host: String::new(),
        port: 0,
        tls: Tls::Implicit,
        login: String::new(),
        auth: Auth::Password,
        token_url: String::new(),
        client_id: String::new(),
        scope: String::new(),
        folder: String::new(),
    }
}

pub(in crate::inbox) fn insert_mailbox(tx: &mut Tx<'_>, new: &NewMailbox, now: Timestamp) -> Result<i64> {
    let imap = new.imap.clone().unwrap_or_else(nowhere);
    tx.insert(
        "INSERT INTO mailboxes (desk_id, name, address, kind, authserv, guests, category_id, host, port, tls, login, \
         auth, secret, refresh_token, token_url, client_id, scope, folder, enabled, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20) RETURNING id",
        params![
            new.desk_id,
            new.name,
            new.address,
            new.kind.code(),
            new.authserv,
            new.guests,
            new.category_id,
            imap.host,
            imap.port,
            imap.tls.code(),
            imap.login,
            imap.auth.code(),
            new.secrets.secret,
            new.secrets.refresh,
            imap.token_url,
            imap.client_id,
            imap.scope,
            imap.folder,
            true,
            now
        ],
    )
}

/// Changes a mailbox whose version is still the one that was seen; 0 rows otherwise. The secrets are set as given.
pub(in crate::inbox) fn update_mailbox(
    tx: &mut Tx<'_>,
    id: i64,
    version: i64,
    new: &NewMailbox,
    enabled: bool,
) -> Result<u64> {
    let imap = new.imap.clone().unwrap_or_else(nowhere);
    tx.execute(
        "UPDATE mailboxes SET name = $3, authserv = $4, guests = $5, category_id = $6, enabled = $7, host = $8, \
         port = $9, tls = $10, login = $11, auth = $12, secret = $13, refresh_token = $14, token_url = $15, \
         client_id = $16, scope = $17, folder = $18, version = version + 1 \
         WHERE id = $1 AND version = $2 AND archived_at IS NULL",
        params![
            id,
            version,
            new.name,
            new.authserv,
            new.guests,
            new.category_id,
            enabled,
            imap.host,
            imap.port,
            imap.tls.code(),
            imap.login,
            imap.auth.code(),
            new.secrets.secret,
            new.secrets.refresh,
            imap.token_url,
            imap.client_id,
            imap.scope,
            imap.folder,
        ],
    )
}

/// What a mailbox signs in with, sealed.
pub(in crate::inbox) fn secrets(read: &Read<'_>, id: i64) -> Result<Secrets> {
    let row = read.first("SELECT secret, refresh_token FROM mailboxes WHERE id = $1", params![id])?;
    let Some(row) = row else { return Ok(Secrets::default()) };
    Ok(Secrets { secret: row.at(0)?, refresh: row.at(1)? })
}

/// Keeps the refresh token that a provider gave in place of `before`, unless somebody has set another meanwhile.
pub(in crate::inbox) fn rotate_refresh(tx: &mut Tx<'_>, id: i64, before: &str, after: &str) -> Result<u64> {
    tx.execute(
        "UPDATE mailboxes SET refresh_token = $3 WHERE id = $1 AND refresh_token = $2",
        params![id, before, after],
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

/// Every mailbox that there ever was: what one that was put away received is read like any other mail.
pub(in crate::inbox) fn every_mailbox(read: &Read<'_>) -> Result<Vec<Mailbox>> {
    read.query(&format!("{MAILBOX} ORDER BY address, id LIMIT 1000"), &[])?.iter().map(to_mailbox).collect()
}
