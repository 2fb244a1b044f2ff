//! What the tests need on the machine besides Rust: looked for, and installed where that is possible and safe.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::postgres;
use crate::sh::{self, Call};

/// The oldest Node.js that the user interface's build accepts.
const OLDEST_NODE: u32 = 20;

/// Where Debian puts the mail server of the tests.
const DOVECOT: [&str; 2] = ["/usr/sbin/dovecot", "/usr/lib/dovecot/imap"];

/// A program that some part of the tests needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Compiler,
    Node,
    Npm,
    Postgres,
    Chromium,
    Zstd,
    Dovecot,
}

impl Tool {
    fn found(self) -> bool {
        match self {
            Self::Compiler => sh::find("cc").is_some(),
            Self::Node => sh::find("node").is_some(),
            Self::Npm => sh::find("npm").is_some(),
            Self::Postgres => postgres::server_programs().is_some(),
            Self::Chromium => chromium().is_some(),
            Self::Zstd => sh::find("zstd").is_some(),
            Self::Dovecot => DOVECOT.iter().all(|path| Path::new(path).exists()),
        }
    }

    /// Debian's packages that bring it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["gcc", "libc6-dev"],
            Self::Node => &["nodejs"],
            Self::Npm => &["npm"],
            Self::Postgres => &["postgresql"],
            Self::Chromium => &["chromium"],
            Self::Zstd => &["zstd"],
            Self::Dovecot => &["dovecot-imapd"],
        }
    }
}

/// The browser for the journeys: the CHROMIUM variable, else the system's Chromium.
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .or_else(|| sh::find("chromium"))
        .or_else(|| sh::find("chromium-browser"))
}

/// Makes sure that the tools are there. What is missing is installed when root on Debian; otherwise the error is the command to run.
pub fn ensure(tools: &[Tool]) -> Result<()> {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| !tool.found()).collect();
    if !missing.is_empty() {
        let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages()).copied().collect();
        install(&packages)?;
        if let Some(tool) = missing.iter().find(|tool| !tool.found()) {
            bail!("{tool:?} is still not found after installing {}", packages.join(" "));
        }
    }
    if tools.contains(&Tool::Node) {
        check_node(&Call::new("node").arg("--version").reads()?)?;
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !Path::new("/etc/debian_version").exists() {
        bail!("missing; on Debian these packages bring it: {list}");
    }
    if !sh::is_root() {
        bail!("missing; run: sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}");
    }
    println!("installing {list}");
    let apt = || Call::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    apt().arg("update").run()?;
    apt().args(["install", "-y", "--no-install-recommends"]).args(packages).run()
}

fn check_node(version: &str) -> Result<()> {
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|part| part.parse::<u32>().ok());
    match major {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        _ => bail!("Node.js {} is too old: {OLDEST_NODE} or newer is needed", version.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_or_unreadable_node_is_refused() {
        for (version, accepted) in
            [("v20.19.0\n", true), ("v24.1.0", true), ("v18.20.1", false), ("?", false)]
        {
            assert_eq!(check_node(version).is_ok(), accepted, "{version}");
        }
    }
}
