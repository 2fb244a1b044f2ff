//! All the SQL of policies and clocks.

use db::{Error, Read, Result, Row, Tx, params};
use jiff::{SignedDuration, Timestamp};
use rules::{
    priority::Priority,
    sla::{Agreement, Clock, Ending, Metric, Outcome, Scope},
    ticket_state::Kind,
};
use serde::de::DeserializeOwned;

use super::model::{ClockState, Policy, PolicyText, StoredClock};

fn wrong(column: &str) -> Error {
    Error::Decode { column: column.to_owned(), problem: "not in the vocabulary" }
}

fn json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T> {
    serde_json::from_str(&row.get::<String>(column)?).map_err(|_| wrong(column))
}

fn to_policy(row: &Row) -> Result<Policy> {
    let priority = row.get::<Option<i16>>("priority")?;
    Ok(Policy {
        rule: rules::sla::Policy {
            id: row.get("id")?,
            agreement: Agreement::from_code(row.get("agreement")?).ok_or_else(|| wrong("agreement"))?,
            scope: Scope {
                provider: row.get("provider_id")?,
                team: row.get("team_id")?,
                service: row.get("service_id")?,
                organisation: row.get("organisation_id")?,
                category: row.get("category_id")?,
                priority: priority.and_then(Priority::from_code),
                desk: row.get("desk_id")?,
            },
            targets: json(row, "targets")?,
            calendar: row.get("calendar_id")?,
            pauses_on: json(row, "pauses_on")?,
            position: row.get("position")?,
        },
        name: row.get("name")?,
        kind: row.get::<Option<i16>>("kind")?.and_then(Kind::from_code),
        always_open: row.get("always_open")?,
        warnings: json(row, "warnings")?,
        reactions: json(row, "reactions")?,
        version: row.get("version")?,
        archived: row.get::<Option<i64>>("archived_at")?.is_some(),
    })
}

const POLICY: &str = "SELECT id, desk_id, agreement, name, kind, priority, category_id, service_id, organisation_id, \
     team_id, provider_id, calendar_id, always_open, targets, warnings, pauses_on, reactions, position, version, \
     archived_at FROM sla_policies ";

/// The policies in use at a desk, in the administrator's order: its own and those for every desk.
///
/// # Errors
/// When the database fails.
pub fn policies(read: &Read<'_>, desk_id: i64) -> Result<Vec<Policy>> {
    let sql = format!(
        "{POLICY} WHERE archived_at IS NULL AND (desk_id = $1 OR desk_id IS NULL) ORDER BY position, id"
    );
    read.query(&sql, params![desk_id])?.iter().map(to_policy).collect()
}

/// Those among them that may hold for a ticket of this priority: reading a policy costs more than the query.
pub(super) fn policies_for(read: &Read<'_>, desk_id: i64, priority: Priority) -> Result<Vec<Policy>> {
    let sql = format!(
        "{POLICY} WHERE archived_at IS NULL AND (desk_id = $1 OR desk_id IS NULL) \
         AND (priority = $2 OR priority IS NULL) ORDER BY position, id"
    );
    read.query(&sql, params![desk_id, priority.code()])?.iter().map(to_policy).collect()
}

/// One policy, archived or not.
///
/// # Errors
/// When the database fails.
pub fn policy(read: &Read<'_>, id: i64) -> Result<Option<Policy>> {
    read.first(&format!("{POLICY} WHERE id = $1"), params![id])?.as_ref().map(to_policy).transpose()
}

pub(super) fn insert_policy(tx: &mut Tx<'_>, policy: &Policy, text: &PolicyText) -> Result<i64> {
    let scope = &policy.rule.scope;
    tx.insert(
        "INSERT INTO sla_policies (desk_id, agreement, name, kind, priority, category_id, service_id, organisation_id, \
         team_id, provider_id, calendar_id, always_open, targets, warnings, pauses_on, reactions, position, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1) RETURNING id",
        params![
            scope.desk,
            policy.rule.agreement.code(),
            policy.name,
            policy.kind.map(Kind::code),
            scope.priority.map(Priority::code),
            scope.category,
            scope.service,
            scope.organisation,
            scope.team,
            scope.provider,
            policy.rule.calendar,
            policy.always_open,
            text.targets,
            text.warnings,
            text.pauses_on,
            text.reactions,
            policy.rule.position
        ],
    )
}

/// Changes a policy whose version is still the one that was seen; 0 rows otherwise.
pub(super) fn update_policy(tx: &mut Tx<'_>, policy: &Policy, text: &PolicyText) -> Result<u64> {
    let scope = &policy.rule.scope;
    tx.execute(
        "UPDATE sla_policies SET name = $3, kind = $4, priority = $5, category_id = $6, service_id = $7, \
         organisation_id = $8, team_id = $9, provider_id = $10, calendar_id = $11, always_open = $12, targets = $13, \
         warnings = $14, pauses_on = $15, reactions = $16, position = $17, version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![
            policy.rule.id,
            policy.version,
            policy.name,
            policy.kind.map(Kind::code),
            scope.priority.map(Priority::code),
            scope.category,
            scope.service,
            scope.organisation,
            scope.team,
            scope.provider,
            policy.rule.calendar,
            policy.always_open,
            text.targets,
            text.warnings,
            text.pauses_on,
            text.reactions,
            policy.rule.position
        ],
    )
}

pub(super) fn archive(tx: &mut Tx<'_>, id: i64, version: i64, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE sla_policies SET archived_at = $3, version = version + 1 WHERE id = $1 AND version = $2 \
         AND archived_at IS NULL",
        params![id, version, now],
    )
}

const CLOCK: &str = "SELECT id, ticket_id, agreement, metric, round, policy_id, calendar_id, target_seconds, state, \
     started_at, pauses, ended_at, due_at, told, breached_at FROM sla_clocks ";

fn to_clock(row: &Row) -> Result<StoredClock> {
    let state = ClockState::from_code(row.get("state")?).ok_or_else(|| wrong("state"))?;
    let outcome = match state {
        ClockState::Running | ClockState::Paused => None,
        ClockState::Met => Some(Outcome::Met),
        ClockState::Missed => Some(Outcome::Missed),
        ClockState::Cancelled => Some(Outcome::Cancelled),
    };
    let ended: Option<Timestamp> = row.get("ended_at")?;
    Ok(StoredClock {
        id: row.get("id")?,
        ticket_id: row.get("ticket_id")?,
        agreement: Agreement::from_code(row.get("agreement")?).ok_or_else(|| wrong("agreement"))?,
        metric: Metric::from_code(row.get("metric")?).ok_or_else(|| wrong("metric"))?,
        round: row.get("round")?,
        policy_id: row.get("policy_id")?,
        calendar_id: row.get("calendar_id")?,
        clock: Clock {
            target: SignedDuration::from_secs(row.get("target_seconds")?),
            started_at: row.get("started_at")?,
            pauses: json(row, "pauses")?,
            ending: outcome.zip(ended).map(|(outcome, at)| Ending { at, outcome }),
        },
        due_at: row.get("due_at")?,
        told: row.get("told")?,
        breached_at: row.get("breached_at")?,
    })
}

/// A ticket's clocks: the SLA's first, then by target and round.
///
/// # Errors
/// When the database fails.
pub fn clocks(read: &Read<'_>, ticket_id: i64) -> Result<Vec<StoredClock>> {
    let sql = format!("{CLOCK} WHERE ticket_id = $1 ORDER BY agreement, metric, round");
    read.query(&sql, params![ticket_id])?.iter().map(to_clock).collect()
}

/// The SLA clocks that are alive of several tickets, for a list: one query.
///
/// # Errors
/// When the database fails.
pub fn clocks_of(read: &Read<'_>, ticket_ids: &[i64]) -> Result<Vec<StoredClock>> {
    let sql = format!(
        "{CLOCK} WHERE ticket_id IN ({}) AND agreement = 1 ORDER BY ticket_id, metric, round",
        db::list(1, ticket_ids.len())
    );
    let values: Vec<db::Value> = ticket_ids.iter().map(|id| db::Value::Int(*id)).collect();
    read.query(&sql, &values)?.iter().map(to_clock).collect()
}

pub(super) fn clock(read: &Read<'_>, id: i64) -> Result<Option<StoredClock>> {
    read.first(&format!("{CLOCK} WHERE id = $1"), params![id])?.as_ref().map(to_clock).transpose()
}

pub(super) fn save(tx: &mut Tx<'_>, clock: &mut StoredClock) -> Result<()> {
    let pauses =
        serde_json::to_string(&clock.clock.pauses).map_err(|error| Error::Engine(error.to_string()))?;
    let ended = clock.clock.ending.map(|ending| ending.at);
    if clock.id == 0 {
        clock.id = tx.insert(
            "INSERT INTO sla_clocks (ticket_id, agreement, metric, round, policy_id, calendar_id, target_seconds, \
             state, started_at, pauses, ended_at, due_at, told, breached_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id",
            params![
                clock.ticket_id,
                clock.agreement.code(),
                clock.metric.code(),
                clock.round,
                clock.policy_id,
                clock.calendar_id,
                clock.clock.target.as_secs(),
                clock.state().code(),
                clock.clock.started_at,
                pauses,
                ended,
                clock.due_at,
                clock.told,
                clock.breached_at
            ],
        )?;
        return Ok(());
    }
    tx.execute(
        "UPDATE sla_clocks SET policy_id = $2, calendar_id = $3, target_seconds = $4, state = $5, started_at = $6, \
         pauses = $7, ended_at = $8, due_at = $9, told = $10, breached_at = $11 WHERE id = $1",
        params![
            clock.id,
            clock.policy_id,
            clock.calendar_id,
            clock.clock.target.as_secs(),
            clock.state().code(),
            clock.clock.started_at,
            pauses,
            ended,
            clock.due_at,
            clock.told,
            clock.breached_at
        ],
    )?;
    Ok(())
}

/// Tickets with a living clock under a policy, after `after`: who must be looked at again when it changes.
///
/// # Errors
/// When the database fails.
pub fn tickets_under_policy(read: &Read<'_>, policy_id: i64, after: i64, limit: i64) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT ticket_id FROM sla_clocks WHERE policy_id = $1 AND state < 2 AND ticket_id > $2 \
         ORDER BY ticket_id LIMIT $3";
    read.query(sql, params![policy_id, after, limit])?.iter().map(|row| row.at(0)).collect()
}

/// Tickets with a living clock in a calendar, after `after`.
///
/// # Errors
/// When the database fails.
pub fn tickets_under_calendar(read: &Read<'_>, calendar_id: i64, after: i64, limit: i64) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT ticket_id FROM sla_clocks WHERE calendar_id = $1 AND state < 2 AND ticket_id > $2 \
         ORDER BY ticket_id LIMIT $3";
    read.query(sql, params![calendar_id, after, limit])?.iter().map(|row| row.at(0)).collect()
}
