//! Turns tests on instants into windows of time, in the zone of the person who looks. The store and the
//! evaluation in memory both ask here.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::tree::{Column, Holds, Op, Relative, Value, When};

/// A stretch of time: `from` included, `until` excluded, either open. Instants are whole microseconds, as
/// stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first instant inside.
    pub from: Option<Timestamp>,
    /// The first instant after.
    pub until: Option<Timestamp>,
}

impl Window {
    /// Whether an instant is inside.
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.from.is_none_or(|from| instant >= from) && self.until.is_none_or(|until| instant < until)
    }
}

/// Everything that can be stored, one microsecond apart.
const TICK: SignedDuration = SignedDuration::from_micros(1);

impl Op {
    /// The windows that satisfy this test on a column of instants: any of them. `Nothing` in a list gives
    /// none (ask `includes_nothing`). For an age or a time left, `<` means younger or sooner, which for an
    /// age is later in time.
    pub fn windows(&self, column: Column, now: Timestamp, zone: &TimeZone) -> Vec<Window> {
        let past = column.holds() == Holds::Past;
        let stretch = |value: &Value| match value {
            Value::When(when) => Some(calendar(*when, now, zone)),
            Value::Duration(duration) => {
                let at = if past { now.checked_sub(*duration) } else { now.checked_add(*duration) }.ok()?;
                Some(Window { from: Some(at), until: at.checked_add(TICK).ok() })
            }
            _ => None,
        };
        // An age grows as the instant moves back.
        let turned = |value: &Value| past && matches!(value, Value::Duration(_));
        let before = |limit: Option<Timestamp>| Window { from: None, until: limit };
        let after = |limit: Option<Timestamp>| Window { from: limit, until: None };
        let one = match self {
            Self::Any(values) => return values.iter().filter_map(stretch).collect(),
            Self::Lt(value) | Self::Gt(value) => stretch(value).map(|window| {
                if matches!(self, Self::Lt(_)) != turned(value) {
                    before(window.from)
                } else {
                    after(window.until)
                }
            }),
            Self::Le(value) | Self::Ge(value) => stretch(value).map(|window| {
                if matches!(self, Self::Le(_)) != turned(value) {
                    before(window.until)
                } else {
                    after(window.from)
                }
            }),
            Self::Between(low, high) => {
                let (low, high) = if turned(low) { (high, low) } else { (low, high) };
                stretch(low)
                    .zip(stretch(high))
                    .map(|(low, high)| Window { from: low.from, until: high.until })
            }
        };
        one.into_iter().collect()
    }

    /// Whether a column that is not set satisfies this test.
    pub fn includes_nothing(&self) -> bool {
        matches!(self, Self::Any(values) if values.contains(&Value::Nothing))
    }
}

fn calendar(when: When, now: Timestamp, zone: &TimeZone) -> Window {
    let midnight = |day: Date| day.to_zoned(zone.clone()).ok().map(|start| start.timestamp());
    let days =
        |first: Date, next: Option<Date>| Window { from: midnight(first), until: next.and_then(midnight) };
    let today = now.to_zoned(zone.clone()).date();
    let monday =
        today.checked_sub(i32::from(today.weekday().to_monday_zero_offset()).days()).unwrap_or(today);
    let day = |day: Date| days(day, day.tomorrow().ok());
    let week = |monday: Date| days(monday, monday.checked_add(7.days()).ok());
    let month = |first: Date| days(first, first.checked_add(1.month()).ok());
    match when {
        When::Minute(at) => {
            let instant = |at: DateTime| at.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
            let from = instant(at);
            Window { from, until: from.and_then(|from| from.checked_add(SignedDuration::from_mins(1)).ok()) }
        }
        When::Day(date) => day(date),
        When::Month(first) => month(first),
        When::Year(first) => days(first, first.checked_add(1.year()).ok()),
        When::Relative(Relative::Today) => day(today),
        When::Relative(Relative::Yesterday) => day(today.yesterday().unwrap_or(today)),
        When::Relative(Relative::Tomorrow) => day(today.tomorrow().unwrap_or(today)),
        When::Relative(Relative::ThisWeek) => week(monday),
        When::Relative(Relative::LastWeek) => week(monday.checked_sub(7.days()).unwrap_or(monday)),
        When::Relative(Relative::ThisMonth) => month(today.first_of_month()),
        When::Relative(Relative::LastMonth) => {
            month(today.first_of_month().checked_sub(1.month()).unwrap_or(today.first_of_month()))
        }
    }
}

/// The order of two ends of a range, or nothing if they cannot make one. Relative dates count as being in
/// order: only time tells.
pub(super) fn order(low: &Value, high: &Value) -> Option<Ordering> {
    match (low, high) {
        (Value::Priority(low), Value::Priority(high)) => Some(low.cmp(high)),
        (Value::Number(low), Value::Number(high)) => Some(low.number.cmp(&high.number)),
        (Value::Duration(low), Value::Duration(high)) => Some(low.cmp(high)),
        (Value::When(low), Value::When(high)) => match (start(*low), start(*high)) {
            (Some(low), Some(high)) => Some(low.cmp(&high)),
            _ => Some(Ordering::Equal),
        },
        _ => None,
    }
}

fn start(when: When) -> Option<DateTime> {
    match when {
        When::Minute(at) => Some(at),
        When::Day(date) | When::Month(date) | When::Year(date) => Some(date.at(0, 0, 0, 0)),
        When::Relative(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(filter: &str) -> Vec<(Option<String>, Option<String>)> {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let now: Timestamp = "2026-11-20T09:42:00Z".parse().unwrap();
        let crate::filter::Expr::Test(test) = crate::filter::parse(filter).unwrap().expr().clone() else {
            panic!("{filter} is one test")
        };
        let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
        test.op
            .windows(test.column, now, &zone)
            .iter()
            .map(|window| (text(window.from), text(window.until)))
            .collect()
    }

    #[test]
    fn tests_on_instants_become_windows() {
        let table = [
            ("created:2026-11-20", Some("2026-11-19T23:00:00Z"), Some("2026-11-20T23:00:00Z")),
            ("created:today", Some("2026-11-19T23:00:00Z"), Some("2026-11-20T23:00:00Z")),
            ("created:hier", Some("2026-11-18T23:00:00Z"), Some("2026-11-19T23:00:00Z")),
            ("sla:demain", Some("2026-11-20T23:00:00Z"), Some("2026-11-21T23:00:00Z")),
            ("created:this-week", Some("2026-11-15T23:00:00Z"), Some("2026-11-22T23:00:00Z")),
            ("created:last-week", Some("2026-11-08T23:00:00Z"), Some("2026-11-15T23:00:00Z")),
            ("created:this-month", Some("2026-10-31T23:00:00Z"), Some("2026-11-30T23:00:00Z")),
            ("created:last-month", Some("2026-09-30T22:00:00Z"), Some("2026-10-31T23:00:00Z")),
            ("created:2026", Some("2025-12-31T23:00:00Z"), Some("2026-12-31T23:00:00Z")),
            ("created:2026-10-25", Some("2026-10-24T22:00:00Z"), Some("2026-10-25T23:00:00Z")),
            ("created:2026-01-01..2026-02-01", Some("2025-12-31T23:00:00Z"), Some("2026-02-01T23:00:00Z")),
            ("created:<2026-11-20", None, Some("2026-11-19T23:00:00Z")),
            ("created:<=2026-11-20", None, Some("2026-11-20T23:00:00Z")),
            ("created:>2026-11-20", Some("2026-11-20T23:00:00Z"), None),
            ("created:>=2026-11-20", Some("2026-11-19T23:00:00Z"), None),
            ("created:2026-11-20T10:42", Some("2026-11-20T09:42:00Z"), Some("2026-11-20T09:43:00Z")),
            ("created:>7d", None, Some("2026-11-13T09:42:00Z")),
            ("updated:<2h", Some("2026-11-20T07:42:00.000001Z"), None),
            ("updated:<=2h", Some("2026-11-20T07:42:00Z"), None),
            ("updated:>=2h", None, Some("2026-11-20T07:42:00.000001Z")),
            ("created:2d..7d", Some("2026-11-13T09:42:00Z"), Some("2026-11-18T09:42:00.000001Z")),
            ("sla:<1h", None, Some("2026-11-20T10:42:00Z")),
            ("sla:>=1h", Some("2026-11-20T10:42:00Z"), None),
            ("sla:<-1h", None, Some("2026-11-20T08:42:00Z")),
        ];
        for (filter, from, until) in table {
            assert_eq!(windows(filter), [(from.map(str::to_owned), until.map(str::to_owned))], "{filter}");
        }
        assert_eq!(windows("created:today,2026-01-01").len(), 2);
        assert_eq!(windows("resolved:none").len(), 0);
    }
}
