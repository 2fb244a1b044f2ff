//! The one expression language of the product (architecture §4; docs/guide/filters.md): queue, API, search,
//! routing, automation and silences read the same text into the same typed tree.
//!
//! ```text
//! priority:P1 team:network is:unassigned sla:<1h
//! état:ouvert (équipe:réseau OU catégorie:vpn) -demandeur:"Claire Morvan" créé:>7j
//! ```
//!
//! `parse` reads, `Filter::to_canonical` writes (reading it again gives the same tree), `Filter::terms`
//! gives the chips, `Expr::matches` evaluates in memory and the store renders SQL from `Expr`.

mod canonical;
mod error;
mod parse;
mod record;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod window;
mod words;

use serde::Serialize;

pub use error::{ErrorKind, FilterError};
pub use record::{Record, Viewer};
pub use tree::{Column, Expr, Flag, Holds, Op, Relative, Test, Value, When};
pub use window::Window;

/// The longest text, in bytes; the canonical form keeps to it too.
pub const MAX_BYTES: usize = 4096;
/// The most terms.
pub const MAX_TERMS: usize = 64;
/// The most values in one list.
pub const MAX_VALUES: usize = 100;
/// The deepest parentheses.
pub const MAX_DEPTH: usize = 16;

/// A filter that was read without fault.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    expr: Expr,
}

/// A term at the top of a filter: a chip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// What it tests, if it is one plain test; nothing for a group or a negation.
    pub column: Option<Column>,
    /// Its canonical text.
    pub text: String,
    /// The canonical text of the filter without it.
    pub without: String,
}

/// Reads a filter. An empty text is the filter that every ticket satisfies.
///
/// # Errors
/// Every fault found, in order of place, each with its bytes and what was expected.
pub fn parse(text: &str) -> Result<Filter, Vec<FilterError>> {
    let filter = Filter { expr: parse::parse(text)? };
    if filter.to_canonical().len() > MAX_BYTES {
        let kind = ErrorKind::TooLong { max: MAX_BYTES };
        return Err(vec![FilterError { at: 0..text.len(), kind, expected: vec![] }]);
    }
    Ok(filter)
}

impl Filter {
    /// The tree.
    pub const fn expr(&self) -> &Expr {
        &self.expr
    }

    /// Whether every ticket satisfies it.
    pub fn is_empty(&self) -> bool {
        self.expr == Expr::And(vec![])
    }

    /// The text in canonical keys and words; what is stored in a saved view and put in a URL.
    pub fn to_canonical(&self) -> String {
        canonical::write(&self.expr)
    }

    /// The terms that all have to hold, as chips that can be removed one by one.
    pub fn terms(&self) -> Vec<Term> {
        let terms: &[Expr] = match &self.expr {
            Expr::And(terms) => terms,
            one => std::slice::from_ref(one),
        };
        let others = |index: usize| {
            terms.iter().enumerate().filter(move |(other, _)| *other != index).map(|(_, term)| term.clone())
        };
        let chip = |(index, term): (usize, &Expr)| Term {
            column: match term {
                Expr::Test(test) => Some(test.column),
                _ => None,
            },
            text: canonical::write(term),
            without: canonical::write(&parse::all(others(index).collect())),
        };
        terms.iter().enumerate().map(chip).collect()
    }

    /// Both filters together: a saved view and what is typed on top of it.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { expr: parse::all(vec![self.expr, other.expr]) }
    }

    /// Whether a record satisfies it.
    pub fn matches(&self, record: &Record, viewer: &Viewer) -> bool {
        self.expr.matches(record, viewer)
    }
}

impl Column {
    /// What the key takes, for completion: the words of its vocabulary, or examples.
    pub const fn expected(self) -> &'static [&'static str] {
        value::expected(self)
    }

    /// The other names of the key, French ones included.
    pub fn aliases(self) -> &'static [&'static str] {
        words::COLUMNS.iter().find(|(column, _)| *column == self).map_or(&[], |(_, aliases)| aliases)
    }
}
