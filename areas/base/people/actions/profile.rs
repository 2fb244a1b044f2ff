//! What people change in their own account.

use serde_json::json;
use web::{AppError, Locale, layout::Theme};

use super::{
    sign_in::{Proof, prove},
    users::stale,
};
use crate::{
    app::App,
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        check::{Check, allow, differ, fault},
        model::{ProfileEdit, User},
        password::{check_password, hash_password},
        policy::Act,
        store,
    },
};

fn own_id(cx: &Ctx) -> Result<i64, AppError> {
    allow(cx, Act::ManageSelf)?;
    cx.actor.user_id().ok_or(AppError::Unauthenticated)
}

/// Changes one's own profile, and gives it as it is now.
///
/// # Errors
/// `Conflict` when it was changed meanwhile; `Invalid` with a fault for each field.
pub async fn update_profile(app: &App, cx: &Ctx, version: i64, edit: ProfileEdit) -> Result<User, AppError> {
    let id = own_id(cx)?;
    let cx = cx.clone();
    app.db
        .write(move |tx| {
            let user = store::users::user(tx, id)?.ok_or(AppError::NotFound)?;
            if user.version != version {
                return Err(stale(&user));
            }
            let mut check = Check::new(&cx);
            let edit = ProfileEdit {
                name: check.name("name", &edit.name, 200),
                phone: check.line("phone", &edit.phone, 50),
                ..edit.clone()
            };
            check.zone("zone", &edit.zone);
            check.done()?;
            let mut changes = Vec::new();
            differ(&mut changes, "name", user.name.as_str(), edit.name.as_str());
            differ(&mut changes, "phone", user.phone.as_str(), edit.phone.as_str());
            differ(&mut changes, "locale", user.locale.lang(), edit.locale.lang());
            differ(&mut changes, "zone", user.zone.as_str(), edit.zone.as_str());
            if changes.is_empty() && user.theme == edit.theme {
                return Ok(user);
            }
            if !store::users::update_profile(tx, &user, version, &edit)? {
                return Err(stale(&user));
            }
            if !changes.is_empty() {
                audit::append(tx, &cx, &NewEntry::new(Stream::User(id), "user.changed").changes(changes))?;
            }
            store::users::user(tx, id)?.ok_or(AppError::NotFound)
        })
        .await
}

/// Sets one's language or theme from the switches of every page: no history, and no edit that others could meet.
///
/// # Errors
/// When the database fails.
pub async fn set_look(
    app: &App,
    cx: &Ctx,
    locale: Option<Locale>,
    theme: Option<Theme>,
) -> Result<(), AppError> {
    let id = own_id(cx)?;
    app.db.write(move |tx| Ok(store::users::set_look(tx, id, locale, theme)?)).await
}

/// Changes one's own password; all other sessions of the account end. Only from a page: a token never changes what
/// it takes to sign in.
///
/// # Errors
/// `Invalid` when the present password is wrong or the new one is not accepted; `TooMany` after many wrong ones.
pub async fn change_password(app: &App, cx: &Ctx, current: &str, new: &str) -> Result<(), AppError> {
    let id = own_id(cx)?;
    if cx.actor.scopes.is_some() {
        return Err(AppError::Forbidden);
    }
    let user = app.db.read(move |r| store::users::user(r, id)).await?.ok_or(AppError::NotFound)?;
    check_password(new, &user.email, &user.name)
        .map_err(|why| AppError::Invalid(vec![why.of_field(cx.locale, "new_password")]))?;
    match prove(app, cx, id, current).await? {
        Proof::Right => {}
        Proof::Wrong => return Err(fault(cx, "current_password", "current-password")),
        Proof::Wait(retry_after) => return Err(AppError::TooMany { retry_after }),
    }
    let hash = hash_password(new).await?;
    let run = cx.clone();
    let ended = app
        .db
        .write(move |tx| {
            store::users::set_password(tx, id, &hash, run.now)?;
            store::links::cancel_all(tx, id, run.now)?;
            let ended = store::sessions::revoke_all(tx, id, run.actor.session_id, run.now)?;
            let data = json!({ "sessions_ended": ended.len() });
            audit::append(tx, &run, &NewEntry::new(Stream::User(id), "user.password_changed").data(data))?;
            Ok::<_, AppError>(ended)
        })
        .await?;
    ended.into_iter().for_each(|session| app.hub.revoke(session));
    Ok(())
}
