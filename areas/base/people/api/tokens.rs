//! The caller's API tokens.

use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{AppError, FieldError, extract::ApiJson, page::Page};

use crate::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    people::{
        actions::tokens as act, actor::Scopes, check::allow, extract::ApiCaller, idempotency::Answer,
        model::ApiToken, policy::Act, store,
    },
};

/// A token, without its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Token)]
pub(super) struct TokenBody {
    /// Its id.
    #[schema(example = 9)]
    id: i64,
    /// What its owner calls it.
    #[schema(example = "supervision")]
    name: String,
    /// The end of the secret, to recognise it.
    #[schema(example = "x7Qa")]
    hint: String,
    /// What it may be used for: `tickets:read`, `tickets:write`, `admin`.
    #[schema(example = json!(["tickets:read"]))]
    scopes: Vec<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last used, to about a minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// When it ends, if ever.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

impl From<ApiToken> for TokenBody {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            hint: token.hint,
            scopes: token.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            created_at: token.created_at,
            last_used_at: token.last_used_at,
            expires_at: token.expires_at,
        }
    }
}

/// The caller's tokens that were not revoked, the newest first.
#[utoipa::path(get, path = "/api/v1/tokens", operation_id = "list_tokens", tag = "people",
    responses((status = 200, description = "All of them, on one page", body = Page<TokenBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<Page<TokenBody>>, AppError> {
    let id = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    allow(&cx, Act::UsePortal)?;
    let tokens = app.db.read(move |r| store::tokens::of_user(r, id)).await?;
    Ok(Json(Page { items: tokens.into_iter().map(TokenBody::from).collect(), next: None }))
}

/// A token to be created.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenCreate {
    /// What to call it.
    #[schema(example = "supervision")]
    name: String,
    /// What it may be used for: `tickets:read`, `tickets:write`, `admin`.
    #[schema(example = json!(["tickets:read"]))]
    scopes: Vec<String>,
    /// When it ends; absent for never.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// A token that was made, with its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = NewToken)]
pub(super) struct NewTokenBody {
    /// The token.
    #[serde(flatten)]
    token: TokenBody,
    /// Its secret, shown this once: send it as `Authorization: Bearer …`.
    secret: String,
}

/// Creates a token of the caller's. With a token it takes the scope `admin`, and gives no scope that the token lacks.
/// A repeated request makes another: secrets are not kept, so `Idempotency-Key` is not taken here.
#[utoipa::path(post, path = "/api/v1/tokens", operation_id = "create_token", tag = "people", request_body = TokenCreate,
    responses((status = 201, description = "The token with its secret", body = NewTokenBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    ApiJson(body): ApiJson<TokenCreate>,
) -> Result<Answer, AppError> {
    let owner = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    let scopes = Scopes::parse(&body.scopes.join(","))
        .map_err(|_| AppError::Invalid(vec![FieldError::of(cx.locale, "scopes", "unknown")]))?;
    let write = move |tx: &mut db::Tx<'_>| {
        let (id, secret) = act::create_token_in(tx, &cx, owner, &body.name, &scopes, body.expires_at)?;
        let token = store::tokens::by_id(tx, id)?.ok_or(AppError::NotFound)?;
        Ok::<_, AppError>(NewTokenBody { token: token.into(), secret })
    };
    let made = app.db.write(write).await?;
    Answer::created(format!("/api/v1/tokens/{}", made.token.id), &made)
}

/// Revokes a token: one's own, or, for administrators of everything, anyone's.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", operation_id = "revoke_token", tag = "people",
    params(("id" = i64, Path, description = "The token")),
    responses((status = 204, description = "Revoked"), ReadRefusals, WriteRefusals))]
pub(super) async fn revoke(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    act::revoke_token(&app, &cx, id).await?;
    Ok(Answer::empty())
}
