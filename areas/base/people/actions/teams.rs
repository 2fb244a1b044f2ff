//! Teams and who belongs to them.

use db::{Result as DbResult, Tx};
use serde_json::json;
use web::AppError;

use crate::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        check::{Check, allow, differ, fault, taken},
        model::{Team, TeamEdit},
        policy::Act,
        reads, store,
    },
};

/// The most tiers that a ticket can be escalated through.
const LONGEST_CHAIN: usize = 9;

fn checked(tx: &Tx<'_>, cx: &Ctx, edit: &TeamEdit, own: Option<i64>) -> Result<TeamEdit, AppError> {
    let mut check = Check::new(cx);
    let clean = TeamEdit {
        desk_id: edit.desk_id,
        name: check.name("name", &edit.name, 100),
        tier: edit.tier,
        next_tier_id: edit.next_tier_id,
        email: if edit.email.trim().is_empty() { String::new() } else { check.email("email", &edit.email) },
        description: check.text("description", &edit.description, 2000),
    };
    if !(1..=9).contains(&clean.tier) {
        check.fault("tier", "tier");
    }
    if !store::desks::exists(tx, clean.desk_id)? {
        check.fault("desk_id", "desk");
    }
    if store::teams::team_by_name(tx, clean.desk_id, &clean.name)?.is_some_and(|other| Some(other.id) != own)
    {
        check.fault("name", "name-taken");
    }
    if let Some(next) = clean.next_tier_id
        && !leads_on(tx, next, clean.desk_id, own)?
    {
        check.fault("next_tier_id", "next-tier");
    }
    check.done()?;
    Ok(clean)
}

/// Whether escalating to `next` stays at the desk and never comes back to the team itself.
fn leads_on(tx: &Tx<'_>, next: i64, desk_id: i64, own: Option<i64>) -> DbResult<bool> {
    let mut at = Some(next);
    for _ in 0..LONGEST_CHAIN {
        let Some(id) = at else { return Ok(true) };
        let Some(team) = store::teams::team(tx, id)? else { return Ok(false) };
        if team.desk_id != desk_id || Some(id) == own {
            return Ok(false);
        }
        at = team.next_tier_id;
    }
    Ok(at.is_none())
}

/// Creates a team at a desk.
///
/// # Errors
/// `Forbidden`; `Invalid` with a fault for each field.
pub fn create_team(tx: &mut Tx<'_>, cx: &Ctx, new: &TeamEdit) -> Result<i64, AppError> {
    allow(cx, Act::ManageDesk(new.desk_id))?;
    let new = checked(tx, cx, new, None)?;
    let id = store::teams::insert(tx, &new, cx.now).map_err(taken(cx, "teams", "name", "name-taken"))?;
    let data = json!({ "name": new.name, "desk_id": new.desk_id, "tier": new.tier });
    audit::append(tx, cx, &NewEntry::new(Stream::Team(id), "team.created").data(data))?;
    Ok(id)
}

/// The team, if the actor manages its desk.
fn managed(tx: &Tx<'_>, cx: &Ctx, id: i64) -> Result<Team, AppError> {
    let team = store::teams::team(tx, id)?.ok_or(AppError::NotFound)?;
    allow(cx, Act::ManageDesk(team.desk_id))?;
    Ok(team)
}

/// Changes a team, and gives it as it is now. Its desk stays what it is.
///
/// # Errors
/// `Conflict` when somebody changed it meanwhile; `Invalid` with a fault for each field.
pub fn update_team(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    edit: &TeamEdit,
) -> Result<Team, AppError> {
    let was = managed(tx, cx, id)?;
    let stale = AppError::Conflict { current: Some(was.version) };
    if was.version != version {
        return Err(stale);
    }
    let edit = checked(tx, cx, &TeamEdit { desk_id: was.desk_id, ..edit.clone() }, Some(id))?;
    let mut changes = Vec::new();
    differ(&mut changes, "name", was.name.as_str(), edit.name.as_str());
    differ(&mut changes, "tier", was.tier, edit.tier);
    differ(&mut changes, "next_tier_id", was.next_tier_id, edit.next_tier_id);
    differ(&mut changes, "email", was.email.as_str(), edit.email.as_str());
    differ(&mut changes, "description", was.description.as_str(), edit.description.as_str());
    if changes.is_empty() {
        return Ok(was);
    }
    let written =
        store::teams::update(tx, id, version, &edit).map_err(taken(cx, "teams", "name", "name-taken"))?;
    if !written {
        return Err(stale);
    }
    audit::append(tx, cx, &NewEntry::new(Stream::Team(id), "team.changed").changes(changes))?;
    store::teams::team(tx, id)?.ok_or(AppError::NotFound)
}

/// Archives a team: it takes no more tickets; those it has are still its own.
///
/// # Errors
/// `Conflict` when somebody changed it meanwhile.
pub fn archive_team(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let team = managed(tx, cx, id)?;
    if !store::teams::archive(tx, id, version, cx.now)? {
        return Err(AppError::Conflict { current: Some(team.version) });
    }
    audit::append(tx, cx, &NewEntry::new(Stream::Team(id), "team.archived"))?;
    Ok(())
}

/// Puts a person into a team, or changes whether they answer for it.
///
/// # Errors
/// `Forbidden`; `Invalid` for a person whom the actor may not know of or whose account is closed.
pub fn add_member(tx: &mut Tx<'_>, cx: &Ctx, team_id: i64, user_id: i64, lead: bool) -> Result<(), AppError> {
    managed(tx, cx, team_id)?;
    let user = reads::see(tx, &cx.actor, user_id)?.filter(|user| user.is_enabled());
    let user = user.ok_or_else(|| fault(cx, "user", "person"))?;
    let is_new = store::teams::put_member(tx, team_id, user_id, lead)?;
    let data = json!({ "user_id": user_id, "name": user.name, "lead": lead, "new": is_new });
    audit::append(tx, cx, &NewEntry::new(Stream::Team(team_id), "team.member_added").data(data))?;
    Ok(())
}

/// Takes a person out of a team; says whether they were in it.
///
/// # Errors
/// `Forbidden`.
pub fn remove_member(tx: &mut Tx<'_>, cx: &Ctx, team_id: i64, user_id: i64) -> Result<bool, AppError> {
    managed(tx, cx, team_id)?;
    let was = store::teams::remove_member(tx, team_id, user_id)?;
    if was {
        let data = json!({ "user_id": user_id });
        audit::append(tx, cx, &NewEntry::new(Stream::Team(team_id), "team.member_removed").data(data))?;
    }
    Ok(was)
}
