//! What every handler and job is given: the handles of the running program.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use db::Db;
use web::{live::Hub, signed::Keys};
use work::Clock;

use crate::slots::Slots;

/// The organisation's short name. Every page shows it, so it is read from the settings once, when the program starts;
/// whoever changes the setting says so here. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Brand(Arc<RwLock<Arc<str>>>);

impl Brand {
    /// The name; empty before the first run.
    #[must_use]
    pub fn get(&self) -> Arc<str> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows another name from now on.
    pub fn set(&self, name: &str) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = name.into();
    }
}

impl<T: Into<Arc<str>>> From<T> for Brand {
    fn from(name: T) -> Self {
        Self(Arc::new(RwLock::new(name.into())))
    }
}

/// Settings that are fixed while the program runs, and the one name that every page shows.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// The address that people use, without a slash at the end: links never use the Host header.
    pub public_url: String,
    /// Whether people come by TLS; then cookies are `Secure`.
    pub https: bool,
    /// Where files live: attachments, keys, checkpoints.
    pub data: PathBuf,
    /// The organisation's short name, shown beside the product's.
    pub brand: Brand,
    /// The largest attachment, in bytes.
    pub max_attachment: u64,
    /// Whether a relay takes mail to people.
    pub relay: bool,
}

/// The handles of the running program; cheap to clone, the state of every route.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The one clock.
    pub clock: Clock,
    /// The signing keys.
    pub keys: Keys,
    /// The hub of live hints.
    pub hub: Hub,
    /// Fixed settings.
    pub config: Arc<AppConfig>,
    /// What later slices show on the pages of earlier ones.
    pub slots: Slots,
}
