//! All the SQL of the portal: what it reads of tickets, with the walls between people and organisations as terms of
//! every statement, and the reports of guests, the only rows that it writes.

mod guests;

pub(super) use guests::{
    became, confirm_report, expired_reports, forget_confirmed, forget_report, guest_desks, guest_report,
    insert_report, mailed,
};

use db::{Error, Read, Result, Row, Value, params};
use jiff::Timestamp;
use rules::{
    priority::Priority,
    ticket_state::{Kind, PendingOn, State},
};

use super::{
    known::{Audience, Known},
    model::Mine,
};
use crate::tickets::Relation;

/// The newest incidents that are looked at while somebody types.
const NEWEST: i64 = 300;
/// Those besides that concern several people already.
const SHARED: i64 = 100;

/// An open incident that an agent has qualified and that is not sensitive. `state < 5` stands first, as the partial
/// indexes have it.
const ONGOING: &str = "SELECT t.id, t.number, t.title, t.affected_count, t.expected_at, t.last_public_at, t.service_id, \
     t.priority, t.major, t.requester_id FROM tickets t WHERE t.state < 5 AND t.state >= 1 AND t.kind = 1 AND NOT t.sensitive \
     AND t.merged_into_id IS NULL";

fn unknown(column: &str) -> Error {
    Error::Decode { column: column.to_owned(), problem: "not in the vocabulary" }
}

/// The wall: of a desk that serves the audience, and reported from, or said to affect somebody of, its organisation.
/// Nobody's organisation is one of its own: people without one meet people without one.
fn wall(audience: &Audience, values: &mut Vec<Value>) -> String {
    let desks = db::list(values.len() + 1, audience.desks.len());
    values.extend(audience.desks.iter().map(|id| Value::Int(*id)));
    let is_theirs = match audience.organisation_id {
        Some(id) => {
            values.push(Value::Int(id));
            format!("= ${}", values.len())
        }
        None => "IS NULL".to_owned(),
    };
    format!(
        " AND t.desk_id IN ({desks}) AND (t.organisation_id {is_theirs} OR (t.affected_count > 1 AND EXISTS \
         (SELECT 1 FROM ticket_people p JOIN users u ON u.id = p.user_id \
         WHERE p.ticket_id = t.id AND p.relation = 1 AND u.organisation_id {is_theirs})))"
    )
}

fn to_known(row: &Row) -> Result<Known> {
    Ok(Known {
        id: row.get("id")?,
        number: row.get("number")?,
        title: row.get("title")?,
        affected: row.get("affected_count")?,
        expected_at: row.get("expected_at")?,
        news_at: row.get("last_public_at")?,
        service_id: row.get("service_id")?,
        priority: Priority::from_code(row.get("priority")?).ok_or_else(|| unknown("priority"))?,
        major: row.get("major")?,
        own: false,
        joined: false,
        requester_id: row.get("requester_id")?,
    })
}

/// Those of them that satisfy a term, which may end in a value; the newest first.
fn ongoing_where(
    read: &Read<'_>,
    audience: &Audience,
    (term, value): (&str, Option<i64>),
    limit: i64,
) -> Result<Vec<Known>> {
    if audience.desks.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::new();
    let mut sql = format!("{ONGOING}{}{term}", wall(audience, &mut values));
    if let Some(value) = value {
        values.push(Value::Int(value));
        sql = format!("{sql} ${}", values.len());
    }
    values.push(Value::Int(limit));
    sql = format!("{sql} ORDER BY t.id DESC LIMIT ${}", values.len());
    read.query(&sql, &values)?.iter().map(to_known).collect()
}

/// The incidents that may be proposed to an audience: the newest, and older ones that concern several people.
pub(super) fn ongoing(read: &Read<'_>, audience: &Audience) -> Result<Vec<Known>> {
    let mut found = ongoing_where(read, audience, ("", None), NEWEST)?;
    if let (Some(oldest), true) = (found.last().map(|known| known.id), found.len() as i64 == NEWEST) {
        found.extend(ongoing_where(
            read,
            audience,
            (" AND t.affected_count >= 2 AND t.id <", Some(oldest)),
            SHARED,
        )?);
    }
    Ok(found)
}

/// One of them by its number.
pub(super) fn ongoing_by_number(read: &Read<'_>, audience: &Audience, number: i64) -> Result<Option<Known>> {
    Ok(ongoing_where(read, audience, (" AND t.number =", Some(number)), 1)?.into_iter().next())
}

/// Those that are critical or high, of a service or major: what the state of services is made of.
pub(super) fn grave(read: &Read<'_>, audience: &Audience) -> Result<Vec<Known>> {
    ongoing_where(
        read,
        audience,
        (" AND t.priority <= 2 AND (t.service_id IS NOT NULL OR t.major)", None),
        200,
    )
}

fn to_mine(row: &Row) -> Result<Mine> {
    Ok(Mine {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: Kind::from_code(row.get("kind")?).ok_or_else(|| unknown("kind"))?,
        state: State::from_code(row.get("state")?).ok_or_else(|| unknown("state"))?,
        pending_on: row.get::<Option<i16>>("pending_on")?.and_then(PendingOn::from_code),
        title: row.get("title")?,
        expected_at: row.get("expected_at")?,
        resolved_at: row.get("resolved_at")?,
        updated_at: row.get("updated_at")?,
        work_began: row.get::<Option<Timestamp>>("work_started_at")?.is_some(),
        reopened: row.get::<i64>("reopen_count")? > 0,
        merged: row.get::<Option<i64>>("merged_into_id")?.is_some(),
        own: row.get("own")?,
    })
}

/// A person's tickets, whether they reported them, are affected or watch: those that still want something first, then
/// the newest. `after` is the key of the last one seen: whether it was at an end, and its row.
pub(super) fn mine(
    read: &Read<'_>,
    user_id: i64,
    after: Option<(bool, i64)>,
    limit: i64,
) -> Result<Vec<Mine>> {
    let (ended, id) = after.unwrap_or((false, i64::MAX));
    let sql = "SELECT t.id, t.number, t.kind, t.state, t.pending_on, t.title, t.expected_at, t.resolved_at, t.updated_at, \
         t.work_started_at, t.reopen_count, t.merged_into_id, t.requester_id = $1 AS own FROM tickets t \
         WHERE t.id IN (SELECT id FROM tickets WHERE requester_id = $1 \
         UNION SELECT ticket_id FROM ticket_people WHERE user_id = $1) \
         AND ((NOT $2 AND (t.state >= 6 OR t.id < $3)) OR ($2 AND t.state >= 6 AND t.id < $3)) \
         ORDER BY CASE WHEN t.state >= 6 THEN 1 ELSE 0 END, t.id DESC LIMIT $4";
    read.query(sql, params![user_id, ended, id, limit])?.iter().map(to_mine).collect()
}

/// How a person is concerned by a ticket besides having reported it.
pub(super) fn relations(read: &Read<'_>, ticket_id: i64, user_id: i64) -> Result<Vec<Relation>> {
    let sql = "SELECT relation FROM ticket_people WHERE ticket_id = $1 AND user_id = $2";
    let rows = read.query(sql, params![ticket_id, user_id])?;
    let found: Vec<Option<Relation>> =
        rows.iter().map(|row| Ok(Relation::from_code(row.at(0)?))).collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Since when a ticket concerns more than its requester: when the first other person was affected.
pub(super) fn shared_since(read: &Read<'_>, ticket_id: i64) -> Result<Option<Timestamp>> {
    let sql = "SELECT MIN(added_at) FROM ticket_people WHERE ticket_id = $1 AND relation = 1";
    read.first(sql, params![ticket_id])?.map_or(Ok(None), |row| row.at(0))
}
