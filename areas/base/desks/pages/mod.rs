//! The settings pages of this slice: `/settings` itself, desks, categories, the matrix, calendars.

mod calendars;
mod categories;
mod desks;
mod index;
mod matrix;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;
use web::error::{AppError, FieldError};

use super::model::Desk;
use super::store;
use super::views::kit::Here;
use crate::app::App;
use crate::ctx::Ctx;
use crate::frame::{self, SettingsPage};
use crate::people::policy::{Act, may};

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings", get(index::show))
        .route("/settings/desks", get(desks::list))
        .route("/settings/desks/new", get(desks::blank).post(desks::create))
        .route("/settings/desks/{id}", get(desks::edit).post(desks::change))
        .route("/settings/categories", get(categories::list))
        .route("/settings/categories/new", get(categories::blank).post(categories::create))
        .route("/settings/categories/step", post(categories::step))
        .route("/settings/categories/{id}", get(categories::edit).post(categories::change))
        .route("/settings/categories/{id}/move", post(categories::relocate))
        .route("/settings/categories/{id}/archive", post(categories::archive))
        .route("/settings/categories/{id}/restore", post(categories::restore))
        .route("/settings/matrix", get(matrix::show).post(matrix::change))
        .route("/settings/calendars", get(calendars::list))
        .route("/settings/calendars/new", get(calendars::blank).post(calendars::create))
        .route("/settings/calendars/{id}", get(calendars::edit).post(calendars::change))
}

/// What was done on the page before, in the address after a redirect.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: Option<Deed>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Deed {
    Saved,
    Moved,
    Archived,
    Restored,
}

impl Done {
    /// The message that says so.
    pub fn key(self) -> Option<&'static str> {
        self.done.map(|deed| match deed {
            Deed::Saved => "desks-done-saved",
            Deed::Moved => "desks-done-moved",
            Deed::Archived => "desks-done-archived",
            Deed::Restored => "desks-done-restored",
        })
    }
}

/// The version that a form of one button carries.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Version {
    /// The version.
    pub version: Option<i64>,
}

/// Why a form is shown again.
pub enum Refused {
    /// These fields must be mended.
    Faults(Vec<FieldError>),
    /// Somebody changed it meanwhile.
    Meanwhile,
}

impl Refused {
    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Faults(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Meanwhile => StatusCode::CONFLICT,
        }
    }
}

/// What the form's reader can mend; anything else is an answer of its own.
pub fn refused(error: AppError) -> Result<Refused, AppError> {
    match error {
        AppError::Invalid(faults) => Ok(Refused::Faults(faults)),
        AppError::Conflict { .. } => Ok(Refused::Meanwhile),
        other => Err(other),
    }
}

/// The reader of a settings page that is open to them; `act` is what changing it takes.
pub fn here(cx: &Ctx, page: SettingsPage, act: Act) -> Result<Here<'_>, AppError> {
    if page.is_open_to(cx) { Ok(Here { cx, may: may(&cx.actor, act) }) } else { Err(AppError::NotFound) }
}

/// As [`here`], for the page of something new: there is none for who may not create it.
pub fn here_to_add(cx: &Ctx, page: SettingsPage, act: Act) -> Result<Here<'_>, AppError> {
    here(cx, page, act).and_then(|here| if here.may { Ok(here) } else { Err(AppError::NotFound) })
}

/// A settings page.
pub fn shown(app: &App, cx: &Ctx, page: SettingsPage, title: &str, body: &Markup) -> Markup {
    frame::settings(app, cx, page, title, html! { div class="stack" { (body) } })
}

/// A settings page that answers a refused form.
pub fn shown_again(refused: &Refused, page: Markup) -> Response {
    (refused.status(), page).into_response()
}

/// The desk that is asked for, or the first that the reader manages, or the first.
pub fn chosen_desk(cx: &Ctx, desks: &[Desk], asked: Option<i64>) -> Result<Desk, AppError> {
    let desk = match asked {
        Some(id) => desks.iter().find(|desk| desk.id == id),
        None => desks.iter().find(|desk| may(&cx.actor, Act::ManageDesk(desk.id))).or(desks.first()),
    };
    desk.cloned().ok_or(AppError::NotFound)
}

/// All desks in use.
async fn all_desks(app: &App) -> Result<Vec<Desk>, AppError> {
    app.db.read(|r| Ok(store::desks(r)?)).await
}
