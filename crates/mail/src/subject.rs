//! Subjects: what is left without `Re:` and `Fwd:` in the languages people write, and the ticket numbers in them.

/// What mail programs put before a subject when they answer or forward.
const PREFIXES: [&str; 34] = [
    "re",
    "réf",
    "ref",
    "rép",
    "rep",
    "fwd",
    "fw",
    "tr",
    "trans",
    "aw",
    "antw",
    "antwort",
    "wg",
    "weitergeleitet",
    "sv",
    "vs",
    "vb",
    "rv",
    "enc",
    "res",
    "odp",
    "pd",
    "vl",
    "vá",
    "továbbítás",
    "ynt",
    "ilt",
    "atb",
    "fs",
    "bls",
    "回复",
    "答复",
    "转发",
    "返信",
];

/// Tags that mail gateways put before the subjects of strangers.
const TAGS: [&str; 8] =
    ["[ext]", "[external]", "[externe]", "[extern]", "[spam]", "***spam***", "[caution]", "{spam?}"];

/// The subject without the prefixes of answers and forwards, however many, and without the tags of gateways.
pub fn base(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(shorter) = without_prefix(rest).or_else(|| without_tag(rest)) {
        rest = shorter;
    }
    rest
}

/// Whether the subject says that it answers or forwards something.
pub fn is_answer(subject: &str) -> bool {
    let mut rest = subject.trim();
    loop {
        if without_prefix(rest).is_some() {
            return true;
        }
        match without_tag(rest) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// `Re:`, `RE :`, `Re[2]:`, `Re(3):`, `TR:`, with a full-width colon too.
fn without_prefix(text: &str) -> Option<&str> {
    let colon = text.char_indices().take(24).find(|(_, c)| matches!(c, ':' | '：'))?;
    let (word, rest) = (text.get(..colon.0)?, text.get(colon.0 + colon.1.len_utf8()..)?);
    let word = word.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    // A counter of answers.
    let word = match word.find(['[', '(', '^', '*']) {
        Some(at) => {
            let (word, counter) = word.split_at(at);
            let is_counter =
                counter.chars().all(|c| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | '^' | '*'));
            if !is_counter {
                return None;
            }
            word
        }
        None => word.trim_end_matches(|c: char| c.is_ascii_digit()),
    };
    let word = word.trim().to_lowercase();
    PREFIXES.contains(&word.as_str()).then(|| rest.trim_start())
}

fn without_tag(text: &str) -> Option<&str> {
    TAGS.iter().find_map(|tag| {
        text.get(..tag.len()).filter(|head| head.eq_ignore_ascii_case(tag))?;
        text.get(tag.len()..).map(str::trim_start)
    })
}

/// A ticket number in a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberToken {
    /// The prefix as configured, e.g. `INC`: perhaps a former kind, so never a condition for finding the ticket.
    pub prefix: String,
    /// From 1.
    pub number: i64,
    /// `[INC-42]`: ours, as our mails write it. Without brackets a person may have typed it.
    pub bracketed: bool,
}

/// The ticket numbers in a subject, those in brackets first, each once. `prefixes` are the letters before the dash: `INC`, `REQ` …
pub fn numbers(subject: &str, prefixes: &[&str]) -> Vec<NumberToken> {
    let mut found: Vec<NumberToken> = Vec::new();
    for (at, _) in subject.char_indices() {
        let Some(rest) = subject.get(at..) else { continue };
        let before = subject.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/')) {
            continue;
        }
        for prefix in prefixes.iter().filter(|prefix| !prefix.is_empty()) {
            let Some((number, after)) = number_at(rest, prefix) else { continue };
            let opened = subject
                .get(..at)
                .is_some_and(|before| before.trim_end().trim_end_matches(['#', ' ']).ends_with('['));
            let token = NumberToken {
                prefix: (*prefix).to_owned(),
                number,
                bracketed: opened && after.trim_start().starts_with(']'),
            };
            match found.iter_mut().find(|one| one.number == token.number) {
                Some(same) => same.bracketed |= token.bracketed,
                None => found.push(token),
            }
        }
    }
    found.sort_by_key(|token| !token.bracketed);
    found
}

/// The number after the prefix that `text` begins with, and what follows it.
fn number_at<'a>(text: &'a str, prefix: &str) -> Option<(i64, &'a str)> {
    text.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix))?;
    let rest = text.get(prefix.len()..)?;
    let digits = rest.trim_start_matches(['-', '\u{2010}', '\u{2011}', '\u{2013}', ' ', '\u{a0}']);
    // At most one dash or blank, and one there must be.
    if !(1..=1).contains(&rest.chars().count().saturating_sub(digits.chars().count())) {
        return None;
    }
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (number, after) = digits.split_at_checked(end)?;
    let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        || after.strip_prefix(['-', '.', ',']).is_some_and(|a| a.starts_with(|c: char| c.is_ascii_digit()));
    let number: i64 = number.parse().ok()?;
    (number > 0 && !goes_on).then_some((number, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prefixes_go_in_every_language() {
        let table = [
            ("Re: Panne", "Panne"),
            ("RE : Panne", "Panne"),
            ("Re\u{a0}: Panne", "Panne"),
            ("TR: Fwd: re[2]: AW: Antw: SV: RV: WG: Panne", "Panne"),
            ("Réf. Panne", "Réf. Panne"),
            ("Re^3: Panne", "Panne"),
            ("[EXTERNAL] Re: [Ext] Panne", "Panne"),
            ("回复：Panne", "Panne"),
            ("Report: disk full", "Report: disk full"),
            ("Re", "Re"),
            ("Re:", ""),
            ("", ""),
            ("Panne re: disque", "Panne re: disque"),
            ("RES: Printer", "Printer"),
        ];
        for (subject, left) in table {
            assert_eq!(base(subject), left, "{subject}");
        }
        assert!(is_answer("[EXT] RE: x") && !is_answer("x re: y"));
    }

    #[test]
    fn numbers_are_found_where_they_are_meant() {
        let table: [(&str, &[(i64, bool)]); 14] = [
            ("Re: [INC-42] Panne", &[(42, true)]),
            ("Re: [inc-42]", &[(42, true)]),
            ("[#INC-42]", &[(42, true)]),
            ("[INC\u{2011}42] x", &[(42, true)]),
            ("au sujet de INC-42, merci", &[(42, false)]),
            ("see REQ 7", &[(7, false)]),
            ("INC-1 and [REQ-2]", &[(2, true), (1, false)]),
            ("INC-42 [INC-42]", &[(42, true)]),
            ("INC-2026-000042", &[]),
            ("ZINC-42", &[]),
            ("INC-42b INC-0 INC- INC--4", &[]),
            ("SINC-42/INC-43", &[]),
            ("INC-42.", &[(42, false)]),
            ("INC-99999999999999999999", &[]),
        ];
        for (subject, expected) in table {
            let found: Vec<(i64, bool)> = numbers(subject, &["INC", "REQ"])
                .into_iter()
                .map(|token| (token.number, token.bracketed))
                .collect();
            assert_eq!(found, expected, "{subject}");
        }
    }

    proptest! {
        #[test]
        fn any_subject_is_answered(subject in "\\PC*") {
            prop_assert!(subject.contains(base(&subject)));
            let _ = numbers(&subject, &["INC"]);
        }

        #[test]
        fn our_own_numbers_come_back(number in 1..=i64::MAX, subject in "[a-z ]*") {
            let found = numbers(&format!("Re: [INC-{number}] {subject}"), &["INC", "REQ"]);
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!((found[0].number, found[0].bracketed), (number, true));
        }
    }
}
