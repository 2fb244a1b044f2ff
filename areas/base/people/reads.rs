//! What others ask about people, where more than one statement or a decision is needed.

use db::{Read, Result};

use super::{
    actor::{Actor, Grant, Role, Scopes},
    model::{Notification, Organisation, User},
    policy::{Act, administered_desks, may, may_administer, may_report_for},
    store::{self, reach::Reach, users::Search},
};

/// Who acts, with the rights they hold at this moment; `None` when the account is disabled or the session revoked.
///
/// # Errors
/// When the database fails.
pub fn load_actor(
    read: &Read<'_>,
    user_id: i64,
    scopes: Option<Scopes>,
    session_id: Option<i64>,
) -> Result<Option<Actor>> {
    if let Some(id) = session_id
        && store::sessions::by_id(read, id)?.is_none_or(|session| session.user_id != user_id)
    {
        return Ok(None);
    }
    let Some(user) = store::users::user(read, user_id)?.filter(User::is_enabled) else { return Ok(None) };
    actor_of(read, &user, scopes, session_id).map(Some)
}

/// As [`load_actor`], for an account and a session that were looked at already.
pub(super) fn actor_of(
    read: &Read<'_>,
    user: &User,
    scopes: Option<Scopes>,
    session_id: Option<i64>,
) -> Result<Actor> {
    let mut actor = Actor::user(user.id, user.name.clone());
    actor.grants = store::roles::grants(read, user.id)?;
    actor.teams = store::teams::teams_of(read, user.id)?;
    actor.organisation_id = user.organisation_id;
    actor.scopes = scopes;
    actor.session_id = session_id;
    actor.visit.zone.clone_from(&user.zone);
    Ok(actor)
}

/// Which people somebody may know of: administrators of everything everyone, staff those whom their desks serve and
/// their own organisation, administrators of a desk also those who hold a role there, providers their own organisation,
/// requesters themselves. A desk that names no organisation serves everybody internal (product.md §15.2, §15.3).
///
/// # Errors
/// When the database fails.
pub fn reach(read: &Read<'_>, actor: &Actor) -> Result<Reach> {
    if may(actor, Act::Administer) {
        return Ok(Reach::Everyone);
    }
    let Some(own) = actor.user_id() else { return Ok(Reach::Nobody) };
    let mut people = vec![own];
    let mut desks = administered_desks(actor);
    if !desks.is_empty() {
        people.extend(store::roles::holders_at(read, &desks)?);
    }
    if may(actor, Act::ReadPeople) {
        let working = actor.grants.iter().filter(|grant| grant.role != Role::Provider);
        match working.map(|grant| grant.desk_id).collect::<Option<Vec<i64>>>() {
            Some(working) => desks.extend(working),
            None => return Ok(Reach::Everyone),
        }
    }
    let (internal, mut organisations) = store::reach::served_by(read, &desks)?;
    organisations.extend(actor.organisation_id.filter(|_| may(actor, Act::ReadPeople)));
    organisations.sort_unstable();
    organisations.dedup();
    Ok(Reach::Some { people, internal, organisations })
}

/// Whether the actor may change, take over or close the account of this person, who holds these roles: administrators
/// of everything anyone's; those of desks the accounts whose every role is at their desks, and the requesters whom their
/// desks serve.
///
/// # Errors
/// When the database fails.
pub(super) fn administers(read: &Read<'_>, actor: &Actor, user: &User, grants: &[Grant]) -> Result<bool> {
    if !may_administer(actor, grants) {
        return Ok(false);
    }
    if may(actor, Act::Administer) || !grants.is_empty() {
        return Ok(true);
    }
    let (internal, organisations) = store::reach::served_by(read, &administered_desks(actor))?;
    let served = Reach::Some { people: Vec::new(), internal, organisations };
    Ok(served.holds(user.id, organisation_of(read, user)?.as_ref()))
}

fn organisation_of(read: &Read<'_>, user: &User) -> Result<Option<Organisation>> {
    user.organisation_id.map_or(Ok(None), |id| store::organisations::organisation(read, id))
}

/// A person, if the actor may know of them.
///
/// # Errors
/// When the database fails.
pub fn see(read: &Read<'_>, actor: &Actor, user_id: i64) -> Result<Option<User>> {
    let Some(user) = store::users::user(read, user_id)? else { return Ok(None) };
    let organisation = organisation_of(read, &user)?;
    let is_seen = reach(read, actor)?.holds(user.id, organisation.as_ref());
    Ok(Some(user).filter(|_| is_seen))
}

/// The first enabled people whom the actor may know of and whose name, address or telephone number begins so, each
/// typed word being the beginning of one of theirs: for pickers and mentions.
///
/// # Errors
/// When the database fails.
pub fn search_people(read: &Read<'_>, actor: &Actor, text: &str, limit: u32) -> Result<Vec<User>> {
    first(read, &reach(read, actor)?, text, limit)
}

/// As [`search_people`], among everyone: for imports and other work of Vigie's own, never for what a person sees.
///
/// # Errors
/// When the database fails.
pub fn search_users(read: &Read<'_>, text: &str, limit: u32) -> Result<Vec<User>> {
    first(read, &Reach::Everyone, text, limit)
}

/// The colleagues in whose name somebody may report ([`super::policy::may_report_for`]), who begin as typed, besides
/// themselves.
///
/// # Errors
/// When the database fails.
pub fn colleagues(read: &Read<'_>, actor: &Actor, text: &str, limit: u32) -> Result<Vec<User>> {
    let Some(organisation) = actor.organisation_id else { return Ok(Vec::new()) };
    let reach = Reach::Some { people: Vec::new(), internal: false, organisations: vec![organisation] };
    let found = first(read, &reach, text, limit.saturating_add(1))?;
    let others = found.into_iter().filter(|user| may_report_for(actor, user));
    Ok(others.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
}

/// The colleague with this address in whose name somebody may report.
///
/// # Errors
/// When the database fails.
pub fn colleague(read: &Read<'_>, actor: &Actor, email: &str) -> Result<Option<User>> {
    let user = store::users::user_by_email(read, email.trim())?;
    Ok(user.filter(|user| may_report_for(actor, user)))
}

fn first(read: &Read<'_>, reach: &Reach, text: &str, limit: u32) -> Result<Vec<User>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let search = Search { text: text.to_owned(), disabled: Some(false), ..Search::default() };
    let found = store::users::search(read, reach, &search, i64::from(limit.min(100)))?;
    Ok(found.into_iter().map(|(user, _)| user).collect())
}

/// A person's latest notifications, the newest first.
///
/// # Errors
/// When the database fails.
pub fn notifications(read: &Read<'_>, user_id: i64, limit: u32) -> Result<Vec<Notification>> {
    store::notifications::of_user(read, user_id, None, i64::from(limit))
}
