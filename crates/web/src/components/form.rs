//! Forms: a label, a hint, the fault, and what was typed, which is never lost.

use maud::{Markup, html};

use super::attrs::Attrs;
use super::icon::icon_s;
use crate::csrf;
use crate::error::FieldError;
use crate::i18n::{Locale, t};

/// The hidden field that lets a form through. It must be the first of a multipart form.
pub fn csrf_field(token: &str) -> Markup {
    html! { input type="hidden" name=(csrf::FIELD) value=(token); }
}

/// A field of a form. Its control is chosen by the method that ends the sentence: `field.text(…)`, `field.select(…)`.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    locale: Locale,
    name: &'a str,
    id: String,
    label: &'a str,
    hint: &'a str,
    error: Option<&'a str>,
    required: bool,
    attrs: Attrs,
}

impl<'a> Field<'a> {
    /// The field `name`, called `label`.
    pub fn new(locale: Locale, name: &'a str, label: &'a str) -> Self {
        let id = format!("f-{name}");
        Self { locale, name, id, label, hint: "", error: None, required: false, attrs: Attrs::new() }
    }

    /// Another id than `f-name`, where one name occurs twice on a page.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// A sentence under it.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// It must be filled; a field that need not is marked « facultatif ».
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The fault that belongs to it among those of the form.
    #[must_use]
    pub fn errors(mut self, errors: &'a [FieldError]) -> Self {
        self.error = errors.iter().find(|e| e.field == self.name).map(|e| e.message.as_str());
        self
    }

    /// Another attribute of the control: `autocomplete`, `maxlength`, `inputmode`, `autofocus`…
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attrs = self.attrs.with(name, value);
        self
    }

    /// One line of text.
    pub fn text(self, value: &str) -> Markup {
        self.input("text", value)
    }

    /// A day: `value` is `2026-11-20` or empty.
    pub fn date(self, value: &str) -> Markup {
        self.input("date", value)
    }

    /// A day and a time at the wall clock: `value` is `2026-11-20T14:32` or empty.
    pub fn datetime(self, value: &str) -> Markup {
        self.input("datetime-local", value)
    }

    /// Any other kind of `input`: `email`, `password`, `number`, `url`, `tel`, `search`, `time`. A password is never sent back.
    pub fn input(self, kind: &'static str, value: &str) -> Markup {
        let value = if kind == "password" { "" } else { value };
        let control = self.control().with("type", kind).with("value", value).void("input");
        self.around(&control)
    }

    /// Several lines of text.
    pub fn textarea(self, value: &str, rows: u8) -> Markup {
        // HTML drops one line break right after the tag, so one is given for it to drop.
        let text = html! { "\n" (value) };
        let control = self.control().with("rows", rows.to_string()).element("textarea", &text);
        self.around(&control)
    }

    /// A choice of one among `choices`.
    pub fn select(self, choices: &[Choice<'_>], selected: &str) -> Markup {
        let options = html! {
            @for choice in choices {
                option value=(choice.value) selected[choice.value == selected] { (choice.label) }
            }
        };
        let control = self.control().element("select", &options);
        self.around(&control)
    }

    fn control(&self) -> Attrs {
        let described = match (self.hint.is_empty(), self.error.is_some()) {
            (true, false) => None,
            (false, false) => Some(format!("{}-hint", self.id)),
            (true, true) => Some(format!("{}-error", self.id)),
            (false, true) => Some(format!("{0}-hint {0}-error", self.id)),
        };
        Attrs::new()
            .with("class", "input")
            .with("id", self.id.clone())
            .with("name", self.name)
            .flag("required", self.required)
            .maybe("aria-invalid", self.error.map(|_| "true"))
            .maybe("aria-describedby", described)
            .and(&self.attrs)
    }

    fn around(&self, control: &Markup) -> Markup {
        html! {
            div class={ "field" @if self.error.is_some() { " bad" } } {
                label for=(self.id) {
                    (self.label)
                    @if !self.required { " " span class="opt" { (t(self.locale, "web-field-optional")) } }
                }
                (control)
                @if !self.hint.is_empty() { span class="hint" id={ (self.id) "-hint" } { (self.hint) } }
                @if let Some(error) = self.error {
                    span class="err" id={ (self.id) "-error" } { (icon_s("over")) (error) }
                }
            }
        }
    }
}

/// One thing to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is read.
    pub label: &'a str,
}

/// A box to tick.
pub fn checkbox(name: &str, value: &str, label: &str, checked: bool) -> Markup {
    html! {
        label class="row med" {
            input class="check" type="checkbox" name=(name) value=(value) checked[checked];
            (label)
        }
    }
}

/// One of several that exclude each other.
pub fn radio(name: &str, value: &str, label: &str, checked: bool) -> Markup {
    html! {
        label class="row med" {
            input class="check" type="radio" name=(name) value=(value) checked[checked];
            (label)
        }
    }
}

/// All of them, with the question that they answer.
pub fn radios(legend: &str, name: &str, choices: &[Choice<'_>], selected: &str) -> Markup {
    html! {
        fieldset class="stack" {
            legend { (legend) }
            @for choice in choices { (radio(name, choice.value, choice.label, choice.value == selected)) }
        }
    }
}

/// Something that is on or off.
pub fn switch(name: &str, label: &str, on: bool) -> Markup {
    html! {
        label class="row med" {
            input class="switch" type="checkbox" role="switch" name=(name) value="true" checked[on];
            (label)
        }
    }
}

/// The faults of a form at its top, each a link to its field; the page puts the focus here. Nothing without faults.
pub fn errors_summary(locale: Locale, errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="errors" role="alert" tabindex="-1" {
                h2 { (t(locale, "web-errors-title")) }
                ul {
                    @for e in errors {
                        li { @if e.field.is_empty() { (e.message) } @else { a href={ "#f-" (e.field) } { (e.message) } } }
                    }
                }
            }
        }
    }
}
