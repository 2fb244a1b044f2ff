//! What changed between two versions of a ticket, in words that people know.

use base::{
    audit::{Change, Entry},
    desks,
    people::{self, policy::Access},
    services,
};
use db::{Read, Result};
use serde_json::{Value, json};
use web::i18n::Locale;

use crate::tickets::{model::Ticket, store};

/// Fields whose changes the requester may see; the rest is the desk's own business.
pub const PUBLIC_FIELDS: [&str; 9] =
    ["title", "description", "state", "pending_on", "assignee", "expected_at", "resolution", "kind", "score"];

/// The changes of an entry that someone with this access may see.
#[must_use]
pub fn visible_changes(entry: &Entry, access: Access) -> Vec<Change> {
    let changes = entry.payload.iter().flat_map(|payload| &payload.changes);
    changes
        .filter(|change| access >= Access::Observe || PUBLIC_FIELDS.contains(&change.field.as_str()))
        .cloned()
        .collect()
}

/// The changes from one version of a ticket to the next. Rows are named, since names are what people remember and
/// what remains when a row is gone.
pub(super) fn between(read: &Read<'_>, was: &Ticket, is: &Ticket) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    let mut compare = |field: &str, was: Value, is: Value| {
        if was != is {
            changes.push(Change::new(field, was, is));
        }
    };
    compare("kind", json!(was.kind), json!(is.kind));
    compare("state", json!(was.state), json!(is.state));
    compare("pending_on", json!(was.pending_on), json!(is.pending_on));
    compare("pending_reason", text(&was.pending_reason), text(&is.pending_reason));
    compare("title", json!(was.title), json!(is.title));
    compare("description", json!(was.description), json!(is.description));
    compare("impact", json!(was.impact), json!(is.impact));
    compare("urgency", json!(was.urgency), json!(is.urgency));
    compare("qualification", json!(was.qualification), json!(is.qualification));
    compare("priority", json!(was.priority), json!(is.priority));
    compare("priority_reason", json!(was.priority_reason), json!(is.priority_reason));
    compare("severity", json!(was.severity), json!(is.severity));
    compare("major", json!(was.major), json!(is.major));
    compare("sensitive", json!(was.sensitive), json!(is.sensitive));
    compare("occurred_at", json!(was.occurred_at), json!(is.occurred_at));
    compare("detected_at", json!(was.detected_at), json!(is.detected_at));
    compare("expected_at", json!(was.expected_at), json!(is.expected_at));
    compare("snoozed_until", json!(was.snoozed_until), json!(is.snoozed_until));
    compare("resolution", text(&was.resolution), text(&is.resolution));
    compare("resolution_kind", json!(was.resolution_kind), json!(is.resolution_kind));
    compare("cause_code", json!(was.cause_code), json!(is.cause_code));
    compare("reopen_count", json!(was.reopen_count), json!(is.reopen_count));
    compare("score", json!(was.score), json!(is.score));
    compare("score_comment", text(&was.score_comment), text(&is.score_comment));
    type Named<'r> = (&'static str, Option<i64>, Option<i64>, &'r dyn Fn(i64) -> Result<Option<String>>);
    let user = |id| Ok(people::user(read, id)?.map(|user| user.name));
    let organisation = |id| Ok(people::organisation(read, id)?.map(|organisation| organisation.name));
    let category = |id| Ok(desks::category(read, id)?.map(|category| category.name(Locale::En).to_owned()));
    let ticket = |id| Ok(store::by_id(read, id)?.map(|ticket| ticket.label()));
    let named: [Named<'_>; 10] = [
        ("requester", Some(was.requester_id), Some(is.requester_id), &user),
        ("assignee", was.assignee_id, is.assignee_id, &user),
        ("team", was.team_id, is.team_id, &|id| Ok(people::team(read, id)?.map(|team| team.name))),
        ("provider", was.provider_id, is.provider_id, &organisation),
        ("organisation", was.organisation_id, is.organisation_id, &organisation),
        ("category", was.category_id, is.category_id, &category),
        ("service", was.service_id, is.service_id, &|id| Ok(services::service(read, id)?.map(|s| s.name))),
        ("desk", Some(was.desk_id), Some(is.desk_id), &|id| Ok(desks::desk(read, id)?.map(|desk| desk.name))),
        ("parent", was.parent_id, is.parent_id, &ticket),
        ("merged_into", was.merged_into_id, is.merged_into_id, &ticket),
    ];
    for (field, before, after, name) in named {
        if before != after {
            let name = |id: Option<i64>| -> Result<Value> { Ok(json!(id.map(name).transpose()?.flatten())) };
            changes.push(Change::new(field, name(before)?, name(after)?));
        }
    }
    Ok(changes)
}

fn text(value: &str) -> Value {
    if value.is_empty() { Value::Null } else { json!(value) }
}
