//! What an import is told and what it tells.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use jiff::tz::TimeZone;
use serde::Serialize;
use thiserror::Error;
use web::error::AppError;

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The name of the desk that gets the tickets; needed when there are several.
    pub desk: Option<String>,
    /// The zone of the file's dates, which name none; otherwise the desk's.
    pub zone: Option<TimeZone>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Tickets dealt with.
    pub done: usize,
    /// Tickets in the file.
    pub total: usize,
}

/// Why a file could not be imported at all.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Its first line lacks columns.
    #[error("the file has no column {}; its first line must name at least {}", missing.join(", "), super::line::REQUIRED.join(", "))]
    MissingColumns {
        /// Which.
        missing: Vec<&'static str>,
    },
    /// Its first line names a column twice.
    #[error("the file has the column {0} twice")]
    DuplicateColumn(String),
    /// The desk is not known.
    #[error("there is no help desk “{0}”")]
    UnknownDesk(String),
    /// There is no desk, or more than one and none was named.
    #[error("name the help desk that gets the tickets; there are: {}", .0.join(", "))]
    NoDesk(Vec<String>),
    /// The actor may not, or the database failed.
    #[error("{0}")]
    App(AppError),
}

impl From<AppError> for ImportError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<db::Error> for ImportError {
    fn from(error: db::Error) -> Self {
        Self::App(error.into())
    }
}

/// What was not imported, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The line of the file, from 1.
    pub line: u64,
    /// The ticket in the source, when the line names one.
    pub ticket: Option<String>,
    /// Why.
    pub reason: String,
}

/// What an import did. Each ticket of the file is counted once: before, created, continued, unchanged or refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The desk that got the tickets.
    pub desk: String,
    /// Lines read, without the first and empty ones.
    pub lines: u64,
    /// Tickets in the file.
    pub tickets: usize,
    /// Tickets that an earlier, interrupted run had already dealt with.
    pub done_before: usize,
    /// Tickets that are new.
    pub created: usize,
    /// Tickets that were there, to which the file had later lines.
    pub continued: usize,
    /// Tickets that were there as the file has them.
    pub unchanged: usize,
    /// Tickets that were not imported: at least one of their lines cannot be read, or they are there otherwise.
    pub refused: usize,
    /// Journal entries written: one a line.
    pub entries: u64,
    /// People made for the names of the source; their accounts are closed.
    pub people: usize,
    /// Teams made for its groups.
    pub teams: usize,
    /// Categories made for its categories and sub-categories.
    pub categories: usize,
    /// Tickets whose number was taken, with the one that they got.
    pub renumbered: Vec<(String, i64)>,
    /// Lines with a state that has no equal here; the ticket stayed in the state it had.
    pub unknown_states: BTreeMap<String, u64>,
    /// Every line that was refused.
    pub faults: Vec<Fault>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} lines, {} tickets, desk {}", self.lines, self.tickets, self.desk)?;
        if self.done_before > 0 {
            writeln!(f, "{} tickets were done by an earlier run", self.done_before)?;
        }
        writeln!(
            f,
            "{} created, {} continued, {} unchanged, {} refused; {} journal entries",
            self.created, self.continued, self.unchanged, self.refused, self.entries
        )?;
        writeln!(f, "{} people, {} teams, {} categories made", self.people, self.teams, self.categories)?;
        for (state, lines) in &self.unknown_states {
            writeln!(
                f,
                "{lines} lines have the state “{state}”, which has no equal: the ticket stayed as it was"
            )?;
        }
        for (id, number) in &self.renumbered {
            writeln!(f, "{id} got the number {number}: its own is taken")?;
        }
        for fault in &self.faults {
            let ticket = fault.ticket.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
            writeln!(f, "line {}{ticket}: {}", fault.line, fault.reason)?;
        }
        Ok(())
    }
}
