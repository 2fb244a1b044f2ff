//! Security headers on every answer. A handler that sets its own value (a mail's HTML under `CSP: sandbox`, a cached asset) keeps it.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

macro_rules! policy {
    () => {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
         font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; worker-src 'self'; manifest-src 'self'"
    };
}

/// Nothing but what this server itself serves, no inline script or style, no framing.
pub const CONTENT_SECURITY_POLICY: &str = policy!();

/// The same for a page that shows a [`SANDBOXED`] document of this server in a frame; such a page sets it by itself.
pub const WITH_FRAMES: &str = concat!(policy!(), "; frame-src 'self'");

/// For what came from outside and is shown as it is (the HTML of a mail): no script, no form, no network, in an origin of its own.
pub const SANDBOXED: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
    frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// How people reach the server.
#[derive(Debug, Clone, Copy)]
pub struct Security {
    /// Over HTTPS: browsers are then told to insist on it for two years (RFC 6797).
    pub https: bool,
}

const ALWAYS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Middleware that adds what a handler has not set.
pub async fn layer(State(security): State<Security>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if security.https {
        let two_years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(two_years);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::HeaderMap;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn ask(https: bool, path: &str) -> HeaderMap {
        let app = Router::new()
            .route("/", get(|| async { "" }))
            .route("/mail", get(|| async { ([(header::CONTENT_SECURITY_POLICY, SANDBOXED)], "") }))
            .layer(from_fn_with_state(Security { https }, layer));
        app.oneshot(Request::builder().uri(path).body(Body::empty()).unwrap())
            .await
            .unwrap()
            .headers()
            .clone()
    }

    #[tokio::test]
    async fn answers_are_strict_unless_a_handler_says_otherwise() {
        let headers = ask(true, "/").await;
        for (name, value) in ALWAYS {
            assert_eq!(headers[&name], value);
        }
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert!(!ask(false, "/").await.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert_eq!(ask(true, "/mail").await[header::CONTENT_SECURITY_POLICY], SANDBOXED);
    }

    #[test]
    fn nothing_inline_is_allowed() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
    }
}
