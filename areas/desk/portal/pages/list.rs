//! One's own tickets.

use axum::{extract::State, http::Uri};
use base::{
    app::App,
    frame::{self, PortalSection},
    people::Person,
};
use maud::Markup;
use web::{
    error::AppError,
    extract::Query,
    i18n::t,
    page::{Page, PageQuery, with_cursor},
};

use super::visitor;
use crate::portal::{store, views};

/// Rows of a page.
const ROWS: u32 = 20;

pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    uri: Uri,
    Query(query): Query<PageQuery>,
) -> Result<Markup, AppError> {
    let cx = visitor(&cx)?;
    let after: Option<(bool, i64)> = query.after(cx.locale)?;
    let user = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let rows =
        app.db.read(move |r| Ok::<_, AppError>(store::mine(r, user, after, i64::from(ROWS) + 1)?)).await?;
    let page = Page::new(rows, ROWS, |row| (row.state.is_ended(), row.id))?;
    let next = page.next.as_deref().map(|cursor| with_cursor(&uri, cursor));
    let body = views::list::page(&cx, &page.items, after.is_some(), next.as_deref());
    Ok(frame::portal(&app, &cx, PortalSection::Tickets, &t(cx.locale, "portal-mine-title"), body))
}
