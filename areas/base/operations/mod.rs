//! What administrators see of the running program: background work that failed, how punctual it is, and the journal.
//!
//! Owns no table: dead jobs and parked timers are `work`'s, entries the journal's. Journal of its own, on the
//! installation's stream: `job.rerun`, `job.discarded`, `timer.rerun`, `timer.discarded`, `journal.verified`.

mod actions;
mod details;
mod pages;
mod views;
mod work;

pub use actions::{Failed, Verified, discard, rerun, verify_soon};
pub use pages::routes;
pub use work::work;
