//! Links by which people choose a password.

use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{AppError, extract::ApiJson};

use super::people::named;
use crate::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    people::{
        actions::links::issue_link, check::allow, extract::ApiCaller, idempotency::Answer,
        model::LinkPurpose, policy::Act,
    },
};

/// A link to be made.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasswordLinkCreate)]
pub(super) struct LinkCreate {
    /// What it is for.
    purpose: Purpose,
}

/// What a link is for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LinkPurpose)]
enum Purpose {
    /// Choose a new password: 30 minutes.
    Reset,
    /// Choose a first password: 7 days.
    Invitation,
}

/// A link that was made.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PasswordLink)]
pub(super) struct LinkBody {
    /// Its address, shown this once.
    #[schema(example = "https://support.example.org/reset/…")]
    url: String,
    /// When it ends unused.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Makes a link by which a person chooses a password, good for one use; those made before are worth nothing any more.
/// A repeated request makes another: secrets are not kept, so `Idempotency-Key` is not taken here.
#[utoipa::path(post, path = "/api/v1/people/{person}/links", operation_id = "create_link", tag = "people", request_body = LinkCreate,
    params(("person" = String, Path, description = "Id or e-mail address")),
    responses((status = 201, description = "The link", body = LinkBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
    ApiJson(body): ApiJson<LinkCreate>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ManagePeople)?;
    let purpose = match body.purpose {
        Purpose::Reset => LinkPurpose::Reset,
        Purpose::Invitation => LinkPurpose::Invitation,
    };
    let now = cx.now;
    let write = move |tx: &mut db::Tx<'_>| {
        let user = named(tx, &cx, &person)?;
        Ok::<_, AppError>((user.id, issue_link(tx, &cx, user.id, purpose)?))
    };
    let (id, secret) = app.db.write(write).await?;
    let expires_at = now.checked_add(purpose.lifetime()).unwrap_or(now);
    let link = LinkBody { url: format!("{}/reset/{secret}", app.config.public_url), expires_at };
    Answer::created(format!("/api/v1/people/{id}"), &link)
}
