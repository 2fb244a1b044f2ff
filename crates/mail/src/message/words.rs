//! Encoded words (RFC 2047), also where the standard forbids them: inside quotes, glued to text, with blanks, cut inside a
//! character. And header text without any: raw eight-bit.

use super::{charset, transfer};

/// One encoded word at the beginning of `text`: its charset, its bytes and what follows.
pub(crate) struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    pub(crate) rest: &'a str,
}

/// Longer than any word that a sender makes (RFC 2047 allows 75); so a header full of beginnings stays cheap to read.
const LONGEST: usize = 4096;

/// Reads the encoded word that `text` begins with.
pub(crate) fn word(text: &str) -> Option<Word<'_>> {
    let whole = text;
    let text = text.strip_prefix("=?")?;
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    let (charset, after) = text.split_once('?')?;
    if charset.is_empty()
        || charset.len() > 60
        || charset.contains(|c: char| c.is_whitespace() || c == '=' || c.is_control())
    {
        return None;
    }
    let (encoding, after) = after.split_once('?')?;
    // The content ends at `?=`; a `?` within is an error that is common in Q (`=?utf-8?Q?Why??=`).
    let mut end = after.find("?=")?;
    if let Some(more) = after.get(end + 1..)
        && encoding.eq_ignore_ascii_case("q")
    {
        // `=?utf-8?Q?A=?=3D?=`: `?=` followed by two hex digits and later by a real end is inside the word.
        let looks_inside = more.get(1..3).is_some_and(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
        let next = more.get(1..).and_then(|tail| tail.find("?="));
        let new_word = more.get(1..).and_then(|tail| tail.find("=?"));
        if let (true, Some(next)) = (looks_inside, next)
            && new_word.is_none_or(|at| at > next)
            && !more.get(1..1 + next + 1).is_some_and(|within| within.contains(char::is_whitespace))
        {
            end += 2 + next;
        }
    }
    let content = after.get(..end)?;
    let rest = whole.get(2 + text.len() - (after.len() - end - 2)..)?;
    let bytes = match encoding {
        "B" | "b" => transfer::base64(content.as_bytes()),
        "Q" | "q" => {
            let spaced: Vec<u8> =
                content.bytes().map(|byte| if byte == b'_' { b' ' } else { byte }).collect();
            q_bytes(&spaced)
        }
        _ => return None,
    };
    Some(Word { charset, bytes, rest })
}

fn q_bytes(content: &[u8]) -> Vec<u8> {
    // A mark keeps trailing blanks, which quoted-printable would take for padding; line ends mean nothing here.
    let mut marked: Vec<u8> = content.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    marked.push(b'.');
    let mut bytes = transfer::quoted_printable(&marked);
    bytes.pop();
    bytes
}

/// The text with its encoded words decoded. Neighbouring words of one charset are joined before they are decoded, since
/// senders cut inside characters.
pub fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some(first) = word(from) else {
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        out.push_str(before);
        rest = run(first, &mut out);
    }
    out.push_str(rest);
    out
}

/// Decodes a word and those that follow it with nothing but blanks between; returns what follows them.
fn run<'a>(first: Word<'a>, out: &mut String) -> &'a str {
    let Word { mut charset, mut bytes, mut rest } = first;
    while let Some(next) = word(rest.trim_start()) {
        if next.charset.eq_ignore_ascii_case(charset) {
            bytes.extend(next.bytes);
        } else {
            out.push_str(&self::charset::decode(&bytes, Some(charset)));
            (charset, bytes) = (next.charset, next.bytes);
        }
        rest = next.rest;
    }
    out.push_str(&self::charset::decode(&bytes, Some(charset)));
    rest
}

/// Decodes the run of words that `text` begins with, if it does, and what follows it.
pub(crate) fn leading_run(text: &str) -> Option<(String, &str)> {
    let first = word(text)?;
    let mut out = String::new();
    let rest = run(first, &mut out);
    Some((out, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded_as_people_meant_them() {
        let table = [
            ("=?UTF-8?Q?Probl=C3=A8me_d'acc=C3=A8s?=", "Problème d'accès"),
            ("=?utf-8?b?w4k=?= =?utf-8?b?dMOp?=", "Été"),
            ("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9_noir?=", "café noir"),
            ("=?UTF-8?B?w?= =?UTF-8?B?w6k=?=", "é"),
            ("=?iso-8859-1?Q?d=E9j=E0?= vu", "déjà vu"),
            ("Re: =?iso-8859-1?Q?d=E9j=E0?=", "Re: déjà"),
            ("x=?iso-8859-1?Q?=E9?=y", "xéy"),
            ("=?iso-8859-1?Q?a?= b =?iso-8859-1?Q?c?=", "a b c"),
            ("=?utf-8?Q?with blank =C3=A9?=", "with blank é"),
            ("=?utf-8*fr?Q?=C3=A9?=", "é"),
            ("=?utf-8?Q?Why_not??=", "Why not?"),
            ("=?GB2312?B?h/g=?=", "國"),
            ("=?x-nothing?Q?=E9t=E9?=", "été"),
            ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
            ("=?broken", "=?broken"),
            ("a =? b ?= c", "a =? b ?= c"),
            ("=?utf-8?Q??=", ""),
            ("=?utf-8?Q?trailing_?=", "trailing "),
        ];
        for (encoded, text) in table {
            assert_eq!(decode(encoded), text, "{encoded}");
        }
    }

    #[test]
    fn japanese_words_that_each_return_to_ascii_are_joined() {
        assert_eq!(decode("=?ISO-2022-JP?B?GyRCJU8bKEI=?=\r\n =?iso-2022-jp?B?GyRCJW0bKEI=?="), "ハロ");
    }
}
