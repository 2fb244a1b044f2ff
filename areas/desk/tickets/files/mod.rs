//! Where the content of attachments lies: one file per content, named by its SHA-256, never executed, never served
//! from a web folder (architecture §4, product.md §16.3).

mod incoming;
mod outgoing;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

pub use incoming::Incoming;
pub use outgoing::{Way, disposition, pieces, response};

/// A content that is being received, piece by piece, into a temporary file beside its final place.
pub struct Receiving {
    folder: PathBuf,
    temporary: PathBuf,
    out: File,
    hasher: Sha256,
    size: u64,
    limit: u64,
    head: Vec<u8>,
}

/// A content that lies on disk, synced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256, in hexadecimal.
    pub hash: String,
    /// In bytes.
    pub size: u64,
    /// Its type as recognised from its first bytes.
    pub media_type: &'static str,
}

/// Why a content was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// It is larger than the site allows.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// The disk refused, for instance because it is full.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// The database could not note it.
    #[error(transparent)]
    Database(#[from] db::Error),
}

fn place(folder: &Path, hash: &str) -> PathBuf {
    folder.join(hash.get(..2).unwrap_or("00")).join(hash)
}

impl Receiving {
    /// Begins to receive a content of at most `limit` bytes into `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn begin(folder: &Path, limit: u64) -> Result<Self, NotKept> {
        let waiting = folder.join("incoming");
        fs::create_dir_all(&waiting)?;
        let name: u128 = rand::random();
        let temporary = waiting.join(format!("{name:032x}"));
        let out = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let (hasher, head) = (Sha256::new(), Vec::new());
        Ok(Self { folder: folder.to_owned(), temporary, out, hasher, size: 0, limit, head })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// When it makes the content too large, or the disk refuses.
    pub fn take(&mut self, piece: &[u8]) -> Result<(), NotKept> {
        self.size += piece.len() as u64;
        if self.size > self.limit {
            return Err(NotKept::TooLarge(self.limit));
        }
        if self.head.len() < 512 {
            self.head.extend(piece.iter().take(512));
        }
        self.hasher.update(piece);
        Ok(self.out.write_all(piece)?)
    }

    /// Syncs the content and puts it in its place, where the same content may lie already.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(mut self) -> Result<Kept, NotKept> {
        self.out.sync_all()?;
        let digest = std::mem::replace(&mut self.hasher, Sha256::new()).finalize();
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let target = place(&self.folder, &hash);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
            fs::rename(&self.temporary, &target)?;
            File::open(parent)?.sync_all()?;
        }
        Ok(Kept { hash, size: self.size, media_type: media_type(&self.head) })
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        // After `keep` the name is gone; before, the piece received is worth nothing.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Opens a kept content.
///
/// # Errors
/// When it is not there.
pub fn open(folder: &Path, hash: &str) -> io::Result<File> {
    File::open(place(folder, hash))
}

/// Deletes a kept content; one that is gone already is no fault.
///
/// # Errors
/// When the disk refuses.
pub fn delete(folder: &Path, hash: &str) -> io::Result<()> {
    match fs::remove_file(place(folder, hash)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

/// The type that the first bytes show. Only what a browser may display without running anything is named; the rest is
/// downloaded as it is, whatever its name says.
#[must_use]
pub fn media_type(head: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 6] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
    ];
    if let Some((_, media)) = KNOWN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return media;
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return "image/webp";
    }
    // A character cut by the end of the head is no fault; anything else that is not UTF-8 is not text.
    let text = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => {
            head.get(..error.valid_up_to()).and_then(|whole| std::str::from_utf8(whole).ok())
        }
        Err(_) => None,
    };
    let printable = |text: &str| text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    match text {
        Some(text) if !text.is_empty() && printable(text) => "text/plain",
        _ => "application/octet-stream",
    }
}

/// A file's name without path, control characters or the direction marks that make `exe.txt` look like `txt.exe`.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let clean: String = last.chars().filter(|c| !odd(*c)).take(200).collect();
    let clean = clean.trim().trim_start_matches('.').trim();
    if clean.is_empty() { "fichier".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_deceives() {
        let table = [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\capture.png", "capture.png"),
            ("\u{200b}.htaccess", "htaccess"),
            ("facture\u{202e}fdp.exe", "facturefdp.exe"),
            ("", "fichier"),
        ];
        for (given, expected) in table {
            assert_eq!(clean_name(given), expected);
        }
    }

    #[test]
    fn types_come_from_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n...."), "image/png");
        assert_eq!(media_type("Journal d\u{e9}taill\u{e9}\n".as_bytes()), "text/plain");
        assert_eq!(media_type(b"MZ\x90\x00"), "application/octet-stream");
        assert_eq!(media_type(b""), "application/octet-stream");
    }

    #[test]
    fn a_content_is_kept_once_and_never_half() {
        let folder = std::env::temp_dir().join(format!("vigie-files-{}", std::process::id()));
        let receive = |bytes: &[u8], limit| {
            let mut receiving = Receiving::begin(&folder, limit)?;
            receiving.take(bytes)?;
            receiving.keep()
        };
        let first = receive(b"hello", 100).unwrap();
        assert_eq!(receive(b"hello", 100).unwrap(), first);
        assert!(matches!(receive(b"too large", 3), Err(NotKept::TooLarge(3))));
        assert_eq!(fs::read_dir(folder.join("incoming")).unwrap().count(), 0);
        delete(&folder, &first.hash).unwrap();
        delete(&folder, &first.hash).unwrap();
        fs::remove_dir_all(&folder).unwrap();
    }
}
