//! The archive: the same contents on either engine, and nothing from a damaged file.

use std::io::BufReader;

use db::{Error, Options, dump, params, restore, table_hashes};
use testkit::{TestDb, on_both};

use super::closures::STEPS;

async fn fill(test: &TestDb) {
    test.db
        .write(|tx| {
            for n in 0..500_i64 {
                let name = format!("n° {n}\tété\n\\ \"{}\"", n * 7);
                tx.execute(
                    "INSERT INTO things (name, amount, ready, content, at) VALUES ($1, $2, $3, $4, $5)",
                    params![
                        name,
                        f64::from(u32::try_from(n).unwrap()) / 3.0,
                        n % 2 == 0,
                        vec![0u8, 1, 255],
                        Some(n)
                    ],
                )?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn archive(options: &Options) -> Vec<u8> {
    let options = options.clone();
    tokio::task::spawn_blocking(move || {
        std::thread::spawn(move || {
            let mut out = Vec::new();
            dump(&options, STEPS, &mut out).unwrap();
            out
        })
        .join()
        .unwrap()
    })
    .await
    .unwrap()
}

async fn load(options: &Options, bytes: Vec<u8>) -> Result<db::ArchiveReport, Error> {
    let options = options.clone();
    tokio::task::spawn_blocking(move || {
        std::thread::spawn(move || restore(&options, STEPS, &mut BufReader::new(bytes.as_slice())))
            .join()
            .unwrap()
    })
    .await
    .unwrap()
}

async fn hashes(options: &Options) -> db::ArchiveReport {
    let options = options.clone();
    tokio::task::spawn_blocking(move || {
        std::thread::spawn(move || table_hashes(&options, STEPS).unwrap()).join().unwrap()
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_restores_to_the_same_contents_on_either_engine() {
    on_both(STEPS, |test| async move {
        fill(&test).await;
        let (bytes, before) = (archive(&test.options).await, hashes(&test.options).await);
        assert_eq!(before.tables["things"].0, 500);
        on_both(STEPS, |other| {
            let (bytes, before) = (bytes.clone(), before.clone());
            async move {
                load(&other.options, bytes).await.unwrap();
                assert_eq!(hashes(&other.options).await.tables["things"], before.tables["things"]);
                // New rows are numbered after the restored ones.
                let id = other
                    .db
                    .write(|tx| {
                        tx.insert(
                            "INSERT INTO things (name, ready) VALUES ('new', $1) RETURNING id",
                            params![true],
                        )
                    })
                    .await
                    .unwrap();
                assert_eq!(id, 501);
            }
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_or_altered_archive_restores_nothing() {
    on_both(STEPS, |test| async move {
        fill(&test).await;
        let bytes = archive(&test.options).await;
        let text = String::from_utf8(bytes.clone()).unwrap();
        let cut = text.lines().take(300).collect::<Vec<_>>().join("\n").into_bytes();
        let altered = text.replacen("i42", "i43", 1).into_bytes();
        let foreign = b"PK\x03\x04".to_vec();
        for damaged in [cut, altered, foreign] {
            on_both(STEPS, |other| {
                let damaged = damaged.clone();
                async move {
                    assert!(load(&other.options, damaged).await.is_err());
                    assert_eq!(hashes(&other.options).await.tables["things"].0, 0);
                }
            })
            .await;
        }
        assert!(load(&test.options, bytes).await.is_err(), "a database that holds data is not overwritten");
    })
    .await;
}
