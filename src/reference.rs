//! The API's description: `/api/openapi.json`, and a page that people can read, made from it on the server: no script
//! from elsewhere, under the same strict policy as every page.

use std::sync::Arc;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use base::app::App;
use maud::{Markup, html};
use serde_json::Value;
use utoipa::openapi::{
    Components, Info, License, OpenApi, OpenApiBuilder,
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};
use web::{
    Locale,
    i18n::t,
    layout::{Plain, plain_page},
};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What the description says of the API as a whole.
#[must_use]
pub fn head() -> OpenApi {
    let mut info = Info::new("Vigie", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Lists are paged by cursor: follow `next`. Writes take an `Idempotency-Key`, changes an `If-Match` with the \
         `ETag` that was read. Errors are `application/problem+json` (RFC 9457)."
            .to_owned(),
    );
    info.license = Some(License::new("Apache-2.0"));
    let mut components = Components::new();
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([SecurityRequirement::new("token", Vec::<String>::new())]))
        .build()
}

/// `/api/openapi.json` and `/api/docs`.
pub fn routes(description: &OpenApi) -> Router<App> {
    let json: Arc<str> = description.to_json().unwrap_or_default().into();
    let parsed: Arc<Value> = Arc::new(serde_json::from_str(&json).unwrap_or_default());
    Router::new()
        .route("/api/openapi.json", get(move || document(Arc::clone(&json))))
        .route("/api/docs", get(move |locale: Locale| page(Arc::clone(&parsed), locale)))
}

async fn document(json: Arc<str>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response()
}

async fn page(description: Arc<Value>, locale: Locale) -> Markup {
    let title = t(locale, "reference-title");
    let operations = operations(&description);
    let body = html! {
        h1 { (title) }
        p { (t(locale, "reference-lead")) }
        p { a href="/api/openapi.json" { "openapi.json" } }
        @for operation in &operations { (section(locale, operation)) }
    };
    plain_page(&Plain { locale, title: &title, wide: true, ..Plain::default() }, &body)
}

/// One path with one method.
struct Operation<'d> {
    method: &'static str,
    path: &'d str,
    what: &'d Value,
}

fn operations(description: &Value) -> Vec<Operation<'_>> {
    let Some(paths) = description.get("paths").and_then(Value::as_object) else { return Vec::new() };
    let of_path = |(path, item): (&'_ String, &'_ Value)| -> Vec<(String, &'static str)> {
        METHODS
            .into_iter()
            .filter(|method| item.get(*method).is_some())
            .map(|method| (path.clone(), method))
            .collect()
    };
    let known: Vec<(String, &'static str)> = paths.iter().flat_map(of_path).collect();
    known
        .into_iter()
        .filter_map(|(path, method)| {
            let (path, item) = paths.get_key_value(&path)?;
            Some(Operation { method, path, what: item.get(method)? })
        })
        .collect()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn section(locale: Locale, operation: &Operation<'_>) -> Markup {
    let Operation { method, path, what } = operation;
    let parameters = list(what, "parameters");
    let body = what.pointer("/requestBody/content").and_then(Value::as_object);
    html! {
        section class="stack" {
            h2 { code { (method.to_uppercase()) " " (path) } }
            @if !text(what, "summary").is_empty() { p { (text(what, "summary")) } }
            @if !text(what, "description").is_empty() { p class="small" { (text(what, "description")) } }
            @if !parameters.is_empty() {
                h3 { (t(locale, "reference-parameters")) }
                ul {
                    @for parameter in parameters {
                        li { code { (text(parameter, "name")) } " (" (text(parameter, "in")) ") " (text(parameter, "description")) }
                    }
                }
            }
            @if let Some(body) = body {
                h3 { (t(locale, "reference-body")) }
                ul { @for (kind, content) in body { li { (kind) " " code { (schema(content)) } } } }
            }
            @if let Some(answers) = what.get("responses").and_then(Value::as_object) {
                h3 { (t(locale, "reference-answers")) }
                ul { @for (status, answer) in answers { li { code { (status) } " " (text(answer, "description")) } } }
            }
        }
    }
}

/// The name of a content's schema.
fn schema(content: &Value) -> String {
    let schema = content.get("schema").unwrap_or(&Value::Null);
    let named = |schema: &Value| text(schema, "$ref").rsplit('/').next().unwrap_or_default().to_owned();
    match schema.get("items") {
        Some(items) => format!("[{}]", named(items)),
        None => named(schema),
    }
}
