//! How a request names people, teams and categories: by id, or by the word that people use.

use std::fmt;

use base::{
    ctx::Ctx,
    desks::{self, Desk},
    people::{self, OrganisationKind, User},
    services,
};
use db::Read;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;
use web::error::{AppError, FieldError};

/// An id, or a name: of a person their address, of a category its code, path or name, of the rest their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Reference {
    /// By id.
    Id(i64),
    /// By name.
    Name(String),
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Reference;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id or a name")
            }

            fn visit_i64<E: de::Error>(self, id: i64) -> Result<Reference, E> {
                Ok(Reference::Id(id))
            }

            fn visit_u64<E: de::Error>(self, id: u64) -> Result<Reference, E> {
                i64::try_from(id)
                    .map(Reference::Id)
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(id), &self))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Reference, E> {
                Ok(Reference::Name(name.to_owned()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// The longest list of people in one request.
const MOST: usize = 200;

/// Finds what a request names; what is not there is a fault of its field, and all faults are told together.
pub(super) struct Finder<'r, 'c> {
    read: &'r Read<'c>,
    cx: &'r Ctx,
    faults: Vec<FieldError>,
}

impl<'r, 'c> Finder<'r, 'c> {
    pub(super) fn new(read: &'r Read<'c>, cx: &'r Ctx) -> Self {
        Self { read, cx, faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, field: &str, code: &str) {
        let message = web::i18n::t(self.cx.locale, &format!("tickets-fault-{code}"));
        self.faults.push(FieldError::new(field, code, message));
    }

    /// A reason for a priority that is not given.
    pub(super) fn idle_reason(&mut self) {
        let message = web::i18n::t(self.cx.locale, "tickets-api-reason-without-priority");
        self.faults.push(FieldError::new("priority_reason", "reason-without-priority", message));
    }

    pub(super) fn done(self) -> Result<(), AppError> {
        if self.faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.faults)) }
    }

    fn found<T>(&mut self, field: &str, code: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.fault(field, code);
        }
        found
    }

    /// A person whom the caller may know of.
    pub(super) fn user(&mut self, field: &str, name: &Reference) -> Result<Option<User>, AppError> {
        let user = match name {
            Reference::Id(id) => people::see(self.read, &self.cx.actor, *id)?,
            Reference::Name(email) => match people::user_by_email(self.read, email)? {
                Some(user) => people::see(self.read, &self.cx.actor, user.id)?,
                None => None,
            },
        };
        Ok(self.found(field, "unknown-person", user))
    }

    pub(super) fn person(&mut self, field: &str, name: &Reference) -> Result<Option<i64>, AppError> {
        Ok(self.user(field, name)?.map(|user| user.id))
    }

    pub(super) fn persons(&mut self, field: &str, names: &[Reference]) -> Result<Vec<i64>, AppError> {
        if names.len() > MOST {
            self.faults.push(FieldError::of(self.cx.locale, field, "range"));
            return Ok(Vec::new());
        }
        let found = names.iter().map(|name| self.person(field, name)).collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    pub(super) fn desk(&mut self, name: &Reference) -> Result<Option<Desk>, AppError> {
        let desk = match name {
            Reference::Id(id) => desks::desk(self.read, *id)?,
            Reference::Name(name) => desks::desk_by_name(self.read, name)?,
        };
        Ok(self.found("desk", "unknown-desk", desk))
    }

    pub(super) fn team(&mut self, desk_id: i64, name: &Reference) -> Result<Option<i64>, AppError> {
        let team = match name {
            Reference::Id(id) if people::is_team_active(self.read, *id)? => people::team(self.read, *id)?,
            Reference::Id(_) => None,
            Reference::Name(name) => people::team_by_name(self.read, desk_id, name)?,
        };
        let team = team.filter(|team| team.desk_id == desk_id).map(|team| team.id);
        Ok(self.found("team", "unknown-team", team))
    }

    pub(super) fn category(&mut self, desk_id: i64, name: &Reference) -> Result<Option<i64>, AppError> {
        let category = match name {
            Reference::Id(id) => desks::category(self.read, *id)?,
            Reference::Name(name) => desks::category_by_path(self.read, desk_id, name)?,
        };
        let category = category.filter(|category| category.desk_id == desk_id && !category.archived);
        Ok(self.found("category", "unknown-category", category.map(|category| category.id)))
    }

    pub(super) fn service(&mut self, name: &Reference) -> Result<Option<i64>, AppError> {
        let service = match name {
            Reference::Id(id) => services::service(self.read, *id)?,
            Reference::Name(name) => services::service_by_name(self.read, name)?,
        };
        let service = service.filter(|service| !service.archived).map(|service| service.id);
        Ok(self.found("service", "unknown-service", service))
    }

    pub(super) fn provider(&mut self, name: &Reference) -> Result<Option<i64>, AppError> {
        let organisation = match name {
            Reference::Id(id) => people::organisation(self.read, *id)?,
            Reference::Name(name) => people::organisation_by_name(self.read, name)?,
        };
        let provider = organisation.filter(|o| o.kind == OrganisationKind::Provider).map(|o| o.id);
        Ok(self.found("provider", "unknown-provider", provider))
    }

    /// An instant of this age, to the microsecond: what the database keeps.
    pub(super) fn instant(&mut self, field: &str, at: Timestamp) -> Timestamp {
        const EARLIEST: i64 = 0;
        const LATEST: i64 = 7_258_118_400; // 2200-01-01T00:00:00Z
        if !(EARLIEST..LATEST).contains(&at.as_second()) {
            self.faults.push(FieldError::of(self.cx.locale, field, "range"));
        }
        Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
    }

    /// At most 50 tags, each a word.
    pub(super) fn tags(&mut self, field: &str, tags: &[String]) {
        if tags.len() > 50 {
            self.faults.push(FieldError::of(self.cx.locale, field, "range"));
        }
    }
}
