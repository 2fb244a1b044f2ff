//! Notifications inside Vigie. They are no history: the journal has what they tell of.

use db::{Result, Tx};
use jiff::Timestamp;

use crate::people::store::notifications::{self as table, NewNotification};

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
