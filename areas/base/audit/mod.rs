//! The journal: every change is one entry, appended in the transaction that makes it.
//!
//! Entries of one subject form a *stream* (a ticket, a user, a policy). Each entry's hash covers the one before
//! it and a salted digest of its payload, so nothing can be altered, removed, reordered or cut off unseen; the
//! payload and its salt stand apart and can be erased as the law asks, with a trace. Committed entries are
//! numbered into one change feed, which pages, search and automation read. Hourly checkpoints, keyed, go outside
//! the database too.
//!
//! Tables: `journal`, `journal_payloads`, `journal_heads`, `journal_checkpoints`, `feed_positions`.

mod actions;
mod chain;
mod checkpoint;
pub mod feed;
mod model;
mod store;
mod verify;
mod work;

pub use actions::{append, append_all, erase};
pub use checkpoint::checkpoint;
pub use model::{Change, Entry, NewEntry, Payload, Stream};
pub use store::{Criteria, administration, entry, last_entry_no, page, stream_entries};
pub use verify::{Finding, Verdict, verify};
pub use work::work;
