//! What happened, in words: each journal entry as one sentence, with its changes under it.

use base::audit::{Change, Entry};
use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::Value;
use web::{components::Line, fmt, t};

use super::{Here, words};

/// Fields whose value is a text too long for a line: the change is named, not shown.
const LONG: [&str; 3] = ["description", "resolution", "score_comment"];
/// Fields that explain others and are said with them.
const SILENT: [&str; 3] = ["qualification", "priority_reason", "reopen_count"];

fn data<'e>(entry: &'e Entry, name: &str) -> &'e Value {
    entry.payload.as_ref().and_then(|payload| payload.data.get(name)).unwrap_or(&Value::Null)
}

fn text<'e>(entry: &'e Entry, name: &str) -> &'e str {
    data(entry, name).as_str().unwrap_or_default()
}

fn change<'e>(entry: &'e Entry, field: &str) -> Option<&'e Change> {
    entry.payload.iter().flat_map(|payload| &payload.changes).find(|change| change.field == field)
}

/// Who did it; Vigie itself where it was nobody.
pub(super) fn actor(here: Here<'_>, entry: &Entry) -> String {
    if entry.actor.is_empty() { here.t("tickets-nobody") } else { entry.actor.clone() }
}

/// The instant that an entry's data name, at the reader's wall clock.
fn instant(here: Here<'_>, value: &Value) -> String {
    let at = value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    at.map_or_else(|| here.t("web-value-none"), |at| fmt::datetime(here.locale(), at, &here.zone()))
}

/// What an entry says. Kinds that a later version writes are named by their word.
pub(super) fn sentence(here: Here<'_>, entry: &Entry) -> String {
    let (locale, who) = (here.locale(), actor(here, entry));
    if entry.payload.is_none() {
        return here.t("tickets-entry-erased");
    }
    let key = format!("tickets-entry-{}", entry.kind.replace('.', "-"));
    match entry.kind.as_str() {
        "ticket.moved" | "ticket.undone" => match change(entry, "state") {
            Some(change) => t!(
                locale,
                "tickets-entry-ticket-moved",
                name = who,
                was = words::value(locale, &here.zone(), "state", &change.was),
                is = words::value(locale, &here.zone(), "state", &change.is)
            ),
            None => t!(locale, &key, name = who),
        },
        "ticket.changed" => changed(here, entry, who),
        "ticket.absorbed" | "ticket.split" | "link.added" => {
            let what = words::word(locale, "link", text(entry, "kind"));
            t!(
                locale,
                &key,
                name = who,
                number = text(entry, "ticket"),
                title = text(entry, "title"),
                what = what
            )
        }
        "link.removed" => {
            let what = words::word(locale, "link", text(entry, "kind"));
            t!(locale, &key, name = who, what = what)
        }
        "attachment.added" | "attachment.removed" => t!(locale, &key, name = who, file = text(entry, "name")),
        "task.added" | "task.done" | "task.undone" | "task.changed" | "task.removed" => {
            t!(locale, &key, name = who, task = text(entry, "title"))
        }
        "person.added" | "person.removed" => {
            let relation = words::word(locale, "relation", text(entry, "as"));
            t!(locale, &key, name = who, person = text(entry, "name"), relation = relation)
        }
        "work.logged" => {
            let minutes = data(entry, "minutes").as_i64().unwrap_or_default();
            let span = fmt::duration(locale, jiff::SignedDuration::from_mins(minutes));
            t!(locale, &key, name = who, span = span)
        }
        "mail.link_used" => {
            t!(locale, "tickets-entry-mail-link-used", name = who, address = text(entry, "address"))
        }
        "macro.run" => t!(locale, &key, name = who, title = text(entry, "name")),
        "commitments.started" => {
            let agreement = words::word(locale, "agreement", text(entry, "agreement"));
            t!(locale, &key, agreement = agreement, policy = text(entry, "policy"))
        }
        kind if kind.starts_with("clock.") => clock(here, entry, &key),
        "ticket.opened" | "ticket.tagged" | "ticket.escalated" | "ticket.merged" | "ticket.converted"
        | "ticket.rated" => {
            t!(locale, &key, name = who)
        }
        kind => t!(locale, "tickets-entry-other", name = who, kind = kind),
    }
}

/// The change of one field is the sentence itself; several are listed under it.
fn changed(here: Here<'_>, entry: &Entry, who: String) -> String {
    let shown: Vec<&Change> = spoken(entry).collect();
    match shown.as_slice() {
        [] if change(entry, "qualification").is_some() => {
            t!(here.locale(), "tickets-entry-confirmed", name = who)
        }
        [one] if !LONG.contains(&one.field.as_str()) => t!(
            here.locale(),
            "tickets-entry-field",
            name = who,
            field = words::field(here.locale(), &one.field),
            was = words::value(here.locale(), &here.zone(), &one.field, &one.was),
            is = words::value(here.locale(), &here.zone(), &one.field, &one.is)
        ),
        _ => t!(here.locale(), "tickets-entry-ticket-changed", name = who),
    }
}

fn clock(here: Here<'_>, entry: &Entry, key: &str) -> String {
    let locale = here.locale();
    let metric = words::word(locale, "metric", text(entry, "metric"));
    let agreement = words::word(locale, "agreement", text(entry, "agreement"));
    let outcome = data(entry, "outcome");
    match entry.kind.as_str() {
        "clock.warned" => {
            let percent = data(entry, "event").get("warning").and_then(Value::as_i64).unwrap_or_default();
            t!(locale, key, metric = metric, agreement = agreement, percent = percent)
        }
        "clock.breached" => t!(
            locale,
            key,
            metric = metric,
            agreement = agreement,
            due = instant(here, data(entry, "due_at"))
        ),
        "clock.stopped" => {
            let (verdict, facts) = match outcome.get("missed") {
                Some(missed) => ("missed", missed),
                None => ("met", outcome.get("met").unwrap_or(&Value::Null)),
            };
            let used = facts.get("used").and_then(Value::as_i64).unwrap_or_default();
            let used = fmt::duration(locale, jiff::SignedDuration::from_secs(used));
            t!(locale, &format!("{key}-{verdict}"), metric = metric, agreement = agreement, used = used)
        }
        "clock.paused" => {
            let cause = outcome.get("paused").and_then(|paused| paused.get("cause")).and_then(Value::as_str);
            let cause = words::word(locale, "pause", cause.unwrap_or("other"));
            t!(locale, key, metric = metric, agreement = agreement, cause = cause)
        }
        "clock.cancelled" => t!(locale, key, metric = metric, agreement = agreement),
        "clock.started" | "clock.resumed" | "clock.renewed" | "clock.reopened" | "clock.recomputed" => {
            t!(
                locale,
                key,
                metric = metric,
                agreement = agreement,
                due = instant(here, data(entry, "due_at"))
            )
        }
        kind => t!(locale, "tickets-entry-other", name = actor(here, entry), kind = kind),
    }
}

/// The changes that are said.
fn spoken(entry: &Entry) -> impl Iterator<Item = &Change> {
    let changes = entry.payload.iter().flat_map(|payload| &payload.changes);
    changes.filter(|change| !SILENT.contains(&change.field.as_str()))
}

/// What stands under a sentence: the changes it does not say itself, the reason, what a merged ticket said.
pub(super) fn details(here: Here<'_>, entry: &Entry) -> Option<Markup> {
    let (locale, payload) = (here.locale(), entry.payload.as_ref()?);
    let said = match entry.kind.as_str() {
        "ticket.moved" | "ticket.undone" => Some("state"),
        "ticket.changed" if spoken(entry).count() == 1 => {
            spoken(entry).next().map(|change| change.field.as_str()).filter(|field| !LONG.contains(field))
        }
        _ => None,
    };
    let changes: Vec<String> = spoken(entry)
        .filter(|change| Some(change.field.as_str()) != said)
        .map(|change| {
            let field = words::field(locale, &change.field);
            if LONG.contains(&change.field.as_str()) {
                return t!(locale, "tickets-change-text", field = field);
            }
            let was = words::value(locale, &here.zone(), &change.field, &change.was);
            let is = words::value(locale, &here.zone(), &change.field, &change.is);
            t!(locale, "tickets-change", field = field, was = was, is = is)
        })
        .collect();
    let reason = payload.reason.as_deref().map(|reason| match reason {
        "sla" | "silence" => here.t(&format!("tickets-reason-{reason}")),
        words => words.to_owned(),
    });
    let merged =
        (entry.kind == "ticket.absorbed").then(|| text(entry, "ticket")).filter(|number| !number.is_empty());
    let note = Some(text(entry, "note")).filter(|note| entry.kind == "work.logged" && !note.is_empty());
    if changes.is_empty() && reason.is_none() && merged.is_none() && note.is_none() {
        return None;
    }
    Some(html! {
        @for change in &changes { span { (change) } }
        @if let Some(reason) = reason { q { (reason) } }
        @if let Some(note) = note { q { (note) } }
        @if let Some(number) = merged { a class="inline-link" href={ "/tickets/" (number) "#t-feed" } { (here.t("tickets-read-merged")) } }
    })
}

/// Entries that stand alone, whatever is around them: what people must not miss.
pub(super) fn stands_alone(entry: &Entry) -> Option<Line> {
    match entry.kind.as_str() {
        "ticket.moved" => {
            let moved = change(entry, "state")?;
            match (moved.was.as_str(), moved.is.as_str()?) {
                (_, "resolved" | "closed") => Some(Line::Good),
                (_, "pending" | "cancelled") | (Some("pending" | "resolved" | "closed" | "cancelled"), _) => {
                    Some(Line::System)
                }
                // The steps from new to in progress follow from what was filled in.
                _ => None,
            }
        }
        "clock.warned" | "clock.breached" => Some(Line::Alert),
        "ticket.escalated" | "ticket.absorbed" | "ticket.split" | "ticket.merged" | "ticket.converted" => {
            Some(Line::System)
        }
        "ticket.rated" => Some(Line::Good),
        _ => None,
    }
}
