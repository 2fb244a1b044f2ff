//! A ticket's page and its parts, each of which a script may ask for alone.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    people::{Person, policy::Access},
};
use maud::Markup;
use serde::Deserialize;
use web::{
    AppError,
    extract::{Fragment, Query},
};

use super::{
    kit::{number, page, said},
    sheet::{self, Sheet, Window},
};
use crate::tickets::{
    actions,
    views::{self, Here, Writing},
};

/// What a page's address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    show: Option<String>,
    #[serde(default)]
    entries: Option<i64>,
    #[serde(default)]
    done: Option<String>,
    /// An answer is to begin with this text.
    #[serde(default)]
    visibility: Option<String>,
}

impl Address {
    fn window(&self) -> Window {
        Window::new(self.show.as_deref(), self.entries)
    }
}

/// Where the reader's page of a ticket is: here for those who observe it, in the portal for its requester, nowhere
/// for anyone else. Whatever prefix it is asked with, its address has the right one.
async fn way(app: &App, cx: &Ctx, text: &str, query: Option<&str>) -> Result<Option<Response>, AppError> {
    let (number, cx) = (number(text)?, cx.clone());
    let (label, access) = app
        .db
        .read(move |read| {
            let (ticket, access) = actions::readable_by_number(read, &cx, number)?;
            Ok::<_, AppError>((ticket.label(), access))
        })
        .await?;
    if access < Access::Observe {
        return Ok(Some(Redirect::to(&format!("/portal/tickets/{label}")).into_response()));
    }
    if label == text {
        return Ok(None);
    }
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Ok(Some(Redirect::to(&format!("/tickets/{label}{query}")).into_response()))
}

/// The composer as a page begins: with the draft that was kept.
pub(super) fn writing(sheet: &Sheet, visibility: Option<&str>) -> Writing {
    let draft = sheet.draft.as_ref();
    Writing {
        public: draft.map_or(visibility != Some("internal"), |draft| draft.public),
        body: draft.map(|draft| draft.body.clone()).unwrap_or_default(),
        seen: sheet.last_message,
        ..Writing::default()
    }
}

/// A whole page, with what was said.
pub(super) fn shown(app: &App, cx: &Ctx, sheet: &Sheet, writing: &Writing, said: Markup) -> Markup {
    let title = format!("{} {}", sheet.ticket.label(), sheet.ticket.title);
    page(app, cx, &title, said, &views::page(&Here { cx, sheet }, writing))
}

/// `GET /tickets/{number}`
pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    RawQuery(query): RawQuery,
    Query(address): Query<Address>,
) -> Result<Response, AppError> {
    if let Some(elsewhere) = way(&app, &cx, &text, query.as_deref()).await? {
        return Ok(elsewhere);
    }
    let sheet = sheet::load(&app, &cx, number(&text)?, address.window()).await?;
    let writing = writing(&sheet, address.visibility.as_deref());
    Ok(shown(&app, &cx, &sheet, &writing, said(&cx, address.done.as_deref())).into_response())
}

async fn part(
    app: &App,
    cx: &Ctx,
    text: &str,
    window: Window,
    draw: impl Fn(&Here<'_>) -> Markup,
) -> Result<Markup, AppError> {
    let sheet = sheet::load(app, cx, number(text)?, window).await?;
    Ok(draw(&Here { cx, sheet: &sheet }))
}

/// `GET /tickets/{number}/header`
pub(super) async fn header(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    _: Fragment,
) -> Result<Markup, AppError> {
    part(&app, &cx, &text, Address::default().window(), views::head).await
}

/// `GET /tickets/{number}/timeline`
pub(super) async fn timeline(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Query(address): Query<Address>,
    _: Fragment,
) -> Result<Markup, AppError> {
    part(&app, &cx, &text, address.window(), views::feed).await
}

/// `GET /tickets/{number}/side`
pub(super) async fn side(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    _: Fragment,
) -> Result<Markup, AppError> {
    part(&app, &cx, &text, Address::default().window(), views::side).await
}
