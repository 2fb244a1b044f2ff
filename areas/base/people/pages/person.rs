//! One person in the settings.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::Tx;
use serde::Deserialize;
use web::{
    AppError,
    extract::{Form, Query},
};

use super::{
    Done, Outcome, here, manages_people, outcome,
    people::{PersonForm, form_choices},
    to,
};
use crate::{
    app::App,
    ctx::Ctx,
    frame,
    people::{
        actions::{links::issue_link, roles, sessions, users},
        actor::{Actor, Grant, Role},
        extract::{IDLE, Staff},
        model::{LinkPurpose, User, UserEdit},
        policy::may_grant,
        reads, store,
        views::{
            kit::Answer,
            person::{self as view, Choices, Known},
        },
    },
    slots::Slot,
};

/// The address that a link's secret makes: from the configuration, never from a request's `Host`.
pub(super) fn link_url(app: &App, secret: &str) -> String {
    format!("{}/reset/{secret}", app.config.public_url)
}

async fn known(app: &App, cx: &Ctx, id: i64, desks: &[(i64, String)]) -> Result<Known, AppError> {
    let (reader, slots) = (cx.clone(), app.slots.clone());
    let places: Vec<Option<i64>> =
        std::iter::once(None).chain(desks.iter().map(|(id, _)| Some(*id))).collect();
    app.db
        .read(move |r| {
            let now = reader.now;
            let user = reads::see(r, &reader.actor, id)?.ok_or(AppError::NotFound)?;
            let grants = store::roles::grants(r, id)?;
            let may = reads::administers(r, &reader.actor, &user, &grants)?;
            let team_ids = store::teams::teams_of(r, id)?;
            let mut teams: Vec<_> = store::teams::teams_by_id(r, &team_ids)?.into_values().collect();
            teams.sort_by(|a, b| a.name.cmp(&b.name));
            let idle_since = now.checked_sub(IDLE).unwrap_or(now);
            let sessions = if may { store::sessions::of_user(r, id, now, idle_since)? } else { Vec::new() };
            let panels = slots.shown(Slot::Person, r, &reader, id)?;
            Ok(Known {
                user,
                grants,
                teams,
                sessions,
                may,
                grantable: grantable(&reader.actor, &places),
                panels,
            })
        })
        .await
}

fn grantable(actor: &Actor, places: &[Option<i64>]) -> Vec<Grant> {
    let all = places.iter().flat_map(|desk_id| Role::ALL.map(|role| Grant { role, desk_id: *desk_id }));
    all.filter(|grant| may_grant(actor, *grant)).collect()
}

/// The page of a person, with what was typed and its version if it is shown again.
pub(super) async fn page(
    app: &App,
    cx: &Ctx,
    id: i64,
    typed: Option<(UserEdit, i64)>,
    answer: &Answer,
) -> Result<Response, AppError> {
    let choices: Choices = form_choices(app, cx, Some(id)).await?;
    let known = known(app, cx, id, &choices.desks).await?;
    let (typed, version) = typed.unwrap_or_else(|| (UserEdit::from(&known.user), known.user.version));
    let body = view::page(here(cx), &known, &typed, version, &choices, answer);
    let page = frame::settings(app, cx, frame::SettingsPage::People, &known.user.name, body);
    let status = match (&answer.meanwhile, answer.faults.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, page).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    page(&app, &cx, id, None, &done.answer()).await
}

pub(super) async fn save(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<PersonForm>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let (edit, version) = (form.edit(), form.version.unwrap_or(0));
    match outcome(users::update_user(&app, &cx, id, version, edit.clone()).await)? {
        Outcome::Done(_) => Ok(to(&format!("/settings/people/{id}"), "saved").into_response()),
        Outcome::Again(answer) => page(&app, &cx, id, Some((edit, version)), &answer).await,
        Outcome::Stale => {
            let now = app.db.read(move |r| store::users::user(r, id)).await?.ok_or(AppError::NotFound)?;
            let answer = Answer::meanwhile(differences(&cx, &now, &edit));
            page(&app, &cx, id, Some((edit, now.version)), &answer).await
        }
    }
}

fn differences(cx: &Ctx, now: &User, typed: &UserEdit) -> Vec<(String, String, String)> {
    let label = |key: &str| here(cx).t(&format!("people-{key}"));
    let number = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    vec![
        (label("name"), now.name.clone(), typed.name.clone()),
        (label("email"), now.email.clone(), typed.email.clone()),
        (label("phone"), now.phone.clone(), typed.phone.clone()),
        (label("job-title"), now.job_title.clone(), typed.job_title.clone()),
        (label("site"), now.site.clone(), typed.site.clone()),
        (label("organisation"), number(now.organisation_id), number(typed.organisation_id)),
        (label("locale"), now.locale.own_name().into(), typed.locale.own_name().into()),
        (label("zone"), now.zone.clone(), typed.zone.clone()),
    ]
}

/// The page again with a fault, or a way on with what was done.
async fn after<T>(
    app: &App,
    cx: &Ctx,
    id: i64,
    result: Result<T, AppError>,
    done: &str,
) -> Result<Response, AppError> {
    match outcome(result)? {
        Outcome::Done(_) => Ok(to(&format!("/settings/people/{id}"), done).into_response()),
        Outcome::Again(answer) => page(app, cx, id, None, &answer).await,
        Outcome::Stale => page(app, cx, id, None, &Answer::meanwhile(Vec::new())).await,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct VersionForm {
    pub(super) version: i64,
}

pub(super) async fn disable(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<VersionForm>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let result = users::disable_user(&app, &cx, id, form.version).await;
    after(&app, &cx, id, result, "disabled").await
}

pub(super) async fn enable(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<VersionForm>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let result = users::enable_user(&app, &cx, id, form.version).await;
    after(&app, &cx, id, result, "enabled").await
}

#[derive(Debug, Deserialize)]
pub(super) struct RoleForm {
    role: String,
    #[serde(default)]
    desk_id: Option<i64>,
}

type Give = fn(&mut Tx<'_>, &Ctx, i64, Role, Option<i64>) -> Result<bool, AppError>;

async fn change_role(
    app: App,
    cx: Ctx,
    id: i64,
    form: RoleForm,
    give: Give,
    done: &str,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let role = Role::parse(&form.role).ok_or_else(|| AppError::field_of(cx.locale, "role", "unknown"))?;
    let (run, desk) = (cx.clone(), form.desk_id);
    let result = app.db.write(move |tx| give(tx, &run, id, role, desk)).await;
    after(&app, &cx, id, result, done).await
}

pub(super) async fn grant(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<RoleForm>,
) -> Result<Response, AppError> {
    change_role(app, cx, id, form, roles::grant_role, "granted").await
}

pub(super) async fn revoke(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<RoleForm>,
) -> Result<Response, AppError> {
    change_role(app, cx, id, form, roles::revoke_role, "revoked").await
}

#[derive(Debug, Deserialize)]
pub(super) struct LinkForm {
    purpose: String,
}

/// Makes a link to choose a password, shown this once.
pub(super) async fn link(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<LinkForm>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let (purpose, key) = match form.purpose.as_str() {
        "invitation" => (LinkPurpose::Invitation, "people-link-made-invitation"),
        _ => (LinkPurpose::Reset, "people-link-made-reset"),
    };
    let run = cx.clone();
    let secret = app.db.write(move |tx| issue_link(tx, &run, id, purpose)).await?;
    page(&app, &cx, id, None, &Answer::secret(key, link_url(&app, &secret))).await
}

pub(super) async fn end_sessions(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let result = sessions::revoke_sessions(&app, &cx, id).await;
    after(&app, &cx, id, result, "ended").await
}
