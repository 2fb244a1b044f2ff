//! Ongoing incidents that may be told to others, and only what may be told of them.

use std::collections::HashMap;

use base::{ctx::Ctx, desks, services};
use db::{Read, Result};
use jiff::Timestamp;
use rules::{number::TicketNumber, priority::Priority, similar, ticket_state::Kind};

use super::store;
use crate::tickets;

/// How much of what is typed is looked at, in characters.
const LONGEST_QUERY: usize = 500;
/// How many incidents are proposed at once.
const PROPOSED: usize = 3;

/// To whom something may be told: the desks that serve them, and the wall of their organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// The person.
    pub user_id: i64,
    /// Their organisation; nobody's is one of its own.
    pub organisation_id: Option<i64>,
    /// The desks that serve it.
    pub desks: Vec<i64>,
}

impl Audience {
    /// The person who acts; `None` for anyone but a person.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(read: &Read<'_>, cx: &Ctx) -> Result<Option<Self>> {
        let Some(user_id) = cx.actor.user_id() else { return Ok(None) };
        let organisation_id = cx.actor.organisation_id;
        let mut serving = Vec::new();
        for desk in desks::desks(read)? {
            let served = desks::organisations_served(read, desk.id)?;
            if served.is_empty() || organisation_id.is_some_and(|id| served.contains(&id)) {
                serving.push(desk.id);
            }
        }
        Ok(Some(Self { user_id, organisation_id, desks: serving }))
    }
}

/// What may be told of an ongoing incident. Its requester and their words are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Its row.
    pub id: i64,
    /// The number people use.
    pub number: i64,
    /// The title that an agent has seen.
    pub title: String,
    /// How many people are affected.
    pub affected: i64,
    /// When it should be over.
    pub expected_at: Option<Timestamp>,
    /// When there was news last.
    pub news_at: Option<Timestamp>,
    /// The affected service.
    pub service_id: Option<i64>,
    /// The order of work.
    pub priority: Priority,
    /// Whether it is a major incident.
    pub major: bool,
    /// Whether the reader reported it.
    pub own: bool,
    /// Whether the reader follows it already.
    pub joined: bool,
    /// Who reported it: never shown, only compared with the reader.
    pub(super) requester_id: i64,
}

impl Known {
    /// The number as people write it.
    #[must_use]
    pub fn label(&self) -> String {
        TicketNumber::new(Kind::Incident, self.number).to_string()
    }
}

/// Notes which of them the reader follows already.
fn mark(read: &Read<'_>, audience: &Audience, mut known: Vec<Known>) -> Result<Vec<Known>> {
    let ids: Vec<i64> = known.iter().map(|known| known.id).collect();
    let joined =
        if ids.is_empty() { Vec::new() } else { tickets::store::followers_of(read, &ids, audience.user_id)? };
    for one in &mut known {
        one.own = one.requester_id == audience.user_id;
        one.joined = one.own || joined.contains(&one.id);
    }
    Ok(known)
}

/// The ongoing incidents that resemble what somebody types, the likeliest first. Only titles and names of services
/// are compared: what could be found by trying words in descriptions would be told by the answer.
///
/// # Errors
/// When the database fails.
pub fn suggest(read: &Read<'_>, audience: &Audience, query: &str) -> Result<Vec<Known>> {
    let query: String = query.chars().take(LONGEST_QUERY).collect();
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    let ongoing = store::ongoing(read, audience)?;
    let names = service_names(read, &ongoing)?;
    let texts: Vec<(usize, String)> = ongoing
        .iter()
        .enumerate()
        .map(|(place, known)| {
            let service = known.service_id.and_then(|id| names.get(&id)).map_or("", String::as_str);
            (place, format!("{} {service}", known.title))
        })
        .collect();
    let hits = similar::rank(&query, &texts, PROPOSED);
    let found = hits.iter().filter_map(|hit| ongoing.get(hit.id).cloned()).collect();
    mark(read, audience, found)
}

/// The incident of this number, if it may be told to them.
///
/// # Errors
/// When the database fails.
pub(super) fn by_number(read: &Read<'_>, audience: &Audience, number: i64) -> Result<Option<Known>> {
    store::ongoing_by_number(read, audience, number)
}

fn service_names(read: &Read<'_>, known: &[Known]) -> Result<HashMap<i64, String>> {
    let mut ids: Vec<i64> = known.iter().filter_map(|known| known.service_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(services::services_by_id(read, &ids)?.into_iter().map(|service| (service.id, service.name)).collect())
}

/// A service that does not work as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disturbed {
    /// Its name.
    pub service: String,
    /// Whether the incident is critical.
    pub critical: bool,
    /// When it should be over, if all that is known says so.
    pub expected_at: Option<Timestamp>,
}

/// The services with an open critical or high incident that may be told, the worst first.
///
/// # Errors
/// When the database fails.
pub fn disturbed(read: &Read<'_>, audience: &Audience) -> Result<Vec<Disturbed>> {
    let grave = store::grave(read, audience)?;
    let names = service_names(read, &grave)?;
    let mut found: Vec<Disturbed> = Vec::new();
    for known in &grave {
        let Some(name) = known.service_id.and_then(|id| names.get(&id)) else { continue };
        let critical = known.priority == Priority::P1;
        match found.iter_mut().find(|other| other.service == *name) {
            Some(other) => {
                other.critical |= critical;
                other.expected_at = other.expected_at.zip(known.expected_at).map(|(a, b)| a.max(b));
            }
            None => found.push(Disturbed { service: name.clone(), critical, expected_at: known.expected_at }),
        }
    }
    found.sort_by_cached_key(|one| (!one.critical, rules::text::sort_key(&one.service)));
    Ok(found)
}

/// The major incidents under way that may be told, the newest first.
///
/// # Errors
/// When the database fails.
pub fn major(read: &Read<'_>, audience: &Audience) -> Result<Vec<Known>> {
    let major =
        store::grave(read, audience)?.into_iter().filter(|known| known.major).take(PROPOSED).collect();
    mark(read, audience, major)
}
