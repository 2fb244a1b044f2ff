//! `/mails`: every mail received at the desks where the reader works, and each with what became of it and why.

use axum::{
    extract::{OriginalUri, Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, Extra, Section},
    people::{
        Staff,
        policy::{Act, may},
    },
};
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    AppError,
    components::{Undo, toast},
    extract::{Fragment, Query},
    headers::WITH_FRAMES,
    i18n::{self, t},
    page::{PageQuery, with_cursor},
};

use super::html::Pictures;
use crate::inbox::{
    actions,
    model::Outcome,
    reads::{self, Found, Wanted},
    views::{mail as one, mails as views},
};

/// Rows of the list.
const ROWS: u32 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    mailbox: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    done: Option<String>,
    #[serde(default)]
    undo: Option<i64>,
}

fn open(cx: &Ctx) -> Result<(), AppError> {
    if may(&cx.actor, Act::UseDesk) { Ok(()) } else { Err(AppError::NotFound) }
}

/// `GET /mails`
pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<ListQuery>,
) -> Result<Response, AppError> {
    open(&cx)?;
    let paging = PageQuery { cursor: query.cursor.clone(), limit: None };
    let before = paging.after::<i64>(cx.locale)?.unwrap_or(i64::MAX);
    let wanted = Wanted {
        outcome: Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == query.outcome),
        mailbox_id: query.mailbox.parse().ok(),
        from_or_id: query.q.clone(),
    };
    let (reader, asked) = (cx.clone(), wanted.clone());
    let (page, mailboxes, waiting) = app
        .db
        .read(move |read| {
            let page = reads::page(read, &reader, &asked, before, ROWS)?;
            Ok::<_, AppError>((page, reads::mailboxes(read, &reader)?, reads::waiting(read, &reader)?))
        })
        .await?;
    let shown = views::List {
        rows: &page.items,
        mailboxes: &mailboxes,
        waiting,
        wanted: &wanted,
        first: query.cursor.is_some().then(|| views::address(&wanted)),
        next: page.next.map(|cursor| with_cursor(&uri, &cursor)),
    };
    let body = views::list(&cx, &shown);
    let again = query.undo.map(|id| format!("/mails/{id}/again"));
    let extra = Extra { said: said(&cx, query.done.as_deref(), again.as_deref()), ..Extra::default() };
    let title = t(cx.locale, "inbox-page-title");
    Ok(frame::page_with(&app, &cx, Section::Mail, &title, &extra, &body).into_response())
}

/// What was done on the page before, with how to undo it.
fn said(cx: &Ctx, done: Option<&str>, undo: Option<&str>) -> Markup {
    let plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let key = done.filter(plain).map(|word| format!("inbox-page-done-{word}"));
    let Some(key) = key.filter(|key| i18n::exists(cx.locale, key)) else { return html! {} };
    let undo = undo.map(|action| Undo { action, csrf: &cx.actor.visit.csrf });
    toast(cx.locale, &t(cx.locale, &key), undo)
}

/// `GET /mails/waiting`: how many mails wait for a decision, for the rail.
pub(super) async fn waiting(
    State(app): State<App>,
    Staff(cx): Staff,
    _: Fragment,
) -> Result<Markup, AppError> {
    let reader = cx.clone();
    let waiting = app.db.read(move |read| reads::waiting(read, &reader)).await?;
    Ok(views::badge(&cx, waiting))
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct MailQuery {
    #[serde(default)]
    images: Option<String>,
    #[serde(default)]
    done: Option<String>,
}

/// `GET /mails/{id}`
pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Query(query): Query<MailQuery>,
) -> Result<Response, AppError> {
    let found = found(&app, &cx, id).await?;
    let message = reads::message(&app, &found.mail).await?;
    let pictures = Pictures::asked(query.images.as_deref());
    let shown = one::Shown {
        found: &found,
        message: &message,
        dressed: super::html::dressed(&message, pictures),
        pictures: pictures == Pictures::Fetched,
        largest: app.config.max_attachment,
    };
    let body = one::page(&cx, &shown);
    let extra = Extra { said: said(&cx, query.done.as_deref(), None), ..Extra::default() };
    let title = views::subject(&cx, &found.mail);
    let page = frame::page_with(&app, &cx, Section::Mail, &title, &extra, &body);
    // The mail's own HTML is shown in a frame of this page.
    let policy = HeaderValue::from_static(WITH_FRAMES);
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response())
}

/// A mail that the reader may see; nothing is said of any other.
pub(super) async fn found(app: &App, cx: &Ctx, id: i64) -> Result<Found, AppError> {
    open(cx)?;
    let reader = cx.clone();
    app.db.read(move |read| reads::mail(read, &reader, id)).await
}

/// `GET /mails/{id}/raw`
pub(super) async fn raw(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    let found = found(&app, &cx, id).await?;
    reads::raw(&app, &found.mail).await
}

/// `POST /mails/{id}/again`
pub(super) async fn again(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    let outcome = app.db.write(move |tx| actions::again(tx, &by, id)).await;
    answered(outcome, id, "again")
}

/// `POST /mails/{id}/aside`
pub(super) async fn aside(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    app.db.write(move |tx| actions::set_aside(tx, &by, id)).await.or_else(meanwhile)?;
    let address = format!("/mails?outcome=quarantined&done=aside&undo={id}");
    Ok(Redirect::to(&address).into_response())
}

/// `POST /mails/{id}/ticket`
pub(super) async fn ticket(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    if !may(&cx.actor, Act::SortMail) {
        return Err(AppError::Forbidden);
    }
    let found = found(&app, &cx, id).await?;
    let (text, files) = actions::contents(&app, &found.mail).await?;
    let outcome = app.db.write_locked(move |tx| {
        actions::make_ticket(tx, &cx, id, &text, &files).map_err(|refused| refused.into_app(cx.locale))
    });
    match outcome.await {
        Ok(ticket) => Ok(Redirect::to(&format!("/tickets/{}", ticket.label())).into_response()),
        Err(error) => answered(Err(error), id, "meanwhile"),
    }
}

/// Back to the mail, which says what stands now.
fn answered(outcome: Result<(), AppError>, id: i64, done: &str) -> Result<Response, AppError> {
    let done = match outcome {
        Ok(()) => done,
        Err(AppError::Conflict { .. }) => "meanwhile",
        Err(error) => return Err(error),
    };
    Ok(Redirect::to(&format!("/mails/{id}?done={done}")).into_response())
}

/// Somebody else decided it: the list shows what stands now.
fn meanwhile(error: AppError) -> Result<(), AppError> {
    if matches!(error, AppError::Conflict { .. }) { Ok(()) } else { Err(error) }
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct OfTicket {
    #[serde(default)]
    comment: Option<i64>,
}

/// `GET /tickets/{number}/mail`: the mail that opened a ticket, or that said one of its comments.
pub(super) async fn of_ticket(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(text): Path<String>,
    Query(asked): Query<OfTicket>,
) -> Result<Redirect, AppError> {
    let number = rules::number::parse_loose(&text).map_err(|_| AppError::NotFound)?.number;
    let id = app.db.read(move |read| reads::mail_on(read, &cx, number, asked.comment)).await?;
    Ok(Redirect::to(&format!("/mails/{id}#mail-html")))
}
