//! Calendars by hand: checking of specs, clock changes, exceptions, limits.

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use super::*;

fn ts(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn range(start: &str, end: &str) -> RangeSpec {
    [start.to_owned(), end.to_owned()]
}

fn office(zone: &str) -> CalendarSpec {
    CalendarSpec {
        zone: zone.to_owned(),
        week: WeekSpec::working_days(&[range("08:00", "12:00"), range("14:00", "18:00")]),
        region: Region::France,
        ..CalendarSpec::default()
    }
}

/// Every day of the week from `start` to `end`.
fn daily(zone: &str, start: &str, end: &str) -> Calendar {
    let mut week = WeekSpec::working_days(&[range(start, end)]);
    week.sat = week.mon.clone();
    week.sun = week.mon.clone();
    Calendar::try_from(&CalendarSpec { zone: zone.to_owned(), week, ..CalendarSpec::default() }).unwrap()
}

fn seconds(calendar: &Calendar, from: &str, to: &str) -> i64 {
    calendar.working_between(ts(from), ts(to)).as_secs()
}

#[test]
fn a_range_over_a_gap_is_shorter_and_over_a_fold_longer() {
    let night = daily("Europe/Paris", "01:00", "05:00");
    assert_eq!(seconds(&night, "2026-03-28T12:00Z", "2026-03-29T12:00Z"), 3 * 3600);
    assert_eq!(seconds(&night, "2026-10-24T12:00Z", "2026-10-25T12:00Z"), 5 * 3600);
    assert_eq!(seconds(&night, "2026-06-24T12:00Z", "2026-06-25T12:00Z"), 4 * 3600);
}

#[test]
fn a_limit_inside_a_gap_acts_at_the_gap() {
    let opening = daily("Europe/Paris", "02:30", "05:00");
    assert_eq!(opening.next_opening(ts("2026-03-28T12:00Z")), Some(ts("2026-03-29T01:00Z")));
    assert_eq!(seconds(&opening, "2026-03-28T12:00Z", "2026-03-29T12:00Z"), 2 * 3600);
    let closing = daily("Europe/Paris", "01:00", "02:30");
    assert_eq!(closing.next_closing(ts("2026-03-29T00:30Z")), Some(ts("2026-03-29T01:00Z")));
    assert_eq!(seconds(&closing, "2026-03-28T12:00Z", "2026-03-29T12:00Z"), 3600);
}

#[test]
fn a_limit_inside_a_fold_acts_each_time_the_clock_shows_it() {
    let closing = daily("Europe/Paris", "01:00", "02:30");
    // 01:00 to 02:30, then 02:00 to 02:30 again.
    assert_eq!(seconds(&closing, "2026-10-24T12:00Z", "2026-10-25T12:00Z"), 2 * 3600);
    assert!(closing.is_open(ts("2026-10-25T01:15Z")));
    assert!(!closing.is_open(ts("2026-10-25T00:45Z")));
}

#[test]
fn a_day_that_a_zone_skips_has_no_working_time() {
    let apia = daily("Pacific/Apia", "00:00", "24:00");
    assert_eq!(seconds(&apia, "2011-12-30T09:00Z", "2011-12-30T11:00Z"), 2 * 3600);
    let mut spec = CalendarSpec { zone: "Pacific/Apia".to_owned(), ..CalendarSpec::default() };
    spec.week.fri = vec![range("00:00", "24:00")];
    let fridays = Calendar::try_from(&spec).unwrap();
    assert_eq!(seconds(&fridays, "2011-12-25T00:00Z", "2012-01-02T00:00Z"), 0);
}

#[test]
fn midnight_is_not_a_hole() {
    let always = Calendar::always();
    assert_eq!(seconds(&always, "2026-01-01T23:59:00Z", "2026-01-02T00:01:00Z"), 120);
    assert_eq!(always.next_closing(ts("2026-01-01T00:00Z")), None);
    let paris = daily("Europe/Paris", "00:00", "24:00");
    assert_eq!(paris.next_closing(ts("2026-01-01T00:00Z")), None);
    assert!(paris.is_open(ts("2026-01-01T23:00Z")));
}

#[test]
fn work_ends_at_the_closing_and_not_at_the_next_opening() {
    let calendar = Calendar::try_from(&office("Europe/Paris")).unwrap();
    let four_hours = SignedDuration::from_hours(4);
    // Friday 08:00, four hours: 12:00.
    assert_eq!(calendar.add_working(ts("2026-11-20T07:00Z"), four_hours), Some(ts("2026-11-20T11:00Z")));
    // Friday 18:00: Monday 12:00.
    assert_eq!(calendar.add_working(ts("2026-11-20T17:00Z"), four_hours), Some(ts("2026-11-23T11:00Z")));
    assert_eq!(
        calendar.add_working(ts("2026-11-21T17:00Z"), SignedDuration::ZERO),
        Some(ts("2026-11-21T17:00Z"))
    );
}

#[test]
fn public_holidays_and_yearly_days_are_off_and_may_be_opened() {
    let mut spec = office("Europe/Paris");
    spec.yearly = vec!["12-24".to_owned(), "02-29".to_owned()];
    spec.exceptions = vec![
        ExceptionSpec {
            kind: ExceptionKind::Open,
            from: date(2026, 7, 14),
            to: None,
            hours: vec![range("09:00", "11:00")],
            label: "Inventory".to_owned(),
        },
        ExceptionSpec {
            kind: ExceptionKind::Closed,
            from: date(2026, 8, 3),
            to: Some(date(2026, 8, 14)),
            hours: vec![],
            label: String::new(),
        },
        ExceptionSpec {
            kind: ExceptionKind::Closed,
            from: date(2026, 11, 20),
            to: None,
            hours: vec![range("10:00", "15:00")],
            label: String::new(),
        },
    ];
    let calendar = Calendar::try_from(&spec).unwrap();
    assert!(calendar.is_holiday(date(2026, 5, 14)));
    assert!(!calendar.is_working_day(date(2026, 12, 24)));
    assert!(calendar.is_holiday(date(2028, 2, 29)));
    assert!(!calendar.is_holiday(date(2026, 7, 14)));
    assert_eq!(calendar.hours(date(2026, 7, 14)), [WallRange::new(9 * 3600, 11 * 3600).unwrap()]);
    assert!(calendar.is_holiday(date(2026, 8, 7)));
    assert_eq!(seconds(&calendar, "2026-08-01T00:00Z", "2026-08-17T00:00Z"), 0);
    // 08:00-10:00 and 15:00-18:00.
    assert_eq!(seconds(&calendar, "2026-11-20T00:00Z", "2026-11-21T00:00Z"), 5 * 3600);
}

#[test]
fn a_closing_wins_over_an_opening_whatever_their_order() {
    let exception =
        |kind, hours| ExceptionSpec { kind, from: date(2026, 11, 22), to: None, hours, label: String::new() };
    let closed = exception(ExceptionKind::Closed, vec![range("10:00", "11:00")]);
    let open = exception(ExceptionKind::Open, vec![range("09:00", "12:00")]);
    for exceptions in [vec![closed.clone(), open.clone()], vec![open, closed]] {
        let calendar = Calendar::try_from(&CalendarSpec { exceptions, ..office("Europe/Paris") }).unwrap();
        assert_eq!(seconds(&calendar, "2026-11-22T00:00Z", "2026-11-23T00:00Z"), 2 * 3600);
    }
}

type Fault = (fn(&mut CalendarSpec), Field, Problem);

#[test]
fn each_fault_of_a_spec_names_its_field() {
    let faults: [Fault; 11] = [
        (|s| s.zone = "Europe/Nowhere".to_owned(), Field::Zone, Problem::UnknownZone),
        (|s| s.week.tue = vec![range("8:00", "12:00")], Field::Week { day: 1, range: 0 }, Problem::BadTime),
        (|s| s.week.tue = vec![range("08:00", "24:01")], Field::Week { day: 1, range: 0 }, Problem::BadTime),
        (
            |s| s.week.sun = vec![range("22:00", "06:00")],
            Field::Week { day: 6, range: 0 },
            Problem::EndNotAfterStart,
        ),
        (
            |s| s.week.sun = vec![range("06:00", "06:00")],
            Field::Week { day: 6, range: 0 },
            Problem::EndNotAfterStart,
        ),
        (
            |s| s.week.mon = vec![range("08:00", "12:00"), range("11:59", "13:00")],
            Field::Week { day: 0, range: 1 },
            Problem::Overlap,
        ),
        (
            |s| s.week.mon = vec![range("14:00", "18:00"), range("08:00", "12:00")],
            Field::Week { day: 0, range: 1 },
            Problem::Overlap,
        ),
        (
            |s| s.yearly = vec!["12-25".into(), "02-30".into()],
            Field::Yearly { index: 1 },
            Problem::BadMonthDay,
        ),
        (
            |s| s.exceptions = vec![closing("2026-08-10", Some("2026-08-09"), vec![])],
            Field::Exception { index: 0 },
            Problem::EndBeforeStart,
        ),
        (
            |s| s.exceptions = vec![closing("2026-08-10", Some("2027-08-11"), vec![])],
            Field::Exception { index: 0 },
            Problem::TooLong,
        ),
        (
            |s| s.exceptions = vec![closing("2026-08-10", None, vec![range("09:00", "x")])],
            Field::ExceptionHours { index: 0, range: 0 },
            Problem::BadTime,
        ),
    ];
    for (spoil, field, problem) in faults {
        let mut spec = office("Europe/Paris");
        spoil(&mut spec);
        assert_eq!(Calendar::try_from(&spec).unwrap_err(), Invalid { field, problem });
    }
}

fn closing(from: &str, to: Option<&str>, hours: Vec<RangeSpec>) -> ExceptionSpec {
    ExceptionSpec {
        kind: ExceptionKind::Closed,
        from: from.parse().unwrap(),
        to: to.map(|to| to.parse().unwrap()),
        hours,
        label: String::new(),
    }
}

#[test]
fn touching_ranges_are_one() {
    let mut spec = office("Europe/Paris");
    spec.week.mon = vec![range("08:00", "12:00"), range("12:00", "18:00")];
    let calendar = Calendar::try_from(&spec).unwrap();
    assert_eq!(calendar.hours(date(2026, 11, 23)).len(), 1);
    assert_eq!(calendar.next_closing(ts("2026-11-23T08:00Z")), Some(ts("2026-11-23T17:00Z")));
}

#[test]
fn a_calendar_without_hours_never_opens() {
    let spec = CalendarSpec { zone: "Europe/Paris".to_owned(), ..CalendarSpec::default() };
    let calendar = Calendar::try_from(&spec).unwrap();
    let now = ts("2026-11-20T10:00Z");
    assert_eq!(calendar.add_working(now, SignedDuration::from_secs(1)), None);
    assert_eq!(calendar.next_opening(now), None);
    assert_eq!(calendar.previous_closing(now), None);
    assert_eq!(calendar.next_closing(now), Some(now));
    assert_eq!(calendar.add_working_days(now, 1, DayPoint::SameTime), None);
    assert_eq!(calendar.mean_working_day(), DEFAULT_WORKING_DAY);
}

#[test]
fn openings_and_closings_around_an_instant() {
    let calendar = Calendar::try_from(&office("Europe/Paris")).unwrap();
    for (at, opening, closing, previous) in [
        // Friday 10:00: open.
        ("2026-11-20T09:00Z", "2026-11-20T09:00Z", "2026-11-20T11:00Z", "2026-11-20T09:00Z"),
        // Friday 12:00 sharp: closed.
        ("2026-11-20T11:00Z", "2026-11-20T13:00Z", "2026-11-20T11:00Z", "2026-11-20T11:00Z"),
        // Saturday.
        ("2026-11-21T09:00Z", "2026-11-23T07:00Z", "2026-11-21T09:00Z", "2026-11-20T17:00Z"),
        // Monday 08:00 sharp: open.
        ("2026-11-23T07:00Z", "2026-11-23T07:00Z", "2026-11-23T11:00Z", "2026-11-20T17:00Z"),
    ] {
        assert_eq!(calendar.next_opening(ts(at)), Some(ts(opening)), "{at}");
        assert_eq!(calendar.next_closing(ts(at)), Some(ts(closing)), "{at}");
        assert_eq!(calendar.previous_closing(ts(at)), Some(ts(previous)), "{at}");
    }
    assert_eq!(
        calendar.previous_closing(ts("2026-11-23T06:00Z")),
        calendar.previous_closing(ts("2026-11-20T17:00Z"))
    );
}

#[test]
fn a_closing_long_ago_is_found() {
    let opened = ExceptionSpec {
        kind: ExceptionKind::Open,
        ..closing("2008-02-29", None, vec![range("09:00", "10:00")])
    };
    let spec = CalendarSpec { zone: "UTC".to_owned(), exceptions: vec![opened], ..CalendarSpec::default() };
    let calendar = Calendar::try_from(&spec).unwrap();
    assert_eq!(calendar.previous_closing(ts("2026-11-20T00:00Z")), Some(ts("2008-02-29T10:00Z")));
    assert_eq!(calendar.next_opening(ts("1990-01-01T00:00Z")), Some(ts("2008-02-29T09:00Z")));
    assert_eq!(calendar.previous_closing(ts("2030-11-20T00:00Z")), None);
}

#[test]
fn working_days_skip_holidays_and_stay_in_hours() {
    let calendar = Calendar::try_from(&office("Europe/Paris")).unwrap();
    for (start, days, point, expected) in [
        // From Tuesday 10 November, 12:30 local, over Armistice day.
        ("2026-11-10T11:30Z", 1, DayPoint::SameTime, "2026-11-12T11:30Z"),
        // 20:00 is brought back to 18:00, 05:00 forward to 08:00.
        ("2026-11-10T19:00Z", 1, DayPoint::SameTime, "2026-11-12T17:00Z"),
        ("2026-11-10T04:00Z", 1, DayPoint::SameTime, "2026-11-12T07:00Z"),
        ("2026-11-10T11:30Z", 3, DayPoint::Closing, "2026-11-16T17:00Z"),
        ("2026-11-10T11:30Z", 0, DayPoint::Closing, "2026-11-10T17:00Z"),
        // Sunday: Monday is the first working day after it.
        ("2026-11-22T11:30Z", 0, DayPoint::SameTime, "2026-11-23T11:30Z"),
        ("2026-11-22T11:30Z", 1, DayPoint::SameTime, "2026-11-23T11:30Z"),
        ("2026-11-22T11:30Z", -1, DayPoint::SameTime, "2026-11-20T11:30Z"),
    ] {
        assert_eq!(
            calendar.add_working_days(ts(start), days, point),
            Some(ts(expected)),
            "{start} {days} {point:?}"
        );
    }
}

#[test]
fn a_working_day_is_the_mean_of_the_days_worked() {
    let hours = SignedDuration::from_hours;
    assert_eq!(Calendar::try_from(&office("Europe/Paris")).unwrap().mean_working_day(), hours(8));
    assert_eq!(Calendar::always().mean_working_day(), hours(24));
}

#[test]
fn a_spec_survives_json_and_defaults_what_is_absent() {
    let spec = office("Europe/Paris");
    let json = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<CalendarSpec>(&json).unwrap(), spec);
    let short: CalendarSpec =
        serde_json::from_str(r#"{"zone": "UTC", "week": {"mon": [["09:00", "17:30:15"]]}}"#).unwrap();
    assert_eq!(Calendar::try_from(&short).unwrap().hours(date(2026, 11, 23)).len(), 1);
}

#[test]
fn the_ends_of_time_do_not_panic() {
    for calendar in [
        Calendar::always(),
        daily("Pacific/Kiritimati", "00:00", "24:00"),
        daily("Europe/Paris", "09:00", "17:00"),
    ] {
        for at in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
            let _ = calendar.is_open(at);
            let _ = calendar.next_opening(at);
            let _ = calendar.next_closing(at);
            let _ = calendar.previous_closing(at);
            let _ = calendar.add_working(at, SignedDuration::MAX);
            let _ = calendar.add_working(at, SignedDuration::MIN);
            let _ = calendar.add_working_days(at, i32::MAX, DayPoint::Closing);
            let _ = calendar.add_working_days(at, i32::MIN, DayPoint::SameTime);
        }
        assert_eq!(calendar.working_between(Timestamp::MAX, Timestamp::MIN), SignedDuration::ZERO);
    }
}
