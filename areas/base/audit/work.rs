//! The hourly checkpoint.

use std::{io::Write, path::PathBuf};

use db::Db;
use jiff::SignedDuration;
use web::signed::Keys;
use work::Registry;

/// Registers the hourly checkpoint; its line goes to the log and to a file beside the database.
#[must_use]
pub fn work(registry: Registry, db: Db, keys: Keys, file: PathBuf) -> Registry {
    registry.sweep("journal.checkpoint", SignedDuration::from_hours(1), move |run| {
        let (db, keys, file) = (db.clone(), keys.clone(), file.clone());
        async move {
            let Some(line) = super::checkpoint(&db, &keys, run.now).await? else { return Ok(()) };
            tracing::info!(%line, "journal sealed");
            keep(&file, &line)?;
            Ok(())
        }
    })
}

/// Appends the line unless it is the file's last one already.
pub(super) fn keep(file: &std::path::Path, line: &str) -> std::io::Result<()> {
    let known = std::fs::read_to_string(file).unwrap_or_default();
    if known.lines().last() == Some(line) {
        return Ok(());
    }
    let mut out = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    writeln!(out, "{line}")?;
    out.sync_data()
}
