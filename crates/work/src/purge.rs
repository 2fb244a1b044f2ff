//! Forgetting what is long over.

use db::{Db, Result};
use jiff::{SignedDuration, Timestamp};

use crate::{clock::later, store};

/// How long fired and cancelled timers and finished jobs are kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

const CHUNK: u32 = 200;

/// Deletes fired and cancelled timers and finished jobs older than [`KEPT`], in chunks that let people through,
/// and says how many rows there were.
///
/// # Errors
/// What the database refuses; what was deleted before stays deleted.
pub async fn purge(db: &Db, now: Timestamp) -> Result<u64> {
    let before = later(now, -KEPT);
    let mut deleted = 0;
    loop {
        let chunk = db
            .write_bulk(move |tx| {
                Ok::<_, db::Error>(
                    store::timers::purge(tx, before, CHUNK)? + store::jobs::purge(tx, before, CHUNK)?,
                )
            })
            .await?;
        deleted += chunk;
        if chunk == 0 {
            return Ok(deleted);
        }
    }
}
