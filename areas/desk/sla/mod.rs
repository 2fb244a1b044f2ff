//! Commitments (product.md §5): what was promised to whom, and each ticket's clocks.
//!
//! A ticket has at most one policy of each agreement: the SLA with its customer, the OLA that binds its team, the
//! underpinning contract that binds its provider. Each policy starts a clock per target. The rules are
//! `rules::sla`; this slice stores what they need, keeps one timer per running clock, and journals every start,
//! pause, resume, warning, breach and recomputation with its reason.
//!
//! Tables: `sla_policies`, `sla_clocks`. Entries: `commitments.started`, `clock.*`, `policy.*`.

mod api;
mod clocks;
mod later;
mod model;
mod pages;
mod policies;
mod seed;
mod store;
mod views;

pub use api::api;
pub use clocks::{
    Fired, Plan, TIMER, acknowledge, begin, cancel, fire, handed_over, pend, plan, reconsider, reopen,
    resolve, restore, resume, updated,
};
pub use later::{RECONSIDER, Whose, reconsider_later};
pub use model::{
    ClockState, Commitment, Policy, Reaction, ReactionAt, ReactionDo, StoredClock, Subject, View,
};
pub use pages::routes;
pub use policies::{NewPolicy, archive_policy, change_policy, create_policy};
pub use seed::standard;
pub use store::{clocks, clocks_of, policies, policy, tickets_under_calendar, tickets_under_policy};
