//! Several nodes: leases, leadership, mixed versions; and forgetting.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use jiff::SignedDuration;
use testkit::{TestDb, on_both};
use tokio::{sync::Notify, task::JoinSet, time::timeout};
use work::{Clock, Idle, JobOutcome, Registry, Runner, leases, run_until_idle};

use super::{PATIENCE, STEPS, enqueue, hit, job, job_counts, ringing, schedule, secs, sending, start, timer};

#[tokio::test(flavor = "multi_thread")]
async fn kinds_without_a_handler_wait_for_a_node_that_has_one() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        schedule(db, timer(1, 0, start())).await;
        enqueue(db, job(None, start())).await.unwrap();
        let older = Registry::new().timer("other", hit).job("other", |_| async { JobOutcome::Done });
        assert_eq!(run_until_idle(db, &clock, &older).await.unwrap(), Idle::default());
        let newer = older.merge(ringing()).merge(sending(Vec::new()).0);
        assert_eq!(run_until_idle(db, &clock, &newer).await.unwrap(), Idle { timers: 1, jobs: 1 });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_has_one_holder_and_a_fence_that_rises() {
    on_both(STEPS, |test: TestDb| async move {
        let db = &test.db;
        let acquire = |holder: &'static str, at: i64| {
            db.write_locked(move |tx| leases::acquire(tx, "imap:1", holder, start() + secs(at), secs(10)))
        };
        let first = acquire("a", 0).await.unwrap().unwrap();
        assert_eq!((first.fence, first.until), (1, start() + secs(10)));
        assert_eq!(acquire("b", 9).await.unwrap(), None);
        assert_eq!(acquire("a", 9).await.unwrap().unwrap().fence, 1, "renewed");
        assert_eq!(acquire("b", 18).await.unwrap(), None);
        let second = acquire("b", 19).await.unwrap().unwrap();
        assert_eq!(second.fence, 2);
        let (stale, current) = (first.clone(), second.clone());
        let fenced = db.write(move |tx| Ok::<_, db::Error>((stale.is_current(tx)?, current.is_current(tx)?)));
        assert_eq!(fenced.await.unwrap(), (false, true));
        db.write_locked(move |tx| leases::release(tx, &first)).await.unwrap();
        assert_eq!(acquire("a", 20).await.unwrap(), None, "a latecomer releases nothing");
        db.write_locked(move |tx| leases::release(tx, &second)).await.unwrap();
        assert_eq!(acquire("a", 20).await.unwrap().unwrap().fence, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_stand_for_one_lease() {
    on_both(STEPS, |test: TestDb| async move {
        let mut candidates = JoinSet::new();
        for n in 0..16 {
            let db = test.db.clone();
            candidates.spawn(async move {
                let holder = format!("node-{n}");
                db.write_locked(move |tx| leases::acquire(tx, "leader", &holder, start(), secs(10))).await
            });
        }
        let elected = candidates.join_all().await.into_iter().filter_map(|lease| lease.unwrap()).count();
        assert_eq!(elected, 1);
    })
    .await;
}

/// A registry whose sweep counts its runs and tells of each.
fn sweeping(count: &Arc<AtomicUsize>, told: &Arc<Notify>) -> Registry {
    let (count, told) = (Arc::clone(count), Arc::clone(told));
    Registry::new().sweep_on(work::CHANGES, "count", SignedDuration::from_hours(1), move |_| {
        let (count, told) = (Arc::clone(&count), Arc::clone(&told));
        async move {
            count.fetch_add(1, Ordering::SeqCst);
            told.notify_one();
            Ok(())
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn one_node_sweeps_at_its_interval_or_when_woken_and_another_takes_over() {
    on_both(STEPS, |test: TestDb| async move {
        let clock = Clock::manual(start());
        let counts = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
        let told = Arc::new(Notify::new());
        let swept = || counts.iter().map(|count| count.load(Ordering::SeqCst)).sum::<usize>();
        let first = Runner::start(test.node(), clock.clone(), sweeping(&counts[0], &told), "a".to_owned());
        timeout(PATIENCE, told.notified()).await.expect("a sweep at the start");
        let second = Runner::start(test.node(), clock.clone(), sweeping(&counts[1], &told), "b".to_owned());

        let write = test.db.write(|tx| {
            tx.wake(work::CHANGES);
            Ok::<_, db::Error>(())
        });
        write.await.unwrap();
        timeout(PATIENCE, told.notified()).await.expect("a sweep when woken");
        assert_eq!(counts[1].load(Ordering::SeqCst), 0, "one node only");

        first.shutdown().await;
        let before = swept();
        clock.advance(secs(11));
        timeout(PATIENCE, told.notified()).await.expect("the other node takes over");
        assert!(swept() > before && counts[1].load(Ordering::SeqCst) > 0);
        second.shutdown().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_long_over_is_forgotten_and_the_rest_is_kept() {
    on_both(STEPS, |test: TestDb| async move {
        let (db, clock) = (&test.db, Clock::manual(start()));
        let (registry, _) = sending(vec![JobOutcome::GiveUp("never".to_owned())]);
        let registry = registry.merge(ringing());
        enqueue(db, job(Some("dead"), start())).await.unwrap();
        run_until_idle(db, &clock, &registry).await.unwrap();
        for subject in 0..500 {
            let write = db.write(move |tx| {
                work::schedule(tx, &timer(subject, 0, start()))?;
                work::schedule(tx, &timer(subject, 1, start()))?;
                work::cancel_step(tx, "ring", subject, 1)
            });
            write.await.unwrap();
        }
        enqueue(db, job(Some("done"), start())).await.unwrap();
        run_until_idle(db, &clock, &registry).await.unwrap();
        clock.advance(work::KEPT);
        schedule(db, timer(1, 9, clock.now() + secs(60))).await;
        assert_eq!(work::purge(db, clock.now()).await.unwrap(), 0);
        clock.advance(secs(1));
        assert_eq!(work::purge(db, clock.now()).await.unwrap(), 1001);
        assert_eq!(job_counts(db).await, (0, 0, 1));
        assert_eq!(db.read(|read| work::pending(read, "ring", 1)).await.unwrap().len(), 1);
        assert!(enqueue(db, job(Some("done"), start())).await.is_some(), "its key is free again");
        assert_eq!(enqueue(db, job(Some("dead"), start())).await, None);
    })
    .await;
}
