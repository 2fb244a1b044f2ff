//! How late timers fire: many wait, a thousand are due within a minute.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use jiff::SignedDuration;
use work::{Clock, NewTimer, Registry, Runner};

use crate::{
    place::Place,
    report::{Table, millis},
};

const WAITING: i64 = 100_000;
const DUE: i64 = 1_000;
const WITHIN: i64 = 60;

/// 100,000 timers wait; 1,000 of them fall due within a minute, in real time.
pub async fn measure(place: &Place) -> Result<()> {
    let db = place.open().await?;
    let clock = Clock::system();
    let now = clock.now();
    for chunk in 0..WAITING / 500 {
        db.write_bulk(move |tx| {
            (chunk * 500..(chunk + 1) * 500).try_for_each(|n| {
                let due_at = if n < DUE {
                    now + SignedDuration::from_millis(3_000 + n * WITHIN * 1_000 / DUE)
                } else {
                    now + SignedDuration::from_hours(24 + n % 5_000)
                };
                work::schedule(
                    tx,
                    &NewTimer {
                        kind: "bench",
                        subject_id: n,
                        step: 0,
                        due_at,
                        payload: serde_json::Value::Null,
                    },
                )
            })
        })
        .await?;
    }
    let fired = Arc::new(AtomicU64::new(0));
    let late: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let (count, times) = (Arc::clone(&fired), Arc::clone(&late));
    let registry = Registry::new().timer("bench", move |_, firing| {
        count.fetch_add(1, Ordering::Relaxed);
        let lateness = firing.lateness().unsigned_abs();
        times.lock().unwrap_or_else(PoisonError::into_inner).push(lateness);
        Ok(())
    });
    let runner = Runner::start(db.clone(), clock, registry, "bench".to_owned());
    let started = Instant::now();
    while fired.load(Ordering::Relaxed) < DUE.unsigned_abs() && started.elapsed() < Duration::from_secs(120) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    runner.shutdown().await;
    db.close();
    let mut times = late.lock().unwrap_or_else(PoisonError::into_inner).clone();
    times.sort_unstable();
    let at = |share: usize| {
        millis(
            times
                .get((times.len() * share / 100).min(times.len().saturating_sub(1)))
                .copied()
                .unwrap_or_default(),
        )
    };
    let mut table =
        Table::new(&["lateness of timers, ms", "waiting", "due in a minute", "fired", "p50", "p99", "max"]);
    table.row(&[
        "fired in real time".into(),
        WAITING.to_string(),
        DUE.to_string(),
        times.len().to_string(),
        at(50),
        at(99),
        at(100),
    ]);
    table.print();
    Ok(())
}
