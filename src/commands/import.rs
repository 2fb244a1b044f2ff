//! Taking in other tools' histories.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use base::app::App;
use clap::Args;
use desk::imports;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Listener, Report, context};
use crate::config::Wrong;

/// How a file is to be read, as typed.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The file
    file: PathBuf,
    /// The help desk that gets the tickets; needed when there are several
    #[arg(long, value_name = "NAME")]
    desk: Option<String>,
    /// IANA time zone of the file's dates [default: the help desk's]
    #[arg(long)]
    zone: Option<String>,
}

impl Options {
    /// The command, with a path that means the same in the server's process.
    ///
    /// # Errors
    /// When there is no such file or zone.
    pub fn checked(self) -> Result<IncidentLog> {
        let shown = self.file.display().to_string();
        let file = self.file.canonicalize().map_err(|error| Wrong(format!("{shown}: {error}")))?;
        if let Some(zone) = &self.zone {
            TimeZone::get(zone).map_err(|_| Wrong(format!("--zone {zone}: there is no such time zone")))?;
        }
        Ok(IncidentLog { file, desk: self.desk, zone: self.zone })
    }
}

/// An incident log to be taken in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentLog {
    file: PathBuf,
    desk: Option<String>,
    zone: Option<String>,
}

/// Takes it in. What was written stays when it is interrupted; the next run goes on from there.
///
/// # Errors
/// When the file cannot be read at all.
pub async fn incident_log(app: &App, wanted: IncidentLog, progress: Listener<'_>) -> Result<Report> {
    let zone = wanted.zone.as_deref().map(TimeZone::get).transpose().context("the time zone")?;
    let options = imports::Options { desk: wanted.desk, zone };
    let mut told = |at: imports::Progress| {
        tracing::info!(done = at.done, total = at.total, "import");
        progress(at);
    };
    let report = imports::incident_log(app, &context(app), &wanted.file, &options, &mut told).await?;
    Ok(Report {
        good: report.faults.is_empty(),
        json: serde_json::to_value(&report)?,
        text: report.to_string(),
    })
}
