//! Texts that administrators write: plain words in which variables stand in double braces and passages depend on whether a
//! variable says something. Nothing else is understood: no loop, no filter, no call, no attribute, so that a text reaches
//! nothing beyond its variables and always ends. What is refused is refused before it is saved, with its line.

use std::collections::BTreeMap;

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};

/// Steps that a text may take; a long one takes a few hundred.
const FUEL: u64 = 20_000;
/// The longest text that is written, in characters.
pub(in crate::inbox) const LONGEST: usize = 10_000;

/// Why a text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct Fault {
    /// The line, from 1.
    pub(in crate::inbox) line: usize,
    /// What is wrong there.
    pub(in crate::inbox) problem: Problem,
}

/// What is wrong in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) enum Problem {
    /// It is empty.
    Empty,
    /// It is longer than [`LONGEST`].
    Long,
    /// A variable that there is not.
    Unknown(String),
    /// More than a variable stands in double braces.
    Expression(String),
    /// A statement other than `if`, `elif`, `else`, `endif`.
    Statement(String),
    /// A brace that is opened and not closed.
    Open,
    /// What the engine says.
    Syntax(String),
    /// It takes too long.
    Endless,
}

/// Writes a text with these variables.
///
/// # Errors
/// [`Fault`].
pub(in crate::inbox) fn render(source: &str, variables: &[(&str, String)]) -> Result<String, Fault> {
    let names: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
    allowed(source, &names)?;
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    engine.set_recursion_limit(50);
    let values: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let values = Value::from(values);
    let written = engine.render_str(source, values);
    written.map_err(|error| Fault {
        line: error.line().unwrap_or(1),
        problem: match error.kind() {
            ErrorKind::OutOfFuel => Problem::Endless,
            _ => Problem::Syntax(error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)),
        },
    })
}

/// Whether a text can be used: it is read, and written once with everything there is to say and once with nothing.
///
/// # Errors
/// [`Fault`].
pub(in crate::inbox) fn check(source: &str, variables: &[(&str, String)]) -> Result<(), Fault> {
    if source.trim().is_empty() {
        return Err(Fault { line: 1, problem: Problem::Empty });
    }
    if source.chars().count() > LONGEST {
        return Err(Fault { line: source.lines().count(), problem: Problem::Long });
    }
    let nothing: Vec<(&str, String)> = variables.iter().map(|(name, _)| (*name, String::new())).collect();
    render(source, variables).and_then(|_| render(source, &nothing)).map(drop)
}

/// Looks at everything between braces before the engine does.
fn allowed(source: &str, names: &[&str]) -> Result<(), Fault> {
    let mut rest = source;
    let mut line = 1;
    while let Some((before, kind, inside, after)) = next_braces(rest) {
        line += before.matches('\n').count();
        let fault = |problem| Err(Fault { line, problem });
        let Some(inside) = inside else { return fault(Problem::Open) };
        let words = inside.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim();
        match kind {
            '{' if !is_name(words) => return fault(Problem::Expression(shortened(words))),
            '{' if !names.contains(&words) => return fault(Problem::Unknown(shortened(words))),
            '%' => statement(words, names).or_else(fault)?,
            _ => {}
        }
        line += inside.matches('\n').count();
        rest = after;
    }
    Ok(())
}

/// What stands before the next opening, which kind of opening it is, what it encloses, and the rest.
fn next_braces(text: &str) -> Option<(&str, char, Option<&str>, &str)> {
    let (at, kind) = text.match_indices('{').find_map(|(at, _)| {
        match text.get(at + 1..).and_then(|rest| rest.chars().next()) {
            Some(kind @ ('{' | '%' | '#')) => Some((at, kind)),
            _ => None,
        }
    })?;
    let close = match kind {
        '{' => "}}",
        '%' => "%}",
        _ => "#}",
    };
    let (before, opened) = (text.get(..at)?, text.get(at + 2..)?);
    Some(match opened.split_once(close) {
        Some((inside, after)) => (before, kind, Some(inside), after),
        None => (before, kind, None, ""),
    })
}

fn statement(words: &str, names: &[&str]) -> Result<(), Problem> {
    let (keyword, condition) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    match keyword {
        "else" | "endif" if condition.trim().is_empty() => Ok(()),
        "if" | "elif" => conditions(condition, names),
        _ => Err(Problem::Statement(shortened(words))),
    }
}

/// Variables, `not`, `and`, `or`, `==`, `!=`, words in quotes and round brackets.
fn conditions(condition: &str, names: &[&str]) -> Result<(), Problem> {
    let wrong = || Err(Problem::Expression(shortened(condition.trim())));
    let mut rest = condition.trim();
    if rest.is_empty() {
        return wrong();
    }
    while let Some(first) = rest.chars().next() {
        rest = if let '"' | '\'' = first {
            match rest.get(1..).and_then(|text| text.split_once(first)) {
                Some((quoted, after)) if !quoted.contains('\\') => after,
                _ => return wrong(),
            }
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            // A name before a bracket would be a call.
            let called = after.trim_start().starts_with('(');
            match word {
                "not" | "and" | "or" => after,
                _ if called => return wrong(),
                _ if names.contains(&word) => after,
                _ => return Err(Problem::Unknown(shortened(word))),
            }
        } else if let Some(after) =
            ["==", "!=", "(", ")", " ", "\n", "\r", "\t"].iter().find_map(|sign| rest.strip_prefix(sign))
        {
            after
        } else {
            return wrong();
        };
    }
    Ok(())
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn shortened(words: &str) -> String {
    rules::text::excerpt(words, 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn variables() -> Vec<(&'static str, String)> {
        vec![("title", "VPN {{ drops }}".to_owned()), ("by", String::new()), ("number", "INC-1".to_owned())]
    }

    #[test]
    fn variables_and_conditions_are_written() {
        let table = [
            ("Hello", "Hello"),
            ("{{ number }}: {{title}}", "INC-1: VPN {{ drops }}"),
            ("{% if by %}by {{ by }}{% else %}nobody{% endif %}", "nobody"),
            ("{% if not by and (number == \"INC-1\") -%}  one{% endif %}", "one"),
            ("a { b } c {# a note #}.", "a { b } c ."),
        ];
        for (source, expected) in table {
            assert_eq!(render(source, &variables()).as_deref(), Ok(expected), "{source}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        use Problem::{Empty, Expression, Open, Statement, Unknown};
        let owned = str::to_owned;
        let table = [
            ("a\n\n{{ nobody }}", 3, Unknown(owned("nobody"))),
            ("{{ title.length }}", 1, Expression(owned("title.length"))),
            ("{{ title|upper }}", 1, Expression(owned("title|upper"))),
            ("{{ range(10) }}", 1, Expression(owned("range(10)"))),
            ("{{ \"x\" * 100000000 }}", 1, Expression(owned("\"x\" * 100000000"))),
            ("{{ title[0] }}", 1, Expression(owned("title[0]"))),
            ("x\n{% for a in title %}{% endfor %}", 2, Statement(owned("for a in title"))),
            ("{% set x = title %}", 1, Statement(owned("set x = title"))),
            ("{% include 'x' %}", 1, Statement(owned("include 'x'"))),
            ("{% macro x() %}{% endmacro %}", 1, Statement(owned("macro x()"))),
            ("{% raw %}{% endraw %}", 1, Statement(owned("raw"))),
            ("{% if title() %}{% endif %}", 1, Expression(owned("title()"))),
            ("{% if secret %}{% endif %}", 1, Unknown(owned("secret"))),
            ("{% if title.x %}{% endif %}", 1, Expression(owned("title.x"))),
            ("a\nb {{ title", 2, Open),
            ("  \n ", 1, Empty),
        ];
        for (source, line, problem) in table {
            assert_eq!(check(source, &variables()), Err(Fault { line, problem }), "{source}");
        }
        let unended = check("a\n{% if by %}\nb", &variables()).unwrap_err();
        assert!(matches!(unended.problem, Problem::Syntax(_)), "{unended:?}");
        assert_eq!(check(&"x".repeat(LONGEST + 1), &variables()).unwrap_err().problem, Problem::Long);
    }

    proptest! {
        #[test]
        fn any_text_is_written_or_refused(source in "[a-z{}%# \n|.()'\"-]{0,60}") {
            let _ = check(&source, &variables());
        }

        #[test]
        fn what_variables_say_is_never_read_as_a_text(value in "[a-z{}%#. ]{0,40}") {
            let said = vec![("title", value.clone())];
            prop_assert_eq!(render("{{ title }}", &said), Ok(value));
        }
    }
}
