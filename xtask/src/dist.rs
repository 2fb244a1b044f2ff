//! The release binary, with the figures that a release note states.

use anyhow::{Context, Result};

use crate::sh::{self, Call};

/// Builds `vigie` in release mode from the lock file and prints where it is, its size and its SHA-256.
pub fn build() -> Result<()> {
    Call::cargo().args(["build", "--release", "--locked", "-p", "vigie"]).run()?;
    let binary = sh::target_dir().join("release").join("vigie");
    let bytes = std::fs::metadata(&binary).with_context(|| binary.display().to_string())?.len();
    let sum = Call::new("sha256sum").arg(&binary).reads()?;
    let digest = sum.split_whitespace().next().unwrap_or_default();
    println!("binary  {}", binary.display());
    println!("size    {} bytes ({} MiB)", bytes, bytes.div_ceil(1024 * 1024));
    println!("sha256  {digest}");
    Ok(())
}
