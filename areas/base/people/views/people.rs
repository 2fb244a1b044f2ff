//! The list of people.

use std::collections::HashMap;

use maud::{Markup, html};
use web::{
    components::{Avatar, Button, Choice, Column, Tone, badge, empty, pager, table},
    i18n::t,
};

use super::kit::{Answer, Here, choices, pick};
use crate::people::{
    actor::{Grant, Role},
    model::{Organisation, User},
};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub(in crate::people) struct Filter {
    pub(in crate::people) q: String,
    pub(in crate::people) role: String,
    pub(in crate::people) organisation: String,
    pub(in crate::people) state: String,
}

/// A page of the list.
pub(in crate::people) struct Listed {
    pub(in crate::people) people: Vec<User>,
    pub(in crate::people) grants: HashMap<i64, Vec<Grant>>,
    pub(in crate::people) organisations: Vec<Organisation>,
    pub(in crate::people) desks: Vec<(i64, String)>,
    pub(in crate::people) filter: Filter,
    /// The addresses of the first page, when this is another, and of the next.
    pub(in crate::people) first: Option<String>,
    pub(in crate::people) next: Option<String>,
}

/// The list of people with its filters.
pub(in crate::people) fn list(here: Here<'_>, listed: &Listed, answer: &Answer) -> Markup {
    let add = Button::link("/settings/people/new", here.t("people-add")).primary().icon("plus");
    html! {
        (here.head(&here.t("people-title"), &here.t("people-lead"), Some(&add)))
        (answer.show(here.locale()))
        (filters(here, listed))
        @if listed.people.is_empty() {
            (empty("users", &here.t("people-empty"), &here.t("people-empty-text"), None))
        } @else {
            section class="card" { (rows(here, listed)) }
        }
        (pager(here.locale(), listed.first.as_deref(), listed.next.as_deref()))
    }
}

fn filters(here: Here<'_>, listed: &Listed) -> Markup {
    let (search, role) = (here.t("people-search"), here.t("people-role"));
    let (organisation, state) = (here.t("people-organisation"), here.t("people-state"));
    let (any, anywhere) = (here.t("people-any"), here.t("people-any-organisation"));
    let roles = Role::ALL.map(|role| (role.as_str().to_owned(), role_name(here, role)));
    let organisations: Vec<(String, String)> =
        listed.organisations.iter().map(|found| (found.id.to_string(), found.name.clone())).collect();
    let states =
        [("", "people-state-enabled"), ("disabled", "people-state-disabled"), ("all", "people-state-all")]
            .map(|(value, key)| (value, here.t(key)));
    let states = states.each_ref().map(|(value, label)| Choice { value, label });
    html! {
        form class="filters" method="get" action="/settings/people" role="search" aria-label=(here.t("people-filter")) {
            div class="field" {
                label for="f-q" { (search) }
                input class="input" id="f-q" type="search" name="q" value=(listed.filter.q)
                    placeholder=(here.t("people-search-hint"));
            }
            (pick("role", &role, &choices(&any, &roles), &listed.filter.role))
            (pick("organisation", &organisation, &choices(&anywhere, &organisations), &listed.filter.organisation))
            (pick("state", &state, &states, &listed.filter.state))
            (Button::submit(here.t("people-filter")).icon("search"))
        }
    }
}

fn rows(here: Here<'_>, listed: &Listed) -> Markup {
    let columns = ["people-name", "people-email", "people-organisation", "people-roles", "people-seen"]
        .map(|key| Column::named(here.t(key)));
    let organisation = |user: &User| {
        let found = listed.organisations.iter().find(|found| Some(found.id) == user.organisation_id);
        found.map(|found| found.name.clone()).unwrap_or_default()
    };
    let rows = html! {
        @for user in &listed.people {
            tr {
                td {
                    span class="row" {
                        (Avatar::Person(&user.name).small(here.locale()))
                        a class="t-link" href={ "/settings/people/" (user.id) } { (user.name) }
                        @if user.vip { (badge(Tone::Accent, &here.t("people-vip"))) }
                        @if !user.is_enabled() { (badge(Tone::Neutral, &here.t("people-disabled"))) }
                    }
                }
                td { (user.email) }
                td { (organisation(user)) }
                td { (grant_words(here, listed.grants.get(&user.id).map(Vec::as_slice).unwrap_or_default(), &listed.desks)) }
                td { @if let Some(at) = user.last_seen_at { (here.moment(at)) } @else { (here.t("people-never")) } }
            }
        }
    };
    table(&here.t("people-title"), &columns, &rows)
}

/// The name of a role.
pub(in crate::people) fn role_name(here: Here<'_>, role: Role) -> String {
    t(here.locale(), &format!("people-role-{}", role.as_str().replace('_', "-")))
}

/// Where a role is held.
pub(in crate::people) fn desk_name(here: Here<'_>, desks: &[(i64, String)], id: Option<i64>) -> String {
    match id {
        None => here.t("people-every-desk"),
        Some(id) => {
            desks.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default()
        }
    }
}

/// « Agent (Siège), Observateur » in a cell.
fn grant_words(here: Here<'_>, grants: &[Grant], desks: &[(i64, String)]) -> String {
    let word = |grant: &Grant| match grant.desk_id {
        None => role_name(here, grant.role),
        Some(_) => format!("{} ({})", role_name(here, grant.role), desk_name(here, desks, grant.desk_id)),
    };
    if grants.is_empty() {
        return here.t("people-role-requester");
    }
    grants.iter().map(word).collect::<Vec<_>>().join(", ")
}
