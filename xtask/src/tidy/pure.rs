//! `crates/rules` is pure: no async runtime, SQL, HTTP, clock or randomness, not even through a dependency (§3.1).

use std::collections::{BTreeMap, BTreeSet};

use super::checkout::Checkout;
use super::{Finding, lex};

const MANIFEST: &str = "crates/rules/Cargo.toml";
const REMEDY: &str = "rules take facts and `now`, and decide; do this in the slice that asks them";

/// Packages that would let a rule wait, store, talk or draw lots.
const FORBIDDEN: [&str; 18] = [
    "tokio",
    "async-std",
    "smol",
    "futures-executor",
    "rusqlite",
    "libsqlite3-sys",
    "postgres",
    "tokio-postgres",
    "sea-query",
    "axum",
    "hyper",
    "reqwest",
    "ureq",
    "rand",
    "getrandom",
    "fastrand",
    "db",
    "web",
];

/// Words of the standard library and of jiff that read the world.
const IMPURE: [&str; 10] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "async fn",
];

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let mut findings = dependencies(checkout);
    for file in checkout.rust().filter(|file| file.path.starts_with("crates/rules/src/")) {
        let code: String = lex::lex(&file.text).code.into_iter().collect();
        for (index, line) in code.lines().enumerate() {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                findings.push(Finding::new(
                    &file.path,
                    index + 1,
                    format!("`{word}` in a pure crate"),
                    REMEDY,
                ));
            }
        }
    }
    findings
}

fn dependencies(checkout: &Checkout) -> Vec<Finding> {
    let Some(manifest) = checkout.file(MANIFEST) else { return Vec::new() };
    let locked = checkout.file("Cargo.lock").map(|lock| locked(&lock.text)).unwrap_or_default();
    let mut findings = Vec::new();
    for (line, name) in direct(&manifest.text) {
        for package in closure(&name, &locked) {
            if FORBIDDEN.contains(&package.as_str()) {
                let how = if package == name { String::new() } else { format!(" (through {name})") };
                findings.push(Finding::new(
                    MANIFEST,
                    line,
                    format!("rules depends on {package}{how}"),
                    REMEDY,
                ));
            }
        }
    }
    findings
}

/// The names under `[dependencies]`, with their lines; what tests alone use is free.
fn direct(manifest: &str) -> Vec<(usize, String)> {
    let mut section = String::new();
    let mut names = Vec::new();
    for (index, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']').to_owned();
            if let Some(name) = section.strip_prefix("dependencies.") {
                names.push((index + 1, name.to_owned()));
            }
        } else if section == "dependencies"
            && let Some(name) =
                line.split(['.', '=', ' ']).next().filter(|name| !name.is_empty() && !name.starts_with('#'))
        {
            names.push((index + 1, name.to_owned()));
        }
    }
    names
}

/// Each package of the lock file with the names of those it depends on; several versions of a name are one.
fn locked(lock: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in lock.lines() {
        if let Some(name) = line.strip_prefix("name = \"") {
            current = name.trim_end_matches('"').to_owned();
        } else if let Some(item) = line.strip_prefix(" \"") {
            let name = item.split([' ', '"']).next().unwrap_or_default();
            packages.entry(current.clone()).or_default().insert(name.to_owned());
        }
    }
    packages
}

fn closure(name: &str, locked: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![name.to_owned()];
    while let Some(next) = open.pop() {
        if seen.insert(next.clone()) {
            open.extend(locked.get(&next).into_iter().flatten().cloned());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"handy\"\ndependencies = [\n \"rand 0.9.1\",\n \"serde\",\n]\n\n[[package]]\nname = \"serde\"\n";

    fn found(manifest: &str, source: &str) -> Vec<String> {
        let files = [("Cargo.lock", LOCK), (MANIFEST, manifest), ("crates/rules/src/lib.rs", source)];
        check(&Checkout::of(&files))
            .into_iter()
            .map(|f| format!("{}:{} {}", f.path, f.line, f.what))
            .collect()
    }

    #[test]
    fn a_pure_crate_passes_whatever_its_tests_use() {
        let manifest = "[dependencies]\nserde.workspace = true\n[dev-dependencies]\nrand = \"1\"\n";
        assert!(found(manifest, "//! x\n// std::fs\nfn f() { \"SystemTime\"; }").is_empty());
    }

    #[test]
    fn forbidden_dependencies_are_found_directly_and_through_others() {
        let manifest = "[dependencies]\ntokio = \"1\"\n\n[dependencies.handy]\nversion = \"1\"\n";
        let expected = [
            "crates/rules/Cargo.toml:2 rules depends on tokio",
            "crates/rules/Cargo.toml:4 rules depends on rand (through handy)",
        ];
        assert_eq!(found(manifest, ""), expected);
    }

    #[test]
    fn reading_the_clock_is_found() {
        let expected = ["crates/rules/src/lib.rs:2 `Timestamp::now` in a pure crate"];
        assert_eq!(found("", "//! x\nfn f() { jiff::Timestamp::now(); }"), expected);
    }
}
