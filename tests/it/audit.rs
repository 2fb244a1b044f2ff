//! The journal: nothing is altered, removed, reordered or cut off unseen.

use base::{
    audit::{self, Change, Finding, NewEntry, Stream, Verdict, feed},
    ctx::Ctx,
};
use db::{Error, Sql, params};
use jiff::{SignedDuration, Timestamp};
use testkit::{TestDb, on_both};
use vigie::migrations::MIGRATIONS;
use web::signed::Keys;

fn keys() -> Keys {
    Keys::new([7u8; 32], []).unwrap()
}

fn start() -> Timestamp {
    "2026-11-20T09:42:00Z".parse().unwrap()
}

/// Sixty entries in four histories, sealed after the fortieth.
async fn journal(test: &TestDb) -> String {
    let mut line = None;
    for n in 0..60_i64 {
        let at = start() + SignedDuration::from_secs(n);
        test.db
            .write(move |tx| {
                let entry = NewEntry::new(Stream::Ticket(n % 4 + 1), "ticket.changed")
                    .changes(vec![Change::new("title", n, n + 1)])
                    .reason(format!("reason {n}"));
                audit::append(tx, &Ctx::system(at), &entry)
            })
            .await
            .unwrap();
        if n == 39 {
            line = audit::checkpoint(&test.db, &keys(), at).await.unwrap();
        }
    }
    feed::number_now(&test.db).await.unwrap();
    line.unwrap()
}

async fn verdict(test: &TestDb) -> Verdict {
    audit::verify(&test.db, &keys(), "").await.unwrap()
}

async fn tamper(test: &TestDb, statement: &'static str) {
    test.db.write(move |tx| tx.execute(statement, &[])).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untouched_journal_is_sound() {
    on_both(MIGRATIONS, |test| async move {
        journal(&test).await;
        let verdict = verdict(&test).await;
        assert!(verdict.is_sound(), "{verdict:?}");
        assert_eq!((verdict.entries, verdict.streams, verdict.checkpoints), (60, 4, 1));
        let entries = test.db.read(|r| audit::stream_entries(r, Stream::Ticket(2), 0, 100)).await.unwrap();
        assert_eq!(entries.iter().map(|e| e.entry_no).collect::<Vec<_>>(), (1..=15).collect::<Vec<_>>());
        assert_eq!(entries[0].payload.as_ref().unwrap().reason.as_deref(), Some("reason 1"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_byte_names_its_entry() {
    on_both(MIGRATIONS, |test| async move {
        journal(&test).await;
        tamper(&test, "UPDATE journal SET actor = 'Vigia' WHERE stream_id = 3 AND entry_no = 5").await;
        let found = verdict(&test).await.findings;
        assert!(
            matches!(&found[..], [Finding::Altered { stream, stream_id: 3, entry_no: 5, .. }] if stream == "ticket"),
            "{found:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_payload_names_its_entry() {
    on_both(MIGRATIONS, |test| async move {
        journal(&test).await;
        tamper(
            &test,
            "UPDATE journal_payloads SET body = REPLACE(body, 'reason 12', 'reason 13') WHERE entry_id = \
             (SELECT id FROM journal WHERE stream_id = 1 AND entry_no = 4)",
        )
        .await;
        let found = verdict(&test).await.findings;
        assert!(
            matches!(&found[..], [Finding::PayloadAltered { stream_id: 1, entry_no: 4, .. }]),
            "{found:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_row_is_named_in_its_history_and_in_the_feed() {
    on_both(MIGRATIONS, |test| async move {
        journal(&test).await;
        tamper(&test, "DELETE FROM journal WHERE stream_id = 2 AND entry_no = 7").await;
        let found = verdict(&test).await.findings;
        let history =
            Finding::Missing { stream: "ticket".into(), stream_id: 2, from_entry_no: 7, to_entry_no: 7 };
        assert!(found.contains(&history), "{found:?}");
        assert!(found.iter().any(
            |f| matches!(f, Finding::FeedGap { from_feed_no, to_feed_no } if from_feed_no == to_feed_no)
        ));
        assert!(found.iter().any(|f| matches!(f, Finding::BrokenCheckpoint { .. })), "it lay under a seal");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_tail_is_named_even_when_the_heads_were_cut_with_it() {
    on_both(MIGRATIONS, |test| async move {
        let sealed = journal(&test).await;
        // The last ten rows alone: the heads still know them.
        tamper(&test, "DELETE FROM journal WHERE feed_no > 50").await;
        let found = verdict(&test).await.findings;
        let missing: i64 = found
            .iter()
            .map(|f| match f {
                Finding::Missing { from_entry_no, to_entry_no, .. } => to_entry_no - from_entry_no + 1,
                _ => 0,
            })
            .sum();
        assert_eq!(missing, 10, "{found:?}");
        // Everything after the thirtieth, heads and checkpoints too: the line kept outside still tells.
        tamper(&test, "DELETE FROM journal WHERE feed_no > 30").await;
        tamper(&test, "DELETE FROM journal_checkpoints").await;
        tamper(
            &test,
            "UPDATE journal_heads SET entry_no = (SELECT MAX(j.entry_no) FROM journal j WHERE j.stream = \
             journal_heads.stream AND j.stream_id = journal_heads.stream_id)",
        )
        .await;
        tamper(
            &test,
            "UPDATE journal_heads SET hash = (SELECT j.hash FROM journal j WHERE j.stream = journal_heads.stream AND \
             j.stream_id = journal_heads.stream_id AND j.entry_no = journal_heads.entry_no)",
        )
        .await;
        assert!(verdict(&test).await.is_sound(), "nothing inside the database can tell any more");
        let outside = audit::verify(&test.db, &keys(), &sealed).await.unwrap();
        assert_eq!(outside.findings, [Finding::BrokenCheckpoint { feed_no: 40, sealed: 40, found: 30 }]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recomputed_chain_breaks_the_seal() {
    on_both(MIGRATIONS, |test| async move {
        journal(&test).await;
        // Another key is what a forger who recomputes the seals has.
        let forger = Keys::new([9u8; 32], []).unwrap();
        tamper(&test, "DELETE FROM journal_checkpoints").await;
        audit::checkpoint(&test.db, &forger, start()).await.unwrap();
        let found = verdict(&test).await.findings;
        assert_eq!(found, [Finding::ForgedCheckpoint { feed_no: 60 }]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_law_erases_is_called_erased_and_not_broken() {
    on_both(MIGRATIONS, |test| async move {
        journal(&test).await;
        let erased = test
            .db
            .write(|tx| audit::erase(tx, &Ctx::system(start()), Stream::Ticket(4), "request of the person"))
            .await
            .unwrap();
        assert_eq!(erased, 15);
        let verdict = verdict(&test).await;
        assert!(verdict.is_sound(), "{verdict:?}");
        assert_eq!(verdict.erased.len(), 15);
        assert!(verdict.erased[0].contains("erased on") && verdict.erased[0].contains("by Vigie"));
        let entries = test.db.read(|r| audit::stream_entries(r, Stream::Ticket(4), 0, 100)).await.unwrap();
        assert!(entries[..15].iter().all(|entry| entry.payload.is_none() && entry.erased_at.is_some()));
        assert_eq!(entries[15].kind, "payloads.erased");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_on_one_history_leave_no_hole_and_no_double() {
    on_both(MIGRATIONS, |test| async move {
        let writers = (0..16).map(|_| {
            let db = test.db.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    let append = |tx: &mut db::Tx<'_>| {
                        let lock = Sql::Split {
                            sqlite: "SELECT 1 FROM migrations WHERE number = 1",
                            postgres: "SELECT 1 FROM migrations WHERE number = 1 FOR UPDATE",
                        };
                        tx.query(lock, params![])?;
                        audit::append(
                            tx,
                            &Ctx::system(start()),
                            &NewEntry::new(Stream::Ticket(1), "ticket.changed"),
                        )
                    };
                    db.write_locked(append).await?;
                }
                Ok::<_, Error>(())
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap().unwrap();
        }
        let verdict = verdict(&test).await;
        assert!(verdict.is_sound() && verdict.entries == 160, "{verdict:?}");
        let page = test.db.read(|r| audit::page(r, 0, 1000)).await.unwrap();
        assert_eq!(page.iter().filter_map(|e| e.feed_no).collect::<Vec<_>>(), (1..=160).collect::<Vec<_>>());
    })
    .await;
}
