//! API tokens: what a program signs in with, never more than its owner may do.

use db::Tx;
use jiff::Timestamp;
use serde_json::json;
use web::{AppError, token};

use crate::{
    app::App,
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        actor::{Role, Scope, Scopes, Subject},
        check::{Check, allow},
        model::User,
        policy::{Act, may},
        store::{self, tokens::NewToken},
    },
};

/// Creates a token, and gives its secret, which is shown once and is nowhere else. People create their own, the
/// command line anyone's: a token in another's name would put their name under what they did not do. A token
/// creates tokens only with the scope `admin`, and none that may do more than itself.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Invalid` for a missing name, no scope, a scope that the owner has no use for, an end in
/// the past.
pub async fn create_token(
    app: &App,
    cx: &Ctx,
    user_id: i64,
    name: &str,
    scopes: &Scopes,
    expires_at: Option<Timestamp>,
) -> Result<String, AppError> {
    let (cx, name, scopes) = (cx.clone(), name.to_owned(), scopes.clone());
    app.db
        .write(move |tx| {
            create_token_in(tx, &cx, user_id, &name, &scopes, expires_at).map(|(_, plain)| plain)
        })
        .await
}

/// As [`create_token`], in the caller's transaction: the row's id and the secret.
pub(in crate::people) fn create_token_in(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    user_id: i64,
    name: &str,
    scopes: &Scopes,
    expires_at: Option<Timestamp>,
) -> Result<(i64, String), AppError> {
    if cx.actor.subject() != Subject::System {
        allow(cx, Act::ManageSelf)?;
        let by_token = cx.actor.scopes.as_ref();
        let too_much = by_token.is_some_and(|own| !own.has(Scope::Admin) || !own.cover(scopes));
        if cx.actor.user_id() != Some(user_id) || too_much {
            return Err(AppError::Forbidden);
        }
    }
    store::users::user(tx, user_id)?.filter(User::is_enabled).ok_or(AppError::NotFound)?;
    let mut check = Check::new(cx);
    let name = check.name("name", name, 100);
    if scopes.is_empty() {
        check.fault("scopes", "scopes-none");
    }
    let configuring = [Role::Administrator, Role::Lead, Role::IncidentManager];
    let configures = store::roles::grants(tx, user_id)?.iter().any(|grant| configuring.contains(&grant.role));
    if scopes.has(Scope::Admin) && !configures {
        check.fault("scopes", "scopes-lacking");
    }
    if expires_at.is_some_and(|end| end <= cx.now) {
        check.fault("expires_at", "expires-past");
    }
    check.done()?;
    let (plain, hash) = token::new();
    let hint: String = plain.chars().skip(token::LENGTH - 4).collect();
    let new = NewToken { user_id, name: &name, token: hash, hint: &hint, scopes, expires_at };
    let id = store::tokens::insert(tx, &new, cx.now)?;
    let data = json!({ "token_id": id, "name": name, "hint": hint, "scopes": scopes.to_string() });
    audit::append(tx, cx, &NewEntry::new(Stream::User(user_id), "user.token_created").data(data))?;
    Ok((id, plain))
}

/// Revokes a token: one's own, or, for administrators of everything, anyone's.
///
/// # Errors
/// `NotFound` for a token that is not the actor's to revoke.
pub async fn revoke_token(app: &App, cx: &Ctx, id: i64) -> Result<(), AppError> {
    let cx = cx.clone();
    app.db
        .write(move |tx| {
            allow(&cx, Act::ManageSelf)?;
            let token = store::tokens::by_id(tx, id)?.ok_or(AppError::NotFound)?;
            if cx.actor.user_id() != Some(token.user_id) && !may(&cx.actor, Act::Administer) {
                return Err(AppError::NotFound);
            }
            if store::tokens::revoke(tx, id, cx.now)? {
                let data = json!({ "token_id": id, "name": token.name, "hint": token.hint });
                let entry = NewEntry::new(Stream::User(token.user_id), "user.token_revoked").data(data);
                audit::append(tx, &cx, &entry)?;
            }
            Ok(())
        })
        .await
}
