//! Finding one's way: tabs, breadcrumbs, the lifecycle, pages of a list, keys.

use maud::{Markup, html};

use super::button::Button;
use super::chart::bar_tall;
use super::icon::{icon, icon_s};
use super::status::{Tone, count};
use crate::i18n::{Locale, t};
use crate::t;

/// One of several views of the same thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tab {
    /// Where it is.
    pub href: String,
    /// Its name.
    pub label: String,
    /// An icon before it.
    pub symbol: Option<&'static str>,
    /// How many things it holds, already formatted.
    pub count: Option<(Tone, String)>,
    /// Whether it is shown now.
    pub current: bool,
}

/// Views as links, with their counts.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                    @if let Some(symbol) = tab.symbol { (icon_s(symbol)) }
                    (tab.label)
                    @if let Some((tone, figure)) = &tab.count { " " (count(*tone, figure)) }
                }
            }
        }
    }
}

/// A place above this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Where it is.
    pub href: String,
    /// Its name.
    pub label: String,
}

/// The way from the top to here, without here.
pub fn crumbs(locale: Locale, places: &[Crumb]) -> Markup {
    html! {
        nav class="row crumbs" aria-label=(t(locale, "web-crumbs-label")) {
            @for (i, place) in places.iter().enumerate() {
                @if i > 0 { (icon_s("right")) }
                a href=(place.href) { (place.label) }
            }
        }
    }
}

/// The stages of a lifecycle; `current` counts from 0, and past the end all are done.
pub fn steps(locale: Locale, stages: &[String], current: usize) -> Markup {
    html! {
        ol class="steps" aria-label=(t(locale, "web-steps-label")) {
            @for (i, stage) in stages.iter().enumerate() {
                @if i < current {
                    li class="ok" {
                        span class="nd" { (icon("check")) }
                        (stage)
                        span class="sr" { " " (t(locale, "web-steps-done")) }
                    }
                } @else if i == current {
                    li class="now" aria-current="step" { span class="nd" { (i + 1) } (stage) }
                } @else {
                    li { span class="nd" { (i + 1) } (stage) }
                }
            }
        }
    }
}

/// The same in one line, for a phone.
pub fn steps_short(locale: Locale, stages: &[String], current: usize) -> Markup {
    let place = current.saturating_add(1).min(stages.len());
    let percent = if stages.is_empty() { 0 } else { u8::try_from(place * 100 / stages.len()).unwrap_or(100) };
    html! {
        p class="steps-sm" {
            b { (stages.get(place.saturating_sub(1)).map(String::as_str).unwrap_or_default()) }
            " "
            span class="muted" { (t!(locale, "web-steps-place", n = place, of = stages.len())) }
            (bar_tall(percent))
        }
    }
}

/// The way to the rows before and after, as links; nothing on a list of one page.
pub fn pager(locale: Locale, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav class="row pager" aria-label=(t(locale, "web-pager-label")) {
                @if let Some(href) = first { (Button::link(href, t(locale, "web-pager-first")).icon("left")) }
                @if let Some(href) = next { (Button::link(href, t(locale, "web-pager-next")).attr("rel", "next")) }
            }
        }
    }
}

/// A key, or several pressed together.
pub fn kbd(key: &str) -> Markup {
    html! { kbd { (key) } }
}

/// Keys pressed one after the other: « g puis q ».
pub fn keys(locale: Locale, sequence: &[&str]) -> Markup {
    html! {
        span {
            @for (i, key) in sequence.iter().enumerate() {
                @if i > 0 { " " (t(locale, "web-keys-then")) " " }
                (kbd(key))
            }
        }
    }
}
