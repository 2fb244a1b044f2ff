//! Tickets among each other: merged, split, linked, converted; tasks and time.

use desk::tickets::{
    LinkKind, Refused, Relation,
    actions::{self, Edit, TaskChange},
    store,
};
use rules::ticket_state::{Kind, State};
use testkit::on_each;
use web::AppError;

use super::Site;

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_are_merged_with_their_people_time_and_tags() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let other = site.app.person("Paul Le Goff", None, &[]).await;
        let into = site.open("VPN en panne", site.vpn).await;
        let new = desk::tickets::NewTicket {
            requester_id: Some(other),
            ..desk::tickets::NewTicket::titled("Pas de VPN")
        };
        let twin = site.act(site.agent, move |tx, cx| desk::tickets::open(tx, cx, &new)).await.ticket;
        let tags = Edit { add_tags: vec!["Brest".into()], ..Edit::default() };
        site.edit(site.agent, twin.number, tags).await;
        let (a, b) = (into.number, twin.number);
        site.act(site.agent, move |tx, cx| {
            actions::log_work(tx, cx, b, 25, "Analyse", cx.now.to_zoned(jiff::tz::TimeZone::UTC).date())
        })
        .await;
        let merged = site.act(site.agent, move |tx, cx| actions::merge(tx, cx, a, &[b])).await;
        assert_eq!((merged.state, merged.affected_count), (State::New, 2));
        let gone = site.ticket(b).await;
        assert_eq!((gone.state, gone.merged_into_id), (State::Cancelled, Some(into.id)));
        let id = into.id;
        let read = site.app.app.db.read(move |r| {
            Ok::<_, db::Error>((
                store::people(r, id)?,
                store::tags(r, id)?,
                store::work_entries(r, id)?.len(),
                store::links(r, id)?,
            ))
        });
        let (people, tags, entries, links) = read.await.unwrap();
        assert_eq!(people, [(other, Relation::Affected)]);
        assert_eq!((tags, entries), (vec!["brest".to_owned()], 1));
        assert_eq!(
            links.iter().map(|l| (l.from_id, l.to_id, l.kind)).collect::<Vec<_>>(),
            [(gone.id, id, LinkKind::Duplicate)]
        );
        let again = site.try_as(site.agent, move |tx, cx| actions::merge(tx, cx, a, &[b])).await;
        assert!(matches!(again, Err(Refused::App(AppError::Invalid(_)))), "merged already");
        assert!(site.clocks(&gone).await.iter().all(|clock| clock.due_at.is_none()));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_fault_is_split_off() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let from = site.open("VPN et écran noir", site.vpn).await;
        let number = from.number;
        let opened = site
            .act(site.agent, move |tx, cx| actions::split(tx, cx, number, "Écran noir", "Depuis lundi"))
            .await;
        assert_eq!(
            (opened.ticket.requester_id, opened.ticket.title.as_str()),
            (site.requester, "Écran noir")
        );
        let id = opened.ticket.id;
        let links = site.app.app.db.read(move |r| store::links(r, id)).await.unwrap();
        assert_eq!(
            links.iter().map(|l| (l.to_id, l.kind)).collect::<Vec<_>>(),
            [(from.id, LinkKind::SplitFrom)]
        );
        assert!(site.kinds(&from).await.iter().any(|kind| kind == "ticket.split"));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_make_no_circles_and_a_conversion_keeps_the_number() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let (a, b) = (site.open("A", site.vpn).await, site.open("B", site.vpn).await);
        let (x, y) = (a.number, b.number);
        site.act(site.agent, move |tx, cx| actions::link(tx, cx, x, LinkKind::Parent, y)).await;
        assert_eq!(site.ticket(y).await.parent_id, Some(a.id));
        for (from, to) in [(y, x), (x, x)] {
            let outcome = site
                .try_as(site.agent, move |tx, cx| actions::link(tx, cx, from, LinkKind::Parent, to))
                .await;
            assert!(matches!(outcome, Err(Refused::App(AppError::Invalid(_)))), "{from} over {to}");
        }
        let id = a.id;
        let link = site.app.app.db.read(move |r| store::links(r, id)).await.unwrap()[0].id;
        site.act(site.agent, move |tx, cx| actions::unlink(tx, cx, x, link)).await;
        assert_eq!(site.ticket(y).await.parent_id, None);

        let converted = site.act(site.agent, move |tx, cx| actions::convert(tx, cx, x, Kind::Request)).await;
        assert_eq!(converted.label(), format!("REQ-{x}"));
        let outcome = site.try_as(site.agent, move |tx, cx| actions::convert(tx, cx, x, Kind::Problem)).await;
        assert!(matches!(outcome, Err(Refused::App(AppError::Invalid(_)))));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_ticked_and_stale_changes_refused() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let number = site.open("VPN", site.vpn).await.number;
        let agent = site.agent;
        let (_, task) = site
            .act(agent, move |tx, cx| actions::add_task(tx, cx, number, "Rappeler", Some(agent), None))
            .await;
        let done = TaskChange { done: Some(true), ..TaskChange::default() };
        let change = done.clone();
        let (_, ticked) = site
            .act(agent, move |tx, cx| actions::change_task(tx, cx, number, task.id, Some(1), &change))
            .await;
        assert!(ticked.done_at.is_some() && ticked.version == 2);
        let outcome = site
            .try_as(agent, move |tx, cx| actions::change_task(tx, cx, number, task.id, Some(1), &done))
            .await;
        assert!(matches!(outcome, Err(Refused::App(AppError::Conflict { current: Some(2) }))), "{outcome:?}");
        site.act(agent, move |tx, cx| actions::remove_task(tx, cx, number, task.id)).await;
        let outcome = site
            .try_as(site.requester, move |tx, cx| actions::add_task(tx, cx, number, "x", None, None))
            .await;
        assert!(matches!(outcome, Err(Refused::App(AppError::Forbidden))));
        site.sound().await;
    })
    .await;
}
