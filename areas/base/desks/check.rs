//! What actions of configuration have in common: asking the policy, collecting the faults of a form in the reader's
//! language, comparing what was with what is.

use rules::text::{TextError, check_text};
use serde_json::Value;
use web::error::{AppError, FieldError};
use web::t;

use crate::audit::Change;
use crate::ctx::Ctx;
use crate::people::policy::{Act, may};

/// Refuses what the policy does not allow.
pub(crate) fn allow(cx: &Ctx, act: Act) -> Result<(), AppError> {
    if may(&cx.actor, act) { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Refuses a change of a version that is no longer the present one; `None` asks for no check.
pub(crate) fn same_version(seen: Option<i64>, current: i64) -> Result<(), AppError> {
    match seen {
        Some(seen) if seen != current => Err(AppError::Conflict { current: Some(current) }),
        _ => Ok(()),
    }
}

/// The faults of a form, all of them together.
#[derive(Debug)]
pub(crate) struct Check<'c> {
    cx: &'c Ctx,
    faults: Vec<FieldError>,
}

impl<'c> Check<'c> {
    pub(crate) fn new(cx: &'c Ctx) -> Self {
        Self { cx, faults: Vec::new() }
    }

    /// A fault with its sentence.
    pub(crate) fn fault(&mut self, field: impl Into<String>, code: &str, message: String) {
        self.faults.push(FieldError::new(field, code, message));
    }

    /// A text of at most `max` characters, trimmed; it may be empty.
    pub(crate) fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        match check_text(text, max) {
            Ok(()) => {}
            Err(TextError::Null) => self.faults.push(FieldError::of(self.cx.locale, field, "nul")),
            Err(TextError::TooLong { length, max }) => {
                let message = t!(self.cx.locale, "desks-error-too-long", length = length, max = max);
                self.fault(field, "too-long", message);
            }
        }
        text.to_owned()
    }

    /// A text that must be there, on one line.
    pub(crate) fn name(&mut self, field: &str, text: &str, max: usize) -> String {
        let name = self.text(field, &text.split_whitespace().collect::<Vec<_>>().join(" "), max);
        if name.is_empty() {
            self.faults.push(FieldError::of(self.cx.locale, field, "required"));
        }
        name
    }

    /// A whole number between two bounds.
    pub(crate) fn between(&mut self, field: &str, number: i64, least: i64, most: i64) {
        if !(least..=most).contains(&number) {
            let message = t!(self.cx.locale, "desks-error-range", least = least, most = most);
            self.fault(field, "range", message);
        }
    }

    /// Ends the check: the faults, if there are any.
    pub(crate) fn done(self) -> Result<(), AppError> {
        if self.faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.faults)) }
    }
}

/// Adds a change to the list if there is one.
pub(crate) fn differ(changes: &mut Vec<Change>, field: &str, was: impl Into<Value>, is: impl Into<Value>) {
    let (was, is) = (was.into(), is.into());
    if was != is {
        changes.push(Change { field: field.to_owned(), was, is });
    }
}
