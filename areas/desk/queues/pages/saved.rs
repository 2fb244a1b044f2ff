//! `/queue/views`: saved views, their form and their order.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, Section},
    people::{self, Staff, Team},
};
use db::{Read, Tx};
use maud::Markup;
use serde::Deserialize;
use web::{
    AppError, FieldError,
    extract::{Form, Query},
    i18n::t,
};

use super::queue::{Asked, filter_text, views_of};
use crate::queues::{
    actions::{self, ViewFields},
    model::{Columns, Owner, SavedView, Sort},
    standard::{Key, View},
    store::views as store,
    views::{
        kit::{Here, zone_of},
        saved as views,
    },
};

/// What a view's form sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    name_fr: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    filter: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    columns: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    pinned: bool,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Version {
    version: i64,
}

impl Typed {
    fn of(view: &SavedView) -> Self {
        Self {
            version: Some(view.version),
            name_fr: view.name_fr.clone(),
            name_en: view.name_en.clone(),
            filter: view.filter.clone(),
            sort: view.sort.map_or_else(String::new, |sort| sort.as_str().to_owned()),
            columns: view.columns.to_text(),
            owner: views::owner_word(view.owner),
            pinned: view.pinned,
        }
    }

    /// The fields; `known` keeps its person when it stays a person's.
    fn fields(&self, cx: &Ctx) -> Result<ViewFields, AppError> {
        let me = cx.actor.user_id().ok_or(AppError::Forbidden)?;
        let owner = match self.owner.as_str() {
            "me" => Owner::Person(me),
            team => {
                Owner::Team(team.parse().map_err(|_| AppError::field_of(cx.locale, "owner", "required"))?)
            }
        };
        Ok(ViewFields {
            owner,
            name_fr: self.name_fr.clone(),
            name_en: self.name_en.clone(),
            filter: self.filter.clone(),
            sort: Sort::parse(&self.sort),
            columns: Columns::parse(&self.columns),
            pinned: self.pinned,
        })
    }
}

fn my_teams(read: &Read<'_>, cx: &Ctx) -> Result<Vec<Team>, AppError> {
    let mut teams: Vec<Team> = people::teams_by_id(read, &cx.actor.teams)?.into_values().collect();
    teams.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(teams)
}

pub(super) async fn list(State(app): State<App>, Staff(cx): Staff) -> Result<Markup, AppError> {
    let by = cx.clone();
    let (all, teams) = app
        .db
        .read(move |read| -> Result<(Vec<View>, Vec<Team>), AppError> {
            Ok((views_of(read, &by, &Asked::default())?.0, my_teams(read, &by)?))
        })
        .await?;
    let zone = zone_of(&cx);
    let body = views::list(Here { cx: &cx, zone: &zone }, &all, &teams);
    Ok(frame::page(&app, &cx, Section::Queue, &t(cx.locale, "queues-views"), body))
}

/// The form, filled in.
async fn form_page(
    app: &App,
    cx: &Ctx,
    known: Option<(&SavedView, i64)>,
    typed: &Typed,
    faults: &[FieldError],
    meanwhile: bool,
) -> Result<Markup, AppError> {
    let by = cx.clone();
    let teams = app.db.read(move |read| my_teams(read, &by)).await?;
    let zone = zone_of(cx);
    let form = views::Form {
        known,
        teams: &teams,
        name_fr: &typed.name_fr,
        name_en: &typed.name_en,
        filter: &typed.filter,
        sort: &typed.sort,
        columns: &typed.columns,
        owner: &typed.owner,
        pinned: typed.pinned,
        faults,
        meanwhile,
    };
    let body = views::form(Here { cx, zone: &zone }, &form);
    let title = t(cx.locale, if known.is_some() { "queues-view-edit" } else { "queues-view-new" });
    Ok(frame::page(app, cx, Section::Queue, &title, body))
}

/// A new view, of the list that was shown.
pub(super) async fn blank(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let (by, of) = (cx.clone(), asked.clone());
    let filter = app
        .db
        .read(move |read| -> Result<String, AppError> {
            let (views, key) = views_of(read, &by, &of)?;
            Ok(views
                .iter()
                .find(|view| view.key == key)
                .map_or_else(String::new, |view| filter_text(&of, view)))
        })
        .await?;
    let typed = Typed {
        filter,
        sort: asked.sort.unwrap_or_default(),
        columns: asked.cols.unwrap_or_default(),
        owner: "me".to_owned(),
        pinned: true,
        ..Typed::default()
    };
    form_page(&app, &cx, None, &typed, &[], false).await
}

pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (by, fields) = (cx.clone(), typed.fields(&cx)?);
    match app.db.write(move |tx| actions::create_view(tx, &by, &fields)).await {
        Ok(id) => Ok(to_view(id)),
        Err(AppError::Invalid(faults)) => {
            let page = form_page(&app, &cx, None, &typed, &faults, false).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

fn to_view(id: i64) -> Response {
    Redirect::to(&format!("/queue?view={}", Key::Saved(id))).into_response()
}

async fn known(app: &App, cx: &Ctx, id: i64) -> Result<SavedView, AppError> {
    let teams = cx.actor.teams.clone();
    let me = cx.actor.user_id();
    let view = app.db.read(move |read| store::view(read, id)).await?.ok_or(AppError::NotFound)?;
    let mine = match view.owner {
        Owner::Person(person) => me == Some(person),
        Owner::Team(team) => teams.contains(&team),
    };
    if mine { Ok(view) } else { Err(AppError::NotFound) }
}

pub(super) async fn edit(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let view = known(&app, &cx, id).await?;
    let mut typed = Typed::of(&view);
    // What the list shows now is what is kept, if it differs.
    if let Some(filter) = asked.q {
        typed.filter = filter;
    }
    if let Some(sort) = asked.sort {
        typed.sort = sort;
    }
    if let Some(columns) = asked.cols {
        typed.columns = columns;
    }
    form_page(&app, &cx, Some((&view, view.version)), &typed, &[], false).await
}

pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let view = known(&app, &cx, id).await?;
    let version = typed.version.unwrap_or(view.version);
    let (by, fields) = (cx.clone(), typed.fields(&cx)?);
    match app.db.write(move |tx| actions::change_view(tx, &by, id, version, &fields)).await {
        Ok(()) => Ok(to_view(id)),
        Err(AppError::Invalid(faults)) => {
            let page = form_page(&app, &cx, Some((&view, version)), &typed, &faults, false).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Conflict { .. }) => {
            let page = form_page(&app, &cx, Some((&view, view.version)), &typed, &[], true).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error),
    }
}

fn to_list() -> Response {
    Redirect::to("/queue/views").into_response()
}

pub(super) async fn delete(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(seen): Form<Version>,
) -> Result<Response, AppError> {
    app.db.write(move |tx| actions::delete_view(tx, &cx, id, seen.version)).await?;
    Ok(to_list())
}

pub(super) async fn up(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(_): Form<Version>,
) -> Result<Response, AppError> {
    app.db.write(move |tx: &mut Tx<'_>| actions::move_view(tx, &cx, id, true)).await?;
    Ok(to_list())
}

pub(super) async fn down(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(_): Form<Version>,
) -> Result<Response, AppError> {
    app.db.write(move |tx: &mut Tx<'_>| actions::move_view(tx, &cx, id, false)).await?;
    Ok(to_list())
}
