//! `mailbox_states` and `mailbox_stuck`: how far each mailbox was fetched, and how it goes.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;

use crate::inbox::model::{Position, State, Stuck};

const STATE: &str = "SELECT mailbox_id, uid_validity, last_uid, history_below, access_token, token_until, fetched_at, \
     failing_since, trouble, error, alarmed_at FROM mailbox_states ";

fn to_state(row: &Row) -> Result<(i64, State)> {
    let state = State {
        position: Position {
            uid_validity: row.get("uid_validity")?,
            last_uid: row.get("last_uid")?,
            history_below: row.get("history_below")?,
        },
        access_token: row.get("access_token")?,
        token_until: row.get("token_until")?,
        fetched_at: row.get("fetched_at")?,
        failing_since: row.get("failing_since")?,
        trouble: row.get("trouble")?,
        error: row.get("error")?,
        alarmed_at: row.get("alarmed_at")?,
    };
    Ok((row.get("mailbox_id")?, state))
}

/// Begins the state of a mailbox: nothing of it was read.
pub(in crate::inbox) fn insert_state(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO mailbox_states (mailbox_id, uid_validity, last_uid, history_below, access_token, trouble, error) \
         VALUES ($1, 0, 0, 0, '', '', '')",
        params![id],
    )
    .map(drop)
}

/// The state of a mailbox; one that is not fetched has none.
pub(in crate::inbox) fn state(read: &Read<'_>, id: i64) -> Result<Option<State>> {
    let row = read.first(&format!("{STATE} WHERE mailbox_id = $1"), params![id])?;
    Ok(row.as_ref().map(to_state).transpose()?.map(|(_, state)| state))
}

/// The states of all mailboxes.
pub(in crate::inbox) fn states(read: &Read<'_>) -> Result<Vec<(i64, State)>> {
    read.query(&format!("{STATE} ORDER BY mailbox_id LIMIT 10000"), &[])?.iter().map(to_state).collect()
}

/// Begins a folder anew: another UIDVALIDITY makes every identifier mean another mail.
pub(in crate::inbox) fn begin_folder(tx: &mut Tx<'_>, id: i64, position: Position) -> Result<()> {
    tx.execute("DELETE FROM mailbox_stuck WHERE mailbox_id = $1", params![id])?;
    tx.execute(
        "UPDATE mailbox_states SET uid_validity = $2, last_uid = $3, history_below = $4 WHERE mailbox_id = $1",
        params![id, position.uid_validity, position.last_uid, position.history_below],
    )
    .map(drop)
}

/// Forgets which folder was read: another one is.
pub(in crate::inbox) fn forget_folder(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    begin_folder(tx, id, Position::default())
}

/// Forgets the access token: what it was asked for with has changed.
pub(in crate::inbox) fn forget_token(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.execute(
        "UPDATE mailbox_states SET access_token = '', token_until = NULL WHERE mailbox_id = $1",
        params![id],
    )
    .map(drop)
}

/// Goes past the mails up to `uid`; never back.
pub(in crate::inbox) fn advance(tx: &mut Tx<'_>, id: i64, uid: u32, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE mailbox_states SET last_uid = $2 WHERE mailbox_id = $1 AND last_uid < $2",
        params![id, uid],
    )?;
    tx.execute("UPDATE mailbox_states SET fetched_at = $2 WHERE mailbox_id = $1", params![id, now]).map(drop)
}

/// The mailbox was looked at and is well.
pub(in crate::inbox) fn set_well(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE mailbox_states SET fetched_at = $2, failing_since = NULL, trouble = '', error = '' \
         WHERE mailbox_id = $1",
        params![id, now],
    )
    .map(drop)
}

/// The mailbox could not be read; since when it fails stays.
pub(in crate::inbox) fn set_failing(
    tx: &mut Tx<'_>,
    id: i64,
    trouble: &str,
    error: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE mailbox_states SET failing_since = COALESCE(failing_since, $2), trouble = $3, error = $4 \
         WHERE mailbox_id = $1",
        params![id, now, trouble, error],
    )
    .map(drop)
}

/// Keeps an access token, sealed, and until when it holds, where that is known.
pub(in crate::inbox) fn set_token(
    tx: &mut Tx<'_>,
    id: i64,
    sealed: &str,
    until: Option<Timestamp>,
) -> Result<()> {
    tx.execute(
        "UPDATE mailbox_states SET access_token = $2, token_until = $3 WHERE mailbox_id = $1",
        params![id, sealed, until],
    )
    .map(drop)
}

/// Notes that people were told of a trouble, or (`None`) that it is over.
pub(in crate::inbox) fn set_alarmed(tx: &mut Tx<'_>, id: i64, at: Option<Timestamp>) -> Result<()> {
    tx.execute("UPDATE mailbox_states SET alarmed_at = $2 WHERE mailbox_id = $1", params![id, at]).map(drop)
}

/// Counts an attempt at a mail before it is made, so that one which ends the process is counted too; how many there were.
pub(in crate::inbox) fn try_mail(tx: &mut Tx<'_>, id: i64, uid: u32, now: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO mailbox_stuck (mailbox_id, uid, attempts, error, tried_at) VALUES ($1, $2, 1, '', $3) \
         ON CONFLICT (mailbox_id, uid) DO UPDATE SET attempts = mailbox_stuck.attempts + 1, \
         tried_at = excluded.tried_at RETURNING attempts",
        params![id, uid, now],
    )
}

/// What an attempt at a mail met.
pub(in crate::inbox) fn stuck_by(
    tx: &mut Tx<'_>,
    id: i64,
    uid: u32,
    attempts: i64,
    error: &str,
) -> Result<()> {
    tx.execute(
        "UPDATE mailbox_stuck SET attempts = $3, error = $4 WHERE mailbox_id = $1 AND uid = $2",
        params![id, uid, attempts, error],
    )
    .map(drop)
}

/// A mail is here, or gone from the server.
pub(in crate::inbox) fn unstick(tx: &mut Tx<'_>, id: i64, uid: u32) -> Result<()> {
    tx.execute("DELETE FROM mailbox_stuck WHERE mailbox_id = $1 AND uid = $2", params![id, uid]).map(drop)
}

/// The mails of a mailbox that were tried and are not here, oldest first.
pub(in crate::inbox) fn stuck(read: &Read<'_>, id: i64) -> Result<Vec<Stuck>> {
    let sql = "SELECT uid, attempts, error, tried_at FROM mailbox_stuck WHERE mailbox_id = $1 ORDER BY uid LIMIT 500";
    let row = |row: &Row| {
        Ok(Stuck { uid: row.at(0)?, attempts: row.at(1)?, error: row.at(2)?, tried_at: row.at(3)? })
    };
    read.query(sql, params![id])?.iter().map(row).collect()
}

/// When the last mail of a mailbox was received, and since when the oldest that waits for its outcome waits.
pub(in crate::inbox) fn traffic(read: &Read<'_>, id: i64) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
    let last = "SELECT received_at FROM mails WHERE mailbox_id = $1 ORDER BY id DESC LIMIT 1";
    let waiting = "SELECT MIN(received_at) FROM mails WHERE outcome = 0 AND mailbox_id = $1";
    let last = read.first(last, params![id])?.map(|row| row.at(0)).transpose()?;
    let waiting = read.first(waiting, params![id])?.map(|row| row.at(0)).transpose()?;
    Ok((last, waiting.flatten()))
}
