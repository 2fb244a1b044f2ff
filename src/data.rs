//! The data folder: private to its owner, with one writing process at a time, and the signing keys.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use db::Engine;
use web::signed::Keys;

/// The socket on which a running server takes commands.
pub const SOCKET: &str = "vigie.sock";
/// The lines of the journal's checkpoints, beside the database as proof against it.
pub const CHECKPOINTS: &str = "checkpoints.log";
/// The folder of attachments.
pub const FILES: &str = "files";
const LOCK: &str = "vigie.lock";
const KEYS: &str = "keys";
const SIGNING: &str = "signing.key";
/// Names another folder for the keys: nodes share one ring.
const KEYS_VARIABLE: &str = "VIGIE_KEYS";

/// Makes a folder that only its owner may enter, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn private_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("{} cannot be made", path.display()))
}

/// Writes a file that only its owner may read, whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let partial = path.with_file_name(format!(".{name}.partial"));
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
    out.write_all(content)?;
    out.sync_all()?;
    fs::rename(&partial, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Makes names that were created in a folder outlive a power cut.
///
/// # Errors
/// When the folder cannot be opened.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// The right to write to an installation, held until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its lock")] File);

impl Lock {
    /// Takes the folder: alone on SQLite, which has one writer; together with other nodes on PostgreSQL.
    ///
    /// # Errors
    /// When another process holds it.
    pub fn take(data: &Path, engine: Engine) -> Result<Self> {
        match engine {
            Engine::Sqlite => Self::alone(data),
            Engine::Postgres => Self::acquire(data, File::try_lock_shared),
        }
    }

    /// Takes the folder for oneself, on either engine.
    ///
    /// # Errors
    /// When another process holds it.
    pub fn alone(data: &Path) -> Result<Self> {
        Self::acquire(data, File::try_lock)
    }

    fn acquire(data: &Path, take: fn(&File) -> Result<(), TryLockError>) -> Result<Self> {
        let path = data.join(LOCK);
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        let file = file.with_context(|| format!("{} cannot be written", path.display()))?;
        match take(&file) {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                bail!("another process works on {}: stop it first", data.display())
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| path.display().to_string()),
        }
    }
}

/// Where the keys of an installation are.
#[must_use]
pub fn keys_folder(data: &Path) -> PathBuf {
    std::env::var_os(KEYS_VARIABLE)
        .filter(|folder| !folder.is_empty())
        .map_or_else(|| data.join(KEYS), PathBuf::from)
}

/// The ring of signing keys: `signing.key` signs, the folder's other `*.key` files still verify. A folder without a
/// key gets one from the system's randomness.
///
/// # Errors
/// When a key cannot be read, is too short, or may be read by others.
pub fn keys(data: &Path) -> Result<Keys> {
    let folder = keys_folder(data);
    private_folder(&folder)?;
    let path = folder.join(SIGNING);
    if !path.exists() {
        let secret: [u8; 32] = rand::random();
        let hex = secret.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        private_file(&path, format!("{hex}\n").as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    let mut previous: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let other = entry?.path();
        if other != path && other.extension().is_some_and(|extension| extension == "key") {
            previous.push(other);
        }
    }
    previous.sort();
    let former = previous.iter().map(|path| secret(path)).collect::<Result<Vec<_>>>()?;
    Keys::new(secret(&path)?, former)
        .with_context(|| format!("{}: at least 64 hexadecimal digits are needed", folder.display()))
}

fn secret(path: &Path) -> Result<Vec<u8>> {
    let mode = fs::metadata(path).with_context(|| path.display().to_string())?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("{} may be read by others (mode {:o}): chmod 600 it", path.display(), mode & 0o777);
    }
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let digits: Option<Vec<u8>> =
        text.trim().chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.with_context(|| format!("{} is not hexadecimal", path.display()))?;
    Ok(digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_held_by_one_on_sqlite_and_shared_on_postgresql() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::take(folder.path(), Engine::Sqlite).unwrap();
        assert!(Lock::take(folder.path(), Engine::Sqlite).is_err());
        assert!(Lock::take(folder.path(), Engine::Postgres).is_err());
        drop(held);
        let shared = Lock::take(folder.path(), Engine::Postgres).unwrap();
        let _other = Lock::take(folder.path(), Engine::Postgres).unwrap();
        assert!(Lock::alone(folder.path()).is_err());
        drop(shared);
    }

    #[test]
    fn keys_are_made_once_private_and_an_old_one_still_verifies() {
        let folder = tempfile::tempdir().unwrap();
        let first = keys(folder.path()).unwrap();
        let mac = first.mac("purpose", b"data");
        assert!(keys(folder.path()).unwrap().verify("purpose", b"data", &mac));
        let path = folder.path().join("keys/signing.key");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::rename(&path, folder.path().join("keys/2026-11.key")).unwrap();
        let rotated = keys(folder.path()).unwrap();
        assert!(rotated.verify("purpose", b"data", &mac) && rotated.mac("purpose", b"data") != mac);
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        keys(folder.path()).unwrap();
        let path = folder.path().join("keys/signing.key");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(keys(folder.path()).unwrap_err().to_string().contains("chmod 600"));
    }
}
