//! A fresh database for a measurement, removed afterwards.

use std::{fmt, path::Path};

use anyhow::{Context, Result};
use db::{Db, Options};
use jiff::Timestamp;
use postgres::NoTls;
use tempfile::TempDir;

const SERVER: &str = "VIGIE_BENCH_POSTGRES";

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

impl Engine {
    /// The engine, if it can be measured here.
    pub fn available(self) -> Option<Self> {
        if self == Self::Postgres && std::env::var(SERVER).is_err() {
            println!("\nPostgreSQL is not measured: {SERVER} is not set");
            return None;
        }
        Some(self)
    }
}

/// A data folder and its database.
pub struct Place {
    /// The data folder.
    pub folder: TempDir,
    /// How the database is opened.
    pub options: Options,
    drop: Option<(String, String)>,
}

impl Place {
    /// An empty place below `folder`.
    pub fn new(engine: Engine, folder: &Path) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("data-").tempdir_in(folder)?;
        let (url, drop) = match engine {
            Engine::Sqlite => (data.path().join("vigie.db").display().to_string(), None),
            Engine::Postgres => {
                let admin = std::env::var(SERVER)?;
                let name = format!("vigie_bench_{:016x}", rand::random::<u64>());
                administer(&admin, &format!("CREATE DATABASE {name}"))?;
                let (server, _) = admin.rsplit_once('/').context("an address that ends in /database")?;
                (format!("{server}/{name}"), Some((admin.clone(), name)))
            }
        };
        Ok(Self { folder: data, options: Options::new(url), drop })
    }

    /// Opens the database and brings its schema up to date.
    pub async fn open(&self) -> Result<Db> {
        let options = self.options.clone();
        let db = tokio::task::spawn_blocking(move || aside(|| Db::open(&options))).await??;
        db::migrate(&db, vigie::migrations::MIGRATIONS, Timestamp::UNIX_EPOCH).await?;
        Ok(db)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((admin, name)) = &self.drop {
            // What remains is a database with a random name on a server of its own.
            let _ = administer(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The synchronous client must not be called on an asynchronous thread.
fn aside<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(run).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

fn administer(admin: &str, statement: &str) -> Result<()> {
    aside(|| Ok(postgres::Client::connect(admin, NoTls)?.batch_execute(statement)?))
}
