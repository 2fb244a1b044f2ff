//! One way to write a closed vocabulary: an enum whose words (serialised, shown in URLs and filters) and
//! codes (stored in a column) are stable for ever, stated once, side by side.

use thiserror::Error;

/// A word that is not in the vocabulary it was read for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{given}” is not a {what}; expected one of {}", .expected.join(", "))]
pub struct UnknownWord {
    /// What was being read, for example `priority`.
    pub what: &'static str,
    /// The word as given.
    pub given: String,
    /// Every accepted word, in order.
    pub expected: &'static [&'static str],
}

/// Declares an enum with `ALL`, `WORDS`, `as_str`, `code`, `from_code`, `Display`, `FromStr` (ASCII case
/// ignored) and serde by word. Codes are what the database stores and are never reused; words are what JSON,
/// URLs and filters carry.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        pub enum $name:ident($what:literal) {
            $( $(#[$variant_meta:meta])* $variant:ident = $code:literal, $word:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[repr(i16)]
        pub enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $word)] $variant = $code, )+
        }

        impl $name {
            /// Every value, in code order.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];
            /// Every word, in the order of `ALL`.
            pub const WORDS: &'static [&'static str] = &[$( $word ),+];

            /// The stable word: JSON, URLs, filters, translation keys.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )+
                }
            }

            /// The stable number that the database stores.
            pub const fn code(self) -> i16 {
                self as i16
            }

            /// The value stored as `code`, or nothing if no value has it.
            pub const fn from_code(code: i16) -> Option<Self> {
                match code {
                    $( $code => Some(Self::$variant), )+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.as_str().eq_ignore_ascii_case(word)).ok_or_else(|| {
                    $crate::vocabulary::UnknownWord { what: $what, given: word.to_owned(), expected: Self::WORDS }
                })
            }
        }
    };
}
pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    use crate::filter::{Column, Flag};
    use crate::priority::{Level, Priority, Severity};
    use crate::ticket_state::{Channel, Field, Kind, Party, PendingOn, State, StepKey};

    macro_rules! round_trips {
        ($($name:ident),+) => {$(
            for &value in $name::ALL {
                assert_eq!($name::from_code(value.code()), Some(value));
                assert_eq!(value.as_str().parse::<$name>().unwrap(), value);
                assert_eq!(value.to_string().to_uppercase().parse::<$name>().unwrap(), value);
                let json = serde_json::to_string(&value).unwrap();
                assert_eq!(json, format!("\"{}\"", value.as_str()));
                assert_eq!(serde_json::from_str::<$name>(&json).unwrap(), value);
            }
            assert_eq!($name::from_code(-1), None);
            assert!("".parse::<$name>().is_err());
        )+};
    }

    #[test]
    fn every_vocabulary_survives_code_word_and_json() {
        round_trips!(
            Level, Priority, Severity, Kind, State, PendingOn, Party, Field, Channel, StepKey, Column, Flag
        );
    }

    #[test]
    fn an_unknown_word_says_what_was_expected() {
        let error = "urgent".parse::<Level>().unwrap_err();
        assert_eq!(error.to_string(), "“urgent” is not a level; expected one of high, medium, low");
    }
}
