//! What people meet when a part of the house breaks: a clear refusal, nothing half done, and no restart needed after.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use base::people::Role;
use db::Db;
use reqwest::Method;
use serde_json::json;
use testkit::{PATIENCE, TestApp, TestDb};

use super::proxy::Door;

async fn organisations(db: &Db) -> usize {
    db.read(base::people::organisations).await.unwrap().len()
}

#[tokio::test]
async fn a_full_queue_answers_503_and_says_when_to_come_back() {
    let database = TestDb::sqlite_with(|options| options.queue = 2);
    let app = TestApp::on(database).await;
    app.person("Admin", None, &[(Role::Administrator, None)]).await;
    let admin = app.sign_in("Admin").await;
    let (release, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let db = app.app.db.clone();
    let held = tokio::spawn(async move {
        let hold = db.write(move |_| {
            let _ = wait.lock().unwrap().recv_timeout(PATIENCE);
            Ok::<_, db::Error>(())
        });
        hold.await
    });
    let mut waiting = Vec::new();
    let refused = loop {
        let (admin, n) = (admin.clone(), waiting.len());
        let name = format!("Organisation {n}");
        let send = tokio::spawn(async move {
            admin.post("/settings/organisations", &[("name", &name), ("kind", "customer")]).await
        });
        waiting.push(send);
        assert!(waiting.len() < 50, "the queue never fills");
        tokio::time::sleep(Duration::from_millis(20)).await;
        if waiting.last().unwrap().is_finished() {
            break waiting.pop().unwrap().await.unwrap();
        }
    };
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    let answered = waiting.len();
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    for send in waiting {
        assert_eq!(send.await.unwrap().status, 303);
    }
    assert_eq!(
        organisations(&app.app.db).await,
        answered,
        "what was refused is not there, what was answered is"
    );
}

#[tokio::test]
async fn a_full_disk_refuses_whole_changes_and_keeps_what_was_there() {
    let mut database = TestDb::sqlite();
    database.migrate(vigie::migrations::MIGRATIONS).await;
    let pages: u32 = {
        let conn = rusqlite::Connection::open(&database.options.url).unwrap();
        conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap()
    };
    database.reopen(|options| options.max_pages = Some(pages + 40));
    let app = TestApp::on(database).await;
    app.person("Admin", None, &[(Role::Administrator, None)]).await;
    let admin = app.sign_in("Admin").await;
    let mut done = 0;
    let refused = loop {
        let name = format!("{} {done}", "Organisation with a rather long name ".repeat(4));
        let answer = admin.post("/settings/organisations", &[("name", &name), ("kind", "customer")]).await;
        if answer.status != 303 {
            break answer;
        }
        done += 1;
        assert!(done < 5000, "the disk never fills");
    };
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert_eq!(organisations(&app.app.db).await, done, "nothing half done");
    assert_eq!(admin.get("/settings/organisations").await.status, 200, "reading goes on");
    let verdict = base::audit::verify(&app.app.db, &app.app.keys, "").await.unwrap();
    assert!(verdict.is_sound(), "{verdict:?}");
}

// Opening a database blocks its thread while the door, a task, passes the connection on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_goes_away_and_comes_back_needs_no_restart() {
    let Some(mut database) = TestDb::postgres() else { return };
    let url = database.options.url.clone();
    let (_, rest) = url.split_once("://").unwrap();
    let (authority, name) = rest.split_once('/').unwrap();
    let (user, server) = authority.split_once('@').unwrap();
    let door = Door::to(server.to_owned()).await;
    let through = format!("postgres://{user}@{}/{name}", door.address);
    database.reopen(|options| options.url = through);
    let app = TestApp::on(database).await;
    let admin = app.person("Admin", None, &[(Role::Administrator, None)]).await;
    let token = app.token(admin, "tickets:read,tickets:write,admin").await;
    let program = app.browser().with_token(&token);
    let create = |name: &str| json!({ "name": name, "kind": "customer" });
    let before = program.api(Method::POST, "/api/v1/organisations", Some(&create("Before"))).await;
    assert_eq!(before.status, 201, "{}", before.text);
    door.shut();
    let during = program.api(Method::POST, "/api/v1/organisations", Some(&create("During"))).await;
    assert_eq!(during.status, 503, "{}", during.text);
    assert!(during.header("content-type").starts_with("application/problem+json"));
    assert_eq!(program.get("/healthz").await.status, 200, "the process lives");
    assert_eq!(program.get("/readyz").await.status, 503, "and says that it cannot serve");
    door.open();
    let began = Instant::now();
    loop {
        let after = program.api(Method::POST, "/api/v1/organisations", Some(&create("After"))).await;
        if after.status == 201 {
            break;
        }
        assert_eq!(after.status, 503, "{}", after.text);
        assert!(began.elapsed() < PATIENCE, "it does not come back");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(program.get("/readyz").await.status, 200);
    assert_eq!(organisations(&app.app.db).await, 2, "before and after; what was refused is not there");
}
