//! Folder names on the wire: modified UTF-7 (RFC 3501 §5.1.3).

use data_encoding::BASE64_NOPAD;

/// The name as the server expects it.
pub(super) fn encoded(name: &str) -> String {
    let mut out = String::new();
    let mut foreign: Vec<u8> = Vec::new();
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            shift(&mut out, &mut foreign);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            foreign.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    shift(&mut out, &mut foreign);
    out
}

fn shift(out: &mut String, foreign: &mut Vec<u8>) {
    if !foreign.is_empty() {
        out.push('&');
        out.push_str(&BASE64_NOPAD.encode(foreign).replace('/', ","));
        out.push('-');
        foreign.clear();
    }
}

/// The name as people read it; what is not well written is shown as it came.
pub(super) fn decoded(wire: &str) -> String {
    let mut out = String::new();
    let mut rest = wire;
    while let Some((plain, after)) = rest.split_once('&') {
        let Some((foreign, next)) = after.split_once('-') else { return wire.to_owned() };
        out.push_str(plain);
        if foreign.is_empty() {
            out.push('&');
        } else {
            let Ok(bytes) = BASE64_NOPAD.decode(foreign.replace(',', "/").as_bytes()) else {
                return wire.to_owned();
            };
            let (units, odd) = bytes.as_chunks::<2>();
            let text = char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)));
            let Ok(text) = text.collect::<Result<String, _>>() else { return wire.to_owned() };
            if !odd.is_empty() {
                return wire.to_owned();
            }
            out.push_str(&text);
        }
        rest = next;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_rfc_does() {
        let table = [
            ("INBOX", "INBOX"),
            ("Traités", "Trait&AOk-s"),
            ("A & B", "A &- B"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("x😀", "x&2D3eAA-"),
        ];
        for (name, expected) in table {
            assert_eq!(encoded(name), expected);
            assert_eq!(decoded(expected), name);
        }
    }

    #[test]
    fn what_is_no_such_name_is_shown_as_it_came() {
        for wire in ["a&b", "&A-", "&2D0-", "&é-"] {
            assert_eq!(decoded(wire), wire);
        }
    }
}
