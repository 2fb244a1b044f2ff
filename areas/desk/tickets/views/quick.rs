//! Quick entry: the caller first, then what is wrong; the rest is there for those who need it.

use base::{ctx::Ctx, desks};
use maud::{Markup, html};
use rules::{
    priority::{Decision, Level},
    ticket_state::{Channel, Kind},
};
use web::{
    FieldError,
    components::{
        Button, Choice, Field, Notice, Tone, badge, banner, checkbox, csrf_field, errors_summary, icon_s,
        priority_word, radios,
    },
    i18n::t,
    t,
};

use super::{fields::causes, words};
use crate::tickets::{
    model::{CauseCode, ResolutionKind},
    pages::entry::{Caller, Entry, EntryForm, Similar},
};

/// A form being drawn: its reader, what it offers, what is typed, what is wrong.
struct Quick<'a> {
    cx: &'a Ctx,
    entry: &'a Entry,
    form: &'a EntryForm,
    faults: &'a [FieldError],
}

impl<'a> Quick<'a> {
    fn t(&self, key: &str) -> String {
        t(self.cx.locale, key)
    }

    fn field(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self.cx.locale, name, label).errors(self.faults)
    }

    /// A choice that may be left open.
    fn select(
        &self,
        name: &str,
        key: &str,
        options: &[(String, String)],
        chosen: &str,
        none: &str,
    ) -> Markup {
        let (label, none) = (self.t(key), self.t(none));
        let first = Choice { value: "", label: &none };
        let rest = options.iter().map(|(value, label)| Choice { value, label });
        let choices: Vec<Choice<'_>> = std::iter::once(first).chain(rest).collect();
        self.field(name, &label).select(&choices, chosen)
    }
}

/// The whole form.
pub(in crate::tickets) fn page(cx: &Ctx, entry: &Entry, form: &EntryForm, faults: &[FieldError]) -> Markup {
    let quick = Quick { cx, entry, form, faults };
    html! {
        div class="page" {
            header class="page-head" { h1 { (quick.t("tickets-new-title")) } p { (quick.t("tickets-new-lead")) } }
            (desk_choice(&quick))
            form class="quick" method="post" action="/tickets/new" data-guard {
                (csrf_field(&cx.actor.visit.csrf))
                input type="hidden" name="desk" value=(entry.desk.id);
                // Enter opens the ticket: the first button of a form is the one that it presses.
                button class="sr" type="submit" tabindex="-1" { (quick.t("tickets-new-open")) }
                (errors_summary(cx.locale, faults))
                (caller(&quick))
                (what(&quick))
                (qualification(&quick))
                (more(&quick))
                (solved(&quick))
                div class="row bar-fix" {
                    (Button::submit(quick.t("tickets-new-open")).primary().icon("check"))
                    (Button::link("/queue", quick.t("tickets-back")).quiet())
                }
            }
        }
    }
}

/// Another desk has other categories and teams, so it is chosen before.
fn desk_choice(quick: &Quick<'_>) -> Markup {
    html! {
        @if quick.entry.desks.len() > 1 {
            form class="row" method="get" action="/tickets/new" data-autosubmit {
                label class="med" for="q-desk" { (quick.t("tickets-field-desk")) }
                select class="input w-m" id="q-desk" name="desk" {
                    @for desk in &quick.entry.desks { option value=(desk.id) selected[desk.id == quick.entry.desk.id] { (desk.name) } }
                }
                noscript { (Button::submit(quick.t("tickets-new-switch")).small()) }
            }
        }
    }
}

fn caller(quick: &Quick<'_>) -> Markup {
    let (label, hint) = (quick.t("tickets-field-caller"), quick.t("tickets-caller-hint"));
    let fault = quick.faults.iter().find(|fault| fault.field == "caller");
    html! {
        // Neither required nor optional: a new caller below takes its place.
        div class={ "field" @if fault.is_some() { " bad" } } {
            label for="f-caller" { (label) }
            input class="input" id="f-caller" name="caller" value=(quick.form.caller) autocomplete="off" autofocus
                aria-describedby="f-caller-hint" aria-invalid=[fault.map(|_| "true")]
                data-suggest="/tickets/new/callers" data-suggest-into="#callers";
            span class="hint" id="f-caller-hint" { (hint) }
            @if let Some(fault) = fault { span class="err" { (icon_s("over")) (fault.message) } }
        }
        div id="callers" aria-live="polite" {
            (callers(quick.cx, &quick.entry.callers, quick.form.requester))
            @if quick.entry.callers.is_empty() && !quick.form.caller.trim().is_empty() {
                p class="small muted" { (quick.t("tickets-caller-none")) }
            }
        }
        (Button::submit(quick.t("tickets-caller-find")).small().icon("search").attr("name", "then").attr("value", "find").attr("formnovalidate", ""))
        details open[!quick.form.new_email.is_empty()] {
            summary { (quick.t("tickets-caller-new")) }
            div class="stack" {
                @for (name, key, value) in [
                    ("new_name", "tickets-field-name", &quick.form.new_name),
                    ("new_email", "tickets-field-email", &quick.form.new_email),
                    ("new_phone", "tickets-field-phone", &quick.form.new_phone),
                ] {
                    @let label = quick.t(key);
                    (quick.field(name, &label).attr("autocomplete", "off").text(value))
                }
            }
        }
    }
}

/// The people who may be meant; the only one is chosen.
pub(in crate::tickets) fn callers(cx: &Ctx, found: &[Caller], chosen: Option<i64>) -> Markup {
    let only = found.len() == 1;
    html! {
        @if !found.is_empty() {
            fieldset class="stack callers" {
                legend class="sr" { (t(cx.locale, "tickets-caller-found")) }
                @for caller in found {
                    @let user = &caller.user;
                    label class="row" {
                        input class="check" type="radio" name="requester" value=(user.id) checked[only || chosen == Some(user.id)];
                        span class="t" {
                            b { (user.name) } @if user.vip { " " (badge(Tone::Warn, &t(cx.locale, "tickets-vip"))) }
                            " " span class="small muted" { (about(user)) }
                        }
                    }
                    @if !caller.open.is_empty() {
                        ul class="small" aria-label=(t!(cx.locale, "tickets-caller-open", name = user.name.as_str())) {
                            @for brief in caller.open.iter().take(3) {
                                li { a href={ "/tickets/" (brief.label()) } { (brief.label()) " " (brief.title) } " " (words::state(cx.locale, brief.state)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn about(user: &base::people::User) -> String {
    let parts = [user.job_title.as_str(), user.site.as_str(), user.phone.as_str(), user.email.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn what(quick: &Quick<'_>) -> Markup {
    let locale = quick.cx.locale;
    let (title, description, kind) =
        (quick.t("tickets-field-title"), quick.t("tickets-field-description"), quick.t("tickets-field-kind"));
    let kinds: Vec<(&str, String)> = [Kind::Incident, Kind::Request]
        .iter()
        .map(|kind| (kind.as_str(), words::word(locale, "kind", kind.as_str())))
        .collect();
    let kinds: Vec<Choice<'_>> = kinds.iter().map(|(value, label)| Choice { value, label }).collect();
    let source = format!("/tickets/new/similar?desk={}", quick.entry.desk.id);
    html! {
        (quick.field("title", &title).required().attr("maxlength", "250").attr("autocomplete", "off")
            .attr("data-suggest", source).attr("data-suggest-into", "#similar").text(&quick.form.title))
        div id="similar" aria-live="polite" { (similar(quick.cx, &quick.entry.similar)) }
        (quick.field("description", &description).textarea(&quick.form.description, 4))
        (radios(&kind, "kind", &kinds, quick.form.kind.unwrap_or(Kind::Incident).as_str()))
    }
}

/// Ongoing incidents that may be the same: the caller joins one by one button, and no new ticket is opened.
pub(in crate::tickets) fn similar(cx: &Ctx, found: &[Similar]) -> Markup {
    let locale = cx.locale;
    html! {
        @for hit in found {
            @let text = html! {
                b { (t!(locale, "tickets-similar", number = hit.brief.label(), title = hit.brief.title.as_str())) } " "
                span class="small" {
                    (t!(locale, "tickets-similar-why", n = hit.brief.affected_count, words = hit.words.join(", ")))
                }
            };
            (banner(Notice::Info, text, html! {
                button class="btn sm" type="submit" name="attach" value=(hit.brief.number) formnovalidate { (t(locale, "tickets-me-too")) }
            }))
        }
    }
}

fn qualification(quick: &Quick<'_>) -> Markup {
    let (locale, entry) = (quick.cx.locale, quick.entry);
    let (label, hint) = (quick.t("tickets-field-category"), quick.t("tickets-category-hint"));
    let level = |name: &str, chosen: Option<Level>| {
        let options: Vec<(String, String)> = Level::ALL
            .iter()
            .map(|level| (level.to_string(), words::word(locale, name, level.as_str())))
            .collect();
        let (label, none) = (quick.t(&format!("tickets-field-{name}")), quick.t("tickets-by-category"));
        let first = Choice { value: "", label: &none };
        let choices: Vec<Choice<'_>> = std::iter::once(first)
            .chain(options.iter().map(|(value, label)| Choice { value, label }))
            .collect();
        live(quick.field(name, &label))
            .select(&choices, chosen.map(|level| level.to_string()).as_deref().unwrap_or_default())
    };
    html! {
        (live(quick.field("category", &label).hint(&hint).attr("list", "categories").attr("autocomplete", "off")).text(&quick.form.category))
        datalist id="categories" {
            @for category in &entry.categories {
                option value=(desks::path(&entry.categories, category.id, locale)) { (category.synonyms.join(", ")) }
            }
        }
        div class="fields" { (level("impact", quick.form.impact)) (level("urgency", quick.form.urgency)) }
        p id="prio" aria-live="polite" { (priority(quick.cx, &entry.decision)) }
    }
}

/// A field whose change shows the priority that follows.
fn live(field: Field<'_>) -> Field<'_> {
    field
        .attr("hx-get", "/tickets/new/priority")
        .attr("hx-trigger", "change")
        .attr("hx-target", "#prio")
        .attr("hx-include", "closest form")
}

/// The priority that follows from what is typed.
pub(in crate::tickets) fn priority(cx: &Ctx, decision: &Decision) -> Markup {
    let word = words::priority(cx.locale, decision.priority);
    html! { span class="muted" { (t(cx.locale, "tickets-new-priority")) } " " (priority_word(words::code(decision.priority), &word)) }
}

fn more(quick: &Quick<'_>) -> Markup {
    let (locale, entry, form) = (quick.cx.locale, quick.entry, quick.form);
    let services: Vec<(String, String)> =
        entry.services.iter().map(|s| (s.id.to_string(), s.name.clone())).collect();
    let teams: Vec<(String, String)> =
        entry.teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    let mut staff: Vec<(String, String)> =
        entry.staff.iter().map(|user| (user.id.to_string(), user.name.clone())).collect();
    let me = quick.cx.actor.user_id().map(|id| id.to_string()).unwrap_or_default();
    staff.sort_by_key(|(id, _)| *id != me);
    let ways = [Channel::Phone, Channel::InPerson, Channel::Chat, Channel::Email];
    let ways: Vec<(String, String)> =
        ways.iter().map(|way| (way.to_string(), words::word(locale, "via", way.as_str()))).collect();
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let via = form.via.unwrap_or(Channel::Phone).to_string();
    let occurred = quick.t("tickets-field-occurred-at");
    let faulty = |name: &str| quick.faults.iter().any(|fault| fault.field == name);
    let open = form.service.is_some()
        || form.team.is_some()
        || form.assignee.is_some()
        || ["service", "team", "assignee", "occurred"].into_iter().any(faulty);
    html! {
        details open[open] {
            summary { (quick.t("tickets-new-more")) }
            div class="stack" {
                (quick.select("service", "tickets-field-service", &services, &id(form.service), "web-value-none"))
                div class="fields" {
                    (quick.select("team", "tickets-field-team", &teams, &id(form.team), "tickets-by-category"))
                    (quick.select("assignee", "tickets-field-assignee", &staff, &id(form.assignee), "web-person-nobody"))
                }
                (quick.select("via", "tickets-field-channel", &ways, &via, "tickets-via-phone"))
                (quick.field("occurred", &occurred).datetime(&form.occurred))
                (checkbox("sensitive", "true", &quick.t("tickets-field-sensitive"), form.sensitive))
            }
        }
    }
}

/// Resolved while they were on the line.
fn solved(quick: &Quick<'_>) -> Markup {
    let (locale, form) = (quick.cx.locale, quick.form);
    let label = quick.t("tickets-field-resolution");
    let kinds: Vec<(String, String)> = ResolutionKind::ALL
        .iter()
        .map(|kind| (kind.as_str().to_owned(), words::word(locale, "resolution", kind.as_str())))
        .collect();
    let kind = form.resolution_kind.map(ResolutionKind::as_str).unwrap_or_default();
    let cause = form.cause.map(CauseCode::as_str).unwrap_or_default();
    html! {
        details open[!form.resolution.is_empty() || quick.faults.iter().any(|fault| fault.field == "resolution")] {
            summary { (quick.t("tickets-new-solved")) }
            div class="stack" {
                p class="small muted" { (quick.t("tickets-new-solved-hint")) }
                (quick.field("resolution", &label).textarea(&form.resolution, 3))
                div class="fields" {
                    (quick.select("resolution_kind", "tickets-field-resolution-kind", &kinds, kind, "web-value-none"))
                    (quick.select("cause", "tickets-field-cause-code", &causes(locale), cause, "web-value-none"))
                }
            }
        }
    }
}
