//! The SQL of `leases`.

use db::{Read, Result, Tx, params};
use jiff::Timestamp;

/// Takes, or prolongs, a lease; its fence, or nothing while another holds it.
pub(crate) fn acquire(
    tx: &mut Tx<'_>,
    name: &str,
    holder: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<i64>> {
    let row = tx.first(
        "INSERT INTO leases (name, holder, fence, until) VALUES ($1, $2, 1, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
           fence = CASE WHEN leases.holder = excluded.holder THEN leases.fence ELSE leases.fence + 1 END
         WHERE leases.holder = excluded.holder OR leases.until <= $4
         RETURNING fence",
        params![name, holder, until, now],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// Lets a lease go; its fence stays, so that the next holder's is higher.
pub(crate) fn release(tx: &mut Tx<'_>, name: &str, holder: &str) -> Result<()> {
    tx.execute("UPDATE leases SET until = 0 WHERE name = $1 AND holder = $2", params![name, holder])?;
    Ok(())
}

/// Whether this fence is still the newest; holds off a new holder until the transaction ends.
pub(crate) fn touch(tx: &mut Tx<'_>, name: &str, fence: i64) -> Result<bool> {
    Ok(tx.execute("UPDATE leases SET until = until WHERE name = $1 AND fence = $2", params![name, fence])?
        == 1)
}

/// The server's own time in microseconds; PostgreSQL only.
pub(crate) fn server_time(read: &Read<'_>) -> Result<Option<Timestamp>> {
    let row = read.first("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)", &[])?;
    row.map(|row| row.at(0)).transpose()
}
