//! The link that shows an address to be somebody's: its page says what was reported, and its button takes it in.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{
    app::App,
    ctx::{Channel, Ctx},
    desks,
    people::Actor,
};
use db::Read;
use maud::{Markup, html};
use rules::number::TicketNumber;
use web::{
    AppError,
    components::{Button, Notice as Tone, banner},
    t,
};

use super::{
    pages::Call,
    token::{self, Deed, Presented},
    views::Reader,
};
use crate::portal::guest::{self, GuestReport};

/// The browser's word that it confirmed an address, read by the portal.
pub(super) fn cookie(app: &App, word: &str, max_age: u64) -> Option<HeaderValue> {
    let secure = if app.config.https { "; Secure" } else { "" };
    let name = guest::COOKIE;
    HeaderValue::from_str(&format!(
        "{name}={word}; Path=/portal; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()
}

/// What a link is bound to besides the report's row.
pub(super) fn bound(report: &GuestReport) -> String {
    format!("{}\n{}", report.created_at.as_microsecond(), report.address)
}

/// The address of the link in the mail about a report.
pub(super) fn address(app: &App, report: &GuestReport) -> String {
    let token = token::sign(&app.keys, report.id, Deed::ConfirmAddress, &bound(report));
    format!("{}/m/{token}", app.config.public_url)
}

/// What a link leads to.
struct Seen {
    report: GuestReport,
    desk: String,
    opened: Option<TicketNumber>,
}

fn seen(read: &Read<'_>, app: &App, presented: &Presented) -> Result<Option<Seen>, AppError> {
    let report = guest::guest_report(read, presented.id)?;
    let Some(report) = report.filter(|report| presented.is_ours(&app.keys, &bound(report))) else {
        return Ok(None);
    };
    let desk = desks::desk(read, report.desk_id)?.map(|desk| desk.name).unwrap_or_default();
    let opened = guest::opened(read, report.id)?;
    Ok(Some(Seen { report, desk, opened }))
}

pub(super) async fn show(call: &Call, presented: Presented) -> Result<Response, AppError> {
    answer(call, presented, None).await
}

async fn answer(call: &Call, presented: Presented, fault: Option<String>) -> Result<Response, AppError> {
    let app = call.app.clone();
    let Some(seen) = call.app.db.read(move |r| seen(r, &app, &presented)).await? else {
        return Ok(call.dead());
    };
    let late = seen.report.is_late(call.app.clock.now());
    let reader = call.reader(seen.report.locale);
    let status = match (&fault, late) {
        (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::GONE,
        (None, false) => StatusCode::OK,
    };
    Ok((status, page(&reader, &seen, late, fault)).into_response())
}

pub(super) async fn confirm(call: &Call, presented: Presented, pressed: bool) -> Result<Response, AppError> {
    let (app, link, now) = (call.app.clone(), presented.clone(), call.app.clock.now());
    let Some(seen) = call.app.db.read(move |r| seen(r, &app, &link)).await? else { return Ok(call.dead()) };
    if !pressed || seen.report.is_late(now) {
        return Ok(call.back());
    }
    let locale = call.chosen.unwrap_or(seen.report.locale);
    let cx = Ctx {
        actor: Actor::nobody(),
        now,
        channel: Channel::Portal,
        locale,
        request_id: call.facts.id.to_string(),
    };
    let id = seen.report.id;
    match call.app.db.write_locked(move |tx| guest::confirm(tx, &cx, id)).await {
        Ok(_) => {
            let mut response = call.back();
            let (word, max_age) = guest::believe(&call.app, &seen.report.address, now)?;
            response
                .headers_mut()
                .extend(cookie(&call.app, &word, max_age).map(|value| (header::SET_COOKIE, value)));
            Ok(response)
        }
        Err(refused) => match refused.into_app(locale) {
            AppError::Invalid(faults) => {
                let why = faults.into_iter().next().map(|fault| fault.message);
                answer(call, presented, why).await
            }
            other => Err(other),
        },
    }
}

fn page(reader: &Reader, seen: &Seen, late: bool, fault: Option<String>) -> Markup {
    let title = reader.t("inbox-link-confirm-title");
    let report = &seen.report;
    let say = |text: String| html! { div role="status" { (banner(Tone::Info, html! { (text) }, html! {})) } };
    let body = html! {
        h1 { (title) }
        @if let Some(number) = &seen.opened {
            (say(t!(reader.locale, "inbox-link-confirmed", number = number.to_string())))
        } @else if late {
            (say(reader.t("inbox-link-confirm-late")))
        } @else {
            @if let Some(why) = fault {
                p class="errors" role="alert" tabindex="-1" { (t!(reader.locale, "inbox-link-confirm-refused", why = why)) }
            }
            p { (t!(reader.locale, "inbox-link-confirm-lead", desk = seen.desk.as_str(), address = report.address.as_str())) }
            blockquote class="prose" {
                p { (rules::text::excerpt(report.content.what.trim(), 600)) }
                @if !report.content.files.is_empty() {
                    p class="small muted" { (t!(reader.locale, "inbox-link-confirm-files", n = report.content.files.len())) }
                }
            }
            p { (reader.t("inbox-link-confirm-ask")) }
            (reader.form("confirm", &html! {
                div class="row" { (Button::submit(reader.t("inbox-link-confirm-send")).primary().large().icon("check")) }
            }))
        }
    };
    reader.frame(&title, &body)
}
