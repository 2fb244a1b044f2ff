//! From the lines of one ticket to the ticket and its journal. Pure: which rows the names stand for is told.
//!
//! A state of the source becomes ours so: New is new; Active is in progress when a person has it, otherwise qualified
//! (it waits in its team's queue); the four Awaiting are pending, on the user, a provider, a change (Problem), or
//! something else (Evidence); Resolved, Closed and Cancelled are themselves. A word without an equal leaves the ticket
//! in the state that it had, and the word stands in the entry and in the facts.

use base::audit::{Change, NewEntry, Stream};
use jiff::Timestamp;
use rules::{
    priority::{self, Level, Manual, Matrix},
    ticket_state::{Kind, PendingOn, State},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    SOURCE,
    line::{Columns, Line, Word},
    names::{self, Known, Name},
};
use crate::tickets::{Basis, Qualification, Ticket, actions::PUBLIC_FIELDS};

/// What in a facts' document is the import's own.
pub(super) const IMPORT: &str = "_import";

/// Columns that say of every line how the ticket ended: they belong to no single step.
const FINAL: [&str; 4] = ["resolved_at", "closed_at", "resolved_by", "closed_code"];

/// Columns whose changes have a field of ours, or that are the step's own date, author and count.
const SAID_OTHERWISE: [&str; 15] = [
    "incident_state",
    "reassignment_count",
    "reopen_count",
    "caller_id",
    "category",
    "subcategory",
    "impact",
    "urgency",
    "priority",
    "assignment_group",
    "assigned_to",
    "sys_mod_count",
    "sys_updated_at",
    "sys_updated_by",
    "active",
];

/// A ticket's state after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) state: State,
    pub(super) pending_on: Option<PendingOn>,
}

/// The stages of a ticket's lines.
pub(super) fn stages(lines: &[Line]) -> Vec<Stage> {
    let plain = |state| Stage { state, pending_on: None };
    let pending = |on| Stage { state: State::Pending, pending_on: Some(on) };
    let mut stages: Vec<Stage> = Vec::with_capacity(lines.len());
    for line in lines {
        let under_way = if line.assignee.is_some() { State::InProgress } else { State::Qualified };
        stages.push(match line.state {
            Word::New => plain(State::New),
            Word::Active => plain(under_way),
            Word::AwaitingUser => pending(PendingOn::User),
            Word::AwaitingVendor => pending(PendingOn::Provider),
            Word::AwaitingProblem => pending(PendingOn::Change),
            Word::AwaitingEvidence => pending(PendingOn::Other),
            Word::Resolved => plain(State::Resolved),
            Word::Closed => plain(State::Closed),
            Word::Cancelled => plain(State::Cancelled),
            Word::Unknown(_) => stages.last().copied().unwrap_or(plain(State::New)),
        });
    }
    stages
}

/// What does not depend on the ticket.
pub(super) struct Ground<'g> {
    pub(super) desk_id: i64,
    pub(super) matrix: Matrix,
    /// Why a priority is not the matrix's, for people to read.
    pub(super) reason: String,
    pub(super) columns: &'g Columns,
}

/// The ticket as its last line leaves it. `known` holds all its names.
pub(super) fn ticket(ground: &Ground<'_>, lines: &[Line], known: &Known, number: i64) -> Option<Ticket> {
    let (first, last, stages) = (lines.first()?, lines.last()?, stages(lines));
    let stage = stages.last()?;
    let row = |name: Option<Name>| name.and_then(|name| known.get(&name).copied());
    let person = |name: &Option<String>| row(name.clone().map(Name::Person));
    let (impact, urgency) = (last.impact.unwrap_or(Level::Low), last.urgency.unwrap_or(Level::Low));
    let of_matrix = ground.matrix.get(impact, urgency);
    let manual = last.priority.filter(|given| *given != of_matrix);
    let manual = manual.and_then(|given| Manual::new(given, &ground.reason).ok());
    let decision = priority::decide(&ground.matrix, impact, urgency, manual.as_ref());
    let basis = |is_known: bool| if is_known { Basis::Confirmed } else { Basis::Assumed };
    let category_id = row(names::category(last));
    let working = |stage: &Stage| matches!(stage.state, State::InProgress | State::Pending | State::Resolved);
    let worked_at = seen(lines, |n, _| stages.get(n).is_some_and(working));
    Some(Ticket {
        id: 0,
        number,
        kind: Kind::Incident,
        state: stage.state,
        pending_on: stage.pending_on,
        pending_reason: String::new(),
        title: title(ground.columns, last),
        description: ground.columns.known(&last.cells, "description").unwrap_or_default().to_owned(),
        desk_id: ground.desk_id,
        organisation_id: None,
        requester_id: row(Some(names::requester(last)))?,
        created_by: person(&last.opened_by),
        assignee_id: person(&last.assignee),
        team_id: row(last.group.clone().map(Name::Team)),
        provider_id: None,
        category_id,
        service_id: None,
        impact,
        urgency,
        qualification: Qualification {
            category: basis(category_id.is_some()),
            impact: basis(last.impact.is_some()),
            urgency: basis(last.urgency.is_some()),
            team: basis(last.group.is_some()),
        },
        priority: decision.priority,
        priority_reason: decision.reason,
        severity: None,
        major: false,
        sensitive: false,
        channel: last.channel,
        occurred_at: None,
        detected_at: None,
        created_at: first.opened_at,
        updated_at: last.updated_at,
        qualified_at: seen(lines, |n, _| stages.get(n).is_some_and(|stage| stage.state != State::New)),
        assigned_at: seen(lines, |_, line| line.assignee.is_some()),
        acknowledged_at: worked_at,
        work_started_at: worked_at,
        resolved_at: last.resolved_at,
        closed_at: last.closed_at,
        expected_at: None,
        snoozed_until: None,
        due_at: None,
        next_metric: None,
        risk_at: None,
        breached: last.made_sla == Some(false),
        reopen_count: last.reopenings,
        reassignment_count: last.reassignments,
        affected_count: 1,
        last_public_at: None,
        last_requester_at: None,
        resolution: String::new(),
        resolution_kind: None,
        cause_code: None,
        merged_into_id: None,
        parent_id: None,
        score: None,
        score_comment: String::new(),
        source: SOURCE.to_owned(),
        source_id: last.ticket.clone(),
        source_facts: Value::Object(facts(ground.columns, lines)).to_string(),
        version: i64::try_from(lines.len()).ok()?,
    })
}

/// When something was first so. Nothing when it was so already on the first line of a log that begins after New: its
/// instant lies before the log.
fn seen(lines: &[Line], is_so: impl Fn(usize, &Line) -> bool) -> Option<Timestamp> {
    let from_new = lines.first().is_some_and(|line| line.state == Word::New);
    let (place, line) = lines.iter().enumerate().find(|(place, line)| is_so(*place, line))?;
    (place > 0 || from_new).then_some(line.updated_at)
}

/// The source's own title where it has one; otherwise the words that say most.
fn title(columns: &Columns, line: &Line) -> String {
    let given = columns.known(&line.cells, "short_description").map(str::to_owned);
    given.unwrap_or_else(|| {
        let symptom = columns.known(&line.cells, "u_symptom");
        let parts: Vec<&str> =
            [line.category.as_deref(), line.subcategory.as_deref(), symptom].into_iter().flatten().collect();
        if parts.is_empty() { line.ticket.clone() } else { parts.join(" · ") }
    })
}

/// The known cells of the last line, as given, and what tells later whether the file has the same history.
pub(super) fn facts(columns: &Columns, lines: &[Line]) -> Map<String, Value> {
    let mut facts = Map::new();
    if let Some(last) = lines.last() {
        for name in &columns.names {
            if let Some(cell) = columns.known(&last.cells, name) {
                facts.insert(name.clone(), json!(cell));
            }
        }
    }
    let after_new = lines.first().is_some_and(|line| line.state != Word::New);
    facts.insert(
        IMPORT.to_owned(),
        json!({ "lines": lines.len(), "sha256": digest(columns, lines), "begins_after_new": after_new }),
    );
    facts
}

/// The hash of a history, whatever the order of the file's columns.
pub(super) fn digest(columns: &Columns, lines: &[Line]) -> String {
    let mut names: Vec<&String> =
        columns.names.iter().filter(|name| !FINAL.contains(&name.as_str())).collect();
    names.sort();
    let mut hasher = Sha256::new();
    for line in lines {
        for name in &names {
            if let Some(cell) = columns.known(&line.cells, name) {
                for part in [name.as_str(), cell] {
                    hasher.update((part.len() as u64).to_be_bytes());
                    hasher.update(part.as_bytes());
                }
            }
        }
        hasher.update([0xff]);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The journal entries of the lines from `from` on: one each, with its own date and author.
pub(super) fn entries(columns: &Columns, lines: &[Line], ticket: &Ticket, from: usize) -> Vec<NewEntry> {
    let stages = stages(lines);
    let mut entries = Vec::with_capacity(lines.len().saturating_sub(from));
    let pairs = lines.iter().zip(&stages);
    for (place, (line, stage)) in pairs.enumerate().skip(from) {
        let before = place.checked_sub(1).and_then(|n| Some((lines.get(n)?, stages.get(n)?)));
        let mut entry = match before {
            None => opening(columns, line, *stage, ticket),
            Some((was, was_stage)) => step(columns, (was, *was_stage), (line, *stage), ticket),
        };
        entry.at = Some(line.updated_at);
        entry.actor_name = Some(line.updated_by.clone().unwrap_or_else(|| SOURCE.to_owned()));
        entries.push(entry);
    }
    entries
}

fn opening(columns: &Columns, line: &Line, stage: Stage, ticket: &Ticket) -> NewEntry {
    NewEntry::new(Stream::Ticket(ticket.id), "ticket.opened").public().data(json!({
        "number": ticket.label(),
        "kind": ticket.kind,
        "title": title(columns, line),
        "description": ticket.description,
        "channel": line.channel,
        "state": stage.state,
        "impact": line.impact,
        "urgency": line.urgency,
        "priority": line.priority,
        "category": category_name(line),
        "team": line.group,
        "assignee": line.assignee,
        "requester": line.caller,
        "opened_at": line.opened_at,
        "opened_by": line.opened_by,
        "source": SOURCE,
        "source_id": ticket.source_id,
        "source_state": columns.known(&line.cells, "incident_state"),
        "sys_mod_count": line.mod_count,
    }))
}

fn category_name(line: &Line) -> Option<&str> {
    line.subcategory.as_deref().or(line.category.as_deref())
}

fn step(columns: &Columns, before: (&Line, Stage), after: (&Line, Stage), ticket: &Ticket) -> NewEntry {
    let ((was, was_stage), (line, stage)) = (before, after);
    let mut changes = Vec::new();
    let mut compare = |field: &str, was: Value, is: Value| {
        if was != is {
            changes.push(Change::new(field, was, is));
        }
    };
    compare("state", json!(was_stage.state), json!(stage.state));
    compare("pending_on", json!(was_stage.pending_on), json!(stage.pending_on));
    compare("impact", json!(was.impact), json!(line.impact));
    compare("urgency", json!(was.urgency), json!(line.urgency));
    compare("priority", json!(was.priority), json!(line.priority));
    compare("category", json!(category_name(was)), json!(category_name(line)));
    compare("team", json!(was.group), json!(line.group));
    compare("assignee", json!(was.assignee), json!(line.assignee));
    compare("requester", json!(was.caller), json!(line.caller));
    compare("reassignment_count", json!(was.reassignments), json!(line.reassignments));
    compare("reopen_count", json!(was.reopenings), json!(line.reopenings));
    let mut source = Map::new();
    for name in columns.names.iter().filter(|name| !SAID_OTHERWISE.contains(&name.as_str())) {
        let (was, is) = (columns.known(&was.cells, name), columns.known(&line.cells, name));
        if was != is {
            source.insert(name.clone(), json!({ "was": was, "is": is }));
        }
    }
    let mut data = Map::from_iter([("sys_mod_count".to_owned(), json!(line.mod_count))]);
    if line.state != was.state {
        data.insert("source_state".to_owned(), json!(columns.known(&line.cells, "incident_state")));
    }
    if !source.is_empty() {
        data.insert("source".to_owned(), Value::Object(source));
    }
    let moved = was_stage != stage;
    let kind = if moved { "ticket.moved" } else { "ticket.changed" };
    let mut entry = NewEntry::new(Stream::Ticket(ticket.id), kind).data(Value::Object(data));
    entry.public = changes.iter().any(|change| PUBLIC_FIELDS.contains(&change.field.as_str()));
    entry.payload.changes = changes;
    entry
}

/// The number that a source's id stands for: `INC0000045` is 45.
pub(super) fn number(id: &str) -> Option<i64> {
    let digits = id.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches('-');
    let is_number =
        !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| is_number && *number > 0)
}
