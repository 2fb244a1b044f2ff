//! The administrators' pages on the running program.

use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    components::{
        Button, Choice, Column, Field, Notice, banner, csrf_field, definitions, empty, moment, pager, table,
    },
    fmt,
    i18n::t,
    t,
};
use work::{DeadJob, JobCounts, Lateness, ParkedTimer, TimerCounts};

use super::{actions::Verified, details};
use crate::{audit::Entry, ctx::Ctx};

/// How background work stands.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) dead: Vec<DeadJob>,
    pub(super) parked: Vec<ParkedTimer>,
    pub(super) jobs: JobCounts,
    pub(super) timers: TimerCounts,
    pub(super) lateness: Option<Lateness>,
    pub(super) stalled: bool,
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

/// The reader's zone; UTC when it is none.
pub(super) fn zone(cx: &Ctx) -> TimeZone {
    TimeZone::get(&cx.actor.visit.zone).unwrap_or(TimeZone::UTC)
}

fn at(cx: &Ctx, instant: Timestamp) -> Markup {
    moment(cx.locale, instant, cx.now, &zone(cx))
}

fn head(title: &str, lead: &str) -> Markup {
    html! { header class="page-head" { h1 { (title) } p { (lead) } } }
}

fn press(cx: &Ctx, action: &str, button: &Button) -> Markup {
    html! { form method="post" action=(action) { (csrf_field(&cx.actor.visit.csrf)) (button) } }
}

fn columns(cx: &Ctx, names: &[&str]) -> Vec<Column> {
    names
        .iter()
        .map(|name| Column {
            label: t(cx.locale, &format!("operations-{name}")),
            hidden: *name == "act",
            ..Column::default()
        })
        .collect()
}

/// `/settings/jobs`.
pub(super) fn work(cx: &Ctx, shown: &Work, done: bool) -> Markup {
    let text = |key: &str| t(cx.locale, &format!("operations-{key}"));
    html! {
        div class="stack" {
            (head(&text("jobs-title"), &text("jobs-lead")))
            @if done { div role="status" { (banner(Notice::Info, html! { (text("done")) }, html! {})) } }
            @if shown.stalled { (banner(Notice::Warn, html! { (text("stalled")) }, html! {})) }
            (figures(cx, shown))
            section class="card" {
                header { h2 { (text("dead")) } }
                @if shown.dead.is_empty() {
                    (empty("check", &text("dead-none"), &text("dead-none-text"), None))
                } @else {
                    (table(&text("dead"), &columns(cx, &["kind", "reason", "attempts", "died", "act"]), &dead(cx, &shown.dead)))
                }
                (pager(cx.locale, shown.first.as_deref(), shown.next.as_deref()))
            }
            section class="card" {
                header { h2 { (text("parked")) } }
                @if shown.parked.is_empty() {
                    (empty("check", &text("parked-none"), &text("parked-none-text"), None))
                } @else {
                    (table(&text("parked"), &columns(cx, &["kind", "reason", "due", "act"]), &parked(cx, &shown.parked)))
                }
            }
        }
    }
}

fn figures(cx: &Ctx, shown: &Work) -> Markup {
    let locale = cx.locale;
    let number = |n: i64| Some(html! { (fmt::number(locale, n)) });
    let fact = |key: &str, value: Option<Markup>| (t(locale, &format!("operations-{key}")), value);
    let late = |pick: fn(&Lateness) -> jiff::SignedDuration| {
        let shown = shown.lateness.as_ref().filter(|lateness| lateness.firings > 0);
        shown.map(|lateness| html! { (fmt::decimal(locale, pick(lateness).as_secs_f64(), 2)) "\u{a0}s" })
    };
    let facts = [
        fact("jobs-ready", number(shown.jobs.ready)),
        fact("jobs-running", number(shown.jobs.running)),
        fact("timers-pending", number(shown.timers.pending)),
        fact("timers-next", shown.timers.next.map(|next| at(cx, next))),
        fact("late-p50", late(|lateness| lateness.p50)),
        fact("late-p99", late(|lateness| lateness.p99)),
        fact("late-max", late(|lateness| lateness.max)),
    ];
    html! {
        section class="card" {
            header { h2 { (t(locale, "operations-figures")) } }
            div class="body" {
                (definitions(locale, &facts))
                p class="small muted" { (t(locale, "operations-late-hint")) }
            }
        }
    }
}

fn again(cx: &Ctx, place: &str, id: i64) -> Markup {
    let button = |key: &str| Button::submit(t(cx.locale, &format!("operations-{key}"))).small();
    html! {
        div class="row" {
            (press(cx, &format!("/settings/{place}/{id}/run"), &button("run").icon("refresh")))
            (press(cx, &format!("/settings/{place}/{id}/discard"), &button("discard").quiet()))
        }
    }
}

fn dead(cx: &Ctx, jobs: &[DeadJob]) -> Markup {
    html! {
        @for job in jobs {
            tr {
                td {
                    code { (job.kind) }
                    @if job.possibly_repeated { " " span class="muted" { (t(cx.locale, "operations-repeated")) } }
                }
                td { (job.reason) }
                td { (fmt::number(cx.locale, job.attempts)) }
                td { (at(cx, job.died_at)) }
                td { (again(cx, "jobs", job.id)) }
            }
        }
    }
}

fn parked(cx: &Ctx, timers: &[ParkedTimer]) -> Markup {
    html! {
        @for timer in timers {
            tr {
                td { code { (timer.kind) } }
                td { (timer.reason) }
                td { (at(cx, timer.due_at)) }
                td { (again(cx, "timers", timer.id)) }
            }
        }
    }
}

/// What is asked of the journal.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub(super) subject: String,
    #[serde(default)]
    pub(super) who: String,
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) to: String,
    #[serde(default)]
    pub(super) cursor: Option<String>,
    #[serde(default)]
    pub(super) asked: bool,
}

/// A page of the journal.
pub(super) struct Journal {
    pub(super) entries: Vec<Entry>,
    pub(super) verified: Option<Verified>,
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

/// The kinds of subjects that the page offers: all but tickets, whose history stands on their own page.
const SUBJECTS: [&str; 8] =
    ["installation", "user", "organisation", "team", "desk", "calendar", "policy", "service"];

/// `/settings/audit`.
pub(super) fn journal(cx: &Ctx, typed: &Typed, shown: &Journal) -> Markup {
    let text = |key: &str| t(cx.locale, &format!("operations-{key}"));
    html! {
        div class="stack" {
            (head(&text("audit-title"), &text("audit-lead")))
            @if typed.asked { div role="status" { (banner(Notice::Info, html! { (text("verify-asked")) }, html! {})) } }
            (proof(cx, shown.verified.as_ref()))
            (filters(cx, typed))
            @if shown.entries.is_empty() {
                (empty("history", &text("audit-none"), &text("audit-none-text"), None))
            } @else {
                section class="card" { (entries(cx, &shown.entries)) }
            }
            (pager(cx.locale, shown.first.as_deref(), shown.next.as_deref()))
        }
    }
}

fn proof(cx: &Ctx, verified: Option<&Verified>) -> Markup {
    let locale = cx.locale;
    let button =
        press(cx, "/settings/audit/verify", &Button::submit(t(locale, "operations-verify")).icon("shield"));
    let Some(verified) = verified else {
        return banner(Notice::Info, html! { (t(locale, "operations-verify-never")) }, button);
    };
    let when = Timestamp::from_second(verified.at)
        .map(|at| fmt::datetime(locale, at, &zone(cx)))
        .unwrap_or_default();
    let entries = fmt::number(locale, verified.entries);
    let (notice, said) = if verified.wrong == 0 {
        (Notice::Info, t!(locale, "operations-verify-sound", when = when, entries = entries))
    } else {
        let wrong = i64::try_from(verified.wrong).unwrap_or(i64::MAX);
        (Notice::Major, t!(locale, "operations-verify-broken", when = when, n = wrong))
    };
    banner(notice, html! { (said) }, button)
}

fn subject_name(cx: &Ctx, word: &str) -> String {
    t(cx.locale, &format!("operations-subject-{word}"))
}

fn filters(cx: &Ctx, typed: &Typed) -> Markup {
    let locale = cx.locale;
    let label = |key: &str| t(locale, &format!("operations-{key}"));
    let (subject, who, from, to, any) =
        (label("subject"), label("who-email"), label("from"), label("to"), label("subject-any"));
    let names: Vec<String> = SUBJECTS.iter().map(|word| subject_name(cx, word)).collect();
    let choices: Vec<Choice<'_>> = std::iter::once(Choice { value: "", label: &any })
        .chain(SUBJECTS.iter().zip(&names).map(|(value, label)| Choice { value, label }))
        .collect();
    html! {
        form class="filters" method="get" action="/settings/audit" role="search" aria-label=(label("filter")) {
            (Field::new(locale, "subject", &subject).select(&choices, &typed.subject))
            (Field::new(locale, "who", &who).attr("maxlength", "254").input("email", &typed.who))
            (Field::new(locale, "from", &from).date(&typed.from))
            (Field::new(locale, "to", &to).date(&typed.to))
            (Button::submit(label("filter")).icon("filter"))
        }
    }
}

fn entries(cx: &Ctx, entries: &[Entry]) -> Markup {
    let [when, who, what, subject, details] =
        ["when", "who", "what", "subject", "details"].map(|name| t(cx.locale, &format!("operations-{name}")));
    html! {
        table class="tbl stackable journal" {
            thead { tr { @for name in [&when, &who, &what, &subject, &details] { th scope="col" { (name) } } } }
            tbody {
                @for entry in entries {
                    tr {
                        td data-label=(when) { (at(cx, entry.at)) }
                        td data-label=(who) { span { (entry.actor) } }
                        td data-label=(what) { span { (details::kind(cx.locale, &entry.kind)) } }
                        td data-label=(subject) {
                            span {
                                (subject_name(cx, entry.stream.kind()))
                                @if entry.stream.id() > 0 { " " span class="muted" { (entry.stream.id()) } }
                            }
                        }
                        td data-label=(details) { div { (details::details(cx, entry)) } }
                    }
                }
            }
        }
    }
}
