//! The pieces of an address header: words, quoted strings, comments, angle brackets (RFC 5322 §3.4, and what is written instead).

use super::super::words;
use super::MOST;

/// In characters: what runs on longer was never closed.
const LONGEST_QUOTED: usize = 2000;

/// A piece of an address header.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// An atom or a special that means nothing here.
    Word(String),
    /// A quoted string or encoded words: text for a name, whatever is in it.
    Text(String),
    /// What stands between `<` and `>`.
    Angle(String),
    /// What stands between brackets: a name when there is no other.
    Comment(String),
    Comma,
    Semicolon,
    Colon,
}

/// Cuts a header's value into its pieces.
pub(super) fn tokens(value: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        if tokens.len() > 20 * MOST {
            break;
        }
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            c if c.is_whitespace() || c.is_control() => after,
            ',' => push(&mut tokens, Token::Comma, after),
            ';' => push(&mut tokens, Token::Semicolon, after),
            ':' if !matches!(tokens.last(), Some(Token::Word(w)) if w.eq_ignore_ascii_case("mailto")) => {
                push(&mut tokens, Token::Colon, after)
            }
            ':' => {
                tokens.pop();
                after
            }
            '"' => {
                let (text, next, local) = quoted(after);
                if local {
                    // `"john doe"@x.org`: the quotes belong to the address.
                    let end = next
                        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '('))
                        .unwrap_or(next.len());
                    let (domain, next) = next.split_at_checked(end).unwrap_or((next, ""));
                    push(&mut tokens, Token::Angle(format!("\"{text}\"{domain}")), next)
                } else {
                    push(&mut tokens, Token::Text(words::decode(&text)), next)
                }
            }
            '(' => {
                let (text, next) = comment(after);
                push(&mut tokens, Token::Comment(words::decode(&text)), next)
            }
            '<' => {
                let (inner, next) = angle(after);
                push(&mut tokens, Token::Angle(inner.to_owned()), next)
            }
            '=' if rest.starts_with("=?") => match words::leading_run(rest) {
                Some((text, next)) => push(&mut tokens, Token::Text(text), next),
                None => atom(rest, &mut tokens),
            },
            _ => atom(rest, &mut tokens),
        };
    }
    tokens
}

fn push<'a>(tokens: &mut Vec<Token>, token: Token, rest: &'a str) -> &'a str {
    tokens.push(token);
    rest
}

fn atom<'a>(rest: &'a str, tokens: &mut Vec<Token>) -> &'a str {
    let ends = |(at, c): &(usize, char)| {
        *at > 0
            && (c.is_whitespace()
                || matches!(c, ',' | ';' | ':' | '<' | '(' | '"')
                || (*c == '=' && rest.get(*at..).is_some_and(|r| r.starts_with("=?"))))
    };
    let end = rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at);
    let (word, next) = rest.split_at_checked(end).unwrap_or((rest, ""));
    push(tokens, Token::Word(word.to_owned()), next)
}

/// A quoted string's text, what follows, and whether it is the local part of an address.
fn quoted(text: &str) -> (String, &str, bool) {
    let mut out = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices().take(LONGEST_QUOTED) {
        match c {
            _ if std::mem::take(&mut escaped) => out.push(c),
            '\\' => escaped = true,
            '"' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let local = rest.starts_with('@');
                return (out, rest, local);
            }
            c => out.push(c),
        }
    }
    // Never closed: the quote was no quote.
    match text.find(['<', ',']) {
        Some(at) => {
            let (text, rest) = text.split_at(at);
            (text.to_owned(), rest, false)
        }
        None => {
            let taken: usize = text.chars().take(LONGEST_QUOTED).map(char::len_utf8).sum();
            (out, text.get(taken..).unwrap_or_default(), false)
        }
    }
}

/// A comment's text, nested ones included, and what follows it.
fn comment(text: &str) -> (String, &str) {
    let mut depth = 1_usize;
    let mut out = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => {
                escaped = true;
                continue;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (out, text.get(at + 1..).unwrap_or_default());
        }
        out.push(c);
    }
    (out, "")
}

/// What stands between `<` and its `>`; `<"Name" <a@b>>` and a missing `>` are forgiven.
fn angle(text: &str) -> (&str, &str) {
    let end = text.find(['>', ',']).map_or(text.len(), |at| {
        // A route (`<@a,@b:c@d>`) may hold commas.
        if text.starts_with('@') { text.find('>').unwrap_or(at) } else { at }
    });
    let (inner, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (inner, rest.trim_start_matches('>'))
}
