//! What surrounds every request: an id, the facts about its reader, the access log, limits of time and size, compression, and a net
//! under panics.
//!
//! Order, outermost first: [`identify`], [`log`], compression, [`crate::headers::layer`], [`crate::error::render::layer`], timeout,
//! panic net, then the application's own (session, CSRF). [`stack`] puts them on a router.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::timeout::TimeoutLayer;

use crate::cookie;
use crate::error::{AppError, render};
use crate::i18n::Locale;
use crate::layout::Prefs;
use crate::{headers, token};

/// Largest body of a form or of a JSON document, in bytes; routes that take files set their own.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// Cookie of a reader's choice of language while nobody is signed in.
pub const LANGUAGE_COOKIE: &str = "lang";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// In which form the reader wants an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A whole page.
    Page,
    /// A piece of one, asked for by htmx.
    Fragment,
    /// JSON, for programs.
    Json,
}

/// What is known of a request before anyone has looked at who sent it. In the request's extensions.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The request's id, in the log and in error reports.
    pub id: Arc<str>,
    /// Form of the answer.
    pub want: Want,
    /// Language by cookie or `Accept-Language`; the session layer may know better.
    pub locale: Locale,
    /// What the reader chose for this browser.
    pub prefs: Prefs,
    /// Path and query to return to after signing in: a page asked for with GET.
    pub come_back: Option<Arc<str>>,
}

impl Facts {
    /// The facts that the head of a request gives. `come_back` is for [`identify`] to fill in, which knows the method.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let locale = cookie::read(headers, LANGUAGE_COOKIE).and_then(|tag| tag.parse().ok());
        Self {
            id: token::short_id().into(),
            want: want(uri.path(), headers),
            locale: locale.unwrap_or_else(|| Locale::negotiate(headers)),
            prefs: Prefs::of(headers),
            come_back: None,
        }
    }
}

fn want(path: &str, headers: &HeaderMap) -> Want {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let machine_path = ["/api/", "/in/"].iter().any(|p| path.starts_with(p));
    if machine_path || (accept.contains("json") && !accept.contains("text/html")) {
        Want::Json
    } else if headers.get("hx-request").is_some_and(|v| v == "true") {
        Want::Fragment
    } else {
        Want::Page
    }
}

/// Middleware: gives the request its [`Facts`] and its [`Locale`], and sends the id back.
/// An `X-Request-Id` of ours is not taken from outside: a log must not be written by strangers.
pub async fn identify(mut request: Request, next: Next) -> Response {
    let mut facts = Facts::of(request.uri(), request.headers());
    if request.method() == Method::GET && facts.want == Want::Page {
        facts.come_back = request.uri().path_and_query().map(|p| p.as_str().into());
    }
    let id = HeaderValue::from_str(&facts.id);
    request.extensions_mut().insert(facts.locale);
    request.extensions_mut().insert(facts);
    let mut response = next.run(request).await;
    if let Ok(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Middleware: nothing has an address with U+0000, which PostgreSQL cannot even look for.
async fn refuse_nul(request: Request, next: Next) -> Response {
    let has_nul = request.uri().path_and_query().is_some_and(|p| p.as_str().contains("%00"));
    if has_nul { AppError::NotFound.into_response() } else { next.run(request).await }
}

/// Middleware: one line per request. Queries are left out, since they may hold signed links and what people search for.
pub async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let id = request.extensions().get::<Facts>().map(|f| Arc::clone(&f.id));
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let id = id.as_deref().unwrap_or_default();
    tracing::info!(target: "vigie::access", %method, path = %hide_secrets(&path), status, ms, request_id = id, "request");
    response
}

/// `target` if it is a path of this server, and not `//elsewhere.example` in any spelling that browsers take for one: for `next`
/// after signing in, and wherever else an address comes from outside.
pub fn local_path(target: &str) -> Option<&str> {
    let outside =
        target.starts_with("//") || target.starts_with("/\\") || target.contains(|c: char| c.is_control());
    (target.starts_with('/') && !outside).then_some(target)
}

/// Path segments long enough to be tokens are cut: a log is no place for keys of intake or signed links.
fn hide_secrets(path: &str) -> String {
    let cut = |segment: &str| {
        if segment.len() >= 32 && segment.is_ascii() {
            let head: String = segment.chars().take(4).collect();
            format!("{head}…")
        } else {
            segment.to_owned()
        }
    };
    path.split('/').map(cut).collect::<Vec<_>>().join("/")
}

/// A panic in a handler, logged under an id and answered as an internal error.
#[expect(clippy::needless_pass_by_value, reason = "the signature that CatchPanicLayer asks for")]
fn caught(panic: Box<dyn Any + Send>) -> Response {
    let cause = panic
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned());
    AppError::internal(format_args!("panic: {cause}")).into_response()
}

/// Everything that surrounds the application, on `router`. Live streams are exempt from the timeout in effect: it bounds the time to
/// the response's head, not to its end.
pub fn stack(router: Router, https: bool, timeout: Duration) -> Router {
    let compressible = DefaultPredicate::new().and(NotForContentType::SSE);
    router
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(caught))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout))
        .layer(from_fn(refuse_nul))
        .layer(from_fn(render::layer))
        .layer(from_fn_with_state(headers::Security { https }, headers::layer))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(from_fn(log))
        .layer(from_fn(identify))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn the_form_of_the_answer() {
        for (path, pairs, expected) in [
            ("/queue", vec![("accept", "text/html,*/*")], Want::Page),
            ("/queue", vec![("hx-request", "true")], Want::Fragment),
            ("/queue", vec![("accept", "application/json")], Want::Json),
            ("/api/v1/tickets", vec![("hx-request", "true")], Want::Json),
            ("/in/alertmanager/x", vec![], Want::Json),
            ("/apiary", vec![], Want::Page),
        ] {
            assert_eq!(want(path, &headers(&pairs)), expected, "{path}");
        }
    }

    #[test]
    fn a_cookie_chooses_language_and_theme() {
        let head = headers(&[("cookie", "lang=fr; theme=dark"), ("accept-language", "en")]);
        let facts = Facts::of(&Uri::from_static("/"), &head);
        assert_eq!((facts.locale, facts.prefs.theme), (Locale::Fr, crate::layout::Theme::Dark));
    }

    #[test]
    fn only_paths_of_ours_are_followed() {
        for path in ["/", "/tickets?a=1", "/a//b"] {
            assert_eq!(local_path(path), Some(path));
        }
        for path in [
            "",
            "tickets",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "/\n",
        ] {
            assert_eq!(local_path(path), None, "{path:?}");
        }
    }

    #[test]
    fn secrets_in_paths_are_cut() {
        assert_eq!(hide_secrets("/in/zabbix/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"), "/in/zabbix/AbCd…");
        assert_eq!(hide_secrets("/tickets/INC-1"), "/tickets/INC-1");
    }

    fn app() -> Router {
        async fn breaks() -> &'static str {
            panic!("with a secret")
        }
        let router = Router::new()
            .route("/", get(|| async { "ok" }))
            .route("/api/panic", get(breaks))
            .route("/api/slow", get(std::future::pending::<String>));
        stack(router, true, Duration::from_millis(20))
    }

    async fn ask(path: &str) -> (StatusCode, HeaderMap, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let (parts, body) = app().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn panics_and_slowness_are_answered() {
        let (status, _, body) = ask("/api/panic").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains("urn:vigie:problem:internal") && !body.contains("secret"), "{body}");
        let (status, _, body) = ask("/api/slow").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("urn:vigie:problem:unavailable"), "{body}");
    }

    #[tokio::test]
    async fn every_answer_has_an_id_and_the_security_headers() {
        let (status, headers, _) = ask("/").await;
        assert_eq!(status, StatusCode::OK);
        assert!(headers.contains_key(REQUEST_ID) && headers.contains_key(header::CONTENT_SECURITY_POLICY));
        let (status, headers, body) = ask("/api/?q=a%00b").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
        assert!(body.contains("urn:vigie:problem:not-found"), "{body}");
    }
}
