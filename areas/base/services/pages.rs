//! Business services in the settings.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::Markup;
use serde::Deserialize;
use web::error::{AppError, FieldError};
use web::extract::{Form, Query};
use web::i18n::{Locale, t};
use web::t;

use super::model::{Criticality, NewService, Service};
use super::views::{self, Around, Typed};
use super::{actions, follow, store};
use crate::app::App;
use crate::ctx::Ctx;
use crate::desks::pages::{Done, Refused, Version, here, here_to_add, refused, shown, shown_again};
use crate::desks::{self, views::kit::Answer};
use crate::frame::SettingsPage;
use crate::people::{self, Staff, policy::Act};

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/profile/services", get(follow::show))
        .route("/profile/services/{id}", post(follow::change))
        .route("/settings/services", get(list))
        .route("/settings/services/new", get(blank).post(create))
        .route("/settings/services/{id}", get(edit).post(change))
        .route("/settings/services/{id}/archive", post(archive))
        .route("/settings/services/{id}/restore", post(restore))
}

/// The owner is typed as an address, the cost with its cents.
#[derive(Debug, Clone, Deserialize)]
struct ServiceForm {
    #[serde(default)]
    version: Option<i64>,
    name: String,
    description: String,
    criticality: String,
    owner_id: String,
    team_id: Option<i64>,
    users_count: String,
    hourly_cost_cents: String,
}

impl ServiceForm {
    fn typed(self) -> Typed {
        Typed {
            name: self.name,
            description: self.description,
            criticality: self.criticality,
            owner: self.owner_id,
            team_id: self.team_id,
            users_count: self.users_count,
            hourly_cost: self.hourly_cost_cents,
        }
    }
}

fn typed_of(service: &Service, owner: &str, locale: Locale) -> Typed {
    let (units, cents) = (service.hourly_cost_cents / 100, service.hourly_cost_cents % 100);
    let mark = if locale == Locale::Fr { ',' } else { '.' };
    Typed {
        name: service.name.clone(),
        description: service.description.clone(),
        criticality: service.criticality.as_str().to_owned(),
        owner: owner.to_owned(),
        team_id: service.team_id,
        users_count: service.users_count.to_string(),
        hourly_cost: format!("{units}{mark}{cents:02}"),
    }
}

/// An amount as people type it, `35`, `35,5`, `1 250.00`, in cents; empty is nothing.
fn cents(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Some(0);
    }
    let (units, fraction) = text.split_once([',', '.']).unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if units.is_empty() || units.len() > 12 || fraction.len() > 2 || !digits(units) || !digits(fraction) {
        return None;
    }
    let units: i64 = units.parse().ok()?;
    let cents: i64 = format!("{fraction:0<2}").parse().ok()?;
    Some(units * 100 + cents)
}

/// The service that was typed, or what cannot be read in it.
fn read(r: &db::Read<'_>, locale: Locale, typed: &Typed) -> Result<NewService, AppError> {
    let mut faults = Vec::new();
    let mut fault =
        |field: &str, code: &str, message: String| faults.push(FieldError::new(field, code, message));
    let criticality = Criticality::ALL.into_iter().find(|of| of.as_str() == typed.criticality);
    if criticality.is_none() {
        fault("criticality", "required", t(locale, "web-field-required"));
    }
    let owner = match typed.owner.trim() {
        "" => None,
        email => match people::user_by_email(r, email)? {
            Some(user) => Some(user.id),
            None => {
                fault("owner_id", "absent", t(locale, "services-error-owner"));
                None
            }
        },
    };
    let count: String = typed.users_count.chars().filter(|c| !c.is_whitespace()).collect();
    let users_count = if count.is_empty() { Some(0) } else { count.parse::<i64>().ok() };
    if users_count.is_none() {
        fault("users_count", "number", t!(locale, "services-error-count"));
    }
    let cost = cents(&typed.hourly_cost);
    if cost.is_none() {
        fault("hourly_cost_cents", "amount", t(locale, "services-error-cost"));
    }
    match (criticality, users_count, cost) {
        (Some(criticality), Some(users_count), Some(hourly_cost_cents)) if faults.is_empty() => {
            Ok(NewService {
                name: typed.name.clone(),
                description: typed.description.clone(),
                criticality,
                owner_id: owner,
                team_id: typed.team_id,
                users_count,
                hourly_cost_cents,
            })
        }
        _ => Err(AppError::Invalid(faults)),
    }
}

/// What pages show beside these services.
fn around(r: &db::Read<'_>, services: &[Service]) -> Result<Around, AppError> {
    let names: Vec<(i64, String)> = desks::desks(r)?.into_iter().map(|desk| (desk.id, desk.name)).collect();
    let desk_of = |id: i64| names.iter().find(|(desk, _)| *desk == id).map(|(_, name)| name.clone());
    let teams =
        people::teams(r, None)?.into_iter().filter_map(|team| desk_of(team.desk_id).map(|desk| (team, desk)));
    let owners: Vec<i64> = services.iter().filter_map(|service| service.owner_id).collect();
    let owners = people::users(r, &owners)?.into_values().collect();
    Ok(Around { teams: teams.collect(), owners, follows: None })
}

/// A service, its form, and what is beside it.
async fn known(app: &App, cx: &Ctx, id: i64) -> Result<(Service, Typed, Around), AppError> {
    let (locale, cx) = (cx.locale, cx.clone());
    let read = move |r: &db::Read<'_>| -> Result<(Service, Typed, Around), AppError> {
        let service = store::service(r, id)?.ok_or(AppError::NotFound)?;
        let mut around = around(r, std::slice::from_ref(&service))?;
        let (all, followed) = follow::followable(r, &cx)?;
        around.follows = all.iter().any(|one| one.id == id).then(|| followed.contains(&id));
        let owner = around.owners.first().map(|user| user.email.clone()).unwrap_or_default();
        let typed = typed_of(&service, &owner, locale);
        Ok((service, typed, around))
    };
    app.db.read(read).await
}

fn page(
    app: &App,
    cx: &Ctx,
    known: Option<(&Service, i64)>,
    typed: &Typed,
    around: &Around,
    answer: &Answer,
) -> Result<Markup, AppError> {
    let open = if known.is_some() { here } else { here_to_add };
    let here = open(cx, SettingsPage::Services, Act::Administer)?;
    let title = known.map_or_else(|| t(cx.locale, "services-new"), |(service, _)| service.name.clone());
    Ok(shown(app, cx, SettingsPage::Services, &title, &views::form(&here, known, typed, around, answer)))
}

async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(done): Query<Done>,
) -> Result<Markup, AppError> {
    let here = here(&cx, SettingsPage::Services, Act::Administer)?;
    let read = |r: &db::Read<'_>| -> Result<_, AppError> {
        let services = store::services(r)?;
        let around = around(r, &services)?;
        Ok((services, store::archived_services(r)?, around))
    };
    let (services, archived, around) = app.db.read(read).await?;
    let body = views::list(&here, &services, &archived, &around, &Answer::done(done.key()));
    Ok(shown(&app, &cx, SettingsPage::Services, &t(cx.locale, "services-title"), &body))
}

async fn blank(State(app): State<App>, Staff(cx): Staff) -> Result<Markup, AppError> {
    let around = app.db.read(|r| around(r, &[])).await?;
    let typed = Typed { criticality: Criticality::Medium.as_str().to_owned(), ..Typed::default() };
    page(&app, &cx, None, &typed, &around, &Answer::default())
}

async fn edit(State(app): State<App>, Staff(cx): Staff, Path(id): Path<i64>) -> Result<Markup, AppError> {
    let (service, typed, around) = known(&app, &cx, id).await?;
    page(&app, &cx, Some((&service, service.version)), &typed, &around, &Answer::default())
}

async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<ServiceForm>,
) -> Result<Response, AppError> {
    let typed = form.typed();
    let (by, from) = (cx.clone(), typed.clone());
    let write = move |tx: &mut db::Tx<'_>| -> Result<i64, AppError> {
        let new = read(tx, by.locale, &from)?;
        actions::create(tx, &by, &new)
    };
    let Err(error) = app.db.write(write).await else { return Ok(to_list("saved")) };
    let refused = refused(error)?;
    let answer = match &refused {
        Refused::Faults(faults) => Answer::faults(faults.clone()),
        Refused::Meanwhile => Answer::meanwhile(Vec::new()),
    };
    let around = app.db.read(|r| around(r, &[])).await?;
    Ok(shown_again(&refused, page(&app, &cx, None, &typed, &around, &answer)?))
}

async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<ServiceForm>,
) -> Result<Response, AppError> {
    let version = form.version;
    let typed = form.typed();
    let (by, from) = (cx.clone(), typed.clone());
    let write = move |tx: &mut db::Tx<'_>| -> Result<(), AppError> {
        let new = read(tx, by.locale, &from)?;
        actions::change(tx, &by, id, version, &new)
    };
    match app.db.write(write).await {
        Ok(()) => Ok(to_list("saved")),
        Err(error) => shown_refused(&app, &cx, id, version, Some(typed), error).await,
    }
}

/// The form again: with its faults, or with what is there now.
async fn shown_refused(
    app: &App,
    cx: &Ctx,
    id: i64,
    version: Option<i64>,
    typed: Option<Typed>,
    error: AppError,
) -> Result<Response, AppError> {
    let refused = refused(error)?;
    let (service, now, around) = known(app, cx, id).await?;
    let typed = typed.unwrap_or_else(|| now.clone());
    let (answer, version) = match &refused {
        Refused::Faults(faults) => (Answer::faults(faults.clone()), version.unwrap_or(service.version)),
        Refused::Meanwhile => {
            (Answer::meanwhile(views::pairs(cx.locale, &around, &now, &typed)), service.version)
        }
    };
    Ok(shown_again(&refused, page(app, cx, Some((&service, version)), &typed, &around, &answer)?))
}

async fn archive(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    match app.db.write(move |tx| actions::archive(tx, &by, id, form.version)).await {
        Ok(()) => Ok(to_list("archived")),
        Err(error) => shown_refused(&app, &cx, id, None, None, error).await,
    }
}

async fn restore(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    match app.db.write(move |tx| actions::restore(tx, &by, id, form.version)).await {
        Ok(()) => Ok(to_list("restored")),
        Err(error) => shown_refused(&app, &cx, id, None, None, error).await,
    }
}

fn to_list(done: &str) -> Response {
    Redirect::to(&format!("/settings/services?done={done}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::cents;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        let table = [
            ("35", Some(3500)),
            ("35,5", Some(3550)),
            ("35.05", Some(3505)),
            ("1\u{202f}250,00", Some(125_000)),
            ("", Some(0)),
            ("0", Some(0)),
            ("-3", None),
            ("3,555", None),
            (",5", None),
            ("12€", None),
            ("9999999999999", None),
        ];
        for (text, expected) in table {
            assert_eq!(cents(text), expected, "{text}");
        }
    }
}
