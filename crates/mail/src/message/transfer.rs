//! Content-Transfer-Encodings (RFC 2045 §6), read as leniently as they are written: junk between base64 groups, padding in
//! the middle, soft line breaks with trailing blanks, a declared base64 that is plain text.

/// How a part's bytes travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transfer {
    Identity,
    Base64,
    QuotedPrintable,
    Uuencode,
}

impl Transfer {
    /// Reads the header's value; an unknown one is taken as no encoding.
    pub(crate) fn read(value: &str) -> Self {
        let word: String = value
            .trim()
            .trim_matches(['"', '\''])
            .chars()
            .take_while(|&c| !c.is_whitespace() && c != ';')
            .collect();
        match word.to_ascii_lowercase().as_str() {
            "base64" | "base-64" | "b64" => Self::Base64,
            "quoted-printable" | "quoted-printible" | "quotedprintable" | "qp" => Self::QuotedPrintable,
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => Self::Uuencode,
            _ => Self::Identity,
        }
    }

    /// The bytes that travelled.
    pub(crate) fn decode(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Identity => bytes.to_vec(),
            Self::Base64 if is_plain(bytes) => bytes.to_vec(),
            Self::Base64 => base64(bytes),
            Self::QuotedPrintable => quoted_printable(bytes),
            Self::Uuencode => uuencoded(bytes),
        }
    }
}

/// Whether what says it is base64 is plain words: more than one line in two holds a blank between other characters.
fn is_plain(bytes: &[u8]) -> bool {
    let (mut plain, mut lines) = (0_usize, 0_usize);
    for line in bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|l| !l.is_empty()).take(40)
    {
        lines += 1;
        plain += usize::from(line.contains(&b' ') || line.contains(&b'<'));
    }
    plain * 2 > lines
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Base64 with whatever else stands between left out; padding ends a group, not the text, since some senders join pieces.
pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let (mut group, mut count) = (0_u32, 0_u8);
    let flush = |out: &mut Vec<u8>, group: u32, count: u8| {
        let [_, a, b, c] = (group << (6 * u32::from(4 - count))).to_be_bytes();
        out.extend([a, b, c].iter().take(usize::from(count.saturating_sub(1))));
    };
    for &byte in bytes {
        if let Some(value) = sextet(byte) {
            group = (group << 6) | value;
            count += 1;
            if count == 4 {
                flush(&mut out, group, 4);
                (group, count) = (0, 0);
            }
        } else if byte == b'=' {
            flush(&mut out, group, count);
            (group, count) = (0, 0);
        }
    }
    flush(&mut out, group, count);
    out
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Quoted-printable; an `=` that begins nothing stays as it is.
pub(crate) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
    for line in &mut lines {
        let (content, ending): (&[u8], &[u8]) = match line {
            [content @ .., b'\r', b'\n'] => (content, b"\r\n"),
            [content @ .., b'\n'] => (content, b"\n"),
            content => (content, b""),
        };
        // Blanks at a line's end were added on the way (RFC 2045 §6.7 rule 3).
        let content = content.trim_ascii_end();
        let (content, ending) = match content {
            [content @ .., b'='] => (content, &b""[..]),
            content => (content, ending),
        };
        let mut rest = content;
        loop {
            match rest {
                [] => break,
                [b'=', high, low, after @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
                    out.push(hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0));
                    rest = after;
                }
                [byte, after @ ..] => {
                    out.push(*byte);
                    rest = after;
                }
            }
        }
        out.extend(ending);
    }
    out
}

/// Uuencode, from its `begin` line to its `end` line; without them, every line counts.
pub(crate) fn uuencoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b"begin ") {
            out.clear();
            continue;
        }
        if line == b"end" {
            break;
        }
        let [length, rest @ ..] = line else { continue };
        let wanted = usize::from(length.wrapping_sub(32) & 63);
        let mut decoded = Vec::with_capacity(wanted + 2);
        for four in rest.chunks(4) {
            let mut group = 0_u32;
            for n in 0..4 {
                group = group << 6 | u32::from(four.get(n).map_or(0, |byte| byte.wrapping_sub(32) & 63));
            }
            let [_, a, b, c] = group.to_be_bytes();
            decoded.extend([a, b, c]);
        }
        decoded.truncate(wanted);
        out.extend(decoded);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_survives_what_happens_to_it() {
        for text in ["Qm9uam91cg==", "Qm9u\r\nam91cg", "Qm9u  am91\n\ncg=", "Qm8=bmpvdXI="] {
            assert_eq!(base64(text.as_bytes()), b"Bonjour", "{text}");
        }
        assert_eq!(base64(b""), b"");
        assert_eq!(
            Transfer::Base64.decode(b"Hello, this is plain\nand so is this"),
            b"Hello, this is plain\nand so is this"
        );
    }

    #[test]
    fn quoted_printable_survives_what_happens_to_it() {
        let table: [(&str, &str); 7] = [
            ("=C3=A9t=c3=a9", "été"),
            ("long =\r\nline", "long line"),
            ("soft= \t\nbreak", "softbreak"),
            ("trailing  \r\nblanks", "trailing\r\nblanks"),
            ("1+1=2", "1+1=2"),
            ("odd =", "odd "),
            ("=zz=4", "=zz=4"),
        ];
        for (encoded, text) in table {
            assert_eq!(String::from_utf8(quoted_printable(encoded.as_bytes())).unwrap(), text, "{encoded}");
        }
    }

    #[test]
    fn uuencode_is_read() {
        assert_eq!(uuencoded(b"begin 644 a.txt\n'0F]N:F]U<@``\n`\nend\n"), b"Bonjour");
        assert_eq!(Transfer::read(" X-UUEncode ; x"), Transfer::Uuencode);
    }
}
