//! Demo data (product.md §13.2): a coherent month of an invented company's help desk, Groupe Kerlann.
//!
//! Nothing is written by hand: people, teams, commitments and tickets are made by the actions that the pages call,
//! each at its instant of the month, and the timers that fell due meanwhile fire at theirs. So the journal, the clocks
//! and the figures are those that a month of work would have left. For a given `now` the month is always the same.
//!
//! No table of its own.

mod cast;
mod dice;
mod house;
mod mail;
mod month;
mod play;
mod script;
mod stories;
mod subjects;

use base::{app::App, people};
use jiff::{SignedDuration, Timestamp};
use web::error::AppError;

use crate::inbox;

/// How long before now the month begins.
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An account to look around with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// What it is for: `admin`, `agent`, `lead`, `manager`, `requester`, `provider`, `observer`.
    pub role: &'static str,
    /// Whose it is.
    pub name: String,
    /// What to sign in with.
    pub email: String,
    /// The password, the same for everybody of the demo.
    pub password: String,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The accounts to look around with.
    pub accounts: Vec<DemoAccount>,
    /// How many tickets were opened.
    pub tickets: usize,
    /// What was planned and the rules refused; nothing, unless a rule has changed since the plan was written.
    pub refused: Vec<String>,
}

/// Fills a fresh installation with a month of work that ends at `now`; everyone's password is `password`.
///
/// # Errors
/// `Invalid` when the installation has such people or such a desk already; otherwise when the database fails.
pub async fn seed(app: &App, now: Timestamp, password: &str) -> Result<Vec<DemoAccount>, AppError> {
    Ok(build(app, now, password).await?.accounts)
}

/// As [`seed`], and tells how it went.
///
/// # Errors
/// As [`seed`].
pub async fn build(app: &App, now: Timestamp, password: &str) -> Result<Demo, AppError> {
    let hash = people::hash_password(password).await?;
    let start = now - MONTH;
    let house = app.db.write(move |tx| house::found(tx, start, &hash)).await?;
    let plan = script::plan(&house, start, now);
    let played = play::play(app, &house, plan, now).await?;
    mail::deliver(app, &house, now).await?;
    // Whoever starts a demo with a relay must not write to people who were invented about what never happened.
    inbox::forget_untold(&app.db).await?;
    for refusal in &played.refused {
        tracing::warn!(refusal, "a step of the demo was refused");
    }
    Ok(Demo { accounts: cast::accounts(password), tickets: played.tickets, refused: played.refused })
}
