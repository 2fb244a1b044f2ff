//! What is wrong with a filter, in the reader's language.

use rules::filter::{self, ErrorKind, Filter, FilterError};
use web::{AppError, FieldError, Locale, i18n::t, t};

/// Reads a filter.
///
/// # Errors
/// `Invalid`: each fault as one of the field `filter`.
pub(super) fn parse(locale: Locale, text: &str) -> Result<Filter, AppError> {
    filter::parse(text).map_err(|faults| invalid(locale, &faults))
}

/// The faults as those of the field `filter`.
pub(super) fn invalid(locale: Locale, faults: &[FilterError]) -> AppError {
    AppError::Invalid(
        faults.iter().map(|fault| FieldError::new("filter", code(fault), message(locale, fault))).collect(),
    )
}

fn code(fault: &FilterError) -> &'static str {
    match fault.kind {
        ErrorKind::TooLong { .. } => "too-long",
        ErrorKind::TooManyTerms { .. } => "too-many-terms",
        ErrorKind::TooManyValues { .. } => "too-many-values",
        ErrorKind::TooDeep { .. } => "too-deep",
        ErrorKind::Null => "nul",
        ErrorKind::UnknownKey { .. } => "unknown-key",
        ErrorKind::UnknownValue { .. } => "unknown-value",
        ErrorKind::MissingValue => "missing-value",
        ErrorKind::NotComparable { .. } => "not-comparable",
        ErrorKind::NotCombinable => "not-combinable",
        ErrorKind::ReversedRange => "reversed-range",
        ErrorKind::UnclosedQuote => "unclosed-quote",
        ErrorKind::UnclosedParenthesis => "unclosed-parenthesis",
        ErrorKind::UnopenedParenthesis => "unopened-parenthesis",
        ErrorKind::DanglingOperator => "dangling-operator",
        ErrorKind::EmptyGroup => "empty-group",
    }
}

/// One sentence, with what would do where that is known.
pub(super) fn message(locale: Locale, fault: &FilterError) -> String {
    let column =
        |column: filter::Column| t(locale, &format!("queues-column-{}", column.as_str().replace('_', "-")));
    let said = match &fault.kind {
        ErrorKind::TooLong { max } => t!(locale, "queues-filter-too-long", max = *max),
        ErrorKind::TooManyTerms { max } => t!(locale, "queues-filter-too-many-terms", max = *max),
        ErrorKind::TooManyValues { max } => t!(locale, "queues-filter-too-many-values", max = *max),
        ErrorKind::TooDeep { max } => t!(locale, "queues-filter-too-deep", max = *max),
        ErrorKind::UnknownKey { key, nearest: Some(nearest) } => {
            t!(locale, "queues-filter-unknown-key-nearest", key = key.as_str(), nearest = *nearest)
        }
        ErrorKind::UnknownKey { key, nearest: None } => {
            t!(locale, "queues-filter-unknown-key", key = key.as_str())
        }
        ErrorKind::UnknownValue { column: of, value } => {
            t!(locale, "queues-filter-unknown-value", column = column(*of), value = value.as_str())
        }
        ErrorKind::NotComparable { column: of } => {
            t!(locale, "queues-filter-not-comparable", column = column(*of))
        }
        _ => t(locale, &format!("queues-filter-{}", code(fault))),
    };
    if fault.expected.is_empty() {
        return said;
    }
    let expected = fault.expected.join(", ");
    t!(locale, "queues-filter-expected", said = said, expected = expected)
}
