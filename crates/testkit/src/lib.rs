//! What tests share: databases of both engines.

mod database;

pub use database::{TestDb, on_both};
