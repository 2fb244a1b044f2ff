//! Ending sessions. Whoever loses one also loses its live stream, at once.

use serde_json::json;
use web::AppError;

use super::users::administered;
use crate::{
    app::App,
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{check::allow, policy::Act, store},
};

/// Signs out: ends the session of the call.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(app: &App, cx: &Ctx) -> Result<(), AppError> {
    let (Some(id), now) = (cx.actor.session_id, cx.now) else { return Ok(()) };
    app.db.write(move |tx| Ok::<_, AppError>(store::sessions::revoke(tx, id, now)?)).await?;
    app.hub.revoke(id);
    Ok(())
}

/// Ends one session: one's own, or, for administrators, of those whom they may administer.
///
/// # Errors
/// `NotFound` for a session that is not the actor's to end.
pub async fn revoke_session(app: &App, cx: &Ctx, id: i64) -> Result<(), AppError> {
    let run = cx.clone();
    app.db
        .write(move |tx| {
            allow(&run, Act::ManageSelf)?;
            let session = store::sessions::by_id(tx, id)?.ok_or(AppError::NotFound)?;
            let is_own = run.actor.user_id() == Some(session.user_id);
            if !is_own && administered(tx, &run, session.user_id).is_err() {
                return Err(AppError::NotFound);
            }
            store::sessions::revoke(tx, id, run.now)?;
            if !is_own {
                let entry = NewEntry::new(Stream::User(session.user_id), "user.sessions_revoked");
                audit::append(tx, &run, &entry.data(json!({ "sessions_ended": 1 })))?;
            }
            Ok(())
        })
        .await?;
    app.hub.revoke(id);
    Ok(())
}

/// Ends all sessions of a person but the one of the call; gives how many there were.
///
/// # Errors
/// `Forbidden` for a person whom the actor may not administer.
pub async fn revoke_sessions(app: &App, cx: &Ctx, user_id: i64) -> Result<usize, AppError> {
    let run = cx.clone();
    let ended = app
        .db
        .write(move |tx| {
            if run.actor.user_id() == Some(user_id) {
                allow(&run, Act::ManageSelf)?;
            } else {
                administered(tx, &run, user_id)?;
            }
            let ended = store::sessions::revoke_all(tx, user_id, run.actor.session_id, run.now)?;
            if !ended.is_empty() {
                let entry = NewEntry::new(Stream::User(user_id), "user.sessions_revoked");
                audit::append(tx, &run, &entry.data(json!({ "sessions_ended": ended.len() })))?;
            }
            Ok::<_, AppError>(ended)
        })
        .await?;
    ended.iter().for_each(|session| app.hub.revoke(*session));
    Ok(ended.len())
}
