//! The index of the settings.

use maud::{Markup, html};
use rules::text::fold;
use web::components::{Button, empty, icon};
use web::t;

use super::kit::Here;
use crate::frame::{SettingsGroup, SettingsPage};

/// The pages open to the reader whose name or purpose holds every word asked for, in their groups.
pub(in crate::desks) fn show(here: &Here<'_>, asked: &str) -> Markup {
    let locale = here.locale();
    let wanted = fold(asked);
    let found = |page: &SettingsPage| {
        let text =
            fold(&format!("{} {} {}", page.group().title(locale), page.title(locale), page.hint(locale)));
        page.is_open_to(here.cx) && wanted.split(' ').all(|word| text.contains(word))
    };
    let pages: Vec<SettingsPage> = SettingsPage::ALL.into_iter().filter(found).collect();
    html! {
        div class="page" {
            header class="page-head" {
                h1 { (here.t("desks-settings-title")) }
                (search(here, asked))
                p { (here.t("desks-settings-lead")) }
            }
            div id="settings-found" aria-live="polite" {
                @if pages.is_empty() {
                    h2 class="sr" { (here.t("desks-settings-search")) }
                    (empty("search", &t!(locale, "desks-settings-none", asked = asked), &here.t("desks-settings-none-text"), None))
                }
                div class="set-index" {
                    @for group in SettingsGroup::ALL { (group_card(here, group, &pages)) }
                }
            }
        }
    }
}

fn group_card(here: &Here<'_>, group: SettingsGroup, pages: &[SettingsPage]) -> Markup {
    let locale = here.locale();
    let own: Vec<&SettingsPage> = pages.iter().filter(|page| page.group() == group).collect();
    html! {
        @if !own.is_empty() {
            section class="card" {
                header { h2 { (group.title(locale)) } }
                div class="body flush" {
                    @for page in own {
                        a href=(page.href()) {
                            (icon(page.symbol()))
                            span { b { (page.title(locale)) } small { (page.hint(locale)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Filters while typing; without script, by its button.
fn search(here: &Here<'_>, asked: &str) -> Markup {
    html! {
        form class="row" method="get" action="/settings" role="search" aria-label=(here.t("desks-settings-search")) {
            label class="sr" for="f-q" { (here.t("desks-settings-search")) }
            input class="input w-m" type="search" id="f-q" name="q" value=(asked) placeholder=(here.t("desks-settings-search"))
                autocomplete="off" hx-get="/settings" hx-trigger="input changed delay:150ms" hx-target="#settings-found"
                hx-select="#settings-found" hx-swap="outerMorph" {}
            (Button::submit(here.t("desks-show")).quiet().only_icon("search"))
        }
    }
}
