//! The whole page of a ticket.

use maud::{Markup, html};

use super::{
    Here,
    composer::{Writing, composer},
    feed, head, side,
};

/// Head, conversation with the composer at hand, and what stands beside.
pub(in crate::tickets) fn page(here: &Here<'_>, writing: &Writing) -> Markup {
    html! {
        div class="ticket" data-presence=(here.href("/presence")) {
            (head(here))
            div class="t-cols" {
                section class="t-conv" aria-label=(here.t("tickets-feed-title")) {
                    (feed(here))
                    (composer(*here, writing))
                }
                (side(here))
            }
        }
    }
}
