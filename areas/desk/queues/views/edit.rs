//! Forms that change one or many tickets from a list: beside the list with script, pages without.

use base::{
    desks::{self, Category},
    people::{Team, User},
};
use maud::{Markup, html};
use rules::{
    priority::Priority,
    ticket_state::{PendingOn, State},
};
use web::{
    FieldError,
    components::{Button, Choice, Field, Notice, banner, errors_summary, icon_s, toast},
    fmt, t,
};

use super::kit::{Here, look, pending_text, priority_code, priority_text, state_text};
use crate::{
    queues::model::Row,
    tickets::{Clash, ResolutionKind},
};

/// What a form may choose from.
pub(in crate::queues) struct Choices {
    /// The people of the tickets' teams.
    pub(in crate::queues) near: Vec<User>,
    /// The others who work at their desk.
    pub(in crate::queues) others: Vec<User>,
    /// The teams of their desk.
    pub(in crate::queues) teams: Vec<Team>,
    /// The categories of their desk.
    pub(in crate::queues) categories: Vec<Category>,
    /// The states that are legal for at least one of them, each with what must be set first.
    pub(in crate::queues) states: Vec<State>,
}

/// A form, as it was opened or as it comes back.
pub(in crate::queues) struct Form<'a> {
    /// Which field: a word of the address.
    pub(in crate::queues) field: &'a str,
    /// The tickets, as far as they are named one by one.
    pub(in crate::queues) rows: &'a [Row],
    /// Everything that this filter finds instead.
    pub(in crate::queues) matching: Option<(&'a str, i64)>,
    /// The version of the one ticket that was looked at.
    pub(in crate::queues) seen: Option<i64>,
    /// Where to go afterwards.
    pub(in crate::queues) back: &'a str,
    pub(in crate::queues) choices: &'a Choices,
    /// What must be mended.
    pub(in crate::queues) faults: &'a [FieldError],
    /// What somebody else changed meanwhile, with the version that it has now.
    pub(in crate::queues) clash: Option<(i64, &'a [Clash])>,
    /// What was typed, by field.
    pub(in crate::queues) typed: &'a [(&'static str, String)],
}

impl Form<'_> {
    fn typed(&self, name: &str) -> &str {
        self.typed.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// How many tickets are named in the preview.
const NAMED: usize = 3;

/// The form.
pub(in crate::queues) fn form(here: Here<'_>, form: &Form<'_>) -> Markup {
    let action = format!("/queue/edit/{}", form.field);
    let seen = form.clash.map(|(current, _)| current).or(form.seen);
    html! {
        form class="stack" method="post" action=(action) hx-post=(action) hx-swap="outerMorph" {
            (here.csrf())
            @if let Some((filter, _)) = form.matching {
                input type="hidden" name="all" value="true";
                input type="hidden" name="q" value=(filter);
            } @else {
                @for row in form.rows { input type="hidden" name="id" value=(row.number); }
            }
            @if let Some(seen) = seen { input type="hidden" name="seen" value=(seen); }
            input type="hidden" name="back" value=(form.back);
            h2 { (here.t(&format!("queues-bulk-{}", form.field))) }
            (preview(here, form))
            (errors_summary(here.locale(), form.faults))
            @if let Some((_, clashes)) = form.clash { (clash(here, clashes)) }
            @match form.field {
                "priority" => (priority(here, form)),
                "assignee" => (assignee(here, form)),
                "team" => (team(here, form)),
                "category" => (category(here, form)),
                "state" => (state(here, form)),
                "snooze" => (snooze(here, form)),
                "tags" => (tags(here, form)),
                _ => (merge(here, form)),
            }
        }
    }
}

/// On how many tickets, and which.
fn preview(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    html! {
        @if let Some((filter, total)) = form.matching {
            p class="small" { (t!(locale, "queues-preview-all", n = total)) " " code { (filter) } }
        } @else {
            p class="small muted" {
                @if form.rows.len() > 1 { (t!(locale, "queues-preview", n = form.rows.len())) " " }
                @for (place, row) in form.rows.iter().take(NAMED).enumerate() {
                    @if place > 0 { ", " }
                    span class="num" { (row.label()) } " " (rules::text::excerpt(&row.title, 40))
                }
                @if form.rows.len() > NAMED { " " (t!(locale, "queues-preview-more", n = form.rows.len() - NAMED)) }
            }
        }
    }
}

/// Who changed the same thing meanwhile: theirs is shown, mine can be kept.
fn clash(here: Here<'_>, clashes: &[Clash]) -> Markup {
    let locale = here.locale();
    html! {
        div class="conflict" role="alert" tabindex="-1" {
            @for clash in clashes {
                @let theirs = match &clash.theirs {
                    serde_json::Value::Null => here.t("web-value-none"),
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                @let at = fmt::datetime(locale, clash.at, here.zone);
                p { (t!(locale, "queues-clash", by = clash.by.as_str(), at = at, theirs = theirs)) }
            }
            p { (here.t("queues-clash-text")) }
        }
    }
}

fn send(here: Here<'_>, key: &str) -> Markup {
    html! { (Button::submit(here.t(key)).primary()) }
}

fn priority(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    let now = form.rows.first().filter(|_| form.rows.len() == 1).map(|row| row.priority.code().to_string());
    let chosen =
        if form.typed("value").is_empty() { now.unwrap_or_default() } else { form.typed("value").to_owned() };
    html! {
        fieldset class="stack" {
            legend { (here.t("queues-priority-legend")) }
            @for priority in Priority::ALL {
                @let code = priority.code().to_string();
                label class="row med" {
                    input class="check" type="radio" name="value" value=(code) required checked[chosen == code];
                    (web::components::priority_word(priority_code(*priority), &priority_text(locale, *priority)))
                }
            }
            label class="row med" {
                input class="check" type="radio" name="value" value="matrix" checked[chosen == "matrix"];
                (here.t("queues-priority-matrix"))
            }
        }
        (Field::new(locale, "reason", &here.t("queues-priority-reason")).hint(&here.t("queues-priority-reason-hint")).errors(form.faults).attr("maxlength", "500").text(form.typed("reason")))
        (send(here, "queues-apply"))
    }
}

fn pick(value: &str, label: &Markup) -> Markup {
    html! { li { button type="submit" name="value" value=(value) { (label) } } }
}

fn assignee(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    let me = here.cx.actor.user_id();
    let other: Vec<(String, &str)> =
        form.choices.others.iter().map(|user| (user.id.to_string(), user.name.as_str())).collect();
    html! {
        ul class="menu" {
            (pick("me", &html! { (web::components::Avatar::Me(here.cx.actor.name()).small(locale)) (here.t("queues-assign-me")) }))
            (pick("none", &html! { (web::components::Avatar::Nobody.small(locale)) (here.t("web-person-nobody")) }))
            @for user in form.choices.near.iter().filter(|user| Some(user.id) != me) {
                (pick(&user.id.to_string(), &html! { (web::components::Avatar::Person(&user.name).small(locale)) (user.name) }))
            }
        }
        @if !other.is_empty() {
            div class="row" {
                label class="sr" for="f-other" { (here.t("queues-assign-other")) }
                select class="input" id="f-other" name="other" {
                    option value="" { (here.t("queues-assign-other")) }
                    @for (id, name) in &other { option value=(id) { (name) } }
                }
                button class="btn sm" type="submit" name="value" value="other" { (here.t("queues-apply")) }
            }
        }
    }
}

fn team(here: Here<'_>, form: &Form<'_>) -> Markup {
    html! {
        ul class="menu" {
            @for team in &form.choices.teams { (pick(&team.id.to_string(), &html! { (icon_s("users")) (team.name) })) }
            (pick("none", &html! { (icon_s("minus")) (here.t("queues-no-team")) }))
        }
    }
}

fn category(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    let none = here.t("queues-no-category");
    let paths: Vec<(String, String)> = form
        .choices
        .categories
        .iter()
        .map(|category| (category.id.to_string(), desks::path(&form.choices.categories, category.id, locale)))
        .collect();
    let mut options = vec![Choice { value: "none", label: &none }];
    options.extend(paths.iter().map(|(value, label)| Choice { value, label }));
    let now = form
        .rows
        .first()
        .and_then(|row| row.category_id)
        .map_or_else(|| "none".to_owned(), |id| id.to_string());
    html! {
        (Field::new(locale, "value", &here.t("queues-bulk-category")).required().errors(form.faults).select(&options, &now))
        (send(here, "queues-apply"))
    }
}

fn state(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    let waits: Vec<(&str, String)> =
        PendingOn::ALL.iter().map(|on| (on.as_str(), pending_text(locale, *on))).collect();
    let waits: Vec<Choice<'_>> = waits.iter().map(|(value, label)| Choice { value, label }).collect();
    let kinds: Vec<(&str, String)> = ResolutionKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), here.t(&format!("tickets-resolution-{}", kind.as_str()))))
        .collect();
    let kinds: Vec<Choice<'_>> = kinds.iter().map(|(value, label)| Choice { value, label }).collect();
    let has = |state: State| form.choices.states.contains(&state);
    html! {
        @if form.choices.states.is_empty() {
            (banner(Notice::Info, html! { (here.t("queues-no-transition")) }, html! {}))
        } @else {
            fieldset class="stack" {
                legend { (here.t("queues-state-legend")) }
                @for state in &form.choices.states {
                    label class="row med" {
                        input class="check" type="radio" name="value" value=(state.as_str()) required checked[form.typed("value") == state.as_str()];
                        (web::components::state(look(*state), &state_text(locale, *state)))
                    }
                }
            }
            @if has(State::Pending) {
                (Field::new(locale, "pending_on", &here.t("queues-pending-on")).errors(form.faults).select(&waits, form.typed("pending_on")))
            }
            @if has(State::Resolved) {
                (Field::new(locale, "resolution", &here.t("queues-resolution")).hint(&here.t("queues-resolution-hint")).errors(form.faults).textarea(form.typed("resolution"), 3))
                (Field::new(locale, "resolution_kind", &here.t("queues-resolution-kind")).errors(form.faults).select(&kinds, form.typed("resolution_kind")))
            }
            (Field::new(locale, "reason", &here.t("queues-reason")).errors(form.faults).attr("maxlength", "2000").text(form.typed("reason")))
            (send(here, "queues-apply"))
        }
    }
}

fn snooze(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    html! {
        ul class="menu" {
            @for (value, key) in [("1h", "queues-snooze-1h"), ("4h", "queues-snooze-4h"), ("tomorrow", "queues-snooze-tomorrow"), ("monday", "queues-snooze-monday"), ("wake", "queues-snooze-wake")] {
                (pick(value, &html! { (icon_s(if value == "wake" { "bell" } else { "snooze" })) (here.t(key)) }))
            }
        }
        div class="row" {
            (Field::new(locale, "at", &here.t("queues-snooze-at")).errors(form.faults).datetime(form.typed("at")))
            button class="btn sm" type="submit" name="value" value="at" { (here.t("queues-apply")) }
        }
    }
}

fn tags(here: Here<'_>, form: &Form<'_>) -> Markup {
    let locale = here.locale();
    html! {
        (Field::new(locale, "add", &here.t("queues-tags-add")).hint(&here.t("queues-tags-hint")).errors(form.faults).attr("maxlength", "500").text(form.typed("add")))
        (Field::new(locale, "remove", &here.t("queues-tags-remove")).errors(form.faults).attr("maxlength", "500").text(form.typed("remove")))
        (send(here, "queues-apply"))
    }
}

fn merge(here: Here<'_>, form: &Form<'_>) -> Markup {
    html! {
        @if form.rows.len() < 2 {
            (banner(Notice::Info, html! { (here.t("queues-merge-two")) }, html! {}))
        } @else {
            fieldset class="stack" {
                legend { (here.t("queues-merge-legend")) }
                @for (place, row) in form.rows.iter().enumerate() {
                    label class="row med" {
                        input class="check" type="radio" name="value" value=(row.number) required checked[place == 0];
                        span class="num" { (row.label()) } (row.title)
                    }
                }
            }
            p class="small muted" { (here.t("queues-merge-text")) }
            (send(here, "queues-merge-do"))
        }
    }
}

/// What came of a change.
#[derive(Debug, Clone, Default)]
pub(in crate::queues) struct Report {
    /// The bulk edits that can be undone.
    pub(in crate::queues) undo: Vec<i64>,
    /// How many tickets changed.
    pub(in crate::queues) changed: usize,
    /// How many there are in all.
    pub(in crate::queues) total: usize,
    /// Those that did not, each with why.
    pub(in crate::queues) refused: Vec<String>,
    /// Those that are still to be changed.
    pub(in crate::queues) rest: Vec<i64>,
}

/// The most refusals that are told one by one.
const TOLD: usize = 50;

impl Report {
    /// What was done, in a sentence.
    pub(in crate::queues) fn said(&self, here: Here<'_>) -> String {
        t!(here.locale(), "queues-done", n = self.changed)
    }

    pub(in crate::queues) fn undo_action(&self) -> Option<String> {
        let ids: Vec<String> = self.undo.iter().map(i64::to_string).collect();
        (!ids.is_empty()).then(|| format!("/queue/undo/{}", ids.join(",")))
    }

    pub(in crate::queues) fn refuse(&mut self, lines: Vec<String>) {
        self.refused.extend(lines);
        self.refused.truncate(TOLD);
    }
}

/// A result as a toast: what was done, its undo, what was refused.
pub(in crate::queues) fn report_toast(here: Here<'_>, report: &Report) -> Markup {
    let (locale, csrf) = (here.locale(), &here.cx.actor.visit.csrf);
    let action = report.undo_action();
    let undo = action.as_deref().map(|action| web::components::Undo { action, csrf });
    html! {
        @if report.changed > 0 || report.refused.is_empty() { (toast(locale, &report.said(here), undo)) }
        @if !report.refused.is_empty() {
            div class="toast" data-sticky role="alert" { (icon_s("over")) div { (refusals(here, report)) } }
        }
    }
}

fn refusals(here: Here<'_>, report: &Report) -> Markup {
    html! {
        b { (t!(here.locale(), "queues-refused", n = report.refused.len())) }
        ul { @for line in &report.refused { li { (line) } } }
    }
}

/// Long work under way: what is done, and the form that goes on with the rest. It sends itself where there is script.
pub(in crate::queues) fn progress(
    here: Here<'_>,
    report: &Report,
    action: &str,
    fields: &[(String, String)],
    script: bool,
) -> Markup {
    let done = report.total.saturating_sub(report.rest.len());
    let text = t!(here.locale(), "queues-progress", done = done, total = report.total);
    let body = html! {
        (here.csrf())
        @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
        @for number in &report.rest { input type="hidden" name="id" value=(number); }
        @for id in &report.undo { input type="hidden" name="undone" value=(id); }
        @for line in &report.refused { input type="hidden" name="refused" value=(line); }
        input type="hidden" name="changed" value=(report.changed);
        input type="hidden" name="total" value=(report.total);
        progress class="progress" max=(report.total) value=(done) aria-label=(text) { (text) }
        span { (text) }
    };
    html! {
        @if script {
            form class="toast" data-sticky method="post" action=(action) hx-post=(action) hx-trigger="load" hx-swap="delete" { (body) }
        } @else {
            form class="stack" method="post" action=(action) { (body) (Button::submit(here.t("queues-progress-next")).primary()) }
        }
    }
}

/// The result as a page, where there is no script or much to say.
pub(in crate::queues) fn report_page(
    here: Here<'_>,
    report: &Report,
    back: &str,
    rest: Option<&Markup>,
) -> Markup {
    html! {
        div class="page" {
            div class="page-head" { h1 { (here.t("queues-report")) } }
            section class="card" {
                div class="body stack" {
                    p role="status" { (report.said(here)) }
                    @if !report.refused.is_empty() { div role="alert" { (refusals(here, report)) } }
                    @if let Some(rest) = rest { (rest) }
                    @if let Some(action) = report.undo_action().filter(|_| rest.is_none()) {
                        form method="post" action=(action) {
                            (here.csrf())
                            input type="hidden" name="back" value=(back);
                            (Button::submit(here.t("web-toast-undo")).icon("undo"))
                        }
                    }
                    p { (Button::link(back, here.t("queues-back"))) }
                }
            }
        }
    }
}

/// A form as a page.
pub(in crate::queues) fn form_page(here: Here<'_>, form_shown: &Form<'_>) -> Markup {
    html! {
        div class="page" {
            section class="card" { div class="body" { (form(here, form_shown)) } }
            p { (Button::link(form_shown.back, here.t("queues-back")).quiet()) }
        }
    }
}

/// What can be done to everything that a filter finds.
pub(in crate::queues) fn all_page(here: Here<'_>, filter: &str, total: i64) -> Markup {
    let at = |field: &str| {
        super::kit::address(
            &format!("/queue/edit/{field}"),
            &[("all", "true"), ("q", filter), ("back", &super::kit::address("/queue", &[("q", filter)]))],
        )
    };
    html! {
        div class="page" {
            div class="page-head" { h1 { (t!(here.locale(), "queues-all-matching", n = total)) } p { code { (filter) } } }
            ul class="set-index" {
                @for field in ["assignee", "team", "priority", "category", "state", "tags", "snooze"] {
                    li { a class="set" href=(at(field)) { (here.t(&format!("queues-bulk-{field}"))) } }
                }
            }
        }
    }
}
