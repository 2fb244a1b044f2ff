//! The attachments of an archive: each file's name is the SHA-256 of its content, so each proves itself.

use super::*;

/// What is being received is nobody's yet.
const INCOMING: &str = "incoming";

/// Copies every content, and gives how many there are and their bytes. Without a folder there are none.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(u64, u64)> {
    data::private_folder(to)?;
    let (mut count, mut bytes) = (0, 0);
    for path in list(from)? {
        let (Some(name), Some(shelf)) = (path.file_name(), path.parent().and_then(Path::file_name)) else {
            continue;
        };
        let shelf = to.join(shelf);
        data::private_folder(&shelf)?;
        let mut content = match File::open(&path) {
            Ok(file) => file,
            // Deleted meanwhile: nobody referred to it any more.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        let mut out = create(&shelf.join(name))?;
        bytes += std::io::copy(&mut content, &mut out).with_context(|| path.display().to_string())?;
        out.sync_all()?;
        count += 1;
    }
    Ok((count, bytes))
}

/// Reads every content and compares it with its name; gives how many there are and their bytes.
pub(super) fn check(folder: &Path) -> Result<(u64, u64)> {
    let (mut count, mut bytes) = (0, 0);
    for path in list(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if sha256(&path)? != name {
            bail!("{} is not what its name says: it was altered", path.display());
        }
        count += 1;
        bytes += fs::metadata(&path)?.len();
    }
    Ok((count, bytes))
}

/// Every content under a folder of shelves, in order.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for shelf in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let shelf = shelf?;
        if shelf.file_name() == INCOMING || !shelf.file_type()?.is_dir() {
            continue;
        }
        for entry in fs::read_dir(shelf.path())? {
            found.push(entry?.path());
        }
    }
    found.sort();
    Ok(found)
}

/// The hash of a file's content, in hexadecimal.
pub(super) fn sha256(path: &Path) -> Result<String> {
    let mut file = File::open(path).with_context(|| path.display().to_string())?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut buffer).with_context(|| path.display().to_string())?;
        match buffer.get(..read) {
            Some([]) | None => break,
            Some(piece) => hasher.update(piece),
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn contents_are_copied_without_what_is_being_received_and_an_altered_one_is_found() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let hash: String = Sha256::digest(b"content").iter().map(|byte| format!("{byte:02x}")).collect();
        fs::create_dir_all(from.path().join("ab")).unwrap();
        fs::create_dir_all(from.path().join(INCOMING)).unwrap();
        fs::write(from.path().join("ab").join(&hash), b"content").unwrap();
        fs::write(from.path().join(INCOMING).join("x"), b"half").unwrap();
        let target = to.path().join("files");
        assert_eq!(copy(from.path(), &target).unwrap(), (1, 7));
        assert_eq!(check(&target).unwrap(), (1, 7));
        let mut file = File::options().append(true).open(target.join("ab").join(&hash)).unwrap();
        file.write_all(b"!").unwrap();
        assert!(check(&target).is_err());
    }
}
