//! The handle that the rest of the program holds.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

use crate::{
    Error, Read, Result, Tx, postgres,
    queue::{Mode, Queue},
    sqlite,
    unit::{Closure, inside_closure},
};

/// Which engine is behind the waist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// A file beside the program.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where the database is, and its limits.
#[derive(Debug, Clone)]
pub struct Options {
    /// `postgres://…`, or the path of the SQLite file.
    pub url: String,
    /// Reading threads on SQLite; reading and writing threads each on PostgreSQL.
    pub threads: usize,
    /// How many closures may wait in each lane before callers are told to come back.
    pub queue: usize,
    /// The longest a read may take.
    pub read_limit: Duration,
    /// The most rows a read may return.
    pub row_cap: usize,
    /// The most rows a statement inside a write may return.
    pub write_row_cap: usize,
    /// SQLite only: the most pages the file may have, for sites that cap their disk.
    pub max_pages: Option<u32>,
}

impl Options {
    /// Sensible limits for this address.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            threads: 4,
            queue: 4096,
            read_limit: Duration::from_secs(10),
            row_cap: 10_000,
            write_row_cap: 100_000,
            max_pages: None,
        }
    }

    /// The engine that the address names.
    #[must_use]
    pub fn engine(&self) -> Engine {
        if self.url.starts_with("postgres://") || self.url.starts_with("postgresql://") {
            Engine::Postgres
        } else {
            Engine::Sqlite
        }
    }
}

/// Something that waits for commits: the change feed, the scheduler, the job runner. The number is the
/// caller's own, from 0 to 31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(pub u8);

impl Signal {
    pub(crate) const fn bit(self) -> u32 {
        1 << (self.0 & 31)
    }
}

pub(crate) struct Shared {
    pub(crate) reads: Arc<Queue>,
    pub(crate) writes: Arc<Queue>,
    signals: Vec<watch::Sender<u64>>,
    unsent: AtomicBool,
    closed: AtomicBool,
}

impl Shared {
    pub(crate) fn signal(&self, bits: u32) {
        if bits == 0 {
            return;
        }
        self.unsent.store(true, Ordering::Release);
        for (n, sender) in self.signals.iter().enumerate() {
            if bits & (1 << n) != 0 {
                sender.send_modify(|count| *count += 1);
            }
        }
    }

    pub(crate) fn signal_from_elsewhere(&self) {
        self.signals.iter().for_each(|sender| sender.send_modify(|count| *count += 1));
    }

    pub(crate) fn take_unsent(&self) -> bool {
        self.unsent.swap(false, Ordering::AcqRel)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }
}

/// The database: cheap to clone, shared by every part of the program.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
    engine: Engine,
}

impl Db {
    /// Opens the database and starts its threads. The schema is the business of [`crate::migrate`].
    ///
    /// # Errors
    /// When the file cannot be opened or the server not be reached.
    pub fn open(options: &Options) -> Result<Self> {
        let shared = Arc::new(Shared {
            reads: Arc::new(Queue::new(options.queue)),
            writes: Arc::new(Queue::new(options.queue)),
            signals: (0..32).map(|_| watch::Sender::new(0)).collect(),
            unsent: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        });
        let engine = options.engine();
        match engine {
            Engine::Sqlite => sqlite::open(&PathBuf::from(&options.url), options, &shared)?,
            Engine::Postgres => postgres::open(&options.url, options, &shared)?,
        }
        Ok(Self { shared, engine })
    }

    /// Which engine answers.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Runs a closure on one consistent snapshot.
    ///
    /// # Errors
    /// The closure's own error, or why it could not run.
    pub async fn read<T, E, F>(&self, run: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&Read<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(Mode::Read, move |tx: &mut Tx<'_>| run(tx.as_read())).await
    }

    /// Runs a closure as one durable transaction; it is answered after the commit.
    ///
    /// # Errors
    /// The closure's own error (nothing is then written), or why it could not be committed.
    pub async fn write<T, E, F>(&self, run: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(Mode::Write, run).await
    }

    /// As [`Db::write`], for hot paths that lock their root row first: `READ COMMITTED` on PostgreSQL.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_locked<T, E, F>(&self, run: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(Mode::WriteLocked, run).await
    }

    /// As [`Db::write`], for one chunk (500 rows at most) of bulk work: people are served first.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_bulk<T, E, F>(&self, run: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(Mode::Bulk, run).await
    }

    async fn submit<T, E, F>(&self, mode: Mode, run: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        if inside_closure() {
            return Err(E::from(Error::Nested));
        }
        let (closure, answer) = Closure::new(run);
        let queue = if mode == Mode::Read { &self.shared.reads } else { &self.shared.writes };
        queue.push(Box::new(closure), mode);
        answer
            .await
            .unwrap_or_else(|_| Err(E::from(Error::Unavailable("the database thread is gone".into()))))
    }

    /// Changes each time a transaction that [`Tx::wake`]s this signal is committed, here or on another node.
    #[must_use]
    pub fn signal(&self, signal: Signal) -> watch::Receiver<u64> {
        let place = usize::from(signal.0 & 31);
        self.shared.signals.get(place).map_or_else(|| watch::channel(0).1, watch::Sender::subscribe)
    }

    /// Refuses new work and lets what waits finish.
    pub fn close(&self) {
        self.shared.closed.store(true, Ordering::Release);
        self.shared.reads.close();
        self.shared.writes.close();
    }
}
