//! Addresses as they stand in `From`, `To`, `Cc` …: RFC 5322 mailboxes and groups, and what people and programs write instead
//! (`a@b (Name)`, `Name a@b`, `Doe, John <a@b>`, `'Name' <a@b>`, encoded words with brackets inside, semicolons, `<>`).

mod tokens;

use tokens::{Token, tokens};

use super::words;

/// Who a header names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Mailbox {
    /// The display name, decoded, one line; empty when there is none.
    pub name: String,
    /// The address as written, without blanks; [`crate::address::normalise`] compares. Empty in `Name <>`.
    pub address: String,
}

/// No list of recipients that a person means is longer.
const MOST: usize = 1000;

/// The mailboxes of a header's value, in order; nameless and addressless ones are left out. At most 1000.
pub fn parse_list(value: &str) -> Vec<Mailbox> {
    let tokens = tokens(value);
    let items: Vec<Vec<Token>> = items(tokens);
    let mut found: Vec<Mailbox> = Vec::new();
    let mut held: Option<Mailbox> = None;
    for item in items {
        if item.is_empty() {
            found.extend(held.take());
            continue;
        }
        let has_angle = item.iter().any(|token| matches!(token, Token::Angle(_)));
        let mut mailbox = one(item);
        if let Some(before) = held.take() {
            // `Doe, John <john@x>`: the comma was the name's.
            if has_angle && !mailbox.address.is_empty() && !mailbox.name.is_empty() {
                mailbox.name = format!("{}{}, {}", before.name, before.address, mailbox.name);
            } else {
                found.push(before);
            }
        }
        if !has_angle && !mailbox.address.contains('@') && mailbox != Mailbox::default() {
            held = Some(mailbox);
        } else if mailbox != Mailbox::default() {
            found.push(mailbox);
        }
        if found.len() >= MOST {
            break;
        }
    }
    found.extend(held);
    found
}

/// Splits at commas, and at semicolons and colons of groups.
fn items(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let mut items: Vec<Vec<Token>> = vec![Vec::new()];
    for token in tokens {
        match token {
            Token::Comma => items.push(Vec::new()),
            // Nothing goes on beyond a semicolon: an empty item says so.
            Token::Semicolon => items.extend([Vec::new(), Vec::new()]),
            // The name of a group says nothing about who is in it; but `mailto:` and `10:30` are no group.
            Token::Colon => {
                if let Some(last) = items.last_mut() {
                    last.retain(|token| matches!(token, Token::Angle(_)));
                }
            }
            token => {
                if let Some(last) = items.last_mut() {
                    last.push(token);
                }
            }
        }
    }
    items
}

fn one(item: Vec<Token>) -> Mailbox {
    let angles: Vec<&str> = item
        .iter()
        .filter_map(|t| if let Token::Angle(inner) = t { Some(inner.as_str()) } else { None })
        .collect();
    let comment =
        item.iter().find_map(|t| if let Token::Comment(text) = t { Some(text.as_str()) } else { None });
    let words: Vec<&str> = item
        .iter()
        .filter_map(|t| match t {
            Token::Word(text) | Token::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if let Some(angle) = angles.iter().find(|angle| angle.contains('@')).or(angles.first()) {
        let address = bare(angle);
        let name = if words.is_empty() { comment.unwrap_or_default().to_owned() } else { words.join(" ") };
        // `"a@b" <>` and `Name <>` have no address; one that the name holds is not the sender's word.
        return Mailbox { name: clean_name(&name), address };
    }
    let joined = join_atoms(&item);
    if let Some(text) = item.iter().find_map(|t| match t {
        Token::Text(text) if text.contains('@') && words.len() == 1 => Some(text.as_str()),
        _ => None,
    }) {
        // The whole mailbox was put into one encoded word or one pair of quotes.
        let is_address = !text.contains(char::is_whitespace) && !text.contains('<');
        if is_address {
            return Mailbox { name: clean_name(comment.unwrap_or_default()), address: bare(text) };
        }
        if text.contains('<')
            && let Some(inner) = parse_list_once(text)
        {
            return inner;
        }
    }
    let parts: Vec<&str> = joined.split_whitespace().collect();
    match parts.iter().position(|part| part.contains('@')) {
        Some(at) => {
            let rest: Vec<&str> =
                parts.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, part)| *part).collect();
            let name = if rest.is_empty() { comment.unwrap_or_default().to_owned() } else { rest.join(" ") };
            Mailbox {
                name: clean_name(&name),
                address: parts.get(at).map(|address| bare(address)).unwrap_or_default(),
            }
        }
        // A name of this machine (`MAILER-DAEMON`) is an address; several words are a name.
        None => match (parts.as_slice(), item.first()) {
            ([word], Some(Token::Word(_))) if !word.contains(['[', ']', '?', '<', '>']) => {
                Mailbox { name: clean_name(comment.unwrap_or_default()), address: bare(word) }
            }
            _ => Mailbox { name: clean_name(&words.join(" ")), address: String::new() },
        },
    }
}

/// Parses a text that was inside an encoded word, without going deeper.
fn parse_list_once(text: &str) -> Option<Mailbox> {
    let (name, rest) = text.split_once('<')?;
    let (address, _) = rest.split_once('>')?;
    address.contains('@').then(|| Mailbox { name: clean_name(name), address: bare(address) })
}

/// The words of an address without brackets: blanks around dots and `@` go (RFC 5322 §4.4).
fn join_atoms(item: &[Token]) -> String {
    let mut joined = String::new();
    for token in item {
        let (text, quoted) = match token {
            Token::Word(text) => (text.as_str(), false),
            Token::Text(text) => (text.as_str(), true),
            _ => continue,
        };
        let glued = joined.ends_with(['@', '.']) && !joined.contains(' ')
            || (text.starts_with(['@', '.']) && !joined.is_empty());
        if !joined.is_empty() && !glued {
            joined.push(' ');
        }
        if quoted && text.contains(char::is_whitespace) && !text.contains('@') {
            joined.push_str(&text.replace(char::is_whitespace, "\u{a0}"));
        } else {
            joined.push_str(text);
        }
    }
    joined
}

/// The address within `<…>`: no blanks, no `mailto:`, no route (`@a,@b:c@d`), no second pair of brackets.
fn bare(text: &str) -> String {
    let text = words::decode(text);
    let text = text.rsplit('<').next().unwrap_or_default();
    let mut address: String = if text.trim_start().starts_with('"') {
        text.trim().to_owned()
    } else {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    address.retain(|c| !c.is_control() && !is_invisible(c) && !matches!(c, '<' | '>' | '\u{a0}'));
    if let Some(rest) = strip_prefix_ignoring_case(&address, "mailto:") {
        address = rest.to_owned();
    }
    if address.starts_with('@')
        && let Some((_, rest)) = address.split_once(':')
    {
        address = rest.to_owned();
    }
    for quote in ["'", "\""] {
        if let Some(inner) = address.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            address = inner.to_owned();
        }
    }
    address.trim_end_matches([',', ';', ')']).trim_start_matches(['(', ',', ';']).to_owned()
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix))?;
    text.get(prefix.len()..)
}

/// Characters that show nothing or turn the writing around; in names they only deceive.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// One line without control or invisible characters, without the quotes around it.
fn clean_name(name: &str) -> String {
    let name: String =
        name.chars().filter(|&c| !is_invisible(c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut name = name.trim();
    for quote in ['\'', '"'] {
        if name.len() > 1
            && let Some(inner) = name.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote))
        {
            name = inner.trim();
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests;
