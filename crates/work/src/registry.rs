//! Which handlers this binary has.

use std::{pin::Pin, sync::Arc};

use db::{Signal, Tx};
use jiff::SignedDuration;

use crate::{Firing, JobOutcome, JobRun, SweepRun};

/// Why a handler failed.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;
pub(crate) type TimerHandler = Arc<dyn Fn(&mut Tx<'_>, &Firing) -> Result<(), BoxError> + Send + Sync>;
pub(crate) type JobHandler = Arc<dyn Fn(JobRun) -> Pending<JobOutcome> + Send + Sync>;
pub(crate) type SweepHandler = Arc<dyn Fn(SweepRun) -> Pending<Result<(), BoxError>> + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Sweep {
    pub(crate) name: &'static str,
    pub(crate) every: SignedDuration,
    pub(crate) wake: Option<Signal>,
    pub(crate) handler: SweepHandler,
}

/// The handlers of timers, jobs and sweeps. Timers of the kinds named first are fired first when many are late,
/// so name paging before digests. A kind named twice keeps its last handler.
#[derive(Clone, Default)]
pub struct Registry {
    pub(crate) timers: Vec<(&'static str, TimerHandler)>,
    pub(crate) jobs: Vec<(&'static str, JobHandler)>,
    pub(crate) sweeps: Vec<Sweep>,
}

impl Registry {
    /// No handlers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares who fires timers of a kind. The handler runs in the transaction that marks the timer fired; when
    /// it fails, its changes are undone and it is tried again.
    #[must_use]
    pub fn timer<H>(mut self, kind: &'static str, handler: H) -> Self
    where
        H: Fn(&mut Tx<'_>, &Firing) -> Result<(), BoxError> + Send + Sync + 'static,
    {
        self.timers.retain(|(known, _)| *known != kind);
        self.timers.push((kind, Arc::new(handler)));
        self
    }

    /// Declares who does jobs of a kind.
    #[must_use]
    pub fn job<H, F>(mut self, kind: &'static str, handler: H) -> Self
    where
        H: Fn(JobRun) -> F + Send + Sync + 'static,
        F: Future<Output = JobOutcome> + Send + 'static,
    {
        self.jobs.retain(|(known, _)| *known != kind);
        self.jobs.push((kind, Arc::new(move |run| Box::pin(handler(run)))));
        self
    }

    /// Declares an idempotent task without input, run by the elected node at its start and at this interval.
    #[must_use]
    pub fn sweep<H, F>(self, name: &'static str, every: SignedDuration, handler: H) -> Self
    where
        H: Fn(SweepRun) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        self.add_sweep(name, every, None, handler)
    }

    /// As [`Registry::sweep`], and also when a signal wakes it.
    #[must_use]
    pub fn sweep_on<H, F>(self, wake: Signal, name: &'static str, every: SignedDuration, handler: H) -> Self
    where
        H: Fn(SweepRun) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        self.add_sweep(name, every, Some(wake), handler)
    }

    fn add_sweep<H, F>(
        mut self,
        name: &'static str,
        every: SignedDuration,
        wake: Option<Signal>,
        handler: H,
    ) -> Self
    where
        H: Fn(SweepRun) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        self.sweeps.retain(|known| known.name != name);
        self.sweeps.push(Sweep { name, every, wake, handler: Arc::new(move |run| Box::pin(handler(run))) });
        self
    }

    /// The handlers of both; where both name a kind, the other's.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.timers.retain(|(kind, _)| !other.timers.iter().any(|(theirs, _)| theirs == kind));
        self.jobs.retain(|(kind, _)| !other.jobs.iter().any(|(theirs, _)| theirs == kind));
        self.sweeps.retain(|sweep| !other.sweeps.iter().any(|theirs| theirs.name == sweep.name));
        self.timers.extend(other.timers);
        self.jobs.extend(other.jobs);
        self.sweeps.extend(other.sweeps);
        self
    }
}
