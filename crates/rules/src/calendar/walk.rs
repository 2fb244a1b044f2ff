//! The walk over a calendar's open time, on which every question rests.
//!
//! Real time is cut at the zone's transitions. Between two of them the offset is constant, so civil days are
//! 86 400 s and their ranges map to real ones by a subtraction.

use std::iter::Peekable;

use jiff::civil::{Date, date};
use jiff::tz::TimeZoneFollowingTransitions;
use jiff::{SignedDuration, Timestamp};

use super::{Calendar, WallRange};
use crate::holidays;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
const EPOCH: Date = date(1970, 1, 1);

/// Days from 1970-01-01 to the date.
pub(super) fn day_number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_secs().div_euclid(86_400)
}

/// The date that is this many days after 1970-01-01, if it can be one.
pub(super) fn date_of(day: i64) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_hours(day.checked_mul(24)?)).ok()
}

/// The holidays and yearly days off of one year, as day numbers.
#[derive(Default)]
pub(super) struct DaysOff {
    first: i64,
    last: i64,
    off: Vec<i64>,
}

impl DaysOff {
    /// Those of the year in which the day lies.
    pub(super) fn around(calendar: &Calendar, day: i64) -> Self {
        let Some(year) = date_of(day).map(Date::year) else {
            return Self { first: day, last: day, off: Vec::new() };
        };
        let public = holidays::holidays(calendar.region, year).into_iter().map(|holiday| holiday.date);
        let yearly = calendar.yearly.iter().filter_map(|&(month, day)| Date::new(year, month, day).ok());
        let number = |month, day| Date::new(year, month, day).map(day_number);
        Self {
            first: number(1, 1).unwrap_or(day),
            last: number(12, 31).unwrap_or(day),
            off: public.chain(yearly).map(day_number).collect(),
        }
    }

    fn covers(&self, day: i64) -> bool {
        (self.first..=self.last).contains(&day)
    }

    pub(super) fn contains(&self, day: i64) -> bool {
        self.off.contains(&day)
    }
}

/// The open time between two instants, in order, as `[start, end)` in microseconds since 1970. Ranges of
/// neighbouring days or on either side of a transition may touch; none is empty.
pub(super) struct OpenRanges<'a> {
    calendar: &'a Calendar,
    to: i64,
    transitions: Peekable<TimeZoneFollowingTransitions<'a>>,
    /// The stretch of constant offset being walked; the offset is local minus real.
    stretch: (i64, i64),
    offset: i64,
    day: i64,
    off: DaysOff,
    hours: std::slice::Iter<'a, WallRange>,
}

impl<'a> OpenRanges<'a> {
    pub(super) fn new(calendar: &'a Calendar, from: Timestamp, to: Timestamp) -> Self {
        let start = from.as_microsecond();
        let offset = i64::from(calendar.zone.to_offset(from).seconds()) * SECOND;
        let mut walk = Self {
            calendar,
            to: to.as_microsecond(),
            transitions: calendar.zone.following(from).peekable(),
            stretch: (start, start),
            offset,
            // Set even for an empty span: from any earlier day the walk would come here one day at a time.
            day: (start + offset).div_euclid(DAY),
            off: DaysOff { first: 1, last: 0, off: Vec::new() },
            hours: [].iter(),
        };
        if start < walk.to {
            walk.enter_stretch();
        }
        walk
    }

    /// Starts the stretch at `stretch.0` with the current offset; it ends at the next transition or at `to`.
    fn enter_stretch(&mut self) {
        let transition = self.transitions.peek().map(|next| next.timestamp().as_microsecond());
        self.stretch.1 = transition.map_or(self.to, |next| next.min(self.to));
        self.enter_day((self.stretch.0 + self.offset).div_euclid(DAY));
    }

    fn enter_day(&mut self, day: i64) {
        self.day = day;
        if !self.off.covers(day) {
            self.off = DaysOff::around(self.calendar, day);
        }
        self.hours = self.calendar.hours_of(day, &self.off).iter();
    }

    /// Goes to the next day or the next stretch; false at the end.
    fn advance(&mut self) -> bool {
        if (self.day + 1) * DAY - self.offset < self.stretch.1 {
            self.enter_day(self.day + 1);
            return true;
        }
        if self.stretch.1 >= self.to {
            return false;
        }
        if let Some(transition) = self.transitions.next() {
            self.offset = i64::from(transition.offset().seconds()) * SECOND;
        }
        self.stretch.0 = self.stretch.1;
        self.enter_stretch();
        true
    }
}

impl Iterator for OpenRanges<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        loop {
            let midnight = self.day * DAY - self.offset;
            for range in self.hours.by_ref() {
                let start = (midnight + i64::from(range.start()) * SECOND).max(self.stretch.0);
                let end = (midnight + i64::from(range.end()) * SECOND).min(self.stretch.1);
                if start < end {
                    return Some((start, end));
                }
            }
            if !self.advance() {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_span_is_walked_in_no_step() {
        let calendar = Calendar::always();
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        for (from, to) in [(at(1_795_000_000), at(1_795_000_000)), (at(1_795_000_000), at(0))] {
            assert!(!OpenRanges::new(&calendar, from, to).advance());
        }
    }
}
