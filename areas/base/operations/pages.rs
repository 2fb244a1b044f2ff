//! `/settings/jobs` and `/settings/audit`.

use axum::{
    Extension, Router,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use jiff::civil::Date;
use serde::Deserialize;
use web::{
    AppError,
    extract::Query,
    page::{PageQuery, encode, with_cursor},
};
use work::Monitor;

use super::{
    actions::{self, Failed, verified},
    views::{self, Journal, Typed, Work},
};
use crate::{
    app::App,
    audit::{self, Criteria},
    ctx::Ctx,
    frame::{self, SettingsPage},
    people::{self, Staff},
};

/// Rows of a list.
const ROWS: u32 = 50;

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/jobs", get(jobs))
        .route("/settings/jobs/{id}/run", post(run_job))
        .route("/settings/jobs/{id}/discard", post(discard_job))
        .route("/settings/timers/{id}/run", post(run_timer))
        .route("/settings/timers/{id}/discard", post(discard_timer))
        .route("/settings/audit", get(journal))
        .route("/settings/audit/verify", post(verify))
}

fn open(cx: &Ctx, page: SettingsPage) -> Result<(), AppError> {
    if page.is_open_to(cx) { Ok(()) } else { Err(AppError::NotFound) }
}

#[derive(Debug, Default, Deserialize)]
struct JobsQuery {
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    done: Option<String>,
}

async fn jobs(
    State(app): State<App>,
    Staff(cx): Staff,
    monitor: Option<Extension<Monitor>>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<JobsQuery>,
) -> Result<Response, AppError> {
    open(&cx, SettingsPage::Jobs)?;
    let before: Option<i64> = PageQuery { cursor: query.cursor.clone(), limit: None }.after(cx.locale)?;
    let mut shown = app
        .db
        .read(move |read| {
            Ok::<_, AppError>(Work {
                dead: work::jobs::dead(read, before, ROWS + 1)?,
                parked: work::timers::parked(read, 0, ROWS)?,
                jobs: work::jobs::counts(read)?,
                timers: work::timers::counts(read)?,
                ..Work::default()
            })
        })
        .await?;
    let more = shown.dead.len() > ROWS as usize;
    shown.dead.truncate(ROWS as usize);
    let last = shown.dead.last().filter(|_| more).map(|job| job.id);
    shown.next = last.map(|id| encode(&id)).transpose()?.map(|cursor| with_cursor(&uri, &cursor));
    shown.first = query.cursor.is_some().then(|| uri.path().to_owned());
    shown.lateness = monitor.as_ref().map(|Extension(monitor)| monitor.lateness());
    shown.stalled = monitor.and_then(|Extension(monitor)| monitor.stalled()).is_some();
    let title = SettingsPage::Jobs.title(cx.locale);
    let body = views::work(&cx, &shown, query.done.is_some());
    Ok(frame::settings(&app, &cx, SettingsPage::Jobs, &title, body).into_response())
}

async fn run_job(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    app.db.write(move |tx| actions::rerun(tx, &cx, Failed::Job(id))).await?;
    Ok(Redirect::to("/settings/jobs?done=run"))
}

async fn discard_job(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    app.db.write(move |tx| actions::discard(tx, &cx, Failed::Job(id))).await?;
    Ok(Redirect::to("/settings/jobs?done=discarded"))
}

async fn run_timer(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    app.db.write(move |tx| actions::rerun(tx, &cx, Failed::Timer(id))).await?;
    Ok(Redirect::to("/settings/jobs?done=run"))
}

async fn discard_timer(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    app.db.write(move |tx| actions::discard(tx, &cx, Failed::Timer(id))).await?;
    Ok(Redirect::to("/settings/jobs?done=discarded"))
}

async fn journal(
    State(app): State<App>,
    Staff(cx): Staff,
    OriginalUri(uri): OriginalUri,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    open(&cx, SettingsPage::Audit)?;
    let before: Option<i64> = PageQuery { cursor: typed.cursor.clone(), limit: None }.after(cx.locale)?;
    let wanted = typed.clone();
    let reader = cx.clone();
    let (mut entries, verified) = app
        .db
        .read(move |read| {
            let actor = match wanted.who.trim() {
                "" => None,
                email => Some(people::user_by_email(read, email)?.map_or(0, |user| user.id)),
            };
            let criteria = Criteria {
                subject: Some(wanted.subject.clone()).filter(|word| !word.is_empty()),
                actor,
                from: day(&reader, &wanted.from, 0),
                before: day(&reader, &wanted.to, 1),
            };
            let entries =
                audit::administration(read, &criteria, before.unwrap_or(i64::MAX), i64::from(ROWS) + 1)?;
            Ok::<_, AppError>((entries, verified(read)?))
        })
        .await?;
    let more = entries.len() > ROWS as usize;
    entries.truncate(ROWS as usize);
    let last = entries.last().filter(|_| more).map(|entry| entry.id);
    let next = last.map(|id| encode(&id)).transpose()?.map(|cursor| with_cursor(&uri, &cursor));
    let shown =
        Journal { entries, verified, next, first: typed.cursor.is_some().then(|| uri.path().to_owned()) };
    let title = SettingsPage::Audit.title(cx.locale);
    let body = views::journal(&cx, &typed, &shown);
    Ok(frame::settings(&app, &cx, SettingsPage::Audit, &title, body).into_response())
}

/// The beginning, on the reader's clock, of the day that was typed or of one so many days later.
fn day(cx: &Ctx, typed: &str, later: i64) -> Option<jiff::Timestamp> {
    let day = typed.parse::<Date>().ok()?.checked_add(jiff::Span::new().days(later)).ok()?;
    let zone = views::zone(cx);
    Some(day.to_zoned(zone).ok()?.timestamp())
}

async fn verify(State(app): State<App>, Staff(cx): Staff) -> Result<Redirect, AppError> {
    app.db.write(move |tx| actions::verify_soon(tx, &cx)).await?;
    Ok(Redirect::to("/settings/audit?asked=true"))
}
