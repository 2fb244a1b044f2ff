//! The limit under every durable write: how often the disk itself can sync.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;

/// Appends 4 KiB and syncs, again and again for two seconds.
pub fn syncs_per_second(folder: &Path) -> Result<f64> {
    let path = folder.join("sync.probe");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let block = vec![7u8; 4096];
    let started = Instant::now();
    let mut done = 0_u32;
    while started.elapsed() < Duration::from_secs(2) {
        file.write_all(&block)?;
        file.sync_data()?;
        done += 1;
    }
    let rate = f64::from(done) / started.elapsed().as_secs_f64();
    drop(file);
    fs::remove_file(path)?;
    Ok(rate)
}
