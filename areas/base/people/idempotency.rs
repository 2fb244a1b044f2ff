//! The key that makes a repeated API write harmless (draft-ietf-httpapi-idempotency-key-header): the same key with
//! the same request is answered as the first time, with another request it is refused (422). What was answered is
//! kept for 24 hours, in the transaction of the write itself.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use db::{Read, Tx};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use web::{AppError, Locale, etag::IdempotencyKey, token::Hash};

use super::store::idempotency::{Kept, find, insert};
use crate::{app::App, ctx::Ctx};

/// An answer that can be given again: a status, a JSON body, and the two headers that say where and which version.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body as it is sent; empty for none.
    pub body: String,
    /// Where the created thing is.
    pub location: Option<String>,
    /// The version of the thing.
    pub version: Option<i64>,
}

impl Answer {
    /// 200 with a body.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn ok(body: &impl Serialize) -> Result<Self, AppError> {
        let body = serde_json::to_string(body).map_err(AppError::internal)?;
        Ok(Self { status: StatusCode::OK, body, location: None, version: None })
    }

    /// 201 with a body and the address of what was created.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn created(location: impl Into<String>, body: &impl Serialize) -> Result<Self, AppError> {
        Ok(Self { status: StatusCode::CREATED, location: Some(location.into()), ..Self::ok(body)? })
    }

    /// 204.
    #[must_use]
    pub fn empty() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: String::new(), location: None, version: None }
    }

    /// The same with a version, sent as `ETag`.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = if self.body.is_empty() {
            self.status.into_response()
        } else {
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (self.status, kind, self.body).into_response()
        };
        let headers = response.headers_mut();
        if let Some(location) = self.location.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(header::LOCATION, location);
        }
        if let Some(version) = self.version {
            headers.insert(header::ETAG, web::etag::etag(version));
        }
        response
    }
}

/// What identifies a request: its method, its path and its body.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn request_hash(method: &str, path: &str, body: &impl Serialize) -> Result<Hash, AppError> {
    let body = serde_json::to_vec(body).map_err(AppError::internal)?;
    let mut hash = Sha256::new();
    for part in [method.as_bytes(), path.as_bytes(), &body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Ok(hash.finalize().into())
}

/// What was answered to this request under this key, if anything was.
///
/// # Errors
/// `Invalid` when the key was used for another request.
pub fn recall(
    read: &Read<'_>,
    user_id: i64,
    key: &str,
    request: &Hash,
    locale: Locale,
) -> Result<Option<Answer>, AppError> {
    let Some(kept) = find(read, user_id, key)? else { return Ok(None) };
    if kept.request != *request {
        return Err(AppError::field(
            "Idempotency-Key",
            "reused",
            web::t!(locale, "people-idempotency-reused"),
        ));
    }
    let (location, version) = serde_json::from_str(&kept.headers).map_err(AppError::internal)?;
    Ok(Some(Answer {
        status: StatusCode::from_u16(kept.status).map_err(AppError::internal)?,
        body: kept.body,
        location,
        version,
    }))
}

/// Keeps what is answered under a key, in the transaction of the write.
///
/// # Errors
/// When the database fails; `Conflict` when the same key is being used at this moment.
pub fn remember(
    tx: &mut Tx<'_>,
    user_id: i64,
    key: &str,
    request: &Hash,
    answer: &Answer,
    now: Timestamp,
) -> Result<(), AppError> {
    let headers = serde_json::to_string(&(&answer.location, answer.version)).map_err(AppError::internal)?;
    let kept = Kept { request: *request, status: answer.status.as_u16(), body: answer.body.clone(), headers };
    if insert(tx, user_id, key, &kept, now)? { Ok(()) } else { Err(AppError::Conflict { current: None }) }
}

/// An API write of one transaction, carried out once however often it is sent with the same key. `name` is its
/// method and path: `("POST", "/api/v1/teams")`.
///
/// # Errors
/// The write's own, and those of [`recall`].
pub async fn once<F>(
    app: &App,
    cx: &Ctx,
    key: &IdempotencyKey,
    name: (&str, &str),
    body: &impl Serialize,
    write: F,
) -> Result<Answer, AppError>
where
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<Answer, AppError> + Send + 'static,
{
    let cx = cx.clone();
    let keyed = match (&key.0, cx.actor.user_id()) {
        (Some(key), Some(user)) => Some((user, key.clone(), request_hash(name.0, name.1, body)?)),
        _ => None,
    };
    app.db
        .write(move |tx| {
            let Some((user, key, request)) = &keyed else { return write(tx, &cx) };
            if let Some(answer) = recall(tx, *user, key, request, cx.locale)? {
                return Ok(answer);
            }
            let answer = write(tx, &cx)?;
            remember(tx, *user, key, request, &answer, cx.now)?;
            Ok(answer)
        })
        .await
}
