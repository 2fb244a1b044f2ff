//! The job runner: claims ready jobs, carries them out side by side, records what became of them.

use std::{collections::HashMap, time::Duration};

use db::{Result, Tx};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    select,
    sync::watch,
    task::JoinSet,
    time::{Instant, interval, sleep, timeout},
};

use crate::{
    JOBS, JobOutcome, JobRun, MAX_JOB_ATTEMPTS,
    backoff::job_wait,
    clock::later,
    monitor::Loop,
    registry::JobHandler,
    runner::{Core, DEBOUNCE, POLL},
    store::{
        self,
        jobs::{Claimed, Failure},
    },
};

/// How many jobs a node carries out at once, and how many of one kind: a mail server that hangs must not keep
/// pages from leaving.
const AT_ONCE: u32 = 16;
const AT_ONCE_OF_A_KIND: u32 = 4;
/// A claim that is not prolonged for this long has lost its runner.
const CLAIM: SignedDuration = SignedDuration::from_secs(20);
const PROLONG_EVERY: Duration = Duration::from_secs(5);
/// An attempt without an end is cut here and tried again.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// How long a stopping node waits for its running jobs.
const GRACE: Duration = Duration::from_secs(10);

/// A claimed job with its handler.
struct Attempt {
    kind: &'static str,
    handler: JobHandler,
    claimed: Claimed,
}

pub(crate) async fn run(core: Core, mut stop: watch::Receiver<bool>) {
    let mut written = core.db.signal(JOBS);
    let mut moved = core.clock.changed();
    let mut prolong = interval(PROLONG_EVERY);
    let mut slots = Slots::default();
    while !*stop.borrow() {
        let wait = match slots.claim(&core).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(%error, "jobs could not be claimed");
                POLL
            }
        };
        core.monitor.turned(Loop::Jobs);
        if wait.is_zero() {
            continue;
        }
        select! {
            _ = stop.changed() => break,
            Some(ended) = slots.running.join_next() => slots.ended(ended.ok()),
            _ = prolong.tick() => slots.prolong(&core).await,
            _ = written.changed() => sleep(DEBOUNCE).await,
            _ = moved.changed() => slots.prolong(&core).await,
            () = sleep(wait) => {}
        }
    }
    slots.drain(&core, &mut prolong).await;
}

/// The jobs that run here.
#[derive(Default)]
struct Slots {
    running: JoinSet<&'static str>,
    of_kind: HashMap<&'static str, u32>,
    /// Which kind is served first; it moves on, so that a backlog of one kind never starves another.
    first: usize,
}

impl Slots {
    /// Claims what there is room for and starts it; says how long nothing can be claimed.
    async fn claim(&mut self, core: &Core) -> Result<Duration> {
        let mut rooms = self.rooms(core);
        if rooms.is_empty() {
            return Ok(POLL);
        }
        self.first = self.first.wrapping_add(1);
        let kinds: Vec<&'static str> = rooms.iter().map(|(kind, _)| *kind).collect();
        let holder = core.holder.clone();
        let next = core.db.read(move |read| {
            let ready = kinds.iter().map(|kind| store::jobs::next(read, kind)).collect::<Result<Vec<_>>>()?;
            Ok::<_, db::Error>((ready, store::jobs::next_expiry(read, &holder)?))
        });
        let (ready, expiry) = next.await?;
        let now = core.clock.now();
        let expired = expiry.is_some_and(|at| at <= now);
        if !expired {
            let mut due = ready.iter().map(|at| at.is_some_and(|at| at <= now));
            rooms.retain(|_| due.next().unwrap_or(false));
        }
        if rooms.is_empty() {
            let next = ready.iter().flatten().chain(&expiry).min();
            let wait = next.map_or(POLL, |at| Duration::try_from(at.duration_since(now)).unwrap_or(POLL));
            return Ok(wait.clamp(Duration::from_micros(100), POLL));
        }
        let free = AT_ONCE.saturating_sub(u32::try_from(self.running.len()).unwrap_or(AT_ONCE));
        let (holder, until) = (core.holder.clone(), later(now, CLAIM));
        let wanted = Wanted { rooms, free, expired };
        let claimed = core.db.write_locked(move |tx| claim(tx, &wanted, now, &holder, until)).await?;
        let any = !claimed.is_empty();
        for (kind, claimed) in claimed {
            let Some(handler) = core.job_handler(kind) else { continue };
            *self.of_kind.entry(kind).or_default() += 1;
            let core = core.clone();
            self.running.spawn(async move {
                attempt(&core, Attempt { kind, handler, claimed }).await;
                kind
            });
        }
        Ok(if any { Duration::ZERO } else { POLL })
    }

    /// Which kinds may start how many more, in the order of this turn.
    fn rooms(&self, core: &Core) -> Vec<(&'static str, u32)> {
        if u32::try_from(self.running.len()).unwrap_or(AT_ONCE) >= AT_ONCE {
            return Vec::new();
        }
        let kinds = core.registry.jobs.iter().map(|(kind, _)| *kind);
        let count = core.registry.jobs.len().max(1);
        kinds
            .cycle()
            .skip(self.first % count)
            .take(core.registry.jobs.len())
            .map(|kind| {
                (kind, AT_ONCE_OF_A_KIND.saturating_sub(self.of_kind.get(kind).copied().unwrap_or(0)))
            })
            .filter(|(_, room)| *room > 0)
            .collect()
    }

    fn ended(&mut self, kind: Option<&'static str>) {
        if let Some(count) = kind.and_then(|kind| self.of_kind.get_mut(kind)) {
            *count = count.saturating_sub(1);
        }
    }

    async fn prolong(&self, core: &Core) {
        if self.running.is_empty() {
            return;
        }
        let (holder, until) = (core.holder.clone(), later(core.clock.now(), CLAIM));
        if let Err(error) = core.db.write_locked(move |tx| store::jobs::prolong(tx, &holder, until)).await {
            tracing::warn!(%error, "the claims of running jobs could not be prolonged");
        }
    }

    /// Lets running jobs end, then gives the rest back as possibly repeated.
    async fn drain(&mut self, core: &Core, prolong: &mut tokio::time::Interval) {
        let end = Instant::now() + GRACE;
        while !self.running.is_empty() {
            select! {
                ended = self.running.join_next() => self.ended(ended.and_then(std::result::Result::ok)),
                _ = prolong.tick() => self.prolong(core).await,
                () = tokio::time::sleep_until(end) => break,
            }
        }
        if self.running.is_empty() {
            return;
        }
        self.running.shutdown().await;
        let (holder, now) = (core.holder.clone(), core.clock.now());
        match core.db.write_locked(move |tx| store::jobs::abandon(tx, &holder, now)).await {
            Ok(jobs) => tracing::warn!(jobs, "running jobs were given back at shutdown"),
            Err(error) => {
                tracing::warn!(%error, "running jobs could not be given back; their claims will end")
            }
        }
    }
}

/// What a runner has room for.
struct Wanted {
    /// How many of each kind, in the order in which they are served.
    rooms: Vec<(&'static str, u32)>,
    /// How many in all.
    free: u32,
    /// Whether some claim of another runner has ended.
    expired: bool,
}

fn claim(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    now: Timestamp,
    holder: &str,
    until: Timestamp,
) -> Result<Vec<(&'static str, Claimed)>> {
    if wanted.expired {
        let reason = "the process ended during each of too many attempts";
        let buried = store::jobs::bury_expired(tx, now, MAX_JOB_ATTEMPTS, reason)?;
        if buried > 0 {
            tracing::error!(buried, "jobs died: their runners ended too often");
        }
    }
    let mut claimed = Vec::new();
    let mut free = wanted.free;
    for (kind, room) in &wanted.rooms {
        let mut room = (*room).min(free);
        for (take, sought) in
            [(store::jobs::claim_expired as Take, wanted.expired), (store::jobs::claim_ready, true)]
        {
            if sought && room > 0 {
                let taken = take(tx, kind, now, room, holder, until)?;
                let count = u32::try_from(taken.len()).unwrap_or(room);
                (room, free) = (room.saturating_sub(count), free.saturating_sub(count));
                claimed.extend(taken.into_iter().map(|job| (*kind, job)));
            }
        }
    }
    Ok(claimed)
}

type Take = fn(&mut Tx<'_>, &str, Timestamp, u32, &str, Timestamp) -> Result<Vec<Claimed>>;

/// Claims and carries out everything that is ready, one after the other; how many attempts that made.
pub(crate) async fn run_ready(core: &Core) -> Result<usize> {
    let mut made = 0;
    loop {
        let rooms: Vec<_> = core.registry.jobs.iter().map(|(kind, _)| (*kind, 1)).collect();
        let (holder, now) = (core.holder.clone(), core.clock.now());
        let until = later(now, CLAIM);
        let wanted = Wanted { rooms, free: 1, expired: true };
        let claimed = core.db.write_locked(move |tx| claim(tx, &wanted, now, &holder, until)).await?;
        if claimed.is_empty() {
            return Ok(made);
        }
        for (kind, claimed) in claimed {
            let Some(handler) = core.job_handler(kind) else { continue };
            attempt(core, Attempt { kind, handler, claimed }).await;
            made += 1;
        }
    }
}

/// Carries out one attempt and records how it ended.
async fn attempt(core: &Core, job: Attempt) {
    let (outcome, uncertain) = carry_out(core, &job).await;
    let word = match &outcome {
        JobOutcome::Done => "done",
        JobOutcome::Retry(_) if job.claimed.attempts < MAX_JOB_ATTEMPTS => "retry",
        JobOutcome::Retry(_) | JobOutcome::GiveUp(_) => "dead",
    };
    metrics::counter!("vigie_job_attempts_total", "kind" => job.kind, "outcome" => word).increment(1);
    let (kind, id) = (job.kind, job.claimed.id);
    match (&outcome, word) {
        (JobOutcome::Retry(reason), "retry") => tracing::warn!(kind, id, reason, "a job will be tried again"),
        (JobOutcome::Retry(reason) | JobOutcome::GiveUp(reason), _) => {
            tracing::error!(kind, id, reason, "a job died")
        }
        (JobOutcome::Done, _) => {}
    }
    // The effect is outside already, so the record is tried until it succeeds or the runner stops.
    loop {
        match record(core, &job.claimed, &outcome, uncertain).await {
            Ok(true) => return,
            Ok(false) => {
                tracing::warn!(kind, id, "the claim of a job had passed to another runner when it ended");
                return;
            }
            Err(error) => {
                tracing::warn!(%error, kind, id, "the end of a job could not be recorded yet");
                sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

/// The outcome, and whether an attempt without a known outcome was made.
async fn carry_out(core: &Core, job: &Attempt) -> (JobOutcome, bool) {
    let Ok(payload) = serde_json::from_str(&job.claimed.payload) else {
        return (JobOutcome::GiveUp("the payload is not a JSON document".to_owned()), false);
    };
    let run = JobRun {
        id: job.claimed.id,
        kind: job.kind,
        dedupe_key: job.claimed.dedupe_key.clone(),
        payload,
        attempt: job.claimed.attempts,
        possibly_repeated: job.claimed.possibly_repeated,
        now: core.clock.now(),
    };
    let handler = JobHandler::clone(&job.handler);
    // A task of its own, so that a panic is an outcome and dropping the set cuts what hangs.
    let mut task = JoinSet::new();
    task.spawn(async move { handler(run).await });
    match timeout(LONGEST, task.join_next()).await {
        Ok(Some(Ok(outcome))) => (outcome, false),
        Ok(_) => (JobOutcome::Retry("the handler panicked".to_owned()), true),
        Err(_) => (JobOutcome::Retry("no end after ten minutes".to_owned()), true),
    }
}

async fn record(core: &Core, job: &Claimed, outcome: &JobOutcome, uncertain: bool) -> Result<bool> {
    let (holder, id, attempts) = (core.holder.clone(), job.id, job.attempts);
    let (outcome, now, chance) = (outcome.clone(), core.clock.now(), rand::random());
    core.db
        .write_locked(move |tx| match &outcome {
            JobOutcome::Done => store::jobs::finish(tx, id, &holder, attempts, now),
            JobOutcome::Retry(reason) if attempts < MAX_JOB_ATTEMPTS => {
                let try_at = later(now, job_wait(attempts, chance));
                store::jobs::retry(tx, id, &holder, attempts, &Failure { reason, uncertain }, try_at)
            }
            JobOutcome::Retry(reason) | JobOutcome::GiveUp(reason) => {
                store::jobs::bury(tx, id, &holder, attempts, &Failure { reason, uncertain }, now)
            }
        })
        .await
}
