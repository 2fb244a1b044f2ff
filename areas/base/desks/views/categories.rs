//! Categories: the tree of a desk, and the form of one.

use std::collections::HashMap;

use maud::{Markup, html};
use rules::priority::{Level, Matrix, decide};
use web::components::{Button, Choice, Field, csrf_field};
use web::i18n::Locale;
use web::t;

use super::kit::{Answer, Here, impact, priority, urgency};
use crate::desks::model::{Category, Desk, ancestry, path};
use crate::people::Team;

/// What the tree shows beside the categories.
pub(in crate::desks) struct Tree {
    pub(in crate::desks) categories: Vec<Category>,
    pub(in crate::desks) archived: Vec<Category>,
    pub(in crate::desks) teams: HashMap<i64, Team>,
    pub(in crate::desks) matrix: Matrix,
}

/// A choice of desk, where there are several.
pub fn desk_switch(here: &Here<'_>, action: &str, desks: &[Desk], current: i64) -> Markup {
    html! {
        @if desks.len() > 1 {
            form class="row" method="get" action=(action) data-autosubmit {
                label for="f-desk" class="med" { (here.t("desks-desk")) }
                select class="input w-m" id="f-desk" name="desk" {
                    @for desk in desks { option value=(desk.id) selected[desk.id == current] { (desk.name) } }
                }
                noscript { (Button::submit(here.t("desks-show")).small()) }
            }
        }
    }
}

/// The tree of a desk: one card a top category, its sub-categories in a table.
pub(in crate::desks) fn list(
    here: &Here<'_>,
    desks: &[Desk],
    desk: &Desk,
    tree: &Tree,
    answer: &Answer,
) -> Markup {
    let tops = tree.categories.iter().filter(|category| ancestry(&tree.categories, category.id).count() == 1);
    let add =
        Button::link(format!("/settings/categories/new?desk={}", desk.id), here.t("desks-category-add"));
    html! {
        (here.head(&here.t("desks-categories-title"), &here.t("desks-categories-lead"), Some(add.primary().icon("plus"))))
        (desk_switch(here, "/settings/categories", desks, desk.id))
        (answer.show(here.locale()))
        @if tree.categories.is_empty() {
            (here.nothing("tag", &desk.name, "desks-categories-empty"))
        }
        form class="stack" method="post" action="/settings/categories/step" {
            (csrf_field(&here.cx.actor.visit.csrf))
            @for top in tops { (top_card(here, tree, top)) }
        }
        (archived(here, tree))
    }
}

fn top_card(here: &Here<'_>, tree: &Tree, top: &Category) -> Markup {
    let locale = here.locale();
    let under: Vec<&Category> = tree
        .categories
        .iter()
        .filter(|category| {
            category.id != top.id && ancestry(&tree.categories, category.id).any(|c| c.id == top.id)
        })
        .collect();
    let add = format!("/settings/categories/new?desk={}&parent={}", top.desk_id, top.id);
    html! {
        section class="card" id={ "c-" (top.id) } {
            header {
                h2 { a class="t-link" href={ "/settings/categories/" (top.id) } { (top.name(locale)) } }
                span class="muted small wide" { (team_name(tree, top)) }
                @if here.may {
                    (arrows(here, top))
                    (Button::link(add, t!(locale, "desks-category-add-under", name = top.name(locale))).quiet().small().only_icon("plus"))
                }
            }
            @if !under.is_empty() {
                div class="body flush" {
                    table class="tbl stackable" {
                        thead {
                            tr {
                                @for field in ["name", "priority", "levels", "team"] {
                                    th scope="col" { (here.t(&format!("desks-category-{field}"))) }
                                }
                                @if here.may { th scope="col" { span class="sr" { (here.t("desks-category-order")) } } }
                            }
                        }
                        tbody { @for category in under { (row(here, tree, top, category)) } }
                    }
                }
            }
        }
    }
}

fn row(here: &Here<'_>, tree: &Tree, top: &Category, category: &Category) -> Markup {
    let locale = here.locale();
    let name = path(&tree.categories, category.id, locale);
    let below = format!("{} › ", top.name(locale));
    html! {
        tr id={ "c-" (category.id) } {
            td data-label=(here.t("desks-category-name")) {
                a class="t-link" href={ "/settings/categories/" (category.id) } {
                    (name.strip_prefix(&below).unwrap_or(&name))
                }
            }
            td data-label=(here.t("desks-category-priority")) { (default_priority(locale, tree, category)) }
            td data-label=(here.t("desks-category-levels")) {
                (impact(locale, category.impact)) " × " (urgency(locale, category.urgency))
            }
            td data-label=(here.t("desks-category-team")) { (team_name(tree, category)) }
            @if here.may { td class="r" { (arrows(here, category)) } }
        }
    }
}

fn default_priority(locale: Locale, tree: &Tree, category: &Category) -> Markup {
    priority(locale, decide(&tree.matrix, category.impact, category.urgency, None).priority)
}

fn team_name<'t>(tree: &'t Tree, category: &Category) -> &'t str {
    category.team_id.and_then(|id| tree.teams.get(&id)).map(|team| team.name.as_str()).unwrap_or_default()
}

/// Two buttons that move a category among its siblings; they belong to the form around the tree.
fn arrows(here: &Here<'_>, category: &Category) -> Markup {
    let locale = here.locale();
    let name = category.name(locale);
    let arrow = |field: &'static str, label: String, symbol: &'static str| {
        let id = category.id.to_string();
        Button::submit(label).quiet().small().only_icon(symbol).attr("name", field).attr("value", id)
    };
    html! {
        span class="nowrap" {
            (arrow("up", t!(locale, "desks-category-up", name = name), "up"))
            (arrow("down", t!(locale, "desks-category-down", name = name), "down"))
        }
    }
}

fn archived(here: &Here<'_>, tree: &Tree) -> Markup {
    let locale = here.locale();
    html! {
        @if here.may && !tree.archived.is_empty() {
            details class="card" {
                summary class="body" { (t!(locale, "desks-category-archived", n = tree.archived.len())) }
                ul class="items" {
                    @for category in &tree.archived {
                        li {
                            span class="t" { (category.name(locale)) small { (category.code) } }
                            (here.press(
                                &format!("/settings/categories/{}/restore", category.id),
                                Some(category.version),
                                &Button::submit(t!(locale, "desks-category-restore", name = category.name(locale))).small().icon("undo"),
                            ))
                        }
                    }
                }
            }
        }
    }
}

/// A category as it is typed.
#[derive(Debug, Clone, Default)]
pub(in crate::desks) struct Typed {
    pub(in crate::desks) code: String,
    pub(in crate::desks) name_fr: String,
    pub(in crate::desks) name_en: String,
    pub(in crate::desks) impact: Option<Level>,
    pub(in crate::desks) urgency: Option<Level>,
    pub(in crate::desks) team_id: Option<i64>,
    pub(in crate::desks) business_impact_fr: String,
    pub(in crate::desks) business_impact_en: String,
    /// One a line.
    pub(in crate::desks) synonyms: String,
}

/// Where the category of a form stands or will stand.
pub(in crate::desks) struct Place<'a> {
    pub(in crate::desks) desk: &'a Desk,
    pub(in crate::desks) tree: &'a Tree,
    /// The category to change and the version that the form carries.
    pub(in crate::desks) known: Option<(&'a Category, i64)>,
    /// The parent of a new one.
    pub(in crate::desks) parent_id: Option<i64>,
}

/// The form of a category, with its move and its removal.
pub(in crate::desks) fn form(here: &Here<'_>, place: &Place<'_>, typed: &Typed, answer: &Answer) -> Markup {
    let locale = here.locale();
    let back = format!("/settings/categories?desk={}", place.desk.id);
    let (title, action) = match place.known {
        Some((category, _)) => (
            path(&place.tree.categories, category.id, locale),
            format!("/settings/categories/{}", category.id),
        ),
        None => (here.t("desks-category-new"), "/settings/categories/new".to_owned()),
    };
    let lead = t!(locale, "desks-category-lead", desk = place.desk.name.as_str());
    html! {
        (here.head(&title, &lead, None))
        (answer.show(locale))
        section class="card" { div class="body" { (here.form(&action, &fields(here, place, typed, answer), &here.save(&back))) } }
        @if let Some((category, version)) = place.known && here.may && !category.archived {
            (mover(here, place, category, version))
            (remover(here, place, category, version))
        }
    }
}

fn fields(here: &Here<'_>, place: &Place<'_>, typed: &Typed, answer: &Answer) -> Markup {
    let locale = here.locale();
    let label = |field: &str| here.t(&format!("desks-category-{field}"));
    let (name_fr, name_en, code, code_hint) =
        (label("name-fr"), label("name-en"), label("code"), label("code-hint"));
    let (impact_label, urgency_label, team) = (label("impact"), label("urgency"), label("team"));
    let (business_fr, business_en) = (label("business-fr"), label("business-en"));
    let (synonyms, synonyms_hint) = (label("synonyms"), label("synonyms-hint"));
    let (impact_words, urgency_words) = (level_words(locale, impact), level_words(locale, urgency));
    let (impacts, urgencies) = (level_choices(&impact_words), level_choices(&urgency_words));
    let chosen = |of: Option<Level>| of.map(Level::as_str).unwrap_or_default();
    let mut names: Vec<&Team> =
        place.tree.teams.values().filter(|team| team.desk_id == place.desk.id).collect();
    names.sort_by_key(|team| rules::text::sort_key(&team.name));
    let ids: Vec<String> = names.iter().map(|team| team.id.to_string()).collect();
    let no_team = here.t("desks-category-no-team");
    let mut teams = vec![Choice { value: "", label: &no_team }];
    teams.extend(names.iter().zip(&ids).map(|(team, id)| Choice { value: id, label: &team.name }));
    let team_id = typed.team_id.map(|id| id.to_string()).unwrap_or_default();
    let field = |name, label| Field::new(locale, name, label).errors(&answer.faults);
    html! {
        @match place.known {
            Some((_, version)) => { input type="hidden" name="version" value=(version); }
            None => {
                input type="hidden" name="desk" value=(place.desk.id);
                (parent_choice(here, place, place.parent_id))
            }
        }
        div class="fields" {
            (field("name_fr", &name_fr).attr("maxlength", "80").attr("lang", "fr").text(&typed.name_fr))
            (field("name_en", &name_en).attr("maxlength", "80").attr("lang", "en").text(&typed.name_en))
            (field("impact", &impact_label).select(&impacts, chosen(typed.impact)))
            (field("urgency", &urgency_label).select(&urgencies, chosen(typed.urgency)))
            (field("team_id", &team).select(&teams, &team_id))
            @if place.known.is_none() {
                (field("code", &code).hint(&code_hint).attr("maxlength", "120").text(&typed.code))
            }
        }
        p class="small" {
            (here.t("desks-category-gives")) " "
            (priority(locale, decide(&place.tree.matrix, typed.impact, typed.urgency, None).priority))
        }
        div class="fields" {
            (field("business_impact_fr", &business_fr).attr("maxlength", "300").attr("lang", "fr").textarea(&typed.business_impact_fr, 2))
            (field("business_impact_en", &business_en).attr("maxlength", "300").attr("lang", "en").textarea(&typed.business_impact_en, 2))
        }
        (field("synonyms", &synonyms).hint(&synonyms_hint).textarea(&typed.synonyms, 5))
        @if let Some((category, _)) = place.known {
            p class="muted small" { (t!(locale, "desks-category-code-is", code = category.code.as_str())) }
        }
    }
}

/// Each level, none first, with its word.
fn level_words(locale: Locale, word: fn(Locale, Option<Level>) -> String) -> Vec<(&'static str, String)> {
    let known = Level::ALL.iter().map(|level| (level.as_str(), word(locale, Some(*level))));
    std::iter::once(("", word(locale, None))).chain(known).collect()
}

fn level_choices<'w>(words: &'w [(&'static str, String)]) -> Vec<Choice<'w>> {
    words.iter().map(|(value, label)| Choice { value, label }).collect()
}

/// A choice among the categories that may be a parent: not the category itself, nor what stands under it.
fn parent_choice(here: &Here<'_>, place: &Place<'_>, selected: Option<i64>) -> Markup {
    let locale = here.locale();
    let tree = &place.tree.categories;
    let own = place.known.map(|(category, _)| category.id);
    let allowed =
        |category: &&Category| own.is_none_or(|own| ancestry(tree, category.id).all(|above| above.id != own));
    let parents: Vec<(String, String)> = tree
        .iter()
        .filter(allowed)
        .map(|category| (category.id.to_string(), path(tree, category.id, locale)))
        .collect();
    let top = here.t("desks-category-top");
    let mut choices = vec![Choice { value: "", label: &top }];
    choices.extend(parents.iter().map(|(id, name)| Choice { value: id, label: name }));
    let label = here.t("desks-category-parent");
    let selected = selected.map(|id| id.to_string()).unwrap_or_default();
    Field::new(locale, "parent_id", &label).select(&choices, &selected)
}

fn mover(here: &Here<'_>, place: &Place<'_>, category: &Category, version: i64) -> Markup {
    html! {
        section class="card" {
            header { h2 { (here.t("desks-category-move")) } }
            div class="body" {
                form class="form" method="post" action={ "/settings/categories/" (category.id) "/move" } {
                    (csrf_field(&here.cx.actor.visit.csrf))
                    input type="hidden" name="version" value=(version);
                    (parent_choice(here, place, category.parent_id))
                    div class="row" { (Button::submit(here.t("desks-category-move-do")).icon("swap")) }
                }
            }
        }
    }
}

fn remover(here: &Here<'_>, place: &Place<'_>, category: &Category, version: i64) -> Markup {
    let locale = here.locale();
    let tree = &place.tree.categories;
    let under =
        tree.iter().filter(|other| ancestry(tree, other.id).any(|above| above.id == category.id)).count();
    let button = Button::submit(t!(locale, "desks-category-archive", name = category.name(locale))).danger();
    html! {
        section class="card danger-zone" {
            header { h2 { (here.t("desks-category-archive-title")) } }
            div class="body stack" {
                p class="small" { (t!(locale, "desks-category-archive-text", n = under.saturating_sub(1))) }
                (here.press(&format!("/settings/categories/{}/archive", category.id), Some(version), &button))
            }
        }
    }
}

/// What differs between a category and what was typed, for the reader.
pub(in crate::desks) fn pairs(
    locale: Locale,
    tree: &Tree,
    now: &Typed,
    typed: &Typed,
) -> Vec<(String, String, String)> {
    let label = |field: &str| web::i18n::t(locale, &format!("desks-category-{field}"));
    let team = |id: Option<i64>| {
        id.and_then(|id| tree.teams.get(&id)).map(|team| team.name.clone()).unwrap_or_default()
    };
    vec![
        (label("name-fr"), now.name_fr.clone(), typed.name_fr.clone()),
        (label("name-en"), now.name_en.clone(), typed.name_en.clone()),
        (label("impact"), impact(locale, now.impact), impact(locale, typed.impact)),
        (label("urgency"), urgency(locale, now.urgency), urgency(locale, typed.urgency)),
        (label("team"), team(now.team_id), team(typed.team_id)),
        (label("business-fr"), now.business_impact_fr.clone(), typed.business_impact_fr.clone()),
        (label("business-en"), now.business_impact_en.clone(), typed.business_impact_en.clone()),
        (
            label("synonyms"),
            now.synonyms.replace('\n', ", "),
            typed.synonyms.replace("\r\n", "\n").replace('\n', ", "),
        ),
    ]
}
