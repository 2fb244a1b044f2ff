//! Several tickets at once, and macros.

use axum::extract::{Path, State};
use base::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    people::{ApiCaller, idempotency::Answer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{error::AppError, etag::IdempotencyKey, extract::ApiJson};

use super::{body::TicketBody, id, number, shown, ticket::TicketPatch, write};
use crate::tickets::{
    actions::{self, BulkChange, BulkOutcome},
    store,
};

/// A change of several tickets.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BulkCreate {
    /// Their numbers, at most 200.
    #[schema(example = json!(["INC-42", "INC-43"]))]
    tickets: Vec<String>,
    /// What to change of each.
    change: TicketPatch,
}

/// A ticket that was not changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct RefusedTicket {
    /// Its number.
    #[schema(example = 43)]
    number: i64,
    /// Why, in the caller's language.
    reason: String,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct BulkBody {
    /// What undoes it; absent when nothing changed.
    #[schema(example = 9)]
    id: Option<i64>,
    /// The tickets that changed.
    #[schema(example = json!([42]))]
    changed: Vec<i64>,
    /// The tickets that did not.
    refused: Vec<RefusedTicket>,
}

impl From<BulkOutcome> for BulkBody {
    fn from(outcome: BulkOutcome) -> Self {
        let refused = outcome.refused.into_iter().map(|(number, reason)| RefusedTicket { number, reason });
        Self { id: outcome.id, changed: outcome.changed, refused: refused.collect() }
    }
}

/// Changes fields of several tickets, each on its own: a refused one leaves the others changed. Names are those of the
/// first ticket's desk.
#[utoipa::path(post, path = "/api/v1/tickets/bulk", operation_id = "change_tickets", tag = "tickets", request_body = BulkCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "What came of it", body = BulkBody), ReadRefusals, WriteRefusals))]
pub(super) async fn bulk(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<BulkCreate>,
) -> Result<Answer, AppError> {
    write(&app, &cx, key, ("POST", "/api/v1/tickets/bulk"), body, |tx, cx, body| {
        let numbers: Vec<i64> =
            body.tickets.iter().take(actions::MOST + 1).filter_map(|n| number(n).ok()).collect();
        if !cx.actor.is_staff() {
            return Err(AppError::Forbidden.into());
        }
        if body.change.converts() {
            return Err(AppError::field_of(cx.locale, "change.kind", "unknown").into());
        }
        let mut desk_id = 0;
        for number in &numbers {
            if let Some(ticket) = store::by_number(tx, *number)? {
                desk_id = ticket.desk_id;
                break;
            }
        }
        let change = BulkChange { edit: body.change.edit(tx, cx, desk_id)?, step: None };
        let outcome = actions::bulk_edit(tx, cx, &numbers, &change)?;
        Ok(Answer::ok(&BulkBody::from(outcome))?)
    })
    .await
}

/// Takes a change of several tickets back, where nobody touched the same fields since.
#[utoipa::path(post, path = "/api/v1/tickets/bulk/{id}/undo", operation_id = "undo_change_of_tickets", tag = "tickets",
    params(("id" = String, Path, description = "What the change answered", example = "9")),
    responses((status = 200, description = "What came of it", body = BulkBody), ReadRefusals, WriteRefusals))]
pub(super) async fn undo(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(bulk): Path<String>,
) -> Result<Answer, AppError> {
    let bulk = id(&bulk)?;
    write(&app, &cx, IdempotencyKey(None), ("POST", "undo"), (), move |tx, cx, ()| {
        Ok(Answer::ok(&BulkBody::from(actions::bulk_undo(tx, cx, bulk)?))?)
    })
    .await
}

/// Runs a macro on a ticket: all of its steps or none.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/macros/{id}", operation_id = "run_macro", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("id" = String, Path, description = "The macro's id", example = "1")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn run_macro(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, wanted)): Path<(String, String)>,
) -> Result<Answer, AppError> {
    let (number, wanted) = (number(&name)?, id(&wanted)?);
    write(&app, &cx, IdempotencyKey(None), ("POST", &name), (), move |tx, cx, ()| {
        let changed = actions::run_macro(tx, cx, number, wanted)?;
        shown(tx, cx, &changed)
    })
    .await
}
