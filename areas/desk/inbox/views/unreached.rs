//! What is known against an address that mail does not reach, and the button that ends it.

use base::ctx::Ctx;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use web::{
    components::{Button, Notice, banner, csrf_field},
    fmt,
    i18n::t,
    t,
};

use crate::inbox::{actions::BOUNCES, model::BadAddress, notices::Kind};

/// An address that mail does not reach, as its reader may know of it.
pub(in crate::inbox) struct Mark {
    pub(in crate::inbox) bad: BadAddress,
    /// What came back last, and the label of its ticket where the reader sees that.
    pub(in crate::inbox) last: Option<(Kind, Option<String>)>,
    /// Whether the reader may say that it is right again.
    pub(in crate::inbox) may: bool,
}

/// A note on a card.
pub(in crate::inbox) fn note(cx: &Ctx, mark: &Mark, act: &str) -> Markup {
    let (locale, bad) = (cx.locale, &mark.bad);
    let zone = TimeZone::get(&cx.actor.visit.zone).unwrap_or(TimeZone::UTC);
    let since = fmt::datetime(locale, bad.first_at, &zone);
    let stopped = bad.bounces >= BOUNCES;
    let text = html! {
        b { (t!(locale, "inbox-unreached", address = bad.address.as_str())) }
        br; (t!(locale, "inbox-unreached-since", n = bad.bounces, since = since))
        @if let Some((kind, ticket)) = &mark.last {
            br; (t!(locale, "inbox-unreached-last", letter = t(locale, &format!("inbox-text-kind-{}", kind.as_str()))))
            @if let Some(label) = ticket { " (" a href={ "/tickets/" (label) } { (label) } ")" }
        }
        br; span class="small" { (bad.why) }
        @if stopped { br; (t(locale, "inbox-unreached-stopped")) }
    };
    html! {
        div class="stack" id="unreached" {
            (banner(Notice::Warn, text, html! {}))
            @if mark.may {
                form method="post" action=(act) {
                    (csrf_field(&cx.actor.visit.csrf))
                    (Button::submit(t(locale, "inbox-unreached-good")).small().icon("check"))
                }
            }
        }
    }
}

/// A card of its own.
pub(in crate::inbox) fn card(cx: &Ctx, mark: &Mark, act: &str) -> Markup {
    html! {
        section class="card" {
            header { h2 { (t(cx.locale, "inbox-unreached-title")) } }
            div class="body" { (note(cx, mark, act)) }
        }
    }
}
