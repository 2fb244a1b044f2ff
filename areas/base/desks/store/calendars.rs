//! Calendars.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;
use rules::calendar::{Calendar, CalendarSpec};
use rules::text::sort_key;

use super::unreadable;
use crate::desks::model::{NewCalendar, StoredCalendar};

fn calendar_of(row: &Row) -> Result<StoredCalendar> {
    let spec: String = row.get("spec")?;
    Ok(StoredCalendar {
        id: row.get("id")?,
        name: row.get("name")?,
        spec: serde_json::from_str(&spec).map_err(|_| unreadable("spec", "no calendar"))?,
        version: row.get("version")?,
    })
}

/// A calendar ready to count with.
///
/// # Errors
/// Also when the stored rule no longer holds, for instance because a zone has left this machine's database.
pub fn calendar(r: &Read<'_>, id: i64) -> Result<Option<Calendar>> {
    let row = r.first("SELECT spec FROM calendars WHERE id = $1", params![id])?;
    row.map(|row| read_rule(&row.at::<String>(0)?)).transpose()
}

/// The most rules that are kept read: an installation has a handful of calendars.
const KEPT: usize = 64;

/// Reads a stored rule. Every new ticket asks for one, and the same text always gives the same calendar, so the ones
/// that were read are kept by their text: nothing has to be told when a calendar changes.
fn read_rule(text: &str) -> Result<Calendar> {
    static READ: Mutex<BTreeMap<String, Calendar>> = Mutex::new(BTreeMap::new());
    if let Some(known) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
        return Ok(known.clone());
    }
    let unreadable = |_| unreadable("spec", "a calendar that no longer holds");
    let spec: CalendarSpec = serde_json::from_str(text).map_err(|_| unreadable(()))?;
    let calendar = Calendar::try_from(&spec).map_err(|_| unreadable(()))?;
    let mut kept = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(text.to_owned(), calendar.clone());
    Ok(calendar)
}

/// A calendar as it is stored.
pub fn calendar_row(r: &Read<'_>, id: i64) -> Result<Option<StoredCalendar>> {
    let row = r.first("SELECT id, name, spec, version FROM calendars WHERE id = $1", params![id])?;
    row.as_ref().map(calendar_of).transpose()
}

/// The calendars in use, by name.
pub fn calendars(r: &Read<'_>) -> Result<Vec<StoredCalendar>> {
    let sql = "SELECT id, name, spec, version FROM calendars WHERE archived_at IS NULL ORDER BY sort_key, id LIMIT 1000";
    r.query(sql, &[])?.iter().map(calendar_of).collect()
}

/// The calendar in use with this name.
pub fn calendar_by_name(r: &Read<'_>, name: &str) -> Result<Option<StoredCalendar>> {
    let sql = "SELECT id, name, spec, version FROM calendars WHERE sort_key = $1 AND archived_at IS NULL";
    r.first(sql, params![sort_key(name)])?.as_ref().map(calendar_of).transpose()
}

/// Adds a calendar.
pub(in crate::desks) fn insert_calendar(tx: &mut Tx<'_>, new: &NewCalendar, at: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO calendars (name, sort_key, spec, version, created_at) VALUES ($1, $2, $3, 1, $4) RETURNING id",
        params![new.name, sort_key(&new.name), spec_of(new)?, at],
    )
}

/// Changes a calendar and its version.
pub(in crate::desks) fn update_calendar(tx: &mut Tx<'_>, id: i64, new: &NewCalendar) -> Result<u64> {
    tx.execute(
        "UPDATE calendars SET name = $2, sort_key = $3, spec = $4, version = version + 1 WHERE id = $1",
        params![id, new.name, sort_key(&new.name), spec_of(new)?],
    )
}

fn spec_of(new: &NewCalendar) -> Result<String> {
    serde_json::to_string(&new.spec).map_err(|error| db::Error::Engine(error.to_string()))
}
