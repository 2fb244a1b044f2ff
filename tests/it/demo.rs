//! The demo: a month that the rules accept whatever day it ends on, with something of everything at its end.

use std::collections::BTreeMap;

use base::{audit, people};
use db::{Read, params};
use desk::{
    demo,
    tickets::actions::{self, NewComment},
};
use jiff::Timestamp;
use mail::{
    smtp::{Patience, Relay},
    tls::Trust,
};
use testkit::{SmtpSink, TestDb, on_both, on_each};
use vigie::migrations::MIGRATIONS;

use crate::imports::app;

/// A Friday morning at work, as the prototypes show it.
fn friday() -> Timestamp {
    "2026-11-20T09:42:00Z".parse().unwrap()
}

const PASSWORD: &str = "un quai sous la bruine";

fn count(read: &Read<'_>, condition: &str) -> db::Result<i64> {
    read.first(&format!("SELECT COUNT(*) FROM tickets WHERE {condition}"), &[])?.unwrap().at(0)
}

async fn counts(test: &TestDb, now: Timestamp) -> BTreeMap<&'static str, i64> {
    let read = test.db.read(move |read| {
        let at = now.as_microsecond();
        let at_risk = format!("state < 4 AND breached = {} AND risk_at <= {at}", flag(read, false));
        let late = format!("state < 5 AND breached = {}", flag(read, true));
        let mut all = BTreeMap::new();
        for (name, condition) in [
            ("all", "1 = 1"),
            ("new", "state = 0"),
            ("in progress", "state = 3"),
            ("pending", "state = 4"),
            ("pending on a provider", "state = 4 AND pending_on = 2"),
            ("resolved", "state = 5"),
            ("closed", "state = 6"),
            ("rated", "score IS NOT NULL"),
            ("merged", "merged_into_id IS NOT NULL"),
            ("reopened", "reopen_count > 0"),
            ("requests", "kind = 2"),
            ("critical with fourteen", "priority = 1 AND state < 5 AND affected_count = 14"),
            ("at risk", &at_risk),
            ("late", &late),
            ("of the future", &format!("updated_at > {at}")),
        ] {
            all.insert(name, count(read, condition)?);
        }
        Ok::<_, db::Error>(all)
    });
    read.await.unwrap()
}

fn flag(read: &Read<'_>, is: bool) -> &'static str {
    match (read.engine(), is) {
        (db::Engine::Sqlite, true) => "1",
        (db::Engine::Sqlite, false) => "0",
        (db::Engine::Postgres, true) => "TRUE",
        (db::Engine::Postgres, false) => "FALSE",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_coherent_and_the_same_on_both_engines() {
    let seen = std::sync::Mutex::new(Vec::new());
    on_both(MIGRATIONS, |test| {
        let seen = &seen;
        async move {
            let folder = tempfile::tempdir().unwrap();
            let app = app(&test, folder.path(), friday());
            let started = std::time::Instant::now();
            let made = demo::build(&app, friday(), PASSWORD).await.unwrap();
            eprintln!("{:?}: {} tickets in {:?}", test.db.engine(), made.tickets, started.elapsed());
            assert_eq!(made.refused, Vec::<String>::new());
            let counts = counts(&test, friday()).await;
            eprintln!("{counts:?}");
            assert!((300..420).contains(&counts["all"]), "{counts:?}");
            assert_eq!(counts["of the future"], 0);
            assert_eq!(counts["critical with fourteen"], 1);
            assert_eq!(counts["merged"], 6);
            for (name, least) in [
                ("new", 3),
                ("in progress", 5),
                ("pending", 3),
                ("pending on a provider", 1),
                ("resolved", 5),
                ("closed", 150),
                ("rated", 40),
                ("reopened", 3),
                ("requests", 15),
                ("at risk", 2),
                ("late", 2),
            ] {
                assert!(counts[name] >= least, "{name}: {counts:?}");
            }
            let due =
                test.db.read(|read| work::timers::next(read, &desk::tickets::timers(work::Registry::new())));
            assert!(
                due.await.unwrap().is_none_or(|due| due > friday()),
                "a timer that was due has not fired"
            );
            let verdict = audit::verify(&test.db, &app.keys, "").await.unwrap();
            assert!(verdict.is_sound(), "{:?}", verdict.findings);
            seen.lock().unwrap().push(counts);
        }
    })
    .await;
    let seen = seen.into_inner().unwrap();
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_account_signs_in_with_the_role_it_says() {
    let test = TestDb::sqlite();
    test.migrate(MIGRATIONS).await;
    let folder = tempfile::tempdir().unwrap();
    let app = app(&test, folder.path(), friday());
    let accounts = demo::seed(&app, friday(), PASSWORD).await.unwrap();
    assert_eq!(accounts.len(), 7);
    for account in accounts {
        assert_eq!(account.password, PASSWORD);
        let email = account.email.clone();
        let found = test.db.read(move |read| {
            let user = people::user_by_email(read, &email)?.unwrap();
            Ok::<_, db::Error>((user.clone(), people::grants(read, user.id)?))
        });
        let (user, grants) = found.await.unwrap();
        assert!(user.has_password && user.is_enabled() && user.name == account.name);
        let role = grants.first().map_or("requester", |grant| grant.role.as_str());
        let role = role.replace("administrator", "admin").replace("incident_manager", "manager");
        assert_eq!(role, account.role, "{}", account.email);
    }
    // The provider sees what was handed over, and nothing else.
    let seen = test.db.read(|read| {
        let row =
            read.first("SELECT COUNT(*) FROM tickets WHERE provider_id IS NOT NULL", params![])?.unwrap();
        row.at::<i64>(0)
    });
    assert_eq!(seen.await.unwrap(), 1);
    assert!(demo::seed(&app, friday(), PASSWORD).await.is_err(), "a second month is not put over the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_day_it_ends_on_no_step_is_refused() {
    // A Sunday night, the day after the clocks went forward, a holiday on a Monday, the first of January at midnight.
    for now in
        ["2026-06-14T22:10:00Z", "2026-03-30T05:00:00Z", "2027-05-17T10:00:00Z", "2026-12-31T23:00:00Z"]
    {
        let now: Timestamp = now.parse().unwrap();
        let test = TestDb::sqlite();
        test.migrate(MIGRATIONS).await;
        let folder = tempfile::tempdir().unwrap();
        let made = demo::build(&app(&test, folder.path(), now), now, PASSWORD).await.unwrap();
        assert_eq!(made.refused, Vec::<String>::new(), "{now}");
        let counts = counts(&test, now).await;
        assert!(
            counts["at risk"] >= 1 && counts["late"] >= 1 && counts["of the future"] == 0,
            "{now}: {counts:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_with_a_relay_writes_to_nobody_about_what_never_happened() {
    on_each(|mut app| async move {
        let sink = SmtpSink::start().await;
        let trust = Trust::only(&[]).unwrap();
        let relay = Relay::new(sink.url().parse().unwrap(), "kerlann.example", &trust, Patience::default());
        app.post_by(relay.unwrap());
        demo::build(&app.app, app.app.clock.now(), PASSWORD).await.unwrap();
        let count = async |what: &'static str| {
            let sql = format!("SELECT COUNT(*) FROM {what}");
            let read = app.app.db.read(move |r| r.first(&sql, &[])?.unwrap().at::<i64>(0));
            read.await.unwrap()
        };
        let letters = "jobs WHERE kind IN ('inbox-send', 'inbox-digest')";
        for _ in 0..2 {
            assert_eq!((count(letters).await, count("notices").await), (0, 0));
            app.run_until_idle().await;
        }
        assert_eq!(sink.received().len(), 0);
        // What happens from now on is told.
        let open = "SELECT t.number FROM tickets t JOIN users u ON u.id = t.requester_id \
             WHERE t.state = 3 AND u.disabled_at IS NULL ORDER BY t.id LIMIT 1";
        let number: i64 = app.app.db.read(move |r| r.first(open, &[])?.unwrap().at(0)).await.unwrap();
        let cx = app.cx();
        let said = app.app.db.write_locked(move |tx| {
            let said = NewComment::public("Is it better now?");
            actions::comment(tx, &cx, number, &said).map_err(|refused| refused.into_app(cx.locale)).map(drop)
        });
        said.await.unwrap();
        app.run_until_idle().await;
        app.run_until_idle().await;
        assert!(count("notices").await > 0, "its requester is told");
    })
    .await;
}
