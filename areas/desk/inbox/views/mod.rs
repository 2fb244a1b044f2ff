//! The pages of mail, as markup. Nothing is decided here.

pub(super) mod mail;
pub(super) mod mailboxes;
pub(super) mod mails;
pub(super) mod texts;
pub(super) mod unreached;

use base::settings::{Answer, Here};
use maud::{Markup, html};
use web::components::{Button, Notice, banner};

/// The top of a settings page of mail: title, what the page is for, what can be added and what was done; and, without a
/// relay, that nobody is told anything by mail.
fn top(
    here: &Here<'_>,
    (title, lead): (&str, &str),
    add: Option<Button>,
    answer: &Answer,
    relay: bool,
) -> Markup {
    html! {
        (here.head(title, lead, add))
        @if !relay {
            (banner(Notice::Warn, html! { b { (here.t("inbox-no-relay")) } " " (here.t("inbox-no-relay-text")) }, html! {}))
        }
        (answer.show(here.locale()))
    }
}
