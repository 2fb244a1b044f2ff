//! Properties of working time and clocks in every time zone known to the process.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may fail loudly")]

use std::sync::OnceLock;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rules::calendar::{Calendar, CalendarSpec, RangeSpec, WeekSpec};
use rules::holidays::Region;
use rules::sla::{Clock, PauseCause, Terms};

fn ts(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn range(start: &str, end: &str) -> RangeSpec {
    [start.to_owned(), end.to_owned()]
}

fn whole_days() -> WeekSpec {
    let mut week = WeekSpec::working_days(&[range("00:00", "24:00")]);
    week.sat = week.mon.clone();
    week.sun = week.mon.clone();
    week
}

/// An ordinary desk; a night desk whose limits fall where clocks change; one around the clock.
fn weeks() -> [WeekSpec; 3] {
    let mut night =
        WeekSpec::working_days(&[range("00:00", "00:30"), range("01:45", "02:15"), range("02:30", "06:00")]);
    night.sat = vec![range("23:15", "24:00")];
    night.sun = vec![range("00:00", "03:00"), range("22:30", "23:30")];
    [WeekSpec::working_days(&[range("09:00", "12:00"), range("13:30", "18:00")]), night, whole_days()]
}

fn calendar(zone: &str, week: WeekSpec, region: Region) -> Calendar {
    Calendar::try_from(&CalendarSpec { zone: zone.to_owned(), week, region, ..CalendarSpec::default() })
        .unwrap()
}

fn zones() -> &'static [String] {
    static ZONES: OnceLock<Vec<String>> = OnceLock::new();
    ZONES.get_or_init(|| {
        let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
        let zones: Vec<String> = names.filter(|name| TimeZone::get(name).is_ok()).collect();
        assert!(zones.len() > 300, "only {} time zones are known", zones.len());
        zones
    })
}

/// Holds a property in every zone for some random instants and amounts of work; a failure is shrunk.
fn in_every_zone<S: Strategy>(
    cases: u32,
    inputs: impl Fn() -> S,
    property: impl Fn(&[Calendar; 3], S::Value) -> Result<(), TestCaseError>,
) {
    for (n, zone) in zones().iter().enumerate() {
        let calendars = weeks().map(|week| calendar(zone, week, Region::France));
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&n.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        if let Err(error) = runner.run(&inputs(), |input| property(&calendars, input)) {
            panic!("in {zone}: {error}");
        }
    }
}

/// An instant between 1900 and 2100, to the microsecond.
fn instants() -> impl Strategy<Value = Timestamp> {
    let (from, to) = (ts("1900-01-01T00:00Z").as_microsecond(), ts("2100-01-01T00:00Z").as_microsecond());
    (from..to).prop_map(|micros| Timestamp::from_microsecond(micros).unwrap())
}

/// Up to this many hours, to the microsecond.
fn up_to(hours: i64) -> impl Strategy<Value = SignedDuration> {
    (0..hours * 3_600_000_000).prop_map(SignedDuration::from_micros)
}

#[test]
fn working_time_is_additive() {
    in_every_zone(
        24,
        || (instants(), up_to(24 * 300), up_to(24 * 300)),
        |calendars, (a, first, second)| {
            let (b, c) = (a + first, a + first + second);
            for calendar in calendars {
                let parts = calendar.working_between(a, b) + calendar.working_between(b, c);
                prop_assert_eq!(parts, calendar.working_between(a, c));
            }
            Ok(())
        },
    );
}

#[test]
fn what_is_added_is_what_is_found_between() {
    in_every_zone(
        24,
        || (instants(), up_to(500)),
        |calendars, (start, work)| {
            for calendar in calendars {
                let end = calendar.add_working(start, work).unwrap();
                prop_assert_eq!(calendar.working_between(start, end), work);
                let earlier = end - SignedDuration::from_micros(1);
                prop_assert!(work.is_zero() || calendar.working_between(start, earlier) < work);
            }
            Ok(())
        },
    );
}

#[test]
fn around_the_clock_is_elapsed_time() {
    for zone in zones() {
        let always = calendar(zone, whole_days(), Region::None);
        let (from, to) = (ts("1970-01-01T00:00Z"), ts("2039-12-31T23:59:59Z"));
        assert_eq!(always.working_between(from, to), to.duration_since(from), "{zone}");
        assert_eq!(always.next_closing(from), None, "{zone}");
    }
}

/// The definition itself: sampled through the days around each clock change, open is what the wall clock says,
/// and working time is the sum of the open samples. (Since 2015 every zone changes by whole quarters of an hour and,
/// Antarctica apart, at whole quarters.)
#[test]
fn around_each_clock_change_each_minute_is_counted_once() {
    let (first, last) = (ts("2015-01-01T00:00Z"), ts("2029-01-01T00:00Z"));
    let mut changes = 0;
    for zone in zones() {
        let tz = TimeZone::get(zone).unwrap();
        let [_, night, _] = weeks().map(|week| calendar(zone, week, Region::None));
        for change in tz.following(first).take_while(|change| change.timestamp() < last) {
            changes += 1;
            let on_the_quarter = change.timestamp().as_second() % 900 == 0;
            let sample = SignedDuration::from_mins(if on_the_quarter { 15 } else { 1 });
            let day = SignedDuration::from_hours(24);
            let mut at = change.timestamp() - day;
            let end = change.timestamp() + day;
            let from = at;
            let mut open = SignedDuration::ZERO;
            while at < end {
                let wall = tz.to_datetime(at);
                let second =
                    u32::try_from(i32::from(wall.hour()) * 3600 + i32::from(wall.minute()) * 60).unwrap();
                let expected =
                    night.hours(wall.date()).iter().any(|r| (r.start()..r.end()).contains(&second));
                assert_eq!(night.is_open(at), expected, "{zone} {at}");
                if expected {
                    open += sample;
                }
                at += sample;
            }
            assert_eq!(night.working_between(from, end), open, "{zone} {}", change.timestamp());
        }
    }
    assert!(changes > 3000, "only {changes} clock changes were tried");
}

#[test]
fn openings_and_closings_agree_with_being_open() {
    in_every_zone(8, instants, |calendars, at| {
        for calendar in &calendars[..2] {
            let (opening, closing) = (calendar.next_opening(at).unwrap(), calendar.next_closing(at).unwrap());
            prop_assert_eq!(calendar.is_open(at), opening == at);
            prop_assert_eq!(calendar.is_open(at), closing > at);
            prop_assert!(calendar.is_open(opening) && !calendar.is_open(closing));
            prop_assert!(calendar.working_between(at, opening).is_zero());
            prop_assert_eq!(calendar.working_between(at, closing), closing.duration_since(at));
            let previous = calendar.previous_closing(at).unwrap();
            prop_assert!(previous <= at && calendar.working_between(previous, at).is_zero());
        }
        Ok(())
    });
}

#[test]
fn pauses_add_up_and_move_the_due_instant_by_their_working_time() {
    in_every_zone(
        20,
        || (instants(), up_to(200), up_to(100), up_to(100), up_to(100)),
        |calendars, (start, target, run, pause, then)| {
            for calendar in calendars {
                let (paused, resumed) = (start + run, start + run + pause);
                let now = resumed + then;
                let (clock, _) = Clock::start(start, Terms { target, calendar });
                let (clock, _) = clock.pause(paused, PauseCause::User, calendar);
                prop_assert_eq!(clock.used(now, calendar), calendar.working_between(start, paused));
                let (clock, _) = clock.resume(resumed, calendar);
                let not_counted = calendar.working_between(paused, resumed);
                let whole = calendar.working_between(start, now);
                prop_assert_eq!(clock.used(now, calendar) + not_counted, whole);
                let due = clock.due_at(calendar).unwrap();
                prop_assert_eq!(clock.used(due, calendar), target);
                prop_assert_eq!(clock.is_late(now, calendar), clock.used(now, calendar) > target);
                // Stopping and reopening is the same pause.
                let (other, _) = Clock::start(start, Terms { target, calendar });
                let (other, _) = other.stop(paused, calendar);
                let (other, _) = other.reopen(resumed, calendar);
                prop_assert_eq!(other.due_at(calendar), Some(due));
            }
            Ok(())
        },
    );
}

#[test]
fn a_larger_target_is_due_later_and_warnings_come_in_order() {
    in_every_zone(
        20,
        || (instants(), up_to(200), up_to(200)),
        |calendars, (start, target, more)| {
            for calendar in calendars {
                let (clock, _) = Clock::start(start, Terms { target, calendar });
                let larger = Terms { target: target + more, calendar };
                let (longer, _) = Clock::start(start, larger);
                let due = clock.due_at(calendar).unwrap();
                prop_assert!(due <= longer.due_at(calendar).unwrap());
                // A clock measured again with another target is one that had it from the start.
                let (again, _) = clock.clone().recompute(due, calendar, larger);
                prop_assert_eq!(again, longer);
                let mut last = start;
                for (percent, at) in clock.warnings(&[50, 75, 90, 100], calendar) {
                    prop_assert!(last <= at && at <= due, "{}", percent);
                    let used = clock.used(at, calendar).as_micros();
                    prop_assert_eq!(used, target.as_micros() * i128::from(percent) / 100);
                    last = at;
                }
                prop_assert_eq!(last, due);
            }
            Ok(())
        },
    );
}

/// A dated target, so that a change that makes the walk many times slower is seen; the margin is wide, since
/// builds without optimisation run it too.
#[test]
fn a_due_date_ten_days_ahead_and_twenty_years_of_working_time_are_quick() {
    let desk = calendar(
        "Europe/Paris",
        WeekSpec::working_days(&[range("09:00", "12:00"), range("13:30", "18:00")]),
        Region::France,
    );
    let start = ts("2026-03-20T10:00Z");
    let work = desk.mean_working_day() * 10;
    let began = std::time::Instant::now();
    for _ in 0..1000 {
        assert!(desk.add_working(std::hint::black_box(start), work).is_some());
    }
    let ten_days = began.elapsed() / 1000;
    let began = std::time::Instant::now();
    let years = desk.working_between(ts("2006-01-01T00:00Z"), std::hint::black_box(ts("2026-01-01T00:00Z")));
    let twenty_years = began.elapsed();
    println!("ten days ahead: {ten_days:?}; twenty years between: {twenty_years:?}");
    assert!(years > SignedDuration::from_hours(30_000));
    assert!(ten_days.as_micros() < 500 && twenty_years.as_millis() < 100);
}
