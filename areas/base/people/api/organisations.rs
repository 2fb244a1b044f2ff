//! Organisations.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    AppError,
    etag::{IdempotencyKey, IfMatch},
    extract::ApiJson,
    page::Page,
};

use crate::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    ctx::Ctx,
    people::{
        actions::organisations as act,
        check::allow,
        extract::ApiCaller,
        idempotency::{Answer, once},
        model::{Organisation, OrganisationKind},
        policy::Act,
        reads::reach,
        store,
    },
};

/// What an organisation is to us.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = OrganisationKind)]
pub(super) enum Kind {
    /// Part of the house.
    Internal,
    /// Served by it, and walled off from other customers.
    Customer,
    /// Works tickets that are handed to it.
    Provider,
}

impl From<OrganisationKind> for Kind {
    fn from(kind: OrganisationKind) -> Self {
        match kind {
            OrganisationKind::Internal => Self::Internal,
            OrganisationKind::Customer => Self::Customer,
            OrganisationKind::Provider => Self::Provider,
        }
    }
}

impl From<Kind> for OrganisationKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Internal => Self::Internal,
            Kind::Customer => Self::Customer,
            Kind::Provider => Self::Provider,
        }
    }
}

/// An organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Organisation)]
pub(super) struct OrganisationBody {
    /// Its id.
    #[schema(example = 3)]
    id: i64,
    /// Its name.
    #[schema(example = "Groupe Kerlann")]
    name: String,
    /// What it is to us.
    kind: Kind,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

impl From<Organisation> for OrganisationBody {
    fn from(found: Organisation) -> Self {
        Self { id: found.id, name: found.name, kind: found.kind.into(), version: found.version }
    }
}

impl OrganisationBody {
    fn answer(self) -> Result<Answer, AppError> {
        Ok(Answer::ok(&self)?.version(self.version))
    }
}

fn seen(read: &db::Read<'_>, cx: &Ctx, id: i64) -> Result<Organisation, AppError> {
    let found = store::organisations::organisation(read, id)?.ok_or(AppError::NotFound)?;
    if reach(read, &cx.actor)?.holds(0, Some(&found)) { Ok(found) } else { Err(AppError::NotFound) }
}

/// The organisations whom the caller works for, by name.
#[utoipa::path(get, path = "/api/v1/organisations", operation_id = "list_organisations", tag = "people",
    responses((status = 200, description = "All of them, on one page", body = Page<OrganisationBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<Page<OrganisationBody>>, AppError> {
    allow(&cx, Act::ReadPeople)?;
    let read = app.db.read(move |r| {
        let reach = reach(r, &cx.actor)?;
        let mut all = store::organisations::organisations(r)?;
        all.retain(|found| reach.holds(0, Some(found)));
        Ok::<_, AppError>(all)
    });
    Ok(Json(Page { items: read.await?.into_iter().map(OrganisationBody::from).collect(), next: None }))
}

/// An organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{id}", operation_id = "read_organisation", tag = "people",
    params(("id" = i64, Path, description = "The organisation")),
    responses((status = 200, description = "The organisation; `ETag` is its version", body = OrganisationBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadPeople)?;
    OrganisationBody::from(app.db.read(move |r| seen(r, &cx, id)).await?).answer()
}

/// An organisation to be created.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganisationCreate {
    /// Its name, unique.
    #[schema(example = "Groupe Kerlann")]
    name: String,
    /// What it is to us.
    kind: Kind,
}

/// Creates an organisation.
#[utoipa::path(post, path = "/api/v1/organisations", operation_id = "create_organisation", tag = "people", request_body = OrganisationCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = OrganisationBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<OrganisationCreate>,
) -> Result<Answer, AppError> {
    let sent = body.clone();
    once(&app, &cx, &key, ("POST", "/api/v1/organisations"), &body, move |tx, cx| {
        let id = act::create_organisation(tx, cx, &sent.name, sent.kind.into())?;
        let found = store::organisations::organisation(tx, id)?.ok_or(AppError::NotFound)?;
        Ok(Answer::created(format!("/api/v1/organisations/{id}"), &OrganisationBody::from(found))?.version(1))
    })
    .await
}

/// What to change of an organisation; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganisationPatch {
    /// Its name, unique.
    name: Option<String>,
    /// What it is to us.
    kind: Option<Kind>,
}

/// Changes an organisation.
#[utoipa::path(patch, path = "/api/v1/organisations/{id}", operation_id = "change_organisation", tag = "people", request_body = OrganisationPatch,
    params(("id" = i64, Path, description = "The organisation"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = OrganisationBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    wanted: IfMatch,
    ApiJson(patch): ApiJson<OrganisationPatch>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| {
        allow(&cx, Act::Administer)?;
        let was = seen(tx, &cx, id)?;
        wanted.check(was.version)?;
        let name = patch.name.clone().unwrap_or(was.name);
        let kind = patch.kind.map_or(was.kind, OrganisationKind::from);
        act::update_organisation(tx, &cx, id, was.version, &name, kind)
    };
    OrganisationBody::from(app.db.write(write).await?).answer()
}

/// Archives an organisation that nobody belongs to any more.
#[utoipa::path(delete, path = "/api/v1/organisations/{id}", operation_id = "archive_organisation", tag = "people",
    params(("id" = i64, Path, description = "The organisation"),
        ("If-Match" = Option<String>, Header, description = "The version to archive")),
    responses((status = 204, description = "Archived"), ReadRefusals, WriteRefusals))]
pub(super) async fn archive(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    wanted: IfMatch,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| {
        allow(&cx, Act::Administer)?;
        let was = seen(tx, &cx, id)?;
        wanted.check(was.version)?;
        act::archive_organisation(tx, &cx, id, was.version)
    };
    app.db.write(write).await?;
    Ok(Answer::empty())
}
