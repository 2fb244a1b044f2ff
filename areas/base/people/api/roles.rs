//! Roles of people.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    AppError,
    etag::IdempotencyKey,
    extract::{ApiJson, Query},
    page::Page,
};

use super::people::named;
use crate::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    ctx::Ctx,
    people::{
        actions::roles as act,
        actor::{Grant, Role},
        check::allow,
        extract::ApiCaller,
        idempotency::{Answer, once},
        policy::Act,
        store,
    },
};

/// A role, for one desk or for all.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[schema(as = RoleGrant)]
#[into_params(parameter_in = Query)]
pub(super) struct GrantBody {
    /// `agent`, `lead`, `incident_manager`, `observer`, `administrator` or `provider`.
    #[schema(example = "agent")]
    role: String,
    /// The desk; absent or `null` for every desk.
    #[serde(default)]
    #[schema(example = 1)]
    desk_id: Option<i64>,
}

impl From<&Grant> for GrantBody {
    fn from(grant: &Grant) -> Self {
        Self { role: grant.role.as_str().to_owned(), desk_id: grant.desk_id }
    }
}

impl GrantBody {
    fn role(&self, cx: &Ctx) -> Result<Role, AppError> {
        Role::parse(&self.role).ok_or_else(|| AppError::field_of(cx.locale, "role", "unknown"))
    }
}

/// The roles of a person. Nobody has any by default: everyone is a requester.
#[utoipa::path(get, path = "/api/v1/people/{person}/roles", operation_id = "list_roles", tag = "people",
    params(("person" = String, Path, description = "Id or e-mail address")),
    responses((status = 200, description = "All of them, on one page", body = Page<GrantBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
) -> Result<Json<Page<GrantBody>>, AppError> {
    allow(&cx, Act::ReadPeople)?;
    let grants = app
        .db
        .read(move |r| {
            let user = named(r, &cx, &person)?;
            Ok::<_, AppError>(store::roles::grants(r, user.id)?)
        })
        .await?;
    Ok(Json(Page { items: grants.iter().map(GrantBody::from).collect(), next: None }))
}

/// Gives a role. Nobody gives a right that they lack.
#[utoipa::path(post, path = "/api/v1/people/{person}/roles", operation_id = "grant_role", tag = "people", request_body = GrantBody,
    params(("person" = String, Path, description = "Id or e-mail address"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "The role, which the person now has", body = GrantBody), ReadRefusals, WriteRefusals))]
pub(super) async fn grant(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<GrantBody>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ManagePeople)?;
    let (role, sent) = (body.role(&cx)?, body.clone());
    let path = format!("/api/v1/people/{person}/roles");
    once(&app, &cx, &key, ("POST", &path), &body, move |tx, cx| {
        let user = named(tx, cx, &person)?;
        act::grant_role(tx, cx, user.id, role, sent.desk_id)?;
        Answer::ok(&sent)
    })
    .await
}

/// Takes a role away. The last administrator stays one.
#[utoipa::path(delete, path = "/api/v1/people/{person}/roles", operation_id = "revoke_role", tag = "people",
    params(("person" = String, Path, description = "Id or e-mail address"), GrantBody),
    responses((status = 204, description = "The person no longer has it"), ReadRefusals, WriteRefusals))]
pub(super) async fn revoke(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
    Query(grant): Query<GrantBody>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ManagePeople)?;
    let role = grant.role(&cx)?;
    let write = move |tx: &mut db::Tx<'_>| {
        let user = named(tx, &cx, &person)?;
        act::revoke_role(tx, &cx, user.id, role, grant.desk_id)
    };
    app.db.write(write).await?;
    Ok(Answer::empty())
}
