//! Links, merging duplicates, splitting what are two.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use base::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    people::{ApiCaller, idempotency::Answer},
};
use rules::ticket_state::State as TicketState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    error::{AppError, FieldError},
    etag::IdempotencyKey,
    extract::ApiJson,
    page::Page,
};

use super::{address, body::TicketBody, id, inside, number, read, shown, words::StateWord, write};
use crate::tickets::{actions, model::LinkKind, store};

/// A relation to another ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Link)]
pub(super) struct LinkBody {
    /// Its id.
    #[schema(example = 2)]
    id: i64,
    /// How the first ticket is related to the second.
    kind: LinkKind,
    /// Whether this ticket is the first.
    outgoing: bool,
    /// The other ticket.
    #[schema(example = "INC-17")]
    ticket: String,
    /// What it says.
    #[schema(example = "VPN indisponible")]
    title: String,
    /// Where it stands.
    #[schema(value_type = StateWord)]
    state: TicketState,
}

/// A ticket's links, to those tickets that the caller may see.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/links", operation_id = "list_links", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "All of them, on one page", body = Page<LinkBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<Page<LinkBody>>, AppError> {
    let items = read(&app, &cx, number(&name)?, |r, cx, ticket, access| {
        inside(access)?;
        let links = store::links(r, ticket.id)?;
        let other =
            |link: &crate::tickets::Link| if link.from_id == ticket.id { link.to_id } else { link.from_id };
        let others = store::many(r, &links.iter().map(other).collect::<Vec<_>>())?;
        let mut items = Vec::new();
        for link in links {
            let Some(found) = others.iter().find(|ticket| ticket.id == other(&link)) else { continue };
            if actions::readable(r, cx, Some(found.clone())).is_err() {
                continue;
            }
            items.push(LinkBody {
                id: link.id,
                kind: link.kind,
                outgoing: link.from_id == ticket.id,
                ticket: found.label(),
                title: found.title.clone(),
                state: found.state,
            });
        }
        Ok(items)
    });
    Ok(Json(Page { items: items.await?, next: None }))
}

/// The number of another ticket, in a field.
fn other(locale: web::Locale, field: &str, text: &str) -> Result<i64, AppError> {
    number(text).map_err(|_| {
        let message = web::i18n::t(locale, "tickets-api-no-number");
        AppError::Invalid(vec![FieldError::new(field, "no-number", message)])
    })
}

/// A ticket that is not there for the caller is a fault of the field that names it, not of the address.
fn in_field(locale: web::Locale, field: &str, refused: AppError) -> AppError {
    match refused {
        AppError::NotFound => {
            let message = web::i18n::t(locale, "tickets-api-no-ticket");
            AppError::Invalid(vec![FieldError::new(field, "no-ticket", message)])
        }
        other => other,
    }
}

/// A link to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkCreate {
    /// How this ticket is related to the other.
    kind: LinkKind,
    /// The other ticket.
    #[schema(example = "INC-17")]
    ticket: String,
}

/// Links a ticket to another.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/links", operation_id = "link_ticket", tag = "tickets", request_body = LinkCreate,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn add(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<LinkCreate>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/links");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        inside(actions::readable_by_number(tx, cx, number)?.1)?;
        let target = other(cx.locale, "ticket", &body.ticket)?;
        actions::readable_by_number(tx, cx, target).map_err(|error| in_field(cx.locale, "ticket", error))?;
        let changed = actions::link(tx, cx, number, body.kind, target)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Removes a link.
#[utoipa::path(delete, path = "/api/v1/tickets/{number}/links/{id}", operation_id = "unlink_ticket", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("id" = String, Path, description = "The link's id", example = "2")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn remove(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, link)): Path<(String, String)>,
) -> Result<Answer, AppError> {
    let (number, link) = (number(&name)?, id(&link)?);
    write(&app, &cx, IdempotencyKey(None), ("DELETE", &name), (), move |tx, cx, ()| {
        let changed = actions::unlink(tx, cx, number, link)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Duplicates of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Duplicates {
    /// Their numbers.
    #[schema(example = json!(["INC-43", "INC-44"]))]
    tickets: Vec<String>,
}

/// Merges duplicates into this ticket: their people follow it, they are cancelled.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/merge", operation_id = "merge_tickets", tag = "tickets", request_body = Duplicates,
    params(("number" = String, Path, description = "The ticket that goes on", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn merge(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<Duplicates>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/merge");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        inside(actions::readable_by_number(tx, cx, number)?.1)?;
        let mut others = Vec::new();
        for text in body.tickets.iter().take(51) {
            let other = other(cx.locale, "tickets", text)?;
            actions::readable_by_number(tx, cx, other)
                .map_err(|error| in_field(cx.locale, "tickets", error))?;
            others.push(other);
        }
        let changed = actions::merge(tx, cx, number, &others)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// A second fault to be split off.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Second {
    /// One line that says it.
    #[schema(example = "Écran noir au démarrage")]
    title: String,
    /// What was reported of it.
    #[serde(default)]
    description: String,
}

/// Splits a second fault off a ticket: a new ticket for the same requester, linked to this one.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/split", operation_id = "split_ticket", tag = "tickets", request_body = Second,
    params(("number" = String, Path, description = "The ticket to split", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "The new ticket: see `Location`", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn split(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<Second>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/split");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        let opened = actions::split(tx, cx, number, &body.title, &body.description)?;
        let (location, answer) = (address(&opened.ticket), shown(tx, cx, &opened.ticket)?);
        Ok(Answer { status: StatusCode::CREATED, location: Some(location), ..answer })
    })
    .await
}
