//! Vigie, put together: the command line, the configuration, the server, and what keeps it running.
//!
//! Everything of the product is in `areas/`; here are the lines that join it. The library exists so that tests and
//! measurements start the same program as the binary.

pub mod background;
pub mod backup;
pub mod boot;
pub mod cli;
pub mod commands;
pub mod config;
pub mod data;
pub mod health;
pub mod live;
pub mod logging;
pub mod migrations;
pub mod reference;
pub mod router;
pub mod serve;
pub mod socket;
