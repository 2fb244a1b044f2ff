//! Working hours: when a desk, a team or a provider is at work (product.md §5.2).
//!
//! **One definition carries everything:** an instant is open when the wall clock of the calendar's zone then
//! shows an open time. Working time between two instants is the real time elapsed while open. So, when the
//! clocks change, without a special case:
//!
//! - a range that contains a gap (spring) is shorter by the gap, one that contains a fold (autumn) longer by it;
//! - a limit that falls inside a gap acts at the gap, the instant when the clock jumps over it;
//! - a limit that falls inside a fold acts each time the clock shows it: no second is counted twice or lost;
//! - a day that a zone skips altogether (Samoa, 30 December 2011) has no working time.
//!
//! A day's end is 24:00, exclusive ("23:59" would close every calendar one minute a day). A night shift is
//! two ranges, one a day. Instants count to the microsecond, as they are stored.

mod days;
mod range;
mod spec;
mod walk;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::holidays::Region;

pub use days::DayPoint;
pub use range::WallRange;
pub use spec::{CalendarSpec, ExceptionKind, ExceptionSpec, Field, Invalid, Problem, RangeSpec, WeekSpec};

/// How far ahead (and behind) an opening is looked for: 20 years of 366 days. A calendar that does not open
/// within it is taken as never opening.
pub const HORIZON: SignedDuration = SignedDuration::from_hours(20 * 366 * 24);

/// The length of a working day where a calendar has no weekly hours to tell it: 8 hours.
pub const DEFAULT_WORKING_DAY: SignedDuration = SignedDuration::from_hours(8);

/// Working hours of a week in one time zone, with public holidays, yearly days off and dated exceptions.
///
/// Built from a [`CalendarSpec`], or [`Calendar::always`]. Cheap to ask: a due date ten working days ahead
/// takes a few microseconds.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    /// Monday first; ranges in order, disjoint, not touching.
    week: [Vec<WallRange>; 7],
    region: Region,
    /// Month and day of the days off that come back every year.
    yearly: Vec<(i8, i8)>,
    /// The ranges of the days that differ from the rule, by day number since 1970-01-01.
    exceptions: BTreeMap<i64, Vec<WallRange>>,
}

impl Calendar {
    /// Open at every instant: 24×7, the calendar of P1 targets.
    pub fn always() -> Self {
        Self {
            zone: TimeZone::UTC,
            week: std::array::from_fn(|_| vec![WallRange::DAY]),
            region: Region::None,
            yearly: Vec::new(),
            exceptions: BTreeMap::new(),
        }
    }

    /// The zone whose wall clock the hours are read on.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The working time elapsed from one instant to a later one; zero when `to` is not after `from`.
    pub fn working_between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let micros = self.open_ranges(from, to).map(|(start, end)| end - start).sum();
        SignedDuration::from_micros(micros)
    }

    /// The earliest instant by which this much working time has elapsed since `start`: `start` itself when
    /// `work` is zero or negative, the closing when it is used up exactly then. None when the calendar does not
    /// offer that much within the [`HORIZON`].
    pub fn add_working(&self, start: Timestamp, work: SignedDuration) -> Option<Timestamp> {
        let Ok(mut left) = i64::try_from(work.as_micros()) else { return None };
        if left <= 0 {
            return Some(start);
        }
        for (from, to) in self.open_ranges(start, ahead(start)) {
            if to - from >= left {
                return Timestamp::from_microsecond(from + left).ok();
            }
            left -= to - from;
        }
        None
    }

    /// Whether the calendar is open at the instant. A range's start is inside it, its end outside.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let next = at.checked_add(SignedDuration::from_micros(1)).unwrap_or(Timestamp::MAX);
        self.open_ranges(at, next).next().is_some()
    }

    /// The earliest open instant, `at` or later. None when there is none within the [`HORIZON`].
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        let (start, _) = self.open_ranges(at, ahead(at)).next()?;
        Timestamp::from_microsecond(start).ok()
    }

    /// The earliest instant, `at` or later, at which the calendar is closed: `at` itself when it is closed now.
    /// None when it stays open beyond the [`HORIZON`].
    pub fn next_closing(&self, at: Timestamp) -> Option<Timestamp> {
        // Known without walking twenty years of days: every clock of a 24×7 target asks.
        if self.never_closes() {
            return None;
        }
        let mut closing = at.as_microsecond();
        for (start, end) in self.open_ranges(at, ahead(at)) {
            if start > closing {
                break;
            }
            closing = end;
        }
        let closing = Timestamp::from_microsecond(closing).ok()?;
        (closing < ahead(at)).then_some(closing)
    }

    /// The latest instant, `at` or earlier, up to which the calendar was open: the last closing, or `at` itself
    /// when it was open just before. None when there is none within the [`HORIZON`] before.
    pub fn previous_closing(&self, at: Timestamp) -> Option<Timestamp> {
        let mut back = SignedDuration::from_hours(4 * 24);
        loop {
            let from = at.checked_sub(back).unwrap_or(Timestamp::MIN);
            if let Some((_, end)) = self.open_ranges(from, at).last() {
                return Timestamp::from_microsecond(end).ok();
            }
            if back >= HORIZON {
                return None;
            }
            back = (back * 4).min(HORIZON);
        }
    }

    /// Whether the civil day has any working time.
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.hours(date).is_empty()
    }

    /// Whether the civil day is off whatever the weekly hours: a public holiday, a yearly day off or an
    /// exceptional closing of the whole day, unless the day is exceptionally open.
    pub fn is_holiday(&self, date: Date) -> bool {
        let day = walk::day_number(date);
        match self.exceptions.get(&day) {
            Some(ranges) => ranges.is_empty(),
            None => walk::DaysOff::around(self, day).contains(day),
        }
    }

    /// The wall-clock ranges of a civil day, exceptions and holidays applied.
    pub fn hours(&self, date: Date) -> &[WallRange] {
        let day = walk::day_number(date);
        self.hours_of(day, &walk::DaysOff::around(self, day))
    }

    /// The mean length of the days that have weekly hours: what "3 days" in a target is worth, so that a day
    /// promised is a day worked whether the desk works 7 or 12 hours. [`DEFAULT_WORKING_DAY`] when no weekday
    /// has hours.
    pub fn mean_working_day(&self) -> SignedDuration {
        let open = self.week.iter().filter(|day| !day.is_empty());
        let days = i32::try_from(open.clone().count()).unwrap_or(7);
        if days == 0 {
            return DEFAULT_WORKING_DAY;
        }
        let seconds: i64 = open.flatten().map(|range| range.seconds()).sum();
        SignedDuration::from_secs(seconds) / days
    }

    fn weekly(&self, day: i64) -> &[WallRange] {
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }

    fn hours_of(&self, day: i64, off: &walk::DaysOff) -> &[WallRange] {
        match self.exceptions.get(&day) {
            Some(ranges) => ranges,
            None if off.contains(day) => &[],
            None => self.weekly(day),
        }
    }

    fn never_closes(&self) -> bool {
        let whole = |ranges: &Vec<WallRange>| ranges.as_slice() == [WallRange::DAY];
        let rule = self.week.iter().all(whole) && self.region == Region::None && self.yearly.is_empty();
        rule && self.exceptions.values().all(whole)
    }

    fn open_ranges(&self, from: Timestamp, to: Timestamp) -> walk::OpenRanges<'_> {
        walk::OpenRanges::new(self, from, to)
    }
}

/// The end of the horizon of `at`, within what an instant can be.
fn ahead(at: Timestamp) -> Timestamp {
    at.checked_add(HORIZON).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
