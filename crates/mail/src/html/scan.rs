//! A scanner for HTML that was serialised by the sanitiser: every tag is balanced or void, every value is quoted, `<` and `&`
//! in text are escaped. It is not for anything else.

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// `<name attributes>`; void elements never get their `Close`.
    Open {
        name: &'a str,
        attributes: &'a str,
    },
    Close {
        name: &'a str,
    },
    Text(&'a str),
}

/// The pieces with where each begins.
pub(crate) fn pieces(page: &str) -> impl Iterator<Item = (usize, Piece<'_>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = page.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            at += end;
            return Some((start, Piece::Text(rest.get(..end)?)));
        }
        let end = tag_end(rest);
        at += end;
        let inside = rest.get(1..end.saturating_sub(1)).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            return Some((start, Piece::Close { name: name.trim() }));
        }
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let name = name.trim_end_matches('/');
        Some((start, Piece::Open { name, attributes: attributes.trim_end_matches('/').trim() }))
    })
}

/// How long the tag is that `text` begins with; `>` within quotes does not end it.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Elements without content (HTML §13.1.2).
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "col" | "wbr" | "input" | "meta" | "link" | "area" | "base" | "embed"
    )
}

/// The attributes of a tag, values still escaped.
pub(crate) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        match after.strip_prefix("=\"") {
            Some(value) => {
                let close = value.find('"').unwrap_or(value.len());
                rest = value.get(close + 1..).unwrap_or_default();
                Some((name, value.get(..close)?))
            }
            None => {
                rest = after.get(1..).unwrap_or_default();
                Some((name, ""))
            }
        }
    })
}

/// The value of an attribute, entities undone.
pub(crate) fn attribute(attributes_text: &str, name: &str) -> Option<String> {
    attributes(attributes_text).find(|(n, _)| *n == name).map(|(_, value)| unescape(value))
}

/// Undoes the entities that the serialiser writes.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
