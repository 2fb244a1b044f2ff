//! Values in and out: what both engines can hold, and nothing else.

use std::{cell::Cell, error::Error as StdError, sync::Arc};

use jiff::Timestamp;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut};

use crate::{Error, Result};

/// A value as stored. Booleans are integers on SQLite and `BOOLEAN` on PostgreSQL.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number; instants are microseconds since 1970-01-01 UTC.
    Int(i64),
    /// A floating-point number.
    Real(f64),
    /// Text without U+0000.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// True or false.
    Bool(bool),
}

/// What can be given as a parameter.
pub trait ToValue {
    /// The value to bind.
    fn to_value(&self) -> Value;
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// The typed value, or `None` when the stored one is of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

macro_rules! integers {
    ($($kind:ty),*) => {$(
        impl ToValue for $kind {
            fn to_value(&self) -> Value {
                Value::Int(i64::from(*self))
            }
        }
        impl FromValue for $kind {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Int(n) => Self::try_from(*n).ok(),
                    _ => None,
                }
            }
        }
    )*};
}
integers!(i64, i32, i16, u32, u16, u8);

impl ToValue for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(b) => Some(*b),
            Value::Int(n) => Some(*n != 0),
            _ => None,
        }
    }
}

impl ToValue for f64 {
    fn to_value(&self) -> Value {
        Value::Real(*self)
    }
}

impl FromValue for f64 {
    #[expect(clippy::cast_precision_loss, reason = "SQLite gives a whole REAL back as an integer")]
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Real(x) => Some(*x),
            Value::Int(n) => Some(*n as Self),
            _ => None,
        }
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => bytes.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

impl ToValue for Timestamp {
    fn to_value(&self) -> Value {
        Value::Int(self.as_microsecond())
    }
}

impl FromValue for Timestamp {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(micros) => Self::from_microsecond(*micros).ok(),
            _ => None,
        }
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (*self).to_value()
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Real(x) => ValueRef::Real(*x),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Bool(b) => ValueRef::Integer(i64::from(*b)),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(n), &Type::INT8) => n.to_sql(kind, out),
            (Self::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(kind, out),
            (Self::Int(n), &Type::INT2) => i16::try_from(*n)?.to_sql(kind, out),
            (Self::Real(x), &Type::FLOAT8) => x.to_sql(kind, out),
            (Self::Text(text), &(Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN)) => {
                text.to_sql(kind, out)
            }
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            (Self::Bool(b), &Type::BOOL) => b.to_sql(kind, out),
            // An archive taken on SQLite holds booleans as integers.
            (Self::Int(n), &Type::BOOL) => (*n != 0).to_sql(kind, out),
            (value, kind) => Err(format!("a parameter {value:?} cannot be sent as {kind}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// One row of an answer.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
    /// The column after the last one asked for: rows are mostly decoded in their own order, and then found at once.
    next: Cell<usize>,
}

impl Row {
    pub(crate) fn new(columns: &Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns: Arc::clone(columns), values, next: Cell::new(0) }
    }

    /// The value of a column by its name.
    ///
    /// # Errors
    /// [`Error::Decode`] when there is no such column or it holds another kind of value.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let decode = |problem| Error::Decode { column: column.to_owned(), problem };
        let next = self.next.get();
        let at = if self.columns.get(next).is_some_and(|name| name == column) {
            next
        } else {
            self.columns.iter().position(|name| name == column).ok_or_else(|| decode("no such column"))?
        };
        self.next.set(at + 1);
        let value = self.values.get(at).ok_or_else(|| decode("no such column"))?;
        T::from_value(value).ok_or_else(|| decode("unexpected kind of value"))
    }

    /// The value of a column by its place, from 0: for hot paths and single-column answers.
    ///
    /// # Errors
    /// [`Error::Decode`] when there is no such column or it holds another kind of value.
    pub fn at<T: FromValue>(&self, place: usize) -> Result<T> {
        let decode = |problem| Error::Decode { column: format!("#{place}"), problem };
        let value = self.values.get(place).ok_or_else(|| decode("no such column"))?;
        T::from_value(value).ok_or_else(|| decode("unexpected kind of value"))
    }

    /// The values in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}
