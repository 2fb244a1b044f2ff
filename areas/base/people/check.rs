//! What actions have in common: asking the policy, collecting the faults of a form, comparing what was with what is.

use jiff::tz::TimeZone;
use rules::text::{TextError, check_text};
use serde_json::Value;
use web::{AppError, FieldError, Locale, t};

use super::policy::{Act, may};
use crate::{audit::Change, ctx::Ctx};

/// Refuses what the policy does not allow.
pub(super) fn allow(cx: &Ctx, act: Act) -> Result<(), AppError> {
    if may(&cx.actor, act) { Ok(()) } else { Err(AppError::Forbidden) }
}

/// The faults of a form, all of them together.
pub(super) struct Check {
    locale: Locale,
    faults: Vec<FieldError>,
}

impl Check {
    pub(super) fn new(cx: &Ctx) -> Self {
        Self { locale: cx.locale, faults: Vec::new() }
    }

    /// A fault whose sentence is the text `people-error-<code>`.
    pub(super) fn fault(&mut self, field: &str, code: &str) {
        self.faults.push(FieldError::new(
            field,
            code,
            web::i18n::t(self.locale, &format!("people-error-{code}")),
        ));
    }

    /// A text on one line of at most `max` characters, trimmed; it may be empty.
    pub(super) fn line(&mut self, field: &str, text: &str, max: usize) -> String {
        self.text(field, &text.split_whitespace().collect::<Vec<_>>().join(" "), max)
    }

    /// A text of at most `max` characters, trimmed; it may be empty.
    pub(super) fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        match check_text(text, max) {
            Ok(()) => {}
            Err(TextError::Null) => self.faults.push(FieldError::of(self.locale, field, "nul")),
            Err(TextError::TooLong { length, max }) => {
                let message = t!(self.locale, "people-error-too-long", length = length, max = max);
                self.faults.push(FieldError::new(field, "too-long", message));
            }
        }
        text.to_owned()
    }

    /// A line that must be there.
    pub(super) fn name(&mut self, field: &str, text: &str, max: usize) -> String {
        let name = self.line(field, text, max);
        if name.is_empty() {
            self.faults.push(FieldError::of(self.locale, field, "required"));
        }
        name
    }

    /// An address: one `@` with something before it and a host after it, no spaces (RFC 5321 §4.1.2 lets more pass,
    /// and nobody uses it).
    pub(super) fn email(&mut self, field: &str, text: &str) -> String {
        let email = self.name(field, text, 254);
        if !email.is_empty() && !is_address(&email) {
            self.fault(field, "email");
        }
        email
    }

    /// An IANA time zone.
    pub(super) fn zone(&mut self, field: &str, name: &str) {
        if name.is_empty() || TimeZone::get(name).is_err() {
            self.fault(field, "zone");
        }
    }

    /// Ends the check: the faults, if there are any.
    pub(super) fn done(self) -> Result<(), AppError> {
        if self.faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.faults)) }
    }
}

fn is_address(email: &str) -> bool {
    let Some((local, host)) = email.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[]\\,;:\"@".contains(c);
    !local.is_empty()
        && local.len() <= 64
        && email.chars().filter(|c| *c == '@').count() == 1
        && local.chars().all(plain)
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
        })
}

/// One fault whose sentence is the text `people-error-<code>`.
pub(super) fn fault(cx: &Ctx, field: &str, code: &str) -> AppError {
    AppError::field(field, code, web::i18n::t(cx.locale, &format!("people-error-{code}")))
}

/// A broken unique rule as the fault of a field: two writers may pass the check before either has written.
pub(super) fn taken(cx: &Ctx, rule: &str, field: &str, code: &str) -> impl Fn(db::Error) -> AppError {
    let refusal = fault(cx, field, code);
    let rule = rule.to_owned();
    move |error| if error.is_unique(&rule) { refusal.clone() } else { error.into() }
}

/// Adds a change to the list if there is one.
pub(super) fn differ(changes: &mut Vec<Change>, field: &str, was: impl Into<Value>, is: impl Into<Value>) {
    let (was, is) = (was.into(), is.into());
    if was != is {
        changes.push(Change { field: field.to_owned(), was, is });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_the_table() {
        let good =
            ["a@b", "c.morvan@kerlann.example", "a+b@c-d.example", "élodie@exemple.example", "x_y@1.example"];
        let bad =
            ["", "a", "@b", "a@", "a b@c", "a@b@c", "a@b..c", "a@-b.example", "<a@b>", "a\n@b", "a@b c"];
        for email in good {
            assert!(is_address(email), "{email}");
        }
        for email in bad {
            assert!(!is_address(email), "{email}");
        }
    }
}
