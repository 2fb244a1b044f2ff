//! Single-use links to choose a password: 256 random bits, stored hashed, bound to one account, good for one use.

use db::{Read, Tx};
use jiff::Timestamp;
use serde_json::json;
use web::{AppError, token};

use super::{sign_in::account_subject, users::administered};
use crate::{
    app::App,
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        actor::Actor,
        model::{Link, LinkPurpose, User},
        password::{check_password, hash_password},
        reads,
        store::{self, failures},
    },
};

/// Why a link does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkFault {
    /// It was never one of ours, or its account is closed.
    Unknown,
    /// It was used, or replaced by a newer one.
    Used,
    /// Its time is over, or whoever made it may no longer administer the account.
    Expired,
}

/// Why a link was not used.
#[derive(Debug, Clone, PartialEq)]
pub enum UseLinkError {
    /// The link is at fault.
    Link(LinkFault),
    /// Anything else; `Invalid` when the password is not accepted, and the link is then still good.
    App(AppError),
}

impl<E: Into<AppError>> From<E> for UseLinkError {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

/// Makes a link by which a person chooses a password, and gives its secret, which is shown once and is nowhere else.
/// The links that they had are worth nothing any more. Whoever holds the link can take the account over, so it takes
/// the right to administer everything that the account may do.
///
/// # Errors
/// `Forbidden`; `NotFound` for an account that does not exist or is closed.
pub fn issue_link(tx: &mut Tx<'_>, cx: &Ctx, user_id: i64, purpose: LinkPurpose) -> Result<String, AppError> {
    let user = administered(tx, cx, user_id)?;
    if !user.is_enabled() {
        return Err(AppError::NotFound);
    }
    let (plain, hash) = token::new();
    store::links::insert(tx, purpose, &hash, user_id, cx.actor.user_id(), cx.now)?;
    let data = json!({ "purpose": purpose.as_str() });
    audit::append(tx, cx, &NewEntry::new(Stream::User(user_id), "user.link_issued").data(data))?;
    Ok(plain)
}

/// The account that a link is for, if it can be used now.
///
/// # Errors
/// The database's; inside, why the link does not work.
pub fn open_link(
    read: &Read<'_>,
    secret: &str,
    now: Timestamp,
) -> db::Result<Result<(LinkPurpose, User), LinkFault>> {
    Ok(find(read, secret, now)?.map(|(link, user)| (link.purpose, user)))
}

fn find(read: &Read<'_>, secret: &str, now: Timestamp) -> db::Result<Result<(Link, User), LinkFault>> {
    if !token::is_well_formed(secret) {
        return Ok(Err(LinkFault::Unknown));
    }
    let Some(link) = store::links::by_secret(read, &token::hash(secret))? else {
        return Ok(Err(LinkFault::Unknown));
    };
    let user = store::users::user(read, link.user_id)?.filter(User::is_enabled);
    Ok(match user {
        None => Err(LinkFault::Unknown),
        Some(_) if link.used_at.is_some() => Err(LinkFault::Used),
        Some(_) if now >= link.expires_at => Err(LinkFault::Expired),
        Some(user) if !is_backed(read, &link, &user)? => Err(LinkFault::Expired),
        Some(user) => Ok((link, user)),
    })
}

/// Whether whoever made the link may still administer the account: it may have been given rights since that its maker
/// must not come by.
fn is_backed(read: &Read<'_>, link: &Link, user: &User) -> db::Result<bool> {
    let Some(id) = link.created_by else { return Ok(true) };
    let Some(maker) = reads::load_actor(read, id, None, None)? else { return Ok(false) };
    reads::administers(read, &maker, user, &store::roles::grants(read, user.id)?)
}

/// Uses a link: sets the password, ends all sessions of the account, clears its failed sign-ins. Gives whose it was.
///
/// # Errors
/// Why the link does not work, or the password is not accepted.
pub async fn use_link(app: &App, cx: &Ctx, secret: &str, password: &str) -> Result<User, UseLinkError> {
    let (now, plain) = (cx.now, secret.to_owned());
    let found = app.db.read(move |r| find(r, &plain, now)).await?;
    let (_, user) = found.map_err(UseLinkError::Link)?;
    check_password(password, &user.email, &user.name)
        .map_err(|why| AppError::Invalid(vec![why.of_field(cx.locale, "password")]))?;
    let hash = hash_password(password).await?;
    let (cx, plain) = (cx.clone(), secret.to_owned());
    let used = app
        .db
        .write(move |tx| {
            let (link, user) = match find(tx, &plain, cx.now)? {
                Ok(found) => found,
                Err(fault) => return Ok(Err(fault)),
            };
            if !store::links::mark_used(tx, link.id, cx.now)? {
                return Ok(Err(LinkFault::Used));
            }
            store::users::set_password(tx, user.id, &hash, cx.now)?;
            store::links::cancel_all(tx, user.id, cx.now)?;
            failures::clear(tx, &account_subject(user.id))?;
            let ended = store::sessions::revoke_all(tx, user.id, None, cx.now)?;
            // Holding the link is what proves that it is they.
            let own = Ctx { actor: Actor::user(user.id, user.name.clone()), ..cx.clone() };
            let data = json!({ "purpose": link.purpose.as_str(), "sessions_ended": ended.len() });
            audit::append(tx, &own, &NewEntry::new(Stream::User(user.id), "user.password_reset").data(data))?;
            Ok::<_, AppError>(Ok((user, ended)))
        })
        .await?;
    let (user, ended) = used.map_err(UseLinkError::Link)?;
    ended.into_iter().for_each(|session| app.hub.revoke(session));
    Ok(user)
}
