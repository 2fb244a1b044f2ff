//! The caller.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{AppError, Locale, etag::IfMatch, extract::ApiJson, layout::Theme};

use super::people::PersonBody;
use crate::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    ctx::Ctx,
    people::{
        actions::profile,
        actor::Grant,
        check::allow,
        extract::ApiCaller,
        idempotency::Answer,
        model::{ProfileEdit, User},
        policy::Act,
        store,
    },
};

/// The caller, with their rights.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Me)]
pub(super) struct MeBody {
    /// Who it is.
    #[serde(flatten)]
    person: PersonBody,
    /// Their roles.
    roles: Vec<MyRole>,
    /// The ids of their teams.
    teams: Vec<i64>,
    /// What the token allows; absent on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
}

/// A role of the caller.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct MyRole {
    /// What may be done.
    #[schema(example = "agent")]
    role: String,
    /// Where; `null` for every desk.
    desk_id: Option<i64>,
}

impl MeBody {
    fn new(cx: &Ctx, user: User) -> Self {
        let role = |grant: &Grant| MyRole { role: grant.role.as_str().to_owned(), desk_id: grant.desk_id };
        let words =
            |scopes: &crate::people::Scopes| scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
        Self {
            person: PersonBody::from(user),
            roles: cx.actor.grants.iter().map(role).collect(),
            teams: cx.actor.teams.clone(),
            scopes: cx.actor.scopes.as_ref().map(words),
        }
    }

    fn answer(self) -> Result<Answer, AppError> {
        Ok(Answer::ok(&self)?.version(self.person.version))
    }
}

fn own_id(cx: &Ctx) -> Result<i64, AppError> {
    cx.actor.user_id().ok_or(AppError::Unauthenticated)
}

/// Who calls, with which rights.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "read_me", tag = "people",
    responses((status = 200, description = "The caller; `ETag` is the version", body = MeBody), ReadRefusals))]
pub(super) async fn read(State(app): State<App>, ApiCaller(cx): ApiCaller) -> Result<Answer, AppError> {
    let id = own_id(&cx)?;
    let user = app.db.read(move |r| store::users::user(r, id)).await?.ok_or(AppError::NotFound)?;
    MeBody::new(&cx, user).answer()
}

/// What to change of oneself; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MePatch {
    /// Full name.
    name: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Language.
    locale: Option<Locale>,
    /// IANA time zone.
    #[schema(example = "Europe/Paris")]
    zone: Option<String>,
    /// `light`, `dark` or `auto`.
    #[schema(example = "auto")]
    theme: Option<String>,
}

/// Changes the caller's own profile.
#[utoipa::path(patch, path = "/api/v1/me", operation_id = "change_me", tag = "people", request_body = MePatch,
    params(("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = MeBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    seen: IfMatch,
    ApiJson(patch): ApiJson<MePatch>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ManageSelf)?;
    let id = own_id(&cx)?;
    let user = app.db.read(move |r| store::users::user(r, id)).await?.ok_or(AppError::NotFound)?;
    seen.check(user.version)?;
    let edit = ProfileEdit {
        name: patch.name.unwrap_or(user.name),
        phone: patch.phone.unwrap_or(user.phone),
        locale: patch.locale.unwrap_or(user.locale),
        zone: patch.zone.unwrap_or(user.zone),
        theme: patch.theme.as_deref().map_or(user.theme, Theme::from_code),
    };
    let changed = profile::update_profile(&app, &cx, user.version, edit).await?;
    MeBody::new(&cx, changed).answer()
}
