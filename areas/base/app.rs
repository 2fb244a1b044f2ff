//! What every handler and job is given: the handles of the running program.

use std::{path::PathBuf, sync::Arc};

use db::Db;
use web::{live::Hub, signed::Keys};
use work::Clock;

/// Settings that are fixed while the program runs.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// The address that people use, without a slash at the end: links never use the Host header.
    pub public_url: String,
    /// Whether people come by TLS; then cookies are `Secure`.
    pub https: bool,
    /// Where files live: attachments, keys, checkpoints.
    pub data: PathBuf,
    /// The organisation's short name, shown beside the product's.
    pub brand: String,
    /// The largest attachment, in bytes.
    pub max_attachment: u64,
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
}
