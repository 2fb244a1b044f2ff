//! Background work: jobs, timers and sweeps, all of them rows that outlive any process.
//!
//! A **timer** fires once at an instant, in the same transaction that marks it fired, so it happens exactly
//! once whichever node dies. A **job** does what must not be done inside a transaction (it talks to the
//! outside) and is retried until it is done, given up or dead; a crash while it ran makes the next attempt
//! *possibly repeated*. A **sweep** has no input and may run at any time; one elected node runs it.
//!
//! Slices declare handlers in a [`Registry`]; the binary gives it to [`Runner::start`]. Nodes share timers and
//! jobs through row locks, and a node never touches a kind that it has no handler for, so versions may be
//! mixed while they are upgraded. Time comes from [`Clock`], its one home.

mod backoff;
mod clock;
mod executor;
pub mod jobs;
pub mod leases;
mod model;
mod monitor;
mod purge;
mod registry;
mod runner;
mod scheduler;
mod store;
mod sweeper;
pub mod timers;

pub use backoff::{MAX_JOB_ATTEMPTS, MAX_TIMER_ATTEMPTS};
pub use clock::Clock;
pub use jobs::enqueue;
pub use leases::Lease;
pub use model::{
    DeadJob, Firing, JobCounts, JobOutcome, JobRun, NewJob, NewTimer, ParkedTimer, PendingTimer, SweepRun,
    TimerCounts, TimerRecord, TimerState,
};
pub use monitor::{Lateness, Monitor};
pub use purge::{KEPT, purge};
pub use registry::{BoxError, Registry};
pub use runner::{Idle, Runner, run_until_idle};
pub use timers::{cancel, cancel_step, pending, schedule};

use db::Signal;

/// Wakes the scheduler: a timer was written or moved.
pub const TIMERS: Signal = Signal(0);
/// Wakes the job runner: a job was written.
pub const JOBS: Signal = Signal(1);
/// Wakes the readers of the change feed: the journal has grown.
pub const CHANGES: Signal = Signal(2);
