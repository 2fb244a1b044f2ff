//! `vigie demo`: made once, then left as it is, where the flags say and nowhere else.

use std::{collections::BTreeMap, path::Path, process::Command};

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Client, TestDb, on_both, vigie};
use vigie::migrations::MIGRATIONS;

use super::{
    Folder,
    node::{Node, free},
    ok, parsed,
};

const PASSWORD: &str = "un quai sous la bruine";

/// `vigie demo` in a folder of its own, with everything named by flags.
fn demo(folder: &Folder, database: &str, listen: &str) -> Command {
    let mut command = vigie(&["demo", "--listen", listen, "--database", database]);
    command.args(["--data", folder.data.to_str().unwrap()]);
    command.env("VIGIE_DEMO_PASSWORD", PASSWORD).current_dir(folder.data.parent().unwrap());
    command
}

/// The lines of the accounts, as they are printed.
fn accounts(printed: &str) -> Vec<String> {
    let lines = printed.lines().skip_while(|line| *line != "The accounts of the demo:").skip(1);
    lines.take_while(|line| line.starts_with("  ")).map(str::to_owned).collect()
}

/// How many rows there are of what people made.
async fn counts(test: &TestDb) -> BTreeMap<&'static str, i64> {
    let tables = [
        "tickets",
        "users",
        "organisations",
        "desks",
        "teams",
        "categories",
        "comments",
        "sla_policies",
        "api_tokens",
    ];
    let read = test.db.read(move |read| {
        let count = |table: &'static str| {
            let row = read.first(&format!("SELECT COUNT(*) FROM {table}"), &[])?.unwrap();
            Ok::<_, db::Error>((table, row.at::<i64>(0)?))
        };
        tables.into_iter().map(count).collect::<db::Result<BTreeMap<_, _>>>()
    });
    read.await.unwrap()
}

/// A token of the demo's agent, by the command line beside the server.
fn token(folder: &Folder, database: &str) -> String {
    let args = [
        "token",
        "create",
        "--user",
        "agent@demo.example",
        "--scopes",
        "tickets:write",
        "--json",
        "--database",
        database,
    ];
    parsed(folder.run(&args))["token"].as_str().unwrap().to_owned()
}

fn is_empty_but(folder: &Path, known: &[&str]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name.as_str()), "{name} was left in {}", folder.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_made_once_where_the_flags_say_and_kept_as_it_is() {
    on_both(MIGRATIONS, |mut test| async move {
        let folder = Folder::new();
        let database = test.options.url.clone();
        test.db.close();

        let listen = free();
        let first = Node::start(demo(&folder, &database, &listen), &folder.beside("first")).await;
        let listed = accounts(&first.printed());
        assert_eq!(listed.len(), 7, "{}", first.printed());
        for role in ["admin", "agent", "lead", "manager", "requester", "provider", "observer"] {
            let line = listed.iter().find(|line| line.split_whitespace().next() == Some(role)).unwrap();
            assert!(line.contains(&format!("{role}@demo.example")) && line.ends_with(PASSWORD), "{line}");
        }
        let at = |listen: &str| Client::new(&format!("http://{listen}"));
        let token = token(&folder, &database);
        let client = at(&listen).with_token(&token);
        let made = client
            .api(Method::POST, "/api/v1/tickets", Some(&json!({ "title": "Kept between two starts" })))
            .await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = made.location().to_owned();
        assert_eq!(first.stop(), Some(0));
        test.reopen(|_| ());
        let before = counts(&test).await;
        test.db.close();
        assert!(before["tickets"] > 300 && before["users"] > 50, "{before:?}");

        let other = free();
        let second = Node::start(demo(&folder, &database, &other), &folder.beside("second")).await;
        assert!(!second.printed().contains("Filling"), "{}", second.printed());
        assert_eq!(accounts(&second.printed()), listed);
        let form = [("email", "agent@demo.example"), ("password", PASSWORD), ("next", "/")];
        assert_eq!(
            at(&other).post("/login", &form).await.status,
            303,
            "the password is the one that was printed"
        );
        let kept = at(&other).with_token(&token).api(Method::GET, &path, None).await;
        assert_eq!((kept.status, &kept.json()["title"]), (200, &json!("Kept between two starts")));
        assert!(
            reqwest::get(format!("http://{listen}/healthz")).await.is_err(),
            "nobody listens where the first did"
        );
        assert_eq!(second.stop(), Some(0));
        test.reopen(|_| ());
        assert_eq!(counts(&test).await, before);
        test.db.close();

        // The journal of what was made is sound, and nothing lies where no flag pointed.
        let verdict: Value = parsed(folder.run(&["audit", "verify", "--json", "--database", &database]));
        assert_eq!(verdict["sound"], json!(true), "{verdict}");
        assert!(!folder.data.join("vigie.db").exists() && folder.data.join("demo-accounts.json").exists());
        is_empty_but(folder.data.parent().unwrap(), &["data", "first", "second"]);
    })
    .await;
}

#[test]
fn an_installation_that_is_no_demo_is_not_made_one() {
    let folder = Folder::new();
    ok(folder.run(&super::admin()));
    let out = folder.run(&["demo", "--listen", &free()]);
    assert_eq!(out.status.code(), Some(1));
    let error = String::from_utf8_lossy(&out.stderr);
    assert!(error.contains("is not a demo") && error.contains("--data"), "{error}");
    assert_eq!(parsed(folder.run(&["audit", "verify", "--json"]))["sound"], json!(true));
}
