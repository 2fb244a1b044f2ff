//! kill -9 in the middle of writes, ten times, with sixteen programs opening tickets: what was answered is there,
//! once, and so is what was sent again because no answer came.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use db::Engine;
use reqwest::Method;
use serde_json::json;
use testkit::{Client, Server, TestApp, on_each, vigie};
use tokio::sync::watch;

const KILLS: usize = 10;
const WRITERS: usize = 16;

/// Where the servers are: the one that runs, none between two, or the end.
#[derive(Clone)]
enum Running {
    At(String),
    Nowhere,
    Over,
}

/// How a server finds the database of `app`.
fn place(app: &TestApp, folder: &Path) -> (PathBuf, Vec<String>) {
    let url = app.database.options.url.clone();
    match app.app.db.engine() {
        Engine::Sqlite => (Path::new(&url).parent().unwrap().to_owned(), Vec::new()),
        Engine::Postgres => (folder.to_owned(), vec!["--database".to_owned(), url]),
    }
}

async fn killed(mut app: TestApp) {
    let desk = app.desk("Killed", &[]).await;
    let admin = app.person("Amina", None, &[(base::people::Role::Administrator, Some(desk.id))]).await;
    let token = app.token(admin, "tickets:read,tickets:write").await;
    let folder = tempfile::tempdir().unwrap();
    let (data, extra) = place(&app, folder.path());
    let extra: Vec<&str> = extra.iter().map(String::as_str).collect();
    app.app.db.close();

    let (say, hear) = watch::channel(Running::Nowhere);
    let writers: Vec<_> =
        (0..WRITERS).map(|writer| tokio::spawn(write(hear.clone(), token.clone(), writer))).collect();
    for round in 0..KILLS {
        let server = Server::start_with(&data, &extra).await;
        say.send_replace(Running::At(server.url.clone()));
        // Each round is cut at another moment of the work.
        tokio::time::sleep(Duration::from_millis(200 + 37 * round as u64)).await;
        server.kill();
        say.send_replace(Running::Nowhere);
    }
    let server = Server::start_with(&data, &extra).await;
    say.send_replace(Running::Over);
    let mut answered = BTreeSet::new();
    let mut unanswered = BTreeSet::new();
    for writer in writers {
        let (done, last) = writer.await.unwrap();
        answered.extend(done);
        unanswered.insert(last);
    }
    assert!(answered.len() > KILLS * WRITERS / 2, "only {} tickets were answered", answered.len());
    assert_eq!(server.stop(), Some(0));

    app.database.reopen(|_| ());
    let read = |read: &db::Read<'_>| read.query("SELECT title, COUNT(*) FROM tickets GROUP BY title", &[]);
    let rows = app.database.db.read(read).await.unwrap();
    let found: Vec<(String, i64)> = rows.iter().map(|row| (row.at(0).unwrap(), row.at(1).unwrap())).collect();
    let doubled: Vec<_> = found.iter().filter(|(_, times)| *times > 1).collect();
    assert!(doubled.is_empty(), "opened twice: {doubled:?}");
    let titles: BTreeSet<String> = found.into_iter().map(|(title, _)| title).collect();
    let lost: Vec<&String> = answered.difference(&titles).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
    let unasked: Vec<&String> =
        titles.iter().filter(|t| !answered.contains(*t) && !unanswered.contains(*t)).collect();
    assert!(unasked.is_empty(), "nobody asked for {unasked:?}");
    let halves = "SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM journal_heads h \
         WHERE h.stream = 'ticket' AND h.stream_id = t.id AND h.entry_no = t.version)";
    let half: i64 =
        app.database.db.read(move |r| r.first(halves, &[])).await.unwrap().unwrap().at(0).unwrap();
    assert_eq!(half, 0, "tickets whose journal does not end at their version");
    app.database.db.close();
    let out = vigie(&["audit", "verify", "--data", data.to_str().unwrap()]).args(&extra).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

/// Opens tickets one after the other, each under a key of its own, and sends again what was not answered, until the
/// end; the titles that were answered, and the one that may not have been.
async fn write(mut running: watch::Receiver<Running>, token: String, writer: usize) -> (Vec<String>, String) {
    let mut done = Vec::new();
    let title = |n: usize| format!("Ticket {n} of writer {writer}");
    loop {
        let now = running.wait_for(|now| !matches!(now, Running::Nowhere)).await.unwrap().clone();
        let Running::At(url) = now else {
            let last = title(done.len());
            return (done, last);
        };
        let program = Client::new(&url).with_token(&token);
        loop {
            let body = json!({ "title": title(done.len()), "impact": "high", "urgency": "medium" });
            let request = program.request(Method::POST, "/api/v1/tickets").json(&body);
            let key = format!("{writer}-{}", done.len());
            match request.header("idempotency-key", key).send().await {
                Ok(answer) if answer.status().as_u16() == 201 => done.push(title(done.len())),
                // The end of what the former server had begun may still be under way in the database.
                Ok(answer) if matches!(answer.status().as_u16(), 409 | 503) => {}
                Ok(answer) => panic!("{}: {}", answer.status(), answer.text().await.unwrap_or_default()),
                Err(_) => break,
            }
        }
        let other = |now: &Running| !matches!(now, Running::At(same) if *same == url);
        running.wait_for(other).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_outlives_kill_nine() {
    on_each(killed).await;
}
