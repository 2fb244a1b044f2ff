//! What never belongs in a committed file: a package registry's host, a path of somebody's machine.

use super::Finding;
use super::checkout::{Checkout, File};

/// Each is written in two halves, so that this file passes its own check.
const HOSTS: [&str; 11] = [
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("crates.", "io-index"),
    concat!("pypi", ".org"),
    concat!("files.", "pythonhosted.org"),
    concat!("proxy.", "golang.org"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
    concat!("repo.", "maven.apache.org"),
];

/// Where people keep their own folders; which others are this machine's own, the checkout knows.
const HOMES: [&str; 2] = [concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// Cargo itself writes the index into its lock file.
const LOCK: &str = "Cargo.lock";

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let machine: Vec<&str> = HOMES.into_iter().chain(checkout.machine.iter().map(String::as_str)).collect();
    checkout.files.iter().flat_map(|file| in_file(file, &machine)).collect()
}

fn in_file(file: &File, machine: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let mut tell =
            |what: String, remedy: &str| findings.push(Finding::new(&file.path, index + 1, what, remedy));
        if file.path != LOCK {
            for host in HOSTS.iter().filter(|host| line.contains(**host)) {
                tell(format!("names the registry {host}"), "leave registries to their clients' settings");
            }
        }
        for path in machine.iter().filter(|path| holds_path(line, path)) {
            tell(format!("names the machine's {path}"), "use a path relative to the project");
        }
        if file.name() == "package-lock.json" && line.contains("\"resolved\": \"http") {
            tell(
                "records a download address".to_owned(),
                "lock again with omit-lockfile-registry-resolved in .npmrc",
            );
        }
    }
    findings
}

/// The line names the path or what is in it: it is neither the end of a longer path nor the beginning of a longer name.
fn holds_path(line: &str, path: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + path.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(|c| word(c) || matches!(c, '.' | '}'))
            && (path.ends_with('/') || !after.is_some_and(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let mut checkout = Checkout::of(&[(path, text)]);
        checkout.machine = vec!["/srv/alice".to_owned()];
        check(&checkout).into_iter().map(|f| format!("{} {}", f.line, f.what)).collect()
    }

    #[test]
    fn registries_and_machine_paths_are_found() {
        let [host, ..] = HOSTS;
        let [home, ..] = HOMES;
        assert_eq!(found("a.md", &format!("x\nhttps://{host}/y")), [format!("2 names the registry {host}")]);
        assert_eq!(found("a.md", &format!("({home}bob)")), [format!("1 names the machine's {home}")]);
        assert_eq!(found("a.rs", "\"/srv/alice/b\""), ["1 names the machine's /srv/alice"]);
        let lock = "  \"resolved\": \"https://mirror.example/a.tgz\",";
        assert_eq!(found("ui/package-lock.json", lock), ["1 records a download address"]);
    }

    #[test]
    fn our_own_folders_and_cargo_s_lock_file_pass() {
        assert!(found("a.md", "docs/srv/alice/x and /srv/alicante").is_empty());
        let index = HOSTS.iter().find(|host| host.ends_with("index")).expect("the index is listed");
        assert!(found(LOCK, &format!("source = \"registry+https://x/{index}\"")).is_empty());
    }
}
