//! `/api/v1/mailboxes` and `/api/v1/mails`.

mod mailboxes;
mod mails;

use base::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mailboxes::list, mailboxes::create_one))
        .routes(routes!(mailboxes::read, mailboxes::change_one))
        .routes(routes!(mails::list))
        .routes(routes!(mails::read))
        .routes(routes!(mails::raw))
        .routes(routes!(mails::again))
        .routes(routes!(mails::ticket))
}
