//! What is wrong with a filter, where, and what was expected: enough to underline it while it is being typed.

use std::ops::Range;

use serde::Serialize;
use thiserror::Error;

use super::tree::Column;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[error("{kind} (at {})", .at.start)]
pub struct FilterError {
    /// The bytes of the text concerned.
    pub at: Range<usize>,
    /// What is wrong.
    pub kind: ErrorKind,
    /// What would do: keys, words, or examples.
    pub expected: Vec<&'static str>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ErrorKind {
    /// The text, or its canonical form, is too long.
    #[error("the filter is longer than {max} bytes")]
    TooLong {
        /// The limit, in bytes.
        max: usize,
    },
    /// Too many terms.
    #[error("the filter has more than {max} terms")]
    TooManyTerms {
        /// The limit.
        max: usize,
    },
    /// Too many values in one list.
    #[error("the list has more than {max} values")]
    TooManyValues {
        /// The limit.
        max: usize,
    },
    /// Parentheses too deep.
    #[error("parentheses are nested deeper than {max}")]
    TooDeep {
        /// The limit.
        max: usize,
    },
    /// U+0000.
    #[error("the filter contains a null character")]
    Null,
    /// No key of this name. Quote the word to search for it as text.
    #[error("there is no key “{key}”")]
    UnknownKey {
        /// The key as typed.
        key: String,
        /// The canonical key that it resembles most.
        nearest: Option<&'static str>,
    },
    /// The key does not take this value.
    #[error("{column} does not take “{value}”")]
    UnknownValue {
        /// The key.
        column: Column,
        /// The value as typed.
        value: String,
    },
    /// A key, comparison or comma without a value.
    #[error("a value is missing")]
    MissingValue,
    /// The key takes no `<`, `>` or range.
    #[error("{column} cannot be compared; quote the value if it begins with a comparison sign")]
    NotComparable {
        /// The key.
        column: Column,
    },
    /// The value cannot stand after a comparison or in a range or list (`me`, `none`, a duration in a list,
    /// two kinds of time).
    #[error("this value cannot be compared or combined")]
    NotCombinable,
    /// A range that ends before it begins.
    #[error("the range ends before it begins")]
    ReversedRange,
    /// A quote without its end.
    #[error("the quote is not closed")]
    UnclosedQuote,
    /// A parenthesis without its end.
    #[error("the parenthesis is not closed")]
    UnclosedParenthesis,
    /// A closing parenthesis without its beginning.
    #[error("this parenthesis closes nothing")]
    UnopenedParenthesis,
    /// AND, OR or NOT without what it joins.
    #[error("the operator has nothing to apply to")]
    DanglingOperator,
    /// `()`.
    #[error("the parentheses are empty")]
    EmptyGroup,
}
