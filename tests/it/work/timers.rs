//! Timers: fired once, moved, cancelled, late, set aside.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use db::Db;
use jiff::SignedDuration;
use serde_json::json;
use testkit::{TestDb, on_both};
use tokio::{task::JoinSet, time::timeout};
use work::{Clock, Idle, NewTimer, Registry, Runner, TimerState, run_until_idle, timers};

use super::{STEPS, await_hits, hit, hits, ringing, schedule, secs, start, timer};

#[tokio::test(flavor = "multi_thread")]
async fn two_runners_fire_each_timer_once() {
    on_both(STEPS, |test: TestDb| async move {
        let clock = Clock::manual(start());
        for chunk in 0..4 {
            let write = test.db.write(move |tx| {
                (0..50).try_for_each(|n| work::schedule(tx, &timer(chunk * 50 + n, 0, start() + secs(n % 7))))
            });
            write.await.unwrap();
        }
        let runners =
            ["a", "b"].map(|node| Runner::start(test.node(), clock.clone(), ringing(), node.to_owned()));
        clock.advance(secs(10));
        let mut seen = await_hits(&test.db, 200).await;
        for runner in runners {
            runner.shutdown().await;
        }
        assert_eq!(run_until_idle(&test.db, &clock, &ringing()).await.unwrap(), Idle::default());
        assert_eq!(hits(&test.db).await.len(), 200);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_race_for_one_key() {
    on_both(STEPS, |test: TestDb| async move {
        let clock = Clock::manual(start());
        let nodes: Vec<Db> = (0..4).map(|_| test.node()).collect();
        let mut writers = JoinSet::new();
        for n in 0..16_i64 {
            let db = nodes[usize::try_from(n).unwrap() % nodes.len()].clone();
            writers.spawn(async move {
                db.write_locked(move |tx| work::schedule(tx, &timer(7, 0, start() + secs(n)))).await
            });
        }
        writers.join_all().await.into_iter().for_each(|written| written.unwrap());
        let pending = test.db.read(|read| work::pending(read, "ring", 7)).await.unwrap();
        assert_eq!(pending.len(), 1, "one pending timer a key");

        clock.advance(secs(60));
        let mut schedulers = JoinSet::new();
        for n in 0..16_usize {
            let (db, clock) = (nodes[n % nodes.len()].clone(), clock.clone());
            schedulers.spawn(async move { run_until_idle(&db, &clock, &ringing()).await.unwrap().timers });
        }
        let fired: usize = schedulers.join_all().await.into_iter().sum();
        assert_eq!((fired, hits(&test.db).await), (1, vec![(7, 0)]));
        nodes.iter().for_each(Db::close);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_is_moved_or_cancelled_by_its_key() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        for step in 0..4 {
            schedule(db, timer(1, step, start() + secs(10))).await;
        }
        schedule(db, timer(2, 0, start() + secs(10))).await;
        schedule(db, NewTimer { payload: json!("moved"), ..timer(1, 3, start() + secs(30)) }).await;
        assert!(db.write(|tx| work::cancel_step(tx, "ring", 1, 0)).await.unwrap());
        assert!(!db.write(|tx| work::cancel_step(tx, "ring", 1, 0)).await.unwrap());
        assert_eq!(db.write(|tx| work::cancel(tx, "ring", 2)).await.unwrap(), 1);

        clock.advance(secs(20));
        run_until_idle(db, &clock, &ringing()).await.unwrap();
        assert_eq!(hits(db).await, [(1, 1), (1, 2)]);
        let pending = db.read(|read| work::pending(read, "ring", 1)).await.unwrap();
        let pending: Vec<_> =
            pending.into_iter().map(|timer| (timer.step, timer.due_at, timer.payload)).collect();
        assert_eq!(pending, [(3, start() + secs(30), json!("moved"))]);
        clock.advance(secs(10));
        run_until_idle(db, &clock, &ringing()).await.unwrap();
        assert_eq!(hits(db).await, [(1, 1), (1, 2), (1, 3)]);

        let history = db.read(|read| timers::history(read, "ring", 1, 10)).await.unwrap();
        let mut history: Vec<_> =
            history.into_iter().map(|timer| (timer.step, timer.state, timer.fired_at)).collect();
        history.sort_unstable_by_key(|(step, ..)| *step);
        let (early, late) = (Some(start() + secs(20)), Some(start() + secs(30)));
        assert_eq!(
            history,
            [
                (0, TimerState::Cancelled, None),
                (1, TimerState::Fired, early),
                (2, TimerState::Fired, early),
                (3, TimerState::Fired, late),
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_may_schedule_its_own_key_and_cancel_its_neighbours() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let registry = Registry::new().timer("ring", |tx, firing| {
            hit(tx, firing)?;
            if firing.subject_id == 1 {
                work::cancel(tx, "ring", 2)?;
                work::schedule(tx, &timer(3, 0, firing.fired_at + secs(60)))?;
                if firing.lateness() < secs(60) {
                    work::schedule(tx, &timer(1, 0, firing.fired_at + secs(60)))?;
                }
            }
            Ok(())
        });
        for subject in 1..=3 {
            schedule(db, timer(subject, 0, start())).await;
        }
        run_until_idle(db, &clock, &registry).await.unwrap();
        assert_eq!(hits(db).await, [(1, 0)], "the neighbours of the batch were cancelled and moved");
        clock.advance(secs(60));
        run_until_idle(db, &clock, &registry).await.unwrap();
        let pending = db.read(|read| work::pending(read, "ring", 1)).await.unwrap();
        assert_eq!(pending.iter().map(|timer| timer.due_at).collect::<Vec<_>>(), [start() + secs(120)]);
        assert_eq!(hits(db).await.iter().filter(|(subject, _)| *subject == 1).count(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_is_parked_without_touching_its_neighbours() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let poisoned = || {
            Registry::new().timer("ring", |tx, firing| {
                hit(tx, firing)?;
                match firing.subject_id {
                    1 => Err("no such\0policy".into()),
                    2 => Ok(tx.execute("INSERT INTO hits (id, nothing) VALUES (1, 2)", &[]).map(drop)?),
                    3 => panic!("a handler's mistake"),
                    _ => Ok(()),
                }
            })
        };
        for subject in 1..=5 {
            schedule(db, timer(subject, 0, start())).await;
        }
        run_until_idle(db, &clock, &poisoned()).await.unwrap();
        assert_eq!(hits(db).await, [(4, 0), (5, 0)]);
        let mut handled = 0;
        for _ in 0..10 {
            clock.advance(secs(16));
            handled += run_until_idle(db, &clock, &poisoned()).await.unwrap().timers;
        }
        assert_eq!(handled, 3 * 4, "five attempts each, then no more");
        assert_eq!(hits(db).await, [(4, 0), (5, 0)], "what a failed handler wrote is undone");

        let parked = db.read(|read| timers::parked(read, 0, 10)).await.unwrap();
        assert_eq!(
            parked.iter().map(|timer| (timer.subject_id, timer.due_at)).collect::<Vec<_>>(),
            [1, 2, 3].map(|n| (n, start()))
        );
        assert_eq!(parked[0].reason, "no suchpolicy");
        assert!(parked[2].reason.contains("panicked"), "{}", parked[2].reason);
        let counts = db.read(timers::counts).await.unwrap();
        assert_eq!((counts.pending, counts.parked), (0, 3));

        let (first, second, third, now) = (parked[0].id, parked[1].id, parked[2].id, clock.now());
        schedule(db, timer(2, 0, now + secs(3600))).await;
        let decided = db.write(move |tx| {
            Ok::<_, db::Error>((
                timers::rerun(tx, first, now)?,
                timers::rerun(tx, second, now)?,
                timers::discard(tx, third)?,
            ))
        });
        assert_eq!(decided.await.unwrap(), (true, false, true), "the second one's key is pending anew");
        run_until_idle(db, &clock, &ringing()).await.unwrap();
        assert_eq!(hits(db).await, [(4, 0), (5, 0), (1, 0)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_downtime_a_timer_fires_at_once_and_once() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        schedule(db, timer(1, 0, start() + secs(60))).await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        let registry = Registry::new().timer("ring", move |tx, firing| {
            noted.lock().unwrap().push(firing.lateness());
            hit(tx, firing)
        });
        clock.advance(secs(3 * 3600 + 60));
        let runner = Runner::start(test.node(), clock.clone(), registry.clone(), "back".to_owned());
        await_hits(db, 1).await;
        runner.shutdown().await;
        run_until_idle(db, &clock, &registry).await.unwrap();
        assert_eq!(hits(db).await, [(1, 0)]);
        assert_eq!(seen.lock().unwrap().last(), Some(&secs(3 * 3600)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runner_wakes_for_what_others_write_and_for_the_next_due_row() {
    on_both(STEPS, |test: TestDb| async move {
        let clock = Clock::system();
        let runner = Runner::start(test.node(), clock.clone(), ringing(), "a".to_owned());
        for n in 0..20 {
            schedule(&test.db, timer(n, 0, clock.now() + SignedDuration::from_millis(25 * n))).await;
        }
        await_hits(&test.db, 20).await;
        let lateness = runner.monitor().lateness();
        assert_eq!(runner.monitor().stalled(), None);
        runner.shutdown().await;
        assert!(lateness.max < secs(1), "{lateness:?}");
    })
    .await;
}

/// 100,000 timers wait and 1,000 fall due within a minute (product.md §5.4).
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: for the full tier"]
async fn with_many_pending_the_due_ones_fire_within_a_second() {
    on_both(STEPS, |test: TestDb| async move {
        let clock = Clock::system();
        let far = clock.now() + SignedDuration::from_hours(24);
        for chunk in 0..200_i64 {
            let write = test.db.write_bulk(move |tx| {
                (0..500).try_for_each(|n| work::schedule(tx, &timer(chunk * 500 + n, 1, far)))
            });
            write.await.unwrap();
        }
        let runner = Runner::start(test.node(), clock.clone(), ringing(), "a".to_owned());
        let soon = clock.now() + secs(3);
        let write = test.db.write(move |tx| {
            (0..1000).try_for_each(|n| {
                work::schedule(tx, &timer(n, 0, soon + SignedDuration::from_millis(60 * n)))
            })
        });
        write.await.unwrap();
        timeout(Duration::from_secs(90), async {
            while hits(&test.db).await.len() < 1000 {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        })
        .await
        .expect("all have fired");
        let lateness = runner.monitor().lateness();
        runner.shutdown().await;
        println!("{:?}: {lateness:?}", test.db.engine());
        assert!(lateness.p99 < secs(1), "{lateness:?}");
    })
    .await;
}
