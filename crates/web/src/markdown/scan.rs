//! Finds addresses, mentions and ticket references in a text.

/// Something that a writer points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference<'a> {
    /// `@sophie.legoff`, without the sign.
    Mention(&'a str),
    /// `INC-20481` or `#INC-20481`, without the sign.
    Ticket(&'a str),
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Url(&'a str),
    Reference(&'a str, Reference<'a>),
}

/// Cuts a text into its pieces; put together again they are the text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    let mut before = None;
    while let Some(rest) = text.get(at..)
        && let Some(c) = rest.chars().next()
    {
        let free = !before.is_some_and(|b: char| b.is_alphanumeric() || b == '_' || b == '/' || b == '@');
        match if free { starts(rest, before == Some('-')) } else { None } {
            Some((piece, length)) => {
                found.extend(text.get(plain..at).filter(|t| !t.is_empty()).map(Piece::Text));
                found.push(piece);
                before = rest.get(..length).and_then(|s| s.chars().next_back());
                at += length;
                plain = at;
            }
            None => {
                before = Some(c);
                at += c.len_utf8();
            }
        }
    }
    found.extend(text.get(plain..).filter(|t| !t.is_empty()).map(Piece::Text));
    found
}

/// What begins exactly here, with its length in bytes. After a hyphen no ticket does: `FW-NTE-02` is a machine.
fn starts(rest: &str, after_hyphen: bool) -> Option<(Piece<'_>, usize)> {
    if rest.starts_with("https://") || rest.starts_with("http://") {
        let url = url(rest)?;
        return Some((Piece::Url(url), url.len()));
    }
    if let Some(after) = rest.strip_prefix('@') {
        let name =
            take(after, |c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')).trim_end_matches(['.', '-']);
        let written = rest.get(..name.len() + 1)?;
        return (!name.is_empty())
            .then_some((Piece::Reference(written, Reference::Mention(name)), written.len()));
    }
    if after_hyphen {
        return None;
    }
    let sign = usize::from(rest.starts_with('#'));
    let number = ticket(rest.get(sign..)?)?;
    let written = rest.get(..sign + number.len())?;
    Some((Piece::Reference(written, Reference::Ticket(number)), written.len()))
}

/// An address up to a space, without the punctuation that ends the sentence around it.
fn url(rest: &str) -> Option<&str> {
    let mut url = take(rest, |c| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '`' | '«' | '»')
    });
    loop {
        let open = url.matches('(').count();
        let close = url.matches(')').count();
        url = match url.chars().next_back()? {
            ')' if close > open => url.strip_suffix(')')?,
            c @ ('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '_' | ']') => {
                url.strip_suffix(c)?
            }
            _ => break,
        };
    }
    let host = url.split_once("://").map(|(_, host)| host)?;
    host.starts_with(|c: char| c.is_alphanumeric() || c == '[').then_some(url)
}

/// A prefix of 2 to 5 capitals, a hyphen, and a number of 1 to 12 digits.
fn ticket(rest: &str) -> Option<&str> {
    let prefix = take(rest, |c| c.is_ascii_uppercase());
    let digits = take(rest.get(prefix.len()..)?.strip_prefix('-')?, |c| c.is_ascii_digit());
    let length = prefix.len() + 1 + digits.len();
    let follows = rest.get(length..)?.chars().next();
    let whole = (2..=5).contains(&prefix.len())
        && (1..=12).contains(&digits.len())
        && !follows.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if whole { rest.get(..length) } else { None }
}

fn take(text: &str, keep: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !keep(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<String> {
        let show = |piece| match piece {
            Piece::Text(_) => None,
            Piece::Url(url) => Some(url.to_owned()),
            Piece::Reference(_, Reference::Mention(name)) => Some(format!("@{name}")),
            Piece::Reference(_, Reference::Ticket(number)) => Some(format!("#{number}")),
        };
        pieces(text).into_iter().filter_map(show).collect()
    }

    #[test]
    fn addresses_mentions_and_references() {
        for (text, expected) in [
            ("voir https://a.example/b?c=1&d=(2).", vec!["https://a.example/b?c=1&d=(2)"]),
            ("(https://a.example/x)", vec!["https://a.example/x"]),
            ("«\u{A0}https://a.example\u{A0}»", vec!["https://a.example"]),
            ("https:// rien, javascript:alert(1)", vec![]),
            ("@sophie.legoff, merci", vec!["@sophie.legoff"]),
            ("@Élodie. Et sophie@kerlann.example", vec!["@Élodie"]),
            ("cf. INC-20481 et #CHG-1187.", vec!["#INC-20481", "#CHG-1187"]),
            ("UTF-8 et 2026-11-20, FW-NTE-02", vec!["#UTF-8"]),
            ("XINCIDENT-1 INC-1a INC- A-1", vec![]),
            ("https://a.example/INC-1", vec!["https://a.example/INC-1"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "([a-zA-Z@#:/.()\\- é0-9]|https://|INC-1){0,30}") {
            let whole: String = pieces(&text).into_iter().map(|piece| match piece {
                Piece::Text(t) | Piece::Url(t) | Piece::Reference(t, _) => t,
            }).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
