//! The database waist: the same SQL text on SQLite and PostgreSQL.
//!
//! Business code is plain synchronous Rust inside a closure; [`Db::read`] and [`Db::write`] hand the
//! closure to operating-system threads and await its answer. A read sees one snapshot. A write is one
//! transaction: on SQLite it shares a group commit with its neighbours, on PostgreSQL it runs
//! `SERIALIZABLE` and is retried when the server asks for it. Closures are `Fn`, since they may run
//! again; they hold SQL and cheap rules only, and never call [`Db`] again.
//!
//! Portability rules that every statement keeps: `$n` parameters, `NULLS FIRST/LAST` written out,
//! instants as integer microseconds, booleans through [`Value::Bool`], case and accents folded in Rust.

mod archive;
mod db;
mod error;
mod handle;
mod migrate;
mod postgres;
mod queue;
mod sql;
mod sqlite;
mod unit;
mod value;

pub use archive::{Report as ArchiveReport, dump, restore, table_hashes};
pub use db::{Db, Engine, Options, Signal};
pub use error::{Constraint, Error};
pub use handle::{Read, Tx};
pub use migrate::{Migration, MigrationState, Pending, expand, migrate, migration_state};
pub use sql::Sql;
pub use value::{FromValue, Row, ToValue, Value};

/// The result of a database call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Parameters of a statement: `params![id, name, at]`, each a [`ToValue`].
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::ToValue::to_value(&$value)),*] as &[$crate::Value] };
}

/// The holes of a list: `list(3, 2)` is `$3, $4`, for `IN (…)`; an empty list gives `NULL`, which matches nothing.
#[must_use]
pub fn list(first: usize, count: usize) -> String {
    if count == 0 {
        return "NULL".to_owned();
    }
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Declares a typed row id: an integer key that is never shown to people.
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $crate::ToValue for $name {
            fn to_value(&self) -> $crate::Value {
                $crate::Value::Int(self.0)
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: &$crate::Value) -> Option<Self> {
                <i64 as $crate::FromValue>::from_value(value).map(Self)
            }
        }
    };
}
