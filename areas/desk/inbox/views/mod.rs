//! The pages of mail, as markup. Nothing is decided here.

pub(super) mod mail;
pub(super) mod mailboxes;
pub(super) mod mails;
pub(super) mod texts;
