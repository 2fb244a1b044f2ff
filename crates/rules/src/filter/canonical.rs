//! Writes a tree back as text: canonical English keys and words, the same tree when read again, one chip a
//! term.

use super::parse::OPERATORS;
use super::tree::{Column, Expr, Op, Test, Value};
use super::value::{write_duration, write_when};
use super::words;
use crate::number::parse_loose;

/// Where an expression stands, which decides on parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Or,
    And,
    Not,
}

pub(super) fn write(expr: &Expr) -> String {
    let mut text = String::new();
    push(expr, Inside::Nothing, &mut text);
    text
}

fn push(expr: &Expr, inside: Inside, text: &mut String) {
    match expr {
        Expr::And(terms) => push_joined(terms, " ", Inside::And, inside == Inside::Not, text),
        Expr::Or(terms) => {
            push_joined(terms, " OR ", Inside::Or, matches!(inside, Inside::Not | Inside::And), text)
        }
        Expr::Not(inner) => {
            text.push('-');
            push(inner, Inside::Not, text);
        }
        Expr::Test(test) => text.push_str(&write_test(test)),
    }
}

fn push_joined(terms: &[Expr], joint: &str, inside: Inside, wrapped: bool, text: &mut String) {
    if wrapped {
        text.push('(');
    }
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            text.push_str(joint);
        }
        push(term, inside, text);
    }
    if wrapped {
        text.push(')');
    }
}

fn write_test(Test { column, op }: &Test) -> String {
    if let (Column::Title, Op::Any(values)) = (column, op)
        && let [Value::Text(word)] = values.as_slice()
    {
        return if is_plain_text(word) { word.clone() } else { quote(word) };
    }
    let column = *column;
    let value = |value: &Value| write_value(column, value);
    match op {
        Op::Any(values) => {
            let values: Vec<String> = values.iter().map(value).collect();
            format!("{column}:{}", values.join(","))
        }
        Op::Lt(bound) => format!("{column}:<{}", value(bound)),
        Op::Le(bound) => format!("{column}:<={}", value(bound)),
        Op::Gt(bound) => format!("{column}:>{}", value(bound)),
        Op::Ge(bound) => format!("{column}:>={}", value(bound)),
        Op::Between(low, high) => format!("{column}:{}..{}", value(low), value(high)),
    }
}

fn write_value(column: Column, value: &Value) -> String {
    match value {
        Value::Flag(word) => word.to_string(),
        Value::Priority(word) => word.to_string(),
        Value::State(word) => word.to_string(),
        Value::Kind(word) => word.to_string(),
        Value::Level(word) => word.to_string(),
        Value::Severity(word) => word.to_string(),
        Value::Channel(word) => word.to_string(),
        Value::PendingOn(word) => word.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Me => "me".to_owned(),
        Value::Nothing => "none".to_owned(),
        Value::When(when) => write_when(*when),
        Value::Duration(duration) => write_duration(*duration),
        Value::Name(name) | Value::Text(name) if is_plain_name(column, name) => name.clone(),
        Value::Name(name) | Value::Text(name) => quote(name),
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A word that reads back as the same text without quotes.
fn is_plain_text(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(char::is_alphanumeric)
        && OPERATORS.iter().all(|(operator, _)| *operator != word)
        && (parse_loose(word).is_err() || word.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_plain_name(column: Column, name: &str) -> bool {
    let special = column.may_be_unset() && (words::is_me(name) || words::is_nothing(name));
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '/' | '&' | '+');
    !special && name.starts_with(char::is_alphanumeric) && name.chars().all(safe)
}
