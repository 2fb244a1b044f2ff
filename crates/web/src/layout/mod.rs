//! Whole pages: the agents' shell with its rail, the requesters' portal, and the plain page of sign-in, first run and errors.

mod portal;
mod shell;
#[cfg(test)]
mod tests;

use axum::http::HeaderMap;
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets::asset_url;
use crate::components::{POST_FORM, csrf_field, glyph};
use crate::cookie;
use crate::i18n::{Locale, t, ui_texts};

pub use portal::{Portal, PortalLink, portal_page};
pub use shell::{Bell, Desk, NavItem, NewAction, OnCallNow, Shell, page};

/// Cookie of a reader's choice of theme, written by the page's script and by the preferences form.
pub const THEME_COOKIE: &str = "theme";
/// Cookie of the height of rows.
pub const DENSITY_COOKIE: &str = "density";
/// Cookie of the rail's width.
pub const RAIL_COOKIE: &str = "rail";

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The theme of a stored word; anything unknown leaves the choice to the system.
    pub fn from_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The word to store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.code())
    }
}

/// What a reader chose for this browser, so that the server draws it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefs {
    /// Light or dark.
    pub theme: Theme,
    /// Taller rows.
    pub comfort: bool,
    /// A rail of icons only.
    pub narrow: bool,
}

impl Prefs {
    /// The choices that a request's cookies carry.
    pub fn of(headers: &HeaderMap) -> Self {
        Self {
            theme: cookie::read(headers, THEME_COOKIE).map(Theme::from_code).unwrap_or_default(),
            comfort: cookie::read(headers, DENSITY_COOKIE) == Some("comfort"),
            narrow: cookie::read(headers, RAIL_COOKIE) == Some("narrow"),
        }
    }
}

/// What the head of every page needs.
struct Head<'a> {
    locale: Locale,
    theme: Theme,
    title: &'a str,
    csrf: Option<&'a str>,
    zone: Option<&'a str>,
    palette: Option<&'a str>,
    now: Option<Timestamp>,
    style: &'a str,
    scripted: bool,
}

fn document(head: &Head<'_>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(head.locale.lang()) data-bs-theme=[head.theme.attribute()] data-zone=[head.zone] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (head.title) " · Vigie" }
                meta name="color-scheme" content="light dark";
                @if let Some(token) = head.csrf { meta name="csrf-token" content=(token); }
                @if let Some(now) = head.now { meta name="server-now" content=(now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ")); }
                @if let Some(url) = head.palette { meta name="palette" content=(url); }
                link rel="icon" href=(asset_url("favicon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(asset_url(head.style));
                @if head.scripted {
                    script type="module" src=(asset_url("main.js")) {}
                    script type="application/json" id="ui-text" { (PreEscaped(ui_texts(head.locale))) }
                }
            }
            (body)
        }
    }
}

fn skip_link(locale: Locale) -> Markup {
    html! { a class="skip" href="#main" { (t(locale, "web-skip")) } }
}

/// The empty form of buttons that stand outside of any.
fn post_form(csrf: &str) -> Markup {
    html! { form id=(POST_FORM) method="post" hidden { (csrf_field(csrf)) } }
}

/// Where results appear; what the server says at once is inside.
fn toasts(said: &Markup) -> Markup {
    html! { div class="toasts" id="toasts" role="status" { (said) } }
}

/// A page outside the shell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain<'a> {
    /// The reader's language.
    pub locale: Locale,
    /// Light or dark.
    pub theme: Theme,
    /// The page's title, without the product's name.
    pub title: &'a str,
    /// The token for its forms, if a session exists.
    pub csrf: Option<&'a str>,
    /// The organisation's name.
    pub brand: Option<&'a str>,
    /// The same page in the other languages: each its address; none where there is nothing to choose.
    pub languages: &'a [(Locale, &'a str)],
    /// A wider card, for several columns.
    pub wide: bool,
}

/// Sign-in, first run, an error: one card in the middle. Works without script.
pub fn plain_page(plain: &Plain<'_>, body: &Markup) -> Markup {
    let head = Head {
        locale: plain.locale,
        theme: plain.theme,
        title: plain.title,
        csrf: plain.csrf,
        zone: None,
        palette: None,
        now: None,
        style: "main.css",
        scripted: true,
    };
    let body = html! {
        body class="entry" {
            (skip_link(plain.locale))
            header {
                a class="brand" href="/" {
                    (glyph("brand")) b { "Vigie" }
                    @if let Some(brand) = plain.brand { small { (brand) } }
                }
                (language_links(plain.locale, plain.languages))
            }
            main id="main" tabindex="-1" {
                div class={ "entry-card" @if plain.wide { " wide-c" } } { (body) }
            }
            @if let Some(csrf) = plain.csrf { (post_form(csrf)) }
            (toasts(&html! {}))
        }
    };
    document(&head, &body)
}

fn language_links(current: Locale, languages: &[(Locale, &str)]) -> Markup {
    html! {
        @for (locale, href) in languages.iter().filter(|(l, _)| *l != current) {
            a class="btn quiet sm" href=(href) lang=(locale.lang()) hreflang=(locale.lang()) { (locale.own_name()) }
        }
    }
}

/// A page with its own small stylesheet and no script (the acknowledgement page, the status page): `class` is its body's.
pub fn bare_page(
    locale: Locale,
    theme: Theme,
    title: &str,
    style: &'static str,
    class: &str,
    body: &Markup,
) -> Markup {
    let head = Head {
        locale,
        theme,
        title,
        csrf: None,
        zone: None,
        palette: None,
        now: None,
        style,
        scripted: false,
    };
    document(&head, &html! { body class=(class) { (skip_link(locale)) (body) } })
}
