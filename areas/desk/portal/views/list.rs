//! One's own tickets, as a list.

use base::ctx::Ctx;
use maud::{Markup, html};
use rules::ticket_state::State;
use web::{
    components::{Button, empty, pager},
    t,
};

use super::kit::Here;
use crate::portal::{
    model::Mine,
    progress::{Facts, Progress, progress},
};

/// In one line: how far it is, and when it should be over if that is known.
pub(in crate::portal) fn summary(here: Here<'_>, mine: &Mine, at: Progress) -> String {
    let words = here.t(&format!("portal-is-{}", at.words));
    match mine.expected_at.filter(|at| *at > here.cx.now && mine.state.is_open()) {
        Some(expected) if !at.yours => {
            t!(here.locale(), "portal-is-expected", words = words, when = here.when(expected))
        }
        _ => words,
    }
}

/// The page.
pub(in crate::portal) fn page(cx: &Ctx, rows: &[Mine], later: bool, next: Option<&str>) -> Markup {
    let here = Here { cx };
    let (open, ended): (Vec<&Mine>, Vec<&Mine>) = rows.iter().partition(|mine| !mine.state.is_ended());
    html! {
        div class="p-col" {
            header class="page-head" {
                h1 { (here.t("portal-mine-title")) }
                p { (here.t("portal-mine-lead")) }
            }
            @if rows.is_empty() {
                @let first = Button::link("/portal", here.t("portal-mine-first")).primary();
                h2 class="sr" { (here.t("portal-mine-open")) }
                (empty("doc", &here.t("portal-mine-empty"), &here.t("portal-mine-empty-text"), Some(&first)))
            }
            @if !open.is_empty() { (group(here, "open", &open)) }
            @if !ended.is_empty() { (group(here, "ended", &ended)) }
            (pager(cx.locale, later.then_some("/portal/tickets"), next))
        }
    }
}

fn group(here: Here<'_>, which: &str, rows: &[&Mine]) -> Markup {
    let id = format!("mine-{which}");
    html! {
        section class="stack" aria-labelledby=(id) {
            h2 id=(id) { (here.t(&format!("portal-mine-{which}"))) }
            ul class="reqs" { @for mine in rows { (row(here, mine)) } }
        }
    }
}

fn row(here: Here<'_>, mine: &Mine) -> Markup {
    let at = progress(Facts::from(mine));
    html! {
        li class=[at.yours.then_some("you")] {
            a href={ "/portal/tickets/" (mine.label()) } {
                b { (mine.title) }
                @if mine.state == State::Cancelled {
                    span class="prog" { (summary(here, mine, at)) }
                } @else {
                    (here.progress(at, &summary(here, mine, at)))
                }
                span class="soft small" {
                    (mine.label()) " · " (here.ago(mine.updated_at))
                    @if !mine.own { " · " (here.t("portal-mine-followed")) }
                }
            }
        }
    }
}
