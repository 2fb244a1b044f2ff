//! The pages of lists: `/queue`, `/my-work`, `/board`, `/search`, and the fragments that keep them true.

mod board;
mod edit;
mod export;
mod queue;
mod reader;
mod saved;
mod search;
mod suggest;
mod work;

use axum::{
    Router,
    extract::FromRequestParts,
    http::request::Parts,
    routing::{get, post},
};
use base::app::App;
use web::AppError;

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/queue", get(queue::show))
        .route("/queue.csv", get(export::csv))
        .route("/queue/tabs", get(queue::tabs))
        .route("/queue/list", get(queue::list))
        .route("/queue/row/{number}", get(queue::row))
        .route("/queue/reader/{number}", get(reader::show))
        .route("/queue/suggest", get(suggest::suggest))
        .route("/queue/all", get(edit::all))
        .route("/queue/edit/{field}", get(edit::open).post(edit::change))
        .route("/queue/bulk/take", post(edit::take))
        .route("/queue/undo/{ids}", post(edit::undo))
        .route("/queue/views", get(saved::list).post(saved::create))
        .route("/queue/views/new", get(saved::blank))
        .route("/queue/views/{id}", get(saved::edit).post(saved::change))
        .route("/queue/views/{id}/delete", post(saved::delete))
        .route("/queue/views/{id}/up", post(saved::up))
        .route("/queue/views/{id}/down", post(saved::down))
        .route("/my-work", get(work::show))
        .route("/my-work/fresh", get(work::fresh))
        .route("/board", get(board::show))
        .route("/board/fresh", get(board::fresh))
        .route("/search", get(search::show))
}

/// Whether a piece of a page is wanted rather than a page.
struct AsFragment(bool);

impl<S: Sync> FromRequestParts<S> for AsFragment {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        Ok(Self(web::extract::is_fragment(parts)))
    }
}
