//! `cargo xtask test`: the parts in order, each under its title with its time, and a table at the end.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::postgres::Cluster;
use crate::sh::{self, Call};
use crate::tidy;
use crate::tools::{self, Tool};

/// Property tests try this many cases each in the full tier; the default tier keeps proptest's own 256.
const FULL_CASES: &str = "5000";

#[derive(Args)]
pub struct Options {
    /// The second tier too: ignored tests, long property tests (VIGIE_TEST_FULL is set)
    #[arg(long)]
    full: bool,
    /// Without PostgreSQL: every test on SQLite alone
    #[arg(long)]
    sqlite_only: bool,
    /// Only these parts, in their usual order
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Only the Rust tests whose name contains one of these
    filter: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Deps,
    Tidy,
    Fmt,
    Ui,
    Clippy,
    Units,
    Docs,
    E2e,
    Deny,
}

enum Outcome {
    Passed,
    Skipped(&'static str),
    Failed(String),
}

impl Part {
    fn title(self) -> &'static str {
        match self {
            Self::Deps => "deps: programs the tests need",
            Self::Tidy => "tidy: boundaries and sizes",
            Self::Fmt => "fmt: formatting",
            Self::Ui => "ui: types and tests of the user interface",
            Self::Clippy => "clippy: lints, warnings are errors",
            Self::Units => "units+engines: every Rust test, on both databases",
            Self::Docs => "docs: examples in the documentation",
            Self::E2e => "e2e: journeys in the browser",
            Self::Deny => "deny: licences and sources of dependencies",
        }
    }

    fn needs(self, options: &Options) -> &'static [Tool] {
        match self {
            Self::Ui => &[Tool::Node, Tool::Npm],
            Self::Clippy | Self::Docs => &[Tool::Compiler, Tool::Node, Tool::Npm],
            Self::Units if options.sqlite_only => {
                &[Tool::Compiler, Tool::Node, Tool::Npm, Tool::Zstd, Tool::Dovecot]
            }
            Self::Units => {
                &[Tool::Compiler, Tool::Node, Tool::Npm, Tool::Zstd, Tool::Dovecot, Tool::Postgres]
            }
            Self::E2e => &[Tool::Compiler, Tool::Node, Tool::Npm, Tool::Chromium],
            Self::Deps | Self::Tidy | Self::Fmt | Self::Deny => &[],
        }
    }

    fn run(self, options: &Options) -> Result<Outcome> {
        match self {
            Self::Deps => deps(options),
            Self::Tidy => judge(tidy::report(&sh::root())?, "the findings above"),
            Self::Fmt => judge(
                Call::cargo().args(["fmt", "--all", "--", "--check"]).succeeds()?,
                "run: cargo fmt --all",
            ),
            Self::Ui => ui(),
            Self::Clippy => judge(
                Call::cargo()
                    .args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
                    .succeeds()?,
                "lints",
            ),
            Self::Units => units(options),
            Self::Docs => docs(),
            Self::E2e => e2e(),
            Self::Deny => deny(),
        }
    }
}

/// Runs the parts that the options choose; true when none failed. Only missing programs end the run at once.
pub fn run(options: &Options) -> Result<bool> {
    let begun = Instant::now();
    let mut done: Vec<(Part, Duration, Outcome)> = Vec::new();
    for part in chosen(options) {
        println!("\n=== {}", part.title());
        let start = Instant::now();
        let outcome = part.run(options).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
        let took = start.elapsed();
        println!("--- {} in {:.1} s", described(&outcome), took.as_secs_f64());
        let blocked = part == Part::Deps && matches!(outcome, Outcome::Failed(_));
        done.push((part, took, outcome));
        if blocked {
            break;
        }
    }
    summarise(&done, begun.elapsed());
    Ok(!done.iter().any(|(_, _, outcome)| matches!(outcome, Outcome::Failed(_))))
}

fn chosen(options: &Options) -> Vec<Part> {
    Part::value_variants()
        .iter()
        .copied()
        .filter(|part| match (options.only.is_empty(), options.filter.is_empty()) {
            (true, true) => true,
            (true, false) => matches!(part, Part::Deps | Part::Units),
            (false, _) => *part == Part::Deps || options.only.contains(part),
        })
        .collect()
}

fn summarise(done: &[(Part, Duration, Outcome)], total: Duration) {
    println!("\n=== summary");
    for (part, took, outcome) in done {
        let name = part.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        println!("{name:<8} {:>8.1} s  {}", took.as_secs_f64(), described(outcome));
    }
    let count = |kind: fn(&Outcome) -> bool| done.iter().filter(|(_, _, outcome)| kind(outcome)).count();
    let passed = count(|outcome| matches!(outcome, Outcome::Passed));
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    println!(
        "{:<8} {:>8.1} s  {passed} parts passed, {failed} failed, {skipped} skipped",
        "total",
        total.as_secs_f64()
    );
}

fn described(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Skipped(why) => format!("skipped: {why}"),
        Outcome::Failed(why) => format!("FAILED: {why}"),
    }
}

fn judge(good: bool, why: &str) -> Result<Outcome> {
    Ok(if good { Outcome::Passed } else { Outcome::Failed(why.to_owned()) })
}

fn deps(options: &Options) -> Result<Outcome> {
    let mut needed: Vec<Tool> = Vec::new();
    for tool in chosen(options).iter().flat_map(|part| part.needs(options)) {
        if !needed.contains(tool) {
            needed.push(*tool);
        }
    }
    tools::ensure(&needed)?;
    println!("found {needed:?}");
    Ok(Outcome::Passed)
}

fn ui() -> Result<Outcome> {
    let folder = sh::root().join("ui");
    install_packages(&folder)?;
    judge(
        npm_program(&folder, "tsc").arg("--noEmit").succeeds()?
            && npm_program(&folder, "vitest").arg("run").succeeds()?,
        "types or tests of ui/",
    )
}

fn units(options: &Options) -> Result<Outcome> {
    let cluster = if options.sqlite_only { None } else { Some(Cluster::start()?) };
    let binary = binary()?;
    let nextest = Call::cargo().args(["nextest", "--version"]).reads().is_ok();
    let mut tests = if nextest {
        let call = Call::cargo().args(["nextest", "run", "--workspace", "--no-fail-fast"]);
        let call = if options.full { call.args(["--run-ignored", "all"]) } else { call };
        call.args(&options.filter)
    } else {
        if options.filter.len() > 1 {
            bail!("several filters need cargo-nextest; cargo test takes one");
        }
        let call = Call::cargo().args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
        let call = call.args(&options.filter).arg("--");
        if options.full { call.arg("--include-ignored") } else { call }
    };
    tests = tests.env("VIGIE_BIN", binary);
    tests = match &cluster {
        Some(cluster) => tests.env("VIGIE_TEST_POSTGRES", &cluster.url),
        None => tests.without_env("VIGIE_TEST_POSTGRES"),
    };
    if options.full {
        tests = tests.env("VIGIE_TEST_FULL", "1").env("PROPTEST_CASES", FULL_CASES);
    }
    judge(tests.succeeds()?, "tests")
}

/// The binary that tests start. It is built together with the tests: alone, its dependencies would have other features,
/// and everything would be compiled twice.
fn binary() -> Result<PathBuf> {
    Call::cargo().args(["build", "--workspace", "--bins", "--tests"]).run()?;
    Ok(sh::target_dir().join("debug").join("vigie"))
}

/// The examples of the packages that have some: for each, the compiler reads a whole package once more.
fn docs() -> Result<Outcome> {
    let checkout = tidy::Checkout::read(&sh::root())?;
    let example = |line: &str| line.starts_with("/// ```") || line.starts_with("//! ```");
    let documented = checkout.rust().filter(|file| file.text.lines().map(str::trim_start).any(example));
    // The package of a file is the nearest folder above it that has a manifest.
    let package = |path: &str| {
        let above = Path::new(path).ancestors().skip(1).map(|folder| folder.join("Cargo.toml"));
        above.map(|manifest| manifest.display().to_string()).find(|manifest| checkout.has(manifest))
    };
    let manifests: BTreeSet<String> = documented.filter_map(|file| package(&file.path)).collect();
    if manifests.is_empty() {
        return Ok(Outcome::Skipped("no example in the documentation"));
    }
    let mut good = true;
    for manifest in manifests {
        let manifest = sh::root().join(manifest);
        good &= Call::cargo().args(["test", "--doc", "--manifest-path"]).arg(manifest).succeeds()?;
    }
    judge(good, "examples")
}

fn e2e() -> Result<Outcome> {
    let folder = sh::root().join("e2e");
    let binary = binary()?;
    install_packages(&folder)?;
    let chromium = tools::chromium().context("no Chromium found")?;
    judge(
        npm_program(&folder, "tsc").arg("--noEmit").succeeds()?
            && npm_program(&folder, "playwright")
                .arg("test")
                .env("VIGIE_BIN", binary)
                .env("CHROMIUM", chromium)
                .succeeds()?,
        "journeys; pictures are in e2e/test-results, and traces with TRACE=1",
    )
}

fn deny() -> Result<Outcome> {
    if Call::cargo().args(["deny", "--version"]).reads().is_err() {
        return Ok(Outcome::Skipped("cargo-deny is not installed"));
    }
    judge(Call::cargo().args(["deny", "check", "bans", "licenses", "sources"]).succeeds()?, "deny.toml")
}

/// `npm ci`, unless what is installed is already the lock file's.
fn install_packages(folder: &Path) -> Result<()> {
    let changed = |file: &str| fs::metadata(folder.join(file)).and_then(|meta| meta.modified());
    let locked =
        changed("package-lock.json").with_context(|| format!("{}/package-lock.json", folder.display()))?;
    if changed("node_modules/.package-lock.json").is_ok_and(|installed| installed >= locked) {
        return Ok(());
    }
    let npm = Call::new("npm").args(["ci", "--no-audit", "--no-fund"]).within(folder);
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").run()
}

fn npm_program(folder: &Path, program: &str) -> Call {
    Call::new(folder.join("node_modules/.bin").join(program)).within(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(only: &[Part], filter: &[&str]) -> Options {
        let filter = filter.iter().map(|&word| word.to_owned()).collect();
        Options { full: false, sqlite_only: false, only: only.to_vec(), filter }
    }

    #[test]
    fn everything_runs_when_nothing_is_chosen() {
        assert_eq!(chosen(&options(&[], &[])), Part::value_variants());
    }

    #[test]
    fn a_filter_runs_the_rust_tests_alone() {
        assert_eq!(chosen(&options(&[], &["sla"])), [Part::Deps, Part::Units]);
    }

    #[test]
    fn chosen_parts_keep_their_order_and_their_needs() {
        assert_eq!(chosen(&options(&[Part::E2e, Part::Tidy], &[])), [Part::Deps, Part::Tidy, Part::E2e]);
    }

    #[test]
    fn sqlite_alone_needs_no_server() {
        let without = Options { sqlite_only: true, ..options(&[], &[]) };
        assert!(!Part::Units.needs(&without).contains(&Tool::Postgres));
        assert!(Part::Units.needs(&options(&[], &[])).contains(&Tool::Postgres));
    }
}
