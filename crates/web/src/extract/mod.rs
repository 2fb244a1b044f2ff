//! What requests carry, read strictly: forms, queries and JSON into typed structs. A field that the struct does not have is refused
//! by name (mass assignment has nowhere to go), U+0000 is refused everywhere, and every refusal is said in the reader's language.

mod form;
mod json;
mod pairs;
#[cfg(test)]
mod tests;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub use form::{Form, Query};
pub use json::{ApiJson, has_nul_json};
pub use pairs::{PairsError, from_pairs};

use crate::error::AppError;
use crate::i18n::Locale;

/// Refuses U+0000 in a text that came neither as a form nor as JSON: a multipart field, a file's name.
pub fn no_nul(locale: Locale, field: &str, text: &str) -> Result<(), AppError> {
    if text.contains('\0') { Err(AppError::field_of(locale, field, "nul")) } else { Ok(()) }
}

/// Guard of a route that answers with a piece of a page: a request that htmx did not make is told that there is nothing here, so that
/// no fragment ever stands alone in a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment;

impl<S: Sync> FromRequestParts<S> for Fragment {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        if is_fragment(parts) { Ok(Self) } else { Err(AppError::NotFound) }
    }
}

/// Whether htmx asks, which takes a piece of a page: for a route that gives a whole page otherwise. A page restored from history is
/// asked for whole.
pub fn is_fragment(parts: &Parts) -> bool {
    let is = |name: &str| parts.headers.get(name).is_some_and(|v| v == "true");
    is("hx-request") && !is("hx-history-restore-request")
}
