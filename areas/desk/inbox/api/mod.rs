//! `/api/v1/mailboxes`, `/api/v1/mails`, `/api/v1/mail-addresses` and a desk's texts.

mod addresses;
mod mailboxes;
mod mails;
mod texts;

use base::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mailboxes::list, mailboxes::create_one))
        .routes(routes!(mailboxes::read, mailboxes::change_one, mailboxes::archive_one))
        .routes(routes!(mailboxes::try_one))
        .routes(routes!(addresses::list))
        .routes(routes!(addresses::good))
        .routes(routes!(mails::list))
        .routes(routes!(mails::read))
        .routes(routes!(mails::raw))
        .routes(routes!(mails::again))
        .routes(routes!(mails::ticket))
        .routes(routes!(texts::list))
        .routes(routes!(texts::read, texts::write, texts::restore))
        .routes(routes!(texts::look))
        .routes(routes!(mails::aside))
}
