//! The bare waist: what a created ticket writes, and nothing of what decides it. The API is measured against this.

use std::time::{Duration, Instant};

use anyhow::Result;
use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
};
use db::{Tx, params};
use jiff::{SignedDuration, Timestamp};
use work::NewTimer;

use crate::place::Place;

const CLIENTS: usize = 64;

/// What the waist came to.
pub struct Bare {
    /// Transactions a second.
    pub rate: f64,
    /// Half were faster.
    pub p50: Duration,
    /// All but one in a hundred were faster.
    pub p99: Duration,
}

/// A row of thirty columns' worth of text, two journal entries and two timers, by 64 writers.
#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
pub async fn creates_per_second(place: &Place, seconds: u64) -> Result<Bare> {
    let db = place.open().await?;
    db.write(|tx| {
        tx.batch(&db::expand(
            "CREATE TABLE bare (id {id}, title {text} NOT NULL, description {text} NOT NULL, a {int}, b {int}, c {int}, \
             d {int}, e {int}, f {int}) {strict};\nCREATE INDEX bare_a ON bare (a, id);\nCREATE INDEX bare_b ON bare (b, c, id);\n",
            tx.engine(),
        ))
    })
    .await?;
    let started = Instant::now();
    let end = Duration::from_secs(seconds);
    let tasks: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut times = Vec::new();
                while started.elapsed() < end {
                    let sent = Instant::now();
                    db.write_locked(write).await?;
                    times.push(sent.elapsed());
                }
                Ok::<_, db::Error>(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let took = started.elapsed();
    db.close();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    Ok(Bare { rate: times.len() as f64 / took.as_secs_f64(), p50: at(50), p99: at(99) })
}

fn write(tx: &mut Tx<'_>) -> db::Result<()> {
    let now = Timestamp::from_second(1_795_000_000).unwrap_or(Timestamp::UNIX_EPOCH);
    let cx = Ctx::system(now);
    let id = tx.insert(
        "INSERT INTO bare (title, description, a, b, c, d, e, f) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        params!["VPN drops every few minutes", "It started this morning and touches several colleagues.", 1, 2, 3, 4, 5, 6],
    )?;
    for kind in ["ticket.opened", "commitments.started"] {
        audit::append(tx, &cx, &NewEntry::new(Stream::Ticket(id), kind).reason("measured"))?;
    }
    for step in 0..2 {
        let due_at = now + SignedDuration::from_hours(10_000 + step);
        work::schedule(
            tx,
            &NewTimer { kind: "bare", subject_id: id, step, due_at, payload: serde_json::Value::Null },
        )?;
    }
    Ok(())
}
