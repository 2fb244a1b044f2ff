//! What lists look like. Views decide nothing; what they show is given.

pub(super) mod board;
pub(super) mod edit;
pub(super) mod filter;
pub(super) mod kit;
pub(super) mod queue;
pub(super) mod reader;
pub(super) mod rows;
pub(super) mod saved;
pub(super) mod search;
pub(super) mod work;

/// A name as a value of a filter.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
