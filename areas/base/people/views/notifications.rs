//! One's notifications.

use maud::{Markup, html};
use web::{
    components::{Button, empty, icon_s, pager},
    t,
};

use super::kit::Here;
use crate::people::model::Notification;

/// A page of the list.
pub(in crate::people) struct Listed {
    pub(in crate::people) all: Vec<Notification>,
    pub(in crate::people) first: Option<String>,
    pub(in crate::people) next: Option<String>,
}

/// The list.
pub(in crate::people) fn list(here: Here<'_>, listed: &Listed) -> Markup {
    let unread = listed.all.iter().any(|one| one.read_at.is_none());
    html! {
        div class="page" {
            header class="page-head" {
                h1 { (here.t("people-notifications-title")) }
                @if unread { (here.press("/notifications/read", &[], &Button::submit(here.t("people-notifications-read-all")))) }
            }
            @if listed.all.is_empty() {
                (empty("bell", &here.t("people-notifications-empty"), &here.t("people-notifications-empty-text"), None))
            } @else {
                section class="card" {
                    div class="body flush" { ul class="items" { @for one in &listed.all { (line(here, one)) } } }
                }
            }
            (pager(here.locale(), listed.first.as_deref(), listed.next.as_deref()))
        }
    }
}

fn line(here: Here<'_>, one: &Notification) -> Markup {
    let is_new = one.read_at.is_none();
    let name = t!(here.locale(), "people-notification-open-name", body = one.body.as_str());
    let open = Button::submit(here.t("people-notification-open")).small().attr("aria-label", name);
    html! {
        li class=[is_new.then_some("fresh")] {
            (icon_s("bell"))
            span class="t" {
                @if is_new { span class="sr" { (here.t("people-notification-unread")) " " } }
                b { (one.body) }
                small { (here.moment(one.created_at)) }
            }
            // Opening reads: the form's answer leads to the ticket.
            (here.press(&format!("/notifications/{}/open", one.id), &[], &open))
        }
    }
}

/// The bell of the top bar with its count, as a fragment.
pub(in crate::people) fn bell(here: Here<'_>) -> Markup {
    let unread = here.cx.actor.visit.unread;
    html! {
        a class={ "btn quiet icon" @if unread > 0 { " has-dot" } } href="/notifications" id="bell"
            aria-label=(t!(here.locale(), "web-bell-label", n = unread)) { (web::components::icon("bell")) }
    }
}
