//! The portal (product.md §3.1, §7.6, §7.7): where people say what is wrong or what they need, join an incident that is
//! known already, and follow what becomes of it. Plain words, one thing to do a page; all of it works without script.
//!
//! Table: `guest_reports`, of people without an account. Tickets are opened by `tickets::intake` and changed by `tickets::actions`, as everywhere.
//!
//! Two decisions about what people see of each other (tests hold them):
//!
//! - **An ongoing incident** is proposed to others only when an agent has qualified it, it is not sensitive, a desk of
//!   theirs has it, and its requester, or somebody said to be affected, is of their own organisation. They are shown
//!   its title, how many are affected, when it should be over and when there was news: never who reported it, nor a
//!   word of what they wrote. What is typed is compared with titles and names of services only, so that nothing
//!   can be guessed about descriptions either.
//! - **Whoever joined it** ([`Sight::Affected`]) reads what the desk said to all since the first of them joined, and their own
//!   words; not the requester's report, answers and files. Requester and watchers read everything that is public.
//!   Internal notes are never shown here, not even to agents.

mod actions;
pub mod guest;
mod known;
mod model;
mod pages;
mod progress;
mod sight;
mod store;
mod views;
mod work;

pub use actions::{NewReport, answer, follow_up, me_too, rate, refuse, report, validate, withdraw};
pub use known::{Audience, Disturbed, Known, disturbed, major, suggest};
pub use model::{Blocks, KeptFile, Mine, Since, Who, label_of};
pub use pages::{routes, slots};
pub use sight::Sight;
pub use work::work;
