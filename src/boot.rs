//! From settings to a running `App`: folder, lock, keys, database, schema.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use base::{
    app::{App, AppConfig},
    slots::Slots,
};
use db::{Db, MigrationState, Options};
use web::{live::Hub, signed::Keys};
use work::Clock;

use crate::{
    config::Settings,
    data::{self, Lock},
    migrations::MIGRATIONS,
};

/// The limits of the database that belong to these settings.
#[must_use]
pub fn options(settings: &Settings) -> Options {
    Options::new(settings.database.clone())
}

/// An installation that this process may write to, for as long as it is kept.
pub struct Installation {
    /// The handles.
    pub app: App,
    /// How the database was opened.
    pub options: Options,
    /// The right to write.
    pub lock: Lock,
}

/// Makes the data folder if need be, takes it, and brings the schema up to date.
///
/// # Errors
/// When another process holds the folder, the database cannot be reached, or it is newer than this program.
pub async fn open(settings: &Settings) -> Result<Installation> {
    data::private_folder(&settings.data)?;
    let options = options(settings);
    let lock = Lock::take(&settings.data, options.engine())?;
    let keys = data::keys(&settings.data)?;
    let db = connect(settings, &options).await?;
    let clock = Clock::system();
    db::migrate(&db, MIGRATIONS, clock.now()).await.context("the schema could not be brought up to date")?;
    let app = assemble(settings, db, clock, keys).await?;
    Ok(Installation { app, options, lock })
}

/// Reads an installation beside whoever writes to it; its schema must be this program's.
///
/// # Errors
/// When there is no installation, or its schema is another.
pub async fn open_beside(settings: &Settings) -> Result<App> {
    let options = options(settings);
    if options.engine() == db::Engine::Sqlite && !PathBuf::from(&settings.database).exists() {
        anyhow::bail!("there is no installation in {}: --data names its folder", settings.data.display());
    }
    let keys = data::keys(&settings.data)?;
    let db = connect(settings, &options).await?;
    let MigrationState { applied, pending } = db::migration_state(&db, MIGRATIONS).await?;
    if let Some(first) = pending.first() {
        anyhow::bail!(
            "the schema is at step {applied}, and this program needs {} more: run vigie migrate",
            first.number
        );
    }
    assemble(settings, db, Clock::system(), keys).await
}

/// Opens the database; the clients of both engines block.
///
/// # Errors
/// When it cannot be reached.
pub async fn connect(settings: &Settings, options: &Options) -> Result<Db> {
    let opening = options.clone();
    let opened = tokio::task::spawn_blocking(move || Db::open(&opening)).await?;
    opened.with_context(|| format!("the database {} cannot be opened", settings.database_shown()))
}

/// What slices show on the pages of those before them, one line each.
#[must_use]
pub fn slots(config: &AppConfig) -> Slots {
    let slots = Slots::default();
    let slots = desk::portal::slots(slots, config.relay);
    desk::inbox::slots(slots)
}

/// Puts the handles together. The organisation's name is read once: it is part of the frame of every page.
///
/// # Errors
/// When the database fails.
pub async fn assemble(settings: &Settings, db: Db, clock: Clock, keys: Keys) -> Result<App> {
    let brand = db.read(desk::setup::brand).await?;
    let config = AppConfig {
        public_url: settings.public_url.clone(),
        https: settings.https(),
        data: settings.data.clone(),
        brand: brand.into(),
        max_attachment: settings.max_attachment,
        relay: settings.smtp.is_some(),
    };
    Ok(App { db, clock, keys, hub: Hub::new(), slots: slots(&config), config: Arc::new(config) })
}
