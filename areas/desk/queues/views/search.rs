//! Search by number and words of the title.

use maud::{Markup, html};
use web::{
    components::{Button, empty},
    fmt, t,
};

use super::{
    kit::{Here, address},
    rows,
};
use crate::queues::model::{COUNT_CAP, List};

/// The results.
pub(in crate::queues) fn page(here: Here<'_>, query: &str, filter: &str, list: &List, total: i64) -> Markup {
    let locale = here.locale();
    let figure = fmt::capped(locale, total, COUNT_CAP);
    html! {
        div class="page" {
            div class="page-head" {
                h1 { (here.t("queues-search")) }
                @if !query.is_empty() { p { (t!(locale, "queues-search-for", query = query, n = figure)) } }
                @if !list.rows.is_empty() {
                    (Button::link(address("/queue", &[("q", filter)]), here.t("queues-search-queue")).icon("queue"))
                }
            }
            @if query.is_empty() {
                (empty("search", &here.t("queues-search-empty"), &here.t("queues-search-hint"), None))
            } @else if list.rows.is_empty() {
                (empty("search", &here.t("queues-search-none"), &here.t("queues-search-none-text"), Some(&Button::link("/tickets/new", here.t("app-new-incident")).primary().icon("plus"))))
            } @else {
                @if list.bounded { p class="small muted" { (here.t("queues-bounded")) } }
                section class="card" { div class="body flush" { (rows::plain(here, list, &here.t("queues-search"))) } }
                @if let Some(next) = &list.next {
                    div class="pager" { a class="btn sm" rel="next" href=(address("/search", &[("q", query), ("cursor", next)])) { (here.t("web-pager-next")) } }
                }
            }
        }
    }
}
