//! Who follows a ticket, who is affected too, and its tags.

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    people::{self, ApiCaller, idempotency::Answer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{error::AppError, etag::IdempotencyKey, extract::ApiJson, page::Page};

use super::{
    body::{Named, TicketBody},
    id, inside, number, read,
    reference::{Finder, Reference},
    shown, write,
};
use crate::tickets::{
    actions::{self, Edit},
    model::Relation,
    store,
};

/// A person to be added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Somebody {
    /// Their address or id.
    person: Reference,
}

async fn related(
    app: &App,
    cx: &base::ctx::Ctx,
    name: &str,
    wanted: Relation,
) -> Result<Json<Page<Named>>, AppError> {
    let items = read(app, cx, number(name)?, move |r, _, ticket, access| {
        inside(access)?;
        let people = store::people(r, ticket.id)?;
        let ids: Vec<i64> =
            people.iter().filter(|(_, relation)| *relation == wanted).map(|(id, _)| *id).collect();
        let users = people::users(r, &ids)?;
        let named =
            ids.iter().filter_map(|id| users.get(id)).map(|u| Named { id: u.id, name: u.name.clone() });
        Ok(named.collect())
    });
    Ok(Json(Page { items: items.await?, next: None }))
}

/// Those who follow a ticket.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/watchers", operation_id = "list_watchers", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "All of them, on one page", body = Page<Named>), ReadRefusals))]
pub(super) async fn watchers(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<Page<Named>>, AppError> {
    related(&app, &cx, &name, Relation::Watcher).await
}

/// Those who are affected besides the requester.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/affected", operation_id = "list_affected", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "All of them, on one page", body = Page<Named>), ReadRefusals))]
pub(super) async fn affected(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<Page<Named>>, AppError> {
    related(&app, &cx, &name, Relation::Affected).await
}

/// The person in a body, found by who may see the ticket.
fn person(tx: &db::Tx<'_>, cx: &base::ctx::Ctx, number: i64, name: &Reference) -> Result<i64, AppError> {
    actions::readable_by_number(tx, cx, number)?;
    let mut find = Finder::new(tx, cx);
    let found = find.person("person", name)?;
    find.done()?;
    found.ok_or(AppError::NotFound)
}

/// Makes a person follow a ticket: oneself, or, for an agent, someone else.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/watchers", operation_id = "add_watcher", tag = "tickets", request_body = Somebody,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn watch(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    ApiJson(body): ApiJson<Somebody>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    write(&app, &cx, IdempotencyKey(None), ("POST", &name), body, move |tx, cx, body| {
        let user = person(tx, cx, number, &body.person)?;
        let changed = actions::watch(tx, cx, number, user)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Ends it.
#[utoipa::path(delete, path = "/api/v1/tickets/{number}/watchers/{id}", operation_id = "remove_watcher", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("id" = String, Path, description = "The person's id", example = "12")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn unwatch(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, person)): Path<(String, String)>,
) -> Result<Answer, AppError> {
    let (number, person) = (number(&name)?, id(&person)?);
    write(&app, &cx, IdempotencyKey(None), ("DELETE", &name), (), move |tx, cx, ()| {
        let changed = actions::unwatch(tx, cx, number, person)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Notes that a person is affected too.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/affected", operation_id = "add_affected", tag = "tickets", request_body = Somebody,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn affect(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    ApiJson(body): ApiJson<Somebody>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    write(&app, &cx, IdempotencyKey(None), ("POST", &name), body, move |tx, cx, body| {
        let user = person(tx, cx, number, &body.person)?;
        let changed = actions::affect(tx, cx, number, user)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Tags.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Tags {
    /// The words.
    #[schema(example = json!(["vpn"]))]
    tags: Vec<String>,
}

/// A ticket's tags.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/tags", operation_id = "list_tags", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "All of them", body = Tags), ReadRefusals))]
pub(super) async fn tags(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<Tags>, AppError> {
    let tags = read(&app, &cx, number(&name)?, |r, _, ticket, access| {
        inside(access)?;
        Ok(store::tags(r, ticket.id)?)
    });
    Ok(Json(Tags { tags: tags.await? }))
}

/// Adds tags.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/tags", operation_id = "add_tags", tag = "tickets", request_body = Tags,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn add_tags(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    ApiJson(body): ApiJson<Tags>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    write(&app, &cx, IdempotencyKey(None), ("POST", &name), body, move |tx, cx, body| {
        actions::readable_by_number(tx, cx, number)?;
        let mut find = Finder::new(tx, cx);
        find.tags("tags", &body.tags);
        find.done()?;
        let edit = Edit { add_tags: body.tags.clone(), ..Edit::default() };
        let changed = actions::edit(tx, cx, number, &edit, None)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Takes a tag away.
#[utoipa::path(delete, path = "/api/v1/tickets/{number}/tags/{tag}", operation_id = "remove_tag", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("tag" = String, Path, description = "The tag", example = "vpn")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn remove_tag(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, tag)): Path<(String, String)>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    write(&app, &cx, IdempotencyKey(None), ("DELETE", &name), (), move |tx, cx, ()| {
        let edit = Edit { remove_tags: vec![tag.clone()], ..Edit::default() };
        let changed = actions::edit(tx, cx, number, &edit, None)?;
        shown(tx, cx, &changed)
    })
    .await
}
