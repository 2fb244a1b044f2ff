//! What the caller wants to be told by mail.

use axum::{Json, extract::State};
use web::{AppError, extract::ApiJson};

use crate::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    people::{actions::notices, extract::ApiCaller, notice::NoticePreferences, store},
};

/// What the caller wants to be told by mail, and when.
#[utoipa::path(get, path = "/api/v1/me/notices", operation_id = "read_notice_preferences", tag = "people",
    responses((status = 200, description = "One choice for each kind of news", body = NoticePreferences), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<NoticePreferences>, AppError> {
    let id = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    Ok(Json(app.db.read(move |r| store::preferences::notice_preferences(r, id)).await?))
}

/// Chooses what the caller is told by mail, and when.
#[utoipa::path(put, path = "/api/v1/me/notices", operation_id = "choose_notices", tag = "people",
    request_body = NoticePreferences,
    responses((status = 200, description = "As it is now", body = NoticePreferences), ReadRefusals, WriteRefusals))]
pub(super) async fn choose(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    ApiJson(chosen): ApiJson<NoticePreferences>,
) -> Result<Json<NoticePreferences>, AppError> {
    notices::choose_notices(&app, &cx, chosen).await?;
    Ok(Json(chosen))
}
