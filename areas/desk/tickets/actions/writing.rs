//! Drafts and presence: what belongs to one person, is not journalled, and passes.

use base::{ctx::Ctx, people::policy::Access};
use db::Tx;
use jiff::{SignedDuration, Timestamp};
use web::error::AppError;

use super::{edit::valid_text, readable_by_number};
use crate::tickets::{
    model::{Draft, Presence, PresenceMode},
    refusal::Refused,
    store,
};

/// How long a sign of life counts; pages give one every 20 s.
const PRESENT_FOR: SignedDuration = SignedDuration::from_secs(45);

/// Keeps what someone is writing; an empty text forgets it. Gives the instant, to show "kept at".
///
/// # Errors
/// `NotFound`, `Invalid`.
pub fn keep_draft(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    public: bool,
    body: &str,
) -> Result<Timestamp, Refused> {
    let user = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let (ticket, access) = readable_by_number(tx, cx, number)?;
    if access == Access::Observe {
        return Err(AppError::Forbidden.into());
    }
    if body.trim().is_empty() {
        store::delete_draft(tx, user, ticket.id)?;
        return Ok(cx.now);
    }
    valid_text(cx, "body", body)?;
    let draft = Draft { public, body: body.to_owned(), updated_at: cx.now };
    store::save_draft(tx, user, ticket.id, &draft)?;
    Ok(cx.now)
}

/// Shows the actor on a ticket's page; says whether the others have news of it.
///
/// # Errors
/// `NotFound` for anyone who does not work there: requesters are not shown and do not see who looks.
pub fn show_presence(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    mode: PresenceMode,
) -> Result<(i64, bool), Refused> {
    let user_id = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let (ticket, access) = readable_by_number(tx, cx, number)?;
    if access < Access::Observe {
        return Err(AppError::NotFound.into());
    }
    let presence = Presence { ticket_id: ticket.id, user_id, mode };
    let news = store::set_presence(tx, &presence, cx.now, cx.now + PRESENT_FOR)?;
    Ok((ticket.id, news))
}

/// The actor left the page.
///
/// # Errors
/// `NotFound`.
pub fn leave(tx: &mut Tx<'_>, cx: &Ctx, number: i64) -> Result<i64, Refused> {
    let user_id = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let (ticket, _) = readable_by_number(tx, cx, number)?;
    store::leave(tx, ticket.id, user_id)?;
    Ok(ticket.id)
}
