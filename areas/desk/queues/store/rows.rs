//! Pages of tickets: narrow columns, in the order of an index, after a key.

use db::{Error, Read, Result, Row as Found, params};
use jiff::Timestamp;
use rules::{
    priority::{Level, Priority, Severity},
    sla::Metric,
    ticket_state::{Channel, Kind, PendingOn, State},
};
use sea_query::{Expr, ExprTrait, Order, Query};

use super::{
    Statement, build,
    filter_sql::{all, col},
};
use crate::queues::model::{Cursor, Row, Sort};

const COLUMNS: [&str; 35] = [
    "id",
    "number",
    "kind",
    "state",
    "pending_on",
    "title",
    "desk_id",
    "organisation_id",
    "requester_id",
    "assignee_id",
    "team_id",
    "provider_id",
    "category_id",
    "service_id",
    "impact",
    "urgency",
    "priority",
    "severity",
    "major",
    "sensitive",
    "channel",
    "created_at",
    "updated_at",
    "resolved_at",
    "closed_at",
    "due_key",
    "next_metric",
    "risk_at",
    "breached",
    "snoozed_until",
    "reopen_count",
    "affected_count",
    "last_public_at",
    "last_requester_at",
    "version",
];

fn to_row(row: &Found) -> Result<Row> {
    let wrong = |column: &str| Error::Decode { column: column.to_owned(), problem: "not in the vocabulary" };
    let level = |column: &str| Level::from_code(row.get(column)?).ok_or_else(|| wrong(column));
    let due: i64 = row.get("due_key")?;
    Ok(Row {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: Kind::from_code(row.get("kind")?).ok_or_else(|| wrong("kind"))?,
        state: State::from_code(row.get("state")?).ok_or_else(|| wrong("state"))?,
        pending_on: row.get::<Option<i16>>("pending_on")?.and_then(PendingOn::from_code),
        title: row.get("title")?,
        desk_id: row.get("desk_id")?,
        organisation_id: row.get("organisation_id")?,
        requester_id: row.get("requester_id")?,
        assignee_id: row.get("assignee_id")?,
        team_id: row.get("team_id")?,
        provider_id: row.get("provider_id")?,
        category_id: row.get("category_id")?,
        service_id: row.get("service_id")?,
        impact: level("impact")?,
        urgency: level("urgency")?,
        priority: Priority::from_code(row.get("priority")?).ok_or_else(|| wrong("priority"))?,
        severity: row.get::<Option<i16>>("severity")?.and_then(Severity::from_code),
        major: row.get("major")?,
        sensitive: row.get("sensitive")?,
        channel: row.get::<String>("channel")?.parse::<Channel>().map_err(|_| wrong("channel"))?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        resolved_at: row.get("resolved_at")?,
        closed_at: row.get("closed_at")?,
        due_at: if due == i64::MAX { None } else { Timestamp::from_microsecond(due).ok() },
        next_metric: row.get::<Option<i16>>("next_metric")?.and_then(Metric::from_code),
        risk_at: row.get("risk_at")?,
        breached: row.get("breached")?,
        snoozed_until: row.get("snoozed_until")?,
        reopen_count: row.get("reopen_count")?,
        affected_count: row.get("affected_count")?,
        last_public_at: row.get("last_public_at")?,
        last_requester_at: row.get("last_requester_at")?,
        version: row.get("version")?,
    })
}

/// The statement of a page.
pub(in crate::queues) fn statement(
    condition: Expr,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
) -> Statement {
    let mut select = Query::select();
    select.columns(COLUMNS).from("tickets").and_where(condition);
    if let Some(cursor) = after {
        select.and_where(beyond(sort, &cursor.keys));
    }
    let order = if sort.is_descending() { Order::Desc } else { Order::Asc };
    // None of these columns is ever empty, so the place of nulls need not be said.
    for column in sort.columns() {
        select.order_by(("tickets", *column), order.clone());
    }
    select.limit(u64::from(limit));
    build(&select)
}

/// Everything after a key, as one comparison of rows, which both engines answer from the index.
fn beyond(sort: Sort, keys: &[i64]) -> Expr {
    let place = Expr::tuple(sort.columns().iter().map(|column| col(column)));
    let key = Expr::tuple(keys.iter().map(|key| Expr::val(*key)));
    match (sort.columns(), keys) {
        ([column], [key]) if sort.is_descending() => col(column).lt(*key),
        ([column], [key]) => col(column).gt(*key),
        _ if sort.is_descending() => place.lt(key),
        _ => place.gt(key),
    }
}

pub(in crate::queues) fn page(
    read: &Read<'_>,
    condition: Expr,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Vec<Row>> {
    let (sql, values) = statement(condition, sort, after, limit);
    read.query(&sql, &values)?.iter().map(to_row).collect()
}

/// Only the latest tickets: what bounds a search for words.
pub(in crate::queues) fn latest(read: &Read<'_>, condition: Expr, most: i64) -> Result<Expr> {
    let last: Option<i64> =
        read.first("SELECT MAX(id) FROM tickets", params![])?.map_or(Ok(None), |row| row.at(0))?;
    Ok(all(vec![col("id").gt(last.unwrap_or(0).saturating_sub(most)), condition]))
}

/// The numbers of the tickets that satisfy a condition, the smallest first, at most `limit`.
pub(in crate::queues) fn numbers(read: &Read<'_>, condition: Expr, limit: u32) -> Result<Vec<i64>> {
    let mut select = Query::select();
    select.column("number").from("tickets").and_where(condition);
    select.order_by(("tickets", "number"), Order::Asc).limit(u64::from(limit));
    let (sql, values) = build(&select);
    read.query(&sql, &values)?.iter().map(|row| row.at(0)).collect()
}
