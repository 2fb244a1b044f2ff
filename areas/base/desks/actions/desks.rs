//! Desks and their matrices.

use db::Tx;
use jiff::tz::TimeZone;
use rules::priority::{Level, Matrix};
use rules::text::sort_key;
use serde_json::json;
use web::error::AppError;
use web::t;

use crate::audit::{self, Change, NewEntry, Stream};
use crate::ctx::Ctx;
use crate::desks::check::{Check, allow, differ, same_version};
use crate::desks::model::{Desk, NewDesk};
use crate::desks::store;
use crate::people::{self, policy::Act};

/// Creates a help desk; [`crate::desks::seed::standard`] fills it.
///
/// # Errors
/// `Forbidden` unless the actor administers; `Invalid` with the faults of the fields.
pub fn create_desk(tx: &mut Tx<'_>, cx: &Ctx, new: &NewDesk) -> Result<i64, AppError> {
    allow(cx, Act::Administer)?;
    let new = checked(tx, cx, None, new)?;
    let id = store::insert_desk(tx, &new, cx.now)?;
    store::set_organisations(tx, id, &new.organisations)?;
    let data = json!({ "name": new.name, "locale": new.locale.lang(), "zone": new.zone });
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(id), "desk.created").data(data))?;
    Ok(id)
}

/// Changes a help desk. `version` is the one that the editor saw; `None` changes whatever is there.
///
/// # Errors
/// `Forbidden` unless the actor administers; `NotFound`; `Conflict` on another version; `Invalid` with the faults.
pub fn change_desk(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: Option<i64>,
    new: &NewDesk,
) -> Result<(), AppError> {
    allow(cx, Act::Administer)?;
    let was = store::desk(tx, id)?.ok_or(AppError::NotFound)?;
    same_version(version, was.version)?;
    let served = store::organisations_served(tx, id)?;
    let new = checked(tx, cx, Some(id), new)?;
    let changes = changes(&was, &served, &new);
    if changes.is_empty() {
        return Ok(());
    }
    store::update_desk(tx, id, &new)?;
    store::set_organisations(tx, id, &new.organisations)?;
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(id), "desk.changed").changes(changes))?;
    Ok(())
}

fn changes(was: &Desk, served: &[i64], new: &NewDesk) -> Vec<Change> {
    let mut changes = Vec::new();
    differ(&mut changes, "name", &*was.name, &*new.name);
    differ(&mut changes, "locale", was.locale.lang(), new.locale.lang());
    differ(&mut changes, "zone", &*was.zone, &*new.zone);
    differ(&mut changes, "phone", &*was.phone, &*new.phone);
    differ(&mut changes, "calendar_id", was.calendar_id, new.calendar_id);
    differ(&mut changes, "confirm_days", was.confirm_days, new.confirm_days);
    differ(&mut changes, "reopen_days", was.reopen_days, new.reopen_days);
    differ(&mut changes, "guests", was.guests, new.guests);
    differ(&mut changes, "organisations", served, &*new.organisations);
    changes
}

/// The same desk with its texts tidied, or everything that is wrong with it.
fn checked(tx: &Tx<'_>, cx: &Ctx, id: Option<i64>, new: &NewDesk) -> Result<NewDesk, AppError> {
    let mut check = Check::new(cx);
    let mut tidy = new.clone();
    tidy.name = check.name("name", &new.name, 80);
    if let Some(other) = store::desk_by_name(tx, &tidy.name)?.filter(|other| Some(other.id) != id) {
        check.fault("name", "taken", t!(cx.locale, "desks-error-desk-taken", name = other.name));
    }
    if sort_key(&tidy.name).is_empty() && !tidy.name.is_empty() {
        check.fault("name", "letters", t!(cx.locale, "desks-error-letters"));
    }
    match TimeZone::get(new.zone.trim()) {
        Ok(zone) => tidy.zone = zone.iana_name().unwrap_or(new.zone.trim()).to_owned(),
        Err(_) => check.fault("zone", "zone", t!(cx.locale, "desks-error-zone", zone = new.zone.trim())),
    }
    tidy.phone = check.text("phone", &new.phone, 40);
    if let Some(calendar) = new.calendar_id
        && store::calendar_row(tx, calendar)?.is_none()
    {
        check.fault("calendar_id", "absent", t!(cx.locale, "desks-error-calendar-absent"));
    }
    check.between("confirm_days", new.confirm_days, 1, 60);
    check.between("reopen_days", new.reopen_days, 0, 365);
    tidy.organisations.sort_unstable();
    tidy.organisations.dedup();
    let known = people::organisations_by_id(tx, &tidy.organisations)?;
    if known.len() != tidy.organisations.len() {
        check.fault("organisations", "absent", t!(cx.locale, "desks-error-organisation-absent"));
    }
    check.done()?;
    Ok(tidy)
}

/// Replaces a desk's priority matrix (product.md §2.4). `version` is the desk's. A matrix in which more impact or more
/// urgency gives a lower priority is accepted: [`Matrix::is_monotonic`] lets pages warn.
///
/// # Errors
/// `Forbidden` unless the actor manages the desk; `NotFound`; `Conflict` on another version.
pub fn set_matrix(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    desk_id: i64,
    version: Option<i64>,
    matrix: Matrix,
) -> Result<(), AppError> {
    allow(cx, Act::ManageDesk(desk_id))?;
    let desk = store::desk(tx, desk_id)?.ok_or(AppError::NotFound)?;
    same_version(version, desk.version)?;
    let was = store::matrix(tx, desk_id)?;
    let mut changes = Vec::new();
    for &impact in Level::ALL {
        for &urgency in Level::ALL {
            let field = format!("matrix.{impact}.{urgency}");
            differ(
                &mut changes,
                &field,
                was.get(impact, urgency).as_str(),
                matrix.get(impact, urgency).as_str(),
            );
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    store::put_matrix(tx, desk_id, &matrix)?;
    store::bump_desk(tx, desk_id)?;
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(desk_id), "matrix.changed").changes(changes))?;
    Ok(())
}
