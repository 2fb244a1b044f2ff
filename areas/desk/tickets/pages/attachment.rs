//! Attachments on their way out: who may see the ticket may have them.

use axum::{
    extract::{Path, State},
    response::Response,
};
use base::{
    app::App,
    ctx::Ctx,
    people::{Person, policy::Access},
};
use web::{AppError, token};

use super::kit::{Asked, number, run};
use crate::tickets::{
    actions,
    files::{Way, response},
    model::Attachment,
    store,
};

/// `GET /attachments/{token}/{name}`: the name in the address is for people, the token finds it.
pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Path((word, _)): Path<(String, String)>,
) -> Result<Response, AppError> {
    if !token::is_well_formed(&word) {
        return Err(AppError::NotFound);
    }
    let reader = cx.clone();
    let attachment = app.db.read(move |read| find(read, &reader, &word)).await?;
    response(&app, &attachment, Way::Page).await
}

fn find(read: &db::Read<'_>, cx: &Ctx, word: &str) -> Result<Attachment, AppError> {
    let attachment = store::attachment_by_token(read, word)?.ok_or(AppError::NotFound)?;
    let ticket = store::by_id(read, attachment.ticket_id)?;
    let (_, access) = actions::readable(read, cx, ticket)?;
    if !attachment.public && access < Access::Observe {
        return Err(AppError::NotFound);
    }
    Ok(attachment)
}

/// `POST /tickets/{number}/files/{id}/remove`
pub(super) async fn remove(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, id)): Path<(String, i64)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::detach(tx, cx, number, id)).await;
    super::beside::answer(&app, &cx, asked, outcome, "file-removed").await
}
