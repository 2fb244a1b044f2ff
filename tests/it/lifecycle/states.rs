//! The whole way, and what is refused on it.

use desk::{
    sla::ClockState,
    tickets::{
        NewTicket, Refused, Solved,
        actions::{self, Edit, Step},
        open,
    },
};
use rules::{
    priority::{Level, Priority, PriorityReason},
    sla::Metric,
    ticket_state::{Field, Party, PendingOn, Reason, State},
};
use testkit::on_each;
use web::AppError;

use super::{Site, minutes, paris};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_report_to_the_rating_every_clock_is_exact() {
    on_each(|app| async {
        let site = Site::on(app).await;
        site.at(paris("2026-06-05T10:00:07")).await;
        let ticket = site.open("VPN : connexion impossible", site.vpn).await;
        assert_eq!((ticket.state, ticket.priority), (State::New, Priority::P2));
        assert_eq!(ticket.team_id, Some(site.desk.seeded.network));
        assert_eq!(ticket.due_at, Some(paris("2026-06-05T10:30:07")), "the acknowledgement comes first");
        let resolve = site.clock(&ticket, Metric::Resolve).await;
        assert_eq!(resolve.due_at, Some(paris("2026-06-08T09:00:07")), "8 hours; the desk closes at 18:00");

        site.at(paris("2026-06-05T10:12:00")).await;
        let number = ticket.number;
        assert_eq!(site.confirm(number).await.state, State::Qualified);
        let ticket = site.take(number).await;
        assert_eq!(
            (ticket.state, ticket.acknowledged_at),
            (State::Assigned, Some(paris("2026-06-05T10:12:00")))
        );
        let acknowledge = site.clock(&ticket, Metric::Acknowledge).await;
        assert_eq!((acknowledge.state(), site.used(&acknowledge).await), (ClockState::Met, 11 * 60 + 53));
        assert_eq!(site.step(site.agent, number, Step::to(State::InProgress)).await.state, State::InProgress);

        site.at(paris("2026-06-05T10:20:00")).await;
        let ticket = site.pend(number, PendingOn::User).await;
        assert_eq!((ticket.state, ticket.due_at), (State::Pending, None));
        assert_eq!(site.clock(&ticket, Metric::Resolve).await.state(), ClockState::Paused);

        // The weekend and the silence of the requester do not count.
        site.at(paris("2026-06-08T09:30:00")).await;
        let ticket = site.say(site.requester, number, "J’ai redémarré, rien n’y fait.").await;
        assert_eq!((ticket.state, ticket.pending_on), (State::InProgress, None));
        assert_eq!(ticket.due_at, Some(paris("2026-06-08T17:10:07")));

        site.at(paris("2026-06-08T11:00:00")).await;
        let ticket = site.resolve(number).await;
        let clock = site.clock(&ticket, Metric::Resolve).await;
        assert_eq!((clock.state(), site.used(&clock).await), (ClockState::Met, 6_593));
        assert_eq!((ticket.state, ticket.due_at, ticket.breached), (State::Resolved, None, false));

        // Refused: the clock goes on where it stood; the time since the resolution is nobody's delay.
        site.at(paris("2026-06-09T10:00:00")).await;
        let ticket =
            site.act(site.requester, move |tx, cx| actions::refuse(tx, cx, number, "Toujours pas.")).await;
        assert_eq!((ticket.state, ticket.reopen_count), (State::InProgress, 1));
        assert_eq!(ticket.resolution, "", "the next resolution needs its own words");
        let clock = site.clock(&ticket, Metric::Resolve).await;
        assert_eq!((clock.state(), clock.due_at), (ClockState::Running, Some(paris("2026-06-09T16:10:07"))));

        site.at(paris("2026-06-09T12:00:00")).await;
        site.resolve(number).await;
        let ticket = site.act(site.requester, move |tx, cx| actions::validate(tx, cx, number)).await;
        assert_eq!((ticket.state, ticket.closed_at), (State::Closed, Some(paris("2026-06-09T12:00:00"))));
        let clock = site.clock(&ticket, Metric::Resolve).await;
        assert_eq!((clock.state(), site.used(&clock).await), (ClockState::Met, 6_593 + 7_200));

        let rating = site.try_as(site.agent, move |tx, cx| actions::rate(tx, cx, number, 5, "")).await;
        assert!(matches!(rating, Err(Refused::App(AppError::Forbidden))), "only the requester rates");
        let ticket = site.act(site.requester, move |tx, cx| actions::rate(tx, cx, number, 5, "Merci.")).await;
        assert_eq!(ticket.score, Some(5));

        let kinds = site.kinds(&ticket).await;
        for kind in [
            "ticket.opened",
            "commitments.started",
            "ticket.moved",
            "clock.stopped",
            "clock.paused",
            "clock.resumed",
            "comment.added",
            "clock.reopened",
            "ticket.rated",
        ] {
            assert!(kinds.iter().any(|known| known == kind), "{kind} in {kinds:?}");
        }
        assert!(!kinds.iter().any(|kind| kind == "clock.breached" || kind == "clock.warned"), "{kinds:?}");
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_say_why_and_what_is_legal() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let number = site.open("VPN lent", site.vpn).await.number;
        let refused = |step: Step, who: i64| {
            let site = &site;
            async move {
                match site.try_as(who, move |tx, cx| actions::transition(tx, cx, number, &step, None)).await {
                    Err(Refused::Transition(refusal)) => *refusal,
                    other => panic!("{other:?}"),
                }
            }
        };
        let refusal = refused(Step::to(State::Resolved), site.agent).await;
        let missing = [Field::Category, Field::Impact, Field::Urgency, Field::Assignee, Field::Resolution];
        assert_eq!(refusal.reason, Reason::Missing { fields: missing.to_vec() });
        assert!(refusal.legal.iter().any(|legal| legal.to == State::Qualified));

        let refusal = refused(Step::to(State::Closed), site.agent).await;
        assert_eq!(refusal.reason, Reason::NoSuchTransition { from: State::New, to: State::Closed });
        let refusal = refused(Step::to(State::InProgress), site.requester).await;
        assert!(matches!(refusal.reason, Reason::NotAllowed { .. }), "{refusal:?}");

        site.confirm(number).await;
        site.take(number).await;
        site.step(site.agent, number, Step::to(State::InProgress)).await;
        let cancel = Step { reason: "Doublon".into(), ..Step::to(State::Cancelled) };
        let who = vec![Party::Lead, Party::System];
        assert_eq!(refused(cancel.clone(), site.requester).await.reason, Reason::NotAllowed { who });
        let refusal = refused(Step::to(State::Pending), site.agent).await;
        assert_eq!(refusal.reason, Reason::Missing { fields: vec![Field::PendingOn] });
        assert_eq!(site.step(site.lead, number, cancel).await.state, State::Cancelled);

        // After the desk's number of days, what ended is final.
        site.at(paris("2026-06-25T10:00:00")).await;
        let restore = Step { reason: "Erreur".into(), ..Step::to(State::New) };
        assert_eq!(refused(restore, site.lead).await.reason, Reason::Final);
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_phone_it_is_opened_and_resolved_at_once() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let (requester, agent, category) = (site.requester, site.agent, site.vpn);
        let new = NewTicket {
            requester_id: Some(requester),
            category_id: Some(category),
            impact: Some(Level::Low),
            urgency: Some(Level::High),
            assignee_id: Some(agent),
            solved: Some(Solved { resolution: "Compte déverrouillé".into(), kind: None, cause: None }),
            ..NewTicket::titled("Compte verrouillé")
        };
        let refused = new.clone();
        let outcome = site.try_as(requester, move |tx, cx| open(tx, cx, &refused)).await;
        assert!(matches!(outcome, Err(Refused::App(AppError::Invalid(_)))), "a requester assigns nobody");
        let ticket = site.act(agent, move |tx, cx| open(tx, cx, &new)).await.ticket;
        assert_eq!((ticket.state, ticket.priority), (State::Resolved, Priority::P3));
        assert!(matches!(
            ticket.priority_reason,
            PriorityReason::Matrix { impact: Level::Low, urgency: Level::High }
        ));
        assert_eq!(ticket.acknowledged_at, Some(ticket.created_at));
        let clock = site.clock(&ticket, Metric::Resolve).await;
        assert_eq!((clock.state(), site.used(&clock).await), (ClockState::Met, 0));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_closes_after_a_reminder() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("VPN", site.vpn).await;
        site.confirm(ticket.number).await;
        site.take(ticket.number).await;
        site.resolve(ticket.number).await;
        let told = |kind: &'static str| {
            let (db, user) = (site.app.app.db.clone(), site.requester);
            async move {
                let all = db.read(move |r| base::people::notifications(r, user, 100)).await.unwrap();
                all.iter().filter(|notice| notice.kind == kind).count()
            }
        };
        assert_eq!(told("confirm").await, 0);
        // Friday 10:00, then two and five working days.
        site.at(paris("2026-06-09T10:00:01")).await;
        assert_eq!((told("confirm").await, site.ticket(ticket.number).await.state), (1, State::Resolved));
        site.at(paris("2026-06-12T09:59:59")).await;
        assert_eq!(site.ticket(ticket.number).await.state, State::Resolved);
        site.at(paris("2026-06-12T10:00:01")).await;
        let closed = site.ticket(ticket.number).await;
        assert_eq!((closed.state, told("confirm").await), (State::Closed, 1));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hand_overs_are_counted_and_the_state_follows() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let number = site.open("VPN", site.vpn).await.number;
        site.confirm(number).await;
        site.take(number).await;
        assert_eq!(site.ticket(number).await.reassignment_count, 0, "the first assignment is none");
        site.step(site.agent, number, Step::to(State::InProgress)).await;
        let colleague = Edit { assignee_id: Some(Some(site.colleague)), ..Edit::default() };
        let ticket = site.edit(site.agent, number, colleague).await;
        assert_eq!((ticket.state, ticket.reassignment_count), (State::Assigned, 1));
        let team = Edit { team_id: Some(Some(site.desk.seeded.security)), ..Edit::default() };
        let ticket = site.edit(site.agent, number, team).await;
        assert_eq!(
            (ticket.state, ticket.assignee_id),
            (State::Qualified, None),
            "another team's person does not keep it"
        );
        assert_eq!(ticket.reassignment_count, 2);
        let stranger = Edit { assignee_id: Some(Some(site.requester)), ..Edit::default() };
        let outcome =
            site.try_as(site.agent, move |tx, cx| actions::edit(tx, cx, number, &stranger, None)).await;
        assert!(matches!(outcome, Err(Refused::App(AppError::Invalid(_)))), "only those who may work it");
        site.app.advance(minutes(1)).await;
        site.sound().await;
    })
    .await;
}
