//! Counting in working days rather than working hours ("closed after 5 working days").

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Calendar, HORIZON, WallRange};

/// Where in the day a count of working days arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPoint {
    /// At the wall-clock time it left, brought inside the day's hours when it lies before or after them.
    SameTime,
    /// At the day's last closing.
    Closing,
}

impl Calendar {
    /// The instant `days` working days after `start` (before, when negative). The day of `start` is not
    /// counted, whether it is worked or not; with zero days a day off moves to the next working one. None when
    /// there are not that many working days within the [`HORIZON`].
    pub fn add_working_days(&self, start: Timestamp, days: i32, point: DayPoint) -> Option<Timestamp> {
        let local = self.zone.to_datetime(start);
        let step = if days < 0 { -1.day() } else { 1.day() };
        let mut date = local.date();
        let mut left = days.unsigned_abs();
        if left == 0 && !self.is_working_day(date) {
            left = 1;
        }
        let mut looked_at = 0;
        while left > 0 {
            looked_at += 24;
            if SignedDuration::from_hours(looked_at) > HORIZON {
                return None;
            }
            date = date.checked_add(step).ok()?;
            left -= u32::from(self.is_working_day(date));
        }
        let (first, last) = (self.hours(date).first()?, self.hours(date).last()?);
        match point {
            DayPoint::SameTime => {
                let time = local.time().duration_since(jiff::civil::Time::midnight());
                let within = time.max(wall(first.start())).min(wall(last.end()));
                self.zone.to_ambiguous_timestamp(at(date, within)?).compatible().ok()
            }
            DayPoint::Closing => self.closing_of(date, *last),
        }
    }

    /// The last instant of a day's last range: of a time that the clock shows twice, the second.
    fn closing_of(&self, date: Date, last: WallRange) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(at(date, wall(last.end()))?).later().ok()
    }
}

fn wall(seconds: u32) -> SignedDuration {
    SignedDuration::from_secs(i64::from(seconds))
}

/// The civil instant this long after the day's midnight on the wall clock.
fn at(date: Date, since_midnight: SignedDuration) -> Option<DateTime> {
    date.to_datetime(jiff::civil::Time::midnight()).checked_add(since_midnight).ok()
}
