//! The scheduler: sleeps until the next due row, then fires what is due.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use db::{Error, Result, Tx};
use jiff::{SignedDuration, Timestamp};
use tokio::{select, sync::watch, time::sleep};

use crate::{
    Clock, MAX_TIMER_ATTEMPTS, TIMERS,
    backoff::timer_wait,
    clock::later,
    monitor::Loop,
    registry::TimerHandler,
    runner::{Core, DEBOUNCE, POLL},
    store,
};

/// The most timers in one transaction, and the time after which it takes no more: on SQLite people's writes wait.
const BATCH: u32 = 32;
const BATCH_TIME: Duration = Duration::from_millis(15);
/// Another node holds what is due: look again soon.
const CONTENDED: Duration = Duration::from_millis(25);

/// What one turn did.
pub(crate) struct Turn {
    /// How many timers fired or failed.
    pub(crate) handled: usize,
    /// Why the transaction of some kind could not be committed; the other kinds were served all the same.
    pub(crate) refused: Option<Error>,
    /// How long nothing is due.
    wait: Duration,
}

/// What one transaction did; told to metrics and log once it is committed.
#[derive(Default)]
struct Batch {
    fired: Vec<SignedDuration>,
    failed: Vec<Failed>,
}

struct Failed {
    id: i64,
    parked: bool,
    reason: String,
}

pub(crate) async fn run(core: Core, mut stop: watch::Receiver<bool>) {
    let mut written = core.db.signal(TIMERS);
    let mut moved = core.clock.changed();
    let mut batch = BATCH;
    while !*stop.borrow() {
        let wait = match turn(&core, batch).await {
            Ok(turn) => {
                // A smaller transaction meets fewer rivals.
                let conflict = matches!(turn.refused, Some(Error::Serialization));
                batch = if conflict { (batch / 4).max(1) } else { (batch * 2).min(BATCH) };
                turn.wait
            }
            Err(error) => {
                tracing::warn!(%error, "the scheduler could not look for due timers");
                POLL
            }
        };
        core.monitor.turned(Loop::Timers);
        if wait.is_zero() {
            continue;
        }
        select! {
            _ = stop.changed() => return,
            _ = written.changed() => sleep(DEBOUNCE).await,
            _ = moved.changed() => {}
            () = sleep(wait) => {}
        }
    }
}

/// Fires one batch of each kind that is due, so that no kind waits behind another's backlog.
pub(crate) async fn turn_whole(core: &Core) -> Result<Turn> {
    turn(core, BATCH).await
}

async fn turn(core: &Core, batch: u32) -> Result<Turn> {
    let kinds: Vec<&'static str> = core.registry.timers.iter().map(|(kind, _)| *kind).collect();
    let next: Vec<Option<Timestamp>> = core
        .db
        .read(move |read| kinds.iter().map(|kind| store::timers::next(read, kind)).collect::<Result<_>>())
        .await?;
    let earliest = next.iter().flatten().min().copied();
    core.monitor.next_due(earliest);
    let now = core.clock.now();
    if earliest.is_none_or(|at| at > now) {
        let wait = earliest.map_or(POLL, |at| Duration::try_from(at.duration_since(now)).unwrap_or(POLL));
        return Ok(Turn { handled: 0, refused: None, wait: wait.clamp(Duration::from_micros(100), POLL) });
    }
    let (mut handled, mut refused) = (0, None);
    for ((kind, handler), next) in core.registry.timers.iter().zip(next) {
        if next.is_some_and(|at| at <= now) {
            match fire(core, kind, handler, batch).await {
                Ok(count) => handled += count,
                Err(error) => {
                    tracing::warn!(%error, kind, "due timers could not be fired yet");
                    refused = Some(error);
                }
            }
            core.monitor.turned(Loop::Timers);
        }
    }
    Ok(Turn { handled, refused, wait: if handled > 0 { Duration::ZERO } else { CONTENDED } })
}

async fn fire(core: &Core, kind: &'static str, handler: &TimerHandler, limit: u32) -> Result<usize> {
    let (clock, handler) = (core.clock.clone(), TimerHandler::clone(handler));
    let batch = core.db.write(move |tx| fire_batch(tx, &clock, kind, &handler, limit)).await?;
    batch.fired.iter().for_each(|lateness| core.monitor.fired(kind, *lateness));
    for Failed { id, parked, reason } in &batch.failed {
        metrics::counter!("vigie_timer_failures_total", "kind" => kind).increment(1);
        if *parked {
            metrics::counter!("vigie_timers_parked_total", "kind" => kind).increment(1);
            tracing::error!(kind, id, reason, "a timer failed too often and was parked");
        } else {
            tracing::warn!(kind, id, reason, "a timer failed and will be tried again");
        }
    }
    Ok(batch.fired.len() + batch.failed.len())
}

/// Claims, acts and marks in one transaction, each timer in a savepoint of its own.
fn fire_batch(
    tx: &mut Tx<'_>,
    clock: &Clock,
    kind: &'static str,
    handler: &TimerHandler,
    limit: u32,
) -> Result<Batch> {
    let started = Instant::now();
    let mut batch = Batch::default();
    for (id, attempts) in store::timers::claim(tx, kind, clock.now(), limit)? {
        if started.elapsed() > BATCH_TIME {
            break;
        }
        let now = clock.now();
        let mut refusal = None;
        let outcome = tx.attempt(|tx| {
            let Some(firing) = store::timers::mark_fired(tx, kind, id, now)? else { return Ok(None) };
            let acted = catch_unwind(AssertUnwindSafe(|| handler(tx, &firing)));
            match acted {
                Ok(Ok(())) => Ok(Some(firing.lateness())),
                Ok(Err(error)) => {
                    refusal = Some(error.to_string());
                    Err(Error::Engine("the handler refused".to_owned()))
                }
                Err(_) => Err(Error::Panicked(format!("the handler of {kind} panicked"))),
            }
        });
        match outcome {
            Ok(Some(lateness)) => batch.fired.push(lateness),
            Ok(None) => {}
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                let reason = refusal.unwrap_or_else(|| error.to_string());
                let parked = attempts + 1 >= MAX_TIMER_ATTEMPTS;
                let pending = if parked {
                    store::timers::park(tx, id, &reason)?
                } else {
                    store::timers::postpone(tx, id, later(now, timer_wait(attempts + 1)), &reason)?
                };
                // What the failed handler did must be undone, or nothing of this transaction may stand.
                if !pending {
                    return Err(error);
                }
                batch.failed.push(Failed { id, parked, reason });
            }
        }
    }
    Ok(batch)
}
