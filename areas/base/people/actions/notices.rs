//! Notifications inside Vigie. They are no history: the journal has what they tell of.

use db::{Result, Tx};
use jiff::Timestamp;
use web::AppError;

use crate::{
    app::App,
    ctx::Ctx,
    people::{
        check::allow,
        notice::{NoticePreferences, NoticeTopic},
        policy::Act,
        store::{
            notifications::{self as table, NewNotification},
            preferences,
        },
    },
};

/// Tells a person something: `kind` is a dotted word (`ticket.assigned`), `body` one line in their language.
///
/// # Errors
/// When the database fails.
pub fn notify(
    tx: &mut Tx<'_>,
    user_id: i64,
    kind: &str,
    ticket_id: Option<i64>,
    entry_no: Option<i64>,
    body: &str,
    now: Timestamp,
) -> Result<i64> {
    let body = rules::text::excerpt(body, 500);
    table::insert(tx, &NewNotification { user_id, kind, ticket_id, entry_no, body: &body }, now)
}

/// Marks one of a person's notifications read, or (`None`) all; gives how many were not yet.
///
/// # Errors
/// When the database fails.
pub fn mark_read(tx: &mut Tx<'_>, user_id: i64, id: Option<i64>, now: Timestamp) -> Result<u64> {
    table::mark_read(tx, user_id, id, now)
}

/// Notes that mail has looked at these notifications: whether it tells of them or not, it does so once.
///
/// # Errors
/// When the database fails.
pub fn mark_mailed(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    table::mark_mailed(tx, ids)
}

/// Chooses what one is told by mail, and when: no history, and no edit that others could meet.
///
/// # Errors
/// `Forbidden` for a token that may only read.
pub async fn choose_notices(
    app: &App,
    cx: &Ctx,
    chosen: NoticePreferences,
) -> std::result::Result<(), AppError> {
    allow(cx, Act::ManageSelf)?;
    let id = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    app.db
        .write(move |tx| {
            for topic in NoticeTopic::ALL {
                preferences::set(tx, id, topic, chosen.of(topic))?;
            }
            Ok::<_, AppError>(())
        })
        .await
}
