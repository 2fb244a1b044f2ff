//! The SQL of `jobs`.

use db::{Read, Result, Row, Sql, Tx, params};
use jiff::Timestamp;

use super::{json, storable};
use crate::{DeadJob, JobCounts, NewJob};

/// A job that this runner may carry out until its claim ends.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) id: i64,
    pub(crate) dedupe_key: Option<String>,
    pub(crate) payload: String,
    pub(crate) attempts: i64,
    pub(crate) possibly_repeated: bool,
}

pub(crate) fn enqueue(tx: &mut Tx<'_>, job: &NewJob) -> Result<Option<i64>> {
    let row = tx.first(
        "INSERT INTO jobs (kind, dedupe_key, payload, state, attempts, possibly_repeated, due_at, try_at)
         VALUES ($1, $2, $3, 0, 0, FALSE, $4, $4)
         ON CONFLICT (kind, dedupe_key) DO NOTHING RETURNING id",
        params![job.kind, job.dedupe_key, job.payload.to_string(), job.run_at],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// When the next attempt of a kind is due.
pub(crate) fn next(read: &Read<'_>, kind: &str) -> Result<Option<Timestamp>> {
    let row = read.first(
        "SELECT try_at FROM jobs WHERE state = 0 AND kind = $1 ORDER BY try_at LIMIT 1",
        params![kind],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// When the first claim of another runner ends.
pub(crate) fn next_expiry(read: &Read<'_>, holder: &str) -> Result<Option<Timestamp>> {
    let row = read.first(
        "SELECT claimed_until FROM jobs WHERE state = 1 AND claimed_by <> $1 ORDER BY claimed_until LIMIT 1",
        params![holder],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// Claims ready jobs of a kind: the attempt is recorded before it is made.
pub(crate) fn claim_ready(
    tx: &mut Tx<'_>,
    kind: &str,
    now: Timestamp,
    limit: u32,
    holder: &str,
    until: Timestamp,
) -> Result<Vec<Claimed>> {
    let rows = tx.query(
        Sql::Split {
            sqlite: "WITH picked AS (SELECT id FROM jobs WHERE state = 0 AND kind = $1 AND try_at <= $2
                                     ORDER BY try_at, id LIMIT $3)
                     UPDATE jobs SET state = 1, attempts = attempts + 1, claimed_by = $4, claimed_until = $5
                     FROM picked WHERE jobs.id = picked.id
                     RETURNING id, dedupe_key, payload, attempts, possibly_repeated",
            postgres: "WITH picked AS (SELECT id FROM jobs WHERE state = 0 AND kind = $1 AND try_at <= $2
                                       ORDER BY try_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
                       UPDATE jobs SET state = 1, attempts = attempts + 1, claimed_by = $4, claimed_until = $5
                       FROM picked WHERE jobs.id = picked.id
                       RETURNING jobs.id, dedupe_key, payload, attempts, possibly_repeated",
        },
        params![kind, now, limit, holder, until],
    )?;
    rows.iter().map(claimed).collect()
}

/// Claims jobs of a kind whose runner died: from now on they are possibly repeated. The plus keeps SQLite from
/// walking through all jobs of the kind.
pub(crate) fn claim_expired(
    tx: &mut Tx<'_>,
    kind: &str,
    now: Timestamp,
    limit: u32,
    holder: &str,
    until: Timestamp,
) -> Result<Vec<Claimed>> {
    let rows = tx.query(
        Sql::Split {
            sqlite: "WITH picked AS (SELECT id FROM jobs WHERE state = 1 AND claimed_until <= $2 AND +kind = $1
                                     AND claimed_by <> $4 ORDER BY claimed_until LIMIT $3)
                     UPDATE jobs SET attempts = attempts + 1, possibly_repeated = TRUE, claimed_by = $4,
                                     claimed_until = $5
                     FROM picked WHERE jobs.id = picked.id
                     RETURNING id, dedupe_key, payload, attempts, possibly_repeated",
            postgres: "WITH picked AS (SELECT id FROM jobs WHERE state = 1 AND claimed_until <= $2 AND kind = $1
                                       AND claimed_by <> $4 ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED)
                       UPDATE jobs SET attempts = attempts + 1, possibly_repeated = TRUE, claimed_by = $4,
                                       claimed_until = $5
                       FROM picked WHERE jobs.id = picked.id
                       RETURNING jobs.id, dedupe_key, payload, attempts, possibly_repeated",
        },
        params![kind, now, limit, holder, until],
    )?;
    rows.iter().map(claimed).collect()
}

fn claimed(row: &Row) -> Result<Claimed> {
    Ok(Claimed {
        id: row.at(0)?,
        dedupe_key: row.at(1)?,
        payload: row.at(2)?,
        attempts: row.at(3)?,
        possibly_repeated: row.at(4)?,
    })
}

/// Buries jobs whose runners died at each of too many attempts.
pub(crate) fn bury_expired(tx: &mut Tx<'_>, now: Timestamp, max_attempts: i64, reason: &str) -> Result<u64> {
    tx.execute(
        "UPDATE jobs SET state = 3, possibly_repeated = TRUE, claimed_until = NULL, claimed_by = NULL,
                         last_error = $3, finished_at = $1
         WHERE state = 1 AND claimed_until <= $1 AND attempts >= $2",
        params![now, max_attempts, reason],
    )
}

/// Prolongs all claims of a runner.
pub(crate) fn prolong(tx: &mut Tx<'_>, holder: &str, until: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE jobs SET claimed_until = $2 WHERE state = 1 AND claimed_by = $1 AND claimed_until < $2",
        params![holder, until],
    )
}

/// Records success; false when the claim has passed to another runner meanwhile.
pub(crate) fn finish(tx: &mut Tx<'_>, id: i64, holder: &str, attempts: i64, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE jobs SET state = 2, finished_at = $4, claimed_until = NULL, claimed_by = NULL, last_error = NULL
         WHERE id = $1 AND state = 1 AND claimed_by = $2 AND attempts = $3",
        params![id, holder, attempts, now],
    )?;
    Ok(changed == 1)
}

/// How a failed attempt goes on.
pub(crate) struct Failure<'a> {
    pub(crate) reason: &'a str,
    /// Whether what it sent may have arrived.
    pub(crate) uncertain: bool,
}

/// Records a failure that is tried again; false when the claim has passed to another runner meanwhile.
pub(crate) fn retry(
    tx: &mut Tx<'_>,
    id: i64,
    holder: &str,
    attempts: i64,
    failure: &Failure<'_>,
    try_at: Timestamp,
) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE jobs SET state = 0, try_at = $4, last_error = $5, possibly_repeated = (possibly_repeated OR $6),
                         claimed_until = NULL, claimed_by = NULL
         WHERE id = $1 AND state = 1 AND claimed_by = $2 AND attempts = $3",
        params![id, holder, attempts, try_at, storable(failure.reason), failure.uncertain],
    )?;
    Ok(changed == 1)
}

/// Records a failure that is final; false when the claim has passed to another runner meanwhile.
pub(crate) fn bury(
    tx: &mut Tx<'_>,
    id: i64,
    holder: &str,
    attempts: i64,
    failure: &Failure<'_>,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE jobs SET state = 3, finished_at = $4, last_error = $5, possibly_repeated = (possibly_repeated OR $6),
                         claimed_until = NULL, claimed_by = NULL
         WHERE id = $1 AND state = 1 AND claimed_by = $2 AND attempts = $3",
        params![id, holder, attempts, now, storable(failure.reason), failure.uncertain],
    )?;
    Ok(changed == 1)
}

/// Gives back what a stopping runner could not finish.
pub(crate) fn abandon(tx: &mut Tx<'_>, holder: &str, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE jobs SET state = 0, possibly_repeated = TRUE, try_at = $2, claimed_until = NULL, claimed_by = NULL
         WHERE state = 1 AND claimed_by = $1",
        params![holder, now],
    )
}

pub(crate) fn dead(read: &Read<'_>, after: Option<i64>, limit: u32) -> Result<Vec<DeadJob>> {
    let rows = read.query(
        "SELECT id, kind, dedupe_key, payload, attempts, possibly_repeated, due_at, finished_at, last_error
         FROM jobs WHERE state = 3 AND id < $1 ORDER BY id DESC LIMIT $2",
        params![after.unwrap_or(i64::MAX), limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(DeadJob {
                id: row.at(0)?,
                kind: row.at(1)?,
                dedupe_key: row.at(2)?,
                payload: json(&row.at::<String>(3)?).unwrap_or_default(),
                attempts: row.at(4)?,
                possibly_repeated: row.at(5)?,
                due_at: row.at(6)?,
                died_at: row.at(7)?,
                reason: row.at::<Option<String>>(8)?.unwrap_or_default(),
            })
        })
        .collect()
}

pub(crate) fn rerun(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE jobs SET state = 0, attempts = 0, try_at = $2, finished_at = NULL WHERE id = $1 AND state = 3",
        params![id, now],
    )?;
    Ok(changed == 1)
}

pub(crate) fn discard(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE jobs SET state = 2, finished_at = $2 WHERE id = $1 AND state = 3",
        params![id, now],
    )?;
    Ok(changed == 1)
}

pub(crate) fn counts(read: &Read<'_>) -> Result<JobCounts> {
    let count = |text: &str| -> Result<i64> { read.first(text, &[])?.map_or(Ok(0), |row| row.at(0)) };
    Ok(JobCounts {
        ready: count("SELECT COUNT(*) FROM jobs WHERE state = 0")?,
        running: count("SELECT COUNT(*) FROM jobs WHERE state = 1")?,
        dead: count("SELECT COUNT(*) FROM jobs WHERE state = 3")?,
    })
}

/// Deletes some of what was finished before an instant.
pub(crate) fn purge(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<u64> {
    tx.execute(
        "DELETE FROM jobs WHERE id IN
         (SELECT id FROM jobs WHERE state = 2 AND finished_at < $1 ORDER BY finished_at LIMIT $2)",
        params![before, limit],
    )
}
