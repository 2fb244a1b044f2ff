//! Every API token, for administrators.

use axum::{
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use web::{
    AppError,
    extract::Query,
    page::{PageQuery, with_cursor},
};

use super::{Done, administers, here, people::without_cursor, to};
use crate::{
    app::App,
    frame,
    people::{
        actions::tokens as act,
        extract::Staff,
        store,
        views::tokens::{self as view, Listed},
    },
};

/// Tokens of a page of the list.
const ROWS: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    done: Option<String>,
}

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<ListQuery>,
) -> Result<Response, AppError> {
    administers(&cx)?;
    let before: Option<i64> = PageQuery { cursor: query.cursor.clone(), limit: None }.after(cx.locale)?;
    let (mut tokens, owners) = app
        .db
        .read(move |r| {
            let tokens = store::tokens::all(r, before, ROWS as i64 + 1)?;
            let owners: Vec<i64> = tokens.iter().map(|token| token.user_id).collect();
            Ok::<_, AppError>((tokens, store::users::users(r, &owners)?))
        })
        .await?;
    let more = tokens.len() > ROWS;
    tokens.truncate(ROWS);
    let last = tokens.last().filter(|_| more).map(|token| token.id);
    let next = last.map(|id| web::page::encode(&id)).transpose()?.map(|cursor| with_cursor(&uri, &cursor));
    let first = query.cursor.is_some().then(|| without_cursor(&uri));
    let listed = Listed { tokens, owners, first, next };
    let body = view::list(here(&cx), &listed, &Done { done: query.done }.answer());
    let title = here(&cx).t("people-tokens-title");
    Ok(frame::settings(&app, &cx, frame::SettingsPage::Tokens, &title, body).into_response())
}

pub(super) async fn revoke(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    administers(&cx)?;
    act::revoke_token(&app, &cx, id).await?;
    Ok(to("/settings/tokens", "token"))
}
