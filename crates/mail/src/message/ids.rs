//! Message identifiers (RFC 5322 §3.6.4): without brackets and blanks, case kept. A message without one gets one made from what
//! it says, so that the same mail by two ways is still one (protocols.md §7).

use sha2::{Digest as _, Sha256};

/// Longer ones are no identifiers; they would not fit anybody's header line (RFC 5322 §2.1.1).
const LONGEST: usize = 900;

/// The identifiers of a header in order, each once: those in brackets, or else words with an `@`. At most 200: the first one,
/// the root of the conversation, and the last ones.
pub(crate) fn list(value: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let add = |id: String, found: &mut Vec<String>| {
        if !id.is_empty() && id.len() <= LONGEST && !found.contains(&id) {
            found.push(id);
            if found.len() > 200 {
                found.remove(1);
            }
        }
    };
    if value.contains('<') {
        for after in value.split('<').skip(1) {
            let inside = after.split('>').next().unwrap_or_default();
            add(normalise(inside), &mut found);
        }
    } else {
        for word in value.split([' ', '\t', ',', ';']).filter(|word| word.contains('@')) {
            add(normalise(word), &mut found);
        }
    }
    found
}

/// An identifier as it is stored and compared: no brackets, no blanks, no control characters.
pub fn normalise(id: &str) -> String {
    id.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>'))
        .collect::<String>()
        .trim_matches(['"', '\'', ';', ','])
        .to_owned()
}

/// The identifier of a header that should hold one.
pub(crate) fn one(value: &str) -> Option<String> {
    let id = match value.split_once('<') {
        Some((_, after)) => normalise(after.split('>').next().unwrap_or_default()),
        None => normalise(value),
    };
    (!id.is_empty() && id.len() <= LONGEST).then_some(id)
}

/// The identifier of a message that has none: SHA-256 over From, Date, Subject and the first 4 KB of its body, under a domain
/// that nobody has (RFC 2606 `.invalid`).
pub(crate) fn synthesised(from: &str, date: &str, subject: &str, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    for field in [from, date, subject] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.update(body.get(..4096).unwrap_or(body));
    format!("{}@no-message-id.invalid", data_encoding::HEXLOWER.encode(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_found() {
        let table: [(&str, &[&str]); 6] = [
            ("<a@x> <b@x>\t<a@x>", &["a@x", "b@x"]),
            ("a@x b@x", &["a@x", "b@x"]),
            ("Your message of Monday <a@x>", &["a@x"]),
            ("<a@ x\n>", &["a@x"]),
            ("<broken", &["broken"]),
            ("nothing", &[]),
        ];
        for (value, ids) in table {
            assert_eq!(list(value), ids, "{value}");
        }
        assert_eq!(one(" <A.b@X> "), Some("A.b@X".to_owned()));
        assert_eq!(one("<>"), None);
        assert_eq!(one(&"x".repeat(2000)), None);
        let many: String = (0..500).map(|n| format!("<{n}@x> ")).collect();
        let ids = list(&many);
        assert_eq!((ids.len(), ids[0].as_str(), ids[199].as_str()), (200, "0@x", "499@x"));
    }

    #[test]
    fn a_made_identifier_depends_on_what_the_mail_says() {
        let made = synthesised("a@x", "today", "s", b"body");
        assert_eq!(made, synthesised("a@x", "today", "s", b"body"));
        assert_ne!(made, synthesised("a@xt", "oday", "s", b"body"));
        assert!(made.ends_with("@no-message-id.invalid"));
    }
}
