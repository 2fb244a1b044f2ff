//! Whether background work keeps its promises: lateness, and a watchdog that depends on nothing it watches.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};

use crate::Clock;

/// A loop that has not turned, or a due timer that has not fired, for this long is an alarm.
const STALLED_AFTER: Duration = Duration::from_secs(2);
const WATCHED_EVERY: Duration = Duration::from_millis(500);
/// Over how many firings lateness is shown.
const REMEMBERED: usize = 1000;
const NOTHING_DUE: i64 = i64::MAX;

/// How late timers fired, over the last 1,000 firings of this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lateness {
    /// How many firings these figures rest on.
    pub firings: usize,
    /// Half of them were at most this late.
    pub p50: SignedDuration,
    /// Ninety-nine of a hundred were at most this late.
    pub p99: SignedDuration,
    /// None was later.
    pub max: SignedDuration,
}

impl Lateness {
    fn of(mut samples: Vec<SignedDuration>) -> Self {
        samples.sort_unstable();
        let rank = |per_cent: usize| {
            let place = (samples.len() * per_cent).div_ceil(100).saturating_sub(1);
            samples.get(place).copied().unwrap_or_default()
        };
        Self { firings: samples.len(), p50: rank(50), p99: rank(99), max: rank(100) }
    }
}

/// Which loop has turned.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Loop {
    Timers,
    Jobs,
}

/// What pages, health checks and the outgoing heartbeat ask. Cheap to clone.
#[derive(Clone)]
pub struct Monitor(Arc<State>);

struct State {
    clock: Clock,
    started: Instant,
    /// Milliseconds from `started` to the last turn.
    timers_turned: AtomicU64,
    jobs_turned: AtomicU64,
    /// Microseconds since 1970 of the earliest attempt that waits.
    next_due: AtomicI64,
    lateness: Mutex<VecDeque<SignedDuration>>,
}

impl Monitor {
    pub(crate) fn new(clock: Clock) -> Self {
        Self(Arc::new(State {
            clock,
            started: Instant::now(),
            timers_turned: AtomicU64::new(0),
            jobs_turned: AtomicU64::new(0),
            next_due: AtomicI64::new(NOTHING_DUE),
            lateness: Mutex::new(VecDeque::new()),
        }))
    }

    pub(crate) fn turned(&self, which: Loop) {
        let cell = match which {
            Loop::Timers => &self.0.timers_turned,
            Loop::Jobs => &self.0.jobs_turned,
        };
        cell.store(self.elapsed(), Ordering::Relaxed);
    }

    pub(crate) fn next_due(&self, next: Option<Timestamp>) {
        self.0.next_due.store(next.map_or(NOTHING_DUE, Timestamp::as_microsecond), Ordering::Relaxed);
    }

    pub(crate) fn fired(&self, kind: &'static str, lateness: SignedDuration) {
        metrics::histogram!("vigie_timer_lateness_seconds", "kind" => kind).record(lateness.as_secs_f64());
        let mut samples = self.0.lateness.lock().unwrap_or_else(PoisonError::into_inner);
        if samples.len() == REMEMBERED {
            samples.pop_front();
        }
        samples.push_back(lateness);
    }

    /// How late timers fired lately.
    #[must_use]
    pub fn lateness(&self) -> Lateness {
        let samples = self.0.lateness.lock().unwrap_or_else(PoisonError::into_inner);
        Lateness::of(samples.iter().copied().collect())
    }

    /// Why background work is not keeping up, or nothing when it is.
    #[must_use]
    pub fn stalled(&self) -> Option<&'static str> {
        let silent = |cell: &AtomicU64| {
            u128::from(self.elapsed().saturating_sub(cell.load(Ordering::Relaxed)))
                > STALLED_AFTER.as_millis()
        };
        if silent(&self.0.timers_turned) {
            return Some("the scheduler has not turned for two seconds");
        }
        if silent(&self.0.jobs_turned) {
            return Some("the job runner has not turned for two seconds");
        }
        let next_due = self.0.next_due.load(Ordering::Relaxed);
        let late = i128::from(self.0.clock.now().as_microsecond()) - i128::from(next_due);
        (late > STALLED_AFTER.as_micros().cast_signed()).then_some("a due timer has waited for two seconds")
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.0.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A thread of its own, so that it speaks when the asynchronous runtime or the database does not.
pub(crate) struct Watchdog {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    pub(crate) fn start(monitor: Monitor) -> Self {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let seen = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("vigie-watchdog".to_owned())
            .spawn(move || watch(&monitor, &seen));
        let thread =
            thread.inspect_err(|error| tracing::error!(%error, "the watchdog cannot be started")).ok();
        Self { stop, thread }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        *self.stop.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn watch(monitor: &Monitor, stop: &(Mutex<bool>, Condvar)) {
    let mut alarmed = None;
    let mut stopped = stop.0.lock().unwrap_or_else(PoisonError::into_inner);
    while !*stopped {
        let stalled = monitor.stalled();
        metrics::gauge!("vigie_scheduler_stalled").set(if stalled.is_some() { 1.0 } else { 0.0 });
        match (alarmed, stalled) {
            (before, Some(reason)) if before != stalled => {
                tracing::error!(reason, "background work has stalled")
            }
            (Some(_), None) => tracing::warn!("background work has recovered"),
            _ => {}
        }
        alarmed = stalled;
        stopped = stop.1.wait_timeout(stopped, WATCHED_EVERY).unwrap_or_else(PoisonError::into_inner).0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let millis = |n: i64| SignedDuration::from_millis(n);
        assert_eq!(Lateness::of(Vec::new()), Lateness::default());
        let hundred = Lateness::of((1..=100).rev().map(millis).collect());
        assert_eq!(hundred, Lateness { firings: 100, p50: millis(50), p99: millis(99), max: millis(100) });
        let one = Lateness::of(vec![millis(7)]);
        assert_eq!((one.p50, one.p99, one.max), (millis(7), millis(7), millis(7)));
    }

    #[test]
    fn only_the_latest_firings_count() {
        let monitor = Monitor::new(Clock::manual(Timestamp::UNIX_EPOCH));
        monitor.fired("late", SignedDuration::from_secs(60));
        (0..REMEMBERED).for_each(|_| monitor.fired("timely", SignedDuration::from_millis(1)));
        assert_eq!(monitor.lateness().max, SignedDuration::from_millis(1));
    }

    #[test]
    fn a_due_timer_that_waits_is_an_alarm() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let monitor = Monitor::new(clock.clone());
        assert_eq!(monitor.stalled(), None);
        monitor.next_due(Some(clock.now()));
        clock.advance(SignedDuration::from_secs(2));
        assert_eq!(monitor.stalled(), None);
        clock.advance(SignedDuration::from_millis(1));
        assert_eq!(monitor.stalled(), Some("a due timer has waited for two seconds"));
        monitor.next_due(None);
        assert_eq!(monitor.stalled(), None);
    }
}
