//! The lifecycle, case by case and over every state, party and set of facts.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::Field::{Assignee, Category, Impact, Reason as Why, Resolution, Team, Urgency};
use super::Party::{Agent, Lead, Requester, System};
use super::State::{Assigned, Cancelled, Closed, InProgress, New, Pending, Qualified, Resolved};
use super::*;

const Q: [Field; 3] = Field::QUALIFICATION;

fn ticket(state: State, party: Party, filled: &[Field]) -> Facts {
    Facts {
        filled: filled.iter().copied().collect(),
        parties: [party].into(),
        work_began: matches!(state, InProgress | Pending | Resolved | Closed),
        ended_for: state.is_ended().then_some(SignedDuration::from_hours(1)),
        ..Facts::new(Kind::Incident, state)
    }
}

fn refused(facts: &Facts, to: State) -> Reason {
    check(facts, to).unwrap_err().reason
}

#[test]
fn the_plain_path_from_report_to_closure() {
    let mut facts = ticket(New, Agent, &Q);
    for to in [Qualified, Assigned, InProgress, Resolved] {
        if to == Assigned {
            facts.filled.insert(Assignee);
        }
        if to == Resolved {
            facts.filled.insert(Resolution);
        }
        assert_eq!(check(&facts, to).unwrap().to, to);
        facts.state = to;
    }
    facts.parties = [Requester].into();
    let closing = check(&facts, Closed).unwrap();
    assert_eq!(closing.effects, [Effect::CancelClosure, Effect::StampClosed, Effect::AskSatisfaction]);
}

#[test]
fn an_agent_on_the_phone_opens_and_resolves_at_once() {
    let mut facts = ticket(New, Agent, &[]);
    let needed = vec![Category, Impact, Urgency, Assignee, Resolution];
    assert_eq!(refused(&facts, Resolved), Reason::Missing { fields: needed.clone() });
    facts.filled = needed.into_iter().collect();
    let effects = check(&facts, Resolved).unwrap().effects;
    for effect in
        [Effect::StampQualified, Effect::StampAssigned, Effect::StampStarted, Effect::StopAcknowledge]
    {
        assert!(effects.contains(&effect), "{effect:?}");
    }
}

#[test]
fn an_alert_that_ends_resolves_what_nobody_touched() {
    let effects = check(&ticket(New, System, &[Resolution]), Resolved).unwrap().effects;
    assert!(!effects.contains(&Effect::StampQualified) && !effects.contains(&Effect::StampStarted));
    assert!(effects.contains(&Effect::StopResolve));
}

#[test]
fn pausing_says_on_whom_and_resuming_follows() {
    let mut facts = ticket(InProgress, Agent, &[Category, Impact, Urgency, Assignee]);
    assert_eq!(refused(&facts, Pending), Reason::Missing { fields: vec![Field::PendingOn] });
    facts.pending_on = Some(PendingOn::Provider);
    assert!(
        check(&facts, Pending).unwrap().effects.contains(&Effect::PauseClocks { on: PendingOn::Provider })
    );
    facts.state = Pending;
    facts.pending_on = Some(PendingOn::User);
    assert!(check(&facts, Pending).unwrap().effects.contains(&Effect::PauseClocks { on: PendingOn::User }));
    facts.parties = [System].into();
    assert_eq!(check(&facts, InProgress).unwrap().effects.first(), Some(&Effect::ResumeClocks));
    facts.parties = [Requester].into();
    assert_eq!(refused(&facts, InProgress), Reason::NotAllowed { who: vec![Agent, Lead, System] });
}

#[test]
fn cancelling_is_for_agents_and_the_requester_before_work_and_for_a_lead_after() {
    for state in [New, Qualified, Assigned] {
        assert!(check(&ticket(state, Requester, &[]), Cancelled).is_ok());
        assert!(check(&ticket(state, Agent, &[Why]), Cancelled).is_ok());
        assert_eq!(refused(&ticket(state, Agent, &[]), Cancelled), Reason::Missing { fields: vec![Why] });
        let began = Facts { work_began: true, ..ticket(state, Requester, &[]) };
        assert_eq!(refused(&began, Cancelled), Reason::WorkBegan);
        assert!(check(&Facts { work_began: true, ..ticket(state, Lead, &[Why]) }, Cancelled).is_ok());
    }
    for state in [InProgress, Pending] {
        for party in [Agent, Requester] {
            assert_eq!(
                refused(&ticket(state, party, &[Why]), Cancelled),
                Reason::NotAllowed { who: vec![Lead, System] }
            );
        }
        assert!(check(&ticket(state, Lead, &[Why]), Cancelled).is_ok());
    }
}

#[test]
fn a_refusal_or_a_returning_fault_reopens_and_is_counted() {
    let cases = [(Requester, &[][..], true), (System, &[], true), (Agent, &[Why], true), (Agent, &[], false)];
    for (party, filled, allowed) in cases {
        let result = check(&ticket(Resolved, party, filled), InProgress);
        assert_eq!(result.is_ok(), allowed, "{party}");
        if let Ok(transition) = result {
            let expected = [Effect::CancelClosure, Effect::Reopened, Effect::RestartResolve];
            assert_eq!(transition.effects.get(..3), Some(&expected[..]));
        }
    }
}

#[test]
fn closure_is_validated_or_silent_or_on_behalf_with_a_reason() {
    assert!(check(&ticket(Resolved, Requester, &[]), Closed).is_ok());
    assert!(check(&ticket(Resolved, System, &[]), Closed).is_ok());
    assert_eq!(refused(&ticket(Resolved, Agent, &[]), Closed), Reason::Missing { fields: vec![Why] });
    assert!(check(&ticket(Resolved, Agent, &[Why]), Closed).is_ok());
    assert_eq!(
        refused(&ticket(InProgress, Lead, &[Why]), Closed),
        Reason::NoSuchTransition { from: InProgress, to: Closed }
    );
}

#[test]
fn closed_and_cancelled_are_final_after_the_set_days() {
    for (state, to, party) in
        [(Closed, InProgress, Lead), (Closed, InProgress, Requester), (Cancelled, New, Lead)]
    {
        let mut facts = ticket(state, party, &[Why]);
        facts.ended_for = Some(facts.final_after - SignedDuration::from_secs(1));
        assert!(check(&facts, to).is_ok(), "{state} {party}");
        facts.ended_for = Some(facts.final_after);
        let refusal = check(&facts, to).unwrap_err();
        assert_eq!(refusal.reason, Reason::Final);
        assert!(refusal.legal.is_empty());
    }
    assert_eq!(refused(&ticket(Cancelled, Agent, &[Why]), New), Reason::NotAllowed { who: vec![Lead] });
    let restored = check(&ticket(Cancelled, Lead, &[Why]), New).unwrap();
    assert_eq!(restored.effects, [Effect::Restored, Effect::RestartClocks]);
}

#[test]
fn a_refusal_lists_what_is_legal_and_what_each_needs() {
    let refusal = check(&ticket(New, Requester, &[]), Resolved).unwrap_err();
    assert_eq!(refusal.reason, Reason::NotAllowed { who: vec![Agent, Lead, System] });
    assert_eq!(refusal.legal, [Legal { to: Cancelled, missing: vec![] }]);
    let refusal = check(&ticket(Qualified, Agent, &Q), Qualified).unwrap_err();
    assert_eq!(refusal.reason, Reason::AlreadyThere { state: Qualified });
    let states: Vec<State> = refusal.legal.iter().map(|way| way.to).collect();
    assert_eq!(states, [Assigned, InProgress, Pending, Resolved, Cancelled]);
    assert_eq!(refusal.legal.first().unwrap().missing, [Assignee]);
}

#[test]
fn problems_and_changes_are_not_judged_by_this_table() {
    for kind in [Kind::Problem, Kind::Change] {
        let facts = Facts { kind, ..ticket(New, Lead, &Q) };
        let refusal = check(&facts, Qualified).unwrap_err();
        assert_eq!(refusal, Refusal { reason: Reason::OtherLifecycle { kind }, legal: vec![] });
    }
}

#[test]
fn tickets_settle_hand_over_and_resume_by_themselves() {
    let qualified_with = |extra: Field| [Category, Impact, Urgency, extra];
    type Rule = fn(&Facts) -> State;
    let table: [(Rule, State, &[Field], State); 15] = [
        (settled, New, &[], New),
        (settled, New, &[Category, Impact, Assignee], New),
        (settled, New, &Q, Qualified),
        (settled, New, &qualified_with(Assignee), Assigned),
        (settled, Qualified, &qualified_with(Assignee), Assigned),
        (settled, InProgress, &qualified_with(Assignee), InProgress),
        (handed_over, InProgress, &qualified_with(Assignee), Assigned),
        (handed_over, InProgress, &qualified_with(Team), Qualified),
        (handed_over, Assigned, &qualified_with(Team), Qualified),
        (handed_over, Pending, &qualified_with(Assignee), Pending),
        (handed_over, Pending, &qualified_with(Team), Qualified),
        (handed_over, New, &[Team], New),
        (resumed, Pending, &qualified_with(Assignee), InProgress),
        (resumed, Pending, &[Team], Qualified),
        (resumed, Resolved, &[], Resolved),
    ];
    for (index, (rule, state, filled, expected)) in table.into_iter().enumerate() {
        assert_eq!(rule(&ticket(state, System, filled)), expected, "case {index}");
    }
}

#[test]
fn the_stepper_shows_where_the_ticket_stands() {
    let line = |facts: &Facts| -> String {
        let letter = |step: &Step| match step.status {
            Status::Done => 'x',
            Status::Now => '>',
            Status::Todo => '.',
        };
        stepper(facts).iter().map(letter).collect()
    };
    let table: [(State, &[Field], &str); 10] = [
        (New, &[], "x>....."),
        (New, &Q, "xxx>..."),
        (Qualified, &Q, "xxx>..."),
        (Assigned, &[], "xxxx>.."),
        (InProgress, &[], "xxxx>.."),
        (Pending, &[], "xxxx>.."),
        (InProgress, &[Resolution], "xxxxx>."),
        (Resolved, &[Resolution], "xxxxxx>"),
        (Closed, &[], "xxxxxxx"),
        (Cancelled, &Q, "xxx...."),
    ];
    for (state, filled, expected) in table {
        assert_eq!(line(&ticket(state, Agent, filled)), expected, "{state}");
    }
    let major =
        |state, review_published| Facts { major: true, review_published, ..ticket(state, Agent, &[]) };
    assert_eq!(line(&major(Resolved, false)), "xxxxxx>.");
    assert_eq!(line(&major(Closed, false)), "xxxxxxx>");
    assert_eq!(line(&major(Closed, true)), "xxxxxxxx");
}

#[test]
fn open_means_code_below_five() {
    let open: Vec<i16> =
        State::ALL.iter().filter(|state| state.is_open()).map(|state| state.code()).collect();
    assert_eq!(open, [0, 1, 2, 3, 4]);
    assert!(Closed.is_ended() && Cancelled.is_ended() && !Resolved.is_ended());
    assert_eq!(Kind::ALL.iter().map(|kind| kind.prefix()).collect::<Vec<_>>(), ["INC", "REQ", "PRB", "CHG"]);
}

#[test]
fn no_party_has_two_rows_for_one_transition_under_the_same_condition() {
    let mut seen = BTreeSet::new();
    for row in TRANSITIONS {
        for &party in row.who {
            assert!(seen.insert((row.from, row.to, party)), "{} → {} twice for {party}", row.from, row.to);
        }
    }
}

fn any_facts() -> impl Strategy<Value = Facts> {
    (
        prop::sample::select(State::ALL),
        prop::collection::btree_set(prop::sample::select(Field::ALL), 0..=8),
        prop::option::of(prop::sample::select(PendingOn::ALL)),
        any::<bool>(),
        prop::option::of(0i64..400),
        prop::collection::btree_set(prop::sample::select(Party::ALL), 0..=4),
        any::<bool>(),
    )
        .prop_map(|(state, filled, pending_on, work_began, hours, parties, major)| Facts {
            filled,
            pending_on,
            work_began,
            ended_for: hours.map(SignedDuration::from_hours),
            major,
            parties,
            ..Facts::new(Kind::Request, state)
        })
}

proptest! {
    #[test]
    fn check_and_legal_agree(facts in any_facts()) {
        let legal = legal(&facts);
        for &to in State::ALL {
            let way = legal.iter().find(|way| way.to == to);
            match check(&facts, to) {
                Ok(transition) => {
                    prop_assert!(way.is_some_and(|way| way.missing.is_empty()));
                    prop_assert_eq!(transition.from, facts.state);
                    let distinct: std::collections::HashSet<_> = transition.effects.iter().collect();
                    prop_assert_eq!(distinct.len(), transition.effects.len(), "an effect stands twice");
                }
                Err(Refusal { reason: Reason::Missing { fields }, .. }) => {
                    prop_assert_eq!(way.map(|way| &way.missing), Some(&fields));
                }
                Err(_) => prop_assert!(way.is_none()),
            }
        }
    }

    #[test]
    fn setting_what_is_missing_is_enough(facts in any_facts()) {
        for way in legal(&facts) {
            let mut filled = facts.clone();
            filled.filled.extend(way.missing);
            filled.pending_on = filled.pending_on.or(Some(PendingOn::Other));
            prop_assert!(check(&filled, way.to).is_ok());
        }
    }

    #[test]
    fn what_follows_by_itself_is_legal_for_the_system(mut facts in any_facts()) {
        facts.parties = [System].into();
        facts.filled.extend([Category, Impact, Urgency, Team]);
        for rule in [settled, handed_over, resumed] {
            let to = rule(&facts);
            if to != facts.state {
                prop_assert!(check(&facts, to).is_ok(), "{} → {}", facts.state, to);
            }
        }
    }

    #[test]
    fn the_stepper_has_at_most_one_step_at_hand_and_nothing_done_after_it(facts in any_facts()) {
        let steps = stepper(&facts);
        prop_assert_eq!(steps.len(), if facts.major { 8 } else { 7 });
        let now = steps.iter().position(|step| step.status == Status::Now);
        prop_assert!(steps.iter().filter(|step| step.status == Status::Now).count() <= 1);
        if let Some(now) = now {
            prop_assert!(steps.iter().take(now).all(|step| step.status == Status::Done));
        }
    }
}
