//! Which policy holds, and the default targets.

use jiff::SignedDuration;

use super::*;
use crate::calendar::Calendar;
use crate::sla::{DEFAULT_TARGETS, Metric};

fn policy(id: i64, position: i32, scope: Scope) -> Policy {
    Policy {
        id,
        agreement: Agreement::Sla,
        scope,
        targets: Targets::default(),
        calendar: None,
        pauses_on: pauses_on_the_user(),
        position,
    }
}

fn chosen(policies: &[Policy], facts: &Facts<'_>) -> Option<i64> {
    select(policies, Agreement::Sla, facts).map(|(policy, _)| policy.id)
}

#[test]
fn the_most_specific_policy_holds() {
    let any = Scope::default;
    let policies = [
        policy(1, 0, any()),
        policy(2, 0, Scope { desk: Some(1), ..any() }),
        policy(3, 0, Scope { priority: Some(Priority::P1), ..any() }),
        policy(4, 0, Scope { category: Some(10), ..any() }),
        policy(5, 0, Scope { category: Some(11), ..any() }),
        policy(6, 0, Scope { organisation: Some(7), ..any() }),
        policy(7, 0, Scope { service: Some(3), ..any() }),
        policy(8, 0, Scope { service: Some(3), priority: Some(Priority::P1), ..any() }),
    ];
    let facts = Facts { desk: Some(1), priority: Some(Priority::P3), ..Facts::default() };
    assert_eq!(chosen(&policies, &Facts::default()), Some(1));
    assert_eq!(chosen(&policies, &facts), Some(2));
    assert_eq!(chosen(&policies, &Facts { priority: Some(Priority::P1), ..facts }), Some(3));
    let facts = Facts { priority: Some(Priority::P1), ..facts };
    assert_eq!(chosen(&policies, &Facts { categories: &[12, 10], ..facts }), Some(4));
    assert_eq!(chosen(&policies, &Facts { categories: &[11, 10], ..facts }), Some(5));
    let facts = Facts { categories: &[11, 10], organisation: Some(7), ..facts };
    assert_eq!(chosen(&policies, &facts), Some(6));
    assert_eq!(chosen(&policies, &Facts { service: Some(3), ..facts }), Some(8));
    assert_eq!(
        chosen(&policies, &Facts { service: Some(3), priority: Some(Priority::P2), ..facts }),
        Some(7)
    );
}

#[test]
fn the_choice_says_why() {
    let policies = [
        policy(1, 5, Scope { desk: Some(1), ..Scope::default() }),
        policy(2, 4, Scope { desk: Some(1), ..Scope::default() }),
        policy(3, 4, Scope { desk: Some(1), ..Scope::default() }),
        policy(4, 0, Scope::default()),
        policy(5, 0, Scope { desk: Some(2), ..Scope::default() }),
    ];
    let facts = Facts { desk: Some(1), ..Facts::default() };
    let (policy, choice) = select(&policies, Agreement::Sla, &facts).unwrap();
    assert_eq!(policy.id, 2);
    assert_eq!(choice, Choice { matched: vec![Criterion::Desk], others: 3, by_position: true });
    let reversed: Vec<_> = policies.iter().rev().cloned().collect();
    assert_eq!(chosen(&reversed, &facts), Some(2));
}

#[test]
fn no_policy_of_the_kind_is_no_commitment() {
    let policies = [policy(1, 0, Scope { desk: Some(2), ..Scope::default() })];
    assert_eq!(chosen(&policies, &Facts { desk: Some(1), ..Facts::default() }), None);
    assert!(select(&policies, Agreement::Ola, &Facts { desk: Some(2), ..Facts::default() }).is_none());
}

#[test]
fn defaults_are_those_of_the_product_for_a_desk_of_eight_hours() {
    let week = crate::calendar::WeekSpec::working_days(&[["09:00".to_owned(), "17:00".to_owned()]]);
    let spec = crate::calendar::CalendarSpec { zone: "UTC".to_owned(), week, ..Default::default() };
    let desk = Calendar::try_from(&spec).unwrap();
    let minutes = SignedDuration::from_mins;
    for (default, acknowledge, resolve) in [
        (DEFAULT_TARGETS[0], minutes(15), minutes(240)),
        (DEFAULT_TARGETS[1], minutes(30), minutes(480)),
        (DEFAULT_TARGETS[2], minutes(240), minutes(3 * 480)),
        (DEFAULT_TARGETS[3], minutes(480), minutes(5 * 480)),
        (DEFAULT_TARGETS[4], minutes(2 * 480), minutes(10 * 480)),
    ] {
        let calendar = if default.always { Calendar::always() } else { desk.clone() };
        let targets = default.targets();
        assert_eq!(targets.of(Metric::Acknowledge).unwrap().in_calendar(&calendar), acknowledge);
        assert_eq!(targets.of(Metric::Resolve).unwrap().in_calendar(&calendar), resolve);
        assert_eq!(targets.of(Metric::Update), None);
    }
}

#[test]
fn a_stored_policy_pauses_on_the_user_unless_it_says_otherwise() {
    let json = r#"{"id": 1, "agreement": "sla", "targets": {"resolve": {"days": 3}}, "calendar": 4}"#;
    let policy: Policy = serde_json::from_str(json).unwrap();
    assert_eq!(policy.pauses_on, BTreeSet::from([PendingOn::User]));
    assert_eq!(policy.targets.resolve, Some(crate::sla::Target::Days(3)));
}
