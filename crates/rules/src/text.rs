//! Text as people write it in French and English: folding for matching and sorting, words, initials,
//! excerpts, and the check that text from outside passes before it is stored. Pages, filters, search and the
//! database's sort keys all fold here, so they cannot differ.

use std::borrow::Cow;

use thiserror::Error;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// Folds text for comparison: compatibility decomposition (NFKD), no diacritics, lower case, `œ→oe`, `æ→ae`,
/// `ß→ss`, `ø→o`, `ł→l`, typographic apostrophes → `'`, typographic double quotes and guillemets → `"`,
/// dashes → `-`, invisible characters dropped, spaces collapsed and trimmed. Idempotent.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        // What French and English are made of is answered at once; the tables of Unicode are for the rest.
        let plain = match c {
            '\0'..='\x7f' => c.to_ascii_lowercase(),
            'À'..='Å' | 'à'..='å' => 'a',
            'Ç' | 'ç' => 'c',
            'È'..='Ë' | 'è'..='ë' => 'e',
            'Ì'..='Ï' | 'ì'..='ï' => 'i',
            'Ñ' | 'ñ' => 'n',
            'Ò'..='Ö' | 'ò'..='ö' => 'o',
            'Ù'..='Ü' | 'ù'..='ü' => 'u',
            '’' | 'œ' | 'æ' | '«' | '»' => c,
            c => {
                decompose_compatible(c, |part| {
                    for lower in part.to_lowercase() {
                        decompose_compatible(lower, |part| push_folded(part, &mut folded, &mut space));
                    }
                });
                continue;
            }
        };
        push_folded(plain, &mut folded, &mut space);
    }
    folded
}

fn push_folded(c: char, folded: &mut String, space: &mut bool) {
    if c.is_whitespace() {
        *space = !folded.is_empty();
        return;
    }
    let plain: &str = match c {
        '!'..='_' | 'a'..='~' => {
            if std::mem::take(space) {
                folded.push(' ');
            }
            folded.push(c);
            return;
        }
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => return,
        c if c.is_control() || canonical_combining_class(c) != 0 => return,
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ı' => "i",
        'ς' => "σ",
        '\u{2018}'..='\u{201b}' | '\u{2bc}' | '\u{2b9}' | '\u{2032}' | '`' => "'",
        '\u{201c}'..='\u{201f}' | '«' | '»' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        c => {
            if std::mem::take(space) {
                folded.push(' ');
            }
            folded.push(c);
            return;
        }
    };
    if std::mem::take(space) {
        folded.push(' ');
    }
    folded.push_str(plain);
}

/// The stored sort key of a name or title: folded, quotes ignored, and every run of digits written so that
/// `srv-2` sorts before `srv-10`. Compared byte by byte, on both database engines.
pub fn sort_key(text: &str) -> String {
    let folded = fold(&fold(text).replace('"', " "));
    let mut key = String::with_capacity(folded.len() + 4);
    let mut digits = String::new();
    for c in folded.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            push_number(&mut key, &mut digits);
            key.push(c);
        }
    }
    push_number(&mut key, &mut digits);
    key
}

/// Writes the pending digits after a length prefix that sorts as the length does: one `9` for each nine
/// digits, then the rest.
fn push_number(key: &mut String, digits: &mut String) {
    if digits.is_empty() {
        return;
    }
    let significant = digits.trim_start_matches('0');
    let nines = significant.len() / 9;
    key.extend(std::iter::repeat_n('9', nines));
    key.push(char::from_digit((significant.len() % 9) as u32, 10).unwrap_or('0'));
    key.push_str(significant);
    digits.clear();
}

/// One or two capitals for an avatar: of the first and last word of a name, accents kept; of an e-mail
/// address its local part. `?` when there is no letter.
pub fn initials(name: &str) -> String {
    let is_address = name.contains('@') && !name.trim().contains(char::is_whitespace);
    let name = if is_address { name.split('@').next().unwrap_or(name) } else { name };
    let mut words = name
        .split(|c: char| c.is_whitespace() || (is_address && ".-_+".contains(c)))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let letters = [first, words.next_back()];
    let initials: String = letters.into_iter().flatten().filter_map(|c| c.to_uppercase().next()).collect();
    if initials.is_empty() { "?".to_owned() } else { initials }
}

/// French elisions, without their apostrophe.
const ELISIONS: [&str; 14] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];

/// The folded words of a text, in order, as matching sees them: `l’imprimante` → `imprimante`, `user's` →
/// `user`, `can't` → `cant`, `Wi-Fi` → `wifi` (one hyphen, after one or two letters, joins), `srv-01` →
/// `srv` `01`, `10.0.0.1` kept whole.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut found = Vec::new();
    each_word(&folded, |word| found.push(word.into_owned()));
    found
}

/// Hands out the words of a text that is already folded, without copying those that stand in it as they are.
pub(crate) fn each_word<'a>(folded: &'a str, mut found: impl FnMut(Cow<'a, str>)) {
    for piece in folded.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '-' | '.'))) {
        let piece = piece.trim_matches(['\'', '-', '.']);
        if piece.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            if !piece.is_empty() {
                found(Cow::Borrowed(piece));
            }
        } else if piece.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            found(Cow::Borrowed(piece));
        } else {
            piece.split('.').for_each(|part| compound(part, &mut found));
        }
    }
}

fn compound<'a>(word: &'a str, found: &mut impl FnMut(Cow<'a, str>)) {
    let parts: Vec<Cow<'a, str>> =
        word.split('-').map(without_elision).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [first, second] if first.chars().count() <= 2 && is_letters(first) && is_letters(second) => {
            found(Cow::Owned(format!("{first}{second}")));
        }
        _ => parts.into_iter().for_each(found),
    }
}

fn is_letters(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
}

fn without_elision(word: &str) -> Cow<'_, str> {
    let mut word = word.trim_matches('\'');
    while let Some((_, rest)) =
        word.split_once('\'').filter(|(before, rest)| ELISIONS.contains(before) && !rest.is_empty())
    {
        word = rest.trim_start_matches('\'');
    }
    let word = word.strip_suffix("'s").unwrap_or(word);
    if word.contains('\'') { Cow::Owned(word.replace('\'', "")) } else { Cow::Borrowed(word) }
}

/// The beginning of a text on one line: spaces collapsed, at most `max` characters with the `…` that marks a
/// cut, at a word's end where there is one in the second half.
pub fn excerpt(text: &str, max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max {
        return line;
    }
    let Some(room) = max.checked_sub(1) else { return String::new() };
    let kept: String = line.chars().take(room).collect();
    let cut_in_word = line.chars().nth(room).is_some_and(|next| next != ' ');
    let at = kept.rfind(' ').filter(|&at| cut_in_word && at >= kept.len() / 2).unwrap_or(kept.len());
    let kept = kept.get(..at).unwrap_or(&kept).trim_end_matches(|c: char| c == ' ' || ",;:-–—(«".contains(c));
    format!("{kept}…")
}

/// Why a text from outside is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// More characters than the field takes.
    #[error("{length} characters are more than the {max} that fit")]
    TooLong {
        /// Characters found.
        length: usize,
        /// Characters that fit.
        max: usize,
    },
    /// U+0000, which PostgreSQL cannot store (architecture §4).
    #[error("the text contains a null character (U+0000)")]
    Null,
}

/// Checks text from outside before it is stored: no U+0000, at most `max` characters (Unicode scalar values).
///
/// # Errors
/// `TextError`, the null character first.
pub fn check_text(text: &str, max: usize) -> Result<(), TextError> {
    if text.contains('\0') {
        return Err(TextError::Null);
    }
    match text.chars().count() {
        length if length > max => Err(TextError::TooLong { length, max }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_forgets_case_accents_and_typography() {
        let table = [
            ("Événement", "evenement"),
            ("ŒUVRE Cœur Æther Straße ẞ", "oeuvre coeur aether strasse ss"),
            ("l’été « à l’Ouest »", "l'ete \" a l'ouest \""),
            ("  a\u{a0}\u{202f}b\r\n\tc ", "a b c"),
            ("ﬁchier №5 ①", "fichier no5 1"),
            ("Co\u{ad}pie\u{200b}", "copie"),
            ("e\u{301}te\u{301}", "ete"),
            ("İstanbul Łódź Øre", "istanbul lodz ore"),
            ("Wi‑Fi – 5 GHz", "wi-fi - 5 ghz"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn sort_keys_order_as_people_do() {
        let sorted = [
            "cote",
            "Côté 2",
            "coté 10",
            "Élan",
            "srv-2",
            "SRV-10",
            "srv-010b",
            "srv-123456789",
            "srv-1234567890",
            "zone",
        ];
        for pair in sorted.windows(2) {
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{} before {}", pair[0], pair[1]);
        }
        assert_eq!(sort_key("« Élan »"), sort_key("elan"));
    }

    #[test]
    fn initials_of_names_and_addresses() {
        let table = [
            ("Claire Morvan", "CM"),
            ("Jean-Pierre de La Tour", "JT"),
            ("élodie", "É"),
            ("jean.dupont@exemple.example", "JD"),
            ("  (Support) N2 ", "SN"),
            ("", "?"),
            ("—", "?"),
            ("ßeta", "S"),
        ];
        for (name, expected) in table {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn words_split_french_elisions() {
        let table: [(&str, &[&str]); 9] = [
            ("L’imprimante n’imprime plus", &["imprimante", "imprime", "plus"]),
            ("jusqu'à aujourd’hui qu’il", &["a", "aujourdhui", "il"]),
            ("The user's laptop can't start", &["the", "user", "laptop", "cant", "start"]),
            ("Wi-Fi e-mail wifi", &["wifi", "email", "wifi"]),
            ("srv-01 10.0.0.1 hs.", &["srv", "01", "10.0.0.1", "hs"]),
            ("erreur.Redémarrer", &["erreur", "redemarrer"]),
            ("mot-de-passe", &["mot", "de", "passe"]),
            ("", &[]),
            ("... --- '''", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn excerpts_end_at_a_word() {
        let table = [
            ("Court", 10, "Court"),
            ("Une phrase qui continue", 12, "Une phrase…"),
            ("Une phrase, qui continue", 12, "Une phrase…"),
            ("Anticonstitutionnellement", 10, "Anticonst…"),
            ("deux\n\nlignes", 20, "deux lignes"),
            ("abc", 1, "…"),
            ("abc", 0, ""),
        ];
        for (text, max, expected) in table {
            assert_eq!(excerpt(text, max), expected, "{text}");
        }
    }

    #[test]
    fn text_from_outside_is_checked() {
        assert_eq!(check_text("été", 3), Ok(()));
        assert_eq!(check_text("étés", 3), Err(TextError::TooLong { length: 4, max: 3 }));
        assert_eq!(check_text("a\0", 1), Err(TextError::Null));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn case_never_matters_in_latin_text(text in "[a-zA-Zà-öø-ÿ œ’'0-9-]{0,40}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }

        #[test]
        fn numbers_sort_by_value(a in any::<u64>(), b in any::<u64>()) {
            let key = |n: u64| sort_key(&format!("poste {n}"));
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }

        #[test]
        fn an_excerpt_never_exceeds_its_room(text in any::<String>(), max in 0usize..60) {
            prop_assert!(excerpt(&text, max).chars().count() <= max);
        }

        #[test]
        fn any_text_has_words_and_initials(text in any::<String>()) {
            prop_assert!(words(&text).iter().all(|word| !word.is_empty() && !word.contains(' ')));
            prop_assert!(matches!(initials(&text).chars().count(), 1 | 2));
        }
    }
}
