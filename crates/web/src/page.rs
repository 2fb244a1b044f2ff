//! Pages of a list: an opaque cursor that says after which row to go on, never a number of rows to skip. Keyset paging costs the same
//! on the first page and on the thousandth, and rows that appear meanwhile are neither lost nor shown twice.

use axum::http::{HeaderValue, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::i18n::Locale;

/// Rows of a page when the request does not say.
pub const DEFAULT_LIMIT: u32 = 50;
/// Most rows of a page.
pub const MAX_LIMIT: u32 = 200;

/// What a request says about the page that it wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Where to go on: the `next` of the page before. Opaque.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 if not said.
    #[serde(default)]
    pub limit: Option<u32>,
}

impl PageQuery {
    /// The rows wanted.
    pub fn limit(&self, locale: Locale) -> Result<u32, AppError> {
        match self.limit.unwrap_or(DEFAULT_LIMIT) {
            limit @ 1..=MAX_LIMIT => Ok(limit),
            _ => Err(AppError::field_of(locale, "limit", "range")),
        }
    }

    /// The key of the last row of the page before: `T` is the tuple that the list is sorted by.
    pub fn after<T: DeserializeOwned>(&self, locale: Locale) -> Result<Option<T>, AppError> {
        match &self.cursor {
            None => Ok(None),
            Some(text) => {
                decode(text).map(Some).ok_or_else(|| AppError::field_of(locale, "cursor", "cursor"))
            }
        }
    }
}

/// A sort key as a cursor. It holds nothing that the row itself does not show, so it is not signed; it is checked when it comes back.
pub fn encode<T: Serialize>(key: &T) -> Result<String, AppError> {
    serde_json::to_vec(key).map(|json| URL_SAFE_NO_PAD.encode(json)).map_err(AppError::internal)
}

/// The sort key of a cursor; `None` for what is not one of this type.
pub fn decode<T: DeserializeOwned>(cursor: &str) -> Option<T> {
    if cursor.len() > 1024 {
        return None;
    }
    let json = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    if crate::extract::has_nul_json(&json) {
        return None;
    }
    serde_json::from_slice(&json).ok()
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the page after this one; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page out of `rows`, read with a limit of one more than `limit`: that one tells whether there is another page.
    pub fn new<K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Result<Self, AppError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = match rows.last() {
            Some(last) if more => Some(encode(&key(last))?),
            _ => None,
        };
        Ok(Self { items: rows, next })
    }

    /// The same page with each row made into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }

    /// The `Link` header to the next page (RFC 8288), of the list at `uri`.
    pub fn link(&self, uri: &Uri) -> Option<HeaderValue> {
        let target = with_cursor(uri, self.next.as_deref()?);
        HeaderValue::from_str(&format!("<{target}>; rel=\"next\"")).ok()
    }
}

/// The path and query of `uri` with its cursor replaced.
pub fn with_cursor(uri: &Uri, cursor: &str) -> String {
    let pairs =
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).filter(|(k, _)| k != "cursor");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs).append_pair("cursor", cursor);
    format!("{}?{}", uri.path(), query.finish())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_was(a: i64, b in "[^\u{0}]*", c: Option<bool>) {
            let key = (a, b, c);
            prop_assume!(encode(&key).unwrap().len() <= 1024);
            prop_assert_eq!(decode(&encode(&key).unwrap()), Some(key));
        }

        #[test]
        fn junk_is_no_cursor_and_no_panic(text in ".*") {
            let _ = decode::<(i64, String)>(&text);
        }
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let query = PageQuery { cursor: Some(encode(&("a", "b")).unwrap()), limit: None };
        assert!(query.after::<(i64, i64)>(Locale::En).is_err());
        assert_eq!(query.after(Locale::En).unwrap(), Some(("a".to_owned(), "b".to_owned())));
    }

    #[test]
    fn limits() {
        for (limit, expected) in
            [(None, Some(50)), (Some(1), Some(1)), (Some(200), Some(200)), (Some(0), None), (Some(201), None)]
        {
            let query = PageQuery { cursor: None, limit };
            assert_eq!(query.limit(Locale::En).ok(), expected);
        }
    }

    #[test]
    fn the_last_page_has_no_next() {
        let page = Page::new(vec![1, 2, 3], 2, |n| *n).unwrap();
        assert_eq!(page.items, [1, 2]);
        assert_eq!(decode::<i32>(page.next.as_deref().unwrap()), Some(2));
        let uri = Uri::from_static("/api/v1/x?limit=2&cursor=old&q=a%20b");
        let link = page.link(&uri).unwrap();
        assert!(link.to_str().unwrap().starts_with("</api/v1/x?limit=2&q=a+b&cursor="), "{link:?}");
        assert_eq!(Page::new(vec![1, 2], 2, |n| *n).unwrap().next, None);
        assert_eq!(Page::new(Vec::<i32>::new(), 2, |n| *n).unwrap().next, None);
    }
}
