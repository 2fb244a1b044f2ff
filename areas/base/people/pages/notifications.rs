//! One's notifications.

use axum::{
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use web::{
    AppError,
    extract::Query,
    page::{PageQuery, with_cursor},
};

use super::{here, people::without_cursor};
use crate::{
    app::App,
    ctx::Ctx,
    frame,
    people::{
        actions::notices::mark_read,
        extract::Person,
        store,
        views::notifications::{self as view, Listed},
    },
};

/// Notifications of a page of the list.
const ROWS: usize = 50;

fn own_id(cx: &Ctx) -> Result<i64, AppError> {
    cx.actor.user_id().ok_or(AppError::Unauthenticated)
}

pub(super) async fn list(
    State(app): State<App>,
    Person(cx): Person,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let (id, before) = (own_id(&cx)?, query.after::<i64>(cx.locale)?);
    let read = app.db.read(move |r| store::notifications::of_user(r, id, before, ROWS as i64 + 1));
    let mut all = read.await?;
    let more = all.len() > ROWS;
    all.truncate(ROWS);
    let last = all.last().filter(|_| more).map(|one| one.id);
    let next = last.map(|id| web::page::encode(&id)).transpose()?.map(|cursor| with_cursor(&uri, &cursor));
    let first = query.cursor.is_some().then(|| without_cursor(&uri));
    let body = view::list(here(&cx), &Listed { all, first, next });
    let title = here(&cx).t("people-notifications-title");
    Ok(if cx.actor.is_staff() {
        frame::page(&app, &cx, frame::Section::Notifications, &title, body).into_response()
    } else {
        frame::portal(&app, &cx, frame::PortalSection::Profile, &title, body).into_response()
    })
}

/// The bell with its count, for the top bar of an open page.
pub(super) async fn bell(_: web::extract::Fragment, Person(cx): Person) -> Response {
    view::bell(here(&cx)).into_response()
}

pub(super) async fn read_all(State(app): State<App>, Person(cx): Person) -> Result<Redirect, AppError> {
    let (id, now) = (own_id(&cx)?, cx.now);
    app.db.write(move |tx| mark_read(tx, id, None, now)).await?;
    Ok(Redirect::to("/notifications"))
}

/// Marks one read and leads to what it is about.
pub(super) async fn open(
    State(app): State<App>,
    Person(cx): Person,
    Path(notification): Path<i64>,
) -> Result<Redirect, AppError> {
    let (id, now) = (own_id(&cx)?, cx.now);
    let target = app
        .db
        .write(move |tx| {
            let target = store::notifications::target(tx, id, notification)?.ok_or(AppError::NotFound)?;
            mark_read(tx, id, Some(notification), now)?;
            Ok::<_, AppError>(target)
        })
        .await?;
    let base = if cx.actor.is_staff() { "/tickets" } else { "/portal/tickets" };
    Ok(Redirect::to(&match target {
        (Some(number), Some(entry)) => format!("{base}/{number}#entry-{entry}"),
        (Some(number), None) => format!("{base}/{number}"),
        (None, _) => "/notifications".to_owned(),
    }))
}
