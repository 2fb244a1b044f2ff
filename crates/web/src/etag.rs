//! Versions as `ETag` and `If-Match` (RFC 9110 §8.8.3, §13.1.1), and the key that makes a repeated POST harmless.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};

use crate::error::AppError;
use crate::i18n::Locale;

/// The `ETag` of version `version`.
pub fn etag(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Which versions a request accepts to change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum IfMatch {
    /// It does not say.
    #[default]
    Absent,
    /// Whatever is there (`*`).
    Any,
    /// One of these.
    Versions(Vec<i64>),
}

impl IfMatch {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let Some(value) = headers.get(header::IF_MATCH) else { return Some(Self::Absent) };
        let value = value.to_str().ok()?.trim();
        if value == "*" {
            return Some(Self::Any);
        }
        // A weak validator never matches here (RFC 9110 §13.1.1), and ours are strong: what is not a quoted integer is a mistake.
        let version = |tag: &str| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok();
        value.split(',').map(version).collect::<Option<Vec<i64>>>().map(Self::Versions)
    }

    /// Refuses the change if the thing is at version `current` and the request wants another.
    pub fn check(&self, current: i64) -> Result<(), AppError> {
        match self {
            Self::Versions(versions) if !versions.contains(&current) => {
                Err(AppError::Conflict { current: Some(current) })
            }
            _ => Ok(()),
        }
    }

    /// The one version that the request names, for an action that checks inside its transaction.
    pub fn version(&self) -> Option<i64> {
        match self {
            Self::Versions(versions) => versions.first().copied(),
            _ => None,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        Self::read(&parts.headers).ok_or_else(|| AppError::field_of(Locale::of(parts), "If-Match", "header"))
    }
}

/// The `Idempotency-Key` of a POST, if it has one: 1 to 255 visible ASCII characters, in quotes or not
/// (draft-ietf-httpapi-idempotency-key-header). Remembering what was answered under it is the caller's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        let key = value.to_str().ok().map(|text| text.trim().trim_matches('"'));
        match key {
            Some(key)
                if values.next().is_none()
                    && (1..=255).contains(&key.len())
                    && key.bytes().all(|b| b.is_ascii_graphic()) =>
            {
                Ok(Self(Some(key.to_owned())))
            }
            _ => Err(AppError::field_of(Locale::of(parts), "Idempotency-Key", "header")),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn parts(name: &'static str, value: &str) -> Parts {
        Request::builder().header(name, value).body(()).unwrap().into_parts().0
    }

    #[tokio::test]
    async fn versions_are_compared() {
        for (value, current, expected) in [
            ("\"7\"", 7, Some(true)),
            ("\"7\"", 8, Some(false)),
            ("\"6\", \"7\"", 7, Some(true)),
            ("*", 7, Some(true)),
            ("7", 7, None),
            ("W/\"7\"", 7, None),
            ("\"x\"", 7, None),
        ] {
            let read = IfMatch::from_request_parts(&mut parts("if-match", value), &()).await;
            assert_eq!(read.ok().map(|m| m.check(current).is_ok()), expected, "{value}");
        }
        assert_eq!(IfMatch::Absent.check(3), Ok(()));
        assert_eq!(IfMatch::Versions(vec![2]).check(3), Err(AppError::Conflict { current: Some(3) }));
        assert_eq!(etag(7), "\"7\"");
    }

    #[tokio::test]
    async fn idempotency_keys_are_checked() {
        let long = "a".repeat(256);
        for (value, expected) in
            [("abc-1", Some("abc-1")), ("\"abc\"", Some("abc")), ("", None), ("a b", None), (&long, None)]
        {
            let read = IdempotencyKey::from_request_parts(&mut parts("idempotency-key", value), &()).await;
            assert_eq!(read.ok().and_then(|k| k.0).as_deref(), expected, "{value}");
        }
        let mut none = parts("x", "y");
        assert_eq!(IdempotencyKey::from_request_parts(&mut none, &()).await, Ok(IdempotencyKey(None)));
    }
}
