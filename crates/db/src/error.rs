//! What can go wrong between a closure and the disk.

/// Which kind of declared rule a write broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// A unique index already holds the value.
    Unique,
    /// A referenced row does not exist, or is still referenced.
    ForeignKey,
    /// A `CHECK` or a strict type refused the value.
    Check,
    /// A mandatory column was left empty.
    NotNull,
}

/// A failed database call. Messages are for logs, never for people.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The bounded queue is full: answer 503 and ask the caller to come back.
    #[error("the database queue is full")]
    QueueFull,
    /// The database cannot be reached, or is shutting down.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A declared constraint refused the write; `name` names the index, column or table as the engine reports it.
    #[error("constraint {kind:?} on {name}")]
    Constraint {
        /// Which kind of rule.
        kind: Constraint,
        /// The engine's name of the rule.
        name: String,
    },
    /// No space left for the database.
    #[error("the disk of the database is full")]
    DiskFull,
    /// The server asked for the transaction to be run again; the waist does so by itself, five times.
    #[error("the transaction was in conflict with another and must be retried")]
    Serialization,
    /// The connection was lost while committing: the write may or may not be there.
    #[error("the outcome of the commit is unknown")]
    CommitUnknown,
    /// A read took longer than its limit.
    #[error("the statement exceeded its time limit")]
    Timeout,
    /// A read returned more rows than its cap; exports page in short reads.
    #[error("the statement returned more than {0} rows")]
    TooManyRows(usize),
    /// A column is absent or not of the asked type.
    #[error("column {column}: {problem}")]
    Decode {
        /// The column's name.
        column: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A statement was tried after another one of the same transaction had failed.
    #[error("the transaction has already failed")]
    AlreadyFailed,
    /// The closure panicked; its changes were rolled back.
    #[error("the closure panicked: {0}")]
    Panicked(String),
    /// `Db` was called from inside one of its own closures.
    #[error("a database closure called the database again")]
    Nested,
    /// A migration is missing, altered or newer than this binary.
    #[error("migration: {0}")]
    Migration(String),
    /// A file of the archive could not be read or written.
    #[error("archive: {0}")]
    Archive(String),
    /// Anything else the engine said.
    #[error("{0}")]
    Engine(String),
}

impl Error {
    /// Whether a unique rule refused the write; `rule` is matched inside the engine's name of it.
    #[must_use]
    pub fn is_unique(&self, rule: &str) -> bool {
        matches!(self, Self::Constraint { kind: Constraint::Unique, name } if name.contains(rule))
    }

    /// Whether coming back a little later may succeed.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::QueueFull | Self::Unavailable(_) | Self::Serialization | Self::DiskFull)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi::{self, ErrorCode};
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return Self::Engine(error.to_string());
        };
        let text = message.clone().unwrap_or_else(|| code.to_string());
        let name = text.split_once("failed: ").map_or_else(|| text.clone(), |(_, name)| name.to_owned());
        match (code.code, code.extended_code) {
            (
                _,
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID,
            ) => Self::Constraint { kind: Constraint::Unique, name },
            (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::Constraint { kind: Constraint::ForeignKey, name },
            (_, ffi::SQLITE_CONSTRAINT_NOTNULL) => Self::Constraint { kind: Constraint::NotNull, name },
            (ErrorCode::ConstraintViolation, _) => Self::Constraint { kind: Constraint::Check, name },
            (ErrorCode::DiskFull, _) => Self::DiskFull,
            (ErrorCode::OperationInterrupted, _) => Self::Timeout,
            (ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::DatabaseBusy, _) => {
                Self::Unavailable(text)
            }
            _ => Self::Engine(text),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let Some(server) = error.as_db_error() else {
            let text = match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            };
            return if error.is_closed() || text.contains("connect") || text.contains("communicating") {
                Self::Unavailable(text)
            } else {
                Self::Engine(text)
            };
        };
        let name = server.constraint().or(server.column()).unwrap_or_else(|| server.message()).to_owned();
        match server.code().code() {
            "40001" | "40P01" => Self::Serialization,
            "23505" => Self::Constraint { kind: Constraint::Unique, name },
            "23503" => Self::Constraint { kind: Constraint::ForeignKey, name },
            "23514" | "22P02" => Self::Constraint { kind: Constraint::Check, name },
            "23502" => Self::Constraint { kind: Constraint::NotNull, name },
            "53100" => Self::DiskFull,
            "57014" => Self::Timeout,
            "57P01" | "57P02" | "57P03" | "53300" => Self::Unavailable(server.message().to_owned()),
            code => Self::Engine(format!("{code} {}", server.message())),
        }
    }
}
