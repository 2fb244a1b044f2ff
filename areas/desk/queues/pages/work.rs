//! `/my-work`.

use axum::extract::State;
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, Section},
    people::{self, Staff},
};
use db::Read;
use jiff::tz::TimeZone;
use maud::Markup;
use web::{AppError, extract::Fragment, i18n::t};

use crate::{
    queues::{
        faults, list as lists,
        model::{ListQuery, Sort},
        store::mine as store,
        views::{
            kit::{Here, zone_of},
            work::{self as views, Work},
        },
    },
    tickets,
};

/// How many of my tickets are shown.
const MINE: u32 = 200;

fn load(read: &Read<'_>, cx: &Ctx, zone: &TimeZone) -> Result<Work, AppError> {
    let me = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let filter = faults::parse(cx.locale, "is:open assignee:me -is:snoozed")?;
    let mine = lists::list(read, cx, &ListQuery::first(filter, Some(Sort::Due), MINE), cx.now, zone)?;
    let tasks = tickets::store::my_tasks(read, me, 20)?;
    let notices = people::notifications(read, me, 10)?;
    let changed = store::changed(read, me, 8)?;
    let drafts = store::drafts(read, me, 20)?;
    let mut about: Vec<i64> = tasks.iter().map(|task| task.ticket_id).collect();
    about.extend(notices.iter().filter_map(|notice| notice.ticket_id));
    about.extend(changed.iter().map(|(ticket, _)| *ticket));
    about.extend(drafts.iter().map(|draft| draft.ticket_id));
    about.sort_unstable();
    about.dedup();
    Ok(Work { mine, tasks, notices, changed, drafts, others: lists::by_ids(read, cx, &about)? })
}

async fn body(app: &App, cx: &Ctx) -> Result<Markup, AppError> {
    let (by, zone) = (cx.clone(), zone_of(cx));
    let zoned = zone.clone();
    let work = app.db.read(move |read| load(read, &by, &zoned)).await?;
    Ok(views::page(Here { cx, zone: &zone }, &work))
}

pub(super) async fn show(State(app): State<App>, Staff(cx): Staff) -> Result<Markup, AppError> {
    let body = body(&app, &cx).await?;
    Ok(frame::page(&app, &cx, Section::MyWork, &t(cx.locale, "queues-work"), body))
}

/// The live part.
pub(super) async fn fresh(State(app): State<App>, Staff(cx): Staff, _: Fragment) -> Result<Markup, AppError> {
    body(&app, &cx).await
}
