//! Statement texts: one for both engines, or a declared difference.

use std::borrow::Cow;

use crate::Engine;

/// A statement: the same text for both engines, or one for each.
#[derive(Debug, Clone, Copy)]
pub enum Sql<'a> {
    /// The same text.
    Same(&'a str),
    /// A real difference between the engines; a guard counts these.
    Split {
        /// The text for SQLite.
        sqlite: &'a str,
        /// The text for PostgreSQL.
        postgres: &'a str,
    },
}

impl<'a> Sql<'a> {
    pub(crate) fn text(self, engine: Engine) -> &'a str {
        match (self, engine) {
            (Self::Same(text), _)
            | (Self::Split { sqlite: text, .. }, Engine::Sqlite)
            | (Self::Split { postgres: text, .. }, Engine::Postgres) => text,
        }
    }
}

impl<'a> From<&'a str> for Sql<'a> {
    fn from(text: &'a str) -> Self {
        Self::Same(text)
    }
}

impl<'a> From<&'a String> for Sql<'a> {
    fn from(text: &'a String) -> Self {
        Self::Same(text)
    }
}

/// Rewrites `$n` to `?n`: SQLite numbers `$n` by first appearance, so a repeated or out-of-order
/// parameter would be bound to the wrong value.
pub(crate) fn number_for_sqlite(text: &str) -> Cow<'_, str> {
    if !text.contains('$') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                quoted = !quoted;
                out.push(c);
            }
            '$' if !quoted && chars.peek().is_some_and(char::is_ascii_digit) => out.push('?'),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_renumbered_outside_quotes() {
        assert_eq!(number_for_sqlite("SELECT $2, $1, '$3', $2"), "SELECT ?2, ?1, '$3', ?2");
        assert_eq!(number_for_sqlite("SELECT 1"), "SELECT 1");
        assert_eq!(number_for_sqlite("SELECT 'it''s $1', $10"), "SELECT 'it''s $1', ?10");
    }
}
