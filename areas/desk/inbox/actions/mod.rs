//! What can be done with mail.

mod addresses;
mod breaker;
mod mailboxes;
mod process;
mod quarantine;
mod receive;
mod texts;

pub use addresses::clear_address;
pub(super) use addresses::{good, undelivered};
pub(super) use breaker::{Automatic, BOUNCES, Exchange, Held, Side, incoming, outgoing};
pub use mailboxes::{archive_mailbox, change_mailbox, create_mailbox};
pub use process::{PROCESS, process};
pub(super) use process::{is_file, signer};
pub use quarantine::{again, contents, make_ticket, set_aside};
pub use receive::{Arrival, keep, receive, receive_at};
pub(super) use texts::{faults, write_text};
