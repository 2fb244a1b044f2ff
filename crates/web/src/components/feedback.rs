//! What the page says back: results with their undo, notices, emptiness, waiting.

use maud::{Markup, html};

use super::button::Button;
use super::form::csrf_field;
use super::icon::{icon, icon_l, icon_s};
use crate::i18n::{Locale, t};

/// How to undo what was just done: a form of one button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undo<'a> {
    /// Where the form goes.
    pub action: &'a str,
    /// The page's token.
    pub csrf: &'a str,
}

/// A result and, where there is one, its undo. Goes into `#toasts`.
pub fn toast(locale: Locale, text: &str, undo: Option<Undo<'_>>) -> Markup {
    html! {
        div class="toast" {
            (icon_s("check"))
            span { (text) }
            @if let Some(undo) = undo {
                form method="post" action=(undo.action) hx-post=(undo.action) hx-swap="none" {
                    (csrf_field(undo.csrf))
                    (Button::submit(t(locale, "web-toast-undo")).small().key("u").attr("data-undo", ""))
                }
            }
        }
    }
}

/// A toast that travels with a fragment, beside what the fragment replaces.
pub fn toast_partial(toast: &Markup) -> Markup {
    html! { hx-partial hx-target="#toasts" hx-swap="beforeend" { (toast) } }
}

/// How grave a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Good to know.
    Info,
    /// Needs care.
    Warn,
    /// A major incident.
    Major,
}

/// A bar across the page. `action` is a button or nothing.
pub fn banner(notice: Notice, text: Markup, action: Markup) -> Markup {
    let (class, symbol) = match notice {
        Notice::Info => ("banner info", "info"),
        Notice::Warn => ("banner warn", "over"),
        Notice::Major => ("banner major", "major"),
    };
    html! { div class=(class) { (icon(symbol)) div class="t" { (text) } (action) } }
}

/// What will be here, and the first thing to do.
pub fn empty(symbol: &str, title: &str, text: &str, action: Option<&Button>) -> Markup {
    html! {
        div class="empty" {
            (icon_l(symbol))
            h2 { (title) }
            p { (text) }
            @if let Some(action) = action { (action) }
        }
    }
}

/// The outline of `rows` rows that are on their way.
pub fn skeleton(locale: Locale, rows: usize) -> Markup {
    html! {
        div class="body stack" aria-busy="true" {
            span class="sr" { (t(locale, "web-loading")) }
            @for width in ["w2", "w3", "w1", "w2"].iter().cycle().take(rows) {
                span class="row" { span class="sk c" {} span class={ "sk " (width) } {} }
            }
        }
    }
}
