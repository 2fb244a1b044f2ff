//! Closures: committed together, refused alone, never half.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use db::{Constraint, Error, Migration, Options, Signal, Sql, params};
use jiff::Timestamp;
use testkit::{TestDb, on_both};

pub(super) const STEPS: &[Migration] = &[Migration {
    number: 1,
    name: "things",
    text: "CREATE TABLE things (\n  id {id},\n  name {text} NOT NULL,\n  amount {real},\n  ready {bool} NOT NULL,\n  \
           content {bytes},\n  at {int}\n) {strict};\nCREATE UNIQUE INDEX things_name ON things (name);\n",
}];

const INSERT: &str = "INSERT INTO things (name, ready) VALUES ($1, $2) RETURNING id";

async fn count(test: &TestDb) -> i64 {
    test.db.read(|r| r.first("SELECT COUNT(*) FROM things", &[])?.unwrap().at(0)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_value_comes_back_as_it_went() {
    on_both(STEPS, |test| async move {
        let at = Timestamp::from_microsecond(1_795_000_000_123_456).unwrap();
        let (name, bytes) = ("l’été, 日本, \"'; DROP", vec![0u8, 255, 7]);
        let (text, content) = (name.to_owned(), bytes.clone());
        test.db
            .write(move |tx| {
                tx.execute(
                    "INSERT INTO things (name, amount, ready, content, at) VALUES ($1, $2, $3, $4, $5)",
                    params![text, 2.5, true, content, at],
                )
            })
            .await
            .unwrap();
        let row = test.db.read(|r| r.first("SELECT * FROM things", &[])).await.unwrap().unwrap();
        assert_eq!(row.get::<String>("name").unwrap(), name);
        assert_eq!(row.get::<f64>("amount").unwrap(), 2.5);
        assert!(row.get::<bool>("ready").unwrap());
        assert_eq!(row.get::<Vec<u8>>("content").unwrap(), bytes);
        assert_eq!(row.get::<Timestamp>("at").unwrap(), at);
        assert!(matches!(row.get::<i64>("name"), Err(Error::Decode { .. })));
        assert!(matches!(row.get::<i64>("nothing"), Err(Error::Decode { .. })));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_may_stand_out_of_order_and_twice() {
    on_both(STEPS, |test| async move {
        let sql = "SELECT CAST($2 AS TEXT) || CAST($1 AS TEXT) || CAST($2 AS TEXT) || '$1'";
        let row = test.db.read(move |r| r.first(sql, params!["a", "b"])).await.unwrap().unwrap();
        assert_eq!(row.at::<String>(0).unwrap(), "bab$1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_closure_leaves_its_neighbours_alone() {
    on_both(STEPS, |test| async move {
        let writes = (0..200).map(|n| {
            let db = test.db.clone();
            // Every tenth repeats a name.
            let name = format!("thing {}", if n % 10 == 9 { n - 1 } else { n });
            tokio::spawn(async move { db.write(move |tx| tx.insert(INSERT, params![name, true])).await })
        });
        let mut refused = 0;
        for write in writes.collect::<Vec<_>>() {
            match write.await.unwrap() {
                Ok(_) => {}
                Err(error) if error.is_unique("name") => refused += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!((refused, count(&test).await), (20, 180));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_answered_and_rolled_back() {
    on_both(STEPS, |test| async move {
        let outcome: Result<(), Error> = test
            .db
            .write(|tx| {
                tx.insert(INSERT, params!["lost", true])?;
                panic!("by mistake")
            })
            .await;
        assert!(matches!(outcome, Err(Error::Panicked(text)) if text == "by mistake"));
        assert_eq!(count(&test).await, 0);
        test.db.write(|tx| tx.insert(INSERT, params!["kept", true])).await.unwrap();
        assert_eq!(count(&test).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failed_statement_nothing_follows_and_nothing_is_committed() {
    on_both(STEPS, |test| async move {
        let outcome: Result<(), Error> = test
            .db
            .write(|tx| {
                tx.insert(INSERT, params!["first", true])?;
                let doubled = tx.insert(INSERT, params!["first", true]);
                assert!(matches!(doubled, Err(Error::Constraint { kind: Constraint::Unique, .. })));
                assert!(matches!(tx.insert(INSERT, params!["second", true]), Err(Error::AlreadyFailed)));
                // A closure that swallows its failure does not commit the half that worked.
                Ok(())
            })
            .await;
        assert!(outcome.unwrap_err().is_unique("name"));
        assert_eq!(count(&test).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_fails_alone_and_attempts_may_nest() {
    on_both(STEPS, |test| async move {
        test.db
            .write(|tx| {
                tx.insert(INSERT, params!["outer", true])?;
                let failed = tx.attempt(|tx| {
                    tx.insert(INSERT, params!["lost", true])?;
                    let inner = tx.attempt(|tx| tx.insert(INSERT, params!["outer", true]));
                    assert!(inner.is_err());
                    tx.insert(INSERT, params!["lost too", true])?;
                    tx.insert(INSERT, params!["outer", true])
                });
                assert!(failed.unwrap_err().is_unique("name"));
                tx.attempt(|tx| tx.insert(INSERT, params!["inner", true]))?;
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        assert_eq!(count(&test).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closure_cannot_call_the_database_again() {
    on_both(STEPS, |test| async move {
        let inner = test.db.clone();
        let outcome: Result<(), Error> = test
            .db
            .read(move |_| {
                let (db, runtime) =
                    (inner.clone(), tokio::runtime::Builder::new_current_thread().build().unwrap());
                runtime.block_on(async move { db.read(|_| Ok::<_, Error>(())).await })
            })
            .await;
        assert!(matches!(outcome, Err(Error::Nested)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_are_capped() {
    on_both(STEPS, |mut test| async move {
        test.options.row_cap = 10;
        test.db
            .write(|tx| (0..20).try_for_each(|n| tx.insert(INSERT, params![n.to_string(), true]).map(drop)))
            .await
            .unwrap();
        let capped = tokio::task::spawn_blocking({
            let options = test.options.clone();
            move || std::thread::spawn(move || db::Db::open(&options).unwrap()).join().unwrap()
        })
        .await
        .unwrap();
        let outcome = capped.read(|r| r.query("SELECT id FROM things", &[])).await;
        assert!(matches!(outcome, Err(Error::TooManyRows(10))));
        capped.close();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_wakes_after_the_commit_and_only_then() {
    on_both(STEPS, |test| async move {
        let mut woken = test.db.signal(Signal(7));
        let refused: Result<(), Error> = test
            .db
            .write(|tx| {
                tx.wake(Signal(7));
                Err(Error::DiskFull)
            })
            .await;
        assert!(refused.is_err() && !woken.has_changed().unwrap());
        test.db
            .write(|tx| {
                let _: () = tx.wake(Signal(7));
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        tokio::time::timeout(Duration::from_secs(5), woken.changed()).await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_in_conflict_are_run_again_until_all_are_served() {
    on_both(STEPS, |test| async move {
        test.db
            .write(|tx| {
                tx.execute("INSERT INTO things (name, ready, at) VALUES ('sum', $1, 0)", params![true])
            })
            .await
            .unwrap();
        let runs = Arc::new(AtomicUsize::new(0));
        let writers = (0..16).map(|_| {
            let (db, runs) = (test.db.clone(), Arc::clone(&runs));
            tokio::spawn(async move {
                for _ in 0..5 {
                    let runs = Arc::clone(&runs);
                    let add = move |tx: &mut db::Tx<'_>| {
                        runs.fetch_add(1, Ordering::Relaxed);
                        let lock = Sql::Split {
                            sqlite: "SELECT at FROM things WHERE name = 'sum'",
                            postgres: "SELECT at FROM things WHERE name = 'sum' FOR UPDATE",
                        };
                        let sum: i64 = tx.first(lock, &[])?.unwrap().at(0)?;
                        tx.execute("UPDATE things SET at = $1 WHERE name = 'sum'", params![sum + 1])
                    };
                    db.write_locked(add).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let row = test.db.read(|r| r.first("SELECT at FROM things", &[])).await.unwrap().unwrap();
        assert_eq!(row.at::<i64>(0).unwrap(), 80);
        assert!(runs.load(Ordering::Relaxed) >= 80);
    })
    .await;
}

/// SQLite only: PostgreSQL has no limit that a test could set.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_what_does_not_fit_and_keeps_the_rest() {
    let test = TestDb::sqlite();
    test.migrate(STEPS).await;
    let pages: i64 = test.db.read(|r| r.first("PRAGMA page_count", &[])?.unwrap().at(0)).await.unwrap();
    let mut options = test.options.clone();
    options.max_pages = Some(u32::try_from(pages).unwrap() + 40);
    let db = db::Db::open(&options).unwrap();
    let writes = (0..60).map(|n| {
        let db = db.clone();
        // Large ones do not fit, small ones beside them must.
        let content = vec![7u8; if n % 6 == 5 { 400_000 } else { 10 }];
        tokio::spawn(async move {
            let insert = move |tx: &mut db::Tx<'_>| {
                tx.execute(
                    "INSERT INTO things (name, ready, content) VALUES ($1, $2, $3)",
                    params![n.to_string(), true, content],
                )
            };
            (n, db.write(insert).await)
        })
    });
    let (mut kept, mut full) = (0, 0);
    for write in writes.collect::<Vec<_>>() {
        match write.await.unwrap() {
            (_, Ok(_)) => kept += 1,
            (n, Err(Error::DiskFull)) => {
                assert_eq!(n % 6, 5, "a small write was refused");
                full += 1;
            }
            (n, Err(error)) => panic!("{n}: {error}"),
        }
    }
    assert_eq!((kept, full), (50, 10));
    let there: i64 = db.read(|r| r.first("SELECT COUNT(*) FROM things", &[])?.unwrap().at(0)).await.unwrap();
    assert_eq!(there, kept);
    db.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_asks_to_come_back() {
    let test = TestDb::sqlite();
    test.migrate(STEPS).await;
    let options = Options { queue: 4, ..test.options.clone() };
    let db = db::Db::open(&options).unwrap();
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let (started, running) = tokio::sync::oneshot::channel();
    let gate = Arc::new(std::sync::Mutex::new((wait, Some(started))));
    let blocked = tokio::spawn({
        let db = db.clone();
        async move {
            db.write(move |_| {
                let mut gate = gate.lock().unwrap();
                if let Some(started) = gate.1.take() {
                    let _ = started.send(());
                }
                let _ = gate.0.recv();
                Ok::<_, Error>(())
            })
            .await
        }
    });
    running.await.unwrap();
    let waiting: Vec<_> = (0..8)
        .map(|n: i32| {
            let db = db.clone();
            tokio::spawn(
                async move { db.write(move |tx| tx.insert(INSERT, params![n.to_string(), true])).await },
            )
        })
        .collect();
    let mut refused = 0;
    let mut answers = Vec::new();
    // The refusals come at once; the others wait for the gate.
    for task in waiting {
        let mut task = task;
        match tokio::time::timeout(Duration::from_millis(300), &mut task).await {
            Ok(answer) => {
                assert!(matches!(answer.unwrap(), Err(Error::QueueFull)));
                refused += 1;
            }
            Err(_) => answers.push(task),
        }
    }
    assert_eq!((refused, answers.len()), (4, 4));
    release.send(()).unwrap();
    blocked.await.unwrap().unwrap();
    for answer in answers {
        answer.await.unwrap().unwrap();
    }
    db.close();
}
