//! Warnings, breaches and what they bring about; what binds teams; priorities that change on the way.

use desk::{
    sla::{ClockState, NewPolicy, Reaction, ReactionAt, ReactionDo, create_policy},
    tickets::actions::Edit,
};
use rules::{
    priority::{Level, Priority, PriorityReason},
    sla::{Agreement, Metric, Scope, Target, Targets, policy::pauses_on_the_user},
    ticket_state::{PendingOn, State},
};
use testkit::on_each;

use super::{Site, minutes, paris};

fn policy(site: &Site, name: &str, agreement: Agreement, scope: Scope, targets: Targets) -> NewPolicy {
    NewPolicy {
        name: name.into(),
        agreement,
        scope: Scope { desk: Some(site.desk.id), ..scope },
        kind: None,
        targets,
        calendar_id: None,
        always_open: false,
        pauses_on: pauses_on_the_user(),
        warnings: Vec::new(),
        reactions: Vec::new(),
        position: 0,
    }
}

async fn create(site: &Site, new: NewPolicy) -> i64 {
    site.act(site.lead, move |tx, cx| Ok(create_policy(tx, cx, &new)?)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn warnings_and_the_breach_are_told_once_each_and_when_they_were_due() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("Plus de réseau", site.outage).await;
        assert_eq!((ticket.priority, ticket.due_at), (Priority::P1, Some(ticket.created_at + minutes(15))));
        assert_eq!(ticket.risk_at, Some(ticket.created_at + minutes(15) * 3 / 4));
        let told = || async {
            let journal = site.journal(&ticket).await;
            let told = journal.iter().filter(|e| e.kind == "clock.warned" || e.kind == "clock.breached");
            told.map(|entry| {
                let data = &entry.payload.as_ref().unwrap().data;
                let text = |key: &str| data[key].as_str().unwrap_or_default().to_owned();
                (entry.kind.clone(), text("metric"), text("due_at"))
            })
            .collect::<Vec<_>>()
        };
        let at = |minutes: i64, seconds: i64| {
            (ticket.created_at + jiff::SignedDuration::from_secs(minutes * 60 + seconds)).to_string()
        };
        site.app.advance(minutes(7)).await;
        assert!(told().await.is_empty());
        site.app.advance(minutes(1)).await;
        assert_eq!(told().await, [("clock.warned".into(), "acknowledge".into(), at(7, 30))]);
        // After downtime the rest is told at once, each with its own time.
        site.app.advance(minutes(20)).await;
        let expected: Vec<_> = [
            ("clock.warned", at(7, 30)),
            ("clock.warned", at(11, 15)),
            ("clock.warned", at(13, 30)),
            ("clock.breached", at(15, 0)),
        ]
        .map(|(kind, due)| (kind.to_owned(), "acknowledge".to_owned(), due))
        .into();
        assert_eq!(told().await, expected);
        let now = site.ticket(ticket.number).await;
        assert!(now.breached);
        assert_eq!(now.next_metric, Some(Metric::Acknowledge), "what is late is still owed, and first");
        site.app.run_until_idle().await;
        assert_eq!(told().await.len(), 4);

        site.confirm(ticket.number).await;
        site.take(ticket.number).await;
        let clock = site.clock(&ticket, Metric::Acknowledge).await;
        assert_eq!(
            (clock.state(), clock.breached_at),
            (ClockState::Missed, Some(ticket.created_at + minutes(15)))
        );
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reactions_tell_raise_escalate_and_unassign() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let react = |at, act| Reaction { at, act };
        let new = NewPolicy {
            warnings: vec![50, 90],
            reactions: vec![
                react(ReactionAt::Warning(50), ReactionDo::NotifyLeads),
                react(ReactionAt::Warning(90), ReactionDo::RaisePriority),
                react(ReactionAt::Breach, ReactionDo::Unassign),
                react(ReactionAt::Breach, ReactionDo::Escalate),
            ],
            always_open: true,
            ..policy(
                &site,
                "VPN",
                Agreement::Sla,
                Scope { category: Some(site.vpn), ..Scope::default() },
                Targets { resolve: Some(Target::minutes(100)), ..Targets::default() },
            )
        };
        create(&site, new).await;
        let number = site.open("VPN", site.vpn).await.number;
        site.confirm(number).await;
        let help_desk = Edit { team_id: Some(Some(site.desk.seeded.help_desk)), ..Edit::default() };
        site.edit(site.agent, number, help_desk).await;
        site.take(number).await;

        site.app.advance(minutes(89)).await;
        assert_eq!(site.ticket(number).await.priority, Priority::P2);
        site.app.advance(minutes(1)).await;
        let ticket = site.ticket(number).await;
        assert_eq!(ticket.priority, Priority::P1);
        assert!(matches!(ticket.priority_reason, PriorityReason::Manual { otherwise: Priority::P2, .. }));

        site.app.advance(minutes(10)).await;
        let ticket = site.ticket(number).await;
        assert_eq!(ticket.team_id, Some(site.desk.seeded.it_support), "the help desk's next tier");
        assert_eq!((ticket.assignee_id, ticket.breached, ticket.state), (None, true, State::Qualified));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_binds_a_team_begins_again_with_the_next_one() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let targets = Targets { resolve: Some(Target::hours(2)), ..Targets::default() };
        create(&site, policy(&site, "OLA", Agreement::Ola, Scope::default(), targets)).await;
        let ticket = site.open("VPN", site.vpn).await;
        let rounds = || async {
            let clocks =
                site.clocks(&ticket).await.into_iter().filter(|clock| clock.agreement == Agreement::Ola);
            clocks.map(|clock| (clock.round, clock.state(), clock.due_at)).collect::<Vec<_>>()
        };
        let due = |local| Some(paris(local));
        assert_eq!(rounds().await, [(1, ClockState::Running, due("2026-06-05T12:00:00"))]);
        site.app.advance(minutes(30)).await;
        site.confirm(ticket.number).await;
        let security = Edit { team_id: Some(Some(site.desk.seeded.security)), ..Edit::default() };
        site.edit(site.agent, ticket.number, security).await;
        assert_eq!(
            rounds().await,
            [(1, ClockState::Cancelled, None), (2, ClockState::Running, due("2026-06-05T12:30:00"))]
        );
        let nobody = Edit { team_id: Some(None), ..Edit::default() };
        site.edit(site.agent, ticket.number, nobody).await;
        assert!(
            rounds().await.iter().all(|(_, state, _)| *state == ClockState::Cancelled),
            "nobody is bound"
        );
        let sla = site.clock(&ticket, Metric::Resolve).await;
        assert_eq!((sla.round, sla.state()), (1, ClockState::Running), "the customer's clock is the same");
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_higher_priority_counts_the_time_since_the_opening() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("VPN", site.vpn).await;
        site.confirm(ticket.number).await;
        site.take(ticket.number).await;
        site.step(site.agent, ticket.number, desk::tickets::actions::Step::to(State::InProgress)).await;
        site.app.advance(minutes(60)).await;
        site.pend(ticket.number, PendingOn::User).await;
        site.app.advance(minutes(30)).await;
        site.say(site.requester, ticket.number, "Voilà.").await;
        site.app.advance(minutes(30)).await;
        let edit = Edit { impact: Some(Level::High), ..Edit::default() };
        let raised = site.edit(site.agent, ticket.number, edit).await;
        assert_eq!(raised.priority, Priority::P1);
        // Four hours around the clock, half an hour of which the requester had it.
        assert_eq!(raised.due_at, Some(ticket.created_at + minutes(4 * 60 + 30)));
        assert!(site.kinds(&ticket).await.iter().any(|kind| kind == "clock.recomputed"));
        // The acknowledgement is over, and keeps its verdict under the terms of its time.
        assert_eq!(site.clock(&ticket, Metric::Acknowledge).await.state(), ClockState::Met);
        site.sound().await;
    })
    .await;
}
