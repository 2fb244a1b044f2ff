//! Teams in the settings.

use std::collections::HashMap;

use maud::{Markup, html};
use web::{
    components::{Avatar, Button, Column, Field, Tone, badge, checkbox, csrf_field, empty, table},
    t,
};

use super::{
    kit::{Answer, Here, choices, pick},
    people::desk_name,
};
use crate::people::model::{Member, Team, TeamEdit, User};

/// The list of teams.
pub(in crate::people) struct Listed {
    pub(in crate::people) teams: Vec<Team>,
    pub(in crate::people) sizes: HashMap<i64, i64>,
    pub(in crate::people) desks: Vec<(i64, String)>,
    /// Whether the reader may add a team at one of the desks.
    pub(in crate::people) may_add: bool,
}

/// What there is to choose from.
pub(in crate::people) struct Choices {
    /// The desks that the reader manages.
    pub(in crate::people) desks: Vec<(i64, String)>,
    /// The teams to which a ticket can be escalated.
    pub(in crate::people) next: Vec<Team>,
}

/// An existing team.
pub(in crate::people) struct Known {
    pub(in crate::people) team: Team,
    pub(in crate::people) members: Vec<Member>,
    /// The desk's staff who are not in it.
    pub(in crate::people) others: Vec<User>,
    /// Whether the reader manages the desk.
    pub(in crate::people) may: bool,
}

/// The list.
pub(in crate::people) fn list(here: Here<'_>, listed: &Listed, answer: &Answer) -> Markup {
    let columns = ["people-name", "people-desk", "people-tier", "people-next-tier", "people-members"]
        .map(|key| Column::named(here.t(key)));
    let add = Button::link("/settings/teams/new", here.t("people-team-add")).primary().icon("plus");
    let next = |team: &Team| {
        let found = listed.teams.iter().find(|other| Some(other.id) == team.next_tier_id);
        found.map(|other| other.name.as_str()).unwrap_or_default()
    };
    let rows = html! {
        @for team in &listed.teams {
            tr {
                td { a class="t-link" href={ "/settings/teams/" (team.id) } { (team.name) } }
                td { (desk_name(here, &listed.desks, Some(team.desk_id))) }
                td { (t!(here.locale(), "people-tier-n", n = team.tier)) }
                td { (next(team)) }
                td { (listed.sizes.get(&team.id).copied().unwrap_or(0)) }
            }
        }
    };
    html! {
        (here.head(&here.t("people-teams-title"), &here.t("people-teams-lead"), Some(&add).filter(|_| listed.may_add)))
        (answer.show(here.locale()))
        @if listed.teams.is_empty() {
            (empty("team", &here.t("people-teams-empty"), &here.t("people-teams-empty-text"), None))
        } @else {
            section class="card" { (table(&here.t("people-teams-title"), &columns, &rows)) }
        }
    }
}

/// The form of a new team.
pub(in crate::people) fn new(here: Here<'_>, typed: &TeamEdit, all: &Choices, answer: &Answer) -> Markup {
    let desk = here.t("people-desk");
    let desks: Vec<(String, String)> =
        all.desks.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let rows = choices("", &desks);
    let body = html! {
        (pick("desk_id", &desk, rows.get(1..).unwrap_or_default(), &typed.desk_id.to_string()))
        (fields(here, typed, None, all, answer))
    };
    html! {
        (here.head(&here.t("people-team-new"), "", None))
        (answer.show(here.locale()))
        (here.form("/settings/teams", &body, &here.save("/settings/teams")))
    }
}

/// An existing team with its members.
pub(in crate::people) fn page(
    here: Here<'_>,
    known: &Known,
    typed: &TeamEdit,
    version: i64,
    all: &Choices,
    answer: &Answer,
) -> Markup {
    let action = format!("/settings/teams/{}", known.team.id);
    let body = html! { fieldset class="group" disabled[!known.may] { (fields(here, typed, Some(version), all, answer)) } };
    let foot = html! { @if known.may { (here.save("/settings/teams")) } };
    html! {
        (here.head(&known.team.name, &desk_name(here, &all.desks, Some(known.team.desk_id)), None))
        (answer.show(here.locale()))
        (here.form(&action, &body, &foot))
        (members(here, known, &action))
        @if known.may {
            section class="card danger-zone" {
                header { h2 { (here.t("people-archive")) } }
                div class="body stack" {
                    p { (here.t("people-team-archive-effect")) }
                    (here.press(&format!("{action}/archive"), &[("version", &known.team.version.to_string())],
                        &Button::submit(here.t("people-archive")).danger()))
                }
            }
        }
    }
}

fn fields(here: Here<'_>, typed: &TeamEdit, version: Option<i64>, all: &Choices, answer: &Answer) -> Markup {
    let (name, tier, next) = (here.t("people-name"), here.t("people-tier"), here.t("people-next-tier"));
    let (email, description) = (here.t("people-team-email"), here.t("people-description"));
    let (none, hint) = (here.t("people-next-tier-none"), here.t("people-next-tier-hint"));
    let teams: Vec<(String, String)> =
        all.next.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    let selected = typed.next_tier_id.map(|id| id.to_string()).unwrap_or_default();
    let field = |name, label| Field::new(here.locale(), name, label).errors(&answer.faults);
    html! {
        @if let Some(version) = version { input type="hidden" name="version" value=(version); }
        div class="fields" {
            (field("name", &name).required().attr("maxlength", "100").text(&typed.name))
            (field("tier", &tier).required().attr("min", "1").attr("max", "9").input("number", &typed.tier.to_string()))
            (field("next_tier_id", &next).hint(&hint).select(&choices(&none, &teams), &selected))
            (field("email", &email).attr("maxlength", "254").input("email", &typed.email))
        }
        (field("description", &description).attr("maxlength", "2000").textarea(&typed.description, 3))
    }
}

fn members(here: Here<'_>, known: &Known, action: &str) -> Markup {
    let person = here.t("people-person");
    let others: Vec<(String, String)> = known
        .others
        .iter()
        .map(|user| (user.id.to_string(), format!("{} — {}", user.name, user.email)))
        .collect();
    let rows = choices("", &others);
    html! {
        section class="card" id="members" {
            header { h2 { (here.t("people-members")) } }
            div class="body flush" {
                @if known.members.is_empty() { p class="body muted" { (here.t("people-members-none")) } }
                ul class="items" {
                    @for member in &known.members {
                        li {
                            (Avatar::Person(&member.user.name).small(here.locale()))
                            span class="t" { b { (member.user.name) } small { (member.user.email) } }
                            @if member.lead { (badge(Tone::Accent, &here.t("people-team-lead"))) }
                            @if known.may {
                                (here.press(&format!("{action}/members/remove"), &[("user", &member.user.id.to_string())],
                                    &Button::submit(here.t("people-member-remove")).small()
                                        .attr("aria-label", t!(here.locale(), "people-member-remove-name", name = member.user.name.as_str()))))
                            }
                        }
                    }
                }
            }
            @if known.may && !others.is_empty() {
                div class="body" {
                    form class="row" method="post" action={ (action) "/members" } {
                        (csrf_field(&here.cx.actor.visit.csrf))
                        (pick("user", &person, rows.get(1..).unwrap_or_default(), ""))
                        (checkbox("lead", "true", &here.t("people-team-lead"), false))
                        (Button::submit(here.t("people-member-add")).icon("plus"))
                    }
                }
            }
        }
    }
}
