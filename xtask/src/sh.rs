//! Running other programs: one builder whose errors name the command that failed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The root of the checkout that this xtask was built from.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// Where Cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(set)
}

/// The first folder of PATH that holds `program`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The effective user is root.
pub fn is_root() -> bool {
    Call::new("id").arg("-u").reads().is_ok_and(|uid| uid.trim() == "0")
}

/// A program about to run, in the root of the checkout and with no input unless told otherwise.
pub struct Call {
    command: Command,
}

impl Call {
    /// A program looked up in PATH, or at the given path.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root()).stdin(Stdio::null());
        Self { command }
    }

    /// The Cargo that runs this xtask.
    pub fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The underlying command, for what this builder has no word for.
    pub fn into_command(self) -> Command {
        self.command
    }

    /// Runs with output shown, and tells whether it ended well. An error means that it could not be started.
    pub fn succeeds(mut self) -> Result<bool> {
        let status = self.command.status().with_context(|| format!("cannot start {}", self.line()))?;
        Ok(status.success())
    }

    /// Runs with output shown; anything but success is an error.
    pub fn run(mut self) -> Result<()> {
        let status = self.command.status().with_context(|| format!("cannot start {}", self.line()))?;
        if !status.success() {
            bail!("{} failed ({status})", self.line());
        }
        Ok(())
    }

    /// Runs and returns what it wrote to its standard output; anything but success is an error that carries its errors.
    pub fn reads(mut self) -> Result<String> {
        let output = self.command.output().with_context(|| format!("cannot start {}", self.line()))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            bail!("{} failed ({}): {}", self.line(), output.status, errors.trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn line(&self) -> String {
        std::iter::once(self.command.get_program())
            .chain(self.command.get_args())
            .map(|word| word.to_string_lossy())
            .collect::<Vec<_>>()
            .join(" ")
    }
}
