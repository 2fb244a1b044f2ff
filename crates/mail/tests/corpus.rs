//! Real mails with odd MIME, and what other programs make of them.
//!
//! They are not part of the project: `VIGIE_SHARED_DATA` names their folder (by default `../shared/data` beside the
//! workspace). Without them, or without the programs that unpack them, the test says what it left out. It prints a table:
//! `cargo nextest run -p mail --no-capture -E 'test(corpus)'`.

#![expect(clippy::expect_used, reason = "helpers of tests may fail loudly")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mail::message::{Message, parse};
use serde_json::Value;

/// The archive, unpacked into a folder that goes with the value.
fn unpacked() -> Option<tempfile::TempDir> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let root = std::env::var_os("VIGIE_SHARED_DATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let archive = root.join("mail").join("mail.tar.zst");
    if !archive.exists() {
        println!("left out: the mails of other programs ({} is not there)", archive.display());
        return None;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut zstd = match Command::new("zstd").args(["-dcq"]).arg(&archive).stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => {
            println!("left out: the mails of other programs (zstd: {error})");
            return None;
        }
    };
    let stream = zstd.stdout.take().expect("a pipe");
    let status = Command::new("tar").arg("-x").arg("-C").arg(folder.path()).stdin(stream).status();
    zstd.wait().expect("zstd ends");
    match status {
        Ok(status) if status.success() => Some(folder),
        problem => {
            println!("left out: the mails of other programs (tar: {problem:?})");
            None
        }
    }
}

fn mails(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(path.extension().and_then(|e| e.to_str()), Some("eml" | "box")) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What Python's own parser calls the attachments of each mail.
fn names_by_python(mails: &[PathBuf]) -> Option<BTreeMap<String, Vec<String>>> {
    const SCRIPT: &str = "
import sys, json, email, email.policy
out = {}
for path in sys.stdin.read().split('\\n'):
    if not path: continue
    try:
        mail = email.message_from_bytes(open(path, 'rb').read(), policy=email.policy.default)
        names = [p.get_filename() for p in mail.walk()]
        out[path] = [n.encode('utf-8', 'replace').decode() for n in names if n]
    except Exception: out[path] = []
print(json.dumps(out))
";
    let mut child = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let list: Vec<String> = mails.iter().map(|path| path.display().to_string()).collect();
    let mut stdin = child.stdin.take()?;
    std::io::Write::write_all(&mut stdin, list.join("\n").as_bytes()).ok()?;
    drop(stdin);
    let output = child.wait_with_output().ok()?;
    serde_json::from_slice(&output.stdout).ok()
}

struct Row {
    what: &'static str,
    right: usize,
    of: usize,
    needed: usize,
    wrong: Vec<String>,
}

impl Row {
    fn new(what: &'static str, needed: usize) -> Self {
        Self { what, right: 0, of: 0, needed, wrong: Vec::new() }
    }

    fn count(&mut self, name: &str, found: &str, expected: &str) {
        self.of += 1;
        if found == expected {
            self.right += 1;
        } else {
            let short = |text: &str| text.chars().take(60).collect::<String>();
            self.wrong.push(format!("{name}: {:?}, expected {:?}", short(found), short(expected)));
        }
    }

    fn print(&self) {
        println!("{:<24} {:>3} of {:>3}  (needed {})", self.what, self.right, self.of, self.needed);
        for wrong in &self.wrong {
            println!("    {wrong}");
        }
    }
}

fn names(message: &Message) -> Vec<&str> {
    message.parts.iter().map(|part| part.name.as_str()).collect()
}

/// How many of the expected names are among the found ones.
fn right_names(found: &[&str], expected: &[&str]) -> usize {
    let mut left: Vec<&str> = found.to_vec();
    expected
        .iter()
        .filter(|name| {
            let at = left.iter().position(|one| one == *name);
            at.map(|at| left.swap_remove(at)).is_some()
        })
        .count()
}

#[test]
fn corpus_mails_are_read_as_others_read_them() {
    let Some(folder) = unpacked() else { return };
    let all = mails(folder.path());
    let mut rows = [Row::new("subject", 36), Row::new("address", 33), Row::new("display name", 31)];
    let (mut ours, mut total, mut by_python) = (0, 0, 0);
    let python = names_by_python(&all);
    let mut read = 0;
    for path in &all {
        let raw = std::fs::read(path).unwrap();
        let message = parse(&raw);
        read += 1;
        assert!(!message.message_id.is_empty(), "{}", path.display());
        let Ok(expect) = std::fs::read(format!("{}.expect.json", path.display())) else { continue };
        let expect: Value = serde_json::from_slice(&expect).unwrap();
        let Some(expected) =
            expect.get("parse").filter(|_| path.parent().is_some_and(|p| p.ends_with("zammad-2017")))
        else {
            continue;
        };
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let text = |key: &str| expected.get(key).and_then(Value::as_str).unwrap_or_default();
        rows[0].count(name, &message.subject_as_sent, text("subject"));
        rows[1].count(name, &message.from.address, text("from_email"));
        rows[2].count(name, &message.from.name, text("from_display_name"));
        // Their rendering counts the HTML alternative as a file, which is not neutral.
        let wanted: Vec<&str> = expected
            .get("attachments")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|attachment| attachment.get("filename").and_then(Value::as_str))
            .filter(|name| *name != "message.html")
            .collect();
        total += wanted.len();
        ours += right_names(&names(&message), &wanted);
        if let Some(python) = &python {
            let found: Vec<&str> =
                python.get(&path.display().to_string()).into_iter().flatten().map(String::as_str).collect();
            by_python += right_names(&found, &wanted);
        }
        let missing: Vec<&&str> = wanted.iter().filter(|name| !names(&message).contains(name)).collect();
        if !missing.is_empty() {
            println!("{name}: names {missing:?} not among {:?}", names(&message));
        }
    }
    println!("{read} mails read, none of them a panic");
    for row in &rows {
        row.print();
    }
    match &python {
        Some(_) => {
            println!("{:<24} {ours:>3} of {total:>3}  (needed {by_python}, Python's)", "attachment names")
        }
        None => {
            println!("attachment names {ours} of {total}; left out: the comparison with Python (no python3)")
        }
    }
    for row in &rows {
        assert!(row.right >= row.needed, "{}: {} of {}", row.what, row.right, row.of);
    }
    assert!(ours >= by_python, "attachment names: {ours}, Python's {by_python}");
}
