//! The agents' pages of tickets: a ticket with everything that may be done to it, quick entry, macros.
//!
//! Every change is a form that works without script and answers with a redirect; asked for by script it answers with
//! the parts of the page that it changed. What a reader may not see is not found; requesters are led to their portal.

mod act;
mod attachment;
mod beside;
pub(super) mod deed;
pub(super) mod edit;
pub(super) mod entry;
pub(super) mod kit;
pub(super) mod macros;
mod message;
mod page;
pub(super) mod sheet;
mod suggest;
mod upload;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post, put},
};
use base::app::App;

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/tickets/new", get(entry::blank).post(entry::open))
        .route("/tickets/new/callers", get(entry::callers))
        .route("/tickets/new/similar", get(entry::similar))
        .route("/tickets/new/priority", get(entry::priority))
        .route("/tickets/{number}", get(page::show))
        .route("/tickets/{number}/header", get(page::header))
        .route("/tickets/{number}/timeline", get(page::timeline))
        .route("/tickets/{number}/side", get(page::side))
        .route("/tickets/{number}/do/{deed}", get(act::ask).post(act::act))
        .route("/tickets/{number}/edit/{property}", get(edit::ask).post(edit::change))
        // Files are as large as the site allows, which is checked while they come in.
        .route("/tickets/{number}/messages", post(message::send).layer(DefaultBodyLimit::disable()))
        .route("/tickets/{number}/files", post(upload::receive).layer(DefaultBodyLimit::disable()))
        .route("/tickets/{number}/files/{id}/remove", post(attachment::remove))
        .route("/tickets/{number}/draft", put(message::keep))
        .route("/tickets/{number}/presence", post(beside::presence))
        .route("/tickets/{number}/people", post(beside::add_person))
        .route("/tickets/{number}/people/me", post(beside::watch))
        .route("/tickets/{number}/people/{user}/remove", post(beside::remove_person))
        .route("/tickets/{number}/links", post(beside::add_link))
        .route("/tickets/{number}/links/{id}/remove", post(beside::remove_link))
        .route("/tickets/{number}/tasks", post(beside::add_task))
        .route("/tickets/{number}/tasks/{id}", post(beside::change_task))
        .route("/tickets/{number}/tasks/{id}/remove", post(beside::remove_task))
        .route("/tickets/{number}/work", post(beside::log_work))
        .route("/tickets/{number}/tags", post(beside::add_tag))
        .route("/tickets/{number}/tags/remove", post(beside::remove_tag))
        .route("/tickets/{number}/macros/{id}", post(beside::run_macro))
        .route("/attachments/{token}/{name}", get(attachment::show))
        .route("/suggest/tickets", get(suggest::tickets))
        .route("/palette", get(suggest::palette))
        .route("/settings/macros", get(macros::list))
        .route("/settings/macros/new", get(macros::blank).post(macros::create))
        .route("/settings/macros/{id}", get(macros::edit).post(macros::change))
        .route("/settings/macros/{id}/archive", post(macros::archive))
}
