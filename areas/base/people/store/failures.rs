//! `sign_in_failures`: counters of attempts in a row, by account and by address.

use db::{Result, Sql, Tx, params};
use jiff::Timestamp;

/// A counter: how many, and the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::people) struct Counter {
    pub(in crate::people) failures: u32,
    pub(in crate::people) last_at: Option<Timestamp>,
}

/// A counter, locked against other writers.
pub(in crate::people) fn lock(tx: &mut Tx<'_>, subject: &str) -> Result<Counter> {
    let sql = Sql::Split {
        sqlite: "SELECT failures, last_at FROM sign_in_failures WHERE subject = $1",
        postgres: "SELECT failures, last_at FROM sign_in_failures WHERE subject = $1 FOR UPDATE",
    };
    let row = tx.first(sql, params![subject])?;
    row.map_or(Ok(Counter { failures: 0, last_at: None }), |row| {
        Ok(Counter { failures: row.at(0)?, last_at: Some(row.at(1)?) })
    })
}

/// Counts one more, or the first one again when the others are forgotten.
pub(in crate::people) fn count(
    tx: &mut Tx<'_>,
    subject: &str,
    forgotten: bool,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO sign_in_failures (subject, failures, last_at) VALUES ($1, 1, $3) \
         ON CONFLICT (subject) DO UPDATE SET last_at = excluded.last_at, \
         failures = CASE WHEN $2 THEN 1 ELSE sign_in_failures.failures + 1 END",
        params![subject, forgotten, now],
    )?;
    Ok(())
}

/// Takes one attempt back that was no failure after all.
pub(in crate::people) fn forgive(tx: &mut Tx<'_>, subject: &str) -> Result<()> {
    let sql = "UPDATE sign_in_failures SET failures = failures - 1 WHERE subject = $1 AND failures > 0";
    tx.execute(sql, params![subject])?;
    Ok(())
}

pub(in crate::people) fn clear(tx: &mut Tx<'_>, subject: &str) -> Result<()> {
    tx.execute("DELETE FROM sign_in_failures WHERE subject = $1", params![subject])?;
    Ok(())
}

/// Removes up to 500 counters without a failure since `before`, but for those of accounts, which only success clears.
pub(in crate::people) fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM sign_in_failures WHERE subject IN (SELECT subject FROM sign_in_failures \
         WHERE last_at < $1 AND subject NOT LIKE 'account:%' ORDER BY last_at LIMIT 500)",
        params![before],
    )
}
