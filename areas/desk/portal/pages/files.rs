//! Files of a ticket, behind addresses that cannot be guessed, with the rights of the moment.

use axum::{
    extract::{Path, State},
    response::Response,
};
use base::{app::App, people::Person};
use web::{error::AppError, token};

use super::visitor;
use crate::{
    portal::sight,
    tickets::files::{Way, response},
};

pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    if !token::is_well_formed(&token) {
        return Err(AppError::NotFound);
    }
    let file = app.db.read(move |r| sight::file(r, &cx, &token)).await?;
    response(&app, &file, Way::Page).await
}
