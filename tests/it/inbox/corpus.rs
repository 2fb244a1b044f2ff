//! The odd mails of other desks' tests, where they are at hand: every one is accounted for.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use desk::inbox::{self, Arrival};
use testkit::on_each;

use super::Site;

/// The folder of shared data, or nothing, said aloud.
fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("VIGIE_SHARED_DATA").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = named.unwrap_or(beside).join("mail");
    if !folder.join("mail.tar.zst").exists() {
        eprintln!("left out: {} has no collection of mails", folder.display());
        return None;
    }
    Some(folder)
}

fn mails(folder: &std::path::Path, into: &std::path::Path) -> Vec<Vec<u8>> {
    let unpacked = Command::new("tar")
        .args(["--use-compress-program", "zstd", "-xf"])
        .arg(folder.join("mail.tar.zst"))
        .arg("-C")
        .arg(into)
        .status()
        .unwrap();
    assert!(unpacked.success(), "tar and zstd unpack the collection");
    let (mut found, mut folders) = (Vec::new(), vec![into.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_mail = path.extension().is_none_or(|ext| ext != "json" && ext != "md");
            if path.is_dir() {
                folders.push(path);
            } else if is_mail {
                found.push(std::fs::read(path).unwrap());
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_odd_mail_is_accounted_for() {
    let Some(folder) = folder() else { return };
    on_each(|app| async {
        let site = Site::on(app).await;
        let place = tempfile::tempdir().unwrap();
        let mails = mails(&folder, place.path());
        assert!(mails.len() >= 121, "{} mails", mails.len());
        let (mut kept, mut doubles) = (Vec::new(), 0);
        for raw in mails {
            let arrival = Arrival {
                mailbox_id: site.mailbox,
                envelope_from: String::new(),
                envelope_to: "support@desk.example".to_owned(),
                raw,
            };
            match inbox::receive(&site.app.app, arrival).await.unwrap() {
                Some(id) => kept.push(id),
                None => doubles += 1,
            }
        }
        site.app.run_until_idle().await;
        let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
        for id in &kept {
            let mail = site.get(&format!("/api/v1/mails/{id}")).await;
            let outcome = mail["outcome"].as_str().unwrap().to_owned();
            assert_ne!(outcome, "waiting", "{mail}");
            assert!(!mail["reason"].as_str().unwrap().is_empty(), "{mail}");
            *outcomes.entry(format!("{outcome}: {}", mail["reason"].as_str().unwrap())).or_default() += 1;
        }
        println!("{} kept, {doubles} the same again: {outcomes:#?}", kept.len());
    })
    .await;
}
