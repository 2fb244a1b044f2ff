//! The job that reads the whole journal.

use std::path::PathBuf;

use db::Db;
use web::signed::Keys;
use work::{Clock, JobOutcome, Registry};

use super::actions::{VERIFY, Verified, keep};
use crate::{audit, ctx::Ctx};

/// Registers it. `checkpoints` is the file of checkpoints beside the database.
#[must_use]
pub fn work(registry: Registry, db: Db, clock: Clock, keys: Keys, checkpoints: PathBuf) -> Registry {
    registry.job(VERIFY, move |_| {
        let (db, clock, keys, checkpoints) = (db.clone(), clock.clone(), keys.clone(), checkpoints.clone());
        async move {
            let outside = tokio::fs::read_to_string(&checkpoints).await.unwrap_or_default();
            let verdict = match audit::verify(&db, &keys, &outside).await {
                Ok(verdict) => verdict,
                Err(error) => return JobOutcome::Retry(error.to_string()),
            };
            if !verdict.is_sound() {
                tracing::error!(
                    wrong = verdict.wrong,
                    "the journal is not as it was written: vigie audit verify says where"
                );
            }
            let (verified, cx) = (Verified::of(&verdict, clock.now()), Ctx::system(clock.now()));
            match db.write(move |tx| keep(tx, &cx, &verified)).await {
                Ok(()) => JobOutcome::Done,
                Err(error) => JobOutcome::Retry(error.to_string()),
            }
        }
    })
}
