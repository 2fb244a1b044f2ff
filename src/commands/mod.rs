//! What the command line changes in an installation: each command runs in the process that may write, which is the
//! running server where there is one.

pub mod account;
pub mod client;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod pace;

use anyhow::Result;
use base::{
    app::App,
    ctx::{Channel, Ctx},
    people::Actor,
};
use desk::imports::Progress;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web::{AppError, Locale};

/// A change asked for on the command line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// `vigie user create`.
    CreateUser(account::CreateUser),
    /// `vigie user reset-link`.
    ResetLink(account::ResetLink),
    /// `vigie token create`.
    CreateToken(account::CreateToken),
    /// `vigie import incident-log`.
    ImportIncidentLog(import::IncidentLog),
}

/// How it went: for programs and for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// Whether everything that was asked for was done.
    pub good: bool,
    /// What `--json` prints.
    pub json: Value,
    /// What is printed otherwise.
    pub text: String,
}

/// Who is told, while a command works, how far it is.
pub type Listener<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// Carries out a command, and tells how far it is if it takes long.
///
/// # Errors
/// Why it was refused, in a sentence.
pub async fn execute(app: &App, command: Command, progress: Listener<'_>) -> Result<Report> {
    match command {
        Command::CreateUser(new) => account::create_user(app, new).await,
        Command::ResetLink(wanted) => account::reset_link(app, wanted).await,
        Command::CreateToken(new) => account::create_token(app, new).await,
        Command::ImportIncidentLog(wanted) => import::incident_log(app, wanted, progress).await,
    }
}

/// The administrator of the machine, who acts as Vigie itself.
fn context(app: &App) -> Ctx {
    Ctx {
        actor: Actor::system(),
        now: app.clock.now(),
        channel: Channel::Cli,
        locale: Locale::En,
        request_id: String::new(),
    }
}

/// An error of an action as a sentence for the terminal.
fn told(error: AppError) -> anyhow::Error {
    match error {
        AppError::Invalid(faults) => {
            let faults: Vec<String> = faults
                .into_iter()
                .map(|fault| {
                    if fault.field.is_empty() {
                        fault.message
                    } else {
                        format!("{}: {}", fault.field, fault.message)
                    }
                })
                .collect();
            anyhow::anyhow!(faults.join("\n"))
        }
        AppError::Internal(id) => anyhow::anyhow!("it failed; the log has the cause under {id}"),
        other => anyhow::anyhow!(other),
    }
}
