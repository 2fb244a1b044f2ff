//! The real binary, in a process of its own.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    generate::{ADMINISTRATOR, PASSWORD},
    place::Place,
};

/// A running server.
pub struct Server {
    /// Where it listens.
    pub url: String,
    /// A token that may do everything.
    pub token: String,
    /// The cookie of a session that may see every page; empty before [`Server::sign_in`].
    pub session: String,
    /// From the start of the process to its first "ready".
    pub started_in: Duration,
    child: Child,
}

impl Server {
    /// Starts the server on a place and waits until it is ready.
    pub async fn start(binary: &Path, place: &Place) -> Result<Self> {
        let data = place.folder.path();
        let token = token(binary, place)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let started = Instant::now();
        let log = File::create(data.join("server.log"))?;
        let child = Command::new(binary)
            .args(["serve", "--listen", &address.to_string(), "--database", &place.options.url, "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} cannot be started; build it first", binary.display()))?;
        let mut server = Self {
            url: format!("http://{address}"),
            token,
            session: String::new(),
            started_in: Duration::ZERO,
            child,
        };
        let client = reqwest::Client::new();
        while started.elapsed() < Duration::from_secs(60) {
            let ready = client.get(format!("{}/readyz", server.url)).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                server.started_in = started.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("the server is not ready after a minute: see {}", data.join("server.log").display())
    }

    /// Waits until the scheduler has caught up: what fell due before the start would be measured with the rest.
    pub async fn settle(&self) -> Result<Duration> {
        let began = Instant::now();
        let client = reqwest::Client::new();
        while began.elapsed() < Duration::from_secs(900) {
            let state: serde_json::Value =
                client.get(format!("{}/readyz", self.url)).send().await?.json().await?;
            if state.get("scheduler").is_some_and(|word| word == "ok") {
                return Ok(began.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("the scheduler has not caught up after a quarter of an hour")
    }

    /// Signs in as the administrator, for pages.
    pub async fn sign_in(&mut self) -> Result<()> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let form = format!("email={ADMINISTRATOR}&password={}&next=/", PASSWORD.replace(' ', "+"));
        let request = client.post(format!("{}/login", self.url)).body(form);
        let answer = request.header("content-type", "application/x-www-form-urlencoded").send().await?;
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        let session =
            cookies.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.starts_with("vigie="));
        self.session = session.with_context(|| format!("no session: {}", answer.status()))?.to_owned();
        Ok(())
    }

    /// Processor time used so far, in microseconds.
    pub fn cpu_micros(&self) -> Result<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> =
            stat.rsplit_once(')').context("an odd process table")?.1.split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        // Fields 14 and 15 of proc(5), in hundredths of a second.
        Ok((ticks(11) + ticks(12)) * 10_000)
    }

    /// Memory in use, in mebibytes.
    pub fn memory_mib(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS")).context("no VmRSS")?;
        let kib: u64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kib / 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn token(binary: &Path, place: &Place) -> Result<String> {
    let out = Command::new(binary)
        .args([
            "token",
            "create",
            "--user",
            ADMINISTRATOR,
            "--scopes",
            "tickets:read,tickets:write,admin",
            "--json",
        ])
        .args(["--database", &place.options.url, "--data"])
        .arg(place.folder.path())
        .output()
        .with_context(|| format!("{} cannot be started; build it first", binary.display()))?;
    if !out.status.success() {
        bail!("no token: {}", String::from_utf8_lossy(&out.stderr));
    }
    let answer: serde_json::Value = serde_json::from_slice(&out.stdout)?;
    Ok(answer.get("token").and_then(|token| token.as_str()).context("no token in the answer")?.to_owned())
}
