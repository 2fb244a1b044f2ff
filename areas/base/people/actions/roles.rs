//! Giving and taking roles.

use db::Tx;
use serde_json::json;
use web::AppError;

use super::users::{administered, keep_an_administrator};
use crate::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        actor::{Grant, Role},
        check::fault,
        policy::may_grant,
        store,
    },
};

/// Gives a role to a person, for one desk or (`None`) for all; says whether they did not have it.
///
/// # Errors
/// `Forbidden` for a right that the actor lacks; `Invalid` for an unknown desk, or a provider without organisation.
pub fn grant_role(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    user_id: i64,
    role: Role,
    desk_id: Option<i64>,
) -> Result<bool, AppError> {
    let grant = Grant { role, desk_id };
    let user = administered(tx, cx, user_id)?;
    if !may_grant(&cx.actor, grant) {
        return Err(AppError::Forbidden);
    }
    if let Some(desk) = desk_id
        && !store::desks::exists(tx, desk)?
    {
        return Err(fault(cx, "desk_id", "desk"));
    }
    if role == Role::Provider && user.organisation_id.is_none() {
        return Err(fault(cx, "role", "provider-organisation"));
    }
    let is_new = store::roles::insert(tx, user_id, grant)?;
    if is_new {
        audit::append(tx, cx, &entry(user_id, "role.granted", grant))?;
    }
    Ok(is_new)
}

/// Takes a role from a person; says whether they had it.
///
/// # Errors
/// `Forbidden` for a right that the actor lacks; `Invalid` for the last administrator.
pub fn revoke_role(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    user_id: i64,
    role: Role,
    desk_id: Option<i64>,
) -> Result<bool, AppError> {
    let grant = Grant { role, desk_id };
    administered(tx, cx, user_id)?;
    if !may_grant(&cx.actor, grant) {
        return Err(AppError::Forbidden);
    }
    if grant == (Grant { role: Role::Administrator, desk_id: None }) {
        keep_an_administrator(tx, cx, user_id, "role")?;
    }
    let had = store::roles::delete(tx, user_id, grant)?;
    if had {
        audit::append(tx, cx, &entry(user_id, "role.revoked", grant))?;
    }
    Ok(had)
}

fn entry(user_id: i64, kind: &'static str, grant: Grant) -> NewEntry {
    NewEntry::new(Stream::User(user_id), kind)
        .data(json!({ "role": grant.role.as_str(), "desk_id": grant.desk_id }))
}
