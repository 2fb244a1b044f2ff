//! The real binary, in a process of its own, for what only a process shows: exit statuses, signals, kill -9.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use serde_json::Value;

/// How long a server may take to start.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// The binary: `VIGIE_BIN`, otherwise built here and now, which takes no time when it is fresh.
///
/// # Panics
/// When it cannot be built.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(path) = std::env::var_os("VIGIE_BIN") {
            return path.into();
        }
        let built = Command::new(env!("CARGO")).args(["build", "--quiet", "-p", "vigie"]).status();
        assert!(built.expect("cargo").success(), "cargo build -p vigie");
        let test = std::env::current_exe().expect("this program's path");
        test.ancestors().nth(2).expect("the target folder").join("vigie")
    })
}

/// A command line of `vigie`, without the variables of whoever runs the tests.
#[must_use]
pub fn vigie(args: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(args).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VIGIE_") {
            command.env_remove(name);
        }
    }
    command
}

/// A running `vigie serve`; killed with this value.
pub struct Server {
    /// Where it listens.
    pub url: String,
    data: PathBuf,
    child: Child,
}

impl Server {
    /// Starts one on this folder, and waits until it can serve.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(data: &Path) -> Self {
        Self::start_with(data, &[]).await
    }

    /// The same, with more arguments.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(data: &Path, extra: &[&str]) -> Self {
        // Between the choice of a port and its use another program may take it.
        for _ in 0..3 {
            if let Ok(server) = Self::try_start(data, extra).await {
                return server;
            }
        }
        Self::try_start(data, extra).await.unwrap_or_else(|status| panic!("vigie serve ended: {status}"))
    }

    async fn try_start(data: &Path, extra: &[&str]) -> Result<Self, ExitStatus> {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
        let (listen, folder) = (format!("127.0.0.1:{port}"), data.to_str().expect("a readable path"));
        let mut command = vigie(&["serve", "--listen", &listen, "--data", folder]);
        let child =
            command.args(extra).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary");
        let mut server = Self { url: format!("http://{listen}"), data: data.to_owned(), child };
        let began = Instant::now();
        loop {
            let ready = reqwest::get(format!("{}/readyz", server.url)).await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait().expect("its state") {
                return Err(status);
            }
            assert!(began.elapsed() < STARTS_WITHIN, "vigie serve is not ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Runs a command on the same folder, beside the server.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn output(&self, args: &[&str]) -> Output {
        let folder = self.data.to_str().expect("a readable path");
        vigie(args).args(["--data", folder]).output().expect("the binary")
    }

    /// The same; what it printed.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&self, args: &[&str]) -> String {
        let out = self.output(args);
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// The same with `--json`; what it printed.
    ///
    /// # Panics
    /// When it fails or prints something else.
    #[must_use]
    pub fn json(&self, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.run(&args)).expect("JSON")
    }

    /// kill -9.
    ///
    /// # Panics
    /// When it is gone already.
    pub fn kill(mut self) {
        self.child.kill().expect("a running server");
        self.child.wait().expect("its end");
    }

    /// SIGTERM, as an administrator stops it; the exit status.
    ///
    /// # Panics
    /// When it cannot be told.
    #[must_use]
    pub fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill").success());
        self.child.wait().expect("its end").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
