//! The settings of macros: a desk's list, and the editor of one.

use base::{ctx::Ctx, desks};
use maud::{Markup, html};
use rules::ticket_state::{PendingOn, State};
use web::{
    FieldError, Locale,
    components::{Button, Choice, Field, Notice, banner, csrf_field, empty, errors_summary},
    i18n::t,
    t,
};

use super::words;
use crate::tickets::{
    model::Macro,
    pages::macros::{KINDS, MacroForm, Shelf, TypedStep},
};

/// A macro's name in the reader's language.
pub(in crate::tickets) fn name(locale: Locale, known: &Macro) -> &str {
    match locale {
        Locale::Fr => &known.name_fr,
        Locale::En => &known.name_en,
    }
}

/// The macros of a desk.
pub(in crate::tickets) fn list(cx: &Ctx, shelf: &Shelf, saved: bool) -> Markup {
    let locale = cx.locale;
    let add =
        Button::link(format!("/settings/macros/new?desk={}", shelf.desk.id), t(locale, "tickets-macro-add"));
    html! {
        header class="page-head" {
            h1 { (t(locale, "tickets-macros")) }
            (add.clone().primary().icon("plus"))
            p { (t(locale, "tickets-macros-lead")) }
        }
        @if saved { div role="status" { (banner(Notice::Info, html! { (t(locale, "tickets-done-saved")) }, html! {})) } }
        @if shelf.desks.len() > 1 {
            form class="row" method="get" action="/settings/macros" data-autosubmit {
                label class="med" for="f-desk" { (t(locale, "tickets-field-desk")) }
                select class="input w-m" id="f-desk" name="desk" {
                    @for desk in &shelf.desks { option value=(desk.id) selected[desk.id == shelf.desk.id] { (desk.name) } }
                }
                noscript { (Button::submit(t(locale, "tickets-new-switch")).small()) }
            }
        }
        section class="card" {
            @if shelf.macros.is_empty() {
                (empty("bolt", &t(locale, "tickets-macros-empty"), &t(locale, "tickets-macros-empty-text"), Some(&add)))
            } @else {
                div class="body flush" {
                    table class="tbl stackable" {
                        thead {
                            tr { @for key in ["name", "steps", "team", "used"] { th scope="col" { (t(locale, &format!("tickets-macro-{key}"))) } } }
                        }
                        tbody { @for known in &shelf.macros { (row(locale, shelf, known)) } }
                    }
                }
            }
        }
    }
}

fn row(locale: Locale, shelf: &Shelf, known: &Macro) -> Markup {
    let team = known.team_id.and_then(|id| shelf.teams.iter().find(|team| team.id == id));
    html! {
        tr {
            td data-label=(t(locale, "tickets-macro-name")) { a class="t-link" href={ "/settings/macros/" (known.id) } { (name(locale, known)) } }
            td data-label=(t(locale, "tickets-macro-steps")) { (known.steps.len()) }
            td data-label=(t(locale, "tickets-macro-team")) {
                @match team { Some(team) => (team.name), None => span class="muted" { (t(locale, "tickets-macro-all")) } }
            }
            td data-label=(t(locale, "tickets-macro-used")) { (t!(locale, "tickets-macro-times", n = known.used)) }
        }
    }
}

/// The editor of a macro, new or known.
pub(in crate::tickets) fn editor(
    cx: &Ctx,
    shelf: &Shelf,
    id: Option<i64>,
    form: &MacroForm,
    faults: &[FieldError],
) -> Markup {
    let locale = cx.locale;
    let action = id.map_or_else(|| "/settings/macros/new".to_owned(), |id| format!("/settings/macros/{id}"));
    let title = t(locale, if id.is_some() { "tickets-macro-edit" } else { "tickets-macro-add" });
    let (fr, en, team) = (
        t(locale, "tickets-macro-name-fr"),
        t(locale, "tickets-macro-name-en"),
        t(locale, "tickets-macro-team"),
    );
    let all = t(locale, "tickets-macro-all");
    let teams: Vec<(String, String)> =
        shelf.teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    let first = Choice { value: "", label: &all };
    let teams: Vec<Choice<'_>> =
        std::iter::once(first).chain(teams.iter().map(|(value, label)| Choice { value, label })).collect();
    let chosen = form.team.map(|id| id.to_string()).unwrap_or_default();
    html! {
        header class="page-head" { h1 { (title) } p { (t(locale, "tickets-macro-lead")) } }
        form class="form" method="post" action=(action) data-guard {
            (csrf_field(&cx.actor.visit.csrf))
            input type="hidden" name="desk" value=(shelf.desk.id);
            @if let Some(version) = form.version { input type="hidden" name="version" value=(version); }
            // Enter saves: the first button of a form is the one that it presses.
            button class="sr" type="submit" tabindex="-1" { (t(locale, "tickets-save")) }
            (errors_summary(locale, faults))
            section class="card" {
                div class="body stack" {
                    div class="fields" {
                        (Field::new(locale, "name_fr", &fr).required().errors(faults).attr("maxlength", "120").text(&form.name_fr))
                        (Field::new(locale, "name_en", &en).required().errors(faults).attr("maxlength", "120").text(&form.name_en))
                    }
                    (Field::new(locale, "team", &team).errors(faults).select(&teams, &chosen))
                }
            }
            section class="card" id="f-steps" tabindex="-1" {
                header { h2 { (t(locale, "tickets-macro-steps")) } }
                div class="body stack" {
                    @if form.step.is_empty() { p class="muted" { (t(locale, "tickets-macro-no-step")) } }
                    @for (place, one) in form.steps().iter().enumerate() { (step(locale, shelf, place, one)) }
                    div class="row" role="group" aria-label=(t(locale, "tickets-macro-add-step")) {
                        @for kind in KINDS {
                            (Button::submit(t(locale, &format!("tickets-macro-do-{kind}"))).small().icon("plus")
                                .attr("name", "add").attr("value", kind).attr("formnovalidate", ""))
                        }
                    }
                }
            }
            div class="form-foot" {
                (Button::submit(t(locale, "tickets-save")).primary().icon("check"))
                (Button::link(format!("/settings/macros?desk={}", shelf.desk.id), t(locale, "tickets-back")).quiet())
            }
        }
        @if let (Some(id), Some(version)) = (id, form.version) {
            form method="post" action={ "/settings/macros/" (id) "/archive" } {
                (csrf_field(&cx.actor.visit.csrf))
                input type="hidden" name="version" value=(version);
                (Button::submit(t!(locale, "tickets-macro-archive", name = if locale == Locale::Fr { form.name_fr.as_str() } else { form.name_en.as_str() })).danger())
            }
        }
    }
}

/// One step: its kind is fixed, the lists of the other fields keep their places.
fn step(locale: Locale, shelf: &Shelf, place: usize, step: &TypedStep) -> Markup {
    let kind = step.kind.as_str();
    let id = |name: &str| format!("step-{place}-{name}");
    let hidden = |name: &str, value: &str| html! { input type="hidden" name=(name) value=(value); };
    let rows: Vec<(String, String)> = match kind {
        "team" => shelf.teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect(),
        _ => shelf
            .categories
            .iter()
            .map(|c| (c.id.to_string(), desks::path(&shelf.categories, c.id, locale)))
            .collect(),
    };
    let select = |name: &'static str, label: &str, options: &[(String, String)], chosen: &str, none: bool| {
        let empty = Choice { value: "", label: "–" };
        let choices: Vec<Choice<'_>> = none
            .then_some(empty)
            .into_iter()
            .chain(options.iter().map(|(value, label)| Choice { value, label }))
            .collect();
        let field = Field::new(locale, name, label).id(id(name));
        if none { field.select(&choices, chosen) } else { field.required().select(&choices, chosen) }
    };
    let label = t(locale, &format!("tickets-macro-do-{kind}"));
    let states: Vec<(String, String)> =
        [State::InProgress, State::Pending, State::Resolved, State::Closed, State::Cancelled]
            .iter()
            .map(|state| (state.to_string(), words::state(locale, *state)))
            .collect();
    let parties: Vec<(String, String)> =
        PendingOn::ALL.iter().map(|on| (on.to_string(), words::on(locale, *on))).collect();
    html! {
        fieldset class="group" {
            legend { (place + 1) ". " (label) }
            (hidden("step", kind))
            @match kind {
                "answer" | "note" => {
                    (Field::new(locale, "text", &t(locale, "tickets-macro-text")).id(id("text")).required().hint(&t(locale, "tickets-macro-variables")).textarea(&step.text, 4))
                },
                "tag" => (Field::new(locale, "text", &label).id(id("text")).required().text(&step.text)),
                "state" => (Field::new(locale, "text", &t(locale, "tickets-field-resolution")).id(id("text")).hint(&t(locale, "tickets-macro-resolution")).textarea(&step.text, 2)),
                _ => (hidden("text", "")),
            }
            @if matches!(kind, "team" | "category") { (select("row", &label, &rows, &step.row, false)) } @else { (hidden("row", "")) }
            @if kind == "state" {
                (select("to", &t(locale, "tickets-field-state"), &states, &step.to, false))
                (select("on", &t(locale, "tickets-field-pending-on"), &parties, &step.on, true))
            } @else {
                (hidden("to", "")) (hidden("on", ""))
            }
            div class="row" {
                @if place > 0 {
                    (Button::submit(t!(locale, "tickets-macro-up", n = place + 1)).quiet().small().only_icon("up").attr("name", "up").attr("value", place.to_string()).attr("formnovalidate", ""))
                }
                (Button::submit(t!(locale, "tickets-macro-remove", n = place + 1)).quiet().small().only_icon("x").attr("name", "remove").attr("value", place.to_string()).attr("formnovalidate", ""))
            }
        }
    }
}
