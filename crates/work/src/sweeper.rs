//! Sweeps, and the election of the node that runs them.

use std::time::Duration;

use db::Result;
use jiff::SignedDuration;
use tokio::{
    select,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    Lease, SweepRun,
    clock::later,
    leases,
    registry::{Sweep, SweepHandler},
    runner::{Core, DEBOUNCE},
};

const LEADER: &str = "leader";
/// Another node leads after this long without news of the leader.
const LEADS: SignedDuration = SignedDuration::from_secs(10);
const RENEWED_EVERY: Duration = Duration::from_secs(3);
/// With the time between renewals this stays within the lease, so that a leader notices a silent database.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);
/// A leader that cannot renew stops this long before another may begin: clocks differ a little.
const MARGIN: SignedDuration = SignedDuration::from_secs(2);
/// A failed sweep is run again after this long, or after its interval when that is shorter.
const AFTER_FAILURE: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// Stands for election for as long as the node runs; tells the sweeps whether it leads.
pub(crate) async fn lead(core: Core, led: watch::Sender<Option<Lease>>, mut stop: watch::Receiver<bool>) {
    let mut moved = core.clock.changed();
    while !*stop.borrow() {
        let asked = timeout(ANSWERED_WITHIN, acquire(&core, LEADS)).await;
        let asked = asked.unwrap_or_else(|_| Err(db::Error::Unavailable("no answer in time".to_owned())));
        let lease = asked.unwrap_or_else(|error| {
            tracing::warn!(%error, "leadership could not be asked for");
            let held = led.borrow().clone();
            held.filter(|held| core.clock.now() < later(held.until, -MARGIN))
        });
        led.send_if_modified(|held| {
            let changed = held.as_ref().map(|held| held.fence) != lease.as_ref().map(|lease| lease.fence);
            *held = lease;
            changed
        });
        metrics::gauge!("vigie_leader").set(if led.borrow().is_some() { 1.0 } else { 0.0 });
        select! {
            _ = stop.changed() => break,
            _ = moved.changed() => {}
            () = sleep(RENEWED_EVERY) => {}
        }
    }
    let held = led.send_replace(None);
    if let Some(lease) = held
        && let Err(error) = core.db.write_locked(move |tx| leases::release(tx, &lease)).await
    {
        tracing::warn!(%error, "leadership could not be released; it will end by itself");
    }
}

async fn acquire(core: &Core, lasting: SignedDuration) -> Result<Option<Lease>> {
    let (holder, now) = (core.holder.clone(), core.clock.now());
    core.db.write_locked(move |tx| leases::acquire(tx, LEADER, &holder, now, lasting)).await
}

/// Runs one sweep whenever this node leads.
pub(crate) async fn run(
    core: Core,
    sweep: Sweep,
    mut led: watch::Receiver<Option<Lease>>,
    mut stop: watch::Receiver<bool>,
) {
    // A signal that nobody sends stands for none.
    let mut written = sweep.wake.map_or_else(|| watch::channel(0).1, |signal| core.db.signal(signal));
    let mut moved = core.clock.changed();
    let mut next = core.clock.now();
    while !*stop.borrow() {
        let lease = led.borrow_and_update().clone();
        let now = core.clock.now();
        if let Some(lease) = lease.filter(|_| now >= next) {
            written.mark_unchanged();
            let done = select! {
                done = once(&sweep.handler, SweepRun { now, lease }) => done,
                Ok(()) = led.changed() => Err("leadership was lost".to_owned()),
                _ = stop.changed() => return,
            };
            let wait = match done {
                Ok(()) => sweep.every,
                Err(reason) => {
                    metrics::counter!("vigie_sweep_failures_total", "name" => sweep.name).increment(1);
                    tracing::error!(name = sweep.name, reason, "a sweep failed");
                    sweep.every.min(AFTER_FAILURE)
                }
            };
            next = later(now, wait);
            continue;
        }
        let wait = Duration::try_from(next.duration_since(now)).unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP);
        select! {
            _ = stop.changed() => return,
            Ok(()) = led.changed() => {}
            Ok(()) = written.changed() => {
                next = now;
                sleep(DEBOUNCE).await;
            }
            _ = moved.changed() => {}
            () = sleep(if wait.is_zero() { LONGEST_SLEEP } else { wait }) => {}
        }
    }
}

/// Runs every sweep once, unless another process leads.
pub(crate) async fn run_all(core: &Core) -> Result<()> {
    if core.registry.sweeps.is_empty() {
        return Ok(());
    }
    let Some(lease) = acquire(core, SignedDuration::from_mins(5)).await? else { return Ok(()) };
    for sweep in &core.registry.sweeps {
        let run = SweepRun { now: core.clock.now(), lease: lease.clone() };
        if let Err(reason) = once(&sweep.handler, run).await {
            return Err(db::Error::Engine(format!("sweep {}: {reason}", sweep.name)));
        }
    }
    core.db.write_locked(move |tx| leases::release(tx, &lease)).await
}

async fn once(handler: &SweepHandler, run: SweepRun) -> std::result::Result<(), String> {
    let handler = SweepHandler::clone(handler);
    // A task of its own, so that a panic is a failure and dropping the set stops it.
    let mut task = JoinSet::new();
    task.spawn(async move { handler(run).await });
    match task.join_next().await {
        Some(Ok(Ok(()))) => Ok(()),
        Some(Ok(Err(error))) => Err(error.to_string()),
        _ => Err("the sweep panicked".to_owned()),
    }
}
