//! `vigie demo`: a folder with a month of invented data, made once and then left as it is.

use anyhow::{Context as _, Result, bail};
use base::app::App;
use desk::demo;
use serde::{Deserialize, Serialize};

use crate::{
    boot::Installation,
    commands::client,
    data::{self, CHECKPOINTS},
};

/// Where the accounts are kept, for who comes back.
const ACCOUNTS: &str = "demo-accounts.json";
/// Chooses the password of every account.
const PASSWORD: &str = "VIGIE_DEMO_PASSWORD";

/// An account of the demo, as it is kept and printed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Account {
    role: String,
    name: String,
    email: String,
    password: String,
}

/// Fills a fresh installation, and prints the accounts of the demo.
///
/// # Errors
/// When the folder holds an installation that is not a demo, or it cannot be filled.
pub async fn prepare(installation: &Installation) -> Result<()> {
    let app = &installation.app;
    let path = app.config.data.join(ACCOUNTS);
    let accounts: Vec<Account> = if app.db.read(desk::setup::is_fresh).await? {
        let accounts = seed(app).await?;
        data::private_file(&path, &serde_json::to_vec_pretty(&accounts)?)?;
        accounts
    } else {
        let Ok(kept) = std::fs::read(&path) else {
            let folder = app.config.data.display();
            bail!("{folder} holds an installation that is not a demo: name another folder with --data");
        };
        serde_json::from_slice(&kept).with_context(|| path.display().to_string())?
    };
    client::say("The accounts of the demo:")?;
    for Account { role, name, email, password } in &accounts {
        client::say(&format!("  {role:<12} {name:<24} {email:<28} {password}"))?;
    }
    Ok(())
}

async fn seed(app: &App) -> Result<Vec<Account>> {
    client::say("Filling the demo with a month of invented data…")?;
    let chosen = std::env::var(PASSWORD).ok().filter(|password| !password.is_empty());
    let password = chosen.unwrap_or_else(|| format!("demo-{}", web::token::short_id()));
    let accounts = demo::seed(app, app.clock.now(), &password).await.map_err(super::told)?;
    if let Some(line) = base::audit::checkpoint(&app.db, &app.keys, app.clock.now()).await? {
        data::private_file(&app.config.data.join(CHECKPOINTS), format!("{line}\n").as_bytes())?;
    }
    let kept = accounts.into_iter().map(|account| Account {
        role: account.role.to_owned(),
        name: account.name,
        email: account.email,
        password: account.password,
    });
    Ok(kept.collect())
}
