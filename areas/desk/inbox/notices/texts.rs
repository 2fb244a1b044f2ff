//! The texts of letters: those that come with the product, and those that a desk wrote instead.

use db::Read;
use web::Locale;

use super::Kind;
use crate::inbox::store;

const ENGLISH: &str = include_str!("defaults/en.txt");
const FRENCH: &str = include_str!("defaults/fr.txt");

/// A letter's subject and body, with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct Text {
    /// One line.
    pub(in crate::inbox) subject: String,
    /// Paragraphs.
    pub(in crate::inbox) body: String,
}

/// The text of a kind of letter that comes with the product.
pub(in crate::inbox) fn standard(kind: Kind, locale: Locale) -> Text {
    let all = match locale {
        Locale::En => ENGLISH,
        Locale::Fr => FRENCH,
    };
    let sections = all.split("=== ").filter_map(|section| section.split_once('\n'));
    let found = sections.into_iter().find(|(name, _)| *name == kind.as_str()).map(|(_, text)| text);
    let (subject, body) = found
        .and_then(|text| text.split_once("\n\n"))
        .unwrap_or(("[{{ number }}] {{ title }}", "{{ words }}\n\n{{ link }}"));
    Text { subject: subject.to_owned(), body: body.trim_end().to_owned() }
}

/// A text that a desk wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct OwnText {
    /// Which letter.
    pub(in crate::inbox) kind: Kind,
    /// In which language.
    pub(in crate::inbox) locale: Locale,
    /// What it says; nothing once the product's text was taken back.
    pub(in crate::inbox) text: Option<Text>,
    /// Why it could not be used when a mail was to be sent; empty while it can.
    pub(in crate::inbox) failing: String,
    /// For optimistic concurrency; a text that was never written has 0.
    pub(in crate::inbox) version: i64,
}

impl OwnText {
    /// A text that was never written.
    pub(in crate::inbox) const fn unwritten(kind: Kind, locale: Locale) -> Self {
        Self { kind, locale, text: None, failing: String::new(), version: 0 }
    }
}

/// A desk's own text of a kind of letter, or that there is none.
pub(in crate::inbox) fn own(
    read: &Read<'_>,
    desk_id: i64,
    kind: Kind,
    locale: Locale,
) -> db::Result<OwnText> {
    Ok(store::text(read, desk_id, kind, locale)?.unwrap_or_else(|| OwnText::unwritten(kind, locale)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::notices::{Look, check, letter, sample};

    #[test]
    fn every_kind_has_a_text_in_both_languages_that_can_be_written() {
        for kind in Kind::ALL {
            for locale in Locale::ALL {
                let all = if locale == Locale::En { ENGLISH } else { FRENCH };
                assert!(all.contains(&format!("=== {}\n", kind.as_str())), "{kind:?} {locale}");
                let text = standard(*kind, locale);
                let filled = sample(locale, *kind, "Support", "https://desk.example");
                let said: Vec<(&str, String)> =
                    filled.0.iter().map(|(variable, value)| (variable.name(), value.clone())).collect();
                assert_eq!(check(&text.subject, &said), Ok(()), "{kind:?} {locale}");
                assert_eq!(check(&text.body, &said), Ok(()), "{kind:?} {locale}");
                let written = letter((&text.subject, &text.body), &filled, locale, Look::Any).unwrap();
                for part in [&written.subject, &written.text, &written.html] {
                    assert!(
                        !part.contains("{{") && !part.contains('\u{E000}') && !part.contains("inbox-mail"),
                        "{kind:?} {locale}: {part}"
                    );
                }
                assert!(!written.subject.contains('\n') && !written.text.contains("]("), "{}", written.text);
            }
        }
    }

    /// What an administrator may count on in one language is there in the other.
    #[test]
    fn both_languages_use_the_same_variables() {
        let used = |kind: Kind, locale: Locale| -> Vec<String> {
            let text = standard(kind, locale);
            let all = format!("{}\n{}", text.subject, text.body);
            let mut names: Vec<String> = all
                .split("{{ ")
                .skip(1)
                .filter_map(|rest| Some(rest.split_once(" }}")?.0.to_owned()))
                .collect();
            names.sort();
            names.dedup();
            names
        };
        for kind in Kind::ALL {
            assert_eq!(used(*kind, Locale::En), used(*kind, Locale::Fr), "{kind:?}");
        }
    }
}
