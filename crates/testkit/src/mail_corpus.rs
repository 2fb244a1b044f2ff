//! The odd mails of other desks' tests, where they are at hand: they are no part of the project. `VIGIE_SHARED_DATA` names the
//! folder that holds them (by default `../shared/data` beside the workspace); what is not there is said aloud.
#![expect(clippy::expect_used, reason = "test support fails by panicking")]

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A mail of the collection.
#[derive(Debug, Clone)]
pub struct CorpusMail {
    /// Which collection, and its name there: `zammad-2017/mail1.box`.
    pub name: String,
    /// As it came.
    pub raw: Vec<u8>,
    /// What another program made of it, where that is known.
    pub expect: Option<Value>,
}

/// The collection, unpacked into a folder that goes with the value.
#[derive(Debug)]
pub struct Corpus {
    shared: PathBuf,
    folder: TempDir,
}

impl Corpus {
    /// Unpacks it; nothing, said aloud, without the archive or the programs that unpack it.
    #[must_use]
    pub fn find() -> Option<Self> {
        let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
        let shared = std::env::var_os("VIGIE_SHARED_DATA").map_or(beside, PathBuf::from).join("mail");
        let archive = shared.join("mail.tar.zst");
        if !archive.exists() {
            println!("LEFT OUT: the mails of other programs ({} is not there)", archive.display());
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let zstd = Command::new("zstd").args(["-dcq"]).arg(&archive).stdout(Stdio::piped()).spawn();
        let mut zstd = match zstd {
            Ok(child) => child,
            Err(error) => {
                println!("LEFT OUT: the mails of other programs (zstd: {error})");
                return None;
            }
        };
        let stream = zstd.stdout.take().expect("a pipe");
        let status = Command::new("tar").arg("-x").arg("-C").arg(folder.path()).stdin(stream).status();
        zstd.wait().expect("zstd ends");
        match status {
            Ok(status) if status.success() => Some(Self { shared, folder }),
            problem => {
                println!("LEFT OUT: the mails of other programs (tar: {problem:?})");
                None
            }
        }
    }

    /// Every mail that is a file, in the order of their names.
    #[must_use]
    pub fn mails(&self) -> Vec<CorpusMail> {
        let root = self.folder.path();
        let mut found: Vec<CorpusMail> = paths(root)
            .into_iter()
            .map(|path| {
                let expect = PathBuf::from(format!("{}.expect.json", path.display()));
                let expect = std::fs::read(expect).ok();
                CorpusMail {
                    name: path.strip_prefix(root).expect("inside").display().to_string(),
                    raw: std::fs::read(&path).expect("a mail"),
                    expect: expect.map(|text| serde_json::from_slice(&text).expect("expectations in JSON")),
                }
            })
            .collect();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        found
    }

    /// The mails that stand in code with their outcomes. A mail that their code encodes is encoded here.
    #[must_use]
    pub fn inline_cases(&self) -> Vec<CorpusMail> {
        let text =
            std::fs::read(self.folder.path().join("zammad-2017/inline_cases.json")).expect("the cases");
        let cases: Vec<Value> = serde_json::from_slice(&text).expect("cases in JSON");
        let case = |(n, case): (usize, &Value)| {
            let raw = match case.get("raw") {
                // Two of them say that they are the same mail.
                Some(Value::String(raw)) => {
                    raw.replace("1234@⟦Setting.get('fqdn')⟧", &format!("{n}@desk.example")).into_bytes()
                }
                Some(encoded) => {
                    let text = encoded.get("on").and_then(Value::as_str).expect("the text that is encoded");
                    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Latin-1")).collect()
                }
                None => Vec::new(),
            };
            CorpusMail { name: format!("inline case {n}"), raw, expect: case.get("expect").cloned() }
        };
        cases.iter().enumerate().map(case).collect()
    }

    /// GLPI's mails with their outcomes.
    #[must_use]
    pub fn glpi_cases(&self) -> Vec<CorpusMail> {
        let text = std::fs::read(self.shared.join("glpi_mails.json")).expect("the cases");
        let cases: Vec<Value> = serde_json::from_slice(&text).expect("cases in JSON");
        let text =
            |case: &Value, key: &str| case.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        cases
            .iter()
            .map(|case| CorpusMail {
                name: format!("glpi/{}", text(case, "name")),
                raw: text(case, "raw").into_bytes(),
                expect: case.get("expect").cloned(),
            })
            .collect()
    }

    /// What Python's own parser calls the attachments of each mail; nothing without Python.
    #[must_use]
    pub fn names_by_python(&self) -> Option<BTreeMap<String, Vec<String>>> {
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
        let root = self.folder.path();
        let mut child = Command::new("python3")
            .args(["-c", SCRIPT])
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let names: Vec<String> = self.mails().into_iter().map(|mail| mail.name).collect();
        let mut stdin = child.stdin.take()?;
        stdin.write_all(names.join("\n").as_bytes()).ok()?;
        drop(stdin);
        serde_json::from_slice(&child.wait_with_output().ok()?.stdout).ok()
    }
}

/// All files that are mails.
fn paths(root: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ext| ext != "json" && ext != "md") {
                found.push(path);
            }
        }
    }
    found
}
