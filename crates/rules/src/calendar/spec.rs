//! A calendar as it is stored and edited, and its checking into a [`Calendar`].

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::range::{union, without};
use super::{Calendar, WallRange, walk};
use crate::holidays::Region;

/// Start and end as `HH:MM` or `HH:MM:SS` on the wall clock; `24:00` ends a day.
pub type RangeSpec = [String; 2];

/// What is stored of a calendar. Becomes a [`Calendar`] by `Calendar::try_from(&spec)`, which looks the zone up
/// in the time zone database of the process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarSpec {
    /// IANA name, such as `Europe/Paris`.
    pub zone: String,
    /// The hours of an ordinary week.
    #[serde(default)]
    pub week: WeekSpec,
    /// Whose public holidays are off.
    #[serde(default)]
    pub region: Region,
    /// Further days off each year, as `MM-DD`; 02-29 comes in leap years.
    #[serde(default)]
    pub yearly: Vec<String>,
    /// Exceptional closings and openings.
    #[serde(default)]
    pub exceptions: Vec<ExceptionSpec>,
}

/// The ranges of each weekday, in order and disjoint; none for a day off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "seven weekdays explain themselves")]
pub struct WeekSpec {
    pub mon: Vec<RangeSpec>,
    pub tue: Vec<RangeSpec>,
    pub wed: Vec<RangeSpec>,
    pub thu: Vec<RangeSpec>,
    pub fri: Vec<RangeSpec>,
    pub sat: Vec<RangeSpec>,
    pub sun: Vec<RangeSpec>,
}

impl WeekSpec {
    /// The same ranges from Monday to Friday, week-ends off.
    pub fn working_days(ranges: &[RangeSpec]) -> Self {
        let day = || ranges.to_vec();
        Self { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: vec![], sun: vec![] }
    }

    /// The days, Monday first.
    pub fn days(&self) -> [&Vec<RangeSpec>; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun]
    }
}

/// A departure from the rule on some dates. Openings add to the day's hours (which a holiday leaves empty), then
/// closings are taken out: where both speak of one time, the closing wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionSpec {
    /// Closed or open.
    pub kind: ExceptionKind,
    /// The first day.
    pub from: Date,
    /// The last day, included; the first one when absent.
    #[serde(default)]
    pub to: Option<Date>,
    /// The ranges of each of these days; none means the whole day.
    #[serde(default)]
    pub hours: Vec<RangeSpec>,
    /// Why, for people ("inventory", "bank holiday bridge").
    #[serde(default)]
    pub label: String,
}

/// Whether an exception closes or opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionKind {
    /// Exceptionally at work.
    Open,
    /// Exceptionally not at work.
    Closed,
}

/// Why a [`CalendarSpec`] is refused, and which of its fields is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calendar: {field:?}: {problem}")]
pub struct Invalid {
    /// The field to mend.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Problem,
}

/// A field of a [`CalendarSpec`]; positions count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "positions in the spec")]
pub enum Field {
    /// The zone.
    Zone,
    /// A range of a weekday, Monday being 0.
    Week { day: usize, range: usize },
    /// A yearly day off.
    Yearly { index: usize },
    /// The dates of an exception.
    Exception { index: usize },
    /// A range of an exception.
    ExceptionHours { index: usize, range: usize },
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No zone of this name is known.
    #[error("unknown time zone")]
    UnknownZone,
    /// Not `HH:MM` or `HH:MM:SS` between 00:00 and 24:00.
    #[error("not a time of day")]
    BadTime,
    /// The end is not after the start. (A night shift is two ranges, one a day.)
    #[error("the end is not after the start")]
    EndNotAfterStart,
    /// Starts before the preceding range of the day ends.
    #[error("overlaps the range before it, or is out of order")]
    Overlap,
    /// Not `MM-DD`, or no such day.
    #[error("not a month and day")]
    BadMonthDay,
    /// The last day is before the first.
    #[error("the last day is before the first")]
    EndBeforeStart,
    /// Longer than 366 days.
    #[error("longer than a year")]
    TooLong,
}

impl TryFrom<&CalendarSpec> for Calendar {
    type Error = Invalid;

    fn try_from(spec: &CalendarSpec) -> Result<Self, Invalid> {
        let zone = TimeZone::get(&spec.zone)
            .map_err(|_| Invalid { field: Field::Zone, problem: Problem::UnknownZone })?;
        let mut week: [Vec<WallRange>; 7] = Default::default();
        for (day, (checked, ranges)) in week.iter_mut().zip(spec.week.days()).enumerate() {
            *checked = parse_ranges(ranges, |range| Field::Week { day, range })?;
        }
        let yearly = spec.yearly.iter().enumerate().map(|(index, text)| {
            let field = Field::Yearly { index };
            parse_month_day(text).ok_or(Invalid { field, problem: Problem::BadMonthDay })
        });
        let yearly = yearly.collect::<Result<_, _>>()?;
        let mut calendar = Self { zone, week, region: spec.region, yearly, exceptions: BTreeMap::new() };
        calendar.exceptions = resolve(&calendar, &spec.exceptions)?;
        Ok(calendar)
    }
}

/// The hours of every day that an exception touches.
fn resolve(calendar: &Calendar, specs: &[ExceptionSpec]) -> Result<BTreeMap<i64, Vec<WallRange>>, Invalid> {
    let mut parsed = Vec::with_capacity(specs.len());
    for (index, spec) in specs.iter().enumerate() {
        let refuse = |problem| Invalid { field: Field::Exception { index }, problem };
        let (from, to) = (walk::day_number(spec.from), walk::day_number(spec.to.unwrap_or(spec.from)));
        if to < from {
            return Err(refuse(Problem::EndBeforeStart));
        }
        if to - from >= 366 {
            return Err(refuse(Problem::TooLong));
        }
        let mut hours = parse_ranges(&spec.hours, |range| Field::ExceptionHours { index, range })?;
        if hours.is_empty() {
            hours.push(WallRange::DAY);
        }
        parsed.push((spec.kind, from..=to, hours));
    }
    // Stable: openings first, so that closings have the last word.
    parsed.sort_by_key(|(kind, ..)| *kind == ExceptionKind::Closed);
    let mut days: BTreeMap<i64, Vec<WallRange>> = BTreeMap::new();
    for (kind, range, hours) in parsed {
        for day in range {
            let ordinary = || calendar.hours_of(day, &walk::DaysOff::around(calendar, day)).to_vec();
            let current = days.entry(day).or_insert_with(ordinary);
            let before = std::mem::take(current);
            *current = match kind {
                ExceptionKind::Open => union(before.into_iter().chain(hours.iter().copied()).collect()),
                ExceptionKind::Closed => hours.iter().fold(before, |left, cut| without(left, *cut)),
            };
        }
    }
    Ok(days)
}

/// Checks the ranges of one day: each in 00:00..=24:00, in order, disjoint. Touching ones are joined.
fn parse_ranges(specs: &[RangeSpec], field: impl Fn(usize) -> Field) -> Result<Vec<WallRange>, Invalid> {
    let mut ranges: Vec<WallRange> = Vec::with_capacity(specs.len());
    for (index, [start, end]) in specs.iter().enumerate() {
        let refuse = |problem| Invalid { field: field(index), problem };
        let start = parse_time(start).ok_or(refuse(Problem::BadTime))?;
        let end = parse_time(end).ok_or(refuse(Problem::BadTime))?;
        let range = WallRange::new(start, end).ok_or(refuse(Problem::EndNotAfterStart))?;
        if ranges.last().is_some_and(|last| start < last.end()) {
            return Err(refuse(Problem::Overlap));
        }
        ranges.push(range);
    }
    Ok(union(ranges))
}

/// Seconds since midnight of `HH:MM` or `HH:MM:SS`, up to 24:00.
fn parse_time(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let hours = two_digits(parts.next()?)?;
    let minutes = two_digits(parts.next()?)?;
    let seconds = parts.next().map_or(Some(0), two_digits)?;
    let total = hours * 3600 + minutes * 60 + seconds;
    (parts.next().is_none() && minutes < 60 && seconds < 60 && total <= WallRange::DAY.end()).then_some(total)
}

fn parse_month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let month = i8::try_from(two_digits(month)?).ok()?;
    let day = i8::try_from(two_digits(day)?).ok()?;
    // 2000 is a leap year: 02-29 is a day.
    Date::new(2000, month, day).ok().map(|_| (month, day))
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
