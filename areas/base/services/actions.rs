//! The use cases of business services.

use db::Tx;
use serde_json::json;
use web::error::AppError;
use web::t;

use super::model::{NewService, Service};
use super::{follow::may_follow, store};
use crate::audit::{self, Change, NewEntry, Stream};
use crate::ctx::Ctx;
use crate::desks::check::{Check, allow, differ, same_version};
use crate::people::{self, policy::Act};

/// Creates a service.
///
/// # Errors
/// `Forbidden` unless the actor administers; `Invalid` with the faults.
pub fn create(tx: &mut Tx<'_>, cx: &Ctx, new: &NewService) -> Result<i64, AppError> {
    allow(cx, Act::Administer)?;
    let new = checked(tx, cx, None, new)?;
    let id = store::insert(tx, &new, cx.now)?;
    let data = json!({ "name": new.name, "criticality": new.criticality.as_str() });
    audit::append(tx, cx, &NewEntry::new(Stream::Service(id), "service.created").data(data))?;
    Ok(id)
}

/// Changes a service. `version` is the one that the editor saw; `None` changes whatever is there.
///
/// # Errors
/// `Forbidden` unless the actor administers; `NotFound`; `Conflict` on another version; `Invalid` with the faults.
pub fn change(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: Option<i64>,
    new: &NewService,
) -> Result<(), AppError> {
    let was = managed(tx, cx, id, version)?;
    let new = checked(tx, cx, Some(id), new)?;
    let changes = changes(&was, &new);
    if changes.is_empty() {
        return Ok(());
    }
    store::update(tx, id, &new)?;
    audit::append(tx, cx, &NewEntry::new(Stream::Service(id), "service.changed").changes(changes))?;
    Ok(())
}

/// Puts a service away: old tickets keep it, new ones cannot take it.
///
/// # Errors
/// As [`change`].
pub fn archive(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: Option<i64>) -> Result<(), AppError> {
    let was = managed(tx, cx, id, version)?;
    if !was.archived {
        store::set_archived(tx, id, Some(cx.now))?;
        audit::append(tx, cx, &NewEntry::new(Stream::Service(id), "service.archived"))?;
    }
    Ok(())
}

/// Takes back a service that was put away.
///
/// # Errors
/// As [`change`]; `Invalid` when another service has taken its name meanwhile.
pub fn restore(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: Option<i64>) -> Result<(), AppError> {
    let was = managed(tx, cx, id, version)?;
    if !was.archived {
        return Ok(());
    }
    if store::service_by_name(tx, &was.name)?.is_some() {
        return Err(AppError::field("name", "taken", t!(cx.locale, "services-error-taken", name = was.name)));
    }
    store::set_archived(tx, id, None)?;
    audit::append(tx, cx, &NewEntry::new(Stream::Service(id), "service.restored"))?;
    Ok(())
}

/// Makes the actor follow a service, or stop. A preference of one's own: no history.
///
/// # Errors
/// `NotFound` for a service that the actor may not know of; `Forbidden` for a token that may only read.
pub fn follow(tx: &mut Tx<'_>, cx: &Ctx, id: i64, on: bool) -> Result<(), AppError> {
    allow(cx, Act::ManageSelf)?;
    let user = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    let service = store::service(tx, id)?.filter(|service| !on || !service.archived);
    if service.is_none() || !may_follow(tx, cx)? {
        return Err(AppError::NotFound);
    }
    if on {
        store::follow(tx, id, user, cx.now)?
    } else {
        store::unfollow(tx, id, user)?
    }
    Ok(())
}

fn managed(tx: &Tx<'_>, cx: &Ctx, id: i64, version: Option<i64>) -> Result<Service, AppError> {
    allow(cx, Act::Administer)?;
    let service = store::service(tx, id)?.ok_or(AppError::NotFound)?;
    same_version(version, service.version)?;
    Ok(service)
}

fn checked(tx: &Tx<'_>, cx: &Ctx, id: Option<i64>, new: &NewService) -> Result<NewService, AppError> {
    let mut check = Check::new(cx);
    let mut tidy = new.clone();
    tidy.name = check.name("name", &new.name, 120);
    if let Some(other) = store::service_by_name(tx, &tidy.name)?.filter(|other| Some(other.id) != id) {
        check.fault("name", "taken", t!(cx.locale, "services-error-taken", name = other.name));
    }
    tidy.description = check.text("description", &new.description, 2000);
    if let Some(owner) = new.owner_id
        && people::user(tx, owner)?.is_none()
    {
        check.fault("owner_id", "absent", t!(cx.locale, "services-error-owner"));
    }
    if let Some(team) = new.team_id
        && people::team(tx, team)?.is_none()
    {
        check.fault("team_id", "absent", t!(cx.locale, "services-error-team"));
    }
    check.between("users_count", new.users_count, 0, 10_000_000);
    check.between("hourly_cost_cents", new.hourly_cost_cents, 0, 100_000_000);
    check.done()?;
    Ok(tidy)
}

fn changes(was: &Service, new: &NewService) -> Vec<Change> {
    let mut changes = Vec::new();
    differ(&mut changes, "name", &*was.name, &*new.name);
    differ(&mut changes, "description", &*was.description, &*new.description);
    differ(&mut changes, "criticality", was.criticality.as_str(), new.criticality.as_str());
    differ(&mut changes, "owner_id", was.owner_id, new.owner_id);
    differ(&mut changes, "team_id", was.team_id, new.team_id);
    differ(&mut changes, "users_count", was.users_count, new.users_count);
    differ(&mut changes, "hourly_cost_cents", was.hourly_cost_cents, new.hourly_cost_cents);
    changes
}
