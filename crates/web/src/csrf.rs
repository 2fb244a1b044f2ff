//! Requests that change something must come from our own pages. Three locks: the cookie is `SameSite=Lax`; the browser says where the
//! request comes from (`Sec-Fetch-Site`, or `Origin`); and it carries a token that only a page of ours could know, as the header
//! `X-CSRF-Token` or as the form field `csrf` (which must come first in a multipart form).
//!
//! Requests without a session cookie carry no borrowed rights (programs with a token, webhooks, sign-in): they pass when no browser
//! says that another site sent them.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt as _;

use crate::cookie::SessionCookie;
use crate::error::AppError;
use crate::request::BODY_LIMIT;
use crate::signed::Keys;

/// The form field of the token.
pub const FIELD: &str = "csrf";
/// The header of the token, for requests made by scripts.
pub const HEADER: &str = "x-csrf-token";

const PURPOSE: &str = "csrf";
/// How far into a multipart body the token must have been seen.
const MULTIPART_HEAD: usize = 4096;

/// What the guard needs to know.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The ring of keys that tokens are made with.
    pub keys: Arc<Keys>,
    /// The cookie of the session.
    pub cookie: SessionCookie,
    /// The server's own origin as configured (`https://help.example`), accepted besides the one that `Host` says: a proxy may
    /// rewrite that.
    pub origin: Option<Arc<str>>,
}

/// The token for pages of the session `session_token`. It looks different each time, so that compression cannot give it away (BREACH).
pub fn token(keys: &Keys, session_token: &str) -> String {
    let mask = rand::random::<[u8; 32]>();
    let mac = keys.mac(PURPOSE, session_token.as_bytes());
    let masked = mask.into_iter().chain(mac.into_iter().zip(mask).map(|(a, b)| a ^ b));
    URL_SAFE_NO_PAD.encode(masked.collect::<Vec<u8>>())
}

/// Whether `token` was made by [`token`] for this session, by any key of the ring.
pub fn verify(keys: &Keys, session_token: &str, token: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
    let Some((mask, masked)) = bytes.split_at_checked(32) else { return false };
    let mac: Vec<u8> = masked.iter().zip(mask).map(|(a, b)| a ^ b).collect();
    keys.verify(PURPOSE, session_token.as_bytes(), &mac) && masked.len() == 32
}

/// Middleware that refuses forged requests (403).
pub async fn layer(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    if !is_own_site(request.headers(), guard.origin.as_deref()) {
        return refuse("another site");
    }
    let Some(session) = guard.cookie.read(request.headers()).map(str::to_owned) else {
        return next.run(request).await;
    };
    let by_header = request.headers().get(HEADER).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let (token, request) = match by_header {
        Some(token) => (Some(token), request),
        None => match token_in_body(request).await {
            Ok(found) => found,
            Err(error) => return error.into_response(),
        },
    };
    match token {
        Some(token) if verify(&guard.keys, &session, &token) => next.run(request).await,
        Some(_) => refuse("a token of another session"),
        None => refuse("no token"),
    }
}

fn refuse(why: &'static str) -> Response {
    tracing::warn!(why, "request refused as forged");
    AppError::Forbidden.into_response()
}

/// Whether the browser, if it is one, says that our own page sent the request.
fn is_own_site(headers: &HeaderMap, own_origin: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return !headers.contains_key(header::ORIGIN) };
    let host_matches = || {
        let host = text("host");
        origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host)
    };
    own_origin == Some(origin) || host_matches()
}

async fn token_in_body(request: Request) -> Result<(Option<String>, Request), AppError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    let (parts, body) = request.into_parts();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let bytes = axum::body::to_bytes(body, BODY_LIMIT).await.map_err(|_| AppError::PayloadTooLarge)?;
        let token =
            form_urlencoded::parse(&bytes).find(|(name, _)| name == FIELD).map(|(_, v)| v.into_owned());
        Ok((token, Request::from_parts(parts, Body::from(bytes))))
    } else if kind.starts_with("multipart/form-data") {
        let (head, body) = peek(body).await?;
        Ok((first_part(&head).map(str::to_owned), Request::from_parts(parts, body)))
    } else {
        Ok((None, Request::from_parts(parts, body)))
    }
}

/// Reads just the beginning of a body, and gives back a body that is still whole.
async fn peek(body: Body) -> Result<(Vec<u8>, Body), AppError> {
    let mut stream = body.into_data_stream();
    let mut head: Vec<u8> = Vec::new();
    let mut chunks: Vec<Result<Bytes, axum::Error>> = Vec::new();
    while head.len() < MULTIPART_HEAD && first_part(&head).is_none() {
        match stream.next().await {
            Some(Ok(chunk)) => {
                head.extend_from_slice(&chunk);
                chunks.push(Ok(chunk));
            }
            Some(Err(_)) => return Err(AppError::PayloadTooLarge),
            None => break,
        }
    }
    Ok((head, Body::from_stream(futures_util::stream::iter(chunks).chain(stream))))
}

/// The token, if the first part of a multipart body is the field `csrf` and is there entirely.
fn first_part(head: &[u8]) -> Option<&str> {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    let (boundary, rest) = valid.split_once("\r\n")?;
    let (headers, rest) = rest.split_once("\r\n\r\n")?;
    let (value, rest) = rest.split_once("\r\n")?;
    let named = headers.split("\r\n").any(|line| {
        line.to_ascii_lowercase().starts_with("content-disposition:")
            && line.contains(&format!("name=\"{FIELD}\""))
    });
    (boundary.starts_with("--") && named && rest.starts_with("--")).then_some(value)
}

#[cfg(test)]
mod tests;
