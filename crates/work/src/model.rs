//! The types of background work.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

use crate::Lease;

/// A timer to be written. `(kind, subject_id, step)` is its key: one pending timer a key.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTimer {
    /// Which handler fires it.
    pub kind: &'static str,
    /// What it is about: a ticket, an escalation, a check.
    pub subject_id: i64,
    /// Which one of several timers of the subject, 0 when there is only one.
    pub step: i64,
    /// When it fires.
    pub due_at: Timestamp,
    /// What the handler needs besides the key.
    pub payload: Json,
}

/// A timer that has not fired yet.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingTimer {
    /// Its row.
    pub id: i64,
    /// Which one of several timers of the subject.
    pub step: i64,
    /// When it fires.
    pub due_at: Timestamp,
    /// What was written with it.
    pub payload: Json,
}

/// A timer that fires now: what its handler is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Firing {
    /// Its row.
    pub id: i64,
    /// Which handler fires it.
    pub kind: &'static str,
    /// What it is about.
    pub subject_id: i64,
    /// Which one of several timers of the subject.
    pub step: i64,
    /// What was written with it.
    pub payload: Json,
    /// When it should have fired.
    pub due_at: Timestamp,
    /// When it does: the handler's present instant.
    pub fired_at: Timestamp,
}

impl Firing {
    /// How late it is; handlers write it in the journal when it matters, and collapse what is stale.
    #[must_use]
    pub fn lateness(&self) -> SignedDuration {
        self.fired_at.duration_since(self.due_at).max(SignedDuration::ZERO)
    }
}

/// What became of a timer that is not pending any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerState {
    /// Its handler has done its work.
    Fired,
    /// Its need had ended before.
    Cancelled,
    /// Its handler failed too often; an administrator decides.
    Parked,
}

/// A timer that is over, for pages: when it was due and when it fired (product.md §5.4).
#[derive(Debug, Clone, PartialEq)]
pub struct TimerRecord {
    /// Its row.
    pub id: i64,
    /// Which one of several timers of the subject.
    pub step: i64,
    /// What became of it.
    pub state: TimerState,
    /// When it should have fired.
    pub due_at: Timestamp,
    /// When it fired.
    pub fired_at: Option<Timestamp>,
}

/// A timer whose handler failed [`crate::MAX_TIMER_ATTEMPTS`] times.
#[derive(Debug, Clone, PartialEq)]
pub struct ParkedTimer {
    /// Its row.
    pub id: i64,
    /// Which handler failed.
    pub kind: String,
    /// What it is about.
    pub subject_id: i64,
    /// Which one of several timers of the subject.
    pub step: i64,
    /// When it should have fired.
    pub due_at: Timestamp,
    /// Why the last attempt failed.
    pub reason: String,
}

/// How the timers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimerCounts {
    /// How many wait.
    pub pending: i64,
    /// How many failed too often.
    pub parked: i64,
    /// The earliest next attempt of any kind, known here or not.
    pub next: Option<Timestamp>,
}

/// A job to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Which handler does it.
    pub kind: &'static str,
    /// A second job of the same kind and key is not written, for as long as the first is remembered
    /// (30 days after it is done, for ever while it is dead).
    pub dedupe_key: Option<String>,
    /// What the handler needs.
    pub payload: Json,
    /// Not before this instant; usually now.
    pub run_at: Timestamp,
}

/// One attempt at a job: what its handler is given.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRun {
    /// Its row.
    pub id: i64,
    /// Which handler does it.
    pub kind: &'static str,
    /// The deterministic key, where the other side takes one against repetitions.
    pub dedupe_key: Option<String>,
    /// What was written with it.
    pub payload: Json,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// An earlier attempt ended without a known outcome (the process died, it hung or panicked): what it sent
    /// may have arrived.
    pub possibly_repeated: bool,
    /// The present instant.
    pub now: Timestamp,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    /// Done.
    Done,
    /// Did not work this time, for this reason; try again later.
    Retry(String),
    /// Will never work, for this reason.
    GiveUp(String),
}

/// A job that was given up or failed too often.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadJob {
    /// Its row.
    pub id: i64,
    /// Which handler failed.
    pub kind: String,
    /// Its key, when it has one.
    pub dedupe_key: Option<String>,
    /// What was written with it.
    pub payload: Json,
    /// How often it was tried.
    pub attempts: i64,
    /// Whether some attempt ended without a known outcome.
    pub possibly_repeated: bool,
    /// When it was asked for.
    pub due_at: Timestamp,
    /// When it died.
    pub died_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// How the jobs stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// How many wait for their first or next attempt.
    pub ready: i64,
    /// How many are being done.
    pub running: i64,
    /// How many are dead.
    pub dead: i64,
}

/// One run of a sweep.
#[derive(Debug, Clone)]
pub struct SweepRun {
    /// The present instant.
    pub now: Timestamp,
    /// The leadership under which it runs; see [`Lease::is_current`].
    pub lease: Lease,
}
