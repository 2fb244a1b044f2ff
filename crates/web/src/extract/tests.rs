//! What is read, what is refused, and how that is said.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::header;
use axum::routing::post;
use proptest::prelude::*;
use serde::Deserialize;
use tower::ServiceExt;

use super::*;
use crate::error::FieldError;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Impact {
    Low,
    High,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Id(i64);

#[derive(Debug, Deserialize, PartialEq)]
struct Ticket {
    title: String,
    impact: Impact,
    team: Option<Id>,
    #[serde(default)]
    watchers: Vec<Id>,
    #[serde(default)]
    notify: bool,
    #[serde(rename = "estimate-h")]
    estimate: Option<f64>,
}

async fn form(body: &str) -> Result<Ticket, Vec<FieldError>> {
    let request = Request::builder()
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8")
        .header(header::ACCEPT_LANGUAGE, "fr")
        .body(Body::from(body.to_owned()))
        .unwrap();
    match Form::from_request(request, &()).await {
        Ok(Form(ticket)) => Ok(ticket),
        Err(AppError::Invalid(fields)) => Err(fields),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_form_is_read() {
    let ticket =
        form("csrf=x&title=VPN+coup%C3%A9&impact=high&team=&watchers=3&watchers=4&notify=on&estimate-h=1.5")
            .await;
    let expected = Ticket {
        title: "VPN coupé".to_owned(),
        impact: Impact::High,
        team: None,
        watchers: vec![Id(3), Id(4)],
        notify: true,
        estimate: Some(1.5),
    };
    assert_eq!(ticket, Ok(expected));
    let least = form("title=&impact=low").await.unwrap();
    assert!(!least.notify && least.watchers.is_empty() && least.title.is_empty());
}

#[tokio::test]
async fn faults_name_the_field_in_the_readers_language() {
    for (body, expected) in [
        ("title=a&impact=low&role=admin&x=1", vec![("role", "unknown"), ("x", "unknown")]),
        ("impact=low", vec![("title", "required")]),
        ("title=a&title=b&impact=low", vec![("title", "repeated")]),
        ("title=a&impact=huge", vec![("impact", "value")]),
        ("title=a&impact=low&team=x", vec![("team", "value")]),
        ("title=a&impact=low&notify=perhaps", vec![("notify", "value")]),
        ("title=a%00b&impact=low", vec![("title", "nul")]),
    ] {
        let errors = form(body).await.unwrap_err();
        let found: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code.as_str())).collect();
        assert_eq!(found, expected, "{body}");
        for error in errors {
            assert!(error.message.contains(' ') && !error.message.contains("web-"), "{error:?}");
            assert_eq!(crate::i18n::check::french(&error.message), Vec::<String>::new());
        }
    }
}

#[tokio::test]
async fn a_query_ignores_what_it_does_not_know() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct View {
        q: Option<String>,
        limit: Option<u32>,
    }
    let mut parts = Request::builder().uri("/?q=a+b&utm_source=x").body(()).unwrap().into_parts().0;
    let Query(view) = Query::<View>::from_request_parts(&mut parts, &()).await.unwrap();
    assert_eq!(view, View { q: Some("a b".to_owned()), limit: None });
    let mut parts = Request::builder().uri("/?limit=-1").body(()).unwrap().into_parts().0;
    assert!(Query::<View>::from_request_parts(&mut parts, &()).await.is_err());
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Body1 {
    title: String,
    #[serde(default)]
    tasks: Vec<Task>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Task {
    hours: u32,
}

async fn json(kind: &str, body: &str) -> Result<Body1, AppError> {
    let request =
        Request::builder().header(header::CONTENT_TYPE, kind).body(Body::from(body.to_owned())).unwrap();
    ApiJson::from_request(request, &()).await.map(|ApiJson(b)| b)
}

#[tokio::test]
async fn json_faults_name_the_path() {
    let read = json("application/json; charset=utf-8", r#"{"title":"a","tasks":[{"hours":1}]}"#).await;
    assert_eq!(read, Ok(Body1 { title: "a".to_owned(), tasks: vec![Task { hours: 1 }] }));
    for (kind, body, field, code) in [
        (
            "application/json",
            r#"{"title":"a","tasks":[{"hours":1},{"hours":"x"}]}"#,
            "tasks[1].hours",
            "value",
        ),
        ("application/json", r#"{"title":"a","role":"admin"}"#, "role", "value"),
        ("application/json", "{}", "title", "required"),
        ("application/json", r#"{"title":"a","tasks":[{}]}"#, "tasks[0].hours", "required"),
        ("application/json", "{", "", "json"),
        ("application/json", r#"{"title":"a"} x"#, "", "json"),
        ("application/json", r#"{"title":"a\u0000"}"#, "", "nul"),
    ] {
        let Err(AppError::Invalid(errors) | AppError::Malformed(errors)) = json(kind, body).await else {
            panic!("{body} was read")
        };
        assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), (field, code), "{body}");
    }
}

#[tokio::test]
async fn other_types_of_content_are_not_read() {
    for kind in ["text/plain", "application/x-www-form-urlencoded", "text/json", ""] {
        assert_eq!(json(kind, "{}").await, Err(AppError::UnsupportedMedia), "{kind}");
    }
    let request =
        Request::builder().header(header::CONTENT_TYPE, "application/json").body(Body::empty()).unwrap();
    assert_eq!(Form::<Ticket>::from_request(request, &()).await, Err(AppError::UnsupportedMedia));
}

#[test]
fn texts_of_other_sources_are_looked_at_too() {
    assert_eq!(no_nul(crate::Locale::En, "file", "a.png"), Ok(()));
    assert!(no_nul(crate::Locale::En, "file", "a\0.png").is_err());
}

#[test]
fn a_nul_is_found_and_an_escaped_backslash_is_none() {
    assert!(has_nul_json(br#"["\u0000"]"#) && has_nul_json(br#"["\\\u0000"]"#) && has_nul_json(b"\0"));
    assert!(!has_nul_json(br#"["\\u0000", "u0000", "\u00001".."#.split_at(18).0));
}

#[tokio::test]
async fn a_body_over_the_limit_is_told_so() {
    let app =
        axum::Router::new().route("/", post(|_: Form<Ticket>| async { "" })).layer(DefaultBodyLimit::max(10));
    let request = Request::builder()
        .method("POST")
        .uri("/")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("title=aaaaaaaaaaaaaaaaa"))
        .unwrap();
    assert_eq!(app.oneshot(request).await.unwrap().status(), 413);
}

#[tokio::test]
async fn fragments_refuse_whole_page_loads() {
    for (headers, expected) in [
        (vec![("hx-request", "true")], Ok(Fragment)),
        (vec![], Err(AppError::NotFound)),
        (vec![("hx-request", "true"), ("hx-history-restore-request", "true")], Err(AppError::NotFound)),
    ] {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut parts = request.body(()).unwrap().into_parts().0;
        assert_eq!(Fragment::from_request_parts(&mut parts, &()).await, expected);
    }
}

proptest! {
    #[test]
    fn no_form_makes_it_panic(pairs: Vec<(String, String)>, strict: bool) {
        let pairs = pairs.into_iter().map(|(a, b)| (a.into(), b.into())).collect();
        let _ = from_pairs::<Ticket>(pairs, strict);
    }
}
