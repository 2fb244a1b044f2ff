//! Macros, and many tickets at once, taken back.

use desk::tickets::{
    MacroStep, Refused,
    actions::{self, BulkChange, Edit, NewMacro, Step},
    store,
};
use rules::{
    priority::{Level, Priority},
    ticket_state::State,
};
use testkit::on_each;
use web::AppError;

use super::{Site, minutes};

#[tokio::test(flavor = "multi_thread")]
async fn a_macro_does_all_of_its_steps_or_none() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let (desk_id, category_id) = (site.desk.id, site.vpn);
        let steps = vec![
            MacroStep::Category { category_id },
            MacroStep::Take,
            MacroStep::Comment {
                public: true,
                body: "Bonjour {{requester}}, je m’occupe de {{number}}.".into(),
            },
            MacroStep::State { to: "pending".into(), pending_on: Some("user".into()), resolution: None },
        ];
        let new =
            NewMacro { desk_id, team_id: None, name_fr: "Demander".into(), name_en: "Ask".into(), steps };
        let broken = NewMacro {
            steps: vec![
                MacroStep::Tag { tag: "x".into() },
                MacroStep::State { to: "closed".into(), pending_on: None, resolution: None },
            ],
            ..new.clone()
        };
        let outcome = {
            let new = new.clone();
            site.try_as(site.agent, move |tx, cx| Ok(actions::create_macro(tx, cx, &new)?)).await
        };
        assert!(
            matches!(outcome, Err(Refused::App(AppError::Forbidden))),
            "agents use macros, leads make them"
        );
        let ask = site.act(site.lead, move |tx, cx| Ok(actions::create_macro(tx, cx, &new)?)).await;
        let bad = site.act(site.lead, move |tx, cx| Ok(actions::create_macro(tx, cx, &broken)?)).await;
        let ticket = site.open("VPN", site.vpn).await;
        let number = ticket.number;
        let before = ticket.version;
        let outcome = site.try_as(site.agent, move |tx, cx| actions::run_macro(tx, cx, number, bad)).await;
        assert!(matches!(outcome, Err(Refused::Transition(_))), "{outcome:?}");
        assert_eq!(site.ticket(number).await.version, before);
        let after = site.act(site.agent, move |tx, cx| actions::run_macro(tx, cx, number, ask)).await;
        assert_eq!((after.state, after.assignee_id), (State::Pending, Some(site.agent)));
        let id = ticket.id;
        let comments = site.app.app.db.read(move |r| store::comments(r, id, true, 0, 10)).await.unwrap();
        assert_eq!(comments[0].body, format!("Bonjour Claire Morvan, je m’occupe de INC-{number}."));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_edit_reports_what_it_could_not_do_and_is_taken_back() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let (a, b, c) =
            (site.open("A", site.vpn).await, site.open("B", site.vpn).await, site.open("C", site.vpn).await);
        let numbers = vec![a.number, b.number, c.number, 999_999];
        let done = Step { reason: "Doublon".into(), ..Step::to(State::Cancelled) };
        site.step(site.agent, c.number, done).await;
        let edit = Edit { impact: Some(Level::High), add_tags: vec!["panne".into()], ..Edit::default() };
        let change = BulkChange { edit, step: None };
        let outcome =
            site.act(site.agent, move |tx, cx| Ok(actions::bulk_edit(tx, cx, &numbers, &change)?)).await;
        assert_eq!(outcome.changed, [a.number, b.number]);
        assert_eq!(
            outcome.refused.iter().map(|(number, _)| *number).collect::<Vec<_>>(),
            [c.number, 999_999]
        );
        assert_eq!(site.ticket(a.number).await.priority, Priority::P1);

        site.app.advance(minutes(1)).await;
        let theirs = Edit { impact: Some(Level::Low), ..Edit::default() };
        site.edit(site.colleague, b.number, theirs).await;
        let bulk = outcome.id.unwrap();
        let stranger = site.try_as(site.colleague, move |tx, cx| Ok(actions::bulk_undo(tx, cx, bulk)?)).await;
        assert!(matches!(stranger, Err(Refused::App(AppError::NotFound))), "one undoes one's own");
        let undone = site.act(site.agent, move |tx, cx| Ok(actions::bulk_undo(tx, cx, bulk)?)).await;
        assert_eq!(undone.changed, [a.number]);
        assert_eq!(undone.refused.len(), 1, "what someone touched since stays theirs");
        let (first, second) = (site.ticket(a.number).await, site.ticket(b.number).await);
        assert_eq!((first.impact, first.priority, second.impact), (Level::Medium, Priority::P2, Level::Low));
        let id = a.id;
        assert!(site.app.app.db.read(move |r| store::tags(r, id)).await.unwrap().is_empty());
        let clock = site.clock(&first, rules::sla::Metric::Resolve).await;
        assert_eq!(clock.due_at, site.clock(&a, rules::sla::Metric::Resolve).await.due_at);
        assert_eq!(
            clock.clock.target,
            jiff::SignedDuration::from_hours(8),
            "measured again by the former promise"
        );
        let twice = site.try_as(site.agent, move |tx, cx| Ok(actions::bulk_undo(tx, cx, bulk)?)).await;
        assert!(matches!(twice, Err(Refused::App(AppError::NotFound))));
        site.sound().await;
    })
    .await;
}
