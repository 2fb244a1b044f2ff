//! Settings of the installation: a name and a JSON value.

use db::{Read, Result, Tx, params};
use serde::de::DeserializeOwned;

use super::unreadable;

/// A setting, if it was ever set.
///
/// # Errors
/// Also when the stored value is not a `T`.
pub fn setting<T: DeserializeOwned>(r: &Read<'_>, name: &str) -> Result<Option<T>> {
    let row = r.first("SELECT value FROM settings WHERE name = $1", params![name])?;
    let Some(row) = row else { return Ok(None) };
    let value: String = row.at(0)?;
    serde_json::from_str(&value).map(Some).map_err(|_| unreadable("value", "not the kind of this setting"))
}

/// Sets a setting to a JSON text.
pub(in crate::desks) fn put_setting(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<u64> {
    tx.execute(
        "INSERT INTO settings (name, value, version) VALUES ($1, $2, 1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = settings.version + 1",
        params![name, value],
    )
}
