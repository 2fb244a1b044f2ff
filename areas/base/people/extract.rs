//! Who asks: the extractors that every handler takes, and the layers that surround the router.
//!
//! Session or token and their owner's rights are loaded in one read. A session ends when it was idle for 8 hours,
//! 30 days after it began, when it is revoked, and when its account is disabled. Use is written down at most once
//! a minute, after the answer has gone its way.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use db::Read;
use jiff::{SignedDuration, Timestamp};
use web::{
    AppError, Locale,
    cookie::{self, SessionCookie},
    csrf::{self, Guard},
    layout::THEME_COOKIE,
    request::{Facts, Want},
    token,
};

use super::{
    actor::{Actor, Visit},
    reads::actor_of,
    store,
};
use crate::{
    app::App,
    ctx::{Channel, Ctx},
};

/// How long a session may stay unused.
pub(super) const IDLE: SignedDuration = SignedDuration::from_hours(8);
/// How long a session lasts at most.
pub(super) const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often use is written down.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// How many unread notifications are counted.
const UNREAD_CAP: i64 = 100;

/// A signed-in person who works in the agents' pages. Others are sent to sign in, requesters to their portal.
#[derive(Debug, Clone)]
pub struct Staff(pub Ctx);

/// Any signed-in person.
#[derive(Debug, Clone)]
pub struct Person(pub Ctx);

/// A caller of the API: by a `Bearer` token, or a page of ours by its session.
#[derive(Debug, Clone)]
pub struct ApiCaller(pub Ctx);

/// A signed-in person, or nobody.
#[derive(Debug, Clone)]
pub struct Maybe(pub Option<Ctx>);

/// Where an extractor leaves the person's language, for what surrounds the handlers.
#[derive(Clone, Default)]
struct Language(Arc<OnceLock<Locale>>);

/// Middleware that lets errors and refusals speak the language of the person whom an extractor found. Goes inside
/// [`web::request::stack`], around all routes.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let language = Language::default();
    request.extensions_mut().insert(language.clone());
    let mut response = next.run(request).await;
    if let Some(locale) = language.0.get() {
        response.extensions_mut().insert(*locale);
    }
    response
}

/// The state of [`web::csrf::layer`], which goes around all routes that a browser may be led to.
#[must_use]
pub fn guard(app: &App) -> Guard {
    Guard {
        keys: Arc::new(app.keys.clone()),
        cookie: session_cookie(app),
        origin: Some(app.config.public_url.as_str().into()),
    }
}

pub(super) fn session_cookie(app: &App) -> SessionCookie {
    SessionCookie { https: app.config.https }
}

/// Who came, and what is to be written down of it.
#[derive(Clone)]
struct Found {
    actor: Actor,
    locale: Locale,
    theme: web::layout::Theme,
    used: Option<Used>,
}

#[derive(Clone, Copy)]
enum Used {
    Session { id: i64, user_id: i64 },
    Token { id: i64 },
}

fn is_due(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| now.duration_since(last) >= SEEN_EVERY)
}

fn by_session(read: &Read<'_>, hash: &token::Hash, now: Timestamp) -> db::Result<Option<Found>> {
    let Some(session) = store::sessions::by_token(read, hash)? else { return Ok(None) };
    let idle = now.duration_since(session.last_seen_at) >= IDLE;
    if idle || now >= session.expires_at {
        return Ok(None);
    }
    let Some(user) = store::users::user(read, session.user_id)?.filter(|user| user.is_enabled()) else {
        return Ok(None);
    };
    let mut actor = actor_of(read, &user, None, Some(session.id))?;
    let unread = store::notifications::unread(read, user.id, UNREAD_CAP)?;
    actor.visit.unread = u32::try_from(unread).unwrap_or_default();
    let used = Used::Session { id: session.id, user_id: user.id };
    let used = Some(used).filter(|_| is_due(Some(session.last_seen_at), now));
    Ok(Some(Found { actor, locale: user.locale, theme: user.theme, used }))
}

fn by_bearer(read: &Read<'_>, hash: &token::Hash, now: Timestamp) -> db::Result<Option<Found>> {
    let Some(token) = store::tokens::by_secret(read, hash)? else { return Ok(None) };
    if token.expires_at.is_some_and(|end| now >= end) {
        return Ok(None);
    }
    let Some(user) = store::users::user(read, token.user_id)?.filter(|user| user.is_enabled()) else {
        return Ok(None);
    };
    let actor = actor_of(read, &user, Some(token.scopes), None)?;
    let used = Some(Used::Token { id: token.id }).filter(|_| is_due(token.last_used_at, now));
    Ok(Some(Found { actor, locale: user.locale, theme: user.theme, used }))
}

/// Writes use down without keeping the answer waiting; a failure costs nothing but a time that is a minute old.
fn write_down(app: &App, used: Option<Used>, now: Timestamp) {
    let Some(used) = used else { return };
    let db = app.db.clone();
    tokio::spawn(async move {
        let written = db.write(move |tx| match used {
            Used::Session { id, user_id } => {
                store::sessions::touch(tx, id, now)?;
                store::users::set_last_seen(tx, user_id, now)
            }
            Used::Token { id } => store::tokens::touch(tx, id, now),
        });
        if let Err(error) = written.await {
            tracing::debug!(%error, "use of a session or token was not written down");
        }
    });
}

fn facts(parts: &Parts) -> Facts {
    parts.extensions.get::<Facts>().cloned().unwrap_or_else(|| Facts::of(&parts.uri, &parts.headers))
}

/// The call's context, once it is known who calls; the person's language is left for all who answer.
fn context(app: &App, parts: &mut Parts, found: Found, now: Timestamp, channel: Channel) -> Ctx {
    write_down(app, found.used, now);
    parts.extensions.insert(found.locale);
    if let Some(language) = parts.extensions.get::<Language>() {
        let _ = language.0.set(found.locale);
    }
    let request_id = facts(parts).id.to_string();
    Ctx { actor: found.actor, now, channel, locale: found.locale, request_id }
}

async fn visitor(app: &App, parts: &mut Parts) -> Result<Option<Ctx>, AppError> {
    let Some(session) = session_cookie(app).read(&parts.headers).map(str::to_owned) else { return Ok(None) };
    let (hash, now) = (token::hash(&session), app.clock.now());
    let Some(mut found) = app.db.read(move |r| by_session(r, &hash, now)).await? else { return Ok(None) };
    let Facts { mut prefs, come_back, .. } = facts(parts);
    let here = come_back.as_deref().unwrap_or_default().to_owned();
    if cookie::read(&parts.headers, THEME_COOKIE).is_none() {
        prefs.theme = found.theme;
    }
    let Visit { zone, unread, .. } = found.actor.visit;
    found.actor.visit = Visit { csrf: csrf::token(&app.keys, &session), zone, prefs, unread, here };
    let channel = if found.actor.is_staff() { Channel::Web } else { Channel::Portal };
    Ok(Some(context(app, parts, found, now, channel)))
}

/// A refusal in the language of whom it is said to.
fn refuse(error: AppError) -> Response {
    error.into_response()
}

impl FromRequestParts<App> for Maybe {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        visitor(app, parts).await.map(Self).map_err(refuse)
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visitor = visitor(app, parts).await.map_err(refuse)?;
        visitor.map(Self).ok_or_else(|| refuse(AppError::Unauthenticated))
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Person(cx) = Person::from_request_parts(parts, app).await?;
        if cx.actor.is_staff() {
            return Ok(Self(cx));
        }
        let is_page = parts.method == Method::GET && facts(parts).want == Want::Page;
        Err(if is_page { Redirect::to("/portal").into_response() } else { refuse(AppError::NotFound) })
    }
}

impl FromRequestParts<App> for ApiCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let found = match parts.headers.get(header::AUTHORIZATION) {
            Some(value) => bearer(app, parts, &value.clone()).await,
            None => page_of_ours(app, parts).await,
        };
        found.map_err(refuse)?.map(Self).ok_or_else(|| refuse(AppError::Unauthenticated))
    }
}

/// By a token, which gives at most the rights of its owner (RFC 6750).
async fn bearer(app: &App, parts: &mut Parts, value: &HeaderValue) -> Result<Option<Ctx>, AppError> {
    let text = value.to_str().unwrap_or_default();
    let secret = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some(secret) = secret.map(|(_, secret)| secret.trim()).filter(|secret| token::is_well_formed(secret))
    else {
        return Ok(None);
    };
    let (hash, now) = (token::hash(secret), app.clock.now());
    let found = app.db.read(move |r| by_bearer(r, &hash, now)).await?;
    Ok(found.map(|found| context(app, parts, found, now, Channel::Api)))
}

/// By the session of a page, which proves with its header that it is ours when it changes something.
async fn page_of_ours(app: &App, parts: &mut Parts) -> Result<Option<Ctx>, AppError> {
    let is_safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe && !has_csrf(app, &parts.headers) {
        return if session_cookie(app).read(&parts.headers).is_some() {
            Err(AppError::Forbidden)
        } else {
            Ok(None)
        };
    }
    visitor(app, parts).await
}

fn has_csrf(app: &App, headers: &HeaderMap) -> bool {
    let session = session_cookie(app).read(headers);
    let sent = headers.get(csrf::HEADER).and_then(|value| value.to_str().ok());
    matches!((session, sent), (Some(session), Some(sent)) if csrf::verify(&app.keys, session, sent))
}
