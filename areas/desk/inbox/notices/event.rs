//! From entries of the journal to what people are to be told of: what happened to a ticket in one moment is one event.

use std::collections::BTreeMap;

use base::{
    audit::{Change, Entry, Stream},
    ctx::Channel,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Kind;

/// Nobody is told of what is older: a relay that is set up later must not send a desk's whole past.
pub(super) const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// What happened to a ticket in one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Event {
    /// The entry that it is named by: the one of the greatest weight.
    pub(super) entry_no: i64,
    pub(super) actor_id: Option<i64>,
    /// The actor's name.
    pub(super) actor: String,
    /// Whether it was done by a link in a mail, which may have been forwarded.
    pub(super) by_link: bool,
    /// What happened, for requester and followers; nothing when it is no news for them.
    pub(super) kind: Option<Kind>,
    /// What was said in public along with it.
    pub(super) words: String,
    /// By when it was expected before.
    pub(super) was: Option<Timestamp>,
    /// The number of the ticket that goes on with it.
    pub(super) into: String,
    /// Whom it waits for.
    pub(super) awaited: String,
}

/// The events of these entries by ticket, each ticket's in order. Every entry of a ticket counts: stakeholders look at what the
/// ticket has become.
pub(super) fn events(entries: &[Entry], now: Timestamp) -> Vec<(i64, Event)> {
    let mut moments: BTreeMap<(i64, Timestamp, Option<i64>), Event> = BTreeMap::new();
    for entry in entries {
        let Stream::Ticket(ticket_id) = entry.stream else { continue };
        if entry.channel == Channel::Import || entry.at < now - FRESH {
            continue;
        }
        let moment = moments.entry((ticket_id, entry.at, entry.actor_id)).or_insert_with(|| Event {
            entry_no: entry.entry_no,
            actor_id: entry.actor_id,
            actor: entry.actor.clone(),
            by_link: entry.channel == Channel::Link,
            ..Event::default()
        });
        add(moment, entry);
    }
    let mut found: Vec<(i64, Event)> =
        moments.into_iter().map(|((ticket_id, ..), event)| (ticket_id, event)).collect();
    found.sort_by_key(|(ticket_id, event)| (*ticket_id, event.entry_no));
    found
}

fn add(moment: &mut Event, entry: &Entry) {
    let Some(payload) = &entry.payload else { return };
    let change = |field: &str| payload.changes.iter().find(|change| change.field == field);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(kind) = kind_of(entry)
        && moment.kind.is_none_or(|known| kind.weight() > known.weight())
    {
        (moment.kind, moment.entry_no) = (Some(kind), entry.entry_no);
    }
    if entry.kind == "comment.added" && entry.public && moment.words.is_empty() {
        moment.words = text(payload.data.get("body"));
    }
    if let Some(Change { was, .. }) = change("expected_at") {
        moment.was = text(Some(was)).parse().ok();
    }
    if let Some(Change { is, .. }) = change("merged_into") {
        moment.into = text(Some(is));
    }
    if let Some(Change { is, .. }) = change("pending_on") {
        moment.awaited = text(Some(is));
    }
}

fn kind_of(entry: &Entry) -> Option<Kind> {
    let payload = entry.payload.as_ref()?;
    let change = |field: &str| payload.changes.iter().find(|change| change.field == field);
    match entry.kind.as_str() {
        "ticket.opened" => return Some(Kind::Received),
        "comment.added" => return Some(Kind::Answered),
        _ => {}
    }
    if let Some(state) = change("state") {
        let moved = moved(state, payload.reason.as_deref(), change("merged_into").is_some());
        if moved.is_some() {
            return moved;
        }
    }
    if change("expected_at").is_some() {
        return Some(Kind::Expected);
    }
    // Whoever takes a ticket says so; being given one is not yet having taken it.
    let took = change("assignee").and_then(|change| change.is.as_str()) == Some(entry.actor.as_str());
    (took && entry.actor_id.is_some()).then_some(Kind::Taken)
}

/// What a change of state tells. States are the words of the API.
fn moved(state: &Change, reason: Option<&str>, merged: bool) -> Option<Kind> {
    let (was, is) = (state.was.as_str()?, state.is.as_str()?);
    let ended = |state: &str| matches!(state, "resolved" | "closed" | "cancelled");
    Some(match is {
        "cancelled" if merged => Kind::Merged,
        "cancelled" => Kind::Cancelled,
        "closed" if reason == Some("silence") => Kind::Expired,
        "closed" => Kind::Closed,
        "resolved" => Kind::Resolved,
        "pending" => Kind::Pending,
        _ if ended(was) => Kind::Reopened,
        _ if was == "pending" => Kind::Resumed,
        "in_progress" => Kind::Taken,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_state_is_told_as_what_it_means() {
        let table = [
            ("assigned", "in_progress", None, false, Some(Kind::Taken)),
            ("new", "qualified", None, false, None),
            ("in_progress", "pending", None, false, Some(Kind::Pending)),
            ("pending", "in_progress", None, false, Some(Kind::Resumed)),
            ("pending", "assigned", None, false, Some(Kind::Resumed)),
            ("pending", "resolved", None, false, Some(Kind::Resolved)),
            ("resolved", "in_progress", Some("It still drops"), false, Some(Kind::Reopened)),
            ("resolved", "closed", None, false, Some(Kind::Closed)),
            ("resolved", "closed", Some("silence"), false, Some(Kind::Expired)),
            ("new", "cancelled", Some("Duplicate"), false, Some(Kind::Cancelled)),
            ("new", "cancelled", Some("Merged"), true, Some(Kind::Merged)),
            ("cancelled", "new", None, false, Some(Kind::Reopened)),
        ];
        for (was, is, reason, merged, expected) in table {
            assert_eq!(moved(&Change::new("state", was, is), reason, merged), expected, "{was} to {is}");
        }
    }
}
