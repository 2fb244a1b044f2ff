//! `vigie import incident-log` and `vigie audit verify` as an administrator calls them, on either engine.

use std::process::Output;

use base::audit;
use serde_json::{Value, json};
use testkit::{TestDb, on_both, start, vigie};
use vigie::migrations::MIGRATIONS;

use super::{
    Folder,
    node::{Node, free},
    ok, parsed,
};
use crate::imports::{SMALL, desk};

/// An installation with an empty help desk, whose database is named by a flag.
struct Place<'t> {
    test: &'t TestDb,
    folder: Folder,
}

impl<'t> Place<'t> {
    async fn new(test: &'t TestDb) -> Self {
        desk(test, "Help desk").await;
        Self { test, folder: Folder::new() }
    }

    fn run(&self, args: &[&str]) -> Output {
        let database = self.test.options.url.as_str();
        self.folder.run(&[args, &["--database", database]].concat())
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.beside(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn import(&self, file: &str) -> Value {
        parsed(self.run(&["import", "incident-log", file, "--json"]))
    }

    async fn count(&self, sql: &'static str) -> i64 {
        self.test.db.read(move |read| read.first(sql, &[])?.unwrap().at(0)).await.unwrap()
    }

    /// Changes the journal as somebody with the database's password would.
    async fn tamper(&self, sql: &'static str) -> u64 {
        self.test.db.write(move |tx| tx.execute(sql, &[])).await.unwrap()
    }

    /// The sentences of the proof; none of a sound journal. The exit status says the same.
    fn sentences(&self) -> Vec<String> {
        let out = self.run(&["audit", "verify", "--json"]);
        let verdict: Value = serde_json::from_slice(&out.stdout).unwrap();
        let found: Vec<String> = verdict["sentences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            (out.status.code(), &verdict["sound"]),
            (Some(i32::from(!found.is_empty())), &json!(found.is_empty())),
            "{verdict}"
        );
        assert_eq!(verdict["wrong"], json!(found.len()));
        found
    }
}

/// The figures of a report, by name.
fn figures<const N: usize>(report: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| report[name].as_u64().unwrap_or_else(|| panic!("{name}: {report}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_taken_in_once_and_the_report_says_so() {
    on_both(MIGRATIONS, |test| async move {
        let place = Place::new(&test).await;
        let first = place.import(SMALL);
        let names = ["lines", "tickets", "created", "continued", "unchanged", "refused", "entries"];
        assert_eq!(figures(&first, names), [28, 8, 8, 0, 0, 0, 28], "{first}");
        assert_eq!((&first["desk"], &first["faults"]), (&json!("Help desk"), &json!([])));
        assert_eq!(first["unknown_states"], json!({ "-100": 2 }));
        let entries = place.count("SELECT COUNT(*) FROM journal").await;
        assert_eq!(place.count("SELECT COUNT(*) FROM tickets").await, 8);

        let again = place.import(SMALL);
        assert_eq!(figures(&again, names), [28, 8, 0, 0, 8, 0, 0], "{again}");
        // For people the same, in sentences, and how far it is; a program hears nothing of that.
        let out = place.run(&["import", "incident-log", SMALL]);
        assert!(String::from_utf8_lossy(&out.stderr).contains("0 of 8 tickets"), "{out:?}");
        assert!(!ok(out).contains("of 8 tickets"), "the report stands alone on standard output");
        let out = place.run(&["import", "incident-log", SMALL, "--json"]);
        assert_eq!(String::from_utf8_lossy(&out.stderr), "");
        // The log of the run tells how far it is.
        let mut command = vigie(&["import", "incident-log", SMALL, "--database", &test.options.url]);
        command.args(["--data", place.folder.data.to_str().unwrap()]).env("VIGIE_LOG", "info");
        let out = command.output().unwrap();
        let progress: Vec<Value> = String::from_utf8_lossy(&out.stderr)
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter(|line: &Value| line["message"] == "import")
            .collect();
        assert!(
            progress.iter().any(|line| line["done"] == json!(8) && line["total"] == json!(8)),
            "{progress:?}"
        );
        let text = ok(out);
        assert!(
            text.contains("28 lines, 8 tickets, desk Help desk")
                && text.contains("0 created, 0 continued, 8 unchanged, 0 refused"),
            "{text}"
        );

        // A running server takes it in itself, with the same answer.
        let (listen, database) = (free(), test.options.url.as_str());
        let mut command = vigie(&["serve", "--listen", &listen, "--database", database]);
        command.args(["--data", place.folder.data.to_str().unwrap()]);
        let node = Node::start(command, &place.folder.beside("printed")).await;
        let third = place.import(SMALL);
        assert_eq!(figures(&third, names), [28, 8, 0, 0, 8, 0, 0], "{third}");
        let out = place.run(&["import", "incident-log", SMALL]);
        assert!(
            String::from_utf8_lossy(&out.stderr).contains("of 8 tickets"),
            "the server tells it too: {out:?}"
        );
        assert!(node.printed().contains("\"message\":\"import\""), "the server's log tells how far it is");
        assert_eq!(node.stop(), Some(0));
        assert_eq!(place.count("SELECT COUNT(*) FROM journal WHERE stream = 'ticket'").await, 28);
        assert_eq!(place.count("SELECT COUNT(*) FROM journal").await, entries, "nothing was written again");
        assert_eq!(place.sentences(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_in_is_named_by_the_exit_status_too() {
    on_both(MIGRATIONS, |test| async move {
        let place = Place::new(&test).await;
        let text = std::fs::read_to_string(SMALL).unwrap();
        let bad = place.file("bad.csv", &text.replacen("5/3/2016 12:30", "35/3/2016 12:30", 1));
        let out = place.run(&["import", "incident-log", &bad, "--json"]);
        assert_eq!(out.status.code(), Some(1));
        let report: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(figures(&report, ["created", "refused"]), [7, 1], "{report}");
        assert_eq!(
            (&report["faults"][0]["line"], &report["faults"][0]["ticket"]),
            (&json!(29), &json!("INC0000065")),
            "{report}"
        );
        assert!(report["faults"][0]["reason"].as_str().unwrap().contains("35/3/2016"), "{report}");
        // Mended, it goes on from there.
        assert_eq!(figures(&place.import(SMALL), ["created", "unchanged"]), [1, 7]);

        let headless = place.file("headless.csv", &text.replacen("caller_id", "caller", 1));
        let desks = ["import", "incident-log", SMALL, "--desk", "Nowhere"];
        for (args, status, word) in [
            (&["import", "incident-log", &headless][..], 1, "caller_id"),
            (&desks[..], 1, "Nowhere"),
            (&["import", "incident-log", "/nowhere.csv"][..], 2, "/nowhere.csv"),
            (&["import", "incident-log", SMALL, "--zone", "Mars/Olympus"][..], 2, "Mars/Olympus"),
            (&["import", "incident-log"][..], 2, "FILE"),
        ] {
            let out = place.run(args);
            let error = String::from_utf8_lossy(&out.stderr);
            assert_eq!(out.status.code(), Some(status), "{args:?}: {error}");
            assert!(error.contains(word) && !error.contains("panicked"), "{args:?}: {error}");
        }
        assert_eq!(place.count("SELECT COUNT(*) FROM tickets").await, 8);
    })
    .await;
}

/// The third entry of INC-47.
const ENTRY: &str =
    "stream = 'ticket' AND entry_no = 3 AND stream_id = (SELECT id FROM tickets WHERE number = 47)";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_to_the_journal_of_an_import_is_named() {
    on_both(MIGRATIONS, |test| async move {
        let place = Place::new(&test).await;
        place.import(SMALL);
        assert_eq!(place.sentences(), Vec::<String>::new());
        for table in ["journal", "journal_payloads"] {
            let keep = move |tx: &mut db::Tx<'_>| tx.execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"), &[]);
            test.db.write(keep).await.unwrap();
        }
        let back = "INSERT INTO journal SELECT * FROM kept_journal WHERE id NOT IN (SELECT id FROM journal)";

        // One byte of a row.
        let sql = format!("UPDATE journal SET actor = SUBSTR(actor, 1, LENGTH(actor) - 1) || '7' WHERE {ENTRY}");
        assert_eq!(place.tamper(sql.leak()).await, 1);
        assert_eq!(place.sentences(), ["ticket 47, entry 3: altered"]);
        let sql = "UPDATE journal SET actor = (SELECT kept_journal.actor FROM kept_journal WHERE kept_journal.id = journal.id)";
        place.tamper(sql).await;
        assert_eq!(place.sentences(), Vec::<String>::new());

        // One byte of what an entry says.
        let sql = format!(
            "UPDATE journal_payloads SET body = REPLACE(body, 'Awaiting User Info', 'Awaiting User info') \
             WHERE entry_id = (SELECT id FROM journal WHERE {ENTRY})"
        );
        assert_eq!(place.tamper(sql.leak()).await, 1);
        assert_eq!(place.sentences(), ["ticket 47, entry 3: its details were altered"]);
        let sql = "UPDATE journal_payloads SET body = (SELECT kept_journal_payloads.body FROM kept_journal_payloads \
                   WHERE kept_journal_payloads.entry_id = journal_payloads.entry_id)";
        place.tamper(sql).await;
        assert_eq!(place.sentences(), Vec::<String>::new());

        // A row.
        let sql = format!("SELECT feed_no FROM journal WHERE {ENTRY}");
        let feed_no = place.count(sql.leak()).await;
        assert_eq!(place.tamper(format!("DELETE FROM journal WHERE {ENTRY}").leak()).await, 1);
        let found = place.sentences();
        assert_eq!(
            found,
            [format!("change feed, numbers {feed_no} to {feed_no}: missing"), "ticket 47, entries 3 to 3: missing".into()]
        );
        assert_eq!(place.tamper(back).await, 1);
        assert_eq!(place.sentences(), Vec::<String>::new());

        // The last ten.
        let cut = test.db.read(|read| {
            let rows = read.query(
                "SELECT tickets.number, journal.entry_no FROM journal JOIN tickets ON tickets.id = journal.stream_id \
                 WHERE stream = 'ticket' AND feed_no > (SELECT MAX(feed_no) - 10 FROM journal) ORDER BY tickets.number, entry_no",
                &[],
            )?;
            rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect::<db::Result<Vec<(i64, i64)>>>()
        });
        let cut = cut.await.unwrap();
        assert_eq!(cut.len(), 10, "the last things that an import writes are tickets' entries");
        let last = "DELETE FROM journal WHERE feed_no > (SELECT MAX(feed_no) - 10 FROM journal)";
        assert_eq!(place.tamper(last).await, 10);
        let mut expected: Vec<(i64, i64, i64)> = Vec::new();
        for (number, entry_no) in cut {
            match expected.last_mut() {
                Some((known, _, to)) if *known == number => *to = entry_no,
                _ => expected.push((number, entry_no, entry_no)),
            }
        }
        let mut expected: Vec<String> =
            expected.iter().map(|(number, from, to)| format!("ticket {number}, entries {from} to {to}: missing")).collect();
        let mut found = place.sentences();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        assert_eq!(place.tamper(back).await, 10);
        assert_eq!(place.sentences(), Vec::<String>::new());

        // The last ten with the heads and the seals that remember them: the line kept beside the database still tells.
        let keys = vigie::data::keys(&place.folder.data).unwrap();
        let line = audit::checkpoint(&test.db, &keys, start()).await.unwrap().unwrap();
        std::fs::write(place.folder.data.join("checkpoints.log"), format!("{line}\n")).unwrap();
        assert_eq!(place.sentences(), Vec::<String>::new());
        let end = place.count("SELECT MAX(feed_no) FROM journal").await;
        let entries = place.count("SELECT COUNT(*) FROM journal").await;
        assert_eq!(place.tamper(last).await, 10);
        place.tamper("DELETE FROM journal_checkpoints").await;
        let gone = "DELETE FROM journal_heads WHERE NOT EXISTS (SELECT 1 FROM journal WHERE \
                    journal.stream = journal_heads.stream AND journal.stream_id = journal_heads.stream_id)";
        place.tamper(gone).await;
        let of = "FROM journal WHERE journal.stream = journal_heads.stream AND journal.stream_id = journal_heads.stream_id \
                  ORDER BY journal.entry_no DESC LIMIT 1";
        let heads = format!("UPDATE journal_heads SET entry_no = (SELECT journal.entry_no {of}), hash = (SELECT journal.hash {of})");
        place.tamper(heads.leak()).await;
        let sealed = format!(
            "checkpoint at {end}: the journal was cut or recomputed ({entries} entries sealed, {} there now)",
            entries - 10
        );
        assert_eq!(place.sentences(), [sealed]);
    })
    .await;
}
