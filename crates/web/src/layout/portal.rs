//! The requesters' portal: large type, one column, one thing to do.

use jiff::Timestamp;
use maud::{Markup, html};

use super::shell::NavItem;
use super::{Head, Theme, document, language_links, post_form, skip_link, toasts};
use crate::components::{Avatar, csrf_field, glyph};
use crate::i18n::{Locale, t};

/// A link in the portal's foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortalLink<'a> {
    /// Where it leads.
    pub href: &'a str,
    /// What it is called.
    pub label: &'a str,
}

/// Everything around the main part of a requester's page.
#[derive(Debug, Clone)]
pub struct Portal<'a> {
    /// The reader's language.
    pub locale: Locale,
    /// Light or dark.
    pub theme: Theme,
    /// The reader's time zone, by its IANA name.
    pub zone: &'a str,
    /// The server's present, for the page's clocks.
    pub now: Timestamp,
    /// The token for forms and scripts, if a session exists.
    pub csrf: Option<&'a str>,
    /// The page's title, without the product's name.
    pub title: &'a str,
    /// What the portal is called: « Aide informatique ».
    pub name: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// The portal's first page.
    pub home: &'a str,
    /// Its places.
    pub nav: &'a [NavItem],
    /// The reader's name and the page of the reader's account.
    pub user: Option<(&'a str, &'a str)>,
    /// The same page in the other languages, for readers without an account.
    pub languages: &'a [(Locale, &'a str)],
    /// This page's own path and query: a signed-in reader's choice of language is kept with the account and leads back
    /// here. `None` where `languages` says it all.
    pub here: Option<&'a str>,
    /// Who runs it, in the foot.
    pub foot: &'a str,
    /// Accessibility, privacy…
    pub links: &'a [PortalLink<'a>],
    /// Results to show at once, made by `components::toast`.
    pub said: Markup,
}

/// A requester's page around `body`.
pub fn portal_page(portal: &Portal<'_>, body: &Markup) -> Markup {
    let head = Head {
        locale: portal.locale,
        theme: portal.theme,
        title: portal.title,
        csrf: portal.csrf,
        zone: Some(portal.zone),
        palette: None,
        now: Some(portal.now),
        style: "main.css",
        scripted: true,
    };
    let body = html! {
        body class="portal" {
            (skip_link(portal.locale))
            (top(portal))
            main class="p-main" id="main" tabindex="-1" { div class="p-wrap" { (body) } }
            footer class="p-foot2" {
                div class="p-wrap" {
                    (portal.foot)
                    ul class="row" { @for link in portal.links { li { a href=(link.href) { (link.label) } } } }
                }
            }
            @if let Some(csrf) = portal.csrf { (post_form(csrf)) }
            (toasts(&portal.said))
        }
    };
    document(&head, &body)
}

fn language_choice(current: Locale, csrf: &str, here: &str) -> Markup {
    html! {
        @for locale in Locale::ALL.into_iter().filter(|locale| *locale != current) {
            form method="post" action="/preferences" {
                (csrf_field(csrf))
                input type="hidden" name="next" value=(here);
                button class="btn quiet sm" name="locale" value=(locale.lang()) lang=(locale.lang()) { (locale.own_name()) }
            }
        }
    }
}

fn top(portal: &Portal<'_>) -> Markup {
    html! {
        header class="p-top" {
            div class="p-wrap" {
                a class="p-brand" href=(portal.home) { (glyph("brand")) b { (portal.name) } span { (portal.organisation) } }
                nav class="p-nav" aria-label=(t(portal.locale, "web-nav-main")) {
                    @for item in portal.nav { a href=(item.href) aria-current=[item.active.then_some("page")] { (item.label) } }
                }
                div class="row push p-user" {
                    (language_links(portal.locale, portal.languages))
                    @if let (Some(csrf), Some(here)) = (portal.csrf, portal.here) { (language_choice(portal.locale, csrf, here)) }
                    @if let Some((name, href)) = portal.user {
                        a href=(href) { (Avatar::Me(name).large(portal.locale)) }
                    }
                }
            }
        }
    }
}
