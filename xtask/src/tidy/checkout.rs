//! The files of a checkout that a person wrote, held in memory, so that the rules are functions of text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold no source of ours: built, fetched or written at run time.
const IGNORED: [&str; 8] = [
    ".git",
    "target",
    "node_modules",
    "ui/dist",
    "vigie-data",
    "e2e/test-results",
    "e2e/playwright-report",
    ".vite",
];

/// A text file; its path is relative to the root, with slashes.
#[derive(Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// The folder part of the path; empty at the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The path without its folder.
    pub fn name(&self) -> &str {
        self.path.rsplit_once('/').map_or(&self.path, |(_, name)| name)
    }

    /// What follows the last dot of the name; empty where there is none.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Rust that only tests run: a tests folder or file, the test kit, the load generator.
    pub fn is_test(&self) -> bool {
        let apart =
            ["tests/", "bench/", "crates/testkit/"].iter().any(|folder| self.path.starts_with(folder));
        apart || self.name() == "tests.rs" || self.path.contains("/tests/")
    }
}

/// A checkout: its text files, sorted by path, and the paths of its other files.
#[derive(Debug, Default)]
pub struct Checkout {
    pub files: Vec<File>,
    pub binaries: Vec<String>,
    /// Folders of this machine that no file has a reason to name: the checkout's own, those beside it, the user's.
    pub machine: Vec<String>,
}

impl Checkout {
    /// Reads everything below `root` that is not ignored.
    pub fn read(root: &Path) -> Result<Self> {
        let mut checkout = Self { machine: machine(root), ..Self::default() };
        checkout.gather(root, "")?;
        checkout.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(checkout)
    }

    fn gather(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if IGNORED.contains(&name.as_str()) || IGNORED.contains(&path.as_str()) {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.gather(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() {
                match String::from_utf8(fs::read(entry.path())?) {
                    Ok(text) => self.files.push(File { path, text }),
                    Err(_) => self.binaries.push(path),
                }
            }
        }
        Ok(())
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.extension() == "rs")
    }

    /// The file at this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Every path, text or not.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str()).chain(self.binaries.iter().map(String::as_str))
    }

    /// There is a file at this path, or a folder that holds one.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.paths().any(|known| known == path || known.starts_with(&folder))
    }
}

fn machine(root: &Path) -> Vec<String> {
    let beside =
        root.parent().filter(|parent| parent.parent().is_some()).and_then(|parent| fs::read_dir(parent).ok());
    let folders =
        beside.into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    let home = std::env::home_dir()
        .filter(|home| home.parent().is_some())
        .map(|home| format!("{}/", home.display()));
    let own = std::iter::once(root.to_path_buf()).chain(folders).map(|path| path.display().to_string());
    own.chain(home).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The lines, numbered from 1, of the block of a Markdown text fenced with this word.
pub fn fenced<'a>(text: &'a str, word: &str) -> Vec<(usize, &'a str)> {
    let open = format!("```{word}");
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .skip_while(|(_, line)| line.trim_end() != open)
        .skip(1)
        .take_while(|(_, line)| line.trim_end() != "```")
        .collect()
}

#[cfg(test)]
impl Checkout {
    /// A checkout made of the given paths and texts.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.to_owned(), text: text.to_owned() };
        Self { files: files.iter().map(file).collect(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fenced_block_is_found_by_its_word() {
        let text = "a\n```tree\nsrc/\n```\n```\nother\n```\n";
        assert_eq!(fenced(text, "tree"), [(3, "src/")]);
        assert!(fenced(text, "slices").is_empty());
    }

    #[test]
    fn folders_count_as_present_when_they_hold_a_file() {
        let checkout = Checkout::of(&[("ui/src/a.ts", "")]);
        assert!(checkout.has("ui/") && checkout.has("ui/src") && checkout.has("ui/src/a.ts"));
        assert!(!checkout.has("u"));
    }
}
