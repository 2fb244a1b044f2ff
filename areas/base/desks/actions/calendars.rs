//! Calendars: working hours that desks and commitments count by (product.md §5.2).

use db::Tx;
use rules::calendar::{Calendar, ExceptionSpec, Field, Invalid, Problem};
use serde_json::json;
use web::error::AppError;
use web::i18n::{Locale, t};
use web::t;

use crate::audit::{self, NewEntry, Stream};
use crate::ctx::Ctx;
use crate::desks::check::{Check, allow, differ, same_version};
use crate::desks::model::NewCalendar;
use crate::desks::store;
use crate::people::policy::Act;

/// Most exceptions of a calendar: decades of them.
const MOST_EXCEPTIONS: usize = 500;

/// Creates a calendar.
///
/// # Errors
/// `Forbidden` unless the actor administers; `Invalid` with the faults, each saying which day and range to mend.
pub fn create_calendar(tx: &mut Tx<'_>, cx: &Ctx, new: &NewCalendar) -> Result<i64, AppError> {
    allow(cx, Act::Administer)?;
    let new = checked(tx, cx, None, new)?;
    let id = store::insert_calendar(tx, &new, cx.now)?;
    let data = json!({ "name": new.name, "spec": new.spec });
    audit::append(tx, cx, &NewEntry::new(Stream::Calendar(id), "calendar.created").data(data))?;
    Ok(id)
}

/// Changes a calendar. Running clocks follow: they read the journal.
///
/// # Errors
/// `Forbidden` unless the actor administers; `NotFound`; `Conflict` on another version; `Invalid` with the faults.
pub fn change_calendar(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: Option<i64>,
    new: &NewCalendar,
) -> Result<(), AppError> {
    allow(cx, Act::Administer)?;
    let was = store::calendar_row(tx, id)?.ok_or(AppError::NotFound)?;
    same_version(version, was.version)?;
    let new = checked(tx, cx, Some(id), new)?;
    let mut changes = Vec::new();
    differ(&mut changes, "name", &*was.name, &*new.name);
    let part = |spec, part: &str| -> Result<_, AppError> {
        let value = serde_json::to_value(spec).map_err(AppError::internal)?;
        Ok(value.get(part).cloned().unwrap_or_default())
    };
    for field in ["zone", "week", "region", "yearly", "exceptions"] {
        differ(&mut changes, field, part(&was.spec, field)?, part(&new.spec, field)?);
    }
    if changes.is_empty() {
        return Ok(());
    }
    store::update_calendar(tx, id, &new)?;
    audit::append(tx, cx, &NewEntry::new(Stream::Calendar(id), "calendar.changed").changes(changes))?;
    Ok(())
}

fn checked(tx: &Tx<'_>, cx: &Ctx, id: Option<i64>, new: &NewCalendar) -> Result<NewCalendar, AppError> {
    let mut check = Check::new(cx);
    let mut tidy = new.clone();
    tidy.name = check.name("name", &new.name, 80);
    if let Some(other) = store::calendar_by_name(tx, &tidy.name)?.filter(|other| Some(other.id) != id) {
        check.fault("name", "taken", t!(cx.locale, "desks-error-calendar-taken", name = other.name));
    }
    tidy.spec.zone = new.spec.zone.trim().to_owned();
    tidy.spec.exceptions.sort_by_key(|exception| exception.from);
    if tidy.spec.exceptions.len() > MOST_EXCEPTIONS {
        let message = t!(cx.locale, "desks-error-exceptions", max = MOST_EXCEPTIONS);
        check.fault("exceptions", "too-many", message);
    }
    tidy.spec.exceptions = tidy
        .spec
        .exceptions
        .iter()
        .map(|exception| ExceptionSpec {
            label: check.text("exceptions", &exception.label, 120),
            ..exception.clone()
        })
        .collect();
    match Calendar::try_from(&tidy.spec) {
        Ok(calendar) => {
            if let Some(name) = calendar.zone().iana_name() {
                name.clone_into(&mut tidy.spec.zone);
            }
            let never =
                tidy.spec.week.days().into_iter().all(Vec::is_empty) && tidy.spec.exceptions.is_empty();
            if never {
                check.fault("week", "never-open", t(cx.locale, "desks-error-never-open"));
            }
        }
        Err(invalid) => {
            let (field, code, message) = explain(cx.locale, &tidy, invalid);
            check.fault(field, code, message);
        }
    }
    check.done()?;
    Ok(tidy)
}

/// The field, a code and a sentence that says where the fault is and what would be right.
fn explain(locale: Locale, calendar: &NewCalendar, invalid: Invalid) -> (String, &'static str, String) {
    let spec = &calendar.spec;
    let (code, remedy) = match invalid.problem {
        Problem::UnknownZone => ("zone", t!(locale, "desks-error-zone", zone = &*spec.zone)),
        Problem::BadTime => ("time", t(locale, "desks-error-time")),
        Problem::EndNotAfterStart => ("end", t(locale, "desks-error-end")),
        Problem::Overlap => ("overlap", t(locale, "desks-error-overlap")),
        Problem::BadMonthDay => ("month-day", t(locale, "desks-error-month-day")),
        Problem::EndBeforeStart => ("dates", t(locale, "desks-error-dates")),
        Problem::TooLong => ("too-long", t(locale, "desks-error-year")),
    };
    let exception = |index: usize| {
        spec.exceptions.get(index).map_or_else(String::new, |e| web::fmt::date(locale, e.from))
    };
    match invalid.field {
        Field::Zone => ("zone".to_owned(), code, remedy),
        Field::Week { day, range } => {
            let key = WEEKDAY_KEYS.get(day).copied().unwrap_or_default();
            let day = t(locale, &format!("desks-day-{key}"));
            (
                key.to_owned(),
                code,
                t!(locale, "desks-error-at-range", place = day, range = range + 1, remedy = remedy),
            )
        }
        Field::Yearly { index } => {
            let place = spec.yearly.get(index).cloned().unwrap_or_default();
            ("yearly".to_owned(), code, t!(locale, "desks-error-at", place = place, remedy = remedy))
        }
        Field::Exception { index } => (
            "exceptions".to_owned(),
            code,
            t!(locale, "desks-error-at", place = exception(index), remedy = remedy),
        ),
        Field::ExceptionHours { index, range } => {
            let place = exception(index);
            let message =
                t!(locale, "desks-error-at-range", place = place, range = range + 1, remedy = remedy);
            ("exceptions".to_owned(), code, message)
        }
    }
}

/// The names of the fields of a week, Monday first.
pub(in crate::desks) const WEEKDAY_KEYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
