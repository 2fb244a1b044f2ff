//! The ticket's own row.

use std::sync::LazyLock;

use db::{Error, Read, Result, Row, Sql, ToValue, Tx, Value, params};
use jiff::Timestamp;
use rules::{
    priority::{Level, Priority, Severity},
    sla::Metric,
    ticket_state::{Channel, Kind, PendingOn, State},
};

use crate::tickets::model::{CauseCode, ResolutionKind, Ticket};

/// A ticket without a running clock sorts after all others: no instant that can be stored is later.
const NO_DUE: i64 = i64::MAX;

/// The columns, in the order of [`values`]; `id` stands apart.
const COLUMNS: [&str; 55] = [
    "number",
    "kind",
    "state",
    "pending_on",
    "pending_reason",
    "title",
    "title_key",
    "description",
    "desk_id",
    "organisation_id",
    "requester_id",
    "created_by",
    "assignee_id",
    "team_id",
    "provider_id",
    "category_id",
    "service_id",
    "impact",
    "urgency",
    "qualification",
    "priority",
    "priority_reason",
    "severity",
    "major",
    "sensitive",
    "channel",
    "occurred_at",
    "detected_at",
    "created_at",
    "updated_at",
    "qualified_at",
    "assigned_at",
    "acknowledged_at",
    "work_started_at",
    "resolved_at",
    "closed_at",
    "expected_at",
    "snoozed_until",
    "due_key",
    "next_metric",
    "risk_at",
    "breached",
    "reopen_count",
    "reassignment_count",
    "affected_count",
    "last_public_at",
    "last_requester_at",
    "resolution",
    "resolution_kind",
    "cause_code",
    "merged_into_id",
    "parent_id",
    "score",
    "score_comment",
    "version",
];
/// Columns that are written once.
const SOURCE: [&str; 3] = ["source", "source_id", "source_facts"];

static SELECT: LazyLock<String> =
    LazyLock::new(|| format!("SELECT id, {}, {} FROM tickets ", COLUMNS.join(", "), SOURCE.join(", ")));
static INSERT: LazyLock<String> = LazyLock::new(|| {
    let count = COLUMNS.len() + SOURCE.len();
    format!(
        "INSERT INTO tickets ({}, {}) VALUES ({}) RETURNING id",
        COLUMNS.join(", "),
        SOURCE.join(", "),
        db::list(1, count)
    )
});
static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let set: Vec<String> =
        COLUMNS.iter().enumerate().map(|(n, column)| format!("{column} = ${}", n + 1)).collect();
    format!("UPDATE tickets SET {} WHERE id = ${}", set.join(", "), COLUMNS.len() + 1)
});

fn wrong(column: &str) -> Error {
    Error::Decode { column: column.to_owned(), problem: "not in the vocabulary" }
}

fn values(ticket: &Ticket) -> Result<Vec<Value>> {
    let json = |error: serde_json::Error| Error::Engine(error.to_string());
    Ok(params![
        ticket.number,
        ticket.kind.code(),
        ticket.state.code(),
        ticket.pending_on.map(PendingOn::code),
        ticket.pending_reason,
        ticket.title,
        rules::text::fold(&ticket.title),
        ticket.description,
        ticket.desk_id,
        ticket.organisation_id,
        ticket.requester_id,
        ticket.created_by,
        ticket.assignee_id,
        ticket.team_id,
        ticket.provider_id,
        ticket.category_id,
        ticket.service_id,
        ticket.impact.code(),
        ticket.urgency.code(),
        serde_json::to_string(&ticket.qualification).map_err(json)?,
        ticket.priority.code(),
        serde_json::to_string(&ticket.priority_reason).map_err(json)?,
        ticket.severity.map(Severity::code),
        ticket.major,
        ticket.sensitive,
        ticket.channel.as_str(),
        ticket.occurred_at,
        ticket.detected_at,
        ticket.created_at,
        ticket.updated_at,
        ticket.qualified_at,
        ticket.assigned_at,
        ticket.acknowledged_at,
        ticket.work_started_at,
        ticket.resolved_at,
        ticket.closed_at,
        ticket.expected_at,
        ticket.snoozed_until,
        ticket.due_at.map_or(Value::Int(NO_DUE), |due| due.to_value()),
        ticket.next_metric.map(Metric::code),
        ticket.risk_at,
        ticket.breached,
        ticket.reopen_count,
        ticket.reassignment_count,
        ticket.affected_count,
        ticket.last_public_at,
        ticket.last_requester_at,
        ticket.resolution,
        ticket.resolution_kind.map(ResolutionKind::code),
        ticket.cause_code.map_or("", CauseCode::as_str),
        ticket.merged_into_id,
        ticket.parent_id,
        ticket.score,
        ticket.score_comment,
        ticket.version,
    ]
    .to_vec())
}

/// Reads a ticket from a row that holds all its columns.
///
/// # Errors
/// When a column holds what no version of Vigie writes.
pub fn parse(row: &Row) -> Result<Ticket> {
    let json = |column: &str| -> Result<String> { row.get(column) };
    let level = |column: &str| Level::from_code(row.get(column)?).ok_or_else(|| wrong(column));
    let cause: String = row.get("cause_code")?;
    let due: i64 = row.get("due_key")?;
    Ok(Ticket {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: Kind::from_code(row.get("kind")?).ok_or_else(|| wrong("kind"))?,
        state: State::from_code(row.get("state")?).ok_or_else(|| wrong("state"))?,
        pending_on: row.get::<Option<i16>>("pending_on")?.and_then(PendingOn::from_code),
        pending_reason: row.get("pending_reason")?,
        title: row.get("title")?,
        description: row.get("description")?,
        desk_id: row.get("desk_id")?,
        organisation_id: row.get("organisation_id")?,
        requester_id: row.get("requester_id")?,
        created_by: row.get("created_by")?,
        assignee_id: row.get("assignee_id")?,
        team_id: row.get("team_id")?,
        provider_id: row.get("provider_id")?,
        category_id: row.get("category_id")?,
        service_id: row.get("service_id")?,
        impact: level("impact")?,
        urgency: level("urgency")?,
        qualification: serde_json::from_str(&json("qualification")?).map_err(|_| wrong("qualification"))?,
        priority: Priority::from_code(row.get("priority")?).ok_or_else(|| wrong("priority"))?,
        priority_reason: serde_json::from_str(&json("priority_reason")?)
            .map_err(|_| wrong("priority_reason"))?,
        severity: row.get::<Option<i16>>("severity")?.and_then(Severity::from_code),
        major: row.get("major")?,
        sensitive: row.get("sensitive")?,
        channel: row.get::<String>("channel")?.parse::<Channel>().map_err(|_| wrong("channel"))?,
        occurred_at: row.get("occurred_at")?,
        detected_at: row.get("detected_at")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        qualified_at: row.get("qualified_at")?,
        assigned_at: row.get("assigned_at")?,
        acknowledged_at: row.get("acknowledged_at")?,
        work_started_at: row.get("work_started_at")?,
        resolved_at: row.get("resolved_at")?,
        closed_at: row.get("closed_at")?,
        expected_at: row.get("expected_at")?,
        snoozed_until: row.get("snoozed_until")?,
        due_at: if due == NO_DUE { None } else { Timestamp::from_microsecond(due).ok() },
        next_metric: row.get::<Option<i16>>("next_metric")?.and_then(Metric::from_code),
        risk_at: row.get("risk_at")?,
        breached: row.get("breached")?,
        reopen_count: row.get("reopen_count")?,
        reassignment_count: row.get("reassignment_count")?,
        affected_count: row.get("affected_count")?,
        last_public_at: row.get("last_public_at")?,
        last_requester_at: row.get("last_requester_at")?,
        resolution: row.get("resolution")?,
        resolution_kind: row.get::<Option<i64>>("resolution_kind")?.and_then(ResolutionKind::from_code),
        cause_code: CauseCode::parse(&cause),
        merged_into_id: row.get("merged_into_id")?,
        parent_id: row.get("parent_id")?,
        score: row.get("score")?,
        score_comment: row.get("score_comment")?,
        source: row.get("source")?,
        source_id: row.get("source_id")?,
        source_facts: row.get("source_facts")?,
        version: row.get("version")?,
    })
}

fn one(read: &Read<'_>, condition: &str, values: &[Value]) -> Result<Option<Ticket>> {
    read.first(&format!("{}{condition}", *SELECT), values)?.as_ref().map(parse).transpose()
}

/// A ticket by its row.
///
/// # Errors
/// When the database fails.
pub fn by_id(read: &Read<'_>, id: i64) -> Result<Option<Ticket>> {
    one(read, "WHERE id = $1", params![id])
}

/// A ticket by its number, whatever the prefix it is asked with (product.md §2.1).
///
/// # Errors
/// When the database fails.
pub fn by_number(read: &Read<'_>, number: i64) -> Result<Option<Ticket>> {
    one(read, "WHERE number = $1", params![number])
}

/// A ticket by its id in the tool it was imported from.
///
/// # Errors
/// When the database fails.
pub fn by_source(read: &Read<'_>, source: &str, source_id: &str) -> Result<Option<Ticket>> {
    one(read, "WHERE source = $1 AND source_id = $2 AND source <> ''", params![source, source_id])
}

/// Several tickets, in no order; ids that do not exist are left out.
///
/// # Errors
/// When the database fails.
pub fn many(read: &Read<'_>, ids: &[i64]) -> Result<Vec<Ticket>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<Value> = ids.iter().map(|id| Value::Int(*id)).collect();
    let sql = format!("{}WHERE id IN ({})", *SELECT, db::list(1, ids.len()));
    read.query(&sql, &values)?.iter().map(parse).collect()
}

/// The open tickets of a desk, after `after` (a ticket's row), in the order of their rows.
///
/// # Errors
/// When the database fails.
pub fn open_of_desk(read: &Read<'_>, desk_id: i64, after: i64, limit: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM tickets WHERE desk_id = $1 AND state < 5 AND id > $2 ORDER BY id LIMIT $3";
    read.query(sql, params![desk_id, after, limit])?.iter().map(|row| row.at(0)).collect()
}

fn locked(tx: &mut Tx<'_>, condition: &str, value: i64) -> Result<Option<Ticket>> {
    let (plain, locking) = (format!("{}{condition}", *SELECT), format!("{}{condition} FOR UPDATE", *SELECT));
    let sql = Sql::Split { sqlite: &plain, postgres: &locking };
    tx.first(sql, params![value])?.as_ref().map(parse).transpose()
}

/// A ticket, locked against other writers until the transaction ends: the first lock an action takes.
///
/// # Errors
/// When the database fails.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Ticket>> {
    locked(tx, "WHERE id = $1", id)
}

/// The same by number.
///
/// # Errors
/// When the database fails.
pub fn lock_by_number(tx: &mut Tx<'_>, number: i64) -> Result<Option<Ticket>> {
    locked(tx, "WHERE number = $1", number)
}

/// The next number. Gaps are allowed: a gap-free counter would make all tickets wait for each other.
///
/// # Errors
/// When the database fails.
pub fn next_number(tx: &mut Tx<'_>) -> Result<i64> {
    let sql = Sql::Split {
        sqlite: "SELECT COALESCE(MAX(number), 0) + 1 FROM tickets",
        postgres: "SELECT nextval('ticket_numbers')",
    };
    tx.first(sql, &[])?.ok_or_else(|| wrong("number"))?.at(0)
}

/// Takes a number that an import brings, so that new tickets are numbered after it.
///
/// # Errors
/// When the database fails.
pub fn reserve_number(tx: &mut Tx<'_>, number: i64) -> Result<()> {
    if tx.engine() == db::Engine::Postgres {
        tx.query(
            "SELECT setval('ticket_numbers', GREATEST($1, (SELECT last_value FROM ticket_numbers)))",
            params![number],
        )?;
    }
    Ok(())
}

/// Stores a new ticket and gives its row.
///
/// # Errors
/// When the database fails, or the number or source id exists.
pub fn insert(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<i64> {
    let mut values = values(ticket)?;
    values.extend([ticket.source.to_value(), ticket.source_id.to_value(), ticket.source_facts.to_value()]);
    tx.insert(&*INSERT, &values)
}

/// Stores a ticket that was locked before.
///
/// # Errors
/// When the database fails.
pub fn save(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<()> {
    let mut values = values(ticket)?;
    values.push(Value::Int(ticket.id));
    tx.execute(&*UPDATE, &values).map(drop)
}

/// Replaces what the source of an imported ticket said, when its log goes on.
///
/// # Errors
/// When the database fails.
pub fn set_source_facts(tx: &mut Tx<'_>, id: i64, facts: &str) -> Result<()> {
    tx.execute("UPDATE tickets SET source_facts = $2 WHERE id = $1", params![id, facts]).map(drop)
}
