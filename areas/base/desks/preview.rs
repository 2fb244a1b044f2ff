//! What a calendar does around the next clock changes, to be looked at before it is trusted.

use jiff::{SignedDuration, Timestamp};
use rules::calendar::Calendar;

/// How far ahead clock changes are looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);

/// A clock change, and a deadline of one working day that runs across it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Crossing {
    /// When the clocks change.
    pub(super) at: Timestamp,
    /// By how much the clocks go forward; negative, back.
    pub(super) shift: SignedDuration,
    /// When the example starts.
    pub(super) start: Timestamp,
    /// How much working time it has: a mean working day.
    pub(super) target: SignedDuration,
    /// When it is due.
    pub(super) due: Timestamp,
}

/// The next two changes of the calendar's clock, each with an example that starts an hour before the last closing before
/// it. None for a zone without them.
pub(super) fn crossings(calendar: &Calendar, now: Timestamp) -> Vec<Crossing> {
    let until = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    let mut crossings = Vec::new();
    let mut offset = calendar.zone().to_offset(now).seconds();
    for transition in calendar.zone().following(now).take_while(|transition| transition.timestamp() <= until)
    {
        let shift =
            transition.offset().seconds() - std::mem::replace(&mut offset, transition.offset().seconds());
        if shift != 0 {
            crossings.extend(across(
                calendar,
                transition.timestamp(),
                SignedDuration::from_secs(shift.into()),
            ));
        }
        if crossings.len() == 2 {
            break;
        }
    }
    crossings
}

fn across(calendar: &Calendar, at: Timestamp, shift: SignedDuration) -> Option<Crossing> {
    let closing = calendar.previous_closing(at).unwrap_or(at);
    let start = closing.checked_sub(SignedDuration::from_hours(1)).ok()?;
    let target = calendar.mean_working_day();
    let due = calendar.add_working(start, target)?;
    Some(Crossing { at, shift, start, target, due })
}

#[cfg(test)]
mod tests {
    use rules::calendar::{CalendarSpec, WeekSpec};

    use super::*;

    fn crossings_of(zone: &str, week: WeekSpec) -> Vec<Crossing> {
        let spec = CalendarSpec { zone: zone.to_owned(), week, ..CalendarSpec::default() };
        crossings(&Calendar::try_from(&spec).unwrap(), "2026-11-20T09:00:00Z".parse().unwrap())
    }

    fn office() -> WeekSpec {
        WeekSpec::working_days(&[["09:00".to_owned(), "18:00".to_owned()]])
    }

    #[test]
    fn office_hours_keep_their_wall_clock() {
        let found = crossings_of("Europe/Paris", office());
        let expected = [
            ("2027-03-28T01:00:00Z", 1, "2027-03-26T16:00:00Z", "2027-03-29T15:00:00Z"),
            ("2027-10-31T01:00:00Z", -1, "2027-10-29T15:00:00Z", "2027-11-01T16:00:00Z"),
        ];
        assert_eq!(found.len(), 2);
        for (crossing, (at, hours, start, due)) in found.iter().zip(expected) {
            assert_eq!(crossing.at, at.parse().unwrap());
            assert_eq!(crossing.shift, SignedDuration::from_hours(hours));
            assert_eq!(crossing.start, start.parse().unwrap());
            assert_eq!(crossing.due, due.parse().unwrap());
            assert_eq!(crossing.target, SignedDuration::from_hours(9));
        }
    }

    #[test]
    fn a_zone_without_changes_has_none() {
        assert!(crossings_of("Asia/Tokyo", office()).is_empty());
        assert!(crossings_of("UTC", office()).is_empty());
    }

    #[test]
    fn a_calendar_that_never_opens_shows_nothing() {
        assert!(crossings_of("Europe/Paris", WeekSpec::default()).is_empty());
    }
}
