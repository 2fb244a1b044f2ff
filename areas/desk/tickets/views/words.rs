//! The words of a ticket: its vocabularies, and the values of the journal's changes, in the reader's language.

use jiff::{Timestamp, tz::TimeZone};
use rules::{
    priority::Priority,
    ticket_state::{PendingOn, State},
};
use serde_json::Value;
use web::{
    Locale,
    components::Look,
    fmt,
    i18n::{self, t},
};

use crate::tickets::model::{LinkKind, Ticket};

/// The text of a word of a vocabulary: `in_progress` of `state` is `tickets-state-in-progress`. A word that no version
/// of ours knows is shown as it is.
pub(in crate::tickets) fn word(locale: Locale, family: &str, word: &str) -> String {
    let key = format!("tickets-{family}-{}", word.to_lowercase().replace('_', "-"));
    if i18n::exists(locale, &key) { t(locale, &key) } else { word.to_owned() }
}

/// A state.
pub(in crate::tickets) fn state(locale: Locale, state: State) -> String {
    word(locale, "state", state.as_str())
}

/// Where a ticket stands; while pending, for whom.
pub(in crate::tickets) fn standing(locale: Locale, ticket: &Ticket) -> String {
    match ticket.pending_on.filter(|_| ticket.state == State::Pending) {
        Some(on) => word(locale, "pending", on.as_str()),
        None => state(locale, ticket.state),
    }
}

/// The drawing of a state.
pub(in crate::tickets) const fn look(state: State) -> Look {
    match state {
        State::New => Look::New,
        State::Qualified => Look::Qualified,
        State::Assigned => Look::Assigned,
        State::InProgress => Look::InProgress,
        State::Pending => Look::Pending,
        State::Resolved => Look::Resolved,
        State::Closed => Look::Closed,
        State::Cancelled => Look::Cancelled,
    }
}

/// A priority's number for the components.
pub(in crate::tickets) fn code(priority: Priority) -> u8 {
    u8::try_from(priority.code()).unwrap_or(5)
}

/// « critique », « élevée » …
pub(in crate::tickets) fn priority(locale: Locale, priority: Priority) -> String {
    t(locale, &format!("tickets-priority-{}", priority.code()))
}

/// How a link reads from the ticket that it starts from, or from the other one.
pub(in crate::tickets) fn link(locale: Locale, kind: LinkKind, from_here: bool) -> String {
    word(locale, if from_here { "link" } else { "linked" }, kind.as_str())
}

/// A field's name.
pub(in crate::tickets) fn field(locale: Locale, field: &str) -> String {
    word(locale, "field", field)
}

/// A value of the journal, as people say it.
pub(in crate::tickets) fn value(locale: Locale, zone: &TimeZone, field: &str, value: &Value) -> String {
    match value {
        Value::Null => t(locale, "web-value-none"),
        Value::Bool(true) => t(locale, "tickets-yes"),
        Value::Bool(false) => t(locale, "tickets-no"),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text_value(locale, zone, field, text),
        Value::Array(values) if values.is_empty() => t(locale, "web-value-none"),
        Value::Array(values) => {
            values.iter().map(|one| self::value(locale, zone, field, one)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(_) => String::new(),
    }
}

fn text_value(locale: Locale, zone: &TimeZone, field: &str, text: &str) -> String {
    match field {
        "state" | "kind" | "impact" | "urgency" | "severity" => word(locale, field, text),
        "priority" => match text.parse::<Priority>() {
            Ok(priority) => format!("{text} {}", self::priority(locale, priority)),
            Err(_) => text.to_owned(),
        },
        "pending_on" => word(locale, "on", text),
        "resolution_kind" => word(locale, "resolution", text),
        "cause_code" => word(locale, "cause", text),
        _ if field.ends_with("_at") || field.ends_with("_until") => match text.parse::<Timestamp>() {
            Ok(at) => fmt::datetime(locale, at, zone),
            Err(_) => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// Whom a pending ticket waits for, as a choice.
pub(in crate::tickets) fn on(locale: Locale, on: PendingOn) -> String {
    word(locale, "on", on.as_str())
}

#[cfg(test)]
mod tests {
    use rules::{
        priority::{Level, Severity},
        sla::{Agreement, Criterion, Metric, PauseCause},
        ticket_state::{Channel, Field, Kind, StepKey},
    };
    use serde_json::json;

    use super::*;
    use crate::tickets::{CauseCode, Relation, ResolutionKind};

    fn words<T: Copy>(all: &[T], family: &str, of: impl Fn(T) -> String) {
        for locale in Locale::ALL {
            for value in all {
                let key = format!("tickets-{family}-{}", of(*value).to_lowercase().replace('_', "-"));
                assert!(i18n::exists(locale, &key), "{locale} {key}");
            }
        }
    }

    #[test]
    fn every_vocabulary_has_its_words() {
        words(State::ALL, "state", |v| v.to_string());
        words(PendingOn::ALL, "pending", |v| v.to_string());
        words(PendingOn::ALL, "on", |v| v.to_string());
        words(Priority::ALL, "priority", |v| v.code().to_string());
        for family in ["impact", "urgency", "why-impact", "why-urgency"] {
            words(Level::ALL, family, |v| v.to_string());
        }
        words(Severity::ALL, "severity", |v| v.to_string());
        words(Kind::ALL, "kind", |v| v.to_string());
        words(Channel::ALL, "via", |v| v.to_string());
        words(&base::ctx::Channel::ALL, "via", |v| v.as_str().to_owned());
        words(Field::ALL, "missing", |v| v.to_string());
        words(Field::ALL, "field", |v| v.to_string());
        words(StepKey::ALL, "step", |v| v.to_string());
        words(Metric::ALL, "metric", |v| v.to_string());
        words(Agreement::ALL, "agreement", |v| v.to_string());
        words(PauseCause::ALL, "pause", |v| v.to_string());
        words(CauseCode::ALL, "cause", |v| v.as_str().to_owned());
        words(ResolutionKind::ALL, "resolution", |v| v.as_str().to_owned());
        words(Relation::ALL, "relation", |v| v.as_str().to_owned());
        words(LinkKind::ALL, "link", |v| v.as_str().to_owned());
        words(LinkKind::ALL, "linked", |v| v.as_str().to_owned());
        let criteria = [
            Criterion::Provider,
            Criterion::Team,
            Criterion::Service,
            Criterion::Organisation,
            Criterion::Category,
            Criterion::Priority,
            Criterion::Desk,
        ];
        words(&criteria, "field", |v| json!(v).as_str().unwrap_or_default().to_owned());
    }

    #[test]
    fn values_are_said_in_words() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let said = |field: &str, given: Value| value(Locale::Fr, &zone, field, &given);
        assert_eq!(said("state", json!("in_progress")), "En cours");
        assert_eq!(said("priority", json!("P2")), "P2 élevée");
        assert_eq!(said("expected_at", json!("2026-11-20T13:32:00Z")), "20/11/2026 14:32");
        assert_eq!(said("assignee", json!("Yanis <b>")), "Yanis <b>");
        assert_eq!(said("team", Value::Null), t(Locale::Fr, "web-value-none"));
        assert_eq!(said("tags", json!(["vpn", "ouest"])), "vpn, ouest");
        assert_eq!(said("state", json!("of-tomorrow")), "of-tomorrow");
    }
}
