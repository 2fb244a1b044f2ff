//! Background work tried again or given up, and proofs of the journal asked for.

use db::{Read, Result as DbResult, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::AppError;
use work::NewJob;

use crate::{
    audit::{self, NewEntry, Stream, Verdict},
    ctx::Ctx,
    desks,
    people::policy::{Act, may},
};

/// The job that reads the whole journal.
pub(super) const VERIFY: &str = "journal.verify";
/// The setting that keeps what it found.
const VERIFIED: &str = "journal.verified";

/// A piece of background work that failed too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// A dead job.
    Job(i64),
    /// A parked timer.
    Timer(i64),
}

/// Tries it again, now.
///
/// # Errors
/// `NotFound` unless the actor administers and it still stands there.
pub fn rerun(tx: &mut Tx<'_>, cx: &Ctx, failed: Failed) -> Result<(), AppError> {
    administers(cx)?;
    let (done, kind, id) = match failed {
        Failed::Job(id) => (work::jobs::rerun(tx, id, cx.now)?, "job.rerun", id),
        Failed::Timer(id) => (work::timers::rerun(tx, id, cx.now)?, "timer.rerun", id),
    };
    journal(tx, cx, done, kind, id)
}

/// Gives it up for good.
///
/// # Errors
/// As [`rerun`].
pub fn discard(tx: &mut Tx<'_>, cx: &Ctx, failed: Failed) -> Result<(), AppError> {
    administers(cx)?;
    let (done, kind, id) = match failed {
        Failed::Job(id) => (work::jobs::discard(tx, id, cx.now)?, "job.discarded", id),
        Failed::Timer(id) => (work::timers::discard(tx, id)?, "timer.discarded", id),
    };
    journal(tx, cx, done, kind, id)
}

fn administers(cx: &Ctx) -> Result<(), AppError> {
    if may(&cx.actor, Act::Administer) { Ok(()) } else { Err(AppError::NotFound) }
}

fn journal(tx: &mut Tx<'_>, cx: &Ctx, done: bool, kind: &'static str, id: i64) -> Result<(), AppError> {
    if !done {
        return Err(AppError::NotFound);
    }
    audit::append(tx, cx, &NewEntry::new(Stream::Installation, kind).data(json!({ "id": id })))?;
    Ok(())
}

/// Has the journal read in the background; one that is on its way already will do.
///
/// # Errors
/// `NotFound` unless the actor may read the journal.
pub fn verify_soon(tx: &mut Tx<'_>, cx: &Ctx) -> Result<(), AppError> {
    if !may(&cx.actor, Act::ReadAudit) {
        return Err(AppError::NotFound);
    }
    let key = Some(cx.now.as_second().div_euclid(60).to_string());
    work::enqueue(tx, &NewJob { kind: VERIFY, dedupe_key: key, payload: json!({}), run_at: cx.now })?;
    Ok(())
}

/// What the last reading of the whole journal found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// When it ended, in seconds since 1970.
    pub at: i64,
    /// Entries read.
    pub entries: i64,
    /// Checkpoints compared.
    pub checkpoints: i64,
    /// Entries whose details were erased on purpose.
    pub erased: usize,
    /// How many things were wrong.
    pub wrong: u64,
}

impl Verified {
    pub(super) fn of(verdict: &Verdict, at: jiff::Timestamp) -> Self {
        Self {
            at: at.as_second(),
            entries: verdict.entries,
            checkpoints: verdict.checkpoints,
            erased: verdict.erased.len(),
            wrong: verdict.wrong,
        }
    }
}

/// Keeps what was found, for the page.
pub(super) fn keep(tx: &mut Tx<'_>, cx: &Ctx, verified: &Verified) -> Result<(), AppError> {
    desks::set_setting(tx, cx, VERIFIED, verified)
}

/// What the last reading found, if there was one.
pub(super) fn verified(read: &Read<'_>) -> DbResult<Option<Verified>> {
    desks::setting(read, VERIFIED)
}
