//! The guard, request by request.

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use tower::ServiceExt;

use super::*;

const COOKIE: SessionCookie = SessionCookie { https: true };

fn keys() -> Keys {
    Keys::new([7; 32], []).unwrap()
}

fn app() -> Router {
    let guard = Guard { keys: Arc::new(keys()), cookie: COOKIE, origin: Some("https://help.example".into()) };
    Router::new()
        .route("/", post(|body: String| async move { body }).get(|| async { "read" }))
        .layer(from_fn_with_state(guard, layer))
}

async fn send(method: Method, headers: &[(&str, &str)], body: &str) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri("/").header("host", "inner.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn multipart(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.iter().map(part).collect::<String>() + "--xx--\r\n"
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const MULTI: (&str, &str) = ("content-type", "multipart/form-data; boundary=xx");

#[tokio::test]
async fn a_token_of_the_session_is_needed_in_header_or_field() {
    let (session, _) = crate::token::new();
    let cookie = format!("{}={session}", COOKIE.name());
    let cookie = ("cookie", cookie.as_str());
    let good = token(&keys(), &session);
    let other = token(&keys(), &crate::token::new().0);
    let form = format!("title=a&csrf={good}");
    let many = multipart(&[("csrf", &good), ("file", "content")]);
    let late = multipart(&[("file", "content"), ("csrf", &good)]);
    for (headers, body, expected) in [
        (vec![cookie, (HEADER, good.as_str())], "{}", StatusCode::OK),
        (vec![cookie, FORM], form.as_str(), StatusCode::OK),
        (vec![cookie, MULTI], many.as_str(), StatusCode::OK),
        (vec![cookie, MULTI], late.as_str(), StatusCode::FORBIDDEN),
        (vec![cookie, FORM], "title=a", StatusCode::FORBIDDEN),
        (vec![cookie, (HEADER, other.as_str())], "{}", StatusCode::FORBIDDEN),
        (vec![cookie, (HEADER, "junk")], "{}", StatusCode::FORBIDDEN),
        (vec![cookie], "{}", StatusCode::FORBIDDEN),
    ] {
        let (status, answer) = send(Method::POST, &headers, body).await;
        assert_eq!(status, expected, "{headers:?} {body}");
        assert!(status != StatusCode::OK || answer == body, "the body arrives whole");
    }
    assert_eq!(send(Method::GET, &[cookie], "").await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_browser_says_where_it_comes_from() {
    for (headers, expected) in [
        (vec![], StatusCode::OK),
        (vec![("sec-fetch-site", "same-origin")], StatusCode::OK),
        (vec![("sec-fetch-site", "none")], StatusCode::OK),
        (vec![("sec-fetch-site", "cross-site")], StatusCode::FORBIDDEN),
        (vec![("sec-fetch-site", "same-site")], StatusCode::FORBIDDEN),
        (vec![("origin", "https://help.example")], StatusCode::OK),
        (vec![("origin", "http://inner.example")], StatusCode::OK),
        (vec![("origin", "https://evil.example")], StatusCode::FORBIDDEN),
        (vec![("origin", "https://help.example.evil.example")], StatusCode::FORBIDDEN),
        (vec![("origin", "null")], StatusCode::FORBIDDEN),
    ] {
        assert_eq!(send(Method::POST, &headers, "").await.0, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn a_good_token_from_another_site_is_still_refused() {
    let (session, _) = crate::token::new();
    let cookie = format!("{}={session}", COOKIE.name());
    let good = token(&keys(), &session);
    let headers = [("cookie", cookie.as_str()), (HEADER, good.as_str()), ("sec-fetch-site", "cross-site")];
    assert_eq!(send(Method::POST, &headers, "").await.0, StatusCode::FORBIDDEN);
}

#[test]
fn tokens_differ_each_time_and_outlive_a_key() {
    let (a, b) = (token(&keys(), "s"), token(&keys(), "s"));
    assert_ne!(a, b);
    let rotated = Keys::new([9; 32], [[7; 32]]).unwrap();
    assert!(verify(&rotated, "s", &a) && verify(&rotated, "s", &b));
    assert!(!verify(&keys(), "t", &a) && !verify(&keys(), "s", "") && !verify(&keys(), "s", "é"));
}
