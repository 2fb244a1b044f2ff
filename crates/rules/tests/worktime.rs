//! Working time, deadlines and clocks against plain cases restated from other desks' tests.
//!
//! The cases are not part of the project: `VIGIE_SHARED_DATA` names their folder (by default `../shared/data` beside
//! the workspace). Without them the tests say what they left out. The rules are covered by our own cases beside
//! `calendar` and `sla`; these come from elsewhere, so a shared misunderstanding is unlikely.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail loudly"
)]

use std::path::PathBuf;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rules::calendar::{Calendar, CalendarSpec, DayPoint, ExceptionKind, ExceptionSpec, RangeSpec, WeekSpec};
use rules::sla::{Clock, PauseCause, Terms};
use serde_json::Value;

#[path = "worktime/scenario.rs"]
mod scenario;

fn read(file: &str) -> Option<Vec<Value>> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let root = std::env::var_os("VIGIE_SHARED_DATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let path = root.join("worktime-sla").join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))),
        Err(error) => {
            println!("left out: the cases of {file} ({}: {error})", path.display());
            None
        }
    }
}

/// Runs every case and reports all failures at once.
fn hold(file: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let Some(cases) = read(file) else { return };
    let failed: Vec<String> = cases
        .iter()
        .enumerate()
        .filter_map(|(n, case)| check(case).err().map(|error| format!("case {n} ({}): {error}", name(case))))
        .collect();
    println!("{file}: {} of {} cases hold", cases.len() - failed.len(), cases.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn name(case: &Value) -> String {
    ["source", "kind", "scenario", "what", "name"]
        .iter()
        .filter_map(|key| case[*key].as_str())
        .collect::<Vec<_>>()
        .join(" / ")
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is not a text in {value}"))
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

/// `[["09:00", "17:00"], …]`, or one pair alone; an end of 00:00 is the day's end.
fn ranges(value: &Value) -> Vec<RangeSpec> {
    let pairs = match value.as_array() {
        Some(pair) if pair.first().is_some_and(Value::is_string) => vec![value.clone()],
        Some(pairs) => pairs.clone(),
        None => vec![],
    };
    let pair = |pair: &Value| {
        let end = pair[1].as_str().unwrap();
        [pair[0].as_str().unwrap().to_owned(), if end == "00:00" { "24:00" } else { end }.to_owned()]
    };
    pairs.iter().map(pair).collect()
}

/// Hours by weekday, whatever the case of the day's name.
fn week(value: &Value) -> WeekSpec {
    let day = |short: &str| {
        let days = value.as_object();
        let found = days.and_then(|days| days.iter().find(|(k, _)| k.to_lowercase().starts_with(short)));
        match found {
            // Zammad's longer form: {"active": true, "timeframes": [...]}.
            Some((_, hours)) if hours.is_object() && hours["active"] == Value::Bool(false) => vec![],
            Some((_, hours)) if hours.is_object() => ranges(&hours["timeframes"]),
            Some((_, hours)) => ranges(hours),
            None => vec![],
        }
    };
    WeekSpec {
        mon: day("mon"),
        tue: day("tue"),
        wed: day("wed"),
        thu: day("thu"),
        fri: day("fri"),
        sat: day("sat"),
        sun: day("sun"),
    }
}

fn closed(from: Date, to: Date) -> ExceptionSpec {
    ExceptionSpec { kind: ExceptionKind::Closed, from, to: Some(to), hours: vec![], label: String::new() }
}

/// Days off as dates, or as `{begin, end, perpetual}`; a perpetual one comes back every year.
fn add_holidays(spec: &mut CalendarSpec, holidays: &Value) {
    for holiday in holidays.as_array().into_iter().flatten() {
        if let Some(date) = holiday.as_str() {
            let date = date.parse().unwrap();
            spec.exceptions.push(closed(date, date));
            continue;
        }
        let (from, to): (Date, Date) =
            (text(holiday, "begin").parse().unwrap(), text(holiday, "end").parse().unwrap());
        if holiday["perpetual"] == Value::Bool(true) {
            spec.yearly.extend(
                from.series(1.day()).take_while(|day| *day <= to).map(|d| d.strftime("%m-%d").to_string()),
            );
        } else {
            spec.exceptions.push(closed(from, to));
        }
    }
}

fn calendar(value: &Value) -> Calendar {
    let mut spec = CalendarSpec {
        zone: text(value, "tz").to_owned(),
        week: week(&value["week"]),
        yearly: strings(&value["yearly_holidays"]),
        ..CalendarSpec::default()
    };
    add_holidays(&mut spec, &value["holidays"]);
    Calendar::try_from(&spec).unwrap()
}

/// The zone of a case's local times: its own, or its calendar's.
fn zone(case: &Value) -> TimeZone {
    TimeZone::get(case["tz"].as_str().unwrap_or_else(|| text(&case["calendar"], "tz"))).unwrap()
}

fn local(text: &str) -> DateTime {
    text.parse().unwrap_or_else(|_| text.parse::<Date>().unwrap().at(0, 0, 0, 0))
}

fn instant(case: &Value, key: &str) -> Timestamp {
    zone(case).to_ambiguous_timestamp(local(text(case, key))).compatible().unwrap()
}

fn same_local(case: &Value, found: Option<Timestamp>) -> Result<(), String> {
    same(found.map(|at| zone(case).to_datetime(at)), case["expect"].as_str().map(local))
}

fn working_time(case: &Value) -> Result<(), String> {
    match text(case, "kind") {
        "add" => {
            let work = SignedDuration::from_secs(case["seconds"].as_i64().unwrap());
            same_local(case, calendar(&case["calendar"]).add_working(instant(case, "start"), work))
        }
        "between" => {
            let found =
                calendar(&case["calendar"]).working_between(instant(case, "start"), instant(case, "end"));
            same(found, SignedDuration::from_secs(case["expect_seconds"].as_i64().unwrap()))
        }
        "add_working_days" => {
            let days = i32::try_from(case["working_days"].as_i64().unwrap()).unwrap();
            let closing = case["end_of_working_day"].as_bool() == Some(true);
            let point = if closing { DayPoint::Closing } else { DayPoint::SameTime };
            same_local(
                case,
                calendar(&case["calendar"]).add_working_days(instant(case, "start"), days, point),
            )
        }
        "is_working_day" => {
            let day = local(text(case, "at")).date();
            same(calendar(&case["calendar"]).is_working_day(day), case["expect"].as_bool().unwrap())
        }
        "is_working_hour" => {
            same(calendar(&case["calendar"]).is_open(instant(case, "at")), case["expect"].as_bool().unwrap())
        }
        "is_holiday" => {
            let mut spec = CalendarSpec { zone: "UTC".to_owned(), ..CalendarSpec::default() };
            spec.yearly = strings(&case["calendar"]["yearly_holidays"]);
            add_holidays(&mut spec, &case["calendar"]["holidays"]);
            add_holidays(&mut spec, &case["holidays"]);
            let day = local(text(case, "at")).date();
            same(Calendar::try_from(&spec).unwrap().is_holiday(day), case["expect"].as_bool().unwrap())
        }
        kind if kind.starts_with("first_working_instant") => {
            same_local(case, calendar(&case["calendar"]).next_opening(instant(case, "at")))
        }
        kind if kind.starts_with("last_working_instant") => {
            same_local(case, calendar(&case["calendar"]).previous_closing(instant(case, "at")))
        }
        kind => Err(format!("the kind {kind} is not understood")),
    }
}

fn utc(text: &str) -> Timestamp {
    text.replace(" UTC", "Z").parse().unwrap()
}

/// Created, paused and resumed as listed: the deadline is the clock's due instant.
fn deadline(case: &Value) -> Result<(), String> {
    let calendar = &calendar(&case["calendar"]);
    let target = SignedDuration::from_secs(60 * case["minutes"].as_i64().unwrap());
    let (mut clock, _) = Clock::start(utc(text(case, "created")), Terms { target, calendar });
    for pause in case["paused"].as_array().into_iter().flatten() {
        clock = clock.pause(utc(pause[0].as_str().unwrap()), PauseCause::User, calendar).0;
        clock = clock.resume(utc(pause[1].as_str().unwrap()), calendar).0;
    }
    same(clock.due_at(calendar), case["expect"].as_str().map(utc))
}

#[test]
fn working_time_is_that_of_other_desks() {
    hold("worktime.json", working_time);
}

#[test]
fn deadlines_are_those_of_other_desks() {
    hold("sla_deadlines.json", deadline);
}

/// Whole tickets, step by step. Where Vigie differs on purpose, `scenario` says so at the place.
#[test]
fn clocks_follow_other_desks_tickets_step_by_step() {
    hold("sla_scenarios.json", scenario::play);
}
