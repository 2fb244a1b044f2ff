//! What the API of every slice shares: the answers that any request may get, and how an absent field is told from an
//! empty one. Each answer is `application/problem+json` (RFC 9457).

use serde::{Deserialize, Deserializer};
use web::error::render::Problem;

/// Answers that any reading may get.
#[derive(utoipa::IntoResponses)]
pub enum ReadRefusals {
    /// The address or the body cannot be read.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// Nobody is signed in, or the token is not known.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// The token or its owner may see it and not do this.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// There is no such thing, or it may not be known to exist.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// Too many requests: see `Retry-After`.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// The server is busy: see `Retry-After`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// Answers that a request with a query or headers of its own may get besides.
#[derive(utoipa::IntoResponses)]
pub enum QueryRefusals {
    /// A parameter must be mended: see `errors`.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
}

/// Answers that any writing may get besides those of reading.
#[derive(utoipa::IntoResponses)]
pub enum WriteRefusals {
    /// It has changed since: `ETag` is the present version, `errors` the fields that others changed, where they are known.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is of another type than the one described.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(Problem),
    /// Fields must be mended: see `errors`.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
}

/// Tells a field that is `null` (`Some(None)`) from one that is absent (`None`).
///
/// # Errors
/// What the field's own type refuses.
pub fn nullable<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}
