//! A desk's own words for the mail that it writes.

use base::{
    audit::{self, Change, NewEntry, Stream},
    ctx::Ctx,
    desks,
    people::policy::{Act, may},
};
use db::Tx;
use serde_json::json;
use web::{
    Locale,
    error::{AppError, FieldError},
    t,
};

use crate::inbox::{
    notices::{
        Fault, Kind, Problem, check, sample,
        texts::{OwnText, Text, own, standard},
    },
    store,
};

/// A fault in the reader's words, with its line.
fn in_words(locale: Locale, field: &str, fault: &Fault) -> FieldError {
    let (code, about) = match &fault.problem {
        Problem::Empty => ("empty", ""),
        Problem::Long => ("long", ""),
        Problem::Unknown(name) => ("unknown", name.as_str()),
        Problem::Expression(words) => ("expression", words.as_str()),
        Problem::Statement(words) => ("statement", words.as_str()),
        Problem::Open => ("open", ""),
        Problem::Syntax(words) => ("syntax", words.as_str()),
        Problem::Endless => ("endless", ""),
    };
    let problem = t!(locale, &format!("inbox-text-problem-{code}"), about = about);
    FieldError::new(field, code, t!(locale, "inbox-text-fault", line = fault.line, problem = problem))
}

/// What is wrong with a text, in the reader's words: it is written once for an invented ticket.
pub(in crate::inbox) fn faults(reader: Locale, kind: Kind, locale: Locale, text: &Text) -> Vec<FieldError> {
    let filled = sample(locale, kind, "", "");
    let said: Vec<(&str, String)> =
        filled.0.iter().map(|(variable, value)| (variable.name(), value.clone())).collect();
    let mut faults = Vec::new();
    if text.subject.contains(['\n', '\r']) || text.subject.chars().count() > 500 {
        faults.push(FieldError::new("subject", "line", web::i18n::t(reader, "inbox-text-subject-line")));
    }
    for (field, source) in [("subject", &text.subject), ("body", &text.body)] {
        if source.contains('\0') {
            faults.push(FieldError::of(reader, field, "nul"));
        } else if let Err(fault) = check(source, &said) {
            faults.push(in_words(reader, field, &fault));
        }
    }
    faults
}

/// Writes a desk's own text, or (`None`) takes the product's back. `version` is the one that was seen; a text that was never
/// written has 0.
///
/// # Errors
/// `Forbidden`, `NotFound` without such a desk, `Invalid` with line and problem, `Conflict`.
pub(in crate::inbox) fn write_text(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    desk_id: i64,
    (kind, locale): (Kind, Locale),
    version: Option<i64>,
    text: Option<&Text>,
) -> Result<OwnText, AppError> {
    if !may(&cx.actor, Act::ManageDesk(desk_id)) {
        return Err(AppError::Forbidden);
    }
    desks::desk(tx, desk_id)?.ok_or(AppError::NotFound)?;
    let text = text.map(|text| Text {
        subject: text.subject.trim().to_owned(),
        body: text.body.replace("\r\n", "\n").trim_end().to_owned(),
    });
    if let Some(text) = &text {
        let faults = faults(cx.locale, kind, locale, text);
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
    }
    let was = own(tx, desk_id, kind, locale)?;
    let conflict = || AppError::Conflict { current: Some(was.version) };
    if version.is_some_and(|version| version != was.version) {
        return Err(conflict());
    }
    // The product's own words are not a desk's.
    let text = text.filter(|text| *text != standard(kind, locale));
    if text == was.text {
        return Ok(was);
    }
    if !store::set_text(tx, desk_id, &was, text.as_ref(), cx.now)? {
        return Err(conflict());
    }
    let of = |text: Option<&Text>| text.cloned().unwrap_or_else(|| standard(kind, locale));
    let (before, after) = (of(was.text.as_ref()), of(text.as_ref()));
    let mut changes = Vec::new();
    for (field, was, is) in [("subject", before.subject, after.subject), ("body", before.body, after.body)] {
        if was != is {
            changes.push(Change::new(field, was, is));
        }
    }
    let word = if text.is_some() { "mail_text.changed" } else { "mail_text.restored" };
    let entry = NewEntry::new(Stream::Desk(desk_id), word).changes(changes);
    audit::append(tx, cx, &entry.data(json!({ "letter": kind.as_str(), "locale": locale.lang() })))?;
    own(tx, desk_id, kind, locale).map_err(AppError::from)
}
