//! A fresh database for a test, on either engine.
#![expect(clippy::expect_used, reason = "test support fails by panicking")]

use std::thread;

use db::{Db, Migration, Options};
use jiff::Timestamp;
use postgres::NoTls;
use tempfile::TempDir;

/// The environment variable with the address of a PostgreSQL administrator: `postgres://user@host:port/postgres`.
const SERVER: &str = "VIGIE_TEST_POSTGRES";

/// A database that is removed with this value.
pub struct TestDb {
    /// The handle.
    pub db: Db,
    /// How it was opened.
    pub options: Options,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Server { admin: String, name: String },
}

impl TestDb {
    /// An empty SQLite file in a folder of its own.
    ///
    /// # Panics
    /// When the folder cannot be written.
    #[must_use]
    pub fn sqlite() -> Self {
        Self::sqlite_with(|_| ())
    }

    /// The same with other limits.
    ///
    /// # Panics
    /// When the folder cannot be written.
    #[must_use]
    pub fn sqlite_with(change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut options = Options::new(folder.path().join("vigie.db").to_str().expect("a readable path"));
        options.threads = 2;
        change(&mut options);
        let db = Db::open(&options).expect("an SQLite file");
        Self { db, options, place: Place::Folder { _folder: folder } }
    }

    /// An empty database on the server that `VIGIE_TEST_POSTGRES` names; nothing, said aloud, when it names none.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub fn postgres() -> Option<Self> {
        let Ok(admin) = std::env::var(SERVER) else {
            eprintln!("PostgreSQL is not tested: {SERVER} is not set");
            return None;
        };
        let name = format!("vigie_test_{:016x}", rand::random::<u64>());
        administer(&admin, &format!("CREATE DATABASE {name}"));
        let (server, _) = admin.rsplit_once('/').expect("an address that ends in /database");
        let mut options = Options::new(format!("{server}/{name}"));
        options.threads = 2;
        let db = open(&options);
        Some(Self { db, options, place: Place::Server { admin, name } })
    }

    /// Opens the same database again, with other limits or by another way.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn reopen(&mut self, change: impl FnOnce(&mut Options)) {
        self.db.close();
        change(&mut self.options);
        self.db = open(&self.options);
    }

    /// Brings the schema to these steps.
    ///
    /// # Panics
    /// When a step fails.
    pub async fn migrate(&self, steps: &'static [Migration]) {
        db::migrate(&self.db, steps, Timestamp::UNIX_EPOCH).await.expect("the migrations");
    }

    /// The database as another node sees it: connections of its own on PostgreSQL; on SQLite, which has one
    /// writing process, the same handle.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub fn node(&self) -> Db {
        match self.place {
            Place::Folder { .. } => self.db.clone(),
            Place::Server { .. } => open(&self.options),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db.close();
        if let Place::Server { admin, name } = &self.place {
            administer(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// Runs a test once on each engine, each time on a fresh, migrated database.
///
/// # Panics
/// When a database cannot be made, or the test fails.
pub async fn on_both<F, Fut>(steps: &'static [Migration], test: F)
where
    F: Fn(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    for database in [Some(TestDb::sqlite()), TestDb::postgres()].into_iter().flatten() {
        database.migrate(steps).await;
        test(database).await;
    }
}

/// The synchronous client must not be called on an asynchronous thread.
fn aside<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(run).join().expect("the server's answer"))
}

fn open(options: &Options) -> Db {
    aside(|| Db::open(options).expect("a connection"))
}

fn administer(admin: &str, statement: &str) {
    aside(|| {
        let mut client = postgres::Client::connect(admin, NoTls).expect("the server");
        client.batch_execute(statement).expect("the statement");
    });
}
