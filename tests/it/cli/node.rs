//! A server in a process of its own, with what it has printed.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

/// How long a server may take until it listens; a demo fills a month first.
const STARTS_WITHIN: Duration = Duration::from_secs(180);

/// A running server; killed with this value.
pub(super) struct Node {
    child: Child,
    printed: PathBuf,
}

/// A loopback address that nobody listens on.
pub(super) fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

impl Node {
    /// Starts a command that prints to a file, and waits until it says where it listens.
    pub(super) async fn start(mut command: Command, printed: &Path) -> Self {
        let file = File::create(printed).unwrap();
        let child = command.stderr(file.try_clone().unwrap()).stdout(file).spawn().unwrap();
        let mut node = Self { child, printed: printed.to_owned() };
        let began = Instant::now();
        while !node.printed().contains("Vigie listens on ") {
            if let Some(status) = node.child.try_wait().unwrap() {
                panic!("it ended with {status}: {}", node.printed());
            }
            assert!(began.elapsed() < STARTS_WITHIN, "it does not listen: {}", node.printed());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        node
    }

    /// What it has printed so far.
    pub(super) fn printed(&self) -> String {
        std::fs::read_to_string(&self.printed).unwrap()
    }

    /// SIGTERM; the exit status.
    pub(super) fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
