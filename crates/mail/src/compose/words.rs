//! Field values: on one line, and in encoded words (RFC 2047) where they need it.

use data_encoding::BASE64;

/// A value without anything that could end its line; runs of spaces stay as they are.
pub(super) fn flat(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || is_separator(c) { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

/// Line and paragraph separators, and marks that turn the direction of what follows them on a page.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An identifier for use between angle brackets.
pub(super) fn identifier(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')).collect()
}

/// Whether a value must not go out as its own letters: not ASCII, a word that fills a line (RFC 5322 §2.1.1 ends lines at 998
/// bytes), or what a reader would take for an encoded word.
pub(super) fn needs_encoding(value: &str) -> bool {
    !value.is_ascii() || value.contains("=?") || value.split(' ').any(|word| word.len() > 900)
}

/// The value in encoded words of at most 75 characters, no character split between two, folded; `used` is the length of the
/// field's name with its colon.
pub(super) fn encoded(value: &str, used: usize) -> String {
    let (open, close) = ("=?utf-8?B?", "?=");
    let room = |used: usize| (75usize.saturating_sub(used + open.len() + close.len()) / 4 * 3).max(6);
    let (mut lines, mut piece, mut most) = (Vec::new(), String::new(), room(used));
    for c in value.chars() {
        if piece.len() + c.len_utf8() > most {
            lines.push(std::mem::take(&mut piece));
            most = room(1);
        }
        piece.push(c);
    }
    lines.push(piece);
    let words = lines.iter().map(|line| format!("{open}{}{close}", BASE64.encode(line.as_bytes())));
    words.collect::<Vec<_>>().join("\r\n ")
}
