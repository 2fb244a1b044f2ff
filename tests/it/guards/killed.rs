//! kill -9 in the middle of writes, ten times: what was answered is there, once.

use std::{collections::BTreeSet, time::Duration};

use reqwest::Method;
use serde_json::json;
use testkit::{Client, Server};

const KILLS: usize = 10;
const WRITERS: usize = 16;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_outlives_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data).await;
    server.run(&["user", "create", "--admin", "--email", "admin@test.example", "--name", "Admin"]);
    let scopes = "tickets:read,tickets:write,admin";
    let token = server.json(&["token", "create", "--user", "admin@test.example", "--scopes", scopes]);
    let token = token["token"].as_str().unwrap().to_owned();
    let mut server = Some(server);
    let (mut answered, mut asked) = (BTreeSet::new(), 0_usize);
    for round in 0..KILLS {
        let running = match server.take() {
            Some(running) => running,
            None => Server::start(&data).await,
        };
        let program = Client::new(&running.url).with_token(&token);
        let writers: Vec<_> =
            (0..WRITERS).map(|writer| tokio::spawn(write(program.clone(), round, writer))).collect();
        // Each round is cut at another moment of the work.
        tokio::time::sleep(Duration::from_millis(150 + 37 * round as u64)).await;
        running.kill();
        for writer in writers {
            let (done, tried) = writer.await.unwrap();
            answered.extend(done);
            asked += tried;
        }
    }
    assert!(answered.len() > KILLS, "only {} of {asked} were answered", answered.len());
    let conn = rusqlite::Connection::open(data.join("vigie.db")).unwrap();
    let mut statement = conn.prepare("SELECT name, COUNT(*) FROM organisations GROUP BY name").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).unwrap();
    let found: Vec<(String, i64)> = rows.map(Result::unwrap).collect();
    let names: BTreeSet<String> = found.iter().map(|(name, _)| name.clone()).collect();
    let lost: Vec<&String> = answered.difference(&names).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
    assert!(found.iter().all(|(_, times)| *times == 1), "doubled: {found:?}");
    assert!(names.len() <= asked, "nothing is there that nobody asked for");
    drop(statement);
    drop(conn);
    let server = Server::start(&data).await;
    server.run(&["audit", "verify"]);
    assert_eq!(server.stop(), Some(0));
}

/// Creates organisations one after the other until the server is gone; the names that were answered, and how many
/// were asked for.
async fn write(program: Client, round: usize, writer: usize) -> (Vec<String>, usize) {
    let (mut done, mut asked) = (Vec::new(), 0);
    loop {
        let name = format!("Organisation {round}/{writer}/{asked}");
        let body = json!({ "name": name, "kind": "customer" });
        asked += 1;
        match program.request(Method::POST, "/api/v1/organisations").json(&body).send().await {
            Ok(answer) if answer.status().as_u16() == 201 => done.push(name),
            Ok(answer) => panic!("{}", answer.status()),
            Err(_) => return (done, asked),
        }
    }
}
