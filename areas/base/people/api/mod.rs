//! `/api/v1/people`, `/teams`, `/organisations`, `/tokens`, `/me`.

mod links;
mod me;
mod notices;
mod organisations;
mod people;
mod roles;
mod teams;
mod tokens;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me::read, me::change))
        .routes(routes!(notices::read, notices::choose))
        .routes(routes!(people::list, people::create))
        .routes(routes!(people::read, people::change))
        .routes(routes!(people::disable))
        .routes(routes!(people::enable))
        .routes(routes!(links::create))
        .routes(routes!(roles::list, roles::grant, roles::revoke))
        .routes(routes!(organisations::list, organisations::create))
        .routes(routes!(organisations::read, organisations::change, organisations::archive))
        .routes(routes!(teams::list, teams::create))
        .routes(routes!(teams::read, teams::change, teams::archive))
        .routes(routes!(teams::members))
        .routes(routes!(teams::put_member, teams::remove_member))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
}
