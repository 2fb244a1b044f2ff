//! The tasks of a node: scheduler, job runner, sweeps, gauges and the watchdog.

use std::{sync::Arc, time::Duration};

use db::{Db, Engine, Result};
use jiff::SignedDuration;
use tokio::{select, sync::watch, task::JoinSet, time::interval};

use crate::{
    Clock, Monitor, Registry, executor, monitor::Watchdog, purge, registry::JobHandler, scheduler, store,
    sweeper,
};

/// The safety net under signals.
pub(crate) const POLL: Duration = Duration::from_millis(250);
/// Signals of a busy moment are answered together.
pub(crate) const DEBOUNCE: Duration = Duration::from_millis(5);
const GAUGES_EVERY: Duration = Duration::from_secs(30);
const PURGED_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// A node's clock that differs more from the database's is an alarm: its timers fire early or late.
const SKEW: SignedDuration = SignedDuration::from_millis(500);
/// More rounds than any honest chain of timers and jobs.
const ROUNDS: usize = 1000;

/// What the tasks of a node share.
#[derive(Clone)]
pub(crate) struct Core {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) registry: Arc<Registry>,
    pub(crate) monitor: Monitor,
    /// The node's name and a random word: what an earlier process of the same name claimed is not ours.
    pub(crate) holder: String,
}

impl Core {
    fn new(db: Db, clock: Clock, registry: Registry, node: &str) -> Self {
        let monitor = Monitor::new(clock.clone());
        let holder = format!("{node}/{:016x}", rand::random::<u64>());
        Self { db, clock, registry: Arc::new(registry), monitor, holder }
    }

    pub(crate) fn job_handler(&self, kind: &str) -> Option<JobHandler> {
        self.registry
            .jobs
            .iter()
            .find(|(known, _)| *known == kind)
            .map(|(_, handler)| JobHandler::clone(handler))
    }
}

/// A node's background work. Dropping it stops everything at once; [`Runner::shutdown`] lets jobs end first.
pub struct Runner {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    monitor: Monitor,
    watchdog: Watchdog,
}

impl Runner {
    /// Starts the node's tasks on the present Tokio runtime. `node` names the node in the log and in claims. A
    /// sweep that forgets what is older than [`crate::KEPT`] is added to the registry's.
    #[must_use]
    pub fn start(db: Db, clock: Clock, registry: Registry, node: String) -> Self {
        let forgetful = db.clone();
        let registry = registry.sweep("work.purge", PURGED_EVERY, move |run| {
            let db = forgetful.clone();
            async move { Ok(purge(&db, run.now).await.map(drop)?) }
        });
        let core = Core::new(db, clock, registry, &node);
        let (stop, stopped) = watch::channel(false);
        let (led, leading) = watch::channel(None);
        let mut tasks = JoinSet::new();
        tasks.spawn(scheduler::run(core.clone(), stopped.clone()));
        tasks.spawn(executor::run(core.clone(), stopped.clone()));
        tasks.spawn(sweeper::lead(core.clone(), led, stopped.clone()));
        for sweep in &core.registry.sweeps {
            tasks.spawn(sweeper::run(core.clone(), sweep.clone(), leading.clone(), stopped.clone()));
        }
        tasks.spawn(gauges(core.clone(), stopped));
        let watchdog = Watchdog::start(core.monitor.clone());
        Self { stop, tasks, monitor: core.monitor, watchdog }
    }

    /// For pages, health checks and the outgoing heartbeat.
    #[must_use]
    pub fn monitor(&self) -> Monitor {
        self.monitor.clone()
    }

    /// Takes nothing new, lets running jobs end for ten seconds, gives the rest back, and releases leadership.
    pub async fn shutdown(self) {
        let Self { stop, mut tasks, watchdog, .. } = self;
        drop(watchdog);
        stop.send_replace(true);
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a background task ended badly");
            }
        }
    }
}

/// What [`run_until_idle`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Idle {
    /// Timers that fired or failed.
    pub timers: usize,
    /// Attempts at jobs.
    pub jobs: usize,
}

/// Runs the sweeps, fires everything that is due by the clock and carries out every job that is ready, one after
/// the other, until nothing is left: for tests and tools, without a [`Runner`]. Jobs and timers that failed wait
/// until the clock is moved past their backoff.
///
/// # Errors
/// What the database refuses; a failed sweep; work that makes new due work for ever.
pub async fn run_until_idle(db: &Db, clock: &Clock, registry: &Registry) -> Result<Idle> {
    let core = Core::new(db.clone(), clock.clone(), registry.clone(), "idle");
    let mut done = Idle::default();
    for _ in 0..ROUNDS {
        sweeper::run_all(&core).await?;
        let mut timers = 0;
        loop {
            let turn = scheduler::turn_whole(&core).await?;
            timers += turn.handled;
            match turn.refused {
                Some(db::Error::Serialization) => {}
                Some(error) => return Err(error),
                None if turn.handled == 0 => break,
                None => {}
            }
        }
        let jobs = executor::run_ready(&core).await?;
        done = Idle { timers: done.timers + timers, jobs: done.jobs + jobs };
        if timers + jobs == 0 {
            return Ok(done);
        }
    }
    Err(db::Error::Engine("background work does not become idle".to_owned()))
}

/// Figures that need a count, and the comparison of clocks.
async fn gauges(core: Core, mut stop: watch::Receiver<bool>) {
    let mut every = interval(GAUGES_EVERY);
    loop {
        select! {
            _ = stop.changed() => return,
            _ = every.tick() => {}
        }
        if let Err(error) = gauge(&core).await {
            tracing::warn!(%error, "background work could not be counted");
        }
    }
}

async fn gauge(core: &Core) -> Result<()> {
    let counted =
        core.db.read(|read| Ok::<_, db::Error>((store::timers::counts(read)?, store::jobs::counts(read)?)));
    let (timers, jobs) = counted.await?;
    let set = |name: &'static str, count: i64| {
        metrics::gauge!(name).set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    };
    set("vigie_timers_pending", timers.pending);
    set("vigie_timers_parked", timers.parked);
    set("vigie_jobs_ready", jobs.ready);
    set("vigie_jobs_running", jobs.running);
    set("vigie_jobs_dead", jobs.dead);
    // Kinds that no running node knows are seen here only: their timers never fire.
    let overdue = timers.next.map_or(SignedDuration::ZERO, |at| core.clock.now().duration_since(at));
    metrics::gauge!("vigie_timers_overdue_seconds").set(overdue.as_secs_f64().max(0.0));
    if core.db.engine() == Engine::Postgres && !core.clock.is_manual() {
        compare_clocks(core).await?;
    }
    Ok(())
}

async fn compare_clocks(core: &Core) -> Result<()> {
    let before = core.clock.now();
    let Some(theirs) = core.db.read(store::leases::server_time).await? else { return Ok(()) };
    let travelled = core.clock.now().duration_since(before);
    let skew = before.duration_since(theirs) + travelled / 2;
    metrics::gauge!("vigie_clock_skew_seconds").set(skew.as_secs_f64());
    if skew.abs() > SKEW + travelled / 2 {
        tracing::error!(seconds = skew.as_secs_f64(), "this node's clock differs from the database's");
    }
    Ok(())
}
