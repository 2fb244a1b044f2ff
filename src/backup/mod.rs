//! Archives of an installation: taken while it runs, verified by reading back, restored on either engine.
//!
//! An archive is a folder: `database.archive` (every table, from one snapshot), `files/` (attachments, named by the
//! SHA-256 of their content), `checkpoints.log`, and `manifest.json`, written last. Files are copied after the
//! snapshot: what it refers to is there, since unused files stay for days. Keys are not in it.

mod files;
mod restore;

use std::{
    fs::{self, File},
    io::{BufWriter, Read},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use db::ArchiveReport;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

pub use restore::restore;

use crate::{
    boot,
    commands::Report,
    config::Settings,
    data::{self, CHECKPOINTS, FILES},
    migrations::MIGRATIONS,
};

const DATABASE: &str = "database.archive";
const MANIFEST: &str = "manifest.json";
const FORMAT: u32 = 1;

/// What an archive holds, to be compared when it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive.
    pub format: u32,
    /// The version of Vigie that wrote it.
    pub version: String,
    /// When it was begun.
    pub taken_at: Timestamp,
    /// The newest step of the schema.
    pub schema: i64,
    /// SHA-256 of the database's part, in hexadecimal.
    pub database_sha256: String,
    /// Table → rows and a hash that does not depend on their order.
    pub tables: std::collections::BTreeMap<String, (u64, String)>,
    /// How many attachments' contents.
    pub files: u64,
    /// How many bytes they are.
    pub bytes: u64,
}

impl Manifest {
    /// What is printed.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn report(&self, archive: &Path) -> Result<Report> {
        let rows: u64 = self.tables.values().map(|(rows, _)| rows).sum();
        let text = format!(
            "{}: {} tables with {rows} rows, {} files with {} bytes, taken {}. Compared and equal.",
            archive.display(),
            self.tables.len(),
            self.files,
            self.bytes,
            self.taken_at
        );
        let mut json = serde_json::to_value(self)?;
        if let Some(object) = json.as_object_mut() {
            object.insert("archive".to_owned(), json!(archive));
            object.insert("rows".to_owned(), json!(rows));
        }
        Ok(Report { good: true, json, text })
    }

    fn report_of_tables(&self) -> ArchiveReport {
        ArchiveReport { tables: self.tables.clone() }
    }
}

/// Takes an archive. Its folder appears under its name only when it is complete and was read back.
///
/// # Errors
/// When the folder exists, a part cannot be read or written, or what was written reads back differently.
pub async fn take(settings: &Settings, now: Timestamp, archive: &Path) -> Result<Manifest> {
    let (settings, archive) = (settings.clone(), archive.to_owned());
    tokio::task::spawn_blocking(move || take_now(&settings, now, &archive)).await?
}

fn take_now(settings: &Settings, now: Timestamp, archive: &Path) -> Result<Manifest> {
    if archive.exists() {
        bail!("{} exists: an archive is never written over another", archive.display());
    }
    let partial = partial_of(archive)?;
    if partial.exists() {
        fs::remove_dir_all(&partial)
            .with_context(|| format!("the remains of an earlier try: {}", partial.display()))?;
    }
    data::private_folder(&partial)?;
    let manifest = write_parts(settings, now, &partial).and_then(|manifest| {
        verify(&partial, &manifest)?;
        data::private_file(&partial.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)?;
        Ok(manifest)
    });
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(error) => {
            let _ = fs::remove_dir_all(&partial);
            return Err(error);
        }
    };
    fs::rename(&partial, archive).with_context(|| archive.display().to_string())?;
    data::sync_folder(&parent(archive))?;
    Ok(manifest)
}

fn write_parts(settings: &Settings, now: Timestamp, partial: &Path) -> Result<Manifest> {
    let path = partial.join(DATABASE);
    let mut out = BufWriter::new(create(&path)?);
    let tables = db::dump(&boot::options(settings), MIGRATIONS, &mut out)?;
    out.into_inner()?.sync_all()?;
    let (files, bytes) = files::copy(&settings.data.join(FILES), &partial.join(FILES))?;
    let checkpoints = settings.data.join(CHECKPOINTS);
    if checkpoints.exists() {
        data::private_file(&partial.join(CHECKPOINTS), &fs::read(&checkpoints)?)?;
    }
    Ok(Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: now,
        schema: MIGRATIONS.last().map_or(0, |step| step.number),
        database_sha256: files::sha256(&path)?,
        tables: tables.tables,
        files,
        bytes,
    })
}

/// Reads a whole archive again and compares it with its manifest.
fn verify(folder: &Path, manifest: &Manifest) -> Result<()> {
    let path = folder.join(DATABASE);
    if files::sha256(&path)? != manifest.database_sha256 {
        bail!("{} is not what the manifest says: it is cut or altered", path.display());
    }
    let (files, bytes) = files::check(&folder.join(FILES))?;
    if (files, bytes) != (manifest.files, manifest.bytes) {
        bail!(
            "the archive has {files} files with {bytes} bytes, its manifest says {} with {}",
            manifest.files,
            manifest.bytes
        );
    }
    Ok(())
}

fn create(path: &Path) -> Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let made = File::options().write(true).create_new(true).mode(0o600).open(path);
    made.with_context(|| path.display().to_string())
}

fn parent(path: &Path) -> PathBuf {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_owned)
}

fn partial_of(archive: &Path) -> Result<PathBuf> {
    let name =
        archive.file_name().with_context(|| format!("{} is no name for an archive", archive.display()))?;
    Ok(parent(archive).join(format!(".{}.partial", name.to_string_lossy())))
}
