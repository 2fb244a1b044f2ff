//! Moving through the lifecycle, taking, escalating, and what the requester says of a resolution.

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    desks,
    people::{ApiCaller, idempotency::Answer, policy::Access},
};
use rules::ticket_state::{self, Field, Legal, PendingOn, State as TicketState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    error::AppError,
    etag::{IdempotencyKey, IfMatch},
    extract::ApiJson,
};

use super::{
    body::TicketBody,
    comments::CommentCreate,
    number, read,
    reference::{Finder, Reference},
    shown,
    ticket::TicketPatch,
    words::{LevelWord, PendingOnWord, StateWord},
    write,
};
use crate::tickets::{
    actions::{self, Edit, Step},
    model::{CauseCode, ResolutionKind},
};

/// A state that the caller may choose.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LegalTransition)]
pub(super) struct LegalBody {
    /// The state.
    #[schema(value_type = StateWord)]
    to: TicketState,
    /// What must be set first or along the way; empty: at once.
    #[schema(value_type = Vec<String>, example = json!(["resolution"]))]
    missing: Vec<Field>,
}

/// Where a ticket may go.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Transitions)]
pub(super) struct TransitionsBody {
    /// Where it stands.
    #[schema(value_type = StateWord)]
    state: TicketState,
    /// What the caller may choose.
    legal: Vec<LegalBody>,
}

/// The states that the caller may choose, with what each still needs.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/transitions", operation_id = "list_transitions", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "The legal transitions", body = TransitionsBody), ReadRefusals))]
pub(super) async fn legal(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<TransitionsBody>, AppError> {
    let found = read(&app, &cx, number(&name)?, |r, cx, ticket, access| {
        let desk = desks::desk(r, ticket.desk_id)?.ok_or(AppError::NotFound)?;
        let parties = actions::parties(cx, ticket, access);
        let legal = ticket_state::legal(&ticket.facts(&parties, cx.now, desk.reopen_days));
        let legal = legal.into_iter().map(|Legal { to, missing }| LegalBody { to, missing }).collect();
        Ok(TransitionsBody { state: ticket.state, legal })
    });
    Ok(Json(found.await?))
}

/// A wanted transition, with what is set along the way.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TransitionCreate {
    /// The wanted state.
    #[schema(value_type = StateWord)]
    to: TicketState,
    /// Why, in words.
    reason: Option<String>,
    /// Whom it will wait for.
    #[schema(value_type = Option<PendingOnWord>)]
    pending_on: Option<PendingOn>,
    /// What was done.
    #[schema(example = "Certificat renouvelé")]
    resolution: Option<String>,
    /// Fix or workaround.
    resolution_kind: Option<ResolutionKind>,
    /// Why it happened.
    cause_code: Option<CauseCode>,
    /// Something said along the way: a text for a public answer, or a whole comment.
    comment: Option<Said>,
    /// A category of the desk: its id, code, path or name.
    category: Option<Reference>,
    /// How far the harm reaches.
    #[schema(value_type = Option<LevelWord>)]
    impact: Option<rules::priority::Level>,
    /// How soon it hurts.
    #[schema(value_type = Option<LevelWord>)]
    urgency: Option<rules::priority::Level>,
    /// Who gets it.
    assignee: Option<Reference>,
    /// The team in whose queue it goes.
    team: Option<Reference>,
}

/// A text that the requester sees, or a whole comment.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Said {
    /// A public answer.
    Text(String),
    /// A comment.
    Comment(CommentCreate),
}

impl TransitionCreate {
    /// The fields set along the way.
    fn patch(&self) -> TicketPatch {
        TicketPatch::along(
            self.category.clone(),
            (self.impact, self.urgency),
            self.team.clone(),
            self.assignee.clone(),
        )
    }
}

/// Moves a ticket to another state. What the same request sets counts as set.
///
/// A refused transition is 422: `errors` holds the fields that are missing, or the reason with the legal states.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/transitions", operation_id = "move_ticket", tag = "tickets",
    request_body = TransitionCreate,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("If-Match" = Option<String>, Header, description = "The version that the decision was made from"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "As it is now; `ETag` is its version", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn step(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    seen: IfMatch,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<TransitionCreate>,
) -> Result<Answer, AppError> {
    let (number, seen) = (number(&name)?, seen.version());
    let path = format!("/api/v1/tickets/{number}/transitions");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        let (ticket, access) = actions::readable_by_number(tx, cx, number)?;
        // Before names are looked up: their faults would tell what the caller may not know.
        if access < Access::Request || access == Access::Observe {
            return Err(AppError::Forbidden.into());
        }
        let patch = body.patch();
        let edit = if patch == TicketPatch::default() {
            Edit::default()
        } else {
            patch.edit(tx, cx, ticket.desk_id)?
        };
        let mut find = Finder::new(tx, cx);
        let comment = match &body.comment {
            Some(Said::Comment(comment)) => Some(comment.resolve(&mut find)?),
            Some(Said::Text(text)) => Some(actions::NewComment::public(text)),
            None => None,
        };
        find.done()?;
        let step = Step {
            to: body.to,
            reason: body.reason.clone().unwrap_or_default(),
            pending_on: body.pending_on,
            resolution: body.resolution.clone(),
            resolution_kind: body.resolution_kind,
            cause_code: body.cause_code,
            edit,
            comment,
        };
        let changed = actions::transition(tx, cx, number, &step, seen)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Takes a ticket: the caller becomes its assignee, and that acknowledges it.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/take", operation_id = "take_ticket", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("If-Match" = Option<String>, Header, description = "The version that the decision was made from")),
    responses((status = 200, description = "As it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn take(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    seen: IfMatch,
) -> Result<Answer, AppError> {
    let (number, seen) = (number(&name)?, seen.version());
    write(&app, &cx, IdempotencyKey(None), ("POST", &name), (), move |tx, cx, ()| {
        let changed = actions::take(tx, cx, number, seen)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Why a ticket is escalated.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Escalation {
    /// Why.
    #[schema(example = "Il faut un accès au pare-feu")]
    reason: String,
}

/// Hands a ticket to the next tier of its team.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/escalate", operation_id = "escalate_ticket", tag = "tickets",
    request_body = Escalation,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "As it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn escalate(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<Escalation>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/escalate");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        let changed = actions::escalate(tx, cx, number, &body.reason)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// The requester says that it works: the ticket is closed.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/validate", operation_id = "validate_ticket", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "As it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn validate(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    write(&app, &cx, IdempotencyKey(None), ("POST", &name), (), move |tx, cx, ()| {
        let changed = actions::validate(tx, cx, number)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Why a resolution is refused.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Objection {
    /// In words, which become a comment.
    #[serde(default)]
    #[schema(example = "Le VPN ne marche toujours pas.")]
    comment: String,
}

/// The requester says that it does not work: the ticket is worked on again.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/refuse", operation_id = "refuse_resolution", tag = "tickets",
    request_body = Objection,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "As it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn refuse(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<Objection>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/refuse");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        let changed = actions::refuse(tx, cx, number, &body.comment)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// How the requester was served.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rating {
    /// From 1 to 5.
    #[schema(example = 5, minimum = 1, maximum = 5)]
    score: i64,
    /// In words.
    #[serde(default)]
    #[schema(example = "Rapide et clair, merci.")]
    comment: String,
}

/// The requester says how they were served, once the ticket is resolved.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/rate", operation_id = "rate_ticket", tag = "tickets",
    request_body = Rating,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "As it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn rate(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    ApiJson(body): ApiJson<Rating>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    write(&app, &cx, IdempotencyKey(None), ("POST", &name), body, move |tx, cx, body| {
        let changed = actions::rate(tx, cx, number, body.score, &body.comment)?;
        shown(tx, cx, &changed)
    })
    .await
}
