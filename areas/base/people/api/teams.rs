//! Teams and their members.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    AppError,
    etag::{IdempotencyKey, IfMatch},
    extract::{ApiJson, Query},
    page::Page,
};

use crate::{
    api::{QueryRefusals, ReadRefusals, WriteRefusals, nullable},
    app::App,
    people::{
        actions::teams as act,
        check::allow,
        extract::ApiCaller,
        idempotency::{Answer, once},
        model::{Member, Team, TeamEdit},
        policy::Act,
        store,
    },
};

/// A team.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Team)]
pub(super) struct TeamBody {
    /// Its id.
    #[schema(example = 4)]
    id: i64,
    /// The desk it works for.
    #[schema(example = 1)]
    desk_id: i64,
    /// Its name, unique at its desk.
    #[schema(example = "Réseau")]
    name: String,
    /// Its support tier, from 1.
    #[schema(example = 2)]
    tier: i64,
    /// The team to which its tickets are escalated.
    next_tier_id: Option<i64>,
    /// A shared address, or nothing.
    #[schema(example = "reseau@kerlann.example")]
    email: String,
    /// What it looks after.
    description: String,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

impl From<Team> for TeamBody {
    fn from(team: Team) -> Self {
        Self {
            id: team.id,
            desk_id: team.desk_id,
            name: team.name,
            tier: team.tier,
            next_tier_id: team.next_tier_id,
            email: team.email,
            description: team.description,
            version: team.version,
        }
    }
}

impl TeamBody {
    fn read(read: &db::Read<'_>, id: i64) -> Result<Self, AppError> {
        store::teams::team(read, id)?.map(Self::from).ok_or(AppError::NotFound)
    }

    fn answer(self) -> Result<Answer, AppError> {
        Ok(Answer::ok(&self)?.version(self.version))
    }
}

/// Which teams.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TeamsQuery {
    /// Those of one desk.
    #[serde(default)]
    desk_id: Option<i64>,
}

/// The teams, by name.
#[utoipa::path(get, path = "/api/v1/teams", operation_id = "list_teams", tag = "people", params(TeamsQuery),
    responses((status = 200, description = "All of them, on one page", body = Page<TeamBody>), ReadRefusals, QueryRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Query(query): Query<TeamsQuery>,
) -> Result<Json<Page<TeamBody>>, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let teams = app.db.read(move |r| store::teams::teams(r, query.desk_id)).await?;
    Ok(Json(Page { items: teams.into_iter().map(TeamBody::from).collect(), next: None }))
}

/// A team.
#[utoipa::path(get, path = "/api/v1/teams/{id}", operation_id = "read_team", tag = "people",
    params(("id" = i64, Path, description = "The team")),
    responses((status = 200, description = "The team; `ETag` is its version", body = TeamBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    app.db.read(move |r| TeamBody::read(r, id)).await?.answer()
}

const fn first_tier() -> i64 {
    1
}

/// A team to be created.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamCreate {
    /// The desk it works for.
    #[schema(example = 1)]
    desk_id: i64,
    /// Its name, unique at its desk.
    #[schema(example = "Réseau")]
    name: String,
    /// Its support tier, 1 to 9.
    #[serde(default = "first_tier")]
    tier: i64,
    /// The team to which its tickets are escalated.
    #[serde(default)]
    next_tier_id: Option<i64>,
    /// A shared address, or nothing.
    #[serde(default)]
    email: String,
    /// What it looks after.
    #[serde(default)]
    description: String,
}

/// Creates a team. For those who manage the desk.
#[utoipa::path(post, path = "/api/v1/teams", operation_id = "create_team", tag = "people", request_body = TeamCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = TeamBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<TeamCreate>,
) -> Result<Answer, AppError> {
    let sent = body.clone();
    let new = TeamEdit {
        desk_id: sent.desk_id,
        name: sent.name,
        tier: sent.tier,
        next_tier_id: sent.next_tier_id,
        email: sent.email,
        description: sent.description,
    };
    once(&app, &cx, &key, ("POST", "/api/v1/teams"), &body, move |tx, cx| {
        let id = act::create_team(tx, cx, &new)?;
        let team = TeamBody::read(tx, id)?;
        Ok(Answer::created(format!("/api/v1/teams/{id}"), &team)?.version(team.version))
    })
    .await
}

/// What to change of a team; what is absent stays. Its desk never changes.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamPatch {
    /// Its name, unique at its desk.
    name: Option<String>,
    /// Its support tier, 1 to 9.
    tier: Option<i64>,
    /// The team to which its tickets are escalated; `null` for none.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    next_tier_id: Option<Option<i64>>,
    /// A shared address, or nothing.
    email: Option<String>,
    /// What it looks after.
    description: Option<String>,
}

impl TeamPatch {
    fn on(self, team: &Team) -> TeamEdit {
        let was = TeamEdit::from(team);
        TeamEdit {
            desk_id: was.desk_id,
            name: self.name.unwrap_or(was.name),
            tier: self.tier.unwrap_or(was.tier),
            next_tier_id: self.next_tier_id.unwrap_or(was.next_tier_id),
            email: self.email.unwrap_or(was.email),
            description: self.description.unwrap_or(was.description),
        }
    }
}

/// Changes a team. For those who manage its desk.
#[utoipa::path(patch, path = "/api/v1/teams/{id}", operation_id = "change_team", tag = "people", request_body = TeamPatch,
    params(("id" = i64, Path, description = "The team"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = TeamBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<TeamPatch>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| {
        allow(&cx, Act::ReadConfiguration)?;
        let was = store::teams::team(tx, id)?.ok_or(AppError::NotFound)?;
        seen.check(was.version)?;
        act::update_team(tx, &cx, id, was.version, &patch.clone().on(&was))
    };
    TeamBody::from(app.db.write(write).await?).answer()
}

/// Archives a team: it takes no more tickets.
#[utoipa::path(delete, path = "/api/v1/teams/{id}", operation_id = "archive_team", tag = "people",
    params(("id" = i64, Path, description = "The team"),
        ("If-Match" = Option<String>, Header, description = "The version to archive")),
    responses((status = 204, description = "Archived"), ReadRefusals, WriteRefusals))]
pub(super) async fn archive(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| {
        allow(&cx, Act::ReadConfiguration)?;
        let was = store::teams::team(tx, id)?.ok_or(AppError::NotFound)?;
        seen.check(was.version)?;
        act::archive_team(tx, &cx, id, was.version)
    };
    app.db.write(write).await?;
    Ok(Answer::empty())
}

/// A member of a team.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TeamMember)]
pub(super) struct MemberBody {
    /// Who.
    #[schema(example = 42)]
    user_id: i64,
    /// Their name.
    #[schema(example = "Thomas Renard")]
    name: String,
    /// Their address.
    #[schema(example = "t.renard@kerlann.example")]
    email: String,
    /// Whether they answer for the team.
    lead: bool,
}

impl From<Member> for MemberBody {
    fn from(member: Member) -> Self {
        Self { user_id: member.user.id, name: member.user.name, email: member.user.email, lead: member.lead }
    }
}

/// The members of a team, by name.
#[utoipa::path(get, path = "/api/v1/teams/{id}/members", operation_id = "list_members", tag = "people",
    params(("id" = i64, Path, description = "The team")),
    responses((status = 200, description = "All of them, on one page", body = Page<MemberBody>), ReadRefusals))]
pub(super) async fn members(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Json<Page<MemberBody>>, AppError> {
    allow(&cx, Act::ReadPeople)?;
    let read = app.db.read(move |r| {
        TeamBody::read(r, id)?;
        let reach = crate::people::reach(r, &cx.actor)?;
        let members = store::teams::members(r, id)?;
        let ids: Vec<i64> = members.iter().filter_map(|member| member.user.organisation_id).collect();
        let organisations = store::organisations::organisations_by_id(r, &ids)?;
        let seen = |member: &Member| {
            let organisation = member.user.organisation_id.and_then(|id| organisations.get(&id));
            reach.holds(member.user.id, organisation)
        };
        Ok::<Vec<Member>, AppError>(members.into_iter().filter(seen).collect())
    });
    Ok(Json(Page { items: read.await?.into_iter().map(MemberBody::from).collect(), next: None }))
}

/// How somebody belongs to a team.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberPut {
    /// Whether they answer for the team.
    #[serde(default)]
    lead: bool,
}

/// Puts a person into a team, or changes whether they answer for it.
#[utoipa::path(put, path = "/api/v1/teams/{id}/members/{user_id}", operation_id = "put_member", tag = "people", request_body = MemberPut,
    params(("id" = i64, Path, description = "The team"), ("user_id" = i64, Path, description = "The person")),
    responses((status = 204, description = "They belong to it"), ReadRefusals, WriteRefusals))]
pub(super) async fn put_member(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((id, user_id)): Path<(i64, i64)>,
    ApiJson(body): ApiJson<MemberPut>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    app.db.write(move |tx| act::add_member(tx, &cx, id, user_id, body.lead)).await?;
    Ok(Answer::empty())
}

/// Takes a person out of a team.
#[utoipa::path(delete, path = "/api/v1/teams/{id}/members/{user_id}", operation_id = "remove_member", tag = "people",
    params(("id" = i64, Path, description = "The team"), ("user_id" = i64, Path, description = "The person")),
    responses((status = 204, description = "They do not belong to it"), ReadRefusals, WriteRefusals))]
pub(super) async fn remove_member(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((id, user_id)): Path<(i64, i64)>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    app.db.write(move |tx| act::remove_member(tx, &cx, id, user_id)).await?;
    Ok(Answer::empty())
}
