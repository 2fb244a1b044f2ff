//! Looking again at the tickets that run by something that was changed: asked for in the transaction of the change,
//! carried out in the background by `tickets`, which knows the tickets.

use db::{Result, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use work::NewJob;

/// The kind of the job.
pub const RECONSIDER: &str = "sla-reconsider";

/// Whose commitments are looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Those of every open ticket.
    Everyone,
    /// Those of a desk's open tickets: one of its policies changed, or its calendar is another.
    Desk(i64),
    /// Those that are counted in a calendar.
    Calendar(i64),
}

/// Has them looked at again.
///
/// # Errors
/// When the database fails.
pub fn reconsider_later(tx: &mut Tx<'_>, whose: Whose, now: Timestamp) -> Result<()> {
    let payload = serde_json::to_value(whose).map_err(|error| db::Error::Engine(error.to_string()))?;
    work::enqueue(tx, &NewJob { kind: RECONSIDER, dedupe_key: None, payload, run_at: now }).map(drop)
}
