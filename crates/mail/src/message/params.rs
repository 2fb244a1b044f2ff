//! `Content-Type` and `Content-Disposition`: a value and its parameters, with the continuations and charsets of RFC 2231, the
//! encoded words that senders put there all the same (RFC 2047 forbids it), missing quotes and stray semicolons.

use std::collections::BTreeMap;

use super::{charset, words};

/// A value with parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Params {
    /// What stands before the first semicolon, lower case.
    pub(crate) value: String,
    params: Vec<(String, String)>,
}

impl Params {
    /// Reads a header's value.
    pub(crate) fn read(header: &str) -> Self {
        let header = strip_comments(header);
        let (value, rest) = header.split_once(';').unwrap_or((header.as_str(), ""));
        let mut value: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '"')
            .collect::<String>()
            .to_ascii_lowercase();
        // `attachment, filename=x` and `text/plain charset=utf-8` have lost their semicolon.
        let mut rest = rest.to_owned();
        if let Some(at) = value.find(['=', ','])
            && let Some(first) = header.split([' ', '\t', ',']).find(|word| !word.is_empty())
            && !first.contains('=')
        {
            let tail = header.get(header.find(first).unwrap_or(at) + first.len()..).unwrap_or_default();
            rest = tail.trim_start_matches([' ', '\t', ',']).to_owned();
            value = first.to_ascii_lowercase();
        }
        Self { value, params: assemble(pairs(&rest)) }
    }

    /// The parameter of this name, decoded.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Takes out `(comments)` outside quotes. An opening bracket that never closes is text.
fn strip_comments(text: &str) -> String {
    if !text.contains('(') {
        return text.to_owned();
    }
    let last_close = text.rfind(')').unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        let was_escaped = std::mem::take(&mut escaped);
        match c {
            '\\' if !was_escaped => escaped = true,
            '"' if depth == 0 && !was_escaped => quoted = !quoted,
            // Only what follows a blank or begins the text: `report(1).pdf` without quotes is a name.
            '(' if !quoted && depth == 0 => {
                let begins = text.get(..at).is_none_or(|b| b.is_empty() || b.ends_with([' ', '\t', ';']));
                if begins && at < last_close {
                    depth = 1;
                    continue;
                }
            }
            '(' if depth > 0 => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.push(c);
        }
    }
    out
}

struct Pair {
    name: String,
    value: String,
}

/// Splits `a=b; c="d;e"` into pairs.
fn pairs(text: &str) -> Vec<Pair> {
    let mut found = Vec::new();
    let mut rest = text;
    while found.len() < 200 {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';' || c == ',');
        let Some(equals) = rest.find(['=', ';']) else { break };
        let (name, after) = rest.split_at(equals);
        if after.starts_with(';') {
            rest = after;
            continue;
        }
        let after = after.get(1..).unwrap_or_default().trim_start();
        let (value, next) =
            if let Some(inside) = after.strip_prefix('"') { quoted(inside) } else { unquoted(after) };
        let name = name.trim().to_ascii_lowercase();
        if !name.is_empty() {
            found.push(Pair { name, value });
        }
        rest = next;
    }
    found
}

/// The text up to the closing quote, escapes undone, and what follows. A backslash before anything but a quote or a
/// backslash is a path's (`C:\file`).
fn quoted(inside: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, inside.get(at + 1..).unwrap_or_default()),
            '\\' => match chars.peek() {
                Some(&(_, next @ ('"' | '\\'))) => {
                    value.push(next);
                    chars.next();
                }
                _ => value.push('\\'),
            },
            c => value.push(c),
        }
    }
    (value, "")
}

/// The text up to a semicolon; an encoded word is taken whole, since it may hold one.
fn unquoted(text: &str) -> (String, &str) {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(word) = words::word(rest) {
            at = text.len() - word.rest.len();
        } else if rest.starts_with(';') {
            break;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    let (value, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    (value.trim().to_owned(), rest)
}

/// Joins continuations (`name*0*=`, `name*1=`) and decodes charsets. A plain parameter gives way to an extended one of the
/// same name.
fn assemble(pairs: Vec<Pair>) -> Vec<(String, String)> {
    struct Piece {
        extended: bool,
        value: String,
    }
    let mut extended: BTreeMap<String, BTreeMap<u32, Piece>> = BTreeMap::new();
    let mut params: Vec<(String, String)> = Vec::new();
    for Pair { name, value } in pairs {
        let Some((base, section)) = name.split_once('*') else {
            if !params.iter().any(|(n, _)| *n == name) {
                params.push((name, words::decode(&value)));
            }
            continue;
        };
        let is_extended = section.is_empty() || section.ends_with('*');
        let index = section.trim_end_matches('*').parse().unwrap_or(0);
        extended
            .entry(base.to_owned())
            .or_default()
            .entry(index)
            .or_insert(Piece { extended: is_extended, value });
    }
    for (name, pieces) in extended {
        let mut label: Option<String> = None;
        let mut bytes: Vec<u8> = Vec::new();
        for (n, piece) in pieces.values().enumerate() {
            let mut text = piece.value.as_str();
            if piece.extended {
                if n == 0
                    && let [charset, _language, value] = *text.splitn(3, '\'').collect::<Vec<_>>()
                {
                    label = Some(charset.to_owned());
                    text = value;
                }
                bytes.extend(percent_decoded(text));
            } else {
                bytes.extend(text.bytes());
            }
        }
        let value = charset::decode(&bytes, label.as_deref().filter(|label| !label.is_empty()));
        // Some senders put an encoded word into the pieces.
        let value = words::decode(&value);
        params.retain(|(n, _)| *n != name);
        params.push((name, value));
    }
    params
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'%'
            && let [high, low, tail @ ..] = after
            && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            out.push(u8::try_from(high << 4 | low).unwrap_or(b'?'));
            rest = tail;
        } else {
            out.push(*first);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        let table = [
            (r#"attachment; filename="plan.pdf""#, "filename", "plan.pdf"),
            ("attachment; filename=mon plan.pdf; size=3", "filename", "mon plan.pdf"),
            (r#"attachment; FileName = "a;b \"c\".txt""#, "filename", "a;b \"c\".txt"),
            ("attachment; filename*=utf-8''%C3%A9t%C3%A9.txt", "filename", "été.txt"),
            ("attachment; filename=x.txt; filename*=iso-8859-1'fr'%e9t%e9.txt", "filename", "été.txt"),
            (
                "attachment; filename*0*=UTF-8''%C3%A9cran; filename*1=\" du \"; filename*2*=20%C3%A9.png",
                "filename",
                "écran du 20é.png",
            ),
            ("attachment; filename*0*=utf-8''a%C3; filename*1*=%A9.txt", "filename", "aé.txt"),
            ("attachment; filename*1=b.txt; filename*0=a", "filename", "ab.txt"),
            (r#"attachment; filename="=?utf-8?Q?r=C3=A9sum=C3=A9.doc?=""#, "filename", "résumé.doc"),
            ("attachment; filename==?utf-8?Q?a;b=C3=A9.doc?=", "filename", "a;bé.doc"),
            (r#"image/png; name="C:\temp\x.png""#, "name", "C:\\temp\\x.png"),
            ("text/plain; charset=utf-8 (it is)", "charset", "utf-8"),
            ("text/plain charset=utf-8", "charset", "utf-8"),
            ("multipart/mixed; boundary=\"a (b) c\"; x", "boundary", "a (b) c"),
            ("attachment; filename=\"open", "filename", "open"),
            ("application/x; ;; name=report(1).pdf", "name", "report(1).pdf"),
        ];
        for (header, name, value) in table {
            assert_eq!(Params::read(header).get(name), Some(value), "{header}");
        }
        assert_eq!(Params::read(" Text / HTML ; x=y").value, "text/html");
        assert_eq!(Params::read("text/plain charset=utf-8").value, "text/plain");
    }
}
