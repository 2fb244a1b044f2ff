//! The fields of a ticket's forms, and what was typed into them.

use base::desks;
use maud::{Markup, html};
use rules::{
    priority::{Level, Priority, Severity},
    ticket_state::PendingOn,
};
use serde::Deserialize;
use web::{
    FieldError,
    components::{Choice, Field},
};

use super::{Here, words};
use crate::tickets::model::{CauseCode, ResolutionKind};

/// The empty choice of a field that must be filled.
const CHOOSE: &str = "tickets-choose";

/// What a form of a ticket carries; each form shows the fields it is about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::tickets) struct Typed {
    /// The version that its page showed.
    pub(in crate::tickets) seen: Option<i64>,
    pub(in crate::tickets) title: Option<String>,
    pub(in crate::tickets) description: String,
    pub(in crate::tickets) category: Option<i64>,
    pub(in crate::tickets) impact: Option<Level>,
    pub(in crate::tickets) urgency: Option<Level>,
    /// A priority by hand; none gives it back to the matrix.
    pub(in crate::tickets) priority: Option<Priority>,
    /// Category, impact and urgency are right as proposed.
    pub(in crate::tickets) confirm: bool,
    pub(in crate::tickets) severity: Option<Severity>,
    pub(in crate::tickets) team: Option<i64>,
    pub(in crate::tickets) assignee: Option<i64>,
    pub(in crate::tickets) provider: Option<i64>,
    pub(in crate::tickets) service: Option<i64>,
    pub(in crate::tickets) requester: String,
    pub(in crate::tickets) sensitive: bool,
    pub(in crate::tickets) at: String,
    pub(in crate::tickets) preset: Option<String>,
    pub(in crate::tickets) pending_on: Option<PendingOn>,
    pub(in crate::tickets) reason: String,
    pub(in crate::tickets) resolution: String,
    pub(in crate::tickets) resolution_kind: Option<ResolutionKind>,
    pub(in crate::tickets) cause: Option<CauseCode>,
    pub(in crate::tickets) comment: String,
    /// The comment goes to the requester.
    pub(in crate::tickets) tell: bool,
    /// Also put it on hold, waiting for the provider.
    pub(in crate::tickets) hold: bool,
    pub(in crate::tickets) ticket: String,
}

/// The fields of one form: its ticket, what is in them, and what is wrong with it.
pub(super) struct Fields<'a> {
    pub(super) here: Here<'a>,
    pub(super) typed: &'a Typed,
    pub(super) faults: &'a [FieldError],
}

impl<'a> Fields<'a> {
    fn field(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self.here.locale(), name, label).errors(self.faults)
    }

    pub(super) fn text(&self, name: &str, label_key: &str, value: &str, required: bool) -> Markup {
        let label = self.here.t(label_key);
        let field = self.field(name, &label);
        if required { field.required().text(value) } else { field.text(value) }
    }

    pub(super) fn area(&self, name: &str, label_key: &str, value: &str, required: bool) -> Markup {
        let label = self.here.t(label_key);
        let field = self.field(name, &label);
        if required { field.required().textarea(value, 3) } else { field.textarea(value, 3) }
    }

    pub(super) fn datetime(&self, name: &str, label_key: &str, value: &str) -> Markup {
        let label = self.here.t(label_key);
        self.field(name, &label).datetime(value)
    }

    /// A choice among rows or words, with one that stands for none unless the field must be filled.
    pub(super) fn choice(
        &self,
        name: &str,
        label_key: &str,
        options: &[(String, String)],
        chosen: &str,
        none: Option<&str>,
    ) -> Markup {
        let label = self.here.t(label_key);
        let must = none.is_none_or(|key| key == CHOOSE);
        let none = none.map(|key| self.here.t(key));
        let first = none.as_deref().map(|label| Choice { value: "", label });
        let choices: Vec<Choice<'_>> =
            first.into_iter().chain(options.iter().map(|(value, label)| Choice { value, label })).collect();
        let field = self.field(name, &label);
        if must { field.required().select(&choices, chosen) } else { field.select(&choices, chosen) }
    }

    pub(super) fn category(&self, required: bool) -> Markup {
        let sheet = self.here.sheet;
        let options: Vec<(String, String)> = sheet
            .categories
            .iter()
            .map(|c| (c.id.to_string(), desks::path(&sheet.categories, c.id, self.here.locale())))
            .collect();
        let chosen = self.typed.category.map(|id| id.to_string()).unwrap_or_default();
        let none =
            if required { self.typed.category.is_none().then_some(CHOOSE) } else { Some("web-value-none") };
        self.choice("category", "tickets-field-category", &options, &chosen, none)
    }

    pub(super) fn level(&self, name: &'static str, level: Option<Level>) -> Markup {
        let options: Vec<(String, String)> = Level::ALL
            .iter()
            .map(|level| (level.to_string(), words::word(self.here.locale(), name, level.as_str())))
            .collect();
        let chosen = level.map(|level| level.to_string()).unwrap_or_default();
        let none = level.is_none().then_some(CHOOSE);
        self.choice(name, &format!("tickets-field-{name}"), &options, &chosen, none)
    }

    pub(super) fn team(&self) -> Markup {
        let options: Vec<(String, String)> = self
            .here
            .sheet
            .teams
            .iter()
            .map(|team| (team.id.to_string(), super::head::team_name(self.here, team)))
            .collect();
        let chosen = self.typed.team.map(|id| id.to_string()).unwrap_or_default();
        self.choice("team", "tickets-field-team", &options, &chosen, Some("tickets-nobody-team"))
    }

    /// Oneself first, then the team's people and the desk's.
    pub(super) fn assignee(&self, required: bool) -> Markup {
        let (here, sheet) = (self.here, self.here.sheet);
        let mut staff: Vec<&base::people::User> = sheet.staff.iter().collect();
        let current = sheet.ticket.assignee_id.and_then(|id| sheet.people.get(&id));
        staff.extend(current.filter(|user| sheet.staff.iter().all(|other| other.id != user.id)));
        staff.sort_by_key(|user| here.me() != Some(user.id));
        let options: Vec<(String, String)> = staff
            .iter()
            .map(|user| {
                let me = here.me() == Some(user.id);
                let label = if me {
                    web::t!(here.locale(), "tickets-me", name = user.name.as_str())
                } else {
                    user.name.clone()
                };
                (user.id.to_string(), label)
            })
            .collect();
        let chosen = self.typed.assignee.map(|id| id.to_string()).unwrap_or_default();
        let none = if required { CHOOSE } else { "web-person-nobody" };
        self.choice("assignee", "tickets-field-assignee", &options, &chosen, Some(none))
    }

    pub(super) fn service(&self) -> Markup {
        let services = &self.here.sheet.services;
        let options: Vec<(String, String)> =
            services.iter().map(|s| (s.id.to_string(), s.name.clone())).collect();
        let chosen = self.typed.service.map(|id| id.to_string()).unwrap_or_default();
        self.choice("service", "tickets-field-service", &options, &chosen, Some("web-value-none"))
    }

    pub(super) fn provider(&self) -> Markup {
        let providers = &self.here.sheet.providers;
        let options: Vec<(String, String)> =
            providers.iter().map(|p| (p.id.to_string(), p.name.clone())).collect();
        let chosen = self.typed.provider.map(|id| id.to_string()).unwrap_or_default();
        self.choice("provider", "tickets-field-provider", &options, &chosen, Some("web-value-none"))
    }

    pub(super) fn severity(&self) -> Markup {
        let locale = self.here.locale();
        let options: Vec<(String, String)> = Severity::ALL
            .iter()
            .map(|s| (s.to_string(), words::word(locale, "severity", s.as_str())))
            .collect();
        let chosen = self.typed.severity.map(|severity| severity.to_string()).unwrap_or_default();
        self.choice("severity", "tickets-field-severity", &options, &chosen, Some("web-value-none"))
    }

    pub(super) fn pending_on(&self) -> Markup {
        let locale = self.here.locale();
        let options: Vec<(String, String)> =
            PendingOn::ALL.iter().map(|on| (on.to_string(), words::on(locale, *on))).collect();
        let chosen = self.typed.pending_on.unwrap_or(PendingOn::User).to_string();
        self.choice("pending_on", "tickets-field-pending-on", &options, &chosen, None)
    }

    /// What was done, whether the cause is gone, and why it happened.
    pub(super) fn solution(&self) -> Markup {
        let locale = self.here.locale();
        let kinds: Vec<(String, String)> = ResolutionKind::ALL
            .iter()
            .map(|kind| (kind.as_str().to_owned(), words::word(locale, "resolution", kind.as_str())))
            .collect();
        let kind = self.typed.resolution_kind.unwrap_or(ResolutionKind::Fix).as_str();
        let cause = self.typed.cause.map(CauseCode::as_str).unwrap_or_default();
        html! {
            (self.area("resolution", "tickets-field-resolution", &self.typed.resolution, true))
            (self.choice("resolution_kind", "tickets-field-resolution-kind", &kinds, kind, None))
            (self.choice("cause", "tickets-field-cause-code", &causes(locale), cause, Some("web-value-none")))
        }
    }
}

/// The cause codes as choices.
pub(super) fn causes(locale: web::Locale) -> Vec<(String, String)> {
    CauseCode::ALL
        .iter()
        .map(|cause| (cause.as_str().to_owned(), words::word(locale, "cause", cause.as_str())))
        .collect()
}
