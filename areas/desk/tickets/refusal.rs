//! Why an action on a ticket was refused: what callers branch on, and all the rest.

use db::Error;
use jiff::Timestamp;
use rules::ticket_state::{self, Refusal};
use web::{
    error::{AppError, FieldError},
    i18n::Locale,
};

/// A field that someone else changed since the actor looked.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    /// The field, as in the API.
    pub field: String,
    /// What it is now.
    pub theirs: serde_json::Value,
    /// Who changed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Clash {
    /// The clash in words: what is there now, by whom and since when.
    fn told(&self, locale: Locale) -> FieldError {
        let theirs = match &self.theirs {
            serde_json::Value::Null => web::i18n::t(locale, "web-value-none"),
            serde_json::Value::String(text) => rules::text::excerpt(text, 140),
            other => other.to_string(),
        };
        let at = web::fmt::iso(self.at);
        let message = web::t!(locale, "tickets-api-clash", theirs = theirs, by = self.by.as_str(), at = at);
        FieldError::new(&self.field, "changed", message)
    }
}

/// Why an action was refused.
#[derive(Debug, Clone)]
pub enum Refused {
    /// Someone else changed the same fields: nothing was written; the actor is shown what is there now.
    Clash {
        /// The ticket's version now.
        current: i64,
        /// The fields.
        clashes: Vec<Clash>,
    },
    /// The lifecycle does not allow it: the reason, and what is allowed.
    Transition(Box<Refusal>),
    /// Someone wrote to the requester after the actor looked; nothing was sent. They see it, then may send anyway.
    NewMessage {
        /// The ticket's version now.
        current: i64,
    },
    /// Anything else.
    App(AppError),
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::App(error.into())
    }
}

impl From<Box<Refusal>> for Refused {
    fn from(refusal: Box<Refusal>) -> Self {
        Self::Transition(refusal)
    }
}

impl Refused {
    /// The same as an answer of the API, in the reader's language.
    #[must_use]
    pub fn into_app(self, locale: Locale) -> AppError {
        match self {
            Self::Clash { current, clashes } => {
                let fields = clashes.iter().map(|clash| clash.told(locale)).collect();
                AppError::Clash { current, fields }
            }
            Self::NewMessage { current } => {
                let message = web::i18n::t(locale, "tickets-api-new-message");
                AppError::Clash { current, fields: vec![FieldError::new("seen", "new-message", message)] }
            }
            Self::Transition(refusal) => AppError::Invalid(refusal_fields(&refusal, locale)),
            Self::App(error) => error,
        }
    }
}

/// The refusal as faulty fields: what is missing, or the state with the legal ones.
#[must_use]
pub fn refusal_fields(refusal: &Refusal, locale: Locale) -> Vec<FieldError> {
    if let ticket_state::Reason::Missing { fields } = &refusal.reason {
        return fields
            .iter()
            .map(|field| {
                let message =
                    web::i18n::t(locale, &format!("tickets-missing-{}", field.as_str().replace('_', "-")));
                FieldError::new(field.as_str(), "required", message)
            })
            .collect();
    }
    let state = |state: ticket_state::State| {
        web::i18n::t(locale, &format!("tickets-state-{}", state.as_str().replace('_', "-")))
    };
    let legal: Vec<String> = refusal.legal.iter().map(|legal| state(legal.to)).collect();
    let (key, mut text) = match &refusal.reason {
        ticket_state::Reason::AlreadyThere { .. } => ("already-there", String::new()),
        ticket_state::Reason::NoSuchTransition { .. } => ("illegal", String::new()),
        ticket_state::Reason::NotAllowed { .. } => ("not-allowed", String::new()),
        ticket_state::Reason::WorkBegan => ("work-began", String::new()),
        ticket_state::Reason::Final => ("final", String::new()),
        ticket_state::Reason::Missing { .. } => ("missing", String::new()),
        ticket_state::Reason::OtherLifecycle { .. } => ("other-lifecycle", String::new()),
    };
    text.push_str(&web::i18n::t(locale, &format!("tickets-refused-{key}")));
    text.push(' ');
    text.push_str(&if legal.is_empty() {
        web::i18n::t(locale, "tickets-legal-none")
    } else {
        let list = legal.join(", ");
        web::t!(locale, "tickets-legal", states = list)
    });
    vec![FieldError::new("to", key, text)]
}
