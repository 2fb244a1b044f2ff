//! All the SQL of people and of what belongs to them. It decides nothing.

pub(super) mod desks;
pub(super) mod failures;
pub(super) mod idempotency;
pub(super) mod links;
pub(super) mod notifications;
pub(super) mod organisations;
pub(super) mod preferences;
pub(super) mod reach;
pub(super) mod roles;
pub(super) mod sessions;
pub(super) mod teams;
pub(super) mod tokens;
pub(super) mod users;

use db::FromValue as _;

/// A list of row ids as parameters.
fn ids(list: &[i64]) -> Vec<db::Value> {
    list.iter().map(|id| db::Value::Int(*id)).collect()
}

/// The two bounds of every text that begins with `prefix`, compared byte by byte.
fn prefix_bounds(prefix: &str) -> (String, String) {
    (prefix.to_owned(), format!("{prefix}\u{10FFFF}"))
}

/// A value that a row must hold, or why it does not.
fn unknown(column: &str) -> db::Error {
    db::Error::Decode { column: column.to_owned(), problem: "unknown value" }
}

/// The single number of an answer.
fn number(row: Option<db::Row>) -> db::Result<i64> {
    let value = row.and_then(|row| row.values().first().cloned());
    Ok(value.as_ref().and_then(i64::from_value).unwrap_or(0))
}
