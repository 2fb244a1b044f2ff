//! Pieces that these pages share: the form around fields, what was done, what was changed meanwhile, a secret shown
//! once.

use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use web::{
    FieldError, Locale,
    components::{Button, Choice, Notice, banner, csrf_field, errors_summary, moment},
    i18n::t,
    t,
};

use crate::ctx::Ctx;

/// The reader of a page.
#[derive(Clone, Copy)]
pub(in crate::people) struct Here<'a> {
    pub(in crate::people) cx: &'a Ctx,
}

impl Here<'_> {
    pub(in crate::people) fn locale(self) -> Locale {
        self.cx.locale
    }

    pub(in crate::people) fn t(self, key: &str) -> String {
        t(self.cx.locale, key)
    }

    /// A form whose fields are guarded against being left unsaved.
    pub(in crate::people) fn form(self, action: &str, body: &Markup, foot: &Markup) -> Markup {
        html! {
            form class="form" method="post" action=(action) data-guard {
                (csrf_field(&self.cx.actor.visit.csrf))
                (body)
                div class="form-foot" { (foot) }
            }
        }
    }

    /// A form of one button.
    pub(in crate::people) fn press(self, action: &str, hidden: &[(&str, &str)], button: &Button) -> Markup {
        html! {
            form method="post" action=(action) {
                (csrf_field(&self.cx.actor.visit.csrf))
                @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                (button)
            }
        }
    }

    /// Title, what the page is for, and the first thing to do.
    pub(in crate::people) fn head(self, title: &str, lead: &str, action: Option<&Button>) -> Markup {
        html! {
            header class="page-head" {
                h1 { (title) }
                @if let Some(action) = action { (action) }
                @if !lead.is_empty() { p { (lead) } }
            }
        }
    }

    /// The two buttons of a form.
    pub(in crate::people) fn save(self, back: &str) -> Markup {
        html! {
            (Button::submit(self.t("people-save")).primary().icon("check"))
            (Button::link(back, self.t("people-cancel")).quiet())
        }
    }

    /// An instant at the reader's wall clock.
    pub(in crate::people) fn moment(self, at: Timestamp) -> Markup {
        moment(self.cx.locale, at, self.cx.now, &self.zone())
    }

    /// The reader's zone; UTC when it is none.
    pub(in crate::people) fn zone(self) -> TimeZone {
        TimeZone::get(&self.cx.actor.visit.zone).unwrap_or(TimeZone::UTC)
    }
}

/// What a page says back to a form.
#[derive(Debug, Clone, Default)]
pub(in crate::people) struct Answer {
    /// What must be mended.
    pub(in crate::people) faults: Vec<FieldError>,
    /// What was changed meanwhile: the field's name, what is there now, what was typed.
    pub(in crate::people) meanwhile: Option<Vec<(String, String, String)>>,
    /// What was done, as a message key.
    pub(in crate::people) said: Option<&'static str>,
    /// A secret that is shown this once, under the sentence of a message key.
    pub(in crate::people) secret: Option<(&'static str, String)>,
}

impl Answer {
    pub(in crate::people) fn done(said: Option<&'static str>) -> Self {
        Self { said, ..Self::default() }
    }

    pub(in crate::people) fn faults(faults: Vec<FieldError>) -> Self {
        Self { faults, ..Self::default() }
    }

    pub(in crate::people) fn secret(key: &'static str, secret: String) -> Self {
        Self { secret: Some((key, secret)), ..Self::default() }
    }

    /// The fields in which what is there now differs from what was typed.
    pub(in crate::people) fn meanwhile(all: Vec<(String, String, String)>) -> Self {
        let differing = all.into_iter().filter(|(_, now, typed)| now != typed).collect();
        Self { meanwhile: Some(differing), ..Self::default() }
    }

    pub(in crate::people) fn show(&self, locale: Locale) -> Markup {
        html! {
            @if let Some(said) = self.said {
                div role="status" { (banner(Notice::Info, html! { (t(locale, said)) }, html! {})) }
            }
            @if let Some((key, secret)) = &self.secret { (shown_once(locale, key, secret)) }
            (errors_summary(locale, &self.faults))
            @if let Some(pairs) = &self.meanwhile { (conflict(locale, pairs)) }
        }
    }
}

/// A secret to copy now: it is stored nowhere.
fn shown_once(locale: Locale, key: &str, secret: &str) -> Markup {
    let copy = Button::new(t(locale, "people-copy")).small().icon("copy").attr("data-copy-from", "#secret");
    html! {
        section class="card" role="status" aria-labelledby="secret-t" {
            header { h2 id="secret-t" { (t(locale, key)) } }
            div class="body stack" {
                p { (t(locale, "people-secret-once")) }
                p class="paste" { code id="secret" { (secret) } (copy) }
            }
        }
    }
}

fn conflict(locale: Locale, pairs: &[(String, String, String)]) -> Markup {
    let shown = |text: &str| if text.is_empty() { t(locale, "web-value-none") } else { text.to_owned() };
    html! {
        div class="conflict" role="alert" tabindex="-1" {
            p { b { (t(locale, "people-conflict-title")) } " " (t(locale, "people-conflict-text")) }
            @for (label, now, typed) in pairs {
                div class="pair" {
                    p { (t!(locale, "people-conflict-now", label = label.as_str())) " " del { (shown(now)) } }
                    p { (t!(locale, "people-conflict-typed", label = label.as_str())) " " ins { (shown(typed)) } }
                }
            }
        }
    }
}

/// The languages to choose from.
pub(in crate::people) fn languages() -> [Choice<'static>; 2] {
    Locale::ALL.map(|locale| Choice { value: locale.lang(), label: locale.own_name() })
}

/// The time zones that a field with `list="zones"` proposes.
pub(in crate::people) fn zones() -> Markup {
    html! {
        datalist id="zones" {
            @for name in jiff::tz::db().available() {
                @if name.as_str().contains('/') { option value=(name.as_str()) {} }
            }
        }
    }
}

/// Rows as choices, after one that stands for none.
pub(in crate::people) fn choices<'a>(none: &'a str, rows: &'a [(String, String)]) -> Vec<Choice<'a>> {
    let first = Choice { value: "", label: none };
    std::iter::once(first).chain(rows.iter().map(|(value, label)| Choice { value, label })).collect()
}

/// A choice in a filter or in a row of its own: one is always made, so it is neither required nor optional.
pub(in crate::people) fn pick(name: &str, label: &str, choices: &[Choice<'_>], selected: &str) -> Markup {
    html! {
        div class="field" {
            label for={ "f-" (name) } { (label) }
            select class="input" id={ "f-" (name) } name=(name) {
                @for choice in choices { option value=(choice.value) selected[choice.value == selected] { (choice.label) } }
            }
        }
    }
}
