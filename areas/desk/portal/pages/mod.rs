//! The portal's pages: read the request, ask the slice, hand to a view. Every form is a plain POST that ends in a
//! redirect; one that is refused is shown again with all that was typed.

mod body;
mod codes;
mod files;
mod guest;
mod list;
mod report;
mod ticket;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base::{
    app::App,
    ctx::{Channel, Ctx},
    people::policy::{Act, may},
    slots::{Slot, Slots},
};
use db::Tx;
use serde::Deserialize;
use web::error::AppError;

use crate::tickets::Refused;

pub(in crate::portal) use body::MOST_FILES;

/// The pages. Forms with files set their own limits while they are read.
pub fn routes() -> Router<App> {
    let large = DefaultBodyLimit::disable;
    Router::new()
        .route("/portal", get(report::home))
        .route("/portal/suggest", get(report::suggest))
        .route("/portal/colleagues", get(report::colleagues))
        .route("/portal/guest", get(guest::show).post(guest::send).layer(large()))
        .route("/settings/qr", get(codes::show))
        .route("/portal/report", get(report::home).post(report::send).layer(large()))
        .route("/portal/request", get(report::wish).post(report::send_wish).layer(large()))
        .route("/portal/known/{number}/me-too", post(report::me_too))
        .route("/portal/tickets", get(list::show))
        .route("/portal/tickets/{number}", get(ticket::show))
        .route("/portal/tickets/{number}/live", get(ticket::live))
        .route("/portal/tickets/{number}/answer", post(ticket::answer).layer(large()))
        .route("/portal/tickets/{number}/validate", post(ticket::validate))
        .route("/portal/tickets/{number}/refuse", post(ticket::refuse))
        .route("/portal/tickets/{number}/rate", post(ticket::rate))
        .route("/portal/tickets/{number}/withdraw", post(ticket::withdraw))
        .route("/portal/tickets/{number}/follow-up", post(ticket::follow_up))
        .route("/portal/files/{token}", get(files::show))
}

/// What the portal shows on earlier slices' pages.
#[must_use]
pub fn slots(slots: Slots, relay: bool) -> Slots {
    slots.with(Slot::SignIn, move |read, cx, _| guest::way_in(read, cx, relay))
}

/// What was just done, in the address after a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) done: Option<Deed>,
}

/// The deeds after which a page says thank you.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Deed {
    Sent,
    Joined,
    Answered,
    Validated,
    Refused,
    Rated,
    Withdrawn,
    FollowedUp,
}

impl Deed {
    /// The word of addresses and message keys.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Joined => "joined",
            Self::Answered => "answered",
            Self::Validated => "validated",
            Self::Refused => "refused",
            Self::Rated => "rated",
            Self::Withdrawn => "withdrawn",
            Self::FollowedUp => "followed_up",
        }
    }
}

/// The reader of the portal: whoever is signed in, acting as a requester whatever else they are.
fn visitor(cx: &Ctx) -> Result<Ctx, AppError> {
    if may(&cx.actor, Act::UsePortal) { Ok(cx.by(Channel::Portal)) } else { Err(AppError::Forbidden) }
}

fn ticket_page(label: &str, deed: Deed) -> Response {
    Redirect::to(&format!("/portal/tickets/{label}?done={}", deed.as_str())).into_response()
}

/// Runs an action in one transaction. Two requests with the same form meet at its word: the second is tried again,
/// and finds what the first has done.
async fn act<T, F>(app: &App, deed: F) -> Result<T, Refused>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Refused> + Clone + Send + 'static,
{
    match app.db.write_locked(deed.clone()).await {
        Err(Refused::App(AppError::Conflict { .. })) => app.db.write_locked(deed).await,
        outcome => outcome,
    }
}
