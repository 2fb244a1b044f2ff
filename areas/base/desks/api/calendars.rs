//! Calendars.

use axum::Json;
use axum::extract::{Path, State};
use rules::calendar::CalendarSpec;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::error::AppError;
use web::etag::{IdempotencyKey, IfMatch};
use web::extract::ApiJson;
use web::page::Page;

use super::calendar_rule::CalendarRule;
use crate::api::{ReadRefusals, WriteRefusals};
use crate::app::App;
use crate::desks::check::allow;
use crate::desks::model::{NewCalendar, StoredCalendar};
use crate::desks::{actions, store};
use crate::people::idempotency::{Answer, once};
use crate::people::{ApiCaller, policy::Act};

/// A calendar.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarBody {
    /// Its id.
    #[schema(example = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Heures ouvrées")]
    name: String,
    /// Its rule.
    #[schema(value_type = CalendarRule)]
    spec: CalendarSpec,
    /// Its version, also the `ETag`.
    #[schema(example = 2)]
    version: i64,
}

impl CalendarBody {
    fn read(r: &db::Read<'_>, id: i64) -> Result<Self, AppError> {
        store::calendar_row(r, id)?.map(Self::from).ok_or(AppError::NotFound)
    }
}

impl From<StoredCalendar> for CalendarBody {
    fn from(stored: StoredCalendar) -> Self {
        let StoredCalendar { id, name, spec, version } = stored;
        Self { id, name, spec, version }
    }
}

/// A calendar to be created.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarCreate {
    /// Its name, unique.
    #[schema(example = "Heures ouvrées")]
    name: String,
    /// Its rule.
    #[schema(value_type = CalendarRule)]
    spec: CalendarSpec,
}

/// What to change of a calendar; what is absent stays. The rule is replaced as a whole.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarPatch {
    /// Its name, unique.
    #[schema(example = "Heures ouvrées")]
    name: Option<String>,
    /// Its rule.
    #[schema(value_type = Option<CalendarRule>)]
    spec: Option<CalendarSpec>,
}

/// The calendars in use, by name.
#[utoipa::path(get, path = "/api/v1/calendars", operation_id = "list_calendars", tag = "desks",
    responses((status = 200, description = "All of them, on one page", body = Page<CalendarBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<Page<CalendarBody>>, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let calendars = app.db.read(|r| Ok::<_, AppError>(store::calendars(r)?)).await?;
    Ok(Json(Page { items: calendars.into_iter().map(CalendarBody::from).collect(), next: None }))
}

/// A calendar.
#[utoipa::path(get, path = "/api/v1/calendars/{id}", operation_id = "read_calendar", tag = "desks",
    params(("id" = i64, Path, description = "The calendar")),
    responses((status = 200, description = "The calendar; `ETag` is its version", body = CalendarBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let calendar = app.db.read(move |r| CalendarBody::read(r, id)).await?;
    Ok(Answer::ok(&calendar)?.version(calendar.version))
}

/// Creates a calendar.
#[utoipa::path(post, path = "/api/v1/calendars", operation_id = "create_calendar", tag = "desks", request_body = CalendarCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = CalendarBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<CalendarCreate>,
) -> Result<Answer, AppError> {
    let new = NewCalendar { name: body.name.clone(), spec: body.spec.clone() };
    once(&app, &cx, &key, ("POST", "/api/v1/calendars"), &body, move |tx, cx| {
        let id = actions::create_calendar(tx, cx, &new)?;
        let calendar = CalendarBody::read(tx, id)?;
        Ok(Answer::created(format!("/api/v1/calendars/{id}"), &calendar)?.version(calendar.version))
    })
    .await
}

/// Changes a calendar; the clocks that run by it follow.
#[utoipa::path(patch, path = "/api/v1/calendars/{id}", operation_id = "change_calendar", tag = "desks", request_body = CalendarPatch,
    params(("id" = i64, Path, description = "The calendar"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = CalendarBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<CalendarPatch>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        allow(&cx, Act::Administer)?;
        let was = store::calendar_row(tx, id)?.ok_or(AppError::NotFound)?;
        seen.check(was.version)?;
        let patch = patch.clone();
        let new = NewCalendar { name: patch.name.unwrap_or(was.name), spec: patch.spec.unwrap_or(was.spec) };
        actions::change_calendar(tx, &cx, id, None, &new)?;
        let calendar = CalendarBody::read(tx, id)?;
        Ok(Answer::ok(&calendar)?.version(calendar.version))
    };
    app.db.write(write).await
}
