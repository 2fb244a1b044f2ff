//! The agents' shell: rail, top bar, main, and tabs on a phone.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Head, Prefs, document, post_form, skip_link, toasts};
use crate::components::{Avatar, MenuItem, glyph, icon, icon_s, initials, kbd, menu};
use crate::i18n::{Locale, t};
use crate::t;

/// A place in the rail, in the tabs of a phone or in the portal's head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NavItem {
    /// Where it is.
    pub href: String,
    /// Its name.
    pub label: String,
    /// Its icon.
    pub symbol: &'static str,
    /// How many things wait there, already formatted.
    pub count: Option<String>,
    /// Where the count is asked for once the page is there, for what costs too much to count on every page.
    pub counted_at: Option<&'static str>,
    /// Whether the reader is there.
    pub active: bool,
    /// The keys that lead there: `g q`.
    pub key: Option<&'static str>,
}

/// The help desk that the reader works in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Desk<'a> {
    /// Its name.
    pub name: &'a str,
    /// When it is open, in words.
    pub hours: &'a str,
}

/// The button that opens something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAction<'a> {
    /// Where it leads.
    pub href: &'a str,
    /// « Nouvel incident ».
    pub label: &'a str,
}

/// Who is on call now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnCallNow<'a> {
    /// Where the calendar is.
    pub href: &'a str,
    /// The person's name.
    pub name: &'a str,
}

/// The reader's notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bell<'a> {
    /// Where they are.
    pub href: &'a str,
    /// How many are not read.
    pub unread: u32,
}

/// Everything around the main part of an agent's page. The caller says what the reader may see.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    /// The reader's language.
    pub locale: Locale,
    /// The reader's choices for this browser.
    pub prefs: Prefs,
    /// The reader's time zone, by its IANA name.
    pub zone: &'a str,
    /// The server's present, for the page's clocks.
    pub now: Timestamp,
    /// The token for forms and scripts.
    pub csrf: &'a str,
    /// The page's title, without the product's name.
    pub title: &'a str,
    /// The organisation's short name.
    pub brand: &'a str,
    /// Where the brand leads.
    pub home: &'a str,
    /// The reader's name.
    pub user: &'a str,
    /// The rail: groups of places.
    pub nav: &'a [Vec<NavItem>],
    /// The tabs of a phone, five at most, the last of which leads to everything else.
    pub tabs: &'a [NavItem],
    /// The reader's help desk.
    pub desk: Option<Desk<'a>>,
    /// What is being searched for, on the page of results.
    pub query: &'a str,
    /// What can be opened from anywhere.
    pub new: Option<NewAction<'a>>,
    /// Who is on call.
    pub oncall: Option<OnCallNow<'a>>,
    /// Notifications.
    pub bell: Option<Bell<'a>>,
    /// The reader's menu: profile, language, theme, sign out.
    pub account: &'a [MenuItem],
    /// Where the command palette looks up tickets, people and pages.
    pub palette: Option<&'a str>,
    /// The page fills the window and scrolls inside (queue, split views).
    pub fixed: bool,
    /// Results to show at once, made by `components::toast`.
    pub said: Markup,
}

/// An agent's page around `body`.
pub fn page(shell: &Shell<'_>, body: &Markup) -> Markup {
    let head = Head {
        locale: shell.locale,
        theme: shell.prefs.theme,
        title: shell.title,
        csrf: Some(shell.csrf),
        zone: Some(shell.zone),
        palette: shell.palette,
        now: Some(shell.now),
        style: "main.css",
        scripted: true,
    };
    let density = if shell.prefs.comfort { "comfort" } else { "compact" };
    let body = html! {
        body class={ "shell" @if shell.fixed { " fixed" } @if shell.prefs.narrow { " narrow" } } data-density=(density) {
            (skip_link(shell.locale))
            (rail(shell))
            (topbar(shell))
            main class="main" id="main" tabindex="-1" { (body) }
            (tabbar(shell))
            (menu("account-menu", &t(shell.locale, "web-account-menu"), shell.account))
            (post_form(shell.csrf))
            (toasts(&shell.said))
        }
    };
    document(&head, &body)
}

const fn current(item: &NavItem) -> Option<&'static str> {
    if item.active { Some("page") } else { None }
}

fn rail(shell: &Shell<'_>) -> Markup {
    html! {
        nav class="rail" aria-label=(t(shell.locale, "web-nav-main")) {
            a class="brand" href=(shell.home) { (glyph("brand")) b { "Vigie" } small { (shell.brand) } }
            @for group in shell.nav {
                ul class="rail-list" {
                    @for item in group {
                        li {
                            a href=(item.href) aria-current=[current(item)] data-key=[item.key] {
                                (icon(item.symbol)) span { (item.label) }
                                @if let Some(count) = &item.count { b class="n" { (count) } }
                                @else if let Some(source) = item.counted_at {
                                    span hidden hx-get=(source) hx-trigger="load" hx-swap="outerHTML" {}
                                }
                            }
                        }
                    }
                }
            }
            @if let Some(desk) = &shell.desk { p class="rail-foot" { b { (desk.name) } (desk.hours) } }
        }
    }
}

fn topbar(shell: &Shell<'_>) -> Markup {
    let locale = shell.locale;
    html! {
        header class="topbar" {
            form class="search" role="search" action="/search" {
                (icon_s("search"))
                input type="search" name="q" value=(shell.query) aria-label=(t(locale, "web-search-label"))
                    placeholder=(t(locale, "web-search-hint")) data-key="/";
                (kbd("/"))
            }
            @if let Some(oncall) = &shell.oncall {
                a class="oncall-now push" href=(oncall.href) {
                    (Avatar::Person(oncall.name).small(locale))
                    span { span class="role muted" { (t(locale, "web-oncall-now")) " " } b { (oncall.name) } }
                }
            } @else {
                span class="push" {}
            }
            @if let Some(new) = &shell.new {
                a class="btn primary" href=(new.href) title={ (new.label) " (c)" } data-key="c" data-label=(new.label) {
                    (icon_s("plus")) span class="wide" { (new.label) } " " kbd class="wide" { "c" }
                }
            }
            @if let Some(bell) = &shell.bell {
                a class={ "btn quiet icon" @if bell.unread > 0 { " has-dot" } } href=(bell.href)
                    aria-label=(t!(locale, "web-bell-label", n = bell.unread)) { (icon("bell")) }
            }
            (account_button(locale, shell.user))
        }
    }
}

/// The reader's own button, which opens the account menu.
fn account_button(locale: Locale, name: &str) -> Markup {
    let letters = initials(name);
    let label = t!(locale, "web-account-label", initials = letters.as_str(), name = name);
    html! {
        button class="btn quiet icon" type="button" popovertarget="account-menu" aria-label=(label) {
            span class="av me" aria-hidden="true" { (letters) }
        }
    }
}

fn tabbar(shell: &Shell<'_>) -> Markup {
    html! {
        nav class="tabbar" aria-label=(t(shell.locale, "web-nav-phone")) {
            @for item in shell.tabs { a href=(item.href) aria-current=[current(item)] { (icon(item.symbol)) (item.label) } }
        }
    }
}
