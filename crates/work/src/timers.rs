//! Timers: written with the state that needs them, cancelled with the one that ends the need.

use db::{Read, Result, Tx};
use jiff::Timestamp;

use crate::{NewTimer, ParkedTimer, PendingTimer, Registry, TIMERS, TimerCounts, TimerRecord, store};

/// Writes a timer; a pending one of the same kind, subject and step is moved and given the new payload.
///
/// # Errors
/// What the database refuses.
pub fn schedule(tx: &mut Tx<'_>, timer: &NewTimer) -> Result<()> {
    store::timers::schedule(tx, timer)?;
    tx.wake(TIMERS);
    Ok(())
}

/// Cancels all pending timers of a kind about a subject, and says how many there were.
///
/// # Errors
/// What the database refuses.
pub fn cancel(tx: &mut Tx<'_>, kind: &str, subject_id: i64) -> Result<u64> {
    store::timers::cancel(tx, kind, subject_id)
}

/// Cancels one pending timer, and says whether there was one.
///
/// # Errors
/// What the database refuses.
pub fn cancel_step(tx: &mut Tx<'_>, kind: &str, subject_id: i64, step: i64) -> Result<bool> {
    Ok(store::timers::cancel_step(tx, kind, subject_id, step)? > 0)
}

/// The pending timers of a kind about a subject, the next one first.
///
/// # Errors
/// What the database refuses.
pub fn pending(read: &Read<'_>, kind: &str, subject_id: i64) -> Result<Vec<PendingTimer>> {
    store::timers::pending(read, kind, subject_id)
}

/// When the next timer that this registry fires is due, for those who let time pass by hand.
///
/// # Errors
/// What the database refuses.
pub fn next(read: &Read<'_>, registry: &Registry) -> Result<Option<Timestamp>> {
    let due: Vec<_> =
        registry.timers.iter().map(|(kind, _)| store::timers::next(read, kind)).collect::<Result<_>>()?;
    Ok(due.into_iter().flatten().min())
}

/// The timers of a kind about a subject that fired, were cancelled or parked, newest first; kept for
/// [`crate::KEPT`].
///
/// # Errors
/// What the database refuses.
pub fn history(read: &Read<'_>, kind: &str, subject_id: i64, limit: u32) -> Result<Vec<TimerRecord>> {
    store::timers::history(read, kind, subject_id, limit)
}

/// A page of the timers whose handlers failed too often, oldest first; `after` is the last id of the page
/// before, 0 for the first.
///
/// # Errors
/// What the database refuses.
pub fn parked(read: &Read<'_>, after: i64, limit: u32) -> Result<Vec<ParkedTimer>> {
    store::timers::parked(read, after, limit)
}

/// Fires a parked timer again, now; false when it is not parked any more or its key is pending anew.
///
/// # Errors
/// What the database refuses.
pub fn rerun(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    tx.wake(TIMERS);
    store::timers::unpark(tx, id, now)
}

/// Cancels a parked timer; false when it is not parked any more.
///
/// # Errors
/// What the database refuses.
pub fn discard(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    store::timers::discard(tx, id)
}

/// How the timers stand. It counts them all: for metrics and the administrators' page.
///
/// # Errors
/// What the database refuses.
pub fn counts(read: &Read<'_>) -> Result<TimerCounts> {
    store::timers::counts(read)
}
