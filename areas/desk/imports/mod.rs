//! Carrying another tool's history over (product.md §14.6): its tickets with every step they took, each with its own
//! date and author.
//!
//! An import reads its file twice: once to check every line and to find the lines of each ticket, once to write them
//! in chunks, in the lane where people do not wait behind it. A chunk and the position after it are one transaction,
//! so an import that was killed goes on where it stopped, and one that is run twice changes nothing. Nobody is
//! notified, and no clock or timer is started: what is over needs none.
//!
//! Tables: `import_runs`, `import_names`. Journal: the entries of the imported tickets, in their own streams, by the
//! channel `import`.

mod actions;
mod file;
mod history;
mod line;
mod names;
mod report;
mod store;

pub use actions::incident_log;
pub use report::{Fault, ImportError, Options, Progress, Report};

/// The `source` of tickets that come from an incident event log.
pub const SOURCE: &str = "incident-log";
