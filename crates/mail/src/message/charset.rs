//! Bytes to text by the charset that a mail names, as the field does it rather than as it is written: Latin-1 and ASCII
//! mean windows-1252, GB2312 means GB18030, an unknown or false name is detected (WHATWG Encoding Standard; protocols.md §7).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// How many bytes the detection looks at.
const DETECTION_WINDOW: usize = 64 * 1024;

/// The text of `bytes` in the charset `label`; detected when there is no label, or none that is known, or one that the
/// bytes contradict. Never fails: what has no meaning becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.map(clean_label).filter(|label| !label.is_empty());
    match label.as_deref() {
        None => detected(bytes),
        Some(label) => labelled(bytes, label).unwrap_or_else(|| detected(bytes)),
    }
}

/// The label without quotes, language suffix (RFC 2231 `*fr`) or `//TRANSLIT`, in lower case.
fn clean_label(label: &str) -> String {
    let label = label.split(['*', '/', ';', ',']).next().unwrap_or_default();
    label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\')).to_ascii_lowercase()
}

fn labelled(bytes: &[u8], label: &str) -> Option<String> {
    match label {
        "utf-8" | "utf8" | "utf-8-mac" | "unicode-1-1-utf-8" | "cp65001" | "utf8mb4" => return utf8(bytes),
        // Senders that say ASCII and send eight bits mean something else: UTF-8 shows itself, the rest is detected.
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us" | "7bit" => return Some(detected(bytes)),
        "gb2312" | "gb_2312-80" | "gb_2312" | "gbk" | "cp936" | "euc-cn" | "x-gbk" | "gb2312_charset"
        | "chinese" | "ms936" => {
            return Some(GB18030.decode_without_bom_handling(bytes).0.into_owned());
        }
        "utf-16" | "utf16" | "ucs-2" => {
            // RFC 2781: without a mark it is big-endian, but what is sent without one is little-endian Windows.
            let encoding = match bytes {
                [0xfe, 0xff, ..] | [0, _, ..] => UTF_16BE,
                _ => UTF_16LE,
            };
            return Some(encoding.decode_with_bom_removal(bytes).0.into_owned());
        }
        "utf-7" | "unicode-1-1-utf-7" | "utf7" | "x-unicode-2-0-utf-7" | "unicode-2-0-utf-7" => {
            return charset_decoder(b"utf-7").map(|decoder| decoder(bytes));
        }
        "unknown-8bit" | "x-unknown" | "unknown" | "8bit" | "none" | "default" | "binary"
        | "x-user-defined" => {
            return None;
        }
        _ => {}
    }
    if let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) {
        return Some(plainly(bytes, encoding));
    }
    // `cp1252`, `cp-1252`, `windows1252`, `win-1251`, `ibm-850`, `iso8859_15`, `iso-8859-8-logical` …
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    let guess = match digits.as_str() {
        "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => {
            format!("windows-{digits}")
        }
        "850" | "858" => "cp850".to_owned(),
        "949" | "5601" | "56011987" => "euc-kr".to_owned(),
        "932" | "31" => "shift_jis".to_owned(),
        "950" => "big5".to_owned(),
        _ => match digits.strip_prefix("8859") {
            Some(part) if !part.is_empty() => format!("iso-8859-{part}"),
            _ => label.to_owned(),
        },
    };
    if let Some(encoding) = Encoding::for_label_no_replacement(guess.as_bytes()) {
        return Some(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    charset_decoder(guess.as_bytes()).map(|decoder| decoder(bytes)).filter(|text| !text.contains('\u{fffd}'))
}

fn plainly(bytes: &[u8], encoding: &'static Encoding) -> String {
    if encoding == ISO_2022_JP {
        return encoding.decode_without_bom_handling(&without_idle_shifts(bytes)).0.into_owned();
    }
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Encoded words that are joined leave a shift to ASCII right before the next shift, which the decoder would mark as an error.
fn without_idle_shifts(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return out,
            [b'\x1b', _, _, after @ ..] if matches!(after, [b'\x1b', _, _, ..]) => after,
            [byte, after @ ..] => {
                out.push(*byte);
                after
            }
        };
    }
}

/// Text that says it is UTF-8. One that has not a single sequence of UTF-8 but bytes of something else is taken for
/// that something; one that is merely damaged keeps its good parts.
fn utf8(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => {
            let text = UTF_8.decode_without_bom_handling(bytes).0;
            let is_utf8 = text.chars().any(|c| !c.is_ascii() && c != '\u{fffd}');
            is_utf8.then(|| text.into_owned())
        }
    }
}

/// The text of bytes that nothing says the charset of.
fn detected(bytes: &[u8]) -> String {
    for (mark, encoding) in [(&b"\xff\xfe"[..], UTF_16LE), (&b"\xfe\xff"[..], UTF_16BE)] {
        if bytes.starts_with(mark) && bytes.len() > 3 {
            return encoding.decode_with_bom_removal(bytes).0.into_owned();
        }
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes)
        && !shifts_to_japanese(bytes)
    {
        return text.to_owned();
    }
    let window = bytes.get(..DETECTION_WINDOW).unwrap_or(bytes);
    // One damaged byte (a line cut inside a character) does not make a long UTF-8 text Latin.
    let as_utf8 = UTF_8.decode_without_bom_handling(bytes).0;
    let bad = as_utf8.chars().filter(|&c| c == '\u{fffd}').count();
    let good = as_utf8.chars().filter(|&c| !c.is_ascii() && c != '\u{fffd}').count();
    if good > 10 * bad {
        return as_utf8.into_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(window, true);
    let mut encoding = detector.guess(None, Utf8Detection::Deny);
    // A few accents are too little to tell by: Western, of which everything is text.
    let eight_bit = window.iter().filter(|byte| !byte.is_ascii()).count();
    if eight_bit < 4 && encoding != ISO_2022_JP {
        encoding = WINDOWS_1252;
    }
    plainly(bytes, encoding)
}

fn shifts_to_japanese(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| matches!(three, b"\x1b$B" | b"\x1b$@"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_mean_what_the_field_means_by_them() {
        let table: [(&[u8], &str, &str); 19] = [
            (b"\x80 d\xe9j\xe0 \x93vu\x94", "iso-8859-1", "€ déjà “vu”"),
            (b"\x80 d\xe9j\xe0 \x93vu\x94", "\"ISO-8859-1\"", "€ déjà “vu”"),
            (b"5 \xa4", "iso-8859-15", "5 €"),
            (b"5 \xa4", "ISO_8859-15", "5 €"),
            (b"\xe9t\xe9", "us-ascii", "été"),
            ("été €".as_bytes(), "us-ascii", "été €"),
            (b"\x83\x8a\x83", "cp850", "âèâ"),
            (b"d\xe9j\xe0", "windows1252", "déjà"),
            (b"d\xe9j\xe0", "cp-1252", "déjà"),
            ("\u{570b}".as_bytes(), "utf8", "國"),
            (b"\x87\xf8", "gb2312", "國"),
            (b"\xb0\xa1", "ks_c_5601-1987", "가"),
            (b"\x1b$B%O%m!<\x1b(B", "iso-2022-jp", "ハロー"),
            (b"+AOk-t+AOk-", "utf-7", "été"),
            (
                b"Imprimante en panne, \xe9teinte depuis hier",
                "bogus-42",
                "Imprimante en panne, éteinte depuis hier",
            ),
            ("éteinte".as_bytes(), "unknown-8bit", "éteinte"),
            (b"\xe9teinte", "utf-8", "éteinte"),
            (b"\xff\xfea\x00b\x00", "utf-16", "ab"),
            (b"a\x00b\x00", "utf-16", "ab"),
        ];
        for (bytes, label, text) in table {
            assert_eq!(decode(bytes, Some(label)), text, "{label}");
        }
    }

    #[test]
    fn what_has_no_label_is_detected() {
        assert_eq!(decode("Où est l'écran ?".as_bytes(), None), "Où est l'écran ?");
        assert_eq!(decode(b"O\xf9 est l'\xe9cran ?", None), "Où est l'écran ?");
        let russian = "Принтер не работает, помогите пожалуйста";
        let bytes = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        assert_eq!(decode(&bytes, None), russian);
        let japanese = "プリンターが動きません。助けてください。";
        assert_eq!(decode(&encoding_rs::SHIFT_JIS.encode(japanese).0, Some("x-unknown")), japanese);
        assert_eq!(decode(&ISO_2022_JP.encode(japanese).0, None), japanese);
    }

    #[test]
    fn one_damaged_byte_does_not_spoil_the_rest() {
        let mut bytes = "é".repeat(40).into_bytes();
        bytes.push(0xc3);
        assert_eq!(decode(&bytes, None), format!("{}\u{fffd}", "é".repeat(40)));
        assert_eq!(decode(&bytes, Some("utf-8")), format!("{}\u{fffd}", "é".repeat(40)));
    }
}
