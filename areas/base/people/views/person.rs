//! One person in the settings: the form, their roles, their access.

use maud::{Markup, html};
use web::components::{Button, Choice, Field, checkbox, csrf_field, switch};

use super::{
    kit::{Answer, Here, choices, languages, pick, zones},
    people::{desk_name, role_name},
    profile::browser,
};
use crate::people::{
    actor::{Grant, Role},
    model::{Organisation, Session, Team, User, UserEdit},
};

/// What there is to choose from.
pub(in crate::people) struct Choices {
    pub(in crate::people) organisations: Vec<Organisation>,
    pub(in crate::people) desks: Vec<(i64, String)>,
}

/// Everything shown of an existing person.
pub(in crate::people) struct Known {
    pub(in crate::people) user: User,
    pub(in crate::people) grants: Vec<Grant>,
    pub(in crate::people) teams: Vec<Team>,
    pub(in crate::people) sessions: Vec<Session>,
    /// Whether the reader may administer this account.
    pub(in crate::people) may: bool,
    /// The roles that the reader may give and take.
    pub(in crate::people) grantable: Vec<Grant>,
    /// What later slices show of them.
    pub(in crate::people) panels: Vec<Markup>,
}

/// The form of a new person.
pub(in crate::people) fn new(
    here: Here<'_>,
    typed: &UserEdit,
    invite: bool,
    choices: &Choices,
    answer: &Answer,
) -> Markup {
    let title = here.t("people-new");
    let body = html! {
        (fields(here, typed, None, choices, answer))
        (checkbox("invite", "true", &here.t("people-invite"), invite))
    };
    html! {
        (here.head(&title, &here.t("people-new-lead"), None))
        (answer.show(here.locale()))
        (here.form("/settings/people", &body, &here.save("/settings/people")))
    }
}

/// An existing person.
pub(in crate::people) fn page(
    here: Here<'_>,
    known: &Known,
    typed: &UserEdit,
    version: i64,
    choices: &Choices,
    answer: &Answer,
) -> Markup {
    let action = format!("/settings/people/{}", known.user.id);
    let body = html! {
        fieldset class="group" disabled[!known.may] { (fields(here, typed, Some(version), choices, answer)) }
    };
    let foot = html! { @if known.may { (here.save("/settings/people")) } };
    html! {
        (here.head(&known.user.name, &known.user.email, None))
        (answer.show(here.locale()))
        @if !known.may { p class="muted" { (here.t("people-not-yours")) } }
        (here.form(&action, &body, &foot))
        (roles(here, known, choices, &action))
        @for panel in &known.panels { (panel) }
        @if known.may { (access(here, known, &action)) }
    }
}

fn fields(here: Here<'_>, typed: &UserEdit, version: Option<i64>, all: &Choices, answer: &Answer) -> Markup {
    let label = |field: &str| here.t(&format!("people-{field}"));
    let (name, email, phone) = (label("name"), label("email"), label("phone"));
    let (title, site, organisation) = (label("job-title"), label("site"), label("organisation"));
    let (language, zone, none) = (label("locale"), label("zone"), label("no-organisation"));
    let rows: Vec<(String, String)> =
        all.organisations.iter().map(|found| (found.id.to_string(), found.name.clone())).collect();
    let selected = typed.organisation_id.map(|id| id.to_string()).unwrap_or_default();
    let field = |name, label| {
        Field::new(here.locale(), name, label).errors(&answer.faults).attr("autocomplete", "off")
    };
    html! {
        @if let Some(version) = version { input type="hidden" name="version" value=(version); }
        div class="fields" {
            (field("name", &name).required().attr("maxlength", "200").text(&typed.name))
            (field("email", &email).required().attr("maxlength", "254").input("email", &typed.email))
            (field("phone", &phone).attr("maxlength", "50").input("tel", &typed.phone))
            (field("job_title", &title).attr("maxlength", "200").text(&typed.job_title))
            (field("site", &site).attr("maxlength", "200").text(&typed.site))
            (field("organisation_id", &organisation).select(&choices(&none, &rows), &selected))
            (field("locale", &language).required().select(&languages(), typed.locale.lang()))
            (field("zone", &zone).required().attr("list", "zones").text(&typed.zone))
        }
        (zones())
        (switch("vip", &here.t("people-vip-label"), typed.vip))
    }
}

fn roles(here: Here<'_>, known: &Known, all: &Choices, action: &str) -> Markup {
    let desk = |grant: &Grant| grant.desk_id.map(|id| id.to_string()).unwrap_or_default();
    let take = format!("{action}/roles/revoke");
    html! {
        section class="card" id="roles" {
            header { h2 { (here.t("people-roles")) } }
            div class="body flush" {
                @if known.grants.is_empty() {
                    p class="body muted" { (here.t("people-roles-none")) }
                } @else {
                    ul class="items" {
                        @for grant in &known.grants {
                            li {
                                span class="t" {
                                    b { (role_name(here, grant.role)) }
                                    small { (desk_name(here, &all.desks, grant.desk_id)) }
                                }
                                @if known.may && known.grantable.contains(grant) {
                                    (here.press(&take, &[("role", grant.role.as_str()), ("desk_id", &desk(grant))],
                                        &Button::submit(here.t("people-role-revoke")).small()))
                                }
                            }
                        }
                    }
                }
            }
            @if known.may && !known.grantable.is_empty() { div class="body" { (grant_form(here, known, all, action)) } }
            @if !known.teams.is_empty() {
                footer {
                    (here.t("people-teams-of")) " "
                    @for (i, team) in known.teams.iter().enumerate() {
                        @if i > 0 { ", " }
                        a href={ "/settings/teams/" (team.id) } { (team.name) }
                    }
                }
            }
        }
    }
}

fn grant_form(here: Here<'_>, known: &Known, all: &Choices, action: &str) -> Markup {
    let (role, desk, everywhere) =
        (here.t("people-role"), here.t("people-desk"), here.t("people-every-desk"));
    let roles = Role::ALL.into_iter().filter(|role| known.grantable.iter().any(|grant| grant.role == *role));
    let roles: Vec<_> = roles.map(|role| (role.as_str(), role_name(here, role))).collect();
    let roles: Vec<_> = roles.iter().map(|(value, label)| Choice { value, label }).collect();
    let grantable = |id: Option<i64>| known.grantable.iter().any(|grant| grant.desk_id == id);
    let desks: Vec<(String, String)> = all
        .desks
        .iter()
        .filter(|(id, _)| grantable(Some(*id)))
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect();
    let mut places = choices(&everywhere, &desks);
    if !grantable(None) {
        places.remove(0);
    }
    html! {
        form class="row" method="post" action={ (action) "/roles" } {
            (csrf_field(&here.cx.actor.visit.csrf))
            (pick("role", &role, &roles, Role::Agent.as_str()))
            (pick("desk_id", &desk, &places, ""))
            (Button::submit(here.t("people-role-grant")).icon("plus"))
        }
    }
}

fn access(here: Here<'_>, known: &Known, action: &str) -> Markup {
    let user = &known.user;
    let version = user.version.to_string();
    let (purpose, key) = if user.has_password {
        ("reset", "people-link-make-reset")
    } else {
        ("invitation", "people-link-make-invitation")
    };
    let is_self = here.cx.actor.user_id() == Some(user.id);
    html! {
        section class="card" id="access" {
            header { h2 { (here.t("people-access")) } }
            div class="body stack" {
                @if user.is_enabled() {
                    p { (here.t(if user.has_password { "people-access-password" } else { "people-access-none" })) }
                    div class="row" {
                        (here.press(&format!("{action}/link"), &[("purpose", purpose)], &Button::submit(here.t(key)).icon("link")))
                        @if !known.sessions.is_empty() {
                            (here.press(&format!("{action}/sessions/end"), &[], &Button::submit(here.t("people-sessions-end-all"))))
                        }
                        @if !is_self {
                            (here.press(&format!("{action}/disable"), &[("version", &version)],
                                &Button::submit(here.t("people-disable")).danger()))
                        }
                    }
                    p class="small muted" { (here.t("people-disable-effect")) }
                } @else {
                    p { (here.t("people-access-disabled")) }
                    (here.press(&format!("{action}/enable"), &[("version", &version)], &Button::submit(here.t("people-enable"))))
                }
                @if !known.sessions.is_empty() { (sessions(here, &known.sessions)) }
            }
        }
    }
}

fn sessions(here: Here<'_>, sessions: &[Session]) -> Markup {
    html! {
        ul class="items" {
            @for session in sessions {
                li {
                    (web::components::icon_s("screen"))
                    span class="t" {
                        b { (browser(here, &session.user_agent)) }
                        small { (session.address) " · " (here.t("people-session-seen")) " " (here.moment(session.last_seen_at)) }
                    }
                }
            }
        }
    }
}
