//! The `vigie` binary: reads the command line, does what it says, and says how it went.

use std::process::ExitCode;

use clap::Parser as _;
use vigie::cli::Cli;

fn main() -> ExitCode {
    vigie::cli::run(Cli::parse())
}
