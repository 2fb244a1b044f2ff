//! Mail (product.md §3.2): every mail that comes in is kept as it came before anything looks at it, goes through one
//! visible list of steps, and ends with an outcome and its reason. None is lost, none is taken twice, and none acts in
//! the name of somebody whom the receiving server did not verify.
//!
//! People are told by mail where their tickets stand (§3.7): each notice is decided from the change feed, and says what
//! became of every attempt to send it.
//!
//! Tables: `mailboxes`, `mailbox_states`, `mails`, `mail_contacts`, `notices`. Journal: `mailbox.*` and `mail.*` in the stream of the
//! desk; what mail does to tickets stands in theirs, by the channel `mail`.

mod actions;
mod api;
mod lmtp;
mod model;
mod notices;
mod reads;
mod steps;
mod store;
mod work;

pub use actions::{Arrival, archive_mailbox, change_mailbox, create_mailbox, make_ticket, receive};
pub use api::api;
pub use lmtp::listen;
pub use model::{Kind, Mail, Mailbox, NewMailbox, Outcome, Trace};
pub use notices::Post;
pub use work::work;
