//! What a closure holds: a snapshot to read, or a transaction to write.

use std::{
    cell::{Cell, RefCell},
    ops::Deref,
    sync::Arc,
};

use crate::{Engine, Error, Result, Row, Signal, Sql, Value, postgres::PgConn, sqlite};

pub(crate) enum Conn<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(RefCell<&'c mut PgConn>),
}

/// One consistent snapshot of the database.
pub struct Read<'c> {
    conn: Conn<'c>,
    /// The first statement that failed; nothing may follow it.
    failed: RefCell<Option<Error>>,
    row_cap: usize,
    signals: Cell<u32>,
    /// How many attempts are open: each has a savepoint name of its own, so that a panic in an inner one does not
    /// make the outer one roll back to the wrong place.
    attempts: Cell<u32>,
    statements: Cell<u32>,
}

/// One transaction: everything a [`Read`] can do, and changes.
pub struct Tx<'c> {
    read: Read<'c>,
}

impl<'c> Deref for Tx<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

impl<'c> Read<'c> {
    fn new(conn: Conn<'c>, row_cap: usize) -> Self {
        Self {
            conn,
            failed: RefCell::new(None),
            row_cap,
            signals: Cell::new(0),
            attempts: Cell::new(0),
            statements: Cell::new(0),
        }
    }

    /// Which engine answers; for the rare statement whose plan must differ.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// How many statements were carried out so far: what a list costs must not grow with its rows.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.statements.get()
    }

    /// All rows of a statement.
    ///
    /// # Errors
    /// What the engine refuses; [`Error::TooManyRows`] past the cap; [`Error::AlreadyFailed`] after a failure.
    pub fn query<'s>(&self, sql: impl Into<Sql<'s>>, params: &[Value]) -> Result<Vec<Row>> {
        let text = sql.into().text(self.engine());
        let rows = self.guarded(|| match &self.conn {
            Conn::Sqlite(conn) => sqlite::query(conn, text, params, self.row_cap),
            Conn::Postgres(conn) => conn.borrow_mut().query(text, params, self.row_cap),
        })?;
        Ok(rows)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Read::query`].
    pub fn first<'s>(&self, sql: impl Into<Sql<'s>>, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    fn guarded<T>(&self, statement: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.failed.borrow().is_some() {
            return Err(Error::AlreadyFailed);
        }
        self.statements.set(self.statements.get() + 1);
        statement().inspect_err(|error| {
            *self.failed.borrow_mut() = Some(error.clone());
        })
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn on_sqlite(conn: &'c rusqlite::Connection, row_cap: usize) -> Self {
        Self { read: Read::new(Conn::Sqlite(conn), row_cap) }
    }

    pub(crate) fn on_postgres(conn: &'c mut PgConn, row_cap: usize) -> Self {
        Self { read: Read::new(Conn::Postgres(RefCell::new(conn)), row_cap) }
    }

    pub(crate) fn as_read(&self) -> &Read<'c> {
        &self.read
    }

    pub(crate) fn failure(&self) -> Option<Error> {
        self.read.failed.borrow().clone()
    }

    pub(crate) fn signals(&self) -> u32 {
        self.read.signals.get()
    }

    /// Carries out a change and says how many rows it touched.
    ///
    /// # Errors
    /// What the engine refuses; [`Error::AlreadyFailed`] after a failure.
    pub fn execute<'s>(&mut self, sql: impl Into<Sql<'s>>, params: &[Value]) -> Result<u64> {
        let text = sql.into().text(self.engine());
        self.read.guarded(|| match &self.read.conn {
            Conn::Sqlite(conn) => sqlite::execute(conn, text, params),
            Conn::Postgres(conn) => conn.borrow_mut().execute(text, params),
        })
    }

    /// Carries out an `INSERT … RETURNING id` and gives the id.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub fn insert<'s>(&mut self, sql: impl Into<Sql<'s>>, params: &[Value]) -> Result<i64> {
        let row = self.first(sql, params)?;
        row.ok_or(Error::Engine("the statement returned no id".into()))?.at(0)
    }

    /// Runs several statements without parameters, as migrations do.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub fn batch(&mut self, text: &str) -> Result<()> {
        self.read.guarded(|| match &self.read.conn {
            Conn::Sqlite(conn) => Ok(conn.execute_batch(text)?),
            Conn::Postgres(conn) => conn.borrow_mut().batch(text),
        })
    }

    /// Tries a part that may fail: on an error its changes are undone and the transaction goes on.
    /// A failure that ends the whole transaction (disk full, serialisation) is not survived.
    ///
    /// # Errors
    /// The part's own error.
    pub fn attempt<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let depth = self.read.attempts.get() + 1;
        self.batch(&format!("SAVEPOINT attempt_{depth}"))?;
        self.read.attempts.set(depth);
        let outcome = part(self);
        self.read.attempts.set(depth - 1);
        match outcome {
            Ok(value) if self.failure().is_none() => {
                self.batch(&format!("RELEASE SAVEPOINT attempt_{depth}"))?;
                Ok(value)
            }
            outcome => {
                let error = self.failure().or_else(|| outcome.err()).unwrap_or(Error::AlreadyFailed);
                if !matches!(error, Error::Serialization | Error::Unavailable(_) | Error::DiskFull) {
                    *self.read.failed.borrow_mut() = None;
                    self.batch(&format!("ROLLBACK TO SAVEPOINT attempt_{depth}"))?;
                    self.batch(&format!("RELEASE SAVEPOINT attempt_{depth}"))?;
                }
                Err(error)
            }
        }
    }

    /// Wakes those who wait for this signal once the transaction is committed.
    pub fn wake(&mut self, signal: Signal) {
        self.read.signals.set(self.read.signals.get() | signal.bit());
    }

    /// Whether the engine has ended the transaction by itself (SQLite on a full disk).
    pub(crate) fn is_dead(&self) -> bool {
        match &self.read.conn {
            Conn::Sqlite(conn) => conn.is_autocommit(),
            Conn::Postgres(_) => false,
        }
    }
}

/// Names of the columns of an answer, shared by its rows.
pub(crate) fn columns<'n>(names: impl Iterator<Item = &'n str>) -> Arc<[String]> {
    names.map(str::to_owned).collect()
}
