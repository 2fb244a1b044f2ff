//! Builds `ui/` with Vite when its sources differ from what `ui/dist` was built from. Staleness is a hash of contents, not
//! a date, so a fresh checkout or a branch switch rebuilds only when something really changed.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File, FileTimes};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::UNIX_EPOCH;

/// What a build of the pages depends on, relative to `ui/`.
const SOURCES: [&str; 7] =
    ["src", "css", "icons", "vite.config.ts", "tsconfig.json", "package.json", "package-lock.json"];

fn main() -> ExitCode {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", ui.join(source).display());
    }
    println!("cargo::rerun-if-changed={}", ui.join("dist/.sources").display());
    match build(&ui) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            for line in reason.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build(ui: &Path) -> Result<(), String> {
    let wanted = hash(&SOURCES.map(|source| ui.join(source)))?;
    let stamp = ui.join("dist/.sources");
    if holds(&stamp, &wanted) && ui.join("dist/.vite/manifest.json").is_file() {
        return Ok(());
    }
    let locked = hash(&[ui.join("package-lock.json")])?;
    let installed = ui.join("node_modules/.vigie-lock");
    if !holds(&installed, &locked) {
        npm(ui, &["ci", "--no-audit", "--no-fund"])?;
        write(&installed, &locked)?;
    }
    npm(ui, &["run", "--silent", "build"])?;
    write(&stamp, &wanted)
}

fn holds(stamp: &Path, wanted: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == wanted)
}

/// Writes a stamp dated in the past: Cargo compares its date with the moment this script started, and would otherwise run it
/// once more for nothing.
fn write(stamp: &Path, content: &str) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("{}: {e}", stamp.display());
    fs::write(stamp, content).map_err(failed)?;
    let file = File::options().write(true).open(stamp).map_err(failed)?;
    file.set_times(FileTimes::new().set_modified(UNIX_EPOCH)).map_err(failed)
}

fn hash(roots: &[PathBuf]) -> Result<String, String> {
    let mut files = Vec::new();
    for root in roots {
        collect(root, &mut files).map_err(|e| format!("{}: {e}", root.display()))?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.file_name().hash(&mut hasher);
        fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

fn npm(ui: &Path, arguments: &[&str]) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program).args(arguments).current_dir(ui).output().map_err(|e| {
        format!("the pages of Vigie are built with Node.js 20.19 or later and npm, which could not be started: {e}\nsee ui/README.md")
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(format!("`npm {}` failed in {}\n{said}", arguments.join(" "), ui.display()))
}
