//! Background work on both engines: exactly once, late but once, poison set aside, crashes told.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use db::{Db, Migration, Signal, Tx, params};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::time::timeout;
use work::{BoxError, Firing, JobOutcome, JobRun, NewJob, NewTimer, Registry};

mod jobs;
mod nodes;
mod timers;

const STEPS: &[Migration] = &[
    Migration { number: 1, name: "work", text: include_str!("../../../migrations/0001_work.sql") },
    Migration {
        number: 2,
        name: "hits",
        text: "CREATE TABLE hits (id {id}, subject_id {int} NOT NULL, step {int} NOT NULL, note {text} NOT NULL) {strict};",
    },
];
const HITS: Signal = Signal(31);
const PATIENCE: Duration = Duration::from_secs(60);

fn start() -> Timestamp {
    "2026-03-02T08:00:00Z".parse().unwrap()
}

fn secs(n: i64) -> SignedDuration {
    SignedDuration::from_secs(n)
}

fn timer(subject_id: i64, step: i64, due_at: Timestamp) -> NewTimer {
    NewTimer { kind: "ring", subject_id, step, due_at, payload: json!({"step": step}) }
}

fn job(key: Option<&str>, run_at: Timestamp) -> NewJob {
    NewJob { kind: "send", dedupe_key: key.map(str::to_owned), payload: json!({"to": "léa"}), run_at }
}

fn hit(tx: &mut Tx<'_>, firing: &Firing) -> Result<(), BoxError> {
    tx.wake(HITS);
    tx.insert(
        "INSERT INTO hits (subject_id, step, note) VALUES ($1, $2, $3) RETURNING id",
        params![firing.subject_id, firing.step, firing.payload.to_string()],
    )?;
    Ok(())
}

fn ringing() -> Registry {
    Registry::new().timer("ring", hit)
}

async fn schedule(db: &Db, timer: NewTimer) {
    db.write(move |tx| work::schedule(tx, &timer)).await.unwrap();
}

async fn enqueue(db: &Db, job: NewJob) -> Option<i64> {
    db.write(move |tx| work::enqueue(tx, &job)).await.unwrap()
}

/// The (subject, step) of what fired, in order of firing.
async fn hits(db: &Db) -> Vec<(i64, i64)> {
    let read = db.read(|read| {
        let rows = read.query("SELECT subject_id, step FROM hits ORDER BY id", &[])?;
        rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect::<db::Result<Vec<_>>>()
    });
    read.await.unwrap()
}

async fn await_hits(db: &Db, count: usize) -> Vec<(i64, i64)> {
    let mut fired = db.signal(HITS);
    let wait = async {
        loop {
            let seen = hits(db).await;
            if seen.len() >= count {
                return seen;
            }
            // The signal of another node may be lost with its connection, so look again now and then.
            let _ = timeout(Duration::from_millis(200), fired.changed()).await;
        }
    };
    timeout(PATIENCE, wait).await.expect("the timers fire")
}

/// Jobs that note their runs and end as they are told, then well.
fn sending(outcomes: Vec<JobOutcome>) -> (Registry, Arc<Mutex<Vec<JobRun>>>) {
    let runs = Arc::new(Mutex::new(Vec::new()));
    let (seen, outcomes) = (Arc::clone(&runs), Arc::new(Mutex::new(outcomes.into_iter())));
    let registry = Registry::new().job("send", move |run| {
        seen.lock().unwrap().push(run);
        let outcome = outcomes.lock().unwrap().next().unwrap_or(JobOutcome::Done);
        async move { outcome }
    });
    (registry, runs)
}

async fn job_counts(db: &Db) -> (i64, i64, i64) {
    let counts = db.read(work::jobs::counts).await.unwrap();
    (counts.ready, counts.running, counts.dead)
}
