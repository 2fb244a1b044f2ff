//! Mail (product.md §3.2): every mail that comes in is kept as it came before anything looks at it, goes through one
//! visible list of steps, and ends with an outcome and its reason. None is lost, none is taken twice, and none acts in
//! the name of somebody whom the receiving server did not verify.
//!
//! People are told by mail where their tickets stand (§3.7): each notice is decided from the change feed, and says what
//! became of every attempt to send it.
//!
//! Tables: `mailboxes`, `mailbox_states`, `mailbox_stuck`, `mails`, `mail_contacts`, `mail_breakers`, `mail_addresses`, `notices`, `notice_texts`, `link_uses`. Journal: `mailbox.*` and `mail.*` in the stream of the
//! desk; what mail does to tickets stands in theirs, by the channel `mail`.

mod actions;
mod api;
mod imap;
mod links;
mod lmtp;
mod model;
mod notices;
mod pages;
mod reads;
mod steps;
mod store;
mod views;
mod work;

pub use actions::{Arrival, archive_mailbox, change_mailbox, create_mailbox, process, receive, receive_at};
pub use api::api;
pub use imap::{Fetcher, fetch_mail};
pub use links::routes as link_routes;
pub use lmtp::listen;
pub use model::{Auth, Imap, Kind, Mail, Mailbox, NewMailbox, Outcome, Secrets, Tls, Trace};
pub use notices::{Post, forget_untold};
pub use pages::{routes, slots};
pub use work::work;
