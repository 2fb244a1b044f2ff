//! The first page, and that of requests: the form, and beside it what concerns the reader already.

use base::ctx::Ctx;
use maud::{Markup, html};
use rules::ticket_state::{Kind, State};
use web::components::{Button, icon};

use super::{
    form::{Draft, form},
    kit::Here,
    known,
    list::summary,
};
use crate::portal::{
    known::{Disturbed, Known},
    model::Mine,
    progress::{Facts, progress},
};

/// What stands around the form.
#[derive(Debug, Clone, Default)]
pub(in crate::portal) struct Around {
    /// The reader's tickets that come first.
    pub(in crate::portal) mine: Vec<Mine>,
    /// Services that do not work as they should.
    pub(in crate::portal) disturbed: Vec<Disturbed>,
    /// Major incidents.
    pub(in crate::portal) major: Vec<Known>,
    /// The services to choose from.
    pub(in crate::portal) services: Vec<(i64, String)>,
    /// The desk's telephone; empty for none.
    pub(in crate::portal) phone: String,
    /// The category that a code named.
    pub(in crate::portal) category: Option<(i64, String)>,
    /// Whether the reader has colleagues in whose name they may report.
    pub(in crate::portal) colleagues: bool,
}

/// The page.
pub(in crate::portal) fn page(cx: &Ctx, draft: &Draft, around: &Around) -> Markup {
    let here = Here { cx };
    html! {
        (known::major(here, &around.major))
        div class="p-cols" {
            (form(cx, draft, around))
            aside class="p-side" aria-label=(here.t("portal-aside")) {
                @if draft.kind == Kind::Incident {
                    (mine(here, &around.mine))
                    (services(here, around))
                }
                (call(here, &around.phone))
            }
        }
    }
}

fn mine(here: Here<'_>, mine: &[Mine]) -> Markup {
    html! {
        @if !mine.is_empty() {
            section aria-labelledby="mine-t" {
                header class="row" {
                    h2 id="mine-t" { (here.t("portal-mine-title")) }
                    a class="push med" href="/portal/tickets" { (here.t("portal-mine-all")) }
                }
                ul class="reqs" { @for one in mine { (row(here, one)) } }
            }
        }
    }
}

fn row(here: Here<'_>, mine: &Mine) -> Markup {
    let at = progress(Facts::from(mine));
    let href = format!("/portal/tickets/{}", mine.label());
    html! {
        li class=[at.yours.then_some("you")] {
            a href=(href) { b { (mine.title) } (here.progress(at, &summary(here, mine, at))) }
            @if at.yours && mine.state == State::Resolved {
                div class="row" {
                    (Button::post(format!("{href}/validate"), here.t(yes(mine.kind))).icon("check"))
                    (Button::link(format!("{href}#f-refuse"), here.t("portal-no")))
                }
            } @else if at.yours {
                (Button::link(format!("{href}#f-body"), here.t("portal-reply")).icon("reply"))
            }
        }
    }
}

/// The word of the button that confirms.
pub(in crate::portal) fn yes(kind: Kind) -> &'static str {
    if kind == Kind::Request { "portal-yes-fulfilled" } else { "portal-yes" }
}

fn services(here: Here<'_>, around: &Around) -> Markup {
    html! {
        @if !around.services.is_empty() {
            section aria-labelledby="svc-t" {
                header class="row" { h2 id="svc-t" { (here.t("portal-services")) } }
                ul class="svc" {
                    @for one in &around.disturbed {
                        @if one.critical {
                            (known::service(here, &one.service, "x", "late-t", "portal-service-critical"))
                        } @else {
                            (known::service(here, &one.service, "over", "warn-t", "portal-service-high"))
                        }
                    }
                    @let rest = if around.disturbed.is_empty() { "portal-services-all" } else { "portal-services-others" };
                    (known::service(here, &here.t(rest), "check", "ok-t", "portal-service-normal"))
                }
            }
        }
    }
}

fn call(here: Here<'_>, phone: &str) -> Markup {
    let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! {
        @if !dialled.is_empty() {
            section class="p-call" {
                (icon("phone"))
                p { (here.t("portal-call")) " " b class="nowrap" { a href={ "tel:" (dialled) } { (phone) } } }
            }
        }
    }
}
