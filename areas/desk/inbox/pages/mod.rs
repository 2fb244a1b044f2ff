//! The pages of mail: everything that was received and what became of it, and the HTML of a mail, which runs nothing.

mod html;
mod mailboxes;
mod mails;
mod texts;
mod unreached;

use axum::{
    Router,
    routing::{get, post},
};
use base::{
    app::App,
    ctx::Ctx,
    desks::{self, Desk},
    people::policy::{Act, may},
};
use db::Read;

pub use unreached::slots;

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/mails", get(mails::list))
        .route("/mails/waiting", get(mails::waiting))
        .route("/mails/{id}", get(mails::show))
        .route("/mails/{id}/raw", get(mails::raw))
        .route("/mails/{id}/html", get(html::show))
        .route("/mails/{id}/parts/{part}", get(html::part))
        .route("/mails/{id}/again", post(mails::again))
        .route("/mails/{id}/aside", post(mails::aside))
        .route("/mails/{id}/ticket", post(mails::ticket))
        .route("/tickets/{number}/mail", get(mails::of_ticket))
        .route("/tickets/{number}/mail/address", post(unreached::of_requester))
        .route("/settings/people/{id}/mail-address", post(unreached::of_person))
        .route("/settings/mail-texts", get(texts::list))
        .route("/settings/desks/{id}/mail-texts/{kind}/{locale}", get(texts::edit).post(texts::save))
        .route("/settings/desks/{id}/mail-texts/{kind}/{locale}/restore", post(texts::restore))
        .route(
            "/settings/desks/{id}/mail-texts/{kind}/{locale}/preview",
            get(texts::look).post(texts::look_typed),
        )
        .route("/settings/mailboxes", get(mailboxes::list))
        .route("/settings/mailboxes/new", get(mailboxes::blank).post(mailboxes::create))
        .route("/settings/mailboxes/{id}", get(mailboxes::edit).post(mailboxes::change))
        .route("/settings/mailboxes/{id}/archive", post(mailboxes::archive))
        .route("/settings/mailboxes/{id}/try", post(mailboxes::try_now))
}

/// The desks that the reader manages.
fn managed(read: &Read<'_>, cx: &Ctx) -> db::Result<Vec<Desk>> {
    let all = desks::desks(read)?;
    Ok(all.into_iter().filter(|desk| may(&cx.actor, Act::ManageDesk(desk.id))).collect())
}
