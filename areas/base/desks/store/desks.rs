//! Desks, the organisations they serve, and their matrices.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;
use rules::priority::{Level, Matrix, Priority};
use rules::text::sort_key;
use web::i18n::Locale;

use super::unreadable;
use crate::desks::model::{Desk, NewDesk};

const COLUMNS: &str =
    "id, name, locale, zone, phone, calendar_id, confirm_days, reopen_days, guests, version";

fn desk_of(row: &Row) -> Result<Desk> {
    let locale: String = row.get("locale")?;
    Ok(Desk {
        id: row.get("id")?,
        name: row.get("name")?,
        locale: locale.parse::<Locale>().map_err(|_| unreadable("locale", "unknown language"))?,
        zone: row.get("zone")?,
        phone: row.get("phone")?,
        calendar_id: row.get("calendar_id")?,
        confirm_days: row.get("confirm_days")?,
        reopen_days: row.get("reopen_days")?,
        guests: row.get::<i64>("guests")? != 0,
        version: row.get("version")?,
    })
}

/// A desk, put away or not.
pub fn desk(r: &Read<'_>, id: i64) -> Result<Option<Desk>> {
    let sql = format!("SELECT {COLUMNS} FROM desks WHERE id = $1");
    r.first(&sql, params![id])?.as_ref().map(desk_of).transpose()
}

/// The desks in use, by name.
pub fn desks(r: &Read<'_>) -> Result<Vec<Desk>> {
    let sql =
        format!("SELECT {COLUMNS} FROM desks WHERE archived_at IS NULL ORDER BY sort_key, id LIMIT 1000");
    r.query(&sql, &[])?.iter().map(desk_of).collect()
}

/// The desk in use with this name; case and accents do not matter.
pub fn desk_by_name(r: &Read<'_>, name: &str) -> Result<Option<Desk>> {
    let sql = format!("SELECT {COLUMNS} FROM desks WHERE sort_key = $1 AND archived_at IS NULL");
    r.first(&sql, params![sort_key(name)])?.as_ref().map(desk_of).transpose()
}

/// Adds a desk.
pub(in crate::desks) fn insert_desk(tx: &mut Tx<'_>, new: &NewDesk, at: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO desks (name, sort_key, locale, zone, phone, calendar_id, confirm_days, reopen_days, guests, version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10) RETURNING id",
        params![
            new.name,
            sort_key(&new.name),
            new.locale.lang(),
            new.zone,
            new.phone,
            new.calendar_id,
            new.confirm_days,
            new.reopen_days,
            i64::from(new.guests),
            at
        ],
    )
}

/// Changes a desk and its version.
pub(in crate::desks) fn update_desk(tx: &mut Tx<'_>, id: i64, new: &NewDesk) -> Result<u64> {
    tx.execute(
        "UPDATE desks SET name = $2, sort_key = $3, locale = $4, zone = $5, phone = $6, calendar_id = $7,
         confirm_days = $8, reopen_days = $9, guests = $10, version = version + 1 WHERE id = $1",
        params![
            id,
            new.name,
            sort_key(&new.name),
            new.locale.lang(),
            new.zone,
            new.phone,
            new.calendar_id,
            new.confirm_days,
            new.reopen_days,
            i64::from(new.guests)
        ],
    )
}

/// Counts a change of what belongs to a desk: its matrix.
pub(in crate::desks) fn bump_desk(tx: &mut Tx<'_>, id: i64) -> Result<u64> {
    tx.execute("UPDATE desks SET version = version + 1 WHERE id = $1", params![id])
}

/// Every pair of a desk and an organisation that it serves.
pub fn served(r: &Read<'_>) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT desk_id, organisation_id FROM desk_organisations ORDER BY desk_id, organisation_id LIMIT 10000";
    r.query(sql, &[])?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// The organisations that a desk serves; none means everyone.
pub fn organisations_served(r: &Read<'_>, desk_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT organisation_id FROM desk_organisations WHERE desk_id = $1 ORDER BY organisation_id LIMIT 10000";
    r.query(sql, params![desk_id])?.iter().map(|row| row.at(0)).collect()
}

/// Replaces the organisations that a desk serves.
pub(in crate::desks) fn set_organisations(
    tx: &mut Tx<'_>,
    desk_id: i64,
    organisations: &[i64],
) -> Result<()> {
    tx.execute("DELETE FROM desk_organisations WHERE desk_id = $1", params![desk_id])?;
    for organisation in organisations {
        tx.execute(
            "INSERT INTO desk_organisations (desk_id, organisation_id) VALUES ($1, $2)",
            params![desk_id, organisation],
        )?;
    }
    Ok(())
}

/// A desk's priority matrix: the cells it has changed over the default of product.md §2.4.
pub fn matrix(r: &Read<'_>, desk_id: i64) -> Result<Matrix> {
    let sql = "SELECT impact, urgency, priority FROM priority_matrices WHERE desk_id = $1";
    let mut cells = Matrix::default().0;
    for row in r.query(sql, params![desk_id])? {
        let level = |code: Option<i16>| code.and_then(Level::from_code);
        let (impact, urgency) = (level(row.get("impact")?), level(row.get("urgency")?));
        let priority = Priority::from_code(row.get("priority")?);
        let (Some(impact), Some(urgency), Some(priority)) = (impact, urgency, priority) else {
            return Err(unreadable("priority", "no cell of a matrix"));
        };
        let place = |level: Level| Level::ALL.iter().position(|other| *other == level).unwrap_or_default();
        if let Some(cell) = cells.get_mut(place(impact)).and_then(|row| row.get_mut(place(urgency))) {
            *cell = priority;
        }
    }
    Ok(Matrix(cells))
}

/// Replaces a desk's matrix.
pub(in crate::desks) fn put_matrix(tx: &mut Tx<'_>, desk_id: i64, matrix: &Matrix) -> Result<()> {
    for &impact in Level::ALL {
        for &urgency in Level::ALL {
            tx.execute(
                "INSERT INTO priority_matrices (desk_id, impact, urgency, priority) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (desk_id, impact, urgency) DO UPDATE SET priority = excluded.priority",
                params![desk_id, impact.code(), urgency.code(), matrix.get(impact, urgency).code()],
            )?;
        }
    }
    Ok(())
}

/// The desk that a person of this organisation turns to: one that serves it by name, otherwise the first that serves
/// everybody.
///
/// # Errors
/// When the database fails.
pub fn desk_for(r: &Read<'_>, organisation_id: Option<i64>) -> Result<Option<Desk>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM desks WHERE archived_at IS NULL AND (id IN (SELECT desk_id FROM desk_organisations \
         WHERE organisation_id = $1) OR id NOT IN (SELECT desk_id FROM desk_organisations)) \
         ORDER BY CASE WHEN id IN (SELECT desk_id FROM desk_organisations WHERE organisation_id = $1) THEN 0 ELSE 1 END, \
         id LIMIT 1"
    );
    r.first(&sql, params![organisation_id])?.as_ref().map(desk_of).transpose()
}
