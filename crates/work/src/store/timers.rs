//! The SQL of `timers`.

use db::{Read, Result, Row, Sql, Tx, params};
use jiff::Timestamp;

use super::{json, storable};
use crate::{Firing, NewTimer, ParkedTimer, PendingTimer, TimerCounts, TimerRecord, TimerState};

pub(crate) fn schedule(tx: &mut Tx<'_>, timer: &NewTimer) -> Result<()> {
    tx.execute(
        "INSERT INTO timers (kind, subject_id, step, payload, due_at, try_at, state, attempts)
         VALUES ($1, $2, $3, $4, $5, $5, 0, 0)
         ON CONFLICT (kind, subject_id, step) WHERE state = 0
         DO UPDATE SET payload = excluded.payload, due_at = excluded.due_at, try_at = excluded.try_at,
                       attempts = 0, last_error = NULL",
        params![timer.kind, timer.subject_id, timer.step, timer.payload.to_string(), timer.due_at],
    )?;
    Ok(())
}

pub(crate) fn cancel(tx: &mut Tx<'_>, kind: &str, subject_id: i64) -> Result<u64> {
    tx.execute(
        "UPDATE timers SET state = 2 WHERE state = 0 AND kind = $1 AND subject_id = $2",
        params![kind, subject_id],
    )
}

pub(crate) fn cancel_step(tx: &mut Tx<'_>, kind: &str, subject_id: i64, step: i64) -> Result<u64> {
    tx.execute(
        "UPDATE timers SET state = 2 WHERE state = 0 AND kind = $1 AND subject_id = $2 AND step = $3",
        params![kind, subject_id, step],
    )
}

pub(crate) fn pending(read: &Read<'_>, kind: &str, subject_id: i64) -> Result<Vec<PendingTimer>> {
    let rows = read.query(
        "SELECT id, step, due_at, payload FROM timers
         WHERE state = 0 AND kind = $1 AND subject_id = $2 ORDER BY due_at, step",
        params![kind, subject_id],
    )?;
    rows.iter()
        .map(|row| {
            Ok(PendingTimer {
                id: row.at(0)?,
                step: row.at(1)?,
                due_at: row.at(2)?,
                payload: json(&row.at::<String>(3)?)?,
            })
        })
        .collect()
}

pub(crate) fn history(read: &Read<'_>, kind: &str, subject_id: i64, limit: u32) -> Result<Vec<TimerRecord>> {
    let rows = read.query(
        "SELECT id, step, state, due_at, fired_at FROM timers
         WHERE state <> 0 AND subject_id = $1 AND kind = $2 ORDER BY id DESC LIMIT $3",
        params![subject_id, kind, limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(TimerRecord {
                id: row.at(0)?,
                step: row.at(1)?,
                state: match row.at::<i64>(2)? {
                    1 => TimerState::Fired,
                    2 => TimerState::Cancelled,
                    _ => TimerState::Parked,
                },
                due_at: row.at(3)?,
                fired_at: row.at(4)?,
            })
        })
        .collect()
}

/// When the next attempt of a kind is due.
pub(crate) fn next(read: &Read<'_>, kind: &str) -> Result<Option<Timestamp>> {
    let row = read.first(
        "SELECT try_at FROM timers WHERE state = 0 AND kind = $1 ORDER BY try_at LIMIT 1",
        params![kind],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// The rows of a kind that are due, with their failed attempts, locked where the engine locks rows.
pub(crate) fn claim(tx: &mut Tx<'_>, kind: &str, now: Timestamp, limit: u32) -> Result<Vec<(i64, i64)>> {
    let rows = tx.query(
        Sql::Split {
            sqlite: "SELECT id, attempts FROM timers WHERE state = 0 AND kind = $1 AND try_at <= $2
                     ORDER BY try_at, id LIMIT $3",
            postgres: "SELECT id, attempts FROM timers WHERE state = 0 AND kind = $1 AND try_at <= $2
                       ORDER BY try_at, id LIMIT $3 FOR UPDATE SKIP LOCKED",
        },
        params![kind, now, limit],
    )?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// Marks a timer fired and gives it as it stands now: a handler of the same batch may have cancelled or moved it.
pub(crate) fn mark_fired(
    tx: &mut Tx<'_>,
    kind: &'static str,
    id: i64,
    now: Timestamp,
) -> Result<Option<Firing>> {
    let row = tx.first(
        "UPDATE timers SET state = 1, fired_at = $2 WHERE id = $1 AND state = 0 AND try_at <= $2
         RETURNING subject_id, step, payload, due_at",
        params![id, now],
    )?;
    row.map(|row| {
        Ok(Firing {
            id,
            kind,
            subject_id: row.at(0)?,
            step: row.at(1)?,
            payload: json(&row.at::<String>(2)?)?,
            due_at: row.at(3)?,
            fired_at: now,
        })
    })
    .transpose()
}

/// Puts a failed timer off; false when it is not pending.
pub(crate) fn postpone(tx: &mut Tx<'_>, id: i64, try_at: Timestamp, reason: &str) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE timers SET attempts = attempts + 1, try_at = $2, last_error = $3 WHERE id = $1 AND state = 0",
        params![id, try_at, storable(reason)],
    )?;
    Ok(changed == 1)
}

/// Sets a failed timer aside; false when it is not pending.
pub(crate) fn park(tx: &mut Tx<'_>, id: i64, reason: &str) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE timers SET state = 3, attempts = attempts + 1, last_error = $2 WHERE id = $1 AND state = 0",
        params![id, storable(reason)],
    )?;
    Ok(changed == 1)
}

pub(crate) fn parked(read: &Read<'_>, after: i64, limit: u32) -> Result<Vec<ParkedTimer>> {
    let rows = read.query(
        "SELECT id, kind, subject_id, step, due_at, last_error FROM timers
         WHERE state = 3 AND id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
    )?;
    rows.iter().map(parked_timer).collect()
}

fn parked_timer(row: &Row) -> Result<ParkedTimer> {
    Ok(ParkedTimer {
        id: row.at(0)?,
        kind: row.at(1)?,
        subject_id: row.at(2)?,
        step: row.at(3)?,
        due_at: row.at(4)?,
        reason: row.at::<Option<String>>(5)?.unwrap_or_default(),
    })
}

/// Puts a parked timer back, unless one of the same key is pending by now.
pub(crate) fn unpark(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE timers SET state = 0, attempts = 0, try_at = $2 WHERE id = $1 AND state = 3 AND NOT EXISTS
         (SELECT 1 FROM timers AS other WHERE other.state = 0 AND other.kind = timers.kind
          AND other.subject_id = timers.subject_id AND other.step = timers.step)",
        params![id, now],
    )?;
    Ok(changed == 1)
}

pub(crate) fn discard(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    Ok(tx.execute("UPDATE timers SET state = 2 WHERE id = $1 AND state = 3", params![id])? == 1)
}

pub(crate) fn counts(read: &Read<'_>) -> Result<TimerCounts> {
    let mut counts = TimerCounts::default();
    if let Some(row) = read.first("SELECT COUNT(*), MIN(try_at) FROM timers WHERE state = 0", &[])? {
        (counts.pending, counts.next) = (row.at(0)?, row.at(1)?);
    }
    if let Some(row) = read.first("SELECT COUNT(*) FROM timers WHERE state = 3", &[])? {
        counts.parked = row.at(0)?;
    }
    Ok(counts)
}

/// Deletes some of what fired before an instant, and of what was cancelled and would have been due before it.
pub(crate) fn purge(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<u64> {
    let fired = tx.execute(
        "DELETE FROM timers WHERE id IN
         (SELECT id FROM timers WHERE state = 1 AND fired_at < $1 ORDER BY fired_at LIMIT $2)",
        params![before, limit],
    )?;
    let cancelled = tx.execute(
        "DELETE FROM timers WHERE id IN
         (SELECT id FROM timers WHERE state = 2 AND due_at < $1 ORDER BY due_at LIMIT $2)",
        params![before, limit],
    )?;
    Ok(fired + cancelled)
}
