//! The clock's events by hand. 09:00 to 17:00 UTC, Monday to Friday; 2026-11-16 is a Monday.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::calendar::{CalendarSpec, WeekSpec};

fn ts(text: &str) -> Timestamp {
    format!("{text}:00Z").parse().unwrap()
}

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn desk() -> Calendar {
    let week = WeekSpec::working_days(&[["09:00".to_owned(), "17:00".to_owned()]]);
    Calendar::try_from(&CalendarSpec { zone: "UTC".to_owned(), week, ..CalendarSpec::default() }).unwrap()
}

fn started(at: &str, target: SignedDuration, calendar: &Calendar) -> Clock {
    Clock::start(ts(at), Terms { target, calendar }).0
}

#[test]
fn a_clock_runs_in_working_hours_and_warns_on_its_way() {
    let desk = desk();
    let (clock, reason) = Clock::start(ts("2026-11-16T16:00"), Terms { target: hours(4), calendar: &desk });
    assert_eq!(reason, Reason::Started { due: Some(ts("2026-11-17T12:00")) });
    assert_eq!(
        clock.warnings(&[90, 50, 75, 120], &desk),
        [
            (50, ts("2026-11-17T10:00")),
            (75, ts("2026-11-17T11:00")),
            (90, "2026-11-17T11:36:00Z".parse().unwrap()),
            (120, "2026-11-17T12:48:00Z".parse().unwrap()),
        ]
    );
    assert_eq!(clock.used(ts("2026-11-17T08:00"), &desk), hours(1));
    assert_eq!(clock.remaining(ts("2026-11-17T08:00"), &desk), hours(3));
    assert!((clock.used_fraction(ts("2026-11-17T08:00"), &desk) - 0.25).abs() < 1e-12);
    assert_eq!(clock.remaining(ts("2026-11-17T13:00"), &desk), hours(-1));
    let mut after = ts("2026-11-16T16:00");
    let mut events = Vec::new();
    while let Some((at, event)) = clock.next_event(after, &super::super::DEFAULT_WARNINGS, &desk) {
        events.push(event);
        after = at;
    }
    assert_eq!(events, [Event::Warning(50), Event::Warning(75), Event::Warning(90), Event::Breach]);
}

#[test]
fn the_due_instant_is_in_time_and_the_next_one_late() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(4), &desk);
    let (met, reason) = clock.clone().stop(ts("2026-11-16T13:00"), &desk);
    assert_eq!(reason, Reason::Met { used: 4 * 3600 });
    assert_eq!(met.ending.unwrap().outcome, Outcome::Met);
    let (missed, reason) = clock.stop("2026-11-16T13:00:01Z".parse().unwrap(), &desk);
    assert_eq!(reason, Reason::Missed { used: 4 * 3600 + 1, over: 1 });
    assert_eq!(missed.due_at(&desk), Some(ts("2026-11-16T13:00")));
    assert_eq!(missed.next_event(ts("2026-11-16T09:00"), &[50], &desk), None);
}

#[test]
fn a_pause_moves_the_due_instant_by_its_working_time() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(4), &desk);
    let (clock, reason) = clock.pause(ts("2026-11-16T11:00"), PauseCause::User, &desk);
    assert_eq!(reason, Reason::Paused { cause: PauseCause::User, used: 2 * 3600 });
    assert!(clock.is_paused());
    assert_eq!(clock.due_at(&desk), None);
    assert_eq!(clock.next_event(ts("2026-11-16T11:00"), &[50, 90], &desk), None);
    assert_eq!(clock.warnings(&[50, 90], &desk), [(50, ts("2026-11-16T11:00"))]);
    assert_eq!(clock.due_if_resumed(ts("2026-11-16T12:00"), &desk), Some(ts("2026-11-16T14:00")));
    assert_eq!(clock.used(ts("2026-11-20T12:00"), &desk), hours(2));
    // From Monday 11:00 to Wednesday 10:00.
    let (clock, reason) = clock.resume(ts("2026-11-18T10:00"), &desk);
    let due = Some(ts("2026-11-18T12:00"));
    assert_eq!(reason, Reason::Resumed { cause: PauseCause::User, due });
    assert_eq!(clock.due_at(&desk), due);
}

#[test]
fn a_pause_after_the_breach_does_not_undo_it() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(1), &desk);
    let (clock, _) = clock.pause(ts("2026-11-16T11:00"), PauseCause::User, &desk);
    assert_eq!(clock.due_at(&desk), Some(ts("2026-11-16T10:00")));
    assert!(clock.is_late(ts("2026-11-20T10:00"), &desk));
}

#[test]
fn another_cause_takes_over_without_a_gap() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(4), &desk);
    let (clock, _) = clock.pause(ts("2026-11-16T10:00"), PauseCause::User, &desk);
    let (clock, _) = clock.pause(ts("2026-11-16T11:00"), PauseCause::Other, &desk);
    let (clock, _) = clock.resume(ts("2026-11-16T12:00"), &desk);
    assert_eq!(clock.pauses.len(), 2);
    assert_eq!(clock.due_at(&desk), Some(ts("2026-11-16T15:00")));
}

#[test]
fn only_the_causes_of_the_policy_pause() {
    let desk = desk();
    let user_only = BTreeSet::from([PendingOn::User]);
    let clock = started("2026-11-16T09:00", hours(4), &desk);
    let at = ts("2026-11-16T10:00");
    let (clock, reason) = clock.follow(at, Some(PendingOn::Provider), &user_only, &desk);
    assert_eq!(reason, Reason::Ignored(Ignored::AlreadyRunning));
    let (clock, reason) = clock.follow(at, Some(PendingOn::User), &user_only, &desk);
    assert!(matches!(reason, Reason::Paused { cause: PauseCause::User, .. }));
    // From waiting for the user to waiting for the provider: it runs again.
    let (clock, reason) = clock.follow(ts("2026-11-16T11:00"), Some(PendingOn::Provider), &user_only, &desk);
    assert!(matches!(reason, Reason::Resumed { .. }));
    let both = BTreeSet::from([PendingOn::User, PendingOn::Provider]);
    let (_, reason) = clock.follow(ts("2026-11-16T12:00"), Some(PendingOn::Provider), &both, &desk);
    assert!(matches!(reason, Reason::Paused { cause: PauseCause::Provider, .. }));
}

#[test]
fn changing_the_target_or_the_calendar_keeps_the_pauses() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(8), &desk);
    let (clock, _) = clock.pause(ts("2026-11-16T10:00"), PauseCause::User, &desk);
    let (clock, _) = clock.resume(ts("2026-11-16T15:00"), &desk);
    let now = ts("2026-11-16T16:00");
    assert_eq!(clock.used(now, &desk), hours(2));
    // Raised to P1: 4 h around the clock. The two hours worked count, the five of the pause do not.
    let always = Calendar::always();
    let (clock, reason) = clock.recompute(now, &desk, Terms { target: hours(4), calendar: &always });
    let due = Some(ts("2026-11-16T18:00"));
    assert_eq!(reason, Reason::Recomputed { before: 6 * 3600, after: 2 * 3600, due });
    assert_eq!(clock.due_at(&always), due);
    // And back: as if nothing had been.
    let (clock, _) = clock.recompute(now, &always, Terms { target: hours(8), calendar: &desk });
    assert_eq!(clock.due_at(&desk), Some(ts("2026-11-17T14:00")));
}

#[test]
fn reopening_leaves_out_the_time_it_was_resolved() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(8), &desk);
    let (clock, _) = clock.stop(ts("2026-11-16T11:00"), &desk);
    let (clock, reason) = clock.reopen(ts("2026-11-18T09:00"), &desk);
    assert_eq!(reason, Reason::Reopened { due: Some(ts("2026-11-18T15:00")) });
    assert_eq!(clock.used(ts("2026-11-18T10:00"), &desk), hours(3));
    assert_eq!(clock.clone().reopen(ts("2026-11-18T10:00"), &desk).1, Reason::Ignored(Ignored::NotStopped));
    let (cancelled, _) = clock.cancel(ts("2026-11-18T10:00"), &desk);
    assert_eq!(cancelled.reopen(ts("2026-11-18T11:00"), &desk).1, Reason::Ignored(Ignored::NotStopped));
}

#[test]
fn each_public_update_starts_the_interval_again() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(2), &desk);
    let (clock, reason) = clock.renew(ts("2026-11-16T10:00"), &desk);
    assert_eq!(reason, Reason::Renewed { met: true, used: 3600, due: Some(ts("2026-11-16T12:00")) });
    let (clock, reason) = clock.renew(ts("2026-11-16T15:00"), &desk);
    assert_eq!(reason, Reason::Renewed { met: false, used: 5 * 3600, due: Some(ts("2026-11-16T17:00")) });
    let (clock, _) = clock.pause(ts("2026-11-16T16:00"), PauseCause::User, &desk);
    let (clock, _) = clock.renew(ts("2026-11-16T16:30"), &desk);
    assert!(clock.is_paused());
    let (clock, _) = clock.resume(ts("2026-11-17T09:00"), &desk);
    assert_eq!(clock.due_at(&desk), Some(ts("2026-11-17T11:00")));
}

#[test]
fn an_event_that_does_not_apply_changes_nothing() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(2), &desk);
    assert_eq!(
        clock.clone().resume(ts("2026-11-16T10:00"), &desk).1,
        Reason::Ignored(Ignored::AlreadyRunning)
    );
    let (paused, _) = clock.clone().pause(ts("2026-11-16T10:00"), PauseCause::User, &desk);
    let (again, reason) = paused.clone().pause(ts("2026-11-16T11:00"), PauseCause::User, &desk);
    assert_eq!((again, reason), (paused.clone(), Reason::Ignored(Ignored::AlreadyPaused)));
    let (stopped, _) = paused.stop(ts("2026-11-16T12:00"), &desk);
    let at = ts("2026-11-16T13:00");
    let terms = Terms { target: hours(9), calendar: &desk };
    for (after, reason) in [
        stopped.clone().pause(at, PauseCause::User, &desk),
        stopped.clone().resume(at, &desk),
        stopped.clone().stop(at, &desk),
        stopped.clone().cancel(at, &desk),
        stopped.clone().renew(at, &desk),
        stopped.clone().recompute(at, &desk, terms),
    ] {
        assert_eq!((after, reason), (stopped.clone(), Reason::Ignored(Ignored::Ended)));
    }
}

#[test]
fn an_event_dated_before_the_facts_counts_from_them() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(2), &desk);
    let (clock, _) = clock.pause(ts("2026-11-16T08:00"), PauseCause::User, &desk);
    let (clock, _) = clock.resume(ts("2026-11-16T10:00"), &desk);
    let (clock, _) = clock.pause(ts("2026-11-16T09:30"), PauseCause::User, &desk);
    let (clock, reason) = clock.stop(ts("2026-11-16T09:00"), &desk);
    assert_eq!(reason, Reason::Met { used: 0 });
    assert_eq!(clock.ending.unwrap().at, ts("2026-11-16T10:00"));
    assert!(clock.pauses.iter().all(|pause| pause.until.is_some_and(|until| until >= pause.from)));
}

#[test]
fn a_clock_survives_json() {
    let desk = desk();
    let clock = started("2026-11-16T09:00", hours(2), &desk);
    let (clock, reason) = clock.pause(ts("2026-11-16T09:30"), PauseCause::Provider, &desk);
    let json = serde_json::to_string(&clock).unwrap();
    assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
    assert_eq!(serde_json::to_string(&reason).unwrap(), r#"{"paused":{"cause":"provider","used":1800}}"#);
}
