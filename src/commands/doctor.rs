//! `vigie doctor`: what may be wrong with an installation, each with what to do about it.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use db::{Db, MigrationState};
use serde::Serialize;

use crate::{
    boot,
    config::{Front, Place, Settings},
    data::{self, FILES},
    migrations::MIGRATIONS,
    serve, socket,
};

/// Below this much free space, in bytes, there is no room for a busy week.
const ROOM: u64 = 1 << 30;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// What was found.
    pub found: String,
    /// What to do, when something is wrong.
    pub remedy: Option<String>,
}

impl Check {
    fn good(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, found: found.into(), remedy: None }
    }

    fn wrong(name: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, found: found.into(), remedy: Some(remedy.into()) }
    }
}

/// Looks at everything that can be looked at; one failure does not hide the next.
pub async fn examine(place: &Place, front: &Front) -> Vec<Check> {
    let settings = match Settings::new(place, Some(front)) {
        Ok(settings) => settings,
        Err(wrong) => {
            return vec![Check::wrong(
                "configuration",
                wrong.to_string(),
                "Mend this setting, then run doctor again.",
            )];
        }
    };
    let mut checks = vec![Check::good("configuration", format!("data in {}", settings.data.display()))];
    checks.push(folder(&settings.data));
    checks.push(keys(&settings.data));
    checks.push(room(&settings.data));
    checks.push(exposure(&settings));
    checks.extend(certificate(&settings).await);
    let options = boot::options(&settings);
    match boot::connect(&settings, &options).await {
        Err(error) => checks.push(Check::wrong(
            "database",
            format!("{error:#}"),
            "Check --database: address, name, password, and whether the server runs.",
        )),
        Ok(db) => {
            checks.push(Check::good("database", settings.database_shown()));
            checks.push(schema(&db).await);
            checks.extend(background(&db).await);
            db.close();
        }
    }
    checks.push(server(&settings.data).await);
    checks
}

fn folder(path: &Path) -> Check {
    let Ok(meta) = fs::metadata(path) else {
        let remedy = "vigie serve makes it; --data names another.";
        return Check::wrong("data folder", format!("{} is not there", path.display()), remedy);
    };
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let remedy = format!("chmod 700 {}", path.display());
        return Check::wrong("data folder", format!("others may enter it (mode {mode:o})"), remedy);
    }
    let probe = path.join(".doctor");
    let written = fs::write(&probe, b"x").and_then(|()| fs::remove_file(&probe));
    match written {
        Ok(()) => Check::good("data folder", "private and writable"),
        Err(error) => {
            Check::wrong("data folder", error.to_string(), "Run as the owner of the folder, or make room.")
        }
    }
}

fn keys(path: &Path) -> Check {
    let folder = data::keys_folder(path);
    if !folder.is_dir() {
        let found = format!("{} is not there", folder.display());
        return Check::wrong(
            "keys",
            found,
            "vigie serve makes them; restore your copy if this installation is not new.",
        );
    }
    match data::keys(path) {
        Ok(_) => Check::good("keys", "readable by their owner only"),
        Err(error) => Check::wrong(
            "keys",
            format!("{error:#}"),
            "Restore the keys from your copy, or mend their rights.",
        ),
    }
}

/// Free space, as `df` counts it: the standard library cannot ask.
fn room(path: &Path) -> Check {
    let asked = std::process::Command::new("df").args(["-Pk", "--"]).arg(path).output();
    let free = asked.ok().and_then(|out| {
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    match free.map(|kilobytes| kilobytes.saturating_mul(1024)) {
        Some(bytes) if bytes < ROOM => {
            let found = format!("{} MiB free", bytes >> 20);
            Check::wrong("disk", found, "Make room: a full disk refuses every write.")
        }
        Some(bytes) => Check::good("disk", format!("{} GiB free", bytes >> 30)),
        None => Check::good("disk", "the free space could not be asked for"),
    }
}

fn exposure(settings: &Settings) -> Check {
    let open = !settings.listen.ip().is_loopback() && settings.tls.is_none();
    if open {
        let remedy = "Give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy that speaks TLS.";
        return Check::wrong(
            "listening",
            format!("{} without TLS: passwords cross the network in clear", settings.listen),
            remedy,
        );
    }
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| settings.public_url.contains(host));
    if !settings.https() && !local {
        let remedy = "Begin --public-url with https://, so that cookies are marked secure.";
        return Check::wrong("listening", format!("people come by {}", settings.public_url), remedy);
    }
    Check::good("listening", format!("{} for {}", settings.listen, settings.public_url))
}

async fn certificate(settings: &Settings) -> Option<Check> {
    let tls = settings.tls.as_ref()?;
    Some(match serve::certificate(tls).await {
        Ok(_) => Check::good("certificate", tls.cert.display().to_string()),
        Err(error) => {
            Check::wrong("certificate", format!("{error:#}"), "Give the chain and its own key, both as PEM.")
        }
    })
}

async fn schema(db: &Db) -> Check {
    match db::migration_state(db, MIGRATIONS).await {
        Ok(MigrationState { applied, pending }) if pending.is_empty() => {
            Check::good("schema", format!("step {applied}"))
        }
        Ok(MigrationState { applied, pending }) => {
            let found = format!("step {applied}, {} to apply", pending.len());
            Check::wrong("schema", found, "Run vigie migrate, or start vigie serve.")
        }
        Err(error) => Check::wrong(
            "schema",
            error.to_string(),
            "Run the version of Vigie that wrote this database, or a newer one.",
        ),
    }
}

async fn background(db: &Db) -> Vec<Check> {
    let counted =
        db.read(|read| Ok::<_, db::Error>((work::jobs::counts(read)?, work::timers::counts(read)?))).await;
    let Ok((jobs, timers)) = counted else { return Vec::new() };
    let found = format!("{} jobs failed, {} timers set aside", jobs.dead, timers.parked);
    vec![if jobs.dead + timers.parked == 0 {
        Check::good("background work", found)
    } else {
        Check::wrong("background work", found, "Settings › Background work shows why, and runs them again.")
    }]
}

async fn server(path: &Path) -> Check {
    let answers = socket::is_listening(path).await;
    let stale = !answers && path.join(data::SOCKET).exists();
    match (answers, stale) {
        (true, _) => Check::good("server", "runs on this folder"),
        (false, true) => Check::wrong(
            "server",
            "its socket is there and nothing answers: it was killed",
            "Start vigie serve again; the socket is replaced.",
        ),
        (false, false) => {
            Check::good("server", format!("does not run; attachments are in {}", path.join(FILES).display()))
        }
    }
}
