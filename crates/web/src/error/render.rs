//! Errors as people and programs read them.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;

use super::{AppError, FieldError, SIGN_IN};
use crate::components::{Button, Notice, banner, icon_s};
use crate::i18n::{Locale, t};
use crate::layout::{self, Plain};
use crate::request::{Facts, Want};

/// An error as RFC 9457 has it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A stable name of the kind of error, `urn:vigie:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words, in the reader's language.
    pub title: String,
    /// The HTTP status, again.
    pub status: u16,
    /// What happened and what to do, in the reader's language.
    pub detail: String,
    /// The request, as `urn:vigie:request:<id>`: quote it when asking for help.
    pub instance: String,
    /// What is wrong with which field, for `invalid` and `malformed`; which fields others changed, for `conflict`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// Middleware: gives every error its body. Goes outside the session layer, which may set the reader's language by putting a
/// [`Locale`] in the *response's* extensions; inside [`crate::request::identify`], which says how the reader wants to be answered.
///
/// Bare error statuses of the router and of other layers (405, 408, 413…) get the same treatment.
pub async fn layer(request: Request, next: Next) -> Response {
    let facts = request
        .extensions()
        .get::<Facts>()
        .cloned()
        .unwrap_or_else(|| Facts::of(request.uri(), request.headers()));
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<AppError>();
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error())
        && !response.headers().get(header::CONTENT_TYPE).is_some_and(is_rendered);
    if error.is_none() && !bare {
        return response;
    }
    let locale = response.extensions().get::<Locale>().copied().unwrap_or(facts.locale);
    let said = Said::new(locale, status, error.as_ref());
    let mut rendered = said.response(&facts, error.as_ref(), locale);
    keep_headers(response.headers(), rendered.headers_mut());
    if let Some(error) = error {
        rendered.extensions_mut().insert(error);
    }
    rendered
}

fn is_rendered(kind: &HeaderValue) -> bool {
    !kind.as_bytes().starts_with(b"text/plain")
}

/// What inner layers set (cookies, `Allow`, `Retry-After`) is not lost.
fn keep_headers(from: &HeaderMap, to: &mut HeaderMap) {
    for (name, value) in from {
        let body_own =
            [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING].contains(name);
        if !body_own && (name == header::SET_COOKIE || !to.contains_key(name)) {
            to.append(name.clone(), value.clone());
        }
    }
}

/// An error in words.
struct Said {
    status: StatusCode,
    code: String,
    title: String,
    detail: String,
    fields: Vec<FieldError>,
}

impl Said {
    fn new(locale: Locale, status: StatusCode, error: Option<&AppError>) -> Self {
        let code = match error {
            Some(AppError::Unauthenticated) => "unauthenticated",
            Some(AppError::Forbidden) => "forbidden",
            Some(AppError::NotFound) => "not-found",
            Some(AppError::Invalid(_)) => "invalid",
            Some(AppError::Malformed(_)) => "malformed",
            Some(AppError::Conflict { .. } | AppError::Clash { .. }) => "conflict",
            Some(AppError::TooMany { .. }) => "too-many",
            Some(AppError::Unavailable { .. }) => "unavailable",
            Some(AppError::PayloadTooLarge) => "too-large",
            Some(AppError::UnsupportedMedia) => "media",
            Some(AppError::Internal(_)) => "internal",
            None => match status {
                StatusCode::NOT_FOUND => "not-found",
                StatusCode::METHOD_NOT_ALLOWED => "method",
                StatusCode::PAYLOAD_TOO_LARGE => "too-large",
                StatusCode::UNSUPPORTED_MEDIA_TYPE => "media",
                StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => "timeout",
                StatusCode::SERVICE_UNAVAILABLE => "unavailable",
                s if s.is_server_error() => "internal",
                _ => "invalid",
            },
        };
        let detail = match error {
            Some(AppError::Internal(id)) => crate::t!(locale, "web-error-internal-id", id = id.as_str()),
            _ => t(locale, &format!("web-error-{code}-detail")),
        };
        let fields = match error {
            Some(
                AppError::Invalid(fields) | AppError::Malformed(fields) | AppError::Clash { fields, .. },
            ) => fields.clone(),
            _ => Vec::new(),
        };
        Self {
            status,
            code: code.to_owned(),
            title: t(locale, &format!("web-error-{code}-title")),
            detail,
            fields,
        }
    }

    fn response(&self, facts: &Facts, error: Option<&AppError>, locale: Locale) -> Response {
        let mut response = match (facts.want, error) {
            (Want::Page, Some(AppError::Unauthenticated)) => to_sign_in(facts),
            (Want::Json, _) => self.problem(facts),
            (Want::Fragment, _) => self.fragment(),
            (Want::Page, _) => {
                let page = layout::plain_page(&self.plain(facts, locale), &self.page(locale));
                (self.status, page).into_response()
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.lang()));
        match error {
            Some(AppError::TooMany { retry_after } | AppError::Unavailable { retry_after }) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
            }
            Some(
                AppError::Conflict { current: Some(version) } | AppError::Clash { current: version, .. },
            ) => {
                headers.insert(header::ETAG, crate::etag::etag(*version));
            }
            Some(AppError::Unauthenticated) if facts.want == Want::Json => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }

    fn problem(&self, facts: &Facts) -> Response {
        let problem = Problem {
            kind: format!("urn:vigie:problem:{}", self.code),
            title: self.title.clone(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            instance: format!("urn:vigie:request:{}", facts.id),
            errors: self.fields.clone(),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }

    /// A toast added to the page's list of messages, so that what the reader was doing stays in place.
    fn fragment(&self) -> Response {
        let toast = html! {
            div class="toast bad" role="alert" {
                (icon_s("over"))
                div { b { (self.title) } " " (self.detail) (self.field_list()) }
            }
        };
        let headers = [
            (HeaderName::from_static("hx-retarget"), HeaderValue::from_static("#toasts")),
            (HeaderName::from_static("hx-reswap"), HeaderValue::from_static("beforeend")),
        ];
        (self.status, headers, toast).into_response()
    }

    fn plain<'a>(&'a self, facts: &Facts, locale: Locale) -> Plain<'a> {
        Plain { locale, theme: facts.prefs.theme, title: &self.title, ..Plain::default() }
    }

    fn page(&self, locale: Locale) -> Markup {
        html! {
            h1 { (self.title) }
            @if self.fields.is_empty() {
                p { (self.detail) }
            } @else {
                (banner(Notice::Warn, html! { p { (self.detail) } (self.field_list()) }, html! {}))
            }
            div class="row" { (Button::link("/", t(locale, "web-error-home"))) }
        }
    }

    fn field_list(&self) -> Markup {
        html! {
            @if !self.fields.is_empty() {
                ul class="errs" {
                    @for e in &self.fields {
                        li { @if !e.field.is_empty() { b { (e.field) } " " } (e.message) }
                    }
                }
            }
        }
    }
}

/// Sent to sign in and, for what can be shown again, brought back afterwards. Only whole pages are: a fragment that led away would
/// lose what the reader was writing.
fn to_sign_in(facts: &Facts) -> Response {
    let target = match &facts.come_back {
        Some(path) => {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
            format!("{SIGN_IN}?{query}")
        }
        None => SIGN_IN.to_owned(),
    };
    let value = HeaderValue::from_str(&target).unwrap_or(HeaderValue::from_static(SIGN_IN));
    (StatusCode::SEE_OTHER, [(header::LOCATION, value)], Body::empty()).into_response()
}

#[cfg(test)]
mod tests;
