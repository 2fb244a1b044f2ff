//! `/api/v1/tickets`: everything the pages do to a ticket, for programs (product.md §14.1).
//!
//! Numbers name tickets, with any prefix or none; what a caller may not see is 404. Writes take `Idempotency-Key`
//! where they create something and `If-Match` where they change something: what others changed meanwhile in other
//! fields is merged, only a real clash is 409. The list stands in `queues`, which knows filters and orders.

mod attachments;
mod body;
mod comments;
mod lifecycle;
mod many;
mod open;
mod people;
mod reference;
mod relations;
mod tasks;
mod ticket;
mod words;

use axum::extract::DefaultBodyLimit;
use base::{
    app::App,
    ctx::Ctx,
    people::{
        Scope,
        idempotency::{Answer, recall, remember, request_hash},
        policy::Access,
    },
};
use db::{Read, Tx};
use rules::number::parse_loose;
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{error::AppError, etag::IdempotencyKey};

pub(crate) use body::{Names, TicketBody};

use super::{actions, model::Ticket, refusal::Refused};

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    // Files have a limit of their own, kept while they are received.
    let files = OpenApiRouter::new()
        .routes(routes!(attachments::list, attachments::add))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(open::open))
        .routes(routes!(many::bulk))
        .routes(routes!(many::undo))
        .routes(routes!(ticket::read, ticket::change))
        .routes(routes!(ticket::journal))
        .routes(routes!(comments::list, comments::add))
        .routes(routes!(lifecycle::legal, lifecycle::step))
        .routes(routes!(lifecycle::take))
        .routes(routes!(lifecycle::escalate))
        .routes(routes!(lifecycle::validate))
        .routes(routes!(lifecycle::refuse))
        .routes(routes!(lifecycle::rate))
        .routes(routes!(attachments::content, attachments::remove))
        .routes(routes!(tasks::list, tasks::add))
        .routes(routes!(tasks::change, tasks::remove))
        .routes(routes!(tasks::time, tasks::log))
        .routes(routes!(relations::list, relations::add))
        .routes(routes!(relations::remove))
        .routes(routes!(relations::merge))
        .routes(routes!(relations::split))
        .routes(routes!(people::watchers, people::watch))
        .routes(routes!(people::unwatch))
        .routes(routes!(people::affected, people::affect))
        .routes(routes!(people::tags, people::add_tags))
        .routes(routes!(people::remove_tag))
        .routes(routes!(many::run_macro))
        .merge(files)
}

/// The number in an address; what is no number names no ticket.
fn number(text: &str) -> Result<i64, AppError> {
    parse_loose(text).map(|loose| loose.number).map_err(|_| AppError::NotFound)
}

/// The id in an address.
fn id(text: &str) -> Result<i64, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// A write on tickets: the row locks come first, so it runs `write_locked`. With a key it is carried out once however
/// often it is sent. `name` is its method and path.
async fn write<B, F>(
    app: &App,
    cx: &Ctx,
    key: IdempotencyKey,
    name: (&str, &str),
    body: B,
    run: F,
) -> Result<Answer, AppError>
where
    B: Serialize + Send + 'static,
    F: Fn(&mut Tx<'_>, &Ctx, &B) -> Result<Answer, Refused> + Send + 'static,
{
    // Before anything is looked up: a token that may only read is not told what is wrong with a change.
    if !cx.actor.may_use(Scope::TicketsWrite) {
        return Err(AppError::Forbidden);
    }
    let cx = cx.clone();
    let keyed = match (key.0, cx.actor.user_id()) {
        (Some(key), Some(user)) => Some((user, key, request_hash(name.0, name.1, &body)?)),
        _ => None,
    };
    let act = move |tx: &mut Tx<'_>| -> Result<Answer, AppError> {
        let run = |tx: &mut Tx<'_>| run(tx, &cx, &body).map_err(|refused| refused.into_app(cx.locale));
        let Some((user, key, request)) = &keyed else { return run(tx) };
        if let Some(answer) = recall(tx, *user, key, request, cx.locale)? {
            return Ok(answer);
        }
        let answer = run(tx)?;
        remember(tx, *user, key, request, &answer, cx.now)?;
        Ok(answer)
    };
    app.db.write_locked(act).await
}

/// Reads a ticket that the caller may see, and more of it.
async fn read<T, F>(app: &App, cx: &Ctx, number: i64, run: F) -> Result<T, AppError>
where
    T: Send + 'static,
    F: Fn(&Read<'_>, &Ctx, &Ticket, Access) -> Result<T, AppError> + Send + 'static,
{
    let cx = cx.clone();
    app.db
        .read(move |r| {
            let (ticket, access) = actions::readable_by_number(r, &cx, number)?;
            run(r, &cx, &ticket, access)
        })
        .await
}

/// The ticket as it is now, for the caller who changed it. Who handed it out of their own sight sees what a follower
/// sees, once.
fn shown(read: &Read<'_>, cx: &Ctx, ticket: &Ticket) -> Result<Answer, Refused> {
    let access = match actions::readable(read, cx, Some(ticket.clone())) {
        Ok((_, access)) => access,
        Err(AppError::NotFound) => Access::Follow,
        Err(error) => return Err(error.into()),
    };
    let body = TicketBody::whole(read, cx, ticket, access)?;
    Ok(Answer::ok(&body)?.version(ticket.version))
}

/// The address of a ticket.
fn address(ticket: &Ticket) -> String {
    format!("/api/v1/tickets/{}", ticket.label())
}

/// Only those who work or watch over the ticket see this.
fn inside(access: Access) -> Result<(), AppError> {
    if access >= Access::Observe { Ok(()) } else { Err(AppError::Forbidden) }
}
