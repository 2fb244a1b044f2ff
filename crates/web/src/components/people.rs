//! People as small circles. People are grey; only the reader is in colour; a ring means « writing now »; a square is a provider; a
//! dashed circle is nobody.

use maud::{Markup, html};

use super::icon::icon;
use crate::i18n::{Locale, t};
use crate::t;

/// Someone, or something that acts, or nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avatar<'a> {
    /// Somebody, by name.
    Person(&'a str),
    /// The reader.
    Me(&'a str),
    /// Somebody of a provider.
    Provider(&'a str),
    /// Somebody who is writing now.
    Writing(&'a str),
    /// The machine itself.
    Machine,
    /// No assignee.
    Nobody,
}

impl Avatar<'_> {
    /// At the size of a list row.
    pub fn show(self, locale: Locale) -> Markup {
        self.sized(locale, "")
    }

    /// Small, beside text.
    pub fn small(self, locale: Locale) -> Markup {
        self.sized(locale, " sm")
    }

    /// Large, on cards.
    pub fn large(self, locale: Locale) -> Markup {
        self.sized(locale, " lg")
    }

    fn sized(self, locale: Locale, size: &str) -> Markup {
        let (kind, label, shown) = match self {
            Self::Person(name) => ("", name.to_owned(), Ok(initials(name))),
            Self::Me(name) => (" me", t!(locale, "web-person-you", name = name), Ok(initials(name))),
            Self::Provider(name) => {
                (" ext", t!(locale, "web-person-provider", name = name), Ok(initials(name)))
            }
            Self::Writing(name) => {
                (" live", t!(locale, "web-person-writing", name = name), Ok(initials(name)))
            }
            Self::Machine => (" bot", t(locale, "web-person-machine"), Err("spark")),
            Self::Nobody => (" none", t(locale, "web-person-nobody"), Err("user")),
        };
        html! {
            span class={ "av" (size) (kind) } role="img" aria-label=(label) title=(label) {
                @match shown {
                    Ok(letters) => (letters),
                    Err(symbol) => (icon(symbol)),
                }
            }
        }
    }
}

/// Two letters for a name: of its first and last words. « Sophie Le Goff » is SG unless the display name says otherwise; one word
/// gives one letter; nothing gives « ? ».
pub fn initials(name: &str) -> String {
    let mut letters = name
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let text: String = first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect();
    if text.is_empty() { "?".to_owned() } else { text }
}
