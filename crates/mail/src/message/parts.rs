//! What comes with a message: files under names that are safe to show and to save, and what each is, as its sender says and
//! as its bytes say.

use super::headers::Headers;
use super::mailbox::is_invisible;
use super::structure::{Leaf, Reader};
use super::{Limits, Part, PartKind, Placement, words};

/// Makes a part of a leaf. `position` counts from 1 and names what has no name.
pub(crate) fn part(leaf: Leaf, placement: Placement, around: &str, position: usize) -> Part {
    let Leaf { headers, content_type, disposition, bytes } = leaf;
    let declared = content_type.value.clone();
    let recognised = recognise(&bytes);
    let written = disposition
        .get("filename")
        .or(content_type.get("name"))
        .or(disposition.get("name"))
        .or(content_type.get("filename"))
        .map(clean_name);
    let written = written.filter(|name| !name.is_empty());
    let kind = kind(&declared, recognised, around, written.as_deref(), |name| {
        content_type.get(name).map(str::to_owned)
    });
    let name = written.unwrap_or_else(|| made_name(&kind, &declared, recognised, &headers, &bytes, position));
    Part {
        name,
        declared_type: declared,
        recognised_type: recognised,
        content_id: content_id(&headers),
        placement,
        kind,
        bytes,
        headers,
    }
}

fn content_id(headers: &Headers) -> Option<String> {
    let id = headers.first("content-id").or(headers.first("content-location"))?;
    let id = super::ids::normalise(id);
    (!id.is_empty()).then_some(id)
}

fn kind(
    declared: &str,
    recognised: Option<&str>,
    around: &str,
    name: Option<&str>,
    param: impl Fn(&str) -> Option<String>,
) -> PartKind {
    let lower = name.unwrap_or_default().to_lowercase();
    match declared {
        "message/rfc822" | "message/global" | "message/news" => PartKind::Message,
        "text/rfc822-headers" | "message/rfc822-headers" | "message/global-headers" => {
            PartKind::MessageHeaders
        }
        "message/delivery-status" | "message/global-delivery-status" => PartKind::DeliveryStatus,
        "message/disposition-notification" | "message/global-disposition-notification" => {
            PartKind::DispositionNotification
        }
        "message/feedback-report" => PartKind::FeedbackReport,
        "text/calendar" | "application/ics" => {
            PartKind::Calendar { method: param("method").map(|method| method.to_uppercase()) }
        }
        "application/pgp-signature" => PartKind::PgpSignature,
        "application/pgp-encrypted" => PartKind::PgpEncrypted,
        "application/pgp-keys" => PartKind::PgpKey,
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => PartKind::SmimeSignature,
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            let signed = param("smime-type").is_some_and(|smime| smime.eq_ignore_ascii_case("signed-data"));
            if signed { PartKind::SmimeSigned } else { PartKind::SmimeEncrypted }
        }
        "application/ms-tnef" | "application/vnd.ms-tnef" => PartKind::Tnef,
        _ if around == "encrypted" => PartKind::PgpEncrypted,
        _ => match (recognised, lower.as_str()) {
            (Some("application/ms-tnef"), _) | (_, "winmail.dat") => PartKind::Tnef,
            (Some("application/pgp-encrypted"), _) => PartKind::PgpEncrypted,
            (Some("application/pgp-signature"), _) => PartKind::PgpSignature,
            (Some("application/pgp-keys"), _) => PartKind::PgpKey,
            (_, "smime.p7m") => PartKind::SmimeEncrypted,
            (_, "smime.p7s") => PartKind::SmimeSignature,
            (Some("text/calendar"), _) => PartKind::Calendar { method: None },
            _ if declared.starts_with("image/") || recognised.is_some_and(|r| r.starts_with("image/")) => {
                PartKind::Image
            }
            _ => PartKind::File,
        },
    }
}

/// What the bytes themselves are, by how they begin.
pub fn recognise(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: [(&[u8], &str); 26] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"%PDF-", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"PK\x05\x06", "application/zip"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07", "application/vnd.rar"),
        (b"\x1f\x8b", "application/gzip"),
        (b"BZh", "application/x-bzip2"),
        (b"\xfd7zXZ\0", "application/x-xz"),
        (b"\x28\xb5\x2f\xfd", "application/zstd"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"{\\rtf", "application/rtf"),
        (b"MZ", "application/vnd.microsoft.portable-executable"),
        (b"\x7fELF", "application/x-executable"),
        (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
        (b"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"),
        (b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature"),
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----", "application/pgp-keys"),
        (b"BEGIN:VCALENDAR", "text/calendar"),
        (b"BEGIN:VCARD", "text/vcard"),
        (b"OggS", "application/ogg"),
    ];
    if let Some((_, media_type)) = BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(media_type);
    }
    match bytes {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i', b'c' | b'x', ..] => Some("image/heic"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => Some("image/avif"),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some("image/bmp"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("video/mp4"),
        _ => {
            let start = bytes.get(..512).unwrap_or(bytes).trim_ascii_start().to_ascii_lowercase();
            let is = |tag: &[u8]| start.starts_with(tag);
            if is(b"<!doctype html") || is(b"<html") || is(b"<script") {
                Some("text/html")
            } else if is(b"<svg") || (is(b"<?xml") && start.windows(4).any(|four| four == b"<svg")) {
                Some("image/svg+xml")
            } else {
                None
            }
        }
    }
}

/// The longest file name, in bytes, that every file system takes with room for a counter.
const LONGEST_NAME: usize = 200;

/// A file name without path, control or invisible characters, leading dots or what Windows forbids; shortened before its
/// extension. Empty if nothing is left.
pub fn clean_name(name: &str) -> String {
    // Several encoded words run together keep a line break between them.
    let name: String = name
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    let name = name.rsplit(['/', '\\']).find(|piece| !piece.trim().is_empty()).unwrap_or_default();
    let name: String = name
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 16 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let end = stem.floor_char_boundary(LONGEST_NAME - extension.len());
    format!("{}{extension}", stem.get(..end).unwrap_or_default())
}

fn made_name(
    kind: &PartKind,
    declared: &str,
    recognised: Option<&str>,
    headers: &Headers,
    bytes: &[u8],
    position: usize,
) -> String {
    match kind {
        PartKind::Message => {
            let limits = Limits { header_bytes: 64 * 1024, ..Limits::default() };
            let (inner, _) = Reader::new(&limits).headers(bytes, None);
            let subject =
                inner.first("subject").map(|s| clean_name(&words::decode(s).replace(['/', '\\'], "-")));
            let subject = subject.filter(|subject| !subject.is_empty());
            clean_name(&format!("{}.eml", subject.unwrap_or_else(|| format!("message-{position}"))))
        }
        PartKind::Calendar { .. } => "invitation.ics".to_owned(),
        PartKind::PgpSignature => "signature.asc".to_owned(),
        PartKind::PgpEncrypted if declared == "application/pgp-encrypted" => "pgp-version.txt".to_owned(),
        PartKind::PgpEncrypted => "encrypted.asc".to_owned(),
        PartKind::SmimeSignature => "smime.p7s".to_owned(),
        PartKind::SmimeSigned | PartKind::SmimeEncrypted => "smime.p7m".to_owned(),
        PartKind::Tnef => "winmail.dat".to_owned(),
        PartKind::DeliveryStatus => "delivery-status.txt".to_owned(),
        PartKind::MessageHeaders => "message-headers.txt".to_owned(),
        _ => {
            let description = headers.decoded("content-description").map(|text| clean_name(&text));
            match description.filter(|text| text.contains('.') && !text.contains(' ')) {
                Some(description) => description,
                None => {
                    let extension = extension(recognised.unwrap_or(declared)).or_else(|| extension(declared));
                    format!("attachment-{position}{}", extension.unwrap_or(".bin"))
                }
            }
        }
    }
}

fn extension(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "image/png" => ".png",
        "image/jpeg" | "image/jpg" | "image/pjpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/bmp" => ".bmp",
        "image/tiff" => ".tif",
        "image/heic" => ".heic",
        "image/svg+xml" => ".svg",
        "application/pdf" => ".pdf",
        "application/zip" | "application/x-zip-compressed" => ".zip",
        "application/gzip" => ".gz",
        "application/rtf" | "text/rtf" => ".rtf",
        "application/msword" => ".doc",
        "application/vnd.ms-excel" => ".xls",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => ".docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => ".xlsx",
        "application/json" => ".json",
        "application/xml" | "text/xml" => ".xml",
        "application/pgp-keys" => ".asc",
        "text/html" => ".html",
        "text/csv" => ".csv",
        "text/vcard" | "text/x-vcard" => ".vcf",
        "audio/mpeg" => ".mp3",
        "audio/wav" | "audio/x-wav" => ".wav",
        "video/mp4" => ".mp4",
        media_type if media_type.starts_with("text/") || media_type.starts_with("message/") => ".txt",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_to_show_and_to_save() {
        let table = [
            ("plan.pdf", "plan.pdf"),
            ("C:\\Users\\ana\\plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("\u{200b}.htaccess", "htaccess"),
            ("facture\u{202e}fdp.exe", "facturefdp.exe"),
            ("a\r\n b.txt", "a b.txt"),
            ("quoi?.txt", "quoi_.txt"),
            ("...", ""),
            ("dossier/", "dossier"),
            ("Zoé été.PNG", "Zoé été.PNG"),
        ];
        for (name, clean) in table {
            assert_eq!(clean_name(name), clean, "{name:?}");
        }
        let long = clean_name(&format!("{}.docx", "é".repeat(300)));
        assert!(long.len() <= LONGEST_NAME && long.ends_with("é.docx"), "{long}");
    }

    #[test]
    fn bytes_say_what_they_are() {
        assert_eq!(recognise(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(recognise(b"MZ\x90"), Some("application/vnd.microsoft.portable-executable"));
        assert_eq!(recognise(b"  <HTML>"), Some("text/html"));
        assert_eq!(recognise(b"Bonjour"), None);
        assert_eq!(recognise(b""), None);
    }
}
