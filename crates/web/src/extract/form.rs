//! Forms and queries.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::pairs::{PairsError, from_pairs};
use crate::csrf;
use crate::error::{AppError, FieldError};
use crate::i18n::Locale;
use crate::t;

/// A form sent as `application/x-www-form-urlencoded`. The CSRF field is taken away; any other field that `T` does not have is
/// refused. Repeated fields fill a `Vec`, an empty one is `None` for an `Option`, a ticked box is `true` for a `bool` (give it
/// `#[serde(default)]`: an empty box is not sent). A struct with `#[serde(flatten)]` accepts any field, so do not use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form<T>(pub T);

/// The query of a URL. Parameters that `T` does not have are ignored: links get decorated on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let locale = locale_of(&request);
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
            return Err(AppError::UnsupportedMedia);
        }
        let body = body(request, state, locale).await?;
        let pairs = pairs(&body).filter(|(name, _)| name != csrf::FIELD).collect();
        from_pairs(pairs, true).map(Self).map_err(|errors| invalid(locale, errors))
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let pairs = pairs(parts.uri.query().unwrap_or_default().as_bytes()).collect();
        from_pairs(pairs, false).map(Self).map_err(|errors| invalid(Locale::of(parts), errors))
    }
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(bytes)
}

/// The language of a request that is still whole.
pub(super) fn locale_of(request: &Request) -> Locale {
    request.extensions().get::<Locale>().copied().unwrap_or_else(|| Locale::negotiate(request.headers()))
}

/// The body, within the limit that the route has.
pub(super) async fn body<S: Send + Sync>(
    request: Request,
    state: &S,
    locale: Locale,
) -> Result<Bytes, AppError> {
    use axum::response::IntoResponse as _;
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::PayloadTooLarge,
        _ => AppError::Malformed(vec![FieldError::of(locale, "", "body")]),
    })
}

fn invalid(locale: Locale, errors: Vec<PairsError>) -> AppError {
    let field = |e: PairsError| match e {
        PairsError::Unknown(field) => FieldError::of(locale, field, "unknown"),
        PairsError::Missing(field) => FieldError::of(locale, field, "required"),
        PairsError::Repeated(field) => FieldError::of(locale, field, "repeated"),
        PairsError::Nul(field) => FieldError::of(locale, field, "nul"),
        PairsError::Value { field, expected } => {
            FieldError::new(field, "value", t!(locale, "web-field-value", expected = expected))
        }
    };
    AppError::Invalid(errors.into_iter().map(field).collect())
}
