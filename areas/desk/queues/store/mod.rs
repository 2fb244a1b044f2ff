//! All the SQL of lists, counts, figures and saved views. It reads tickets and decides nothing about them.

pub(super) mod board;
pub(super) mod counts;
pub(super) mod filter_sql;
pub(super) mod mine;
pub(super) mod names;
pub(super) mod rows;
pub(super) mod views;

use db::Value;
use sea_query::{PostgresQueryBuilder, SelectStatement};

/// A statement and its parameters. Both engines read the PostgreSQL spelling; the waist renumbers parameters for SQLite.
pub(super) type Statement = (String, Vec<Value>);

/// Writes a statement that was put together.
pub(super) fn build(select: &SelectStatement) -> Statement {
    let (sql, values) = select.build(PostgresQueryBuilder);
    (sql, values.into_iter().map(value).collect())
}

fn value(value: sea_query::Value) -> Value {
    match value {
        sea_query::Value::Bool(Some(value)) => Value::Bool(value),
        sea_query::Value::Int(Some(value)) => Value::Int(i64::from(value)),
        sea_query::Value::BigInt(Some(value)) => Value::Int(value),
        sea_query::Value::BigUnsigned(Some(value)) => Value::Int(i64::try_from(value).unwrap_or(i64::MAX)),
        sea_query::Value::String(Some(value)) => Value::Text(value),
        // Conditions are built from these kinds only.
        _ => Value::Null,
    }
}
