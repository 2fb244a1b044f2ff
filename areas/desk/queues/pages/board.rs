//! `/board` and its wallboard.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, Section},
    people::{
        Staff,
        policy::{Act, may},
    },
};
use maud::Markup;
use serde::Deserialize;
use web::{
    AppError,
    extract::{Fragment, Query},
    i18n::t,
};

use crate::queues::{
    board::{Board, board},
    views::{
        board as views,
        kit::{Here, zone_of},
    },
};

#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    desk: Option<i64>,
    /// `1` or `true`.
    #[serde(default)]
    wall: Option<Wall>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
enum Wall {
    #[serde(rename = "1", alias = "true")]
    On,
}

async fn load(app: &App, cx: &Ctx, asked: Asked) -> Result<Board, AppError> {
    if !may(&cx.actor, Act::UseDesk) {
        return Err(AppError::Forbidden);
    }
    let (by, zone) = (cx.clone(), zone_of(cx));
    app.db.read(move |read| board(read, &by, asked.desk, &zone)).await
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let found = load(&app, &cx, asked).await?;
    let zone = zone_of(&cx);
    let here = Here { cx: &cx, zone: &zone };
    if asked.wall.is_some() {
        return Ok(views::mural(here, &found).into_response());
    }
    let body = views::body(here, &found, false);
    Ok(frame::page(&app, &cx, Section::Board, &t(cx.locale, "queues-board"), body).into_response())
}

/// The live part.
pub(super) async fn fresh(
    State(app): State<App>,
    Staff(cx): Staff,
    _: Fragment,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let found = load(&app, &cx, asked).await?;
    let zone = zone_of(&cx);
    Ok(views::body(Here { cx: &cx, zone: &zone }, &found, asked.wall.is_some()))
}
