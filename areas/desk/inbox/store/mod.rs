//! All the SQL of mail.

mod addresses;
mod breakers;
mod links;
mod mailboxes;
mod mails;
mod notices;
mod states;
mod texts;

pub(super) use addresses::{
    bad_address, bad_addresses, count_bounce, forget_address, last_returned, sweep_addresses, wrote_to,
};
pub(super) use breakers::{
    acknowledged, close_breakers, held_back, insert_breaker, mails_of, mails_on, open_breaker, set_side,
    twins, written_from,
};
pub(super) use links::{link_uses, sweep_link_uses, use_link};
pub(super) use mailboxes::{
    active_addresses, archive_mailbox, every_mailbox, insert_mailbox, mailbox, mailbox_by_address, mailboxes,
    rotate_refresh, secrets, update_mailbox,
};
pub(super) use mails::{
    Criteria, contact, forget_attempts, insert_mail, known_ids, mail, mails, page, quarantined, set_contact,
    settle, tried,
};
pub(super) use notices::{
    attempted, attempting, bounced, digested, gather, gathered, insert_notice, lately, notice,
    notice_by_message, noticed_since, noticed_ticket, told_in, told_key, told_of, ungather, unwritable,
};
pub(super) use states::{
    advance, begin_folder, forget_folder, forget_token, insert_state, set_alarmed, set_failing, set_token,
    set_well, state, states, stuck, stuck_by, traffic, try_mail, unstick,
};
pub(super) use texts::{set_text, text, text_fails, texts};
