//! The API's description: `/api/openapi.json`, and a page that people can read, made from it on the server: no script
//! from elsewhere, under the same strict policy as every page.

use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base::app::App;
use maud::{Markup, html};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Info, License, OpenApi, OpenApiBuilder,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};
use web::{
    Locale,
    error::render::Problem,
    i18n::t,
    layout::{Plain, Prefs, plain_page},
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
    // The answers that any request may get refer to it, and nothing else brings it in.
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
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
    Router::new().route("/api/openapi.json", get(move || document(Arc::clone(&json)))).route(
        "/api/docs",
        get(move |locale: Locale, headers: HeaderMap| page(Arc::clone(&parsed), locale, headers)),
    )
}

async fn document(json: Arc<str>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response()
}

async fn page(description: Arc<Value>, locale: Locale, headers: HeaderMap) -> Markup {
    let title = t(locale, "reference-title");
    let operations = operations(&description);
    let families: Vec<&[Operation<'_>]> = operations.chunk_by(|a, b| a.family() == b.family()).collect();
    let about = description.pointer("/info/description").and_then(Value::as_str).unwrap_or_default();
    let body = html! {
        div class="ref" {
            h1 { (title) }
            p { (t(locale, "reference-lead")) }
            (prose(about))
            p { a href="/api/openapi.json" { "openapi.json" } }
            nav aria-label=(t(locale, "reference-contents")) {
                ul { @for family in &families { @if let Some(first) = family.first() {
                    li { a href={ "#" (first.family()) } { (first.family()) } }
                } } }
            }
            @for family in &families {
                @if let Some(first) = family.first() { h2 id=(first.family()) { (first.family()) } }
                @for operation in *family { (section(locale, operation)) }
            }
        }
    };
    let theme = Prefs::of(&headers).theme;
    plain_page(&Plain { locale, theme, title: &title, wide: true, ..Plain::default() }, &body)
}

/// One path with one method.
struct Operation<'d> {
    method: &'static str,
    path: &'d str,
    what: &'d Value,
}

impl Operation<'_> {
    /// What the path is about: the segment after the version.
    fn family(&self) -> &str {
        self.path.split('/').find(|part| !matches!(*part, "" | "api" | "v1")).unwrap_or("api")
    }
}

fn operations(description: &Value) -> Vec<Operation<'_>> {
    let paths = description.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            METHODS
                .into_iter()
                .filter_map(move |method| Some(Operation { method, path, what: item.get(method)? }))
        })
        .collect()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A description, which is Markdown in English.
fn prose(markdown: &str) -> Markup {
    html! {
        @if !markdown.trim().is_empty() {
            div class="ref-text" lang="en" { (web::markdown::markdown(&unwrapped(markdown), &|_| None)) }
        }
    }
}

/// The lines of a paragraph joined: where a comment of the source ends its lines means nothing. What begins a block of
/// its own stays on its line.
fn unwrapped(markdown: &str) -> String {
    let begins_a_block = |line: &str| {
        line.is_empty() || line.starts_with(['-', '*', '+', '#', '|', '>', '`', ' ']) || numbered(line)
    };
    let mut joined = String::with_capacity(markdown.len());
    let mut code = false;
    let mut open = false;
    for line in markdown.lines() {
        let fence = line.trim_start().starts_with("```");
        let goes_on = open && !code && (line.starts_with('`') && !fence || !begins_a_block(line));
        if !joined.is_empty() {
            joined.push(if goes_on { ' ' } else { '\n' });
        }
        joined.push_str(line);
        code ^= fence;
        open = !line.is_empty() && !line.starts_with(['#', '|']);
    }
    joined
}

fn numbered(line: &str) -> bool {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(". "))
}

fn section(locale: Locale, operation: &Operation<'_>) -> Markup {
    let Operation { method, path, what } = operation;
    let parameters = list(what, "parameters");
    let body = what.pointer("/requestBody/content").and_then(Value::as_object);
    html! {
        section {
            h3 { code { span class="badge" { (method.to_uppercase()) } " " (path) } }
            (prose(text(what, "summary")))
            (prose(text(what, "description")))
            @if !parameters.is_empty() {
                h4 { (t(locale, "reference-parameters")) }
                dl {
                    @for parameter in parameters {
                        dt { code { (text(parameter, "name")) } " " span class="small muted" { (text(parameter, "in")) } }
                        dd { (prose(text(parameter, "description"))) }
                    }
                }
            }
            @if let Some(body) = body {
                h4 { (t(locale, "reference-body")) }
                dl { @for (kind, content) in body { dt { (kind) } dd { code { (schema(content)) } } } }
            }
            @if let Some(answers) = what.get("responses").and_then(Value::as_object) {
                h4 { (t(locale, "reference-answers")) }
                dl { @for (status, answer) in answers { dt { code { (status) } } dd { (prose(text(answer, "description"))) } } }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_paragraph_are_joined_and_blocks_are_not() {
        for (written, joined) in [
            ("One\ntwo.\n\nThree", "One two.\n\nThree"),
            ("Either:\n- a\n- b\nmore of b", "Either:\n- a\n- b more of b"),
            ("See\n`code` there", "See `code` there"),
            ("```\na\nb\n```", "```\na\nb\n```"),
            ("1. one\n2. two", "1. one\n2. two"),
            ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ] {
            assert_eq!(unwrapped(written), joined);
        }
    }

    #[test]
    fn descriptions_are_shown_as_what_they_mean() {
        let shown = prose("See `Retry-After`:\n\n- once\n- <b>twice</b>").0;
        assert!(shown.contains("<code>Retry-After</code>") && shown.contains("<li>once</li>"), "{shown}");
        assert!(!shown.contains("<b>") && prose(" ").0.is_empty(), "{shown}");
    }
}
