//! Organisations in the settings.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use web::{
    AppError,
    extract::{Form, Query},
};

use super::{Done, Outcome, administers, here, outcome, person::VersionForm, to};
use crate::{
    app::App,
    ctx::Ctx,
    frame,
    people::{
        actions::organisations as act,
        extract::Staff,
        model::{Organisation, OrganisationKind},
        store,
        views::{
            kit::Answer,
            organisations::{self as view, Typed},
        },
    },
};

const LIST: &str = "/settings/organisations";

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(done): Query<Done>,
) -> Result<Response, AppError> {
    administers(&cx)?;
    let all = app.db.read(|r| Ok::<_, AppError>(store::organisations::organisations(r)?)).await?;
    let body = view::list(here(&cx), &all, &done.answer());
    let title = here(&cx).t("people-organisations-title");
    Ok(frame::settings(&app, &cx, frame::SettingsPage::Organisations, &title, body).into_response())
}

fn form(
    app: &App,
    cx: &Ctx,
    known: Option<(&Organisation, i64)>,
    typed: &Typed,
    answer: &Answer,
) -> Response {
    let body = view::form(here(cx), known, typed, answer);
    let title = known.map_or_else(|| here(cx).t("people-organisation-new"), |(found, _)| found.name.clone());
    let page = frame::settings(app, cx, frame::SettingsPage::Organisations, &title, body);
    let status = match (&answer.meanwhile, answer.faults.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, page).into_response()
}

pub(super) async fn new(State(app): State<App>, Staff(cx): Staff) -> Result<Response, AppError> {
    administers(&cx)?;
    let typed = Typed { name: String::new(), kind: OrganisationKind::Internal };
    Ok(form(&app, &cx, None, &typed, &Answer::default()))
}

#[derive(Debug, Deserialize)]
pub(super) struct OrganisationForm {
    #[serde(default)]
    version: Option<i64>,
    name: String,
    kind: String,
}

impl OrganisationForm {
    fn typed(&self, cx: &Ctx) -> Result<Typed, AppError> {
        let kind = OrganisationKind::parse(&self.kind);
        let kind = kind.ok_or_else(|| AppError::field_of(cx.locale, "kind", "unknown"))?;
        Ok(Typed { name: self.name.clone(), kind })
    }
}

pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(sent): Form<OrganisationForm>,
) -> Result<Response, AppError> {
    administers(&cx)?;
    let (typed, run) = (sent.typed(&cx)?, cx.clone());
    let new = typed.clone();
    let created = app.db.write(move |tx| act::create_organisation(tx, &run, &new.name, new.kind)).await;
    match outcome(created)? {
        Outcome::Done(_) => Ok(to(LIST, "created").into_response()),
        Outcome::Again(answer) => Ok(form(&app, &cx, None, &typed, &answer)),
        Outcome::Stale => Err(AppError::Conflict { current: None }),
    }
}

async fn found(app: &App, id: i64) -> Result<Organisation, AppError> {
    app.db.read(move |r| store::organisations::organisation(r, id)).await?.ok_or(AppError::NotFound)
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    administers(&cx)?;
    let known = found(&app, id).await?;
    let typed = Typed { name: known.name.clone(), kind: known.kind };
    Ok(form(&app, &cx, Some((&known, known.version)), &typed, &Answer::default()))
}

pub(super) async fn save(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(sent): Form<OrganisationForm>,
) -> Result<Response, AppError> {
    administers(&cx)?;
    let (typed, run) = (sent.typed(&cx)?, cx.clone());
    let (edit, version) = (typed.clone(), sent.version.unwrap_or(0));
    let saved =
        app.db.write(move |tx| act::update_organisation(tx, &run, id, version, &edit.name, edit.kind)).await;
    match outcome(saved)? {
        Outcome::Done(_) => Ok(to(LIST, "saved").into_response()),
        Outcome::Again(answer) => {
            let known = found(&app, id).await?;
            Ok(form(&app, &cx, Some((&known, version)), &typed, &answer))
        }
        Outcome::Stale => {
            let known = found(&app, id).await?;
            let kind = |kind: OrganisationKind| here(&cx).t(&format!("people-kind-{}", kind.as_str()));
            let answer = Answer::meanwhile(vec![
                (here(&cx).t("people-name"), known.name.clone(), typed.name.clone()),
                (here(&cx).t("people-kind"), kind(known.kind), kind(typed.kind)),
            ]);
            Ok(form(&app, &cx, Some((&known, known.version)), &typed, &answer))
        }
    }
}

pub(super) async fn archive(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(sent): Form<VersionForm>,
) -> Result<Response, AppError> {
    administers(&cx)?;
    let run = cx.clone();
    let archived = app.db.write(move |tx| act::archive_organisation(tx, &run, id, sent.version)).await;
    let answer = match outcome(archived)? {
        Outcome::Done(()) => return Ok(to(LIST, "archived").into_response()),
        Outcome::Again(answer) => answer,
        Outcome::Stale => Answer::meanwhile(Vec::new()),
    };
    let known = found(&app, id).await?;
    let typed = Typed { name: known.name.clone(), kind: known.kind };
    Ok(form(&app, &cx, Some((&known, known.version)), &typed, &answer))
}
