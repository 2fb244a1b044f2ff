//! Every error in its three forms and both languages.

use axum::Router;
use axum::http::Method;
use axum::routing::get;
use tower::ServiceExt;

use super::*;
use crate::i18n::exists;
use crate::request;

fn app() -> Router {
    async fn by_name(axum::extract::Path(name): axum::extract::Path<String>) -> AppError {
        match name.as_str() {
            "unauthenticated" => AppError::Unauthenticated,
            "forbidden" => AppError::Forbidden,
            "invalid" => AppError::field("title", "required", "Il manque <le titre>."),
            "conflict" => AppError::Conflict { current: Some(7) },
            "too-many" => AppError::TooMany { retry_after: 30 },
            "unavailable" => AppError::Unavailable { retry_after: 2 },
            "too-large" => AppError::PayloadTooLarge,
            "internal" => AppError::internal("the database said: secret"),
            _ => AppError::NotFound,
        }
    }
    Router::new()
        .route("/api/{name}", get(by_name))
        .route("/see/{name}", get(by_name))
        .route("/cookie", get(|| async { ([(header::SET_COOKIE, "a=b")], AppError::Forbidden) }))
        .fallback(super::super::not_found)
        .layer(axum::middleware::from_fn(layer))
        .layer(axum::middleware::from_fn(request::identify))
}

async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn programs_get_problem_json_in_their_language() {
    let (status, headers, body) = ask(Method::GET, "/api/invalid", &[("accept-language", "fr")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(headers[header::CONTENT_LANGUAGE], "fr");
    let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["type"], "urn:vigie:problem:invalid");
    assert_eq!(problem["status"], 422);
    assert_eq!(problem["errors"][0]["field"], "title");
    assert!(problem["instance"].as_str().unwrap().starts_with("urn:vigie:request:"));
}

#[tokio::test]
async fn causes_are_never_shown_and_an_id_is() {
    for path in ["/api/internal", "/see/internal"] {
        let (status, _, body) = ask(Method::GET, path, &[]).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.contains("secret") && !body.contains("database"), "{body}");
    }
}

#[tokio::test]
async fn people_get_a_page_and_fragments_become_messages() {
    let (status, headers, body) = ask(Method::GET, "/see/invalid", &[("accept-language", "fr")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    assert!(body.contains("lang=\"fr\"") && body.contains("&lt;le titre&gt;"), "{body}");
    let (status, headers, body) = ask(Method::GET, "/see/forbidden", &[("hx-request", "true")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(headers["hx-retarget"], "#toasts");
    assert!(body.contains("role=\"alert\"") && !body.contains("<html"), "{body}");
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_sign_in_and_brought_back() {
    let (status, headers, _) = ask(Method::GET, "/see/unauthenticated?a=1&b=2", &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[header::LOCATION], "/login?next=%2Fsee%2Funauthenticated%3Fa%3D1%26b%3D2");
    let (status, headers, _) = ask(Method::GET, "/see/unauthenticated", &[("hx-request", "true")]).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(!headers.contains_key(header::LOCATION) && !headers.contains_key("hx-redirect"));
    let (status, headers, _) = ask(Method::GET, "/api/unauthenticated", &[]).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(headers[header::WWW_AUTHENTICATE], "Bearer");
}

#[tokio::test]
async fn waiting_times_and_versions_are_headers() {
    assert_eq!(ask(Method::GET, "/api/too-many", &[]).await.1[header::RETRY_AFTER], "30");
    assert_eq!(ask(Method::GET, "/api/unavailable", &[]).await.1[header::RETRY_AFTER], "2");
    assert_eq!(ask(Method::GET, "/api/conflict", &[]).await.1[header::ETAG], "\"7\"");
}

#[tokio::test]
async fn bare_statuses_are_dressed_and_headers_kept() {
    let (status, headers, body) = ask(Method::POST, "/api/forbidden", &[]).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(headers.contains_key(header::ALLOW));
    assert!(body.contains("urn:vigie:problem:method"));
    assert_eq!(ask(Method::GET, "/cookie", &[]).await.1[header::SET_COOKIE], "a=b");
    assert_eq!(ask(Method::GET, "/nowhere", &[]).await.0, StatusCode::NOT_FOUND);
}

#[test]
fn every_kind_is_worded_in_every_language() {
    let kinds = [
        "unauthenticated",
        "forbidden",
        "not-found",
        "invalid",
        "conflict",
        "too-many",
        "unavailable",
        "too-large",
        "internal",
        "media",
        "method",
        "timeout",
    ];
    for locale in Locale::ALL {
        for kind in kinds {
            assert!(exists(locale, &format!("web-error-{kind}-title")), "{kind}");
            assert!(exists(locale, &format!("web-error-{kind}-detail")), "{kind}");
        }
    }
}
