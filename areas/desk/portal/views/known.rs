//! What is told of ongoing incidents.

use base::ctx::Ctx;
use maud::{Markup, html};
use web::{
    components::{Button, Notice, banner, icon, icon_l},
    t,
};

use super::kit::Here;
use crate::portal::known::Known;

/// The incidents that resemble what is being typed. Their numbers go with the form, so that nobody is asked twice.
pub(in crate::portal) fn suggestions(cx: &Ctx, found: &[Known]) -> Markup {
    html! { @for known in found { (card(Here { cx }, known)) } }
}

fn card(here: Here<'_>, known: &Known) -> Markup {
    html! {
        div class="known" {
            span class="k-ic" { @if known.major { (icon_l("major")) } @else { (icon_l("alert")) } }
            div {
                h2 { (t!(here.locale(), "portal-known-title", title = known.title.as_str())) }
                p { (facts(here, known)) }
                div class="row" { (join(here, known)) }
            }
            input type="hidden" name="shown" value=(known.number);
        }
    }
}

/// How many, until when, and how fresh the news is.
fn facts(here: Here<'_>, known: &Known) -> Markup {
    let locale = here.locale();
    html! {
        (t!(locale, "portal-known-affected", n = known.affected))
        " "
        @match known.expected_at.filter(|at| *at > here.cx.now) {
            Some(at) => (t!(locale, "portal-known-expected", when = here.when(at))),
            None => (here.t("portal-known-working")),
        }
        @if let Some(at) = known.news_at { " " (t!(locale, "portal-known-news", when = here.when(at))) }
    }
}

fn join(here: Here<'_>, known: &Known) -> Markup {
    let label = known.label();
    html! {
        @if known.joined {
            (Button::link(format!("/portal/tickets/{label}"), here.t("portal-known-open")).large().icon("right"))
            span class="soft med" { (here.t(if known.own { "portal-known-own" } else { "portal-known-joined" })) }
        } @else {
            (Button::post(format!("/portal/known/{label}/me-too"), here.t("portal-known-me-too")).primary().large().icon("plus")
                .attr("formnovalidate", ""))
            span class="soft med" { (here.t("portal-known-me-too-hint")) }
        }
    }
}

/// The major incidents under way, across the page.
pub(in crate::portal) fn major(here: Here<'_>, major: &[Known]) -> Markup {
    html! {
        @for known in major {
            @let label = known.label();
            @let text = html! { b { (known.title) } " " (facts(here, known)) };
            @let action = html! {
                @if known.joined {
                    a href={ "/portal/tickets/" (label) } { (here.t("portal-known-open")) }
                } @else {
                    (Button::post(format!("/portal/known/{label}/me-too"), here.t("portal-known-me-too")).small())
                }
            };
            section class="p-ban" aria-label=(here.t("portal-major")) { (banner(Notice::Major, text, action)) }
        }
    }
}

/// An icon of a service's state, with its word.
pub(in crate::portal) fn service(
    here: Here<'_>,
    name: &str,
    symbol: &'static str,
    class: &str,
    key: &str,
) -> Markup {
    html! { li { (icon(symbol)) b { (name) } span class=(class) { (here.t(key)) } } }
}
