//! Jobs: retried, dead, doubted after a crash, once a key.

use std::sync::{Arc, Mutex};

use db::params;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};
use tokio::{sync::Notify, task::JoinSet, time::timeout};
use work::{Clock, JobOutcome, NewJob, Registry, Runner, jobs, run_until_idle};

use super::{PATIENCE, STEPS, enqueue, job, job_counts, secs, sending, start};

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_retried_later_and_later_then_dies_with_its_reason() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let refusals = vec![JobOutcome::Retry("connection\0 refused".to_owned()); 20];
        let (registry, runs) = sending(refusals);
        let id = enqueue(db, job(None, start() + secs(5))).await.unwrap();
        assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 0, "not before its time");
        clock.advance(secs(5));
        for attempt in 1..=20 {
            assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 1, "attempt {attempt}");
            clock.advance(secs(3600));
        }
        let runs_seen = runs.lock().unwrap().clone();
        assert_eq!(runs_seen.iter().map(|run| run.attempt).collect::<Vec<_>>(), (1..=20).collect::<Vec<_>>());
        assert!(runs_seen.iter().all(|run| !run.possibly_repeated && run.payload == json!({"to": "léa"})));
        let dead = db.read(|read| jobs::dead(read, None, 10)).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!((dead[0].id, dead[0].attempts, dead[0].reason.as_str()), (id, 20, "connection refused"));
        assert_eq!((dead[0].due_at, dead[0].possibly_repeated), (start() + secs(5), false));
        assert!(db.read(move |read| jobs::dead(read, Some(id), 10)).await.unwrap().is_empty());

        let now = clock.now();
        assert!(db.write(move |tx| jobs::rerun(tx, id, now)).await.unwrap());
        assert!(!db.write(move |tx| jobs::rerun(tx, id, now)).await.unwrap());
        assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 1);
        assert_eq!(job_counts(db).await, (0, 0, 0), "done this time");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_waits_between_half_and_the_whole_of_its_backoff() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let (registry, _) = sending(vec![JobOutcome::Retry("busy".to_owned()); 3]);
        enqueue(db, job(None, start())).await.unwrap();
        for wait in [1000, 2000, 4000] {
            assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 1);
            clock.advance(SignedDuration::from_millis(wait / 2 - 1));
            assert_eq!(
                run_until_idle(db, &clock, &registry).await.unwrap().jobs,
                0,
                "too early within {wait} ms"
            );
            clock.advance(SignedDuration::from_millis(wait / 2 + 1));
        }
        assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_gives_up_is_dead_at_once_and_may_be_discarded() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let (registry, _) = sending(vec![JobOutcome::GiveUp("no such mailbox".to_owned())]);
        let id = enqueue(db, job(Some("mail:1"), start())).await.unwrap();
        run_until_idle(db, &clock, &registry).await.unwrap();
        assert_eq!(job_counts(db).await, (0, 0, 1));
        let now = clock.now();
        assert!(db.write(move |tx| jobs::discard(tx, id, now)).await.unwrap());
        assert!(!db.write(move |tx| jobs::discard(tx, id, now)).await.unwrap());
        assert_eq!(job_counts(db).await, (0, 0, 0));
        assert_eq!(enqueue(db, job(Some("mail:1"), start())).await, None, "its key is still known");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_enqueued_once_by_any_number_of_writers() {
    on_both(STEPS, |test: TestDb| async move {
        let mut writers = JoinSet::new();
        for _ in 0..16 {
            let db = test.db.clone();
            writers.spawn(async move {
                db.write_locked(|tx| work::enqueue(tx, &job(Some("page:9:sms"), start()))).await
            });
        }
        let written: Vec<_> =
            writers.join_all().await.into_iter().filter_map(|written| written.unwrap()).collect();
        assert_eq!(written.len(), 1);
        assert!(enqueue(&test.db, job(Some("page:9:call"), start())).await.is_some());
        assert!(enqueue(&test.db, job(None, start())).await.is_some());
        assert!(enqueue(&test.db, job(None, start())).await.is_some());
        let (registry, runs) = sending(Vec::new());
        run_until_idle(&test.db, &Clock::manual(start()), &registry).await.unwrap();
        assert_eq!(runs.lock().unwrap().len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_runner_died_is_run_again_as_possibly_repeated() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let begun = Arc::new(Notify::new());
        let beginning = Arc::clone(&begun);
        let hanging = Registry::new().job("send", move |_| {
            beginning.notify_one();
            std::future::pending()
        });
        enqueue(db, job(None, start())).await.unwrap();
        let runner = Runner::start(test.node(), clock.clone(), hanging, "doomed".to_owned());
        timeout(PATIENCE, begun.notified()).await.unwrap();
        drop(runner);

        let (registry, runs) = sending(vec![JobOutcome::Retry("busy".to_owned())]);
        clock.advance(secs(19));
        assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 0, "the claim still stands");
        assert_eq!(job_counts(db).await, (0, 1, 0));
        clock.advance(secs(1));
        assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 1);
        clock.advance(secs(10));
        assert_eq!(run_until_idle(db, &clock, &registry).await.unwrap().jobs, 1);
        let runs: Vec<_> =
            runs.lock().unwrap().iter().map(|run| (run.attempt, run.possibly_repeated)).collect();
        assert_eq!(runs, [(2, true), (3, true)], "the doubt stays until it is done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_ends_its_process_at_each_attempt_dies() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let id = enqueue(db, job(None, start())).await.unwrap();
        let crash = db.write(move |tx| {
            tx.execute(
                "UPDATE jobs SET state = 1, attempts = 20, claimed_by = 'gone', claimed_until = $2 WHERE id = $1",
                params![id, start()],
            )
        });
        crash.await.unwrap();
        let (registry, runs) = sending(Vec::new());
        run_until_idle(db, &clock, &registry).await.unwrap();
        assert!(runs.lock().unwrap().is_empty());
        let dead = db.read(|read| jobs::dead(read, None, 10)).await.unwrap();
        assert_eq!(dead.iter().map(|job| (job.id, job.possibly_repeated)).collect::<Vec<_>>(), [(id, true)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panicking_job_is_tried_again_and_doubted() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        let registry = Registry::new().job("send", move |run| {
            noted.lock().unwrap().push(run.possibly_repeated);
            assert!(run.attempt > 1, "the first attempt panics");
            async { JobOutcome::Done }
        });
        enqueue(db, job(None, start())).await.unwrap();
        run_until_idle(db, &clock, &registry).await.unwrap();
        clock.advance(secs(1));
        run_until_idle(db, &clock, &registry).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), [false, true]);
        assert_eq!(job_counts(db).await, (0, 0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runners_do_each_job_once_and_a_hanging_kind_leaves_room() {
    on_both(STEPS, |test: TestDb| async move {
        let clock = Clock::manual(start());
        let done = Arc::new(Mutex::new(Vec::new()));
        let write = test.db.write(|tx| {
            for _ in 0..40 {
                let hanging = NewJob { kind: "hang", payload: Json::Null, dedupe_key: None, run_at: start() };
                work::enqueue(tx, &hanging)?;
            }
            (0..100).try_for_each(|_| work::enqueue(tx, &job(None, start())).map(drop))
        });
        write.await.unwrap();
        let all = Arc::new(Notify::new());
        let runners = ["a", "b"].map(|node| {
            let (done, all) = (Arc::clone(&done), Arc::clone(&all));
            let registry = Registry::new().job("hang", |_| std::future::pending()).job("send", move |run| {
                let mut done = done.lock().unwrap();
                done.push(run.id);
                if done.len() == 100 {
                    all.notify_one();
                }
                async { JobOutcome::Done }
            });
            Runner::start(test.node(), clock.clone(), registry, node.to_owned())
        });
        timeout(PATIENCE, all.notified()).await.expect("the other kind is not starved");
        let mut done = done.lock().unwrap().clone();
        done.sort_unstable();
        done.dedup();
        assert_eq!(done.len(), 100);
        drop(runners);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shutdown_lets_a_running_job_end() {
    on_both(STEPS, |test: TestDb| async move {
        let clock = Clock::manual(start());
        let (begun, end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (beginning, ending) = (Arc::clone(&begun), Arc::clone(&end));
        let registry = Registry::new().job("send", move |_| {
            let (beginning, ending) = (Arc::clone(&beginning), Arc::clone(&ending));
            async move {
                beginning.notify_one();
                ending.notified().await;
                JobOutcome::Done
            }
        });
        enqueue(&test.db, job(None, start())).await.unwrap();
        let runner = Runner::start(test.node(), clock, registry, "a".to_owned());
        timeout(PATIENCE, begun.notified()).await.unwrap();
        let stopping = tokio::spawn(runner.shutdown());
        end.notify_one();
        timeout(PATIENCE, stopping).await.unwrap().unwrap();
        assert_eq!(job_counts(&test.db).await, (0, 0, 0));
    })
    .await;
}
