//! Organisations.

use db::Tx;
use serde_json::json;
use web::AppError;

use crate::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        check::{Check, allow, differ, fault, taken},
        model::{Organisation, OrganisationKind},
        policy::Act,
        store,
    },
};

fn checked(tx: &Tx<'_>, cx: &Ctx, name: &str, own: Option<i64>) -> Result<String, AppError> {
    let mut check = Check::new(cx);
    let name = check.name("name", name, 200);
    if store::organisations::organisation_by_name(tx, &name)?.is_some_and(|other| Some(other.id) != own) {
        check.fault("name", "name-taken");
    }
    check.done()?;
    Ok(name)
}

/// Creates an organisation.
///
/// # Errors
/// `Forbidden`; `Invalid` for a name that is missing or taken.
pub fn create_organisation(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    name: &str,
    kind: OrganisationKind,
) -> Result<i64, AppError> {
    allow(cx, Act::Administer)?;
    let name = checked(tx, cx, name, None)?;
    let id = store::organisations::insert(tx, &name, kind, cx.now).map_err(taken(
        cx,
        "organisations",
        "name",
        "name-taken",
    ))?;
    let data = json!({ "name": name, "kind": kind.as_str() });
    audit::append(tx, cx, &NewEntry::new(Stream::Organisation(id), "organisation.created").data(data))?;
    Ok(id)
}

/// Changes an organisation, and gives it as it is now.
///
/// # Errors
/// `Conflict` when somebody changed it meanwhile; `Invalid` for a name that is missing or taken.
pub fn update_organisation(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    name: &str,
    kind: OrganisationKind,
) -> Result<Organisation, AppError> {
    allow(cx, Act::Administer)?;
    let was = store::organisations::organisation(tx, id)?.ok_or(AppError::NotFound)?;
    let stale = AppError::Conflict { current: Some(was.version) };
    if was.version != version {
        return Err(stale);
    }
    let name = checked(tx, cx, name, Some(id))?;
    let mut changes = Vec::new();
    differ(&mut changes, "name", was.name.as_str(), name.as_str());
    differ(&mut changes, "kind", was.kind.as_str(), kind.as_str());
    if changes.is_empty() {
        return Ok(was);
    }
    let written = store::organisations::update(tx, id, version, &name, kind).map_err(taken(
        cx,
        "organisations",
        "name",
        "name-taken",
    ))?;
    if !written {
        return Err(stale);
    }
    audit::append(tx, cx, &NewEntry::new(Stream::Organisation(id), "organisation.changed").changes(changes))?;
    Ok(Organisation { id, name, kind, version: version + 1 })
}

/// Archives an organisation that nobody belongs to any more.
///
/// # Errors
/// `Conflict`; `Invalid` while enabled people belong to it.
pub fn archive_organisation(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    allow(cx, Act::Administer)?;
    let was = store::organisations::organisation(tx, id)?.ok_or(AppError::NotFound)?;
    if store::organisations::has_people(tx, id)? {
        return Err(fault(cx, "", "organisation-in-use"));
    }
    if !store::organisations::archive(tx, id, version, cx.now)? {
        return Err(AppError::Conflict { current: Some(was.version) });
    }
    audit::append(tx, cx, &NewEntry::new(Stream::Organisation(id), "organisation.archived"))?;
    Ok(())
}
