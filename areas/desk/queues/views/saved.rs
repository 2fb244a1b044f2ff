//! Saved views: the list to arrange them, and the form of one.

use base::people::Team;
use maud::{Markup, html};
use web::{
    FieldError,
    components::{Button, Choice, Field, Notice, badge, banner, empty, errors_summary, switch},
    t,
};

use super::kit::{Here, address};
use crate::queues::{
    model::{Owner, SavedView, Sort},
    standard::{Key, View},
};

/// A view's form.
pub(in crate::queues) struct Form<'a> {
    /// The view, and the version that was looked at, if it is there already.
    pub(in crate::queues) known: Option<(&'a SavedView, i64)>,
    /// The reader's teams.
    pub(in crate::queues) teams: &'a [Team],
    pub(in crate::queues) name_fr: &'a str,
    pub(in crate::queues) name_en: &'a str,
    pub(in crate::queues) filter: &'a str,
    pub(in crate::queues) sort: &'a str,
    pub(in crate::queues) columns: &'a str,
    /// `me`, or a team's row.
    pub(in crate::queues) owner: &'a str,
    pub(in crate::queues) pinned: bool,
    pub(in crate::queues) faults: &'a [FieldError],
    /// Whether somebody else changed it meanwhile.
    pub(in crate::queues) meanwhile: bool,
}

/// The word of an owner in a form.
pub(in crate::queues) fn owner_word(owner: Owner) -> String {
    match owner {
        Owner::Person(_) => "me".to_owned(),
        Owner::Team(id) => id.to_string(),
    }
}

/// The form.
pub(in crate::queues) fn form(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    let action =
        form.known.map_or_else(|| "/queue/views".to_owned(), |(view, _)| format!("/queue/views/{}", view.id));
    let me = here.t("queues-view-owner-me");
    let teams: Vec<(String, String)> = form
        .teams
        .iter()
        .map(|team| (team.id.to_string(), t!(locale, "queues-view-of-team", team = team.name.as_str())))
        .collect();
    let mut owners = vec![Choice { value: "me", label: &me }];
    owners.extend(teams.iter().map(|(value, label)| Choice { value, label }));
    let usual = here.t("queues-sort-usual");
    let sorts: Vec<(&str, String)> = Sort::ALL
        .iter()
        .map(|sort| (sort.as_str(), here.t(&format!("queues-sort-{}", sort.as_str()))))
        .collect();
    let mut orders = vec![Choice { value: "", label: &usual }];
    orders.extend(sorts.iter().map(|(value, label)| Choice { value, label }));
    let title = here.t(if form.known.is_some() { "queues-view-edit" } else { "queues-view-new" });
    html! {
        div class="page" {
            div class="page-head" { h1 { (title) } }
            @if form.meanwhile { (banner(Notice::Warn, html! { (here.t("queues-view-meanwhile")) }, html! {})) }
            (errors_summary(locale, form.faults))
            form class="form" method="post" action=(action) data-guard {
                (here.csrf())
                @if let Some((_, version)) = form.known { input type="hidden" name="version" value=(version); }
                input type="hidden" name="columns" value=(form.columns);
                section class="card" {
                    div class="body stack" {
                        (Field::new(locale, "name_fr", &here.t("queues-view-name-fr")).errors(form.faults).attr("maxlength", "60").text(form.name_fr))
                        (Field::new(locale, "name_en", &here.t("queues-view-name-en")).hint(&here.t("queues-view-name-hint")).errors(form.faults).attr("maxlength", "60").text(form.name_en))
                        (Field::new(locale, "filter", &here.t("queues-view-filter")).required().hint(&here.t("queues-filter-hint")).errors(form.faults).attr("spellcheck", "false").text(form.filter))
                        (Field::new(locale, "sort", &here.t("queues-sort")).errors(form.faults).select(&orders, form.sort))
                        (Field::new(locale, "owner", &here.t("queues-view-owner")).required().errors(form.faults).select(&owners, form.owner))
                        (switch("pinned", &here.t("queues-view-pinned"), form.pinned))
                    }
                }
                div class="form-foot" {
                    (Button::submit(here.t("queues-save")).primary().icon("check"))
                    (Button::link("/queue/views", here.t("queues-cancel")).quiet())
                }
            }
        }
    }
}

/// All views, to open, arrange and delete.
pub(in crate::queues) fn list(here: Here<'_>, views: &[View], teams: &[Team]) -> Markup {
    let saved: Vec<(&View, &SavedView)> =
        views.iter().filter_map(|view| Some((view, view.saved.as_ref()?))).collect();
    html! {
        div class="page" {
            div class="page-head" {
                h1 { (here.t("queues-views")) }
                (Button::link("/queue/views/new", here.t("queues-view-new")).primary().icon("plus"))
            }
            section class="card" {
                header { h2 { (here.t("queues-views-saved")) } }
                @if saved.is_empty() {
                    (empty("bookmark", &here.t("queues-views-none"), &here.t("queues-views-none-text"), None))
                } @else {
                    div class="body flush" { ul class="items" { @for (view, kept) in &saved { (line(here, view, kept, teams)) } } }
                }
            }
            section class="card" {
                header { h2 { (here.t("queues-views-standard")) } }
                div class="body flush" {
                    ul class="items" {
                        @for view in views.iter().filter(|view| view.saved.is_none()) {
                            li { div class="t" { a href=(address("/queue", &[("view", &view.key.to_string())])) { b { (view.name) } } small { code { (view.filter) } } } }
                        }
                    }
                }
            }
        }
    }
}

fn line(here: Here<'_>, view: &View, kept: &SavedView, teams: &[Team]) -> Markup {
    let team = match kept.owner {
        Owner::Team(id) => teams.iter().find(|team| team.id == id).map(|team| team.name.as_str()),
        Owner::Person(_) => None,
    };
    let press = |path: &str, symbol: &'static str, label: String| {
        html! {
            form method="post" action={ "/queue/views/" (kept.id) "/" (path) } {
                (here.csrf())
                input type="hidden" name="version" value=(kept.version);
                (Button::submit(label).quiet().small().only_icon(symbol))
            }
        }
    };
    let named = |key: &str| t!(here.locale(), key, name = view.name.as_str());
    html! {
        li {
            div class="t" {
                a href=(address("/queue", &[("view", &Key::Saved(kept.id).to_string())])) { b { (view.name) } }
                small { code { (kept.filter) } }
            }
            @if let Some(team) = team { (badge(web::components::Tone::Neutral, team)) }
            @if kept.pinned { (badge(web::components::Tone::Accent, &here.t("queues-view-tab"))) }
            (press("up", "up", named("queues-view-up")))
            (press("down", "down", named("queues-view-down")))
            a class="btn quiet sm icon" href={ "/queue/views/" (kept.id) } aria-label=(named("queues-view-change")) title=(named("queues-view-change")) { (web::components::icon_s("pencil")) }
            (press("delete", "trash", named("queues-view-delete")))
        }
    }
}
