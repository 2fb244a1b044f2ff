//! The log: lines for people on a terminal, JSON where a machine reads. `VIGIE_LOG` chooses the levels.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// Starts the log on standard error. A second call does nothing.
pub fn start(default: &str) {
    let filter = EnvFilter::try_from_env("VIGIE_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if std::io::stderr().is_terminal() {
        builder.with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).try_init()
    };
    // Tests start several programs in one process.
    drop(started);
}
