//! `/api/v1/policies`: the commitments of desks.

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{QueryRefusals, ReadRefusals, WriteRefusals, nullable},
    app::App,
    ctx::Ctx,
    people::{
        ApiCaller,
        idempotency::{Answer, once},
        policy::{Act, may},
    },
};
use db::{Read, Tx};
use rules::{
    priority::Priority,
    sla::{Agreement, Scope, Target, Targets, policy::pauses_on_the_user},
    ticket_state::{Kind, PendingOn},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{
    error::AppError,
    etag::{IdempotencyKey, IfMatch},
    extract::{ApiJson, Query},
    page::Page,
};

use super::{
    model::{Policy, Reaction, ReactionAt, ReactionDo},
    policies::{NewPolicy, archive_policy, change_policy, create_policy},
    store,
};

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, change, archive))
}

/// Between whom a commitment stands.
#[derive(ToSchema)]
#[schema(as = Agreement, rename_all = "snake_case")]
#[expect(dead_code, reason = "only described")]
enum AgreementWord {
    /// With the customer.
    Sla,
    /// Binds a team of one's own.
    Ola,
    /// Binds a provider.
    Underpinning,
}

/// An amount of working time: in seconds, or in days of the calendar's mean length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Target)]
#[serde(rename_all = "snake_case")]
enum TargetBody {
    /// Working seconds.
    Seconds(u32),
    /// Working days.
    Days(u16),
}

impl From<Target> for TargetBody {
    fn from(target: Target) -> Self {
        match target {
            Target::Seconds(seconds) => Self::Seconds(seconds),
            Target::Days(days) => Self::Days(days),
        }
    }
}

impl From<TargetBody> for Target {
    fn from(target: TargetBody) -> Self {
        match target {
            TargetBody::Seconds(seconds) => Self::Seconds(seconds),
            TargetBody::Days(days) => Self::Days(days),
        }
    }
}

/// What is promised; a target that is absent has no clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Targets, example = json!({ "acknowledge": { "seconds": 900 }, "resolve": { "days": 3 } }))]
#[serde(deny_unknown_fields, default)]
struct TargetsBody {
    /// To the acknowledgement: a person takes the ticket, or answers in public.
    acknowledge: Option<TargetBody>,
    /// The longest time between two public updates.
    update: Option<TargetBody>,
    /// To the resolution.
    resolve: Option<TargetBody>,
}

impl From<Targets> for TargetsBody {
    fn from(targets: Targets) -> Self {
        Self {
            acknowledge: targets.acknowledge.map(TargetBody::from),
            update: targets.update.map(TargetBody::from),
            resolve: targets.resolve.map(TargetBody::from),
        }
    }
}

impl From<TargetsBody> for Targets {
    fn from(targets: TargetsBody) -> Self {
        Self {
            acknowledge: targets.acknowledge.map(Target::from),
            update: targets.update.map(Target::from),
            resolve: targets.resolve.map(Target::from),
        }
    }
}

/// For which tickets a policy holds; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Scope, example = json!({ "desk": 1, "priority": "P2" }))]
#[serde(deny_unknown_fields, default)]
struct ScopeBody {
    /// The help desk; without one, every desk's.
    desk: Option<i64>,
    /// `P1` to `P5`.
    #[schema(value_type = Option<String>)]
    priority: Option<Priority>,
    /// A category, with those under it.
    category: Option<i64>,
    /// The affected service.
    service: Option<i64>,
    /// The requester's organisation.
    organisation: Option<i64>,
    /// The team that an OLA binds.
    team: Option<i64>,
    /// The provider that an underpinning contract binds.
    provider: Option<i64>,
}

impl From<&Scope> for ScopeBody {
    fn from(scope: &Scope) -> Self {
        Self {
            desk: scope.desk,
            priority: scope.priority,
            category: scope.category,
            service: scope.service,
            organisation: scope.organisation,
            team: scope.team,
            provider: scope.provider,
        }
    }
}

impl From<&ScopeBody> for Scope {
    fn from(scope: &ScopeBody) -> Self {
        Self {
            desk: scope.desk,
            priority: scope.priority,
            category: scope.category,
            service: scope.service,
            organisation: scope.organisation,
            team: scope.team,
            provider: scope.provider,
        }
    }
}

/// What a policy does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Reaction, example = json!({ "percent": 90, "do": "notify_leads" }))]
#[serde(deny_unknown_fields)]
struct ReactionBody {
    /// At which warning; absent at the breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<u16>,
    /// `notify_assignee`, `notify_leads`, `raise_priority`, `escalate`, `unassign`.
    #[serde(rename = "do")]
    #[schema(value_type = String)]
    act: ReactionDo,
}

impl From<Reaction> for ReactionBody {
    fn from(reaction: Reaction) -> Self {
        let percent = match reaction.at {
            ReactionAt::Warning(percent) => Some(percent),
            ReactionAt::Breach => None,
        };
        Self { percent, act: reaction.act }
    }
}

impl From<ReactionBody> for Reaction {
    fn from(reaction: ReactionBody) -> Self {
        Self { at: reaction.percent.map_or(ReactionAt::Breach, ReactionAt::Warning), act: reaction.act }
    }
}

/// A commitment's policy.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Policy)]
struct PolicyBody {
    /// Its id.
    #[schema(example = 2)]
    id: i64,
    /// Its name.
    #[schema(example = "P2")]
    name: String,
    /// Between whom.
    #[schema(value_type = AgreementWord)]
    agreement: Agreement,
    /// Only for this kind of ticket: `incident`, `request`.
    #[schema(value_type = Option<String>)]
    kind: Option<Kind>,
    /// For which tickets.
    scope: ScopeBody,
    /// What is promised.
    targets: TargetsBody,
    /// The calendar that counts; without one, the desk's.
    calendar: Option<i64>,
    /// Counted 24×7.
    always_open: bool,
    /// What a ticket may wait for without the clock running: `user`, `provider`, `change`, `other`.
    #[schema(value_type = Vec<String>, example = json!(["user"]))]
    pauses_on: BTreeSet<PendingOn>,
    /// The percentages of a target at which one is warned.
    #[schema(example = json!([50, 75, 90]))]
    warnings: Vec<u16>,
    /// What happens at warnings and at the breach.
    reactions: Vec<ReactionBody>,
    /// The administrator's order among equals.
    #[schema(example = 1)]
    position: i32,
    /// Whether it is out of use.
    archived: bool,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

impl From<Policy> for PolicyBody {
    fn from(policy: Policy) -> Self {
        Self {
            id: policy.rule.id,
            name: policy.name,
            agreement: policy.rule.agreement,
            kind: policy.kind,
            scope: ScopeBody::from(&policy.rule.scope),
            targets: policy.rule.targets.into(),
            calendar: policy.rule.calendar,
            always_open: policy.always_open,
            pauses_on: policy.rule.pauses_on,
            warnings: policy.warnings,
            reactions: policy.reactions.into_iter().map(ReactionBody::from).collect(),
            position: policy.rule.position,
            archived: policy.archived,
            version: policy.version,
        }
    }
}

impl PolicyBody {
    fn read(read: &Read<'_>, id: i64) -> Result<Self, AppError> {
        store::policy(read, id)?.map(Self::from).ok_or(AppError::NotFound)
    }
}

/// A policy to be created.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyCreate {
    /// Its name.
    #[schema(example = "Clients premium", min_length = 1, max_length = 120)]
    name: String,
    /// Between whom; `sla` unless said otherwise.
    #[schema(value_type = Option<AgreementWord>)]
    agreement: Option<Agreement>,
    /// Only for this kind of ticket.
    #[schema(value_type = Option<String>)]
    kind: Option<Kind>,
    /// For which tickets.
    #[serde(default)]
    scope: ScopeBody,
    /// What is promised.
    targets: TargetsBody,
    /// The calendar that counts; without one, the desk's.
    calendar: Option<i64>,
    /// Counted 24×7.
    #[serde(default)]
    always_open: bool,
    /// What a ticket may wait for without the clock running; the user unless said otherwise.
    #[schema(value_type = Option<Vec<String>>, example = json!(["user"]))]
    pauses_on: Option<BTreeSet<PendingOn>>,
    /// The percentages of a target at which one is warned.
    #[serde(default)]
    #[schema(example = json!([50, 75, 90]))]
    warnings: Vec<u16>,
    /// What happens at warnings and at the breach.
    #[serde(default)]
    reactions: Vec<ReactionBody>,
    /// The administrator's order among equals.
    #[serde(default)]
    position: i32,
}

impl PolicyCreate {
    fn policy(&self) -> NewPolicy {
        NewPolicy {
            name: self.name.clone(),
            agreement: self.agreement.unwrap_or(Agreement::Sla),
            scope: Scope::from(&self.scope),
            kind: self.kind,
            targets: self.targets.into(),
            calendar_id: self.calendar,
            always_open: self.always_open,
            pauses_on: self.pauses_on.clone().unwrap_or_else(pauses_on_the_user),
            warnings: self.warnings.clone(),
            reactions: self.reactions.iter().copied().map(Reaction::from).collect(),
            position: self.position,
        }
    }
}

/// What to change of a policy; what is absent stays. Its desk and agreement never change: its clocks would lose their
/// meaning.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct PolicyPatch {
    /// Its name.
    #[schema(example = "P2")]
    name: Option<String>,
    /// Only for this kind of ticket; `null` for any.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    kind: Option<Option<Kind>>,
    /// For which tickets, as a whole; the desk stays.
    scope: Option<ScopeBody>,
    /// What is promised, as a whole.
    targets: Option<TargetsBody>,
    /// The calendar that counts; `null` for the desk's.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    calendar: Option<Option<i64>>,
    /// Counted 24×7.
    always_open: Option<bool>,
    /// What a ticket may wait for without the clock running.
    #[schema(value_type = Option<Vec<String>>)]
    pauses_on: Option<BTreeSet<PendingOn>>,
    /// The percentages of a target at which one is warned.
    warnings: Option<Vec<u16>>,
    /// What happens at warnings and at the breach.
    reactions: Option<Vec<ReactionBody>>,
    /// The administrator's order among equals.
    position: Option<i32>,
}

impl PolicyPatch {
    fn on(&self, was: &Policy) -> NewPolicy {
        let patch = self.clone();
        let scope = patch.scope.as_ref().map_or_else(|| was.rule.scope.clone(), Scope::from);
        let reactions = patch.reactions.map(|reactions| reactions.into_iter().map(Reaction::from).collect());
        NewPolicy {
            name: patch.name.unwrap_or_else(|| was.name.clone()),
            agreement: was.rule.agreement,
            scope: Scope { desk: was.rule.scope.desk, ..scope },
            kind: patch.kind.unwrap_or(was.kind),
            targets: patch.targets.map_or(was.rule.targets, Targets::from),
            calendar_id: patch.calendar.unwrap_or(was.rule.calendar),
            always_open: patch.always_open.unwrap_or(was.always_open),
            pauses_on: patch.pauses_on.unwrap_or_else(|| was.rule.pauses_on.clone()),
            warnings: patch.warnings.unwrap_or_else(|| was.warnings.clone()),
            reactions: reactions.unwrap_or_else(|| was.reactions.clone()),
            position: patch.position.unwrap_or(was.rule.position),
        }
    }
}

fn readable(cx: &Ctx) -> Result<(), AppError> {
    if may(&cx.actor, Act::ReadConfiguration) { Ok(()) } else { Err(AppError::Forbidden) }
}

fn number(text: &str) -> Result<i64, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// Of which desk.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfDesk {
    /// The desk.
    #[param(example = 1)]
    desk: i64,
}

/// The policies in use at a desk, in the administrator's order: its own, and those for every desk.
#[utoipa::path(get, path = "/api/v1/policies", operation_id = "list_policies", tag = "commitments", params(OfDesk),
    responses((status = 200, description = "All of them, on one page", body = Page<PolicyBody>), ReadRefusals, QueryRefusals))]
async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Query(of): Query<OfDesk>,
) -> Result<Json<Page<PolicyBody>>, AppError> {
    readable(&cx)?;
    let policies = app.db.read(move |r| -> Result<Vec<Policy>, AppError> {
        base::desks::desk(r, of.desk)?.ok_or(AppError::NotFound)?;
        Ok(store::policies(r, of.desk)?)
    });
    Ok(Json(Page { items: policies.await?.into_iter().map(PolicyBody::from).collect(), next: None }))
}

/// A policy, in use or not.
#[utoipa::path(get, path = "/api/v1/policies/{id}", operation_id = "read_policy", tag = "commitments",
    params(("id" = String, Path, description = "The policy's id", example = "2")),
    responses((status = 200, description = "The policy; `ETag` is its version", body = PolicyBody), ReadRefusals))]
async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<String>,
) -> Result<Answer, AppError> {
    readable(&cx)?;
    let id = number(&id)?;
    let policy = app.db.read(move |r| PolicyBody::read(r, id)).await?;
    Ok(Answer::ok(&policy)?.version(policy.version))
}

/// Creates a policy; it holds for tickets opened or looked at again from now on.
#[utoipa::path(post, path = "/api/v1/policies", operation_id = "create_policy", tag = "commitments", request_body = PolicyCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = PolicyBody), ReadRefusals, WriteRefusals))]
async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<PolicyCreate>,
) -> Result<Answer, AppError> {
    let new = body.policy();
    once(&app, &cx, &key, ("POST", "/api/v1/policies"), &body, move |tx, cx| {
        let id = create_policy(tx, cx, &new)?;
        let policy = PolicyBody::read(tx, id)?;
        Ok(Answer::created(format!("/api/v1/policies/{id}"), &policy)?.version(policy.version))
    })
    .await
}

/// The policy in use, and the version to change: the one that the request names, or the present one.
fn wanted(tx: &Tx<'_>, id: i64, seen: &IfMatch) -> Result<(Policy, i64), AppError> {
    let was = store::policy(tx, id)?.filter(|policy| !policy.archived).ok_or(AppError::NotFound)?;
    seen.check(was.version)?;
    let version = was.version;
    Ok((was, version))
}

/// Changes a policy; open tickets are looked at again in the background.
#[utoipa::path(patch, path = "/api/v1/policies/{id}", operation_id = "change_policy", tag = "commitments", request_body = PolicyPatch,
    params(("id" = String, Path, description = "The policy's id", example = "2"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = PolicyBody), ReadRefusals, WriteRefusals))]
async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<String>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<PolicyPatch>,
) -> Result<Answer, AppError> {
    let id = number(&id)?;
    let write = move |tx: &mut Tx<'_>| -> Result<Answer, AppError> {
        readable(&cx)?;
        let (was, version) = wanted(tx, id, &seen)?;
        change_policy(tx, &cx, id, version, &patch.on(&was))?;
        let policy = PolicyBody::read(tx, id)?;
        Ok(Answer::ok(&policy)?.version(policy.version))
    };
    app.db.write(write).await
}

/// Takes a policy out of use; open tickets are looked at again in the background.
#[utoipa::path(delete, path = "/api/v1/policies/{id}", operation_id = "archive_policy", tag = "commitments",
    params(("id" = String, Path, description = "The policy's id", example = "2"),
        ("If-Match" = Option<String>, Header, description = "The version to take out of use")),
    responses((status = 200, description = "As it is now", body = PolicyBody), ReadRefusals, WriteRefusals))]
async fn archive(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<String>,
    seen: IfMatch,
) -> Result<Answer, AppError> {
    let id = number(&id)?;
    let write = move |tx: &mut Tx<'_>| -> Result<Answer, AppError> {
        readable(&cx)?;
        let (_, version) = wanted(tx, id, &seen)?;
        archive_policy(tx, &cx, id, version)?;
        let policy = PolicyBody::read(tx, id)?;
        Ok(Answer::ok(&policy)?.version(policy.version))
    };
    app.db.write(write).await
}
