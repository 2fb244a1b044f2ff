//! Service levels (product.md §5.1-5.4, ITIL 4 service level management): which commitment holds for a ticket
//! ([`policy`]), how much time it grants ([`targets`]), and how that time runs ([`clock`]).
//!
//! A clock keeps facts only: when it started, its target, its pauses, how it ended. What was used, what remains and
//! when it is due are worked out from them under a calendar, each time. That is why a change of priority, policy or
//! calendar forgets nothing: the same facts are measured again.

pub mod clock;
pub mod policy;
pub mod targets;

pub use clock::{Clock, Ending, Event, Ignored, Outcome, Pause, PauseCause, Reason, Terms};
pub use policy::{Agreement, Choice, Criterion, Facts, Policy, Scope, select};
pub use targets::{DEFAULT_TARGETS, DEFAULT_WARNINGS, DefaultTarget, Metric, Target, Targets};
