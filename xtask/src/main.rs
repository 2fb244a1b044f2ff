//! The project's own commands: `cargo xtask run | demo | test | tidy | bench | dist`.

mod dist;
mod postgres;
mod sh;
mod suite;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::sh::Call;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Runs, tests, checks and measures Vigie")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Start an empty installation: `vigie serve`; arguments after `--` are handed on
    Run(Handed),
    /// Start a desk with a month of demo data: `vigie demo`; arguments after `--` are handed on
    Demo(Handed),
    /// Run every check and test, with the time of each and a table at the end
    Test(suite::Options),
    /// Check the boundaries and sizes that ARCHITECTURE.md sets
    Tidy,
    /// Measure: hands its arguments to the release build of `bench`
    Bench(Handed),
    /// Build the release binary and print its size and SHA-256
    Dist,
}

#[derive(Args)]
struct Handed {
    /// Arguments handed on as they are
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

fn main() -> ExitCode {
    match carry_out(Cli::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(task: Task) -> Result<bool> {
    match task {
        Task::Run(handed) => vigie("serve", &handed.args),
        Task::Demo(handed) => vigie("demo", &handed.args),
        Task::Test(options) => suite::run(&options),
        Task::Tidy => tidy::report(&sh::root()),
        Task::Bench(handed) => {
            // The binary that is measured is built with what measures it.
            Ok(Call::cargo().args(["build", "--release", "-p", "vigie", "-p", "bench"]).succeeds()?
                && Call::cargo()
                    .args(["run", "--release", "-p", "bench", "--"])
                    .args(handed.args)
                    .succeeds()?)
        }
        Task::Dist => dist::build().map(|()| true),
    }
}

fn vigie(command: &str, args: &[String]) -> Result<bool> {
    Call::cargo().args(["run", "-p", "vigie", "--", command]).args(args).succeeds()
}
