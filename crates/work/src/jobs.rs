//! Jobs: what is done outside a transaction, after it is committed, until it is done.

use db::{Read, Result, Tx};
use jiff::Timestamp;

use crate::{DeadJob, JOBS, JobCounts, NewJob, store};

/// Writes a job; nothing when one of the same kind and key is known already.
///
/// # Errors
/// What the database refuses.
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob) -> Result<Option<i64>> {
    let id = store::jobs::enqueue(tx, job)?;
    tx.wake(JOBS);
    Ok(id)
}

/// A page of the dead jobs, newest first; `after` is the last id of the page before.
///
/// # Errors
/// What the database refuses.
pub fn dead(read: &Read<'_>, after: Option<i64>, limit: u32) -> Result<Vec<DeadJob>> {
    store::jobs::dead(read, after, limit)
}

/// Tries a dead job again, now and with all its attempts; false when it is not dead any more.
///
/// # Errors
/// What the database refuses.
pub fn rerun(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    tx.wake(JOBS);
    store::jobs::rerun(tx, id, now)
}

/// Closes a dead job for good; false when it is not dead any more.
///
/// # Errors
/// What the database refuses.
pub fn discard(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    store::jobs::discard(tx, id, now)
}

/// How the jobs stand.
///
/// # Errors
/// What the database refuses.
pub fn counts(read: &Read<'_>) -> Result<JobCounts> {
    store::jobs::counts(read)
}
