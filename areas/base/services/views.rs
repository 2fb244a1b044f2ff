//! Business services in the settings: the list and the form.

use maud::{Markup, html};
use web::components::{Button, Choice, Column, Field, Tone, badge, table};
use web::fmt;
use web::i18n::{Locale, t};
use web::t;

use super::model::{Criticality, Service};
use crate::desks::views::kit::{Answer, Here};
use crate::people::{Team, User};

/// A service as it is typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) criticality: String,
    /// The owner's e-mail address.
    pub(super) owner: String,
    pub(super) team_id: Option<i64>,
    pub(super) users_count: String,
    /// With cents, `35,00`.
    pub(super) hourly_cost: String,
}

/// What there is beside the services.
pub(super) struct Around {
    /// The teams, each with the name of its desk.
    pub(super) teams: Vec<(Team, String)>,
    /// The owners.
    pub(super) owners: Vec<User>,
    /// Whether the reader follows the one that is shown, where they may.
    pub(super) follows: Option<bool>,
}

impl Around {
    fn team(&self, id: Option<i64>) -> String {
        let found = self.teams.iter().find(|(team, _)| Some(team.id) == id);
        found.map(|(team, desk)| format!("{desk} – {}", team.name)).unwrap_or_default()
    }

    fn owner(&self, id: Option<i64>) -> &str {
        self.owners.iter().find(|user| Some(user.id) == id).map(|user| user.name.as_str()).unwrap_or_default()
    }
}

/// « critique », « élevée » …
fn criticality_name(locale: Locale, criticality: Criticality) -> String {
    t(locale, &format!("services-criticality-{}", criticality.as_str()))
}

fn tone(criticality: Criticality) -> Tone {
    match criticality {
        Criticality::Critical | Criticality::High => Tone::Warn,
        Criticality::Medium | Criticality::Low => Tone::Neutral,
    }
}

/// The services.
pub(super) fn list(
    here: &Here<'_>,
    services: &[Service],
    archived: &[Service],
    around: &Around,
    answer: &Answer,
) -> Markup {
    let locale = here.locale();
    let columns =
        [("name", ""), ("criticality", ""), ("owner", ""), ("team", ""), ("users", "r"), ("cost", "r")]
            .map(|(field, class)| Column { class, ..Column::named(here.t(&format!("services-{field}"))) });
    let rows = html! {
        @for service in services {
            tr {
                td { a class="t-link" href={ "/settings/services/" (service.id) } { (service.name) } }
                td { (badge(tone(service.criticality), &criticality_name(locale, service.criticality))) }
                td { (around.owner(service.owner_id)) }
                td { (around.team(service.team_id)) }
                td class="r" { (fmt::number(locale, service.users_count)) }
                td class="r" { (fmt::number(locale, service.cost_of_an_hour() / 100)) }
            }
        }
    };
    let add = Button::link("/settings/services/new", here.t("services-add")).primary().icon("plus");
    html! {
        (here.head(&here.t("services-title"), &here.t("services-lead"), Some(add)))
        (answer.show(locale))
        @if services.is_empty() {
            (here.nothing("server", &here.t("services-title"), "services-empty"))
        } @else {
            section class="card" { (table(&here.t("services-title"), &columns, &rows)) }
        }
        @if here.may && !archived.is_empty() {
            details class="card" {
                summary class="body" { (t!(locale, "services-archived", n = archived.len())) }
                ul class="items" {
                    @for service in archived {
                        li {
                            span class="t" { (service.name) }
                            (here.press(
                                &format!("/settings/services/{}/restore", service.id),
                                Some(service.version),
                                &Button::submit(t!(locale, "services-restore", name = service.name.as_str())).small().icon("undo"),
                            ))
                        }
                    }
                }
            }
        }
    }
}

/// The form of a service; `known` is the service and the version that the form carries.
pub(super) fn form(
    here: &Here<'_>,
    known: Option<(&Service, i64)>,
    typed: &Typed,
    around: &Around,
    answer: &Answer,
) -> Markup {
    let (title, action) = match known {
        Some((service, _)) => (service.name.clone(), format!("/settings/services/{}", service.id)),
        None => (here.t("services-new"), "/settings/services/new".to_owned()),
    };
    let body = html! {
        @if let Some((_, version)) = known { input type="hidden" name="version" value=(version); }
        (fields(here, typed, around, answer))
    };
    html! {
        (here.head(&title, &here.t("services-form-lead"), None))
        (answer.show(here.locale()))
        @if let Some(follows) = around.follows && let Some((service, _)) = known {
            section class="card" {
                div class="body row" {
                    p { (here.t(if follows { "services-follow-on" } else { "services-follow-off" })) }
                    (super::follow::button(here.cx, service, follows))
                }
            }
        }
        section class="card" { div class="body" { (here.form(&action, &body, &here.save("/settings/services"))) } }
        @if let Some((service, version)) = known && here.may && !service.archived {
            section class="card danger-zone" {
                header { h2 { (here.t("services-archive-title")) } }
                div class="body stack" {
                    p class="small" { (here.t("services-archive-text")) }
                    (here.press(
                        &format!("/settings/services/{}/archive", service.id),
                        Some(version),
                        &Button::submit(t!(here.locale(), "services-archive", name = service.name.as_str())).danger(),
                    ))
                }
            }
        }
    }
}

fn fields(here: &Here<'_>, typed: &Typed, around: &Around, answer: &Answer) -> Markup {
    let locale = here.locale();
    let label = |field: &str| here.t(&format!("services-{field}"));
    let (name, description, criticality) = (label("name"), label("description"), label("criticality"));
    let (owner, team, users, cost) = (label("owner"), label("team"), label("users"), label("hourly-cost"));
    let (owner_hint, cost_hint) = (label("owner-hint"), label("hourly-cost-hint"));
    let words = Criticality::ALL.map(|of| criticality_name(locale, of));
    let weights: Vec<Choice<'_>> = Criticality::ALL
        .iter()
        .zip(&words)
        .map(|(of, word)| Choice { value: of.as_str(), label: word })
        .collect();
    let teams: Vec<(String, String)> =
        around.teams.iter().map(|(team, _)| (team.id.to_string(), around.team(Some(team.id)))).collect();
    let no_team = here.t("services-no-team");
    let mut choices = vec![Choice { value: "", label: &no_team }];
    choices.extend(teams.iter().map(|(id, name)| Choice { value: id, label: name }));
    let team_id = typed.team_id.map(|id| id.to_string()).unwrap_or_default();
    let field = |name, label| Field::new(locale, name, label).errors(&answer.faults);
    html! {
        div class="fields" {
            (field("name", &name).required().attr("maxlength", "120").text(&typed.name))
            (field("criticality", &criticality).required().select(&weights, &typed.criticality))
            (field("owner_id", &owner).hint(&owner_hint).attr("maxlength", "254").input("email", &typed.owner))
            (field("team_id", &team).select(&choices, &team_id))
            (field("users_count", &users).attr("inputmode", "numeric").text(&typed.users_count))
            (field("hourly_cost_cents", &cost).hint(&cost_hint).attr("inputmode", "decimal").text(&typed.hourly_cost))
        }
        (field("description", &description).attr("maxlength", "2000").textarea(&typed.description, 4))
    }
}

/// What differs between a service and what was typed, for the reader.
pub(super) fn pairs(
    locale: Locale,
    around: &Around,
    now: &Typed,
    typed: &Typed,
) -> Vec<(String, String, String)> {
    let label = |field: &str| t(locale, &format!("services-{field}"));
    let weight = |typed: &Typed| t(locale, &format!("services-criticality-{}", typed.criticality));
    vec![
        (label("name"), now.name.clone(), typed.name.clone()),
        (label("description"), now.description.clone(), typed.description.clone()),
        (label("criticality"), weight(now), weight(typed)),
        (label("owner"), now.owner.clone(), typed.owner.clone()),
        (label("team"), around.team(now.team_id), around.team(typed.team_id)),
        (label("users"), now.users_count.clone(), typed.users_count.clone()),
        (label("hourly-cost"), now.hourly_cost.clone(), typed.hourly_cost.clone()),
    ]
}
