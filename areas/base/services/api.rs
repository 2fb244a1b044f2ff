//! `/api/v1/services`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::error::AppError;
use web::etag::{IdempotencyKey, IfMatch};
use web::extract::ApiJson;
use web::page::Page;

use super::model::{Criticality, NewService, Service};
use super::{actions, follow, store};
use crate::api::{ReadRefusals, WriteRefusals, nullable};
use crate::app::App;
use crate::desks::check::allow;
use crate::people::idempotency::{Answer, once};
use crate::people::{ApiCaller, policy::Act};

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create_one))
        .routes(routes!(read, change_one))
        .routes(routes!(followed))
        .routes(routes!(follow_one, unfollow_one))
}

/// A business service.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Service)]
pub(crate) struct ServiceBody {
    /// Its id.
    #[schema(example = 3)]
    id: i64,
    /// Its name.
    #[schema(example = "Messagerie")]
    name: String,
    /// What it does.
    #[schema(example = "Courriels et agendas de tout le groupe")]
    description: String,
    /// How much the house depends on it.
    criticality: Criticality,
    /// Who answers for it.
    owner_id: Option<i64>,
    /// The team that runs it.
    team_id: Option<i64>,
    /// How many people use it.
    #[schema(example = 1200)]
    users_count: i64,
    /// What one of them costs an hour, in cents.
    #[schema(example = 3500)]
    hourly_cost_cents: i64,
    /// Whether it was put away.
    archived: bool,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

impl ServiceBody {
    fn read(r: &db::Read<'_>, id: i64) -> Result<Self, AppError> {
        store::service(r, id)?.map(Self::from).ok_or(AppError::NotFound)
    }
}

impl From<Service> for ServiceBody {
    fn from(service: Service) -> Self {
        Self {
            id: service.id,
            name: service.name,
            description: service.description,
            criticality: service.criticality,
            owner_id: service.owner_id,
            team_id: service.team_id,
            users_count: service.users_count,
            hourly_cost_cents: service.hourly_cost_cents,
            archived: service.archived,
            version: service.version,
        }
    }
}

/// A service to be created.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceCreate {
    /// Its name, unique.
    #[schema(example = "Messagerie")]
    name: String,
    /// What it does.
    #[serde(default)]
    description: String,
    /// How much the house depends on it.
    criticality: Criticality,
    /// Who answers for it.
    #[serde(default)]
    owner_id: Option<i64>,
    /// The team that runs it.
    #[serde(default)]
    team_id: Option<i64>,
    /// How many people use it.
    #[serde(default)]
    #[schema(example = 1200)]
    users_count: i64,
    /// What one of them costs an hour, in cents.
    #[serde(default)]
    #[schema(example = 3500)]
    hourly_cost_cents: i64,
}

/// What to change of a service; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServicePatch {
    /// Its name, unique.
    name: Option<String>,
    /// What it does.
    description: Option<String>,
    /// How much the house depends on it.
    criticality: Option<Criticality>,
    /// Who answers for it; `null` for nobody.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    owner_id: Option<Option<i64>>,
    /// The team that runs it; `null` for none.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    team_id: Option<Option<i64>>,
    /// How many people use it.
    #[schema(example = 1300)]
    users_count: Option<i64>,
    /// What one of them costs an hour, in cents.
    hourly_cost_cents: Option<i64>,
    /// Puts it away, or takes it back.
    archived: Option<bool>,
}

/// The services in use, by name.
#[utoipa::path(get, path = "/api/v1/services", operation_id = "list_services", tag = "services",
    responses((status = 200, description = "All of them, on one page", body = Page<ServiceBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<Page<ServiceBody>>, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let services = app.db.read(|r| Ok::<_, AppError>(store::services(r)?)).await?;
    Ok(Json(Page { items: services.into_iter().map(ServiceBody::from).collect(), next: None }))
}

/// A service.
#[utoipa::path(get, path = "/api/v1/services/{id}", operation_id = "read_service", tag = "services",
    params(("id" = i64, Path, description = "The service")),
    responses((status = 200, description = "The service; `ETag` is its version", body = ServiceBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let service = app.db.read(move |r| ServiceBody::read(r, id)).await?;
    Ok(Answer::ok(&service)?.version(service.version))
}

/// Creates a service.
#[utoipa::path(post, path = "/api/v1/services", operation_id = "create_service", tag = "services",
    request_body = ServiceCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = ServiceBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<ServiceCreate>,
) -> Result<Answer, AppError> {
    let of = body.clone();
    let new = NewService {
        name: of.name,
        description: of.description,
        criticality: of.criticality,
        owner_id: of.owner_id,
        team_id: of.team_id,
        users_count: of.users_count,
        hourly_cost_cents: of.hourly_cost_cents,
    };
    once(&app, &cx, &key, ("POST", "/api/v1/services"), &body, move |tx, cx| {
        let id = actions::create(tx, cx, &new)?;
        let service = ServiceBody::read(tx, id)?;
        Ok(Answer::created(format!("/api/v1/services/{id}"), &service)?.version(service.version))
    })
    .await
}

/// Changes, puts away or takes back a service.
#[utoipa::path(patch, path = "/api/v1/services/{id}", operation_id = "change_service", tag = "services",
    request_body = ServicePatch,
    params(("id" = i64, Path, description = "The service"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = ServiceBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<ServicePatch>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        allow(&cx, Act::Administer)?;
        let was = store::service(tx, id)?.ok_or(AppError::NotFound)?;
        seen.check(was.version)?;
        if patch.archived == Some(false) {
            actions::restore(tx, &cx, id, None)?;
        }
        actions::change(tx, &cx, id, None, &patched(&patch, &was))?;
        if patch.archived == Some(true) {
            actions::archive(tx, &cx, id, None)?;
        }
        let service = ServiceBody::read(tx, id)?;
        Ok(Answer::ok(&service)?.version(service.version))
    };
    app.db.write(write).await
}

fn patched(patch: &ServicePatch, was: &Service) -> NewService {
    let (patch, was) = (patch.clone(), NewService::from(was));
    NewService {
        name: patch.name.unwrap_or(was.name),
        description: patch.description.unwrap_or(was.description),
        criticality: patch.criticality.unwrap_or(was.criticality),
        owner_id: patch.owner_id.unwrap_or(was.owner_id),
        team_id: patch.team_id.unwrap_or(was.team_id),
        users_count: patch.users_count.unwrap_or(was.users_count),
        hourly_cost_cents: patch.hourly_cost_cents.unwrap_or(was.hourly_cost_cents),
    }
}

/// The services whose critical and major incidents the caller is told of.
#[utoipa::path(get, path = "/api/v1/me/services", operation_id = "list_followed_services", tag = "services",
    responses((status = 200, description = "All of them, on one page", body = Page<ServiceBody>), ReadRefusals))]
pub(super) async fn followed(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<Page<ServiceBody>>, AppError> {
    let (services, followed) = app.db.read(move |r| follow::followable(r, &cx)).await?;
    let mine = services.into_iter().filter(|service| followed.contains(&service.id));
    Ok(Json(Page { items: mine.map(ServiceBody::from).collect(), next: None }))
}

/// Tells the caller of a service's critical and major incidents from now on.
#[utoipa::path(put, path = "/api/v1/me/services/{id}", operation_id = "follow_service", tag = "services",
    params(("id" = i64, Path, description = "The service")),
    responses((status = 204, description = "Followed"), ReadRefusals, WriteRefusals))]
pub(super) async fn follow_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<StatusCode, AppError> {
    app.db.write(move |tx| actions::follow(tx, &cx, id, true)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells the caller of them no more.
#[utoipa::path(delete, path = "/api/v1/me/services/{id}", operation_id = "unfollow_service", tag = "services",
    params(("id" = i64, Path, description = "The service")),
    responses((status = 204, description = "Not followed"), ReadRefusals, WriteRefusals))]
pub(super) async fn unfollow_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<StatusCode, AppError> {
    app.db.write(move |tx| actions::follow(tx, &cx, id, false)).await?;
    Ok(StatusCode::NO_CONTENT)
}
