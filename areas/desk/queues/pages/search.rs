//! `/search`: a number leads to its ticket, words to the tickets whose title has them all.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    frame::{self, Extra, Section},
    people::Staff,
};
use maud::html;
use rules::number::parse_loose;
use serde::Deserialize;
use web::{AppError, extract::Query, i18n::t};

use crate::{
    queues::{
        list as lists,
        model::ListQuery,
        views::{
            kit::{Here, zone_of},
            quoted, search as views,
        },
    },
    tickets::actions,
};

/// Rows of a page.
const PAGE: u32 = 50;
/// The most words that count.
const WORDS: usize = 12;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: Option<String>,
    #[serde(default)]
    cursor: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let query = rules::text::excerpt(asked.q.as_deref().unwrap_or_default(), 200);
    if let Ok(wanted) = parse_loose(&query) {
        let by = cx.clone();
        let found = app.db.read(move |read| actions::readable_by_number(read, &by, wanted.number)).await;
        match found {
            Ok((ticket, _)) => {
                return Ok(Redirect::to(&format!("/tickets/{}", ticket.label())).into_response());
            }
            Err(AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let words: Vec<String> = query.split_whitespace().take(WORDS).map(quoted).collect();
    let filter = words.join(" ");
    let wanted = ListQuery::read(cx.locale, &filter, None, asked.cursor.as_deref(), PAGE)?;
    let (by, zone) = (cx.clone(), zone_of(&cx));
    let zoned = zone.clone();
    let nothing = words.is_empty();
    let (list, total) = app
        .db
        .read(move |read| -> Result<_, AppError> {
            if nothing {
                return Ok((lists::dress(read, Vec::new(), by.now)?, 0));
            }
            let list = lists::list(read, &by, &wanted, by.now, &zoned)?;
            let total = match (&list.next, asked.cursor.is_none()) {
                (None, true) => i64::try_from(list.rows.len()).unwrap_or(0),
                _ => lists::count(read, &by, &wanted.filter, by.now, &zoned)?,
            };
            Ok((list, total))
        })
        .await?;
    let body = views::page(Here { cx: &cx, zone: &zone }, &query, &filter, &list, total);
    let extra = Extra { query: &query, said: html! {}, ..Extra::default() };
    Ok(frame::page_with(&app, &cx, Section::Search, &t(cx.locale, "queues-search"), &extra, &body)
        .into_response())
}
