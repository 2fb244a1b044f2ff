//! Ticket numbers (product.md §2.1): one sequence for all kinds, the prefix follows the kind. `INC-42` stays
//! findable after a conversion to `REQ-42`, so a search goes by the number and only displays the prefix.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::ticket_state::Kind;

/// The text is not a ticket number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a ticket number; expected something like INC-42")]
pub struct NotANumber;

/// A ticket number as shown: prefix of its kind and position in the one sequence. Sorted and compared by the
/// number first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketNumber {
    /// The position in the sequence, from 1.
    pub number: i64,
    /// What gives the prefix.
    pub kind: Kind,
}

impl TicketNumber {
    /// The number of a ticket of this kind.
    pub const fn new(kind: Kind, number: i64) -> Self {
        Self { number, kind }
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.kind.prefix(), self.number))
    }
}

impl FromStr for TicketNumber {
    type Err = NotANumber;

    /// Reads `INC-42`, case ignored. The prefix is mandatory; `parse_loose` takes what people type.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        match parse_loose(text)? {
            LooseNumber { kind: Some(kind), number } => Ok(Self { number, kind }),
            LooseNumber { kind: None, .. } => Err(NotANumber),
        }
    }
}

impl Serialize for TicketNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TicketNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A ticket number as a person types or quotes it; without a prefix the kind is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LooseNumber {
    /// The position in the sequence, from 1.
    pub number: i64,
    /// The kind that the prefix named: perhaps a former one, so never a condition for finding the ticket.
    pub kind: Option<Kind>,
}

impl fmt::Display for LooseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) => TicketNumber { number: self.number, kind }.fmt(f),
            None => self.number.fmt(f),
        }
    }
}

/// Reads `INC-42`, `inc42`, `INC 42`, `#INC-42`, `42` and `#42`, with spaces around and leading zeros.
///
/// # Errors
/// `NotANumber` for anything else, for zero and for what does not fit 63 bits.
pub fn parse_loose(text: &str) -> Result<LooseNumber, NotANumber> {
    let text = text.trim();
    let text = text.strip_prefix('#').unwrap_or(text);
    let digits_at = text.find(|c: char| c.is_ascii_digit()).ok_or(NotANumber)?;
    let (prefix, digits) = text.split_at_checked(digits_at).ok_or(NotANumber)?;
    let kind = match prefix {
        "" => None,
        prefix => {
            let word = prefix.strip_suffix(['-', '\u{2011}', '\u{2010}', ' ', '\u{a0}']).unwrap_or(prefix);
            let kind = Kind::ALL.iter().copied().find(|kind| kind.prefix().eq_ignore_ascii_case(word));
            Some(kind.ok_or(NotANumber)?)
        }
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotANumber);
    }
    match digits.parse() {
        Ok(number) if number > 0 => Ok(LooseNumber { number, kind }),
        _ => Err(NotANumber),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_read() {
        let table = [
            ("INC-42", Some(Kind::Incident), 42),
            ("inc42", Some(Kind::Incident), 42),
            ("Req 7", Some(Kind::Request), 7),
            ("PRB\u{2011}0003", Some(Kind::Problem), 3),
            ("#chg-12", Some(Kind::Change), 12),
            (" 42 ", None, 42),
            ("#42", None, 42),
            ("9223372036854775807", None, i64::MAX),
        ];
        for (text, kind, number) in table {
            assert_eq!(parse_loose(text), Ok(LooseNumber { number, kind }), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        let wrong = [
            "",
            "#",
            "INC",
            "INC-",
            "INC-0",
            "0",
            "-1",
            "INC--4",
            "4x",
            "TIC-4",
            "42.0",
            "9223372036854775808",
            "٤٢",
            "##4",
        ];
        for text in wrong {
            assert_eq!(parse_loose(text), Err(NotANumber), "{text}");
        }
        assert_eq!("42".parse::<TicketNumber>(), Err(NotANumber));
    }

    #[test]
    fn it_is_written_with_its_prefix() {
        let number = TicketNumber::new(Kind::Request, 42);
        assert_eq!(number.to_string(), "REQ-42");
        assert_eq!(format!("{number:>8}"), "  REQ-42");
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"REQ-42\"");
        assert_eq!(serde_json::from_str::<TicketNumber>("\"req-42\"").unwrap(), number);
    }

    proptest! {
        #[test]
        fn every_number_survives_writing_and_reading(number in 1..=i64::MAX, kind in prop::sample::select(Kind::ALL)) {
            let number = TicketNumber::new(kind, number);
            prop_assert_eq!(number.to_string().parse::<TicketNumber>(), Ok(number));
            prop_assert_eq!(number.to_string().to_lowercase().replace('-', "").parse::<TicketNumber>(), Ok(number));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = parse_loose(&text);
        }
    }
}
