//! An entry of the journal in words: what happened, what was and is, why, and what else belongs to it. Whatever has no
//! words yet is shown by its stable name; structures are unfolded into names and values, never shown as they are stored.

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use serde_json::{Map, Value};
use web::{
    fmt,
    i18n::{Locale, exists, t},
    t,
};

use super::views::zone;
use crate::{
    audit::{Change, Entry},
    ctx::Ctx,
};

/// Characters of a text that are shown.
const LONGEST: usize = 200;
/// The fields that are told before the others.
const FIRST: [&str; 12] =
    ["name", "do", "kind", "at", "role", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// How far a structure is unfolded.
const DEEPEST: u8 = 4;

/// What happened.
pub(super) fn kind(locale: Locale, kind: &str) -> Markup {
    match word(locale, "kind", kind) {
        Some(words) => html! { (words) },
        None => html! { code { (kind) } },
    }
}

/// The changed fields, the reason, the remaining data.
pub(super) fn details(cx: &Ctx, entry: &Entry) -> Markup {
    let Some(payload) = &entry.payload else {
        return html! { span class="muted" { (t(cx.locale, "operations-erased")) } };
    };
    let mut changes = Vec::new();
    for Change { field, was, is } in &payload.changes {
        differences(cx.locale, &name(cx.locale, field), (field, was, is), DEEPEST, &mut changes);
    }
    let data = payload.data.as_object().into_iter().flatten().filter(|(_, value)| !is_void(value));
    html! {
        @if !changes.is_empty() {
            ul class="j-changes" { @for change in &changes { li { (changed(cx, change)) } } }
        }
        @if let Some(reason) = &payload.reason {
            p { (t!(cx.locale, "journal-reason", reason = word(cx.locale, "reason", reason).unwrap_or_else(|| cut(reason)))) }
        }
        (pairs(cx, data, DEEPEST))
    }
}

/// One value that differs.
struct Difference<'a> {
    name: String,
    field: &'a str,
    was: &'a Value,
    is: &'a Value,
}

/// Parts a change of a structure into those of its parts.
fn differences<'a>(
    locale: Locale,
    title: &str,
    (field, was, is): (&'a str, &'a Value, &'a Value),
    depth: u8,
    into: &mut Vec<Difference<'a>>,
) {
    let (Some(before), Some(after), Some(deeper)) = (parts(was), parts(is), depth.checked_sub(1)) else {
        into.push(Difference { name: title.to_owned(), field, was, is });
        return;
    };
    let gone = before.iter().filter(|(part, _)| !after.contains_key(*part)).map(|(part, _)| part);
    for part in after.keys().chain(gone) {
        let (was, is) = (before.get(part).unwrap_or(&Value::Null), after.get(part).unwrap_or(&Value::Null));
        if was != is {
            let title = t!(locale, "journal-part", whole = title, part = name(locale, part));
            differences(locale, &title, (part, was, is), deeper, into);
        }
    }
}

/// The parts of a structure that are told one by one; an amount of time is one value.
fn parts(value: &Value) -> Option<&Map<String, Value>> {
    value.as_object().filter(|parts| amount(parts).is_none())
}

fn changed(cx: &Ctx, change: &Difference<'_>) -> Markup {
    let Difference { name, field, was, is } = change;
    html! {
        span class="j-name" { (t!(cx.locale, "journal-term", name = name.as_str())) } " "
        del { (value(cx, field, was, DEEPEST)) } " → " ins { (value(cx, field, is, DEEPEST)) }
    }
}

fn pairs<'v>(cx: &Ctx, fields: impl Iterator<Item = (&'v String, &'v Value)>, depth: u8) -> Markup {
    let mut fields: Vec<_> = fields.collect();
    if fields.is_empty() {
        return html! {};
    }
    // Stored structures come in the order of the alphabet; what a thing is or is called is read first.
    fields.sort_by_key(|(field, _)| FIRST.iter().position(|first| first == field).unwrap_or(FIRST.len()));
    html! {
        dl class="j-data" {
            @for (field, content) in fields {
                div { dt { (t!(cx.locale, "journal-term", name = name(cx.locale, field))) } " " dd { (value(cx, field, content, depth)) } }
            }
        }
    }
}

/// A value as people read it.
fn value(cx: &Ctx, field: &str, value: &Value, depth: u8) -> Markup {
    let locale = cx.locale;
    match value {
        _ if is_void(value) => html! { span class="muted" { (t(locale, "journal-none")) } },
        Value::Null => html! {},
        Value::Bool(yes) => html! { (t(locale, if *yes { "journal-yes" } else { "journal-no" })) },
        Value::Number(number) => html! { (figure(cx, field, number)) },
        Value::String(text) => html! { (coded(locale, field, text).unwrap_or_else(|| cut(text))) },
        Value::Array(items) => match ranges(items) {
            Some(ranges) => html! { (ranges.join(", ")) },
            None if items.iter().any(Value::is_object) => {
                html! { ol class="j-list" { @for item in items { li { (self::value(cx, field, item, depth)) } } } }
            }
            None => html! {
                @for (i, item) in items.iter().enumerate() { @if i > 0 { ", " } (self::value(cx, field, item, depth)) }
            },
        },
        Value::Object(fields) => match (amount(fields), depth.checked_sub(1)) {
            (Some(Amount::Seconds(seconds)), _) => {
                html! { (fmt::duration(locale, SignedDuration::from_secs(seconds))) }
            }
            (Some(Amount::Days(days)), _) => html! { (t!(locale, "journal-days", n = days)) },
            (Some(Amount::Percent(percent)), _) => html! { (t!(locale, "journal-percent", n = percent)) },
            (None, Some(deeper)) => pairs(cx, fields.iter().filter(|(_, value)| !is_void(value)), deeper),
            (None, None) => html! { "…" },
        },
    }
}

/// Whether a value says nothing: empty, or made of such only.
fn is_void(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_void),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A structure that stands for one amount.
enum Amount {
    Seconds(i64),
    Days(i64),
    Percent(i64),
}

fn amount(fields: &Map<String, Value>) -> Option<Amount> {
    let mut fields = fields.iter();
    let (unit, count) = fields.next()?;
    let count = count.as_i64().filter(|_| fields.next().is_none())?;
    match unit.as_str() {
        "seconds" => Some(Amount::Seconds(count)),
        "days" => Some(Amount::Days(count)),
        "warning" => Some(Amount::Percent(count)),
        _ => None,
    }
}

/// Hours of a day, stored as pairs: « 09:00–18:00 ».
fn ranges(items: &[Value]) -> Option<Vec<String>> {
    let range = |item: &Value| match item.as_array().map(Vec::as_slice) {
        Some([Value::String(from), Value::String(to)]) => Some(format!("{from}–{to}")),
        _ => None,
    };
    items.iter().map(range).collect()
}

fn figure(cx: &Ctx, field: &str, number: &serde_json::Number) -> String {
    let locale = cx.locale;
    let Some(whole) = number.as_i64() else {
        return fmt::decimal(locale, number.as_f64().unwrap_or_default(), 2);
    };
    match field {
        "at" => Timestamp::from_second(whole)
            .map_or_else(|_| whole.to_string(), |at| fmt::datetime(locale, at, &zone(cx))),
        "warnings" => t!(locale, "journal-percent", n = whole),
        #[expect(clippy::cast_precision_loss, reason = "a cost of an hour is far below 2^52 cents")]
        "hourly_cost_cents" => fmt::decimal(locale, whole as f64 / 100.0, 2),
        _ if names_a_row(field) => t!(locale, "journal-row", id = whole.to_string()),
        _ => fmt::number(locale, whole),
    }
}

/// Whether a field's number is that of a row.
fn names_a_row(field: &str) -> bool {
    const ROWS: [&str; 11] = [
        "calendar",
        "category",
        "desk",
        "id",
        "macro",
        "organisation",
        "organisations",
        "owner",
        "provider",
        "service",
        "team",
    ];
    field.ends_with("_id") || ROWS.contains(&field)
}

/// A field's name. A cell of the priority matrix is named by its row and its column.
fn name(locale: Locale, field: &str) -> String {
    if let Some((impact, urgency)) = field.strip_prefix("matrix.").and_then(|cell| cell.split_once('.')) {
        let level = |field: &str, code: &str| coded(locale, field, code).unwrap_or_else(|| code.to_owned());
        let (impact, urgency) = (level("impact", impact), level("urgency", urgency));
        return t!(locale, "journal-matrix", impact = impact, urgency = urgency);
    }
    let known = word(locale, "field", field).or_else(|| word(locale, "field", field.strip_suffix("_id")?));
    known.unwrap_or_else(|| field.replace(['_', '.'], " "))
}

/// A stored code of a field in words.
fn coded(locale: Locale, field: &str, code: &str) -> Option<String> {
    word(locale, &format!("value-{}", key(field)?), code)
}

fn word(locale: Locale, family: &str, code: &str) -> Option<String> {
    let key = format!("journal-{family}-{}", key(code)?);
    exists(locale, &key).then(|| t(locale, &key))
}

/// A code as a part of a key; nothing for what cannot be one.
fn key(code: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    (!code.is_empty() && code.len() <= 40 && code.chars().all(plain))
        .then(|| code.to_ascii_lowercase().replace(['.', '_'], "-"))
}

fn cut(text: &str) -> String {
    rules::text::excerpt(text, LONGEST)
}

#[cfg(test)]
mod tests;
