//! `guest_reports`, and what the portal needs to know of mailboxes, which belong to a later slice: which desks have one
//! that can write to a guest.

use base::desks::{self, Desk};
use db::{Error, Read, Result, Row, Tx, params};
use jiff::Timestamp;
use web::Locale;

use crate::portal::guest::{GuestReport, NewGuest};

/// The desks at which guests may report: those that allow it and have a mailbox in use.
pub(in crate::portal) fn guest_desks(read: &Read<'_>) -> Result<Vec<Desk>> {
    let sql = "SELECT DISTINCT desk_id FROM mailboxes WHERE enabled AND archived_at IS NULL";
    let writing: Vec<i64> = read.query(sql, &[])?.iter().map(|row| row.at(0)).collect::<Result<_>>()?;
    let desks = desks::desks(read)?;
    Ok(desks.into_iter().filter(|desk| desk.guests && writing.contains(&desk.id)).collect())
}

const REPORT: &str = "SELECT id, desk_id, address, name, locale, content, created_at, mailed_at, confirmed_at, ticket_id \
     FROM guest_reports ";

fn wrong(column: &str, problem: &'static str) -> Error {
    Error::Decode { column: column.to_owned(), problem }
}

fn to_report(row: &Row) -> Result<GuestReport> {
    let content: String = row.get("content")?;
    Ok(GuestReport {
        id: row.get("id")?,
        desk_id: row.get("desk_id")?,
        address: row.get("address")?,
        name: row.get("name")?,
        locale: row
            .get::<String>("locale")?
            .parse::<Locale>()
            .map_err(|_| wrong("locale", "not in the vocabulary"))?,
        content: serde_json::from_str(&content).map_err(|_| wrong("content", "no report"))?,
        created_at: row.get("created_at")?,
        mailed_at: row.get("mailed_at")?,
        confirmed_at: row.get("confirmed_at")?,
        ticket_id: row.get("ticket_id")?,
    })
}

/// Stores a report that waits; nothing when the same form stored one already.
pub(in crate::portal) fn insert_report(
    tx: &mut Tx<'_>,
    form_key: &str,
    new: &NewGuest,
    content: &str,
    now: Timestamp,
) -> Result<Option<i64>> {
    let row = tx.first(
        "INSERT INTO guest_reports (desk_id, address, name, locale, content, form_key, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (form_key) DO NOTHING RETURNING id",
        params![new.desk_id, new.address, new.name, new.locale.lang(), content, form_key, now],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// One report.
pub(in crate::portal) fn guest_report(read: &Read<'_>, id: i64) -> Result<Option<GuestReport>> {
    read.first(&format!("{REPORT} WHERE id = $1"), params![id])?.as_ref().map(to_report).transpose()
}

/// Notes that the mail which asks for the confirmation has left.
pub(in crate::portal) fn mailed(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE guest_reports SET mailed_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}

/// Notes that a report is confirmed; false when it was so before. Whoever comes second waits here for the first.
pub(in crate::portal) fn confirm_report(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE guest_reports SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL";
    Ok(tx.execute(sql, params![id, now])? > 0)
}

/// Reports that nobody confirmed since before `before`, the oldest first.
pub(in crate::portal) fn expired_reports(
    read: &Read<'_>,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<GuestReport>> {
    let sql =
        format!("{REPORT} WHERE confirmed_at IS NULL AND created_at < $1 ORDER BY created_at, id LIMIT $2");
    read.query(&sql, params![before, limit])?.iter().map(to_report).collect()
}

/// Notes what a report became.
pub(in crate::portal) fn became(tx: &mut Tx<'_>, id: i64, ticket_id: i64) -> Result<()> {
    tx.execute("UPDATE guest_reports SET ticket_id = $2 WHERE id = $1", params![id, ticket_id])?;
    Ok(())
}

/// Removes a report that nobody confirmed.
pub(in crate::portal) fn forget_report(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.execute("DELETE FROM guest_reports WHERE id = $1 AND confirmed_at IS NULL", params![id])?;
    Ok(())
}

/// Removes the reports that were confirmed before `before`: their words are on tickets, their links are over.
pub(in crate::portal) fn forget_confirmed(tx: &mut Tx<'_>, before: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM guest_reports WHERE confirmed_at < $1", params![before])?;
    Ok(())
}
