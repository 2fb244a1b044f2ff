//! A private PostgreSQL cluster for the tests: made in a temporary folder, on a free loopback port, gone afterwards.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};

use crate::sh::{self, Call};

/// Durability is switched off, as a test cluster never outlives its run; connections suffice for one test per core.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c max_connections=400 -c max_wal_size=512MB -c timezone=UTC";

/// Stops the cluster and erases it once its standard input is closed, which also happens when xtask is killed.
const GUARDIAN: &str =
    r#"trap "" INT TERM HUP; read -r _; dir=$1; shift; "$@" >/dev/null 2>&1; rm -rf "$dir""#;

/// The newest folder that holds PostgreSQL's server programs: Debian's places first, then PATH.
pub fn server_programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| {
        path.parent()
            .and_then(Path::file_name)
            .and_then(|name| name.to_string_lossy().parse::<u32>().ok())
            .unwrap_or_default()
    };
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| complete(folder))
        .max_by_key(version);
    debian.or_else(|| sh::find("pg_ctl")?.parent().map(Path::to_path_buf).filter(|folder| complete(folder)))
}

fn complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}

/// A running cluster; dropping it stops and erases it.
pub struct Cluster {
    /// `postgres://` address of the maintenance database, as a superuser without a password.
    pub url: String,
    guardian: Child,
}

impl Cluster {
    /// Makes and starts a cluster. PostgreSQL refuses to run as root: the server then runs as `postgres`, else `nobody`.
    pub fn start() -> Result<Self> {
        let programs = server_programs().context("no PostgreSQL server programs found")?;
        let owner = owner()?;
        let dir = std::env::temp_dir().join(format!("vigie-test-postgres-{}", std::process::id()));
        fs::create_dir(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Self::start_in(&dir, &programs, owner).inspect_err(|_| {
            if let Ok(log) = fs::read_to_string(dir.join("log")) {
                eprint!("{log}");
            }
            // Best effort: the first error is the one worth telling.
            let _ = fs::remove_dir_all(&dir);
        })
    }

    fn start_in(dir: &Path, programs: &Path, owner: Option<&'static str>) -> Result<Self> {
        fs::set_permissions(dir, Permissions::from_mode(0o700))?;
        if let Some(user) = owner {
            Call::new("chown").arg(user).arg(dir).run()?;
        }
        let data = dir.join("data");
        let run = |program: &str| as_owner(owner, &programs.join(program)).within(dir);
        run("initdb")
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .reads()?;
        let port = free_port()?;
        let settings = format!("{SETTINGS} -c port={port} -c unix_socket_directories={}", dir.display());
        let mut start = run("pg_ctl").args(["-w", "-t", "60", "-s", "-D"]).arg(&data);
        start = start.arg("-l").arg(dir.join("log")).arg("-o").arg(settings).arg("start");
        // The server inherits its starter's output; a pipe would stay open as long as it runs.
        let mut start = start.into_command();
        let status = start.stdout(Stdio::null()).status().context("cannot start pg_ctl")?;
        if !status.success() {
            bail!("PostgreSQL did not start ({status})");
        }
        let guardian = guard(dir, programs, owner).inspect_err(|_| {
            let _ = run("pg_ctl").args(["-w", "-s", "-m", "immediate", "-D"]).arg(&data).arg("stop").run();
        })?;
        Ok(Self { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), guardian })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        if let Err(error) = self.guardian.wait() {
            eprintln!("warning: the test cluster may still run: {error}");
        }
    }
}

fn guard(dir: &Path, programs: &Path, owner: Option<&'static str>) -> Result<Child> {
    let stop = as_owner(owner, &programs.join("pg_ctl"))
        .args(["-w", "-m", "immediate", "-D"])
        .arg(dir.join("data"))
        .arg("stop")
        .into_command();
    Call::new("sh")
        .args(["-c", GUARDIAN, "guardian"])
        .arg(dir)
        .arg(stop.get_program())
        .args(stop.get_args())
        .within("/")
        .into_command()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("cannot start sh")
}

fn owner() -> Result<Option<&'static str>> {
    if !sh::is_root() {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .into_iter()
        .find(|user| Call::new("id").args(["-u", user]).reads().is_ok())
        .map(Some)
        .context("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")
}

fn as_owner(owner: Option<&str>, program: &Path) -> Call {
    match owner {
        None => Call::new(program),
        Some(user) => Call::new("runuser").args(["-u", user, "--"]).arg(program),
    }
}

fn free_port() -> Result<u16> {
    let probe = TcpListener::bind(("127.0.0.1", 0)).context("no free loopback port")?;
    Ok(probe.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        let Some(programs) = server_programs() else { return };
        let cluster = Cluster::start().expect("the cluster starts");
        let answer = Call::new(programs.join("psql")).args([&cluster.url, "-Atc", "SHOW fsync"]).reads();
        assert_eq!(answer.expect("psql connects").trim(), "off");
        let url = cluster.url.clone();
        drop(cluster);
        assert!(Call::new(programs.join("psql")).args([&url, "-Atc", "SHOW fsync"]).reads().is_err());
        let dir = std::env::temp_dir().join(format!("vigie-test-postgres-{}", std::process::id()));
        assert!(!dir.exists());
    }
}
