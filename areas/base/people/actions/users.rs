//! Creating, changing, closing and opening accounts.

use db::Tx;
use serde_json::json;
use web::AppError;

use crate::{
    app::App,
    audit::{self, Change, NewEntry, Stream},
    ctx::Ctx,
    people::{
        actor::{Grant, Role},
        check::{Check, allow, differ, fault, taken},
        model::{NewUser, User, UserEdit},
        policy::{Act, may},
        reads, store,
    },
};

/// Creates a person without roles. Agents may, for those whom they open tickets for; a password, an invitation and
/// roles are the administrators' to give.
///
/// # Errors
/// `Forbidden`; `Invalid` with a fault for each field.
pub fn create_user(tx: &mut Tx<'_>, cx: &Ctx, new: &NewUser) -> Result<i64, AppError> {
    allow(cx, Act::RegisterRequester)?;
    let administers = may(&cx.actor, Act::ManagePeople);
    if new.password_hash.is_some() && !administers {
        return Err(AppError::Forbidden);
    }
    let edit = UserEdit {
        email: new.email.clone(),
        name: new.name.clone(),
        organisation_id: new.organisation_id,
        job_title: new.job_title.clone(),
        phone: new.phone.clone(),
        site: new.site.clone(),
        locale: new.locale,
        zone: new.zone.clone(),
        vip: new.vip && administers,
    };
    let clean = checked(tx, cx, edit, None)?;
    let new = NewUser {
        email: clean.email,
        name: clean.name,
        organisation_id: clean.organisation_id,
        job_title: clean.job_title,
        phone: clean.phone,
        site: clean.site,
        locale: clean.locale,
        zone: clean.zone,
        vip: clean.vip,
        password_hash: new.password_hash.clone(),
    };
    let id = store::users::insert(tx, &new, cx.now).map_err(taken(cx, "email", "email", "email-taken"))?;
    let data = json!({ "email": new.email, "name": new.name, "organisation_id": new.organisation_id });
    audit::append(tx, cx, &NewEntry::new(Stream::User(id), "user.created").data(data))?;
    Ok(id)
}

/// Creates a person whose account is closed from the start: someone whom another tool's history names.
///
/// # Errors
/// As [`create_user`]; `Forbidden` unless the actor administers.
pub fn create_placeholder(tx: &mut Tx<'_>, cx: &Ctx, new: &NewUser) -> Result<i64, AppError> {
    allow(cx, Act::Administer)?;
    let id = create_user(tx, cx, new)?;
    store::users::set_disabled(tx, id, 1, Some(cx.now))?;
    audit::append(tx, cx, &NewEntry::new(Stream::User(id), "user.disabled"))?;
    Ok(id)
}

/// The edit as it will be stored, or its faults.
fn checked(tx: &Tx<'_>, cx: &Ctx, edit: UserEdit, was: Option<&User>) -> Result<UserEdit, AppError> {
    let mut check = Check::new(cx);
    let clean = UserEdit {
        email: check.email("email", &edit.email),
        name: check.name("name", &edit.name, 200),
        job_title: check.line("job_title", &edit.job_title, 200),
        phone: check.line("phone", &edit.phone, 50),
        site: check.line("site", &edit.site, 200),
        ..edit
    };
    check.zone("zone", &clean.zone);
    if store::users::user_by_email(tx, &clean.email)?
        .is_some_and(|user| Some(user.id) != was.map(|was| was.id))
    {
        check.fault("email", "email-taken");
    }
    // Where they are already, they may stay.
    if was.is_none_or(|was| was.organisation_id != clean.organisation_id) {
        let organisation = match clean.organisation_id {
            Some(id) => store::organisations::organisation(tx, id)?,
            None => None,
        };
        let unknown = clean.organisation_id.is_some() && organisation.is_none();
        if unknown || !reads::reach(tx, &cx.actor)?.holds(0, organisation.as_ref()) {
            check.fault("organisation_id", "organisation");
        }
    }
    check.done()?;
    Ok(clean)
}

/// The person, if the actor may administer their account.
pub(super) fn administered(tx: &Tx<'_>, cx: &Ctx, id: i64) -> Result<User, AppError> {
    allow(cx, Act::ManagePeople)?;
    let user = reads::see(tx, &cx.actor, id)?.ok_or(AppError::NotFound)?;
    let grants = store::roles::grants(tx, id)?;
    if reads::administers(tx, &cx.actor, &user, &grants)? { Ok(user) } else { Err(AppError::Forbidden) }
}

/// The refusal of a version that is no longer the present one.
pub(super) fn stale(user: &User) -> AppError {
    AppError::Conflict { current: Some(user.version) }
}

/// Changes a person, and gives them as they are now.
///
/// # Errors
/// `Conflict` when somebody changed them meanwhile; `Invalid` with a fault for each field.
pub async fn update_user(
    app: &App,
    cx: &Ctx,
    id: i64,
    version: i64,
    edit: UserEdit,
) -> Result<User, AppError> {
    let cx = cx.clone();
    app.db.write(move |tx| update_user_in(tx, &cx, id, version, edit.clone())).await
}

/// As [`update_user`], in the caller's transaction.
///
/// # Errors
/// As [`update_user`].
pub fn update_user_in(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    edit: UserEdit,
) -> Result<User, AppError> {
    let user = administered(tx, cx, id)?;
    if user.version != version {
        return Err(stale(&user));
    }
    let edit = checked(tx, cx, edit, Some(&user))?;
    let changes = changes(&user, &edit);
    if changes.is_empty() {
        return Ok(user);
    }
    let written =
        store::users::update(tx, id, version, &edit).map_err(taken(cx, "email", "email", "email-taken"))?;
    if !written {
        return Err(stale(&user));
    }
    if edit.email != user.email {
        store::links::cancel_all(tx, id, cx.now)?;
    }
    audit::append(tx, cx, &NewEntry::new(Stream::User(id), "user.changed").changes(changes))?;
    store::users::user(tx, id)?.ok_or(AppError::NotFound)
}

fn changes(user: &User, edit: &UserEdit) -> Vec<Change> {
    let mut all = Vec::new();
    differ(&mut all, "email", user.email.as_str(), edit.email.as_str());
    differ(&mut all, "name", user.name.as_str(), edit.name.as_str());
    differ(&mut all, "organisation_id", user.organisation_id, edit.organisation_id);
    differ(&mut all, "job_title", user.job_title.as_str(), edit.job_title.as_str());
    differ(&mut all, "phone", user.phone.as_str(), edit.phone.as_str());
    differ(&mut all, "site", user.site.as_str(), edit.site.as_str());
    differ(&mut all, "locale", user.locale.lang(), edit.locale.lang());
    differ(&mut all, "zone", user.zone.as_str(), edit.zone.as_str());
    differ(&mut all, "vip", user.vip, edit.vip);
    all
}

/// Refuses to leave the installation without an administrator.
pub(super) fn keep_an_administrator(tx: &Tx<'_>, cx: &Ctx, id: i64, field: &str) -> Result<(), AppError> {
    let everywhere = Grant { role: Role::Administrator, desk_id: None };
    let is_one = store::roles::grants(tx, id)?.contains(&everywhere);
    if is_one && store::roles::others_with(tx, Role::Administrator, id)? == 0 {
        return Err(fault(cx, field, "last-administrator"));
    }
    Ok(())
}

/// Closes an account: its sessions, tokens and links end at once. Nobody closes their own.
///
/// # Errors
/// `Conflict`; `Invalid` for the last administrator and for oneself.
pub async fn disable_user(app: &App, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let run = cx.clone();
    let ended = app
        .db
        .write(move |tx| {
            let cx = &run;
            let user = administered(tx, cx, id)?;
            if cx.actor.user_id() == Some(id) {
                return Err(fault(cx, "", "own-account"));
            }
            keep_an_administrator(tx, cx, id, "")?;
            if !user.is_enabled() {
                return Ok(Vec::new());
            }
            if !store::users::set_disabled(tx, id, version, Some(cx.now))? {
                return Err(stale(&user));
            }
            store::tokens::revoke_all(tx, id, cx.now)?;
            store::links::cancel_all(tx, id, cx.now)?;
            audit::append(tx, cx, &NewEntry::new(Stream::User(id), "user.disabled"))?;
            Ok(store::sessions::revoke_all(tx, id, None, cx.now)?)
        })
        .await?;
    ended.into_iter().for_each(|session| app.hub.revoke(session));
    Ok(())
}

/// Opens a closed account again. Its password is still the one it had.
///
/// # Errors
/// `Conflict` when somebody changed it meanwhile.
pub async fn enable_user(app: &App, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let cx = cx.clone();
    app.db
        .write(move |tx| {
            let user = administered(tx, &cx, id)?;
            if user.is_enabled() {
                return Ok(());
            }
            if !store::users::set_disabled(tx, id, version, None)? {
                return Err(stale(&user));
            }
            audit::append(tx, &cx, &NewEntry::new(Stream::User(id), "user.enabled"))?;
            Ok(())
        })
        .await
}
