//! The header block: where it ends, its fields, unfolded. Endings may be CRLF, LF or a lone CR; an mbox `From ` line is
//! skipped; a line that is no field continues the one before it when real fields follow, else the body begins there.

use super::params::Params;
use super::{charset, words};

/// One header field as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The field's name as written.
    pub name: String,
    /// The value, unfolded and trimmed, encoded words as they are; raw eight-bit was decoded (UTF-8, else detected).
    pub value: String,
}

/// The header fields of a message or part, in order. Names compare without case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<Header>);

impl Headers {
    /// The first field of this name, as it came.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All the fields of this name, in order, as they came.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }

    /// The first field of this name with its encoded words decoded.
    pub fn decoded(&self, name: &str) -> Option<String> {
        self.first(name).map(words::decode)
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// Every field, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Header> {
        self.0.iter()
    }
}

/// Reads the header block that `raw` begins with: its fields, where the body begins, and how many bytes of fields went
/// beyond `budget` and were left out.
///
/// `hint` is the charset that raw eight-bit is read in when it is no UTF-8; the block's own `Content-Type` goes before.
pub(crate) fn read(raw: &[u8], budget: &mut usize, hint: Option<&str>) -> (Headers, usize, usize) {
    let mut fields: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    let mut dropped = 0;
    let mut keeping = false;
    let mut at = 0;
    while let Some((line, next)) = line_at(raw, at) {
        if line.trim_ascii().is_empty() {
            // Blank lines before the first field are skipped, one after it ends the block. So does a line of blanks.
            at = next;
            if fields.is_empty() && dropped == 0 && at < raw.len() && begins_with_field(raw, at) {
                continue;
            }
            break;
        }
        let is_continuation = matches!(line.first(), Some(b' ' | b'\t'));
        match field(line) {
            Some((name, value)) if !is_continuation => {
                keeping = take(budget, line.len());
                if keeping {
                    fields.push((name.to_vec(), value.to_vec()));
                } else {
                    dropped += line.len();
                }
            }
            _ if fields.is_empty() && is_envelope_line(line) => {}
            _ if is_continuation && (!fields.is_empty() || dropped > 0) || known_field_follows(raw, next) => {
                match fields.last_mut() {
                    Some((_, value)) if keeping && take(budget, line.len()) => {
                        value.push(b'\n');
                        value.extend_from_slice(line);
                    }
                    _ => dropped += line.len(),
                }
            }
            _ => break,
        }
        at = next;
    }
    let own =
        fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(b"content-type")).and_then(|(_, value)| {
            Params::read(&String::from_utf8_lossy(value)).get("charset").map(str::to_owned)
        });
    let hint = own.as_deref().or(hint);
    let headers = fields
        .into_iter()
        .map(|(name, value)| Header { name: text(&name, None), value: unfold(&text(&value, hint)) });
    (Headers(headers.collect()), at, dropped)
}

fn take(budget: &mut usize, bytes: usize) -> bool {
    let fits = *budget >= bytes;
    *budget = if fits { *budget - bytes } else { 0 };
    fits
}

/// The line that begins at `at`, without its ending, and where the next begins. A CR alone ends a line too.
pub(crate) fn line_at(raw: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = raw.get(at..).filter(|rest| !rest.is_empty())?;
    let end = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len());
    let ending = match rest.get(end..) {
        Some([b'\r', b'\r', b'\n', ..]) => 3,
        Some([b'\r', b'\n', ..]) => 2,
        Some([_, ..]) => 1,
        _ => 0,
    };
    Some((rest.get(..end)?, at + end + ending))
}

/// Name and value of a line `Name: value`; blanks before the colon are forgiven.
fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = (line.get(..colon)?.trim_ascii_end(), line.get(colon + 1..)?);
    let is_name = !name.is_empty() && name.len() <= 100 && name.iter().all(|byte| byte.is_ascii_graphic());
    is_name.then_some((name, value))
}

fn begins_with_field(raw: &[u8], at: usize) -> bool {
    line_at(raw, at).is_some_and(|(line, _)| is_known(line))
}

/// The line by which mbox files part messages.
fn is_envelope_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// Whether a field that mails really have stands before the next empty line. Looks a bounded way ahead, and not at all
/// where no header block reaches.
fn known_field_follows(raw: &[u8], mut at: usize) -> bool {
    if at > 1 << 20 {
        return false;
    }
    for _ in 0..100 {
        match line_at(raw, at) {
            Some((line, next)) if !line.trim_ascii().is_empty() => {
                if is_known(line) {
                    return true;
                }
                at = next;
            }
            _ => return false,
        }
    }
    false
}

fn is_known(line: &[u8]) -> bool {
    const KNOWN: [&str; 19] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "reply-to",
        "sender",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "in-reply-to",
        "references",
        "delivered-to",
        "x-mailer",
        "auto-submitted",
    ];
    field(line).is_some_and(|(name, _)| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes())))
}

/// A field is UTF-8 if it can be, then what the hint says, then what detection finds.
fn text(bytes: &[u8], hint: Option<&str>) -> String {
    let label = if std::str::from_utf8(bytes).is_ok() { None } else { hint };
    charset::decode(bytes, label).replace('\0', "")
}

/// One line out of a folded value: a line's end and the blanks after it become one space, NULs go. Blanks between two
/// encoded words are for the decoder to drop.
fn unfold(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for line in value.split(['\n', '\r']) {
        if out.is_empty() {
            out.push_str(line.trim_start());
        } else if !line.trim().is_empty() {
            out.truncate(out.trim_end().len());
            out.push(' ');
            out.push_str(line.trim_start_matches([' ', '\t']));
        }
    }
    out.truncate(out.trim_end_matches([' ', '\t', '\n', '\r']).len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(raw: &[u8]) -> (Headers, &[u8]) {
        let (headers, body, _) = read(raw, &mut 1_000_000, None);
        (headers, &raw[body..])
    }

    #[test]
    fn every_line_ending_will_do() {
        for ending in ["\r\n", "\n", "\r", "\r\r\n"] {
            let raw = ["Subject: a", "\tb", "From: c@d", "", "body"].join(ending);
            let (headers, body) = block(raw.as_bytes());
            assert_eq!(headers.first("SUBJECT"), Some("a b"), "{ending:?}");
            assert_eq!(body, b"body", "{ending:?}");
        }
    }

    #[test]
    fn lines_that_are_no_field_do_not_cut_the_block_short() {
        let (headers, body) = block(b"From x@y Mon\nX-Trace: abc\nDEF==\nFrom: a@b\nSubject : s\n\nbody");
        assert_eq!(headers.first("x-trace"), Some("abc DEF=="));
        assert_eq!(headers.first("subject"), Some("s"));
        assert_eq!(body, b"body");
    }

    #[test]
    fn a_body_without_the_empty_line_is_found() {
        let (headers, body) = block(b"From: a@b\nSubject: s\nHello there\nall: well\n");
        assert_eq!(headers.iter().count(), 2);
        assert_eq!(body, b"Hello there\nall: well\n");
        assert_eq!(block(b"no header at all").1, b"no header at all");
        assert_eq!(block(b"").1, b"");
    }

    #[test]
    fn raw_eight_bit_is_read_in_either_charset() {
        let (headers, _) = block(b"Subject: Probl\xe8me d'acc\xe8s\nX: d\xc3\xa9j\xc3\xa0\n\n");
        assert_eq!(headers.first("subject"), Some("Problème d'accès"));
        assert_eq!(headers.first("x"), Some("déjà"));
    }

    #[test]
    fn what_is_beyond_the_budget_is_counted() {
        let raw = b"A: 1234567890\n more of it\nSubject: s\n\nbody";
        let (headers, body, dropped) = read(raw, &mut 15, None);
        assert_eq!((headers.iter().count(), &raw[body..], dropped), (1, &b"body"[..], 21));
    }
}
