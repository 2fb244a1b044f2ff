//! JSON bodies of the API.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;

use super::form::{body, locale_of};
use crate::error::{AppError, FieldError};
use crate::i18n::Locale;
use crate::t;

/// A JSON body. Faults name the path of the field (`tasks[2].title`). Give the struct `#[serde(deny_unknown_fields)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let locale = locale_of(&request);
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
            return Err(AppError::UnsupportedMedia);
        }
        let bytes = body(request, state, locale).await?;
        if has_nul_json(&bytes) {
            return Err(AppError::field_of(locale, "", "nul"));
        }
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = error.path().to_string();
            let inner = error.into_inner();
            if !inner.is_data() {
                return not_json(locale);
            }
            let path = if path == "." { String::new() } else { path };
            let said = inner.to_string();
            match missing(&said) {
                Some(name) if path.is_empty() => AppError::field_of(locale, name, "required"),
                Some(name) => AppError::field_of(locale, format!("{path}.{name}"), "required"),
                None => AppError::field(path, "value", t!(locale, "web-field-value", expected = said)),
            }
        })?;
        json.end().map_err(|_| not_json(locale))?;
        Ok(Self(read))
    }
}

/// The field that serde says is missing; its path is that of the object that lacks it.
fn missing(said: &str) -> Option<&str> {
    said.strip_prefix("missing field `")?.split('`').next()
}

fn not_json(locale: Locale) -> AppError {
    AppError::Malformed(vec![FieldError::of(locale, "", "json")])
}

/// Whether a JSON text holds U+0000, raw or as an escape, in a name or in a value.
pub fn has_nul_json(json: &[u8]) -> bool {
    let mut escaped = false;
    for (i, byte) in json.iter().enumerate() {
        if *byte == 0 || (escaped && json.get(i..).is_some_and(|rest| rest.starts_with(b"u0000"))) {
            return true;
        }
        escaped = *byte == b'\\' && !escaped;
    }
    false
}
