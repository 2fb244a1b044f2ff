//! Pieces shared by settings pages: the form around fields, what was saved, what was changed meanwhile, words of levels.

use maud::{Markup, html};
use rules::priority::{Level, Priority};
use web::components::{Button, Notice, banner, csrf_field, empty, errors_summary, priority_word};
use web::error::FieldError;
use web::i18n::{Locale, t};
use web::t;

use crate::ctx::Ctx;

/// The reader of a settings page, and what the page says back.
pub struct Here<'a> {
    /// Who reads.
    pub cx: &'a Ctx,
    /// Whether the reader may change what is shown.
    pub may: bool,
}

impl Here<'_> {
    /// The reader's language.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.cx.locale
    }

    /// A text in it.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        t(self.cx.locale, key)
    }

    /// A form that only those who may change things can use.
    pub fn form(&self, action: &str, body: &Markup, foot: &Markup) -> Markup {
        html! {
            form class="form" method="post" action=(action) data-guard {
                (csrf_field(&self.cx.actor.visit.csrf))
                fieldset class="group" disabled[!self.may] { (body) }
                @if self.may { div class="form-foot" { (foot) } }
            }
        }
    }

    /// A form of one button.
    pub fn press(&self, action: &str, version: Option<i64>, button: &Button) -> Markup {
        html! {
            form method="post" action=(action) {
                (csrf_field(&self.cx.actor.visit.csrf))
                @if let Some(version) = version { input type="hidden" name="version" value=(version); }
                (button)
            }
        }
    }

    /// The line above a list or a form: title, what it is for, what can be added.
    pub fn head(&self, title: &str, lead: &str, action: Option<Button>) -> Markup {
        html! {
            header class="page-head" {
                h1 { (title) }
                @if self.may && let Some(action) = action { (action) }
                p { (lead) }
            }
            @if !self.may { (banner(Notice::Info, html! { (self.t("desks-read-only")) }, html! {})) }
        }
    }

    /// What will be here, on a page without anything yet; `title` is the page's, so that headings stay in order.
    pub fn nothing(&self, symbol: &str, title: &str, key: &str) -> Markup {
        html! {
            section class="card" {
                h2 class="sr" { (title) }
                (empty(symbol, &self.t(key), &self.t(&format!("{key}-text")), None))
            }
        }
    }

    /// The two buttons of a form.
    pub fn save(&self, back: &str) -> Markup {
        html! {
            (Button::submit(self.t("desks-save")).primary().icon("check"))
            (Button::link(back, self.t("desks-cancel")).quiet())
        }
    }
}

/// What a page that answers a form says: its faults, or what was there already.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// What must be mended.
    pub faults: Vec<FieldError>,
    /// What was changed meanwhile: the field, what is there now, what was typed.
    pub meanwhile: Option<Vec<(String, String, String)>>,
    /// What was done, as a message key.
    pub said: Option<&'static str>,
}

impl Answer {
    /// What was done.
    #[must_use]
    pub fn done(said: Option<&'static str>) -> Self {
        Self { said, ..Self::default() }
    }

    /// What must be mended.
    #[must_use]
    pub fn faults(faults: Vec<FieldError>) -> Self {
        Self { faults, ..Self::default() }
    }

    /// The fields in which what is there now differs from what was typed.
    pub fn meanwhile(pairs: Vec<(String, String, String)>) -> Self {
        let differing = pairs.into_iter().filter(|(_, now, typed)| now != typed).collect();
        Self { meanwhile: Some(differing), ..Self::default() }
    }

    /// As the page says it.
    #[must_use]
    pub fn show(&self, locale: Locale) -> Markup {
        html! {
            @if let Some(said) = self.said {
                div role="status" { (banner(Notice::Info, html! { (t(locale, said)) }, html! {})) }
            }
            (errors_summary(locale, &self.faults))
            @if let Some(pairs) = &self.meanwhile { (conflict(locale, pairs)) }
        }
    }
}

fn conflict(locale: Locale, pairs: &[(String, String, String)]) -> Markup {
    let shown = |text: &str| if text.is_empty() { t(locale, "web-value-none") } else { text.to_owned() };
    html! {
        div class="conflict" role="alert" tabindex="-1" {
            p { b { (t(locale, "desks-conflict-title")) } " " (t(locale, "desks-conflict-text")) }
            @for (label, now, typed) in pairs {
                div class="pair" {
                    p { (t!(locale, "desks-conflict-now", label = label.as_str())) " " del { (shown(now)) } }
                    p { (t!(locale, "desks-conflict-typed", label = label.as_str())) " " ins { (shown(typed)) } }
                }
            }
        }
    }
}

/// « élevé », « moyen », « faible », or that it is not set.
#[must_use]
pub fn impact(locale: Locale, impact: Option<Level>) -> String {
    impact.map_or_else(|| t(locale, "desks-level-none"), |level| t(locale, &format!("desks-impact-{level}")))
}

/// « élevée », « moyenne », « faible », or that it is not set.
#[must_use]
pub fn urgency(locale: Locale, urgency: Option<Level>) -> String {
    urgency
        .map_or_else(|| t(locale, "desks-level-none"), |level| t(locale, &format!("desks-urgency-{level}")))
}

/// A priority with its shape and word.
pub fn priority(locale: Locale, priority: Priority) -> Markup {
    let code = u8::try_from(priority.code()).unwrap_or(5);
    priority_word(code, &priority_name(locale, priority))
}

/// « critique », « élevée » …
pub fn priority_name(locale: Locale, priority: Priority) -> String {
    t(locale, &format!("desks-priority-{}", priority.code()))
}
