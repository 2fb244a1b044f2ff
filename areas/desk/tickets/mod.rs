//! Tickets of all kinds (product.md §2): opened by one way in, worked on, resolved, validated, closed.
//!
//! Every change goes through an action: it loads and locks the ticket, asks `rules::ticket_state`, changes the row,
//! its clocks and timers, and appends to the journal, in one transaction. A ticket's `version` is the number of its
//! last journal entry, so "what happened since I looked" is a plain read of the journal.
//!
//! Tables: `tickets`, `ticket_people`, `comments`, `attachments`, `files`, `ticket_links`, `tasks`, `work_log`,
//! `ticket_tags`, `drafts`, `presence`, `macros`, `bulk_edits`. Entries: `ticket.*`, `comment.*`, `attachment.*`,
//! `link.*`, `task.*`, `work.*`, `person.*`.

pub mod actions;
mod api;
pub mod files;
pub mod intake;
mod model;
mod pages;
mod reconsider;
mod refusal;
pub mod store;
mod subject;
mod timers;
mod views;

pub use api::api;
pub(crate) use api::{Names, TicketBody};
pub use intake::{NewTicket, Opened, Solved, open};
pub use model::{
    Attachment, Basis, Brief, CauseCode, Comment, Draft, Link, LinkKind, Macro, MacroStep, Presence,
    PresenceMode, Qualification, Relation, ResolutionKind, Task, Ticket, WorkEntry,
};
pub use pages::routes;
pub use refusal::{Clash, Refused};
pub use timers::{timers, work};
