//! What the handlers of tickets share: what is asked for, how an action runs, how its result is said.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, Extra, Section},
    people,
};
use db::{Read, Tx};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use maud::{Markup, html};
use rules::number::parse_loose;
use web::{
    AppError, FieldError, Locale,
    components::{toast, toast_partial},
    extract::is_fragment,
    i18n,
};

use super::sheet::{self, Sheet, Window};
use crate::tickets::{
    model::Ticket,
    refusal::{Refused, refusal_fields},
    views,
};

/// How one asks: for a piece of the page or a whole one, and what of the journal the page shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// A piece, by script.
    pub(super) piece: bool,
    /// What the page that asks shows of the journal.
    pub(super) window: Window,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { piece: is_fragment(parts), window: shown_window(&parts.headers) })
    }
}

/// An action's answer carries the journal as its page shows it, which the browser says by `Referer`.
fn shown_window(headers: &HeaderMap) -> Window {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Window::of_query(
        referer.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default()),
    )
}

/// The number in an address, whatever its prefix.
pub(super) fn number(text: &str) -> Result<i64, AppError> {
    parse_loose(text).map(|loose| loose.number).map_err(|_| AppError::NotFound)
}

/// Runs an action as one transaction.
pub(super) async fn run<T, F>(app: &App, cx: &Ctx, act: F) -> Result<T, Refused>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Refused> + Send + 'static,
{
    let cx = cx.clone();
    app.db.write_locked(move |tx| act(tx, &cx)).await
}

/// The reader's zone; UTC when it is none.
pub(in crate::tickets) fn zone(cx: &Ctx) -> TimeZone {
    TimeZone::get(&cx.actor.visit.zone).unwrap_or(TimeZone::UTC)
}

/// A faulty field, in the reader's language.
pub(super) fn fault(cx: &Ctx, field: &str, code: &str) -> AppError {
    let message = i18n::t(cx.locale, &format!("tickets-fault-{code}"));
    AppError::Invalid(vec![FieldError::new(field, code, message)])
}

/// What the reader of a form can mend; anything else is an answer of its own.
pub(super) fn mendable(refused: Refused, locale: Locale) -> Result<Vec<FieldError>, AppError> {
    match refused {
        Refused::Transition(refusal) => Ok(refusal_fields(&refusal, locale)),
        Refused::App(AppError::Invalid(fields)) => Ok(fields),
        Refused::App(AppError::Conflict { .. }) | Refused::Clash { .. } | Refused::NewMessage { .. } => {
            Ok(vec![FieldError::new("", "clash", i18n::t(locale, "tickets-refused-clash"))])
        }
        Refused::App(other) => Err(other),
    }
}

/// What was typed as a wall-clock time (`2026-11-20T14:32`), in the reader's zone; empty is none.
pub(super) fn instant(cx: &Ctx, field: &str, text: &str) -> Result<Option<Timestamp>, AppError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wall: DateTime = text.trim().parse().map_err(|_| fault(cx, field, "time"))?;
    let at = wall.to_zoned(zone(cx)).map_err(|_| fault(cx, field, "time"))?;
    Ok(Some(at.timestamp()))
}

/// The person whom a text names: by address, or by name when only one bears it, among those the reader may know of.
pub(super) fn person(read: &Read<'_>, cx: &Ctx, field: &str, text: &str) -> Result<i64, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(fault(cx, field, "no-person"));
    }
    let by_address = people::user_by_email(read, text)?.map(|user| people::see(read, &cx.actor, user.id));
    if let Some(user) = by_address.transpose()?.flatten().filter(people::User::is_enabled) {
        return Ok(user.id);
    }
    let found = people::search_people(read, &cx.actor, text, 2)?;
    match found.as_slice() {
        [user] => Ok(user.id),
        [] => Err(fault(cx, field, "unknown-person")),
        _ => Err(fault(cx, field, "several-people")),
    }
}

/// The ticket numbers in a text: `INC-42, 43`.
pub(super) fn numbers(cx: &Ctx, field: &str, text: &str) -> Result<Vec<i64>, AppError> {
    let words = text.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| parse_loose(word).map(|n| n.number).map_err(|_| fault(cx, field, "number"))).collect()
}

/// The one ticket number in a text.
pub(super) fn one_number(cx: &Ctx, field: &str, text: &str) -> Result<i64, AppError> {
    match numbers(cx, field, text)?.as_slice() {
        [number] => Ok(*number),
        _ => Err(fault(cx, field, "number")),
    }
}

/// An agents' page of a ticket.
pub(super) fn page(app: &App, cx: &Ctx, title: &str, said: Markup, body: &Markup) -> Markup {
    frame::page_with(app, cx, Section::Queue, title, &Extra { said, ..Extra::default() }, body)
}

/// The sentence of a deed that a redirect carries in its address; only words of ours are shown.
pub(super) fn said(cx: &Ctx, done: Option<&str>) -> Markup {
    let key = done.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
    let text = key.map(|word| format!("tickets-done-{word}")).filter(|key| i18n::exists(cx.locale, key));
    html! { @if let Some(key) = text { (toast(cx.locale, &i18n::t(cx.locale, &key), None)) } }
}

const RESWAP: HeaderName = HeaderName::from_static("hx-reswap");

/// The answer to an action that succeeded: the parts of the page that it changed, or the page again.
pub(super) async fn done(
    app: &App,
    cx: &Ctx,
    ticket: &Ticket,
    asked: Asked,
    deed: &'static str,
) -> Result<Response, AppError> {
    if !asked.piece {
        return Ok(Redirect::to(&format!("/tickets/{}?done={deed}", ticket.label())).into_response());
    }
    match sheet::load(app, cx, ticket.number, asked.window).await {
        Ok(sheet) => Ok(parts(cx, &sheet, deed).into_response()),
        // The act handed the ticket to others: nothing of it is this reader's any more.
        Err(AppError::NotFound) => Ok(leave()),
        Err(error) => Err(error),
    }
}

fn parts(cx: &Ctx, sheet: &Sheet, deed: &str) -> impl IntoResponse + use<> {
    let text = i18n::t(cx.locale, &format!("tickets-done-{deed}"));
    let here = views::Here { cx, sheet };
    let body = html! {
        (partial("#t-head", &views::head(&here)))
        (partial("#t-feed", &views::feed(&here)))
        (partial("#t-side", &views::side(&here)))
        (partial("#composer-seen", &views::composer_seen(&here)))
        (toast_partial(&toast(cx.locale, &text, None)))
    };
    ([(RESWAP, HeaderValue::from_static("none"))], body)
}

fn partial(target: &str, part: &Markup) -> Markup {
    html! { hx-partial hx-target=(target) hx-swap="outerMorph" { (part) } }
}

/// Sends a script's page to the queue.
pub(super) fn leave() -> Response {
    ([(HeaderName::from_static("hx-redirect"), HeaderValue::from_static("/queue"))], StatusCode::OK)
        .into_response()
}

/// A form that is answered by itself: as a piece, or in a page of its own; refused ones keep their status.
pub(super) fn form(
    app: &App,
    cx: &Ctx,
    asked: Asked,
    status: StatusCode,
    (title, back): (&str, &str),
    form: &Markup,
) -> Response {
    if asked.piece {
        return (status, form.clone()).into_response();
    }
    let body = html! {
        div class="page" {
            header class="page-head" { h1 { a href={ "/tickets/" (back) } { (back) } } }
            section class="card pop-page" { div class="body pop-body" { (form) } }
        }
    };
    (status, page(app, cx, title, html! {}, &body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_any_prefix() {
        let cx = Ctx::system(Timestamp::UNIX_EPOCH);
        assert_eq!(numbers(&cx, "into", "INC-4, req5;6"), Ok(vec![4, 5, 6]));
        assert!(numbers(&cx, "into", "INC-x").is_err());
        assert!(one_number(&cx, "into", "4, 5").is_err());
        assert_eq!(number("CHG-7"), Ok(7));
        assert_eq!(number("new"), Err(AppError::NotFound));
    }

    #[test]
    fn a_wall_clock_time_is_of_the_reader_s_zone() {
        let mut cx = Ctx::system(Timestamp::UNIX_EPOCH);
        cx.actor.visit.zone = "Europe/Paris".into();
        let at = instant(&cx, "until", "2026-11-20T14:32").unwrap().unwrap();
        assert_eq!(at.to_string(), "2026-11-20T13:32:00Z");
        assert_eq!(instant(&cx, "until", " "), Ok(None));
        assert!(instant(&cx, "until", "tomorrow").is_err());
    }
}
