//! The command line. Exit status: 0 when it was done, 1 when it failed, 2 when it was wrongly called.

use std::{io::Read as _, path::PathBuf, process::ExitCode, time::Instant};

use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};

use crate::{
    backup, boot,
    commands::{
        Command, account,
        client::{self, Outcome},
        doctor, import,
        pace::Pace,
    },
    config::{Front, Place, Settings, Wrong},
    logging, router, serve,
};

/// Self-hosted IT incident management
#[derive(Debug, Parser)]
#[command(name = "vigie", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run the server; the schema is brought up to date first
    Serve(Server),
    /// Run a server with a month of invented data, and print its accounts
    Demo(Server),
    /// Bring the schema up to date without serving
    Migrate(Plain),
    /// Take in data from files
    #[command(subcommand)]
    Import(Import),
    /// Look at the journal
    #[command(subcommand)]
    Audit(Audit),
    /// Accounts
    #[command(subcommand)]
    User(User),
    /// Access tokens for the API
    #[command(subcommand)]
    Token(Token),
    /// Write an archive of the installation, while it runs
    Backup(Archive),
    /// Read an archive into an empty installation
    Restore(Archive),
    /// Check configuration, database, folders and clock, and say what to mend
    Doctor(Reached),
    /// Print the API's description (OpenAPI 3.1)
    Openapi,
}

#[derive(Debug, Args)]
struct Server {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    front: Front,
}

#[derive(Debug, Args)]
struct Plain {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
struct Reached {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    front: Front,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
struct Archive {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    output: Output,
    /// The archive: a folder
    archive: PathBuf,
}

#[derive(Debug, Args)]
struct Output {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Import {
    /// An incident log as CSV: one line an event, as process-mining tools write them
    IncidentLog(ImportIncidentLog),
}

#[derive(Debug, Args)]
struct ImportIncidentLog {
    #[command(flatten)]
    reached: Reached,
    #[command(flatten)]
    wanted: import::Options,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Prove that no entry was altered, removed, reordered or cut off, or name the one
    Verify(Plain),
}

#[derive(Debug, Subcommand)]
enum User {
    /// Create an account, and print the link that chooses its password
    Create(CreateUser),
    /// Print a link that chooses a new password
    ResetLink(ResetLink),
}

#[derive(Debug, Args)]
struct CreateUser {
    #[command(flatten)]
    reached: Reached,
    /// Address
    #[arg(long)]
    email: String,
    /// Full name
    #[arg(long)]
    name: String,
    /// As an administrator of everything
    #[arg(long)]
    admin: bool,
    /// Language: fr or en
    #[arg(long, default_value = "en")]
    language: String,
    /// IANA time zone
    #[arg(long, default_value = "UTC")]
    zone: String,
    /// Read the password from standard input instead of printing a link
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
struct ResetLink {
    #[command(flatten)]
    reached: Reached,
    /// Address of the account
    #[arg(long)]
    email: String,
}

#[derive(Debug, Subcommand)]
enum Token {
    /// Create a token and print it; it is shown once
    Create(CreateToken),
}

#[derive(Debug, Args)]
struct CreateToken {
    #[command(flatten)]
    reached: Reached,
    /// Address of the account whose rights it carries
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// What it may do, by commas: tickets:read, tickets:write, admin
    #[arg(long)]
    scopes: String,
    /// What it is for
    #[arg(long, default_value = "vigie token create")]
    name: String,
    /// Days until it ends; for ever without
    #[arg(long)]
    days: Option<u32>,
}

/// Carries the command line out.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(carry_out(cli.task)) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            if error.is::<Wrong>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

async fn carry_out(task: Task) -> Result<Outcome> {
    match &task {
        Task::Serve(_) | Task::Demo(_) => logging::start("info"),
        _ => logging::start("error"),
    }
    match task {
        Task::Serve(Server { place, front }) => {
            let settings = Settings::new(&place, Some(&front))?;
            serve::run(&settings, client::announce).await.map(|()| Outcome::Good)
        }
        Task::Demo(Server { place, front }) => {
            let settings = Settings::new(&place, Some(&front))?;
            serve::run(&settings, crate::commands::demo::prepare).await.map(|()| Outcome::Good)
        }
        Task::Migrate(Plain { place, output }) => {
            let settings = Settings::new(&place, None)?;
            client::migrate(&settings, output.json).await
        }
        Task::Import(Import::IncidentLog(ImportIncidentLog { reached, wanted })) => {
            let wanted = wanted.checked()?;
            change(reached, Command::ImportIncidentLog(wanted)).await
        }
        Task::Audit(Audit::Verify(Plain { place, output })) => {
            let settings = Settings::new(&place, None)?;
            client::verify(&settings, output.json).await
        }
        Task::User(User::Create(new)) => {
            let password = if new.password_stdin { Some(password()?) } else { None };
            let CreateUser { reached, email, name, admin, language, zone, .. } = new;
            let new = account::CreateUser { email, name, admin, language, zone, password };
            change(reached, Command::CreateUser(new)).await
        }
        Task::User(User::ResetLink(ResetLink { reached, email })) => {
            change(reached, Command::ResetLink(account::ResetLink { email })).await
        }
        Task::Token(Token::Create(CreateToken { reached, user, scopes, name, days })) => {
            let new = account::CreateToken { email: user, name, scopes, days };
            change(reached, Command::CreateToken(new)).await
        }
        Task::Backup(Archive { place, output, archive }) => {
            let settings = Settings::new(&place, None)?;
            let app = boot::open_beside(&settings).await?;
            let manifest = backup::take(&settings, app.clock.now(), &archive).await?;
            app.db.close();
            client::print(&manifest.report(&archive)?, output.json)
        }
        Task::Restore(Archive { place, output, archive }) => {
            let settings = Settings::new(&place, None)?;
            let manifest = backup::restore(&settings, &archive).await?;
            client::print(&manifest.report(&archive)?, output.json)
        }
        Task::Doctor(Reached { place, front, output }) => {
            let checks = doctor::examine(&place, &front).await;
            client::doctor(&checks, output.json)
        }
        Task::Openapi => {
            client::say(&router::api().1.to_pretty_json()?)?;
            Ok(Outcome::Good)
        }
    }
}

/// Has a command carried out by the process that may write, and prints how it went. How far it is goes to standard error,
/// and is for people only.
async fn change(reached: Reached, command: Command) -> Result<Outcome> {
    let settings = Settings::new(&reached.place, Some(&reached.front))?;
    let mut pace = Pace::default();
    let mut progress = |at| {
        if !reached.output.json
            && let Some(line) = pace.line(at, Instant::now())
        {
            eprintln!("{line}");
        }
    };
    let report = client::change(&settings, command, &mut progress).await?;
    client::print(&report, reached.output.json)
}

fn password() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().take(4096).read_to_string(&mut text).context("the password could not be read")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_is_well_formed_and_explains_itself() {
        Cli::command().debug_assert();
        fn walk(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} says what it does", command.get_name());
            command.get_subcommands().for_each(walk);
        }
        walk(&Cli::command());
    }
}
