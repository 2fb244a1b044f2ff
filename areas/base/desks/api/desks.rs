//! Desks and their matrices.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use rules::priority::{Matrix, Priority};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::error::AppError;
use web::etag::{IdempotencyKey, IfMatch, etag};
use web::extract::{ApiJson, Query};
use web::i18n::Locale;
use web::page::Page;

use crate::api::{QueryRefusals, ReadRefusals, WriteRefusals, nullable};
use crate::app::App;
use crate::desks::check::allow;
use crate::desks::model::{Desk, NewDesk};
use crate::desks::{actions, seed, store};
use crate::people::idempotency::{Answer, once};
use crate::people::{ApiCaller, policy::Act};

/// A help desk.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Desk)]
pub(crate) struct DeskBody {
    /// Its id.
    #[schema(example = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Centre de services Kerlann")]
    name: String,
    /// Its language.
    locale: Locale,
    /// Its IANA time zone.
    #[schema(example = "Europe/Paris")]
    zone: String,
    /// Its telephone number; empty if none.
    #[schema(example = "01 99 00 12 34")]
    phone: String,
    /// Its working hours; `null` is always open.
    calendar_id: Option<i64>,
    /// Working days before a resolved ticket closes by itself.
    #[schema(example = 5)]
    confirm_days: i64,
    /// Days for which a closed ticket may still be reopened.
    #[schema(example = 14)]
    reopen_days: i64,
    /// Whether people without an account may report here.
    guests: bool,
    /// The organisations it serves; none: everyone of the house.
    organisations: Vec<i64>,
    /// Its version, also the `ETag`.
    #[schema(example = 3)]
    version: i64,
}

impl DeskBody {
    fn of(desk: Desk, organisations: Vec<i64>) -> Self {
        let Desk { id, name, locale, zone, phone, calendar_id, confirm_days, reopen_days, guests, version } =
            desk;
        Self {
            id,
            name,
            locale,
            zone,
            phone,
            calendar_id,
            confirm_days,
            reopen_days,
            guests,
            organisations,
            version,
        }
    }

    fn read(r: &db::Read<'_>, id: i64) -> Result<Self, AppError> {
        let desk = store::desk(r, id)?.ok_or(AppError::NotFound)?;
        Ok(Self::of(desk, store::organisations_served(r, id)?))
    }
}

/// A desk to be created.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskCreate {
    /// Its name, unique.
    #[schema(example = "Centre de services Kerlann")]
    name: String,
    /// Its language.
    locale: Locale,
    /// Its IANA time zone.
    #[schema(example = "Europe/Paris")]
    zone: String,
    /// Its telephone number.
    #[serde(default)]
    phone: String,
    /// Its working hours; without it, the standard ones.
    #[serde(default)]
    calendar_id: Option<i64>,
    /// Working days before a resolved ticket closes by itself, 1 to 60; 5 if not said.
    #[serde(default)]
    confirm_days: Option<i64>,
    /// Days for which a closed ticket may still be reopened, 0 to 365; 14 if not said.
    #[serde(default)]
    reopen_days: Option<i64>,
    /// Whether people without an account may report here.
    #[serde(default)]
    guests: bool,
    /// The organisations it serves; none: everyone of the house.
    #[serde(default)]
    organisations: Vec<i64>,
    /// Whether to start without teams, categories and calendar of its own.
    #[serde(default)]
    bare: bool,
}

/// What to change of a desk; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskPatch {
    /// Its name, unique.
    name: Option<String>,
    /// Its language.
    locale: Option<Locale>,
    /// Its IANA time zone.
    zone: Option<String>,
    /// Its telephone number.
    phone: Option<String>,
    /// Its working hours; `null` is always open.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    calendar_id: Option<Option<i64>>,
    /// Working days before a resolved ticket closes by itself, 1 to 60.
    confirm_days: Option<i64>,
    /// Days for which a closed ticket may still be reopened, 0 to 365.
    #[schema(example = 30)]
    reopen_days: Option<i64>,
    /// Whether people without an account may report here.
    guests: Option<bool>,
    /// The organisations it serves.
    organisations: Option<Vec<i64>>,
}

/// The desks in use, by name.
#[utoipa::path(get, path = "/api/v1/desks", operation_id = "list_desks", tag = "desks",
    responses((status = 200, description = "All of them, on one page", body = Page<DeskBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<Page<DeskBody>>, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let read = |r: &db::Read<'_>| -> Result<Vec<DeskBody>, AppError> {
        let served = store::served(r)?;
        let of = |desk: Desk| {
            let own = served.iter().filter(|(id, _)| *id == desk.id).map(|(_, organisation)| *organisation);
            let own = own.collect();
            DeskBody::of(desk, own)
        };
        Ok(store::desks(r)?.into_iter().map(of).collect())
    };
    Ok(Json(Page { items: app.db.read(read).await?, next: None }))
}

/// A desk.
#[utoipa::path(get, path = "/api/v1/desks/{id}", operation_id = "read_desk", tag = "desks", params(("id" = i64, Path, description = "The desk")),
    responses((status = 200, description = "The desk; `ETag` is its version", body = DeskBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let desk = app.db.read(move |r| DeskBody::read(r, id)).await?;
    Ok(Answer::ok(&desk)?.version(desk.version))
}

/// Creates a desk, by default with the teams, categories and calendar of a fresh one.
#[utoipa::path(post, path = "/api/v1/desks", operation_id = "create_desk", tag = "desks", request_body = DeskCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = DeskBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<DeskCreate>,
) -> Result<Answer, AppError> {
    let usual = NewDesk::named(body.name.clone(), body.locale, body.zone.clone());
    let (new, bare) = (
        NewDesk {
            phone: body.phone.clone(),
            calendar_id: body.calendar_id,
            confirm_days: body.confirm_days.unwrap_or(usual.confirm_days),
            reopen_days: body.reopen_days.unwrap_or(usual.reopen_days),
            guests: body.guests,
            organisations: body.organisations.clone(),
            ..usual
        },
        body.bare,
    );
    once(&app, &cx, &key, ("POST", "/api/v1/desks"), &body, move |tx, cx| {
        let id = actions::create_desk(tx, cx, &new)?;
        if !bare {
            seed::standard(tx, cx, id, new.locale)?;
        }
        let desk = DeskBody::read(tx, id)?;
        Ok(Answer::created(format!("/api/v1/desks/{id}"), &desk)?.version(desk.version))
    })
    .await
}

/// Changes a desk.
#[utoipa::path(patch, path = "/api/v1/desks/{id}", operation_id = "change_desk", tag = "desks", request_body = DeskPatch,
    params(("id" = i64, Path, description = "The desk"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = DeskBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<DeskPatch>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        allow(&cx, Act::Administer)?;
        let desk = store::desk(tx, id)?.ok_or(AppError::NotFound)?;
        seen.check(desk.version)?;
        let was = NewDesk::of(&desk, store::organisations_served(tx, id)?);
        let patch = patch.clone();
        let new = NewDesk {
            name: patch.name.unwrap_or(was.name),
            locale: patch.locale.unwrap_or(was.locale),
            zone: patch.zone.unwrap_or(was.zone),
            phone: patch.phone.unwrap_or(was.phone),
            calendar_id: patch.calendar_id.unwrap_or(was.calendar_id),
            confirm_days: patch.confirm_days.unwrap_or(was.confirm_days),
            reopen_days: patch.reopen_days.unwrap_or(was.reopen_days),
            guests: patch.guests.unwrap_or(was.guests),
            organisations: patch.organisations.unwrap_or(was.organisations),
        };
        actions::change_desk(tx, &cx, id, None, &new)?;
        let desk = DeskBody::read(tx, id)?;
        Ok(Answer::ok(&desk)?.version(desk.version))
    };
    app.db.write(write).await
}

/// Which desk.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfDesk {
    /// The desk's id.
    pub(super) desk: i64,
}

/// A desk's priority matrix: rows are impact (high, medium, low), columns urgency (high, medium, low).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PriorityMatrix {
    /// The desk.
    #[schema(example = 1)]
    desk_id: i64,
    /// Three rows of three priorities.
    #[schema(value_type = Vec<Vec<String>>, example = json!([["P1", "P2", "P3"], ["P2", "P3", "P4"], ["P3", "P4", "P5"]]))]
    matrix: Matrix,
    /// Whether more impact or urgency never gives a lower priority.
    monotonic: bool,
    /// The desk's version, also the `ETag`.
    #[schema(example = 3)]
    version: i64,
}

impl PriorityMatrix {
    fn read(r: &db::Read<'_>, desk_id: i64) -> Result<Self, AppError> {
        let version = store::desk(r, desk_id)?.ok_or(AppError::NotFound)?.version;
        let matrix = store::matrix(r, desk_id)?;
        Ok(Self { desk_id, matrix, monotonic: matrix.is_monotonic(), version })
    }
}

/// The matrix to have.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatrixReplace {
    /// Three rows of three priorities.
    #[schema(value_type = Vec<Vec<String>>, example = json!([["P1", "P2", "P3"], ["P2", "P3", "P4"], ["P3", "P4", "P5"]]))]
    matrix: [[Priority; 3]; 3],
}

/// A desk's priority matrix.
#[utoipa::path(get, path = "/api/v1/priority-matrix", operation_id = "read_priority_matrix", tag = "desks", params(OfDesk),
    responses((status = 200, description = "The matrix; `ETag` is the desk's version", body = PriorityMatrix), ReadRefusals, QueryRefusals))]
pub(super) async fn read_matrix(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Query(of): Query<OfDesk>,
) -> Result<impl IntoResponse, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let matrix = app.db.read(move |r| PriorityMatrix::read(r, of.desk)).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::ETAG, etag(matrix.version));
    Ok((headers, Json(matrix)))
}

/// Replaces a desk's priority matrix.
#[utoipa::path(put, path = "/api/v1/priority-matrix", operation_id = "replace_priority_matrix", tag = "desks", request_body = MatrixReplace,
    params(OfDesk, ("If-Match" = Option<String>, Header, description = "The desk's version")),
    responses((status = 200, description = "As it is now", body = PriorityMatrix), ReadRefusals, WriteRefusals))]
pub(super) async fn replace_matrix(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Query(of): Query<OfDesk>,
    seen: IfMatch,
    ApiJson(body): ApiJson<MatrixReplace>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        allow(&cx, Act::ManageDesk(of.desk))?;
        seen.check(store::desk(tx, of.desk)?.ok_or(AppError::NotFound)?.version)?;
        actions::set_matrix(tx, &cx, of.desk, None, Matrix(body.matrix))?;
        let matrix = PriorityMatrix::read(tx, of.desk)?;
        Ok(Answer::ok(&matrix)?.version(matrix.version))
    };
    app.db.write(write).await
}
