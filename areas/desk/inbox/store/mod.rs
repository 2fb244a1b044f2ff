//! All the SQL of mail.

mod mailboxes;
mod mails;
mod notices;

pub(super) use mailboxes::{
    active_addresses, archive_mailbox, insert_mailbox, mailbox, mailbox_by_address, mailboxes, update_mailbox,
};
pub(super) use mails::{
    Criteria, contact, forget_attempts, insert_mail, known_ids, mail, mails, page, received_since,
    set_contact, settle, tried,
};
pub(super) use notices::{
    attempted, attempting, bounced, insert_notice, notice, notice_by_message, noticed_since, noticed_ticket,
};
