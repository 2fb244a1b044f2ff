//! What can be done with mail.

mod mailboxes;
mod process;
mod quarantine;
mod receive;

pub use mailboxes::{archive_mailbox, change_mailbox, create_mailbox};
pub(super) use process::signer;
pub use process::{PROCESS, process};
pub use quarantine::{again, make_ticket};
pub use receive::{Arrival, keep, receive};
