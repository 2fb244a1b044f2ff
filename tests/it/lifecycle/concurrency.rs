//! Several people on one ticket: what one does is neither lost nor silently overwritten.

use base::audit::{self, Stream};
use desk::tickets::{
    Refused,
    actions::{self, Edit, NewComment, Step},
    store,
};
use rules::{priority::Severity, ticket_state::State};
use serde_json::json;
use testkit::on_each;
use tokio::task::JoinSet;

use super::Site;

#[tokio::test(flavor = "multi_thread")]
async fn other_fields_are_merged_and_the_same_ones_clash() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("VPN", site.vpn).await;
        let (number, seen) = (ticket.number, Some(ticket.version));
        let theirs = Edit { title: Some("VPN en panne à Brest".into()), ..Edit::default() };
        site.edit(site.colleague, number, theirs).await;

        let severe = Edit { severity: Some(Some(Severity::High)), ..Edit::default() };
        let merged = site.act(site.agent, move |tx, cx| actions::edit(tx, cx, number, &severe, seen)).await;
        assert_eq!((merged.title.as_str(), merged.severity), ("VPN en panne à Brest", Some(Severity::High)));

        let mine = Edit { title: Some("VPN lent".into()), severity: Some(None), ..Edit::default() };
        let again = mine.clone();
        let outcome = site.try_as(site.agent, move |tx, cx| actions::edit(tx, cx, number, &mine, seen)).await;
        let Err(Refused::Clash { current, clashes }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(current, site.ticket(number).await.version);
        let [clash] = clashes.as_slice() else { panic!("{clashes:?}") };
        assert_eq!((clash.field.as_str(), &clash.theirs), ("title", &json!("VPN en panne à Brest")));
        assert_eq!(clash.by, "Marie Le Goff");
        assert_eq!(site.ticket(number).await.severity, Some(Severity::High), "nothing of a clash is written");
        let kept =
            site.act(site.agent, move |tx, cx| actions::edit(tx, cx, number, &again, Some(current))).await;
        assert_eq!(
            (kept.title.as_str(), kept.severity),
            ("VPN lent", None),
            "having seen it, one may keep one's own"
        );

        // Two people take it: the second one is told.
        let seen = Some(kept.version);
        site.act(site.colleague, move |tx, cx| actions::take(tx, cx, number, seen)).await;
        let outcome = site.try_as(site.agent, move |tx, cx| actions::take(tx, cx, number, seen)).await;
        assert!(matches!(outcome, Err(Refused::Clash { .. })), "{outcome:?}");
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_waits_for_the_message_that_its_writer_has_not_seen() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let number = site.open("VPN", site.vpn).await.number;
        site.say(site.colleague, number, "Je regarde.").await;
        let unaware = NewComment { seen: Some(0), ..NewComment::public("Redémarrez, s’il vous plaît.") };
        let outcome = site.try_as(site.agent, move |tx, cx| actions::comment(tx, cx, number, &unaware)).await;
        assert!(matches!(outcome, Err(Refused::NewMessage { .. })), "{outcome:?}");
        site.say(site.agent, number, "Redémarrez, s’il vous plaît.").await;
        site.sound().await;
    })
    .await;
}

/// Architecture §4, guards: sixteen writers on one ticket.
#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_lose_nothing() {
    const EACH: usize = 4;
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("VPN", site.vpn).await;
        let number = ticket.number;
        site.confirm(number).await;
        site.take(number).await;
        let cx = site.app.cx_of(site.agent).await;
        let nodes: Vec<_> = (0..4).map(|_| site.app.database.node()).collect();
        let mut writers = JoinSet::new();
        for n in 0..16_usize {
            let (db, cx) = (nodes[n % nodes.len()].clone(), cx.clone());
            writers.spawn(async move {
                for turn in 0..EACH {
                    let cx = cx.clone();
                    let write = db.write_locked(move |tx| match turn % 4 {
                        0 => actions::comment(tx, &cx, number, &NewComment::internal(&format!("{n}-{turn}")))
                            .map(drop),
                        1 => {
                            let edit = Edit { add_tags: vec![format!("t{n}")], ..Edit::default() };
                            actions::edit(tx, &cx, number, &edit, None).map(drop)
                        }
                        2 => {
                            let edit = Edit { title: Some(format!("Titre {n}")), ..Edit::default() };
                            actions::edit(tx, &cx, number, &edit, None).map(drop)
                        }
                        _ => actions::add_task(tx, &cx, number, &format!("Tâche {n}"), None, None).map(drop),
                    });
                    write.await.unwrap();
                }
            });
        }
        writers.join_all().await;
        let id = ticket.id;
        let read = site.app.app.db.read(move |r| {
            let comments = store::comments(r, id, false, 0, 1000)?.len();
            Ok::<_, db::Error>((
                comments,
                store::tags(r, id)?.len(),
                store::tasks(r, id)?.len(),
                audit::last_entry_no(r, Stream::Ticket(id))?,
            ))
        });
        let (comments, tags, tasks, last) = read.await.unwrap();
        assert_eq!((comments, tags, tasks), (16, 16, 16));
        let numbers: Vec<i64> = site.journal(&ticket).await.iter().map(|entry| entry.entry_no).collect();
        assert_eq!(numbers, (1..=last).collect::<Vec<_>>(), "numbers are dense");
        let positions: Vec<i64> = {
            let tasks = site.app.app.db.read(move |r| store::tasks(r, id)).await.unwrap();
            tasks.iter().map(|task| task.position).collect()
        };
        assert_eq!(positions, (1..=16).collect::<Vec<_>>());
        site.sound().await;
        nodes.iter().for_each(db::Db::close);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_resolve_at_once_and_one_does() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let number = site.open("VPN", site.vpn).await.number;
        site.confirm(number).await;
        site.take(number).await;
        let cx = site.app.cx_of(site.agent).await;
        let mut writers = JoinSet::new();
        for n in 0..16 {
            let (db, cx) = (site.app.app.db.clone(), cx.clone());
            let step = Step { resolution: Some(format!("Fait {n}")), ..Step::to(State::Resolved) };
            writers.spawn(async move {
                db.write_locked(move |tx| actions::transition(tx, &cx, number, &step, None)).await.is_ok()
            });
        }
        let done = writers.join_all().await.into_iter().filter(|done| *done).count();
        assert_eq!((done, site.ticket(number).await.state), (1, State::Resolved));
        site.sound().await;
    })
    .await;
}
