//! The HTML of a mail at an address of its own. It is cut down to an allow-list, and served so that a browser would run and
//! fetch nothing even if something had been missed: an origin of its own (`sandbox`), no script, no form, no request.
//!
//! A sandboxed document sends no session along with its requests, so what it shows has to be in it: the pictures that come
//! with the mail are written into the page (`data:`), up to a size. The other way, signed addresses for them, would hand out
//! parts of mails to whoever holds such an address.

use std::cell::Cell;

use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::{app::App, people::Staff};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail::{
    html::{SafeHtml, sanitise},
    message::{Message, recognise},
    quote::fold_html,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;
use tokio::task::spawn_blocking;
use web::{AppError, extract::Query, i18n::t};

use crate::{inbox::reads, tickets::files};

/// What a browser shows without running anything, told by the bytes and not by what the mail says they are.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/// How much the pictures that come with a mail weigh together, at most, to be written into the page.
const MOST_INLINE: usize = 10 * 1024 * 1024;

/// Nothing runs and nothing is asked of any server, not even of this one. A link opens, by a click, in a window of its own.
const POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; \
     style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
/// The same for one view in which the reader asked for the pictures that lie elsewhere.
const POLICY_WITH_PICTURES: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     img-src data: https:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// Mails are written for white paper; one that sets only its text's colour would not be read on a dark ground.
const STYLE: &str = "html{color-scheme:light;background:#fff;color:#1b1b1f}\
     body{margin:1rem;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\
     img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}\
     blockquote{margin:.5rem 0;padding-inline-start:.75rem;border-inline-start:3px solid #d5d5dd}\
     .mail-quote>summary{cursor:pointer;color:#55555f;padding:.25rem 0}\
     img:not([src]){display:inline-block;min-width:1rem;min-height:1rem;border:1px dashed #b5b5bf}";

/// Pictures that lie elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pictures {
    /// Not fetched: fetching tells the sender who reads, and when.
    Blocked,
    /// Fetched, for this view, since the reader asked.
    Fetched,
}

impl Pictures {
    pub(super) fn asked(images: Option<&str>) -> Self {
        if images == Some("1") { Self::Fetched } else { Self::Blocked }
    }
}

/// The mail's HTML made harmless; nothing when it has none.
pub(super) fn dressed(message: &Message, pictures: Pictures) -> Option<SafeHtml> {
    let left = Cell::new(MOST_INLINE);
    let inline = |id: &str| {
        let part = message.parts.iter().find(|part| part.content_id.as_deref() == Some(id))?;
        let kind = recognise(&part.bytes).filter(|kind| PICTURES.contains(kind))?;
        left.set(left.get().checked_sub(part.bytes.len())?);
        Some(format!("data:{kind};base64,{}", STANDARD.encode(&part.bytes)))
    };
    let page = message.html.as_deref()?;
    Some(sanitise(page, pictures == Pictures::Fetched, inline))
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct HtmlQuery {
    #[serde(default)]
    images: Option<String>,
}

/// `GET /mails/{id}/html`
pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Query(query): Query<HtmlQuery>,
) -> Result<Response, AppError> {
    let found = super::mails::found(&app, &cx, id).await?;
    let message = reads::message(&app, &found.mail).await?;
    let pictures = Pictures::asked(query.images.as_deref());
    let page = spawn_blocking(move || dressed(&message, pictures).map(|safe| fold_html(&safe.html)));
    let page = page.await.map_err(AppError::internal)?.ok_or(AppError::NotFound)?;
    // The sanitiser leaves no such element of the sender's, so that each one is a quote's.
    let open = if page.has_new_words {
        "<details class=\"mail-quote\">"
    } else {
        "<details class=\"mail-quote\" open>"
    };
    let label = html! { summary { (t(cx.locale, "inbox-page-quoted")) } }.into_string();
    let body =
        page.html.replace("<details class=\"mail-quote\"><summary></summary>", &format!("{open}{label}"));
    Ok(guarded(pictures, document(cx.locale.lang(), &body)))
}

fn document(lang: &str, body: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { "Vigie" }
                style { (PreEscaped(STYLE)) }
            }
            body { (PreEscaped(body)) }
        }
    }
}

fn guarded(pictures: Pictures, page: Markup) -> Response {
    let policy = match pictures {
        Pictures::Blocked => POLICY,
        Pictures::Fetched => POLICY_WITH_PICTURES,
    };
    let mut response = page.into_response();
    seal(&mut response, policy);
    response
}

/// What every answer that holds something of a mail says to the browser.
fn seal(response: &mut Response, policy: &'static str) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A browser refuses to open a sandboxed document by itself under any other value.
        (HeaderName::from_static("cross-origin-opener-policy"), "unsafe-none"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

/// `GET /mails/{id}/parts/{part}`: a part by its place, from 0. Only a picture is shown in place; anything else is downloaded.
pub(super) async fn part(
    State(app): State<App>,
    Staff(cx): Staff,
    Path((id, place)): Path<(i64, usize)>,
) -> Result<Response, AppError> {
    let found = super::mails::found(&app, &cx, id).await?;
    let message = reads::message(&app, &found.mail).await?;
    let part = message.parts.into_iter().nth(place).ok_or(AppError::NotFound)?;
    let picture = recognise(&part.bytes).filter(|kind| PICTURES.contains(kind));
    let name = files::disposition(picture.is_some(), &files::clean_name(&part.name));
    let mut response = part.bytes.into_response();
    seal(&mut response, POLICY);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(picture.unwrap_or("application/octet-stream")),
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
