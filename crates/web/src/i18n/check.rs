//! What a text must satisfy before it is shown: French typography, and which keys a source file asks for. Used by tests here, in
//! the slices (mail templates) and by the repository's own checks.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Stands for a variable in a text under check, so that rules see that something is there.
pub const VARIABLE: char = '\u{FFFC}';

const NARROW: char = '\u{202F}';
const NO_BREAK: char = '\u{A0}';

/// The faults of French typography in `text`, each with the place where it occurs; empty when it is right.
///
/// U+202F before `;` `!` `?`; U+00A0 before `:`, before `%` and inside « »; apostrophe ’; « » and not straight quotes; … as one
/// character. Punctuation that is part of something else (`14:32`, `priorité:P1`, `?page=2`) is left alone.
pub fn french(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied();
    let mut faults = Vec::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(at);
        let after = at(i + 1);
        let tag = after == Some('<') && at(i + 2).is_some_and(|a| a == '/' || a.is_ascii_alphabetic());
        let ends = tag || after.is_none_or(|a| a.is_whitespace() || matches!(a, '»' | ')' | '.' | '!' | '?'));
        let fault = match c {
            ';' | '!' | '?' if ends => match before {
                None | Some(NARROW | '!' | '?' | '(') => None,
                Some(_) => Some("U+202F is missing before"),
            },
            ':' if ends => match before {
                None | Some(NO_BREAK) => None,
                Some(_) => Some("U+00A0 is missing before"),
            },
            '%' if before.is_some_and(|b| b.is_ascii_digit() || b == ' ' || b == VARIABLE) && ends => {
                Some("U+00A0 is missing before")
            }
            '«' if after != Some(NO_BREAK) => Some("U+00A0 is missing after"),
            '»' if before != Some(NO_BREAK) => Some("U+00A0 is missing before"),
            '\'' if before.is_some_and(char::is_alphabetic) => Some("’ is the apostrophe, not"),
            '"' if before.is_none_or(|b| b != '=') && !text.contains('<') => Some("« » are the quotes, not"),
            '.' if after == Some('.') => Some("… is one character, not dots at"),
            _ => None,
        };
        if let Some(fault) = fault {
            let from = i.saturating_sub(15);
            let near: String = chars.iter().skip(from).take(30).collect();
            faults.push(format!("{fault} “{c}” in “{near}”"));
        }
    }
    faults
}

/// The literal keys that a Rust source asks for with `t!(locale, "key" …)` or `t(locale, "key")`.
pub fn keys_asked(source: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    for call in ["t!(", " t(", "(t(", "i18n::t("] {
        for (at, _) in source.match_indices(call) {
            let own_word = source.get(..at).and_then(|s| s.chars().next_back());
            if call == "t!(" && own_word.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let Some(rest) = source.get(at + call.len()..) else { continue };
            let Some((locale, rest)) = rest.split_once(',') else { continue };
            let simple = locale.chars().all(|c| c.is_alphanumeric() || "_.:()&* \n".contains(c));
            let Some(literal) = rest.trim_start().strip_prefix('"') else { continue };
            if simple
                && let Some((key, _)) = literal.split_once('"')
                && is_key(key)
            {
                keys.push(key);
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys that the Rust sources under `folders` of the repository ask for and that no file of `locales/en` has, each with its
/// source. Whether the other languages have the same is a test of this crate.
pub fn missing_keys(repository: &Path, folders: &[&str]) -> std::io::Result<Vec<String>> {
    let mut known = HashSet::new();
    for file in files(&repository.join("locales/en"), "ftl")? {
        let text = std::fs::read_to_string(file)?;
        known.extend(text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()));
    }
    let mut missing = Vec::new();
    for folder in folders {
        for file in files(&repository.join(folder), "rs")? {
            let source = std::fs::read_to_string(&file)?;
            let absent = keys_asked(&source).into_iter().filter(|key| !known.contains(*key));
            missing.extend(absent.map(|key| format!("{key} in {}", file.display())));
        }
    }
    Ok(missing)
}

fn files(folder: &Path, extension: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether `key` has the form of a message key: lower-case words joined by hyphens, at least two.
pub fn is_key(key: &str) -> bool {
    key.contains('-')
        && key.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_french_has_no_fault() {
        for text in [
            "Que se passe-t-il\u{202F}?",
            "Attention\u{A0}: la vue «\u{A0}Quais\u{A0}» est partagée\u{202F}!",
            "14:32, priorité:P1, engagement:<1h",
            "/tickets?page=2",
            "80\u{A0}%",
            "\u{FFFC}\u{A0}%",
            "L’astreinte…",
            "?",
        ] {
            assert_eq!(french(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn wrong_french_is_told() {
        for text in [
            "Que se passe-t-il ?",
            "Quoi?",
            "Attention : feu",
            "Attention: feu",
            "« Quais »",
            "l'astreinte",
            "80 %",
            "80%",
            "Attendez...",
            "la vue \"Quais\"",
        ] {
            assert!(!french(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn keys_are_found_in_a_source() {
        let source = r#"t!(locale, KEY-one-two", n = 1); let x = t(cx.locale, KEY-three-four"); assert!(t2, KEY-not-this");
            format!("{}", t!(shell.locale, KEY-five-six"))"#
            .replace("KEY", "\"web");
        assert_eq!(keys_asked(&source), ["web-five-six", "web-one-two", "web-three-four"]);
    }
}
