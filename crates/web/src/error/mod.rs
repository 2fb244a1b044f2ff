//! The one error of the edge. Actions return small typed errors where callers branch on them; here everything becomes one of these,
//! and [`render::layer`] turns it into a page, an htmx fragment or `application/problem+json` (RFC 9457) in the reader's language.

pub mod render;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::i18n::Locale;
use crate::token;

/// Where a reader who is not signed in is sent.
pub const SIGN_IN: &str = "/login";

/// What is wrong with one field of a form or of a JSON body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// The field's name or JSON path; empty when the whole request is meant.
    pub field: String,
    /// A stable word for programs: `required`, `unknown`, `too-long`…
    pub code: String,
    /// A sentence for people, in the reader's language.
    pub message: String,
}

impl FieldError {
    /// A fault of `field` with a stable `code` and a sentence in the reader's language.
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }

    /// A fault whose sentence is the text `web-field-<code>`.
    pub fn of(locale: Locale, field: impl Into<String>, code: &str) -> Self {
        Self::new(field, code, crate::i18n::t(locale, &format!("web-field-{code}")))
    }
}

/// Why a request is not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppError {
    /// Nobody is signed in, or the token is not known (401; pages go to [`SIGN_IN`]).
    Unauthenticated,
    /// The reader may see the thing and not do this to it (403).
    Forbidden,
    /// It does not exist, or the reader may not know that it does (404).
    NotFound,
    /// The request cannot be read: it is not JSON, or not the multipart that it says (400).
    Malformed(Vec<FieldError>),
    /// The request is understood and its content is not acceptable (422).
    Invalid(Vec<FieldError>),
    /// It has changed since the reader looked (409; 412 is not used so that one code says it everywhere). `current` is the
    /// version that it has now, when there is one.
    Conflict {
        /// The present version, also sent as `ETag`.
        current: Option<i64>,
    },
    /// Somebody else has changed the same fields since the reader looked (409); what others changed elsewhere is merged.
    Clash {
        /// The present version, also sent as `ETag`.
        current: i64,
        /// The fields, each with what is there now, by whom and since when.
        fields: Vec<FieldError>,
    },
    /// Too many requests (429).
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The server cannot answer now, for example because the writer's queue is full (503).
    Unavailable {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The body is larger than this route takes (413).
    PayloadTooLarge,
    /// The body is of a type that this route does not read (415).
    UnsupportedMedia,
    /// Something broke. The id is shown to the reader and stands in the log next to the cause, which is never shown (500).
    Internal(String),
}

impl AppError {
    /// Logs `cause` under a new id and keeps only the id.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let id = token::short_id();
        tracing::error!(error_id = %id, cause = %format_args!("{cause:#}"), "internal error");
        Self::Internal(id)
    }

    /// One faulty field.
    pub fn field(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }

    /// One faulty field whose sentence is the text `web-field-<code>`.
    pub fn field_of(locale: Locale, field: impl Into<String>, code: &str) -> Self {
        Self::Invalid(vec![FieldError::of(locale, field, code)])
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict { .. } | Self::Clash { .. } => StatusCode::CONFLICT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Internal(id) => write!(f, "internal error {id}"),
            Self::Invalid(fields) | Self::Malformed(fields) | Self::Clash { fields, .. } => {
                f.write_str(self.status().canonical_reason().unwrap_or_default())?;
                fields.iter().try_for_each(|e| write!(f, " {}:{}", e.field, e.code))
            }
            other => f.write_str(other.status().canonical_reason().unwrap_or_default()),
        }
    }
}

impl std::error::Error for AppError {}

impl From<db::Error> for AppError {
    fn from(error: db::Error) -> Self {
        if error.is_transient() {
            tracing::warn!(%error, "the database asks to come back");
            return Self::Unavailable { retry_after: 2 };
        }
        Self::internal(error)
    }
}

/// The status with the error itself in the response's extensions: [`render::layer`] writes the body, since only it knows the reader.
impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// For a router's fallback.
pub async fn not_found() -> AppError {
    AppError::NotFound
}
