//! The `vigie` binary: reads the command line, does what it says, and says how it went.

use std::process::ExitCode;

use clap::Parser as _;
use vigie::cli::Cli;

/// Requests allocate on one thread what another frees, where the system's allocator takes locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    vigie::cli::run(Cli::parse())
}
