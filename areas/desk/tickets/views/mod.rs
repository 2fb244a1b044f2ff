//! The pages of tickets. Nothing is decided here; `ui/README.md` says which attributes the pages' scripts know.

mod act;
mod clocks;
mod composer;
mod conflict;
mod edit;
mod entries;
mod feed;
mod fields;
mod head;
pub(super) mod macros;
mod page;
pub(super) mod quick;
mod side;
mod why;
pub(super) mod words;

use base::ctx::Ctx;
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use web::{
    Locale,
    components::{Button, csrf_field, moment},
    i18n::t,
};

use super::pages::{kit, sheet::Sheet};

pub(super) use act::act;
pub(super) use composer::{Writing, composer_seen, newer};
pub(super) use edit::edit;
pub(super) use feed::feed;
pub(super) use fields::Typed;
pub(super) use head::head;
pub(super) use page::page;
pub(super) use side::side;

/// The reader of a ticket's page.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) cx: &'a Ctx,
    pub(super) sheet: &'a Sheet,
}

impl Here<'_> {
    fn locale(self) -> Locale {
        self.cx.locale
    }

    fn t(self, key: &str) -> String {
        t(self.cx.locale, key)
    }

    fn zone(self) -> TimeZone {
        kit::zone(self.cx)
    }

    fn me(self) -> Option<i64> {
        self.cx.actor.user_id()
    }

    /// An instant at the reader's wall clock.
    fn moment(self, at: Timestamp) -> Markup {
        moment(self.locale(), at, self.cx.now, &self.zone())
    }

    /// The ticket's address, and those under it.
    fn href(self, under: &str) -> String {
        format!("/tickets/{}{under}", self.sheet.ticket.label())
    }

    fn csrf(self) -> Markup {
        csrf_field(&self.cx.actor.visit.csrf)
    }

    /// A small form beside the ticket: its result comes in place, its faults as a message.
    fn small_form(self, under: &str, class: &str, body: &Markup) -> Markup {
        let action = self.href(under);
        html! {
            form class=(class) method="post" action=(action) hx-post=(action) hx-swap="none" { (self.csrf()) (body) }
        }
    }

    /// A form of one button.
    fn press(self, under: &str, button: &Button) -> Markup {
        self.small_form(under, "press", &html! { (button) })
    }
}

/// The seconds of a span, as a day and an hour at the wall clock for `datetime-local` fields.
fn wall(zone: &TimeZone, at: Option<Timestamp>) -> String {
    at.map(|at| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
}
