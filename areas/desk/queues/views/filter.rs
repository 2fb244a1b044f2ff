//! Filters as chips, in the reader's words.

use rules::filter::{Column, Expr, Filter, Flag, Holds, Op, Test, Value};
use web::{Locale, i18n::t, t};

use super::kit::{kind_text, pending_text, state_text};

/// One chip: what it is about, what it says, its canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::queues) struct Chip {
    pub(in crate::queues) key: String,
    pub(in crate::queues) value: String,
    pub(in crate::queues) text: String,
}

/// The chips of a filter, in order.
pub(in crate::queues) fn chips(locale: Locale, filter: &Filter) -> Vec<Chip> {
    let exprs: &[Expr] = match filter.expr() {
        Expr::And(terms) => terms,
        one => std::slice::from_ref(one),
    };
    let terms = filter.terms();
    exprs
        .iter()
        .zip(terms)
        .map(|(expr, term)| {
            let (key, value) = words(locale, expr, &term.text)
                .unwrap_or_else(|| (t(locale, "queues-chip-filter"), term.text.clone()));
            Chip { key, value, text: term.text }
        })
        .collect()
}

fn words(locale: Locale, expr: &Expr, text: &str) -> Option<(String, String)> {
    match expr {
        Expr::Test(test) => Some((key(locale, test.column), values(locale, test, text))),
        Expr::Not(inner) => match inner.as_ref() {
            Expr::Test(test) => {
                let value = values(locale, test, text);
                let pair =
                    t!(locale, "queues-chip-pair", key = key(locale, test.column), value = value.as_str());
                Some((t(locale, "queues-chip-not"), if test.column == Column::Is { value } else { pair }))
            }
            _ => None,
        },
        Expr::And(_) | Expr::Or(_) => None,
    }
}

/// The name of a column.
pub(in crate::queues) fn key(locale: Locale, column: Column) -> String {
    t(locale, &format!("queues-column-{}", column.as_str().replace('_', "-")))
}

fn values(locale: Locale, test: &Test, text: &str) -> String {
    if matches!(test.column.holds(), Holds::Past | Holds::Future) {
        // Stretches of time are short as they are typed: `7d`, `today`, `2026-11-20`.
        return text.split_once(':').map_or_else(|| text.to_owned(), |(_, value)| value.to_owned());
    }
    let one = |value: &Value| value_text(locale, value);
    match &test.op {
        Op::Any(values) if is_every_open(test) && !values.is_empty() => flag_text(locale, Flag::Open),
        Op::Any(values) => values.iter().map(one).collect::<Vec<_>>().join(", "),
        Op::Lt(bound) => format!("< {}", one(bound)),
        Op::Le(bound) => format!("≤ {}", one(bound)),
        Op::Gt(bound) => format!("> {}", one(bound)),
        Op::Ge(bound) => format!("≥ {}", one(bound)),
        Op::Between(low, high) => format!("{} – {}", one(low), one(high)),
    }
}

fn is_every_open(test: &Test) -> bool {
    let has = |state| test.op.values().contains(&Value::State(state));
    test.column == Column::State
        && rules::ticket_state::State::ALL.iter().all(|state| has(*state) == state.is_open())
}

/// The words of a quality.
pub(in crate::queues) fn flag_text(locale: Locale, flag: Flag) -> String {
    t(locale, &format!("queues-flag-{}", flag.as_str()))
}

/// A value in the reader's words; what has no word of ours stays as it is written.
fn value_text(locale: Locale, value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag_text(locale, *flag),
        Value::State(state) => state_text(locale, *state),
        Value::Kind(kind) => kind_text(locale, *kind),
        Value::PendingOn(on) => pending_text(locale, *on),
        Value::Level(level) => t(locale, &format!("tickets-impact-{}", level.as_str())),
        Value::Severity(severity) => t(locale, &format!("tickets-severity-{}", severity.as_str())),
        Value::Channel(channel) => {
            t(locale, &format!("queues-channel-{}", channel.as_str().replace('_', "-")))
        }
        Value::Me => t(locale, "queues-value-me"),
        Value::Nothing => t(locale, "queues-value-none"),
        Value::Name(name) | Value::Text(name) => name.clone(),
        Value::Priority(priority) => priority.to_string(),
        Value::Number(number) => number.to_string(),
        // Said as typed, above.
        Value::When(_) | Value::Duration(_) => String::new(),
    }
}
