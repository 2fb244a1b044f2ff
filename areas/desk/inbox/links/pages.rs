//! The pages of links in mail. GET and HEAD show; only a button's POST acts, and leads back to the page, which says what was
//! done. A link that is not ours, and one whose reader may not act, look the same.
//!
//! `Referrer-Policy` stays `same-origin`, as everywhere: nothing leaves to other sites, and under `no-referrer` browsers
//! send `Origin: null` with a form, which is what forged requests look like.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base::{app::App, desks};
use jiff::tz::TimeZone;
use serde::Deserialize;
use web::{
    AppError, FieldError, Locale,
    cookie::SessionCookie,
    csrf,
    extract::{Form, Query},
    i18n::t,
    request::Facts,
};

use super::{
    actions::{self, Pressed, Seen},
    guests,
    token::{self, Deed, Presented},
    views::{self, Around, Reader, Typed},
};
use crate::tickets;

/// The pages.
pub fn routes() -> Router<App> {
    Router::new().route("/m/{token}", get(show).post(press))
}

/// The language that the reader switched to.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Language {
    #[serde(default)]
    pub(super) lang: Option<String>,
}

impl Language {
    pub(super) fn chosen(&self) -> Option<Locale> {
        self.lang.as_deref().and_then(|tag| tag.parse().ok())
    }
}

/// One request for a link's page.
pub(super) struct Call {
    pub(super) app: App,
    pub(super) word: String,
    /// The language chosen on the page.
    pub(super) chosen: Option<Locale>,
    pub(super) facts: Facts,
    /// The session that the browser happens to have: it gives no right here, but its forms must carry its token.
    session: Option<String>,
}

impl Call {
    fn of(app: App, word: String, language: &Language, uri: &Uri, headers: &HeaderMap) -> Self {
        let session = SessionCookie { https: app.config.https }.read(headers).map(str::to_owned);
        let facts = Facts::of(uri, headers);
        Self { app, word, chosen: language.chosen(), facts, session }
    }

    /// The reader of a page whose own language is this one.
    pub(super) fn reader(&self, own: Locale) -> Reader {
        Reader {
            locale: self.chosen.unwrap_or(own),
            theme: self.facts.prefs.theme,
            csrf: self.session.as_deref().map(|session| csrf::token(&self.app.keys, session)),
            page: csrf::token(&self.app.keys, &self.word),
            brand: self.app.config.brand.get(),
            word: self.word.clone(),
            chosen: self.chosen,
        }
    }

    /// The page again, after a POST.
    pub(super) fn back(&self) -> Response {
        Redirect::to(&views::path(&self.word, self.chosen)).into_response()
    }

    /// The page of a link that does not work.
    pub(super) fn dead(&self) -> Response {
        (StatusCode::GONE, views::dead(&self.reader(self.facts.locale))).into_response()
    }
}

async fn show(
    State(app): State<App>,
    Path(word): Path<String>,
    Query(language): Query<Language>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let call = Call::of(app, word, &language, &uri, &headers);
    let Some(presented) = token::read(&call.word) else { return Ok(call.dead()) };
    if presented.deed == Deed::ConfirmAddress {
        return guests::show(&call, presented).await;
    }
    page(&call, presented, &Typed::default()).await
}

/// A form as it is sent.
#[derive(Debug, Clone, Deserialize)]
struct Sent {
    /// Says that a page of ours for this very link was seen.
    page: String,
    act: Wanted,
    #[serde(default)]
    words: String,
    #[serde(default)]
    score: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    Validate,
    Refuse,
    Rate,
    Confirm,
}

async fn press(
    State(app): State<App>,
    Path(word): Path<String>,
    Query(language): Query<Language>,
    uri: Uri,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, AppError> {
    let call = Call::of(app, word, &language, &uri, &headers);
    let Some(presented) = token::read(&call.word) else { return Ok(call.dead()) };
    if !csrf::verify(&call.app.keys, &call.word, &sent.page) {
        return Err(AppError::Forbidden);
    }
    if presented.deed == Deed::ConfirmAddress {
        return guests::confirm(&call, presented, sent.act == Wanted::Confirm).await;
    }
    let typed = Typed { words: sent.words.clone(), score: sent.score, fault: None };
    match pressed(&sent) {
        Ok(Some(pressed)) => act(&call, presented, pressed, typed).await,
        Ok(None) => Ok(call.back()),
        Err((field, code)) => again(&call, presented, typed, (field, code)).await,
    }
}

/// What was pressed, or the field that is missing and why.
fn pressed(sent: &Sent) -> Result<Option<Pressed>, (&'static str, &'static str)> {
    let words = sent.words.trim().to_owned();
    match (sent.act, sent.score) {
        (Wanted::Validate, _) => Ok(Some(Pressed::Validate)),
        (Wanted::Refuse, _) if words.is_empty() => Err(("words", "no-reason")),
        (Wanted::Refuse, _) => Ok(Some(Pressed::Refuse { words })),
        (Wanted::Rate, Some(score)) => Ok(Some(Pressed::Rate { score, words })),
        (Wanted::Rate, None) => Err(("score", "no-score")),
        (Wanted::Confirm, _) => Ok(None),
    }
}

async fn act(
    call: &Call,
    presented: Presented,
    pressed: Pressed,
    typed: Typed,
) -> Result<Response, AppError> {
    let (app, now) = (call.app.clone(), call.app.clock.now());
    let (locale, request_id) = (call.chosen.unwrap_or(call.facts.locale), call.facts.id.clone());
    let (link, done) = (presented.clone(), pressed);
    let outcome = call
        .app
        .db
        .write_locked(move |tx| actions::press(tx, &app, &link, &done, (locale, now, &request_id)))
        .await;
    match outcome.map_err(|refused| refused.into_app(locale)) {
        Ok(()) => Ok(call.back()),
        Err(AppError::Invalid(faults)) => {
            let fault = faults.into_iter().next().map(|mut fault| {
                // Those who checked the words called them otherwise.
                fault.field = match fault.field.as_str() {
                    "body" | "reason" => "words".to_owned(),
                    "score" | "comment" => fault.field,
                    _ => String::new(),
                };
                fault
            });
            page(call, presented, &Typed { fault, ..typed }).await
        }
        Err(error) => Err(error),
    }
}

async fn again(
    call: &Call,
    presented: Presented,
    typed: Typed,
    (field, code): (&'static str, &'static str),
) -> Result<Response, AppError> {
    let Some((seen, around)) = seen(call, &presented).await? else { return Ok(call.dead()) };
    let reader = call.reader(seen.notice.locale);
    let message = t(reader.locale, &format!("inbox-link-fault-{code}"));
    let typed = Typed { fault: Some(FieldError::new(field, code, message)), ..typed };
    Ok(shown(&reader, &presented, &seen, &around, &typed))
}

async fn page(call: &Call, presented: Presented, typed: &Typed) -> Result<Response, AppError> {
    let Some((seen, around)) = seen(call, &presented).await? else { return Ok(call.dead()) };
    Ok(shown(&call.reader(seen.notice.locale), &presented, &seen, &around, typed))
}

fn shown(reader: &Reader, presented: &Presented, seen: &Seen, around: &Around, typed: &Typed) -> Response {
    let status = if typed.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, views::page(reader, presented, seen, around, typed)).into_response()
}

async fn seen(call: &Call, presented: &Presented) -> Result<Option<(Seen, Around)>, AppError> {
    let (app, presented, now) = (call.app.clone(), presented.clone(), call.app.clock.now());
    call.app
        .db
        .read(move |r| {
            let Some(seen) = actions::seen(r, &app, &presented, now)? else { return Ok(None) };
            let desk = desks::desk(r, seen.ticket.desk_id)?;
            let (zone, phone) = desk.map_or((TimeZone::UTC, String::new()), |desk| {
                let zone = desk.time_zone();
                (zone, desk.phone)
            });
            let into =
                seen.ticket.merged_into_id.map(|id| tickets::store::by_id(r, id)).transpose()?.flatten();
            let into = into.map(|ticket| ticket.label()).unwrap_or_default();
            Ok(Some((seen, Around { zone, phone, into })))
        })
        .await
}
