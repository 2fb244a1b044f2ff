//! The board's figures, each from an index: open tickets from their covering index, a day's tickets from the index of
//! their instant.

use db::{Read, Result};
use jiff::{SignedDuration, Timestamp};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use super::{
    Statement, build,
    filter_sql::{col, open},
};
use crate::queues::board::{Aged, OpenFigures};

/// The most acknowledgements that the median looks at, the latest first.
const MEDIAN_OF: u64 = 5_000;

pub(in crate::queues) fn open_statement(scope: Expr, now: Timestamp) -> Statement {
    let mut select = Query::select();
    select
        .expr(Expr::cust("tickets.priority"))
        .expr(Expr::cust("COUNT(*)"))
        .expr(Expr::cust("COUNT(*) FILTER (WHERE tickets.assignee_id IS NULL)"))
        .expr(Expr::cust("COUNT(*) FILTER (WHERE tickets.breached)"))
        .expr(Expr::cust_with_values(
            "COUNT(*) FILTER (WHERE tickets.risk_at <= $1 AND NOT tickets.breached)",
            [now.as_microsecond()],
        ))
        .expr(Expr::cust("MIN(tickets.created_at) FILTER (WHERE tickets.assignee_id IS NULL)"))
        .from("tickets")
        .and_where(open())
        .and_where(scope)
        .add_group_by([Expr::cust("1")]);
    build(&select)
}

/// What is open, by priority.
pub(in crate::queues) fn open_figures(read: &Read<'_>, scope: Expr, now: Timestamp) -> Result<OpenFigures> {
    let (sql, values) = open_statement(scope, now);
    let mut figures = OpenFigures::default();
    for row in read.query(&sql, &values)? {
        let (priority, open): (i64, i64) = (row.at(0)?, row.at(1)?);
        figures.open += open;
        figures.unassigned += row.at::<i64>(2)?;
        figures.breached += row.at::<i64>(3)?;
        figures.at_risk += row.at::<i64>(4)?;
        let oldest: Option<Timestamp> = row.at(5)?;
        figures.oldest_unassigned = [figures.oldest_unassigned, oldest].into_iter().flatten().min();
        if let Some(place) =
            usize::try_from(priority - 1).ok().and_then(|place| figures.by_priority.get_mut(place))
        {
            *place = open;
        }
    }
    Ok(figures)
}

pub(in crate::queues) fn aged_statement(scope: Expr, now: Timestamp) -> Statement {
    let since =
        |days: i64| now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now).as_microsecond();
    let mut select = Query::select();
    select
        .expr(Expr::cust("tickets.team_id"))
        .expr(Expr::cust_with_values("COUNT(*) FILTER (WHERE tickets.created_at > $1)", [since(1)]))
        .expr(Expr::cust_with_values(
            "COUNT(*) FILTER (WHERE tickets.created_at <= $1 AND tickets.created_at > $2)",
            [since(1), since(3)],
        ))
        .expr(Expr::cust_with_values(
            "COUNT(*) FILTER (WHERE tickets.created_at <= $1 AND tickets.created_at > $2)",
            [since(3), since(7)],
        ))
        .expr(Expr::cust_with_values("COUNT(*) FILTER (WHERE tickets.created_at <= $1)", [since(7)]))
        .from("tickets")
        .and_where(open())
        .and_where(scope)
        .add_group_by([Expr::cust("1")]);
    build(&select)
}

/// What is open, by team and age.
pub(in crate::queues) fn aged(read: &Read<'_>, scope: Expr, now: Timestamp) -> Result<Vec<Aged>> {
    let (sql, values) = aged_statement(scope, now);
    let rows = read.query(&sql, &values)?;
    rows.iter()
        .map(|row| Ok(Aged { team_id: row.at(0)?, by_age: [row.at(1)?, row.at(2)?, row.at(3)?, row.at(4)?] }))
        .collect()
}

pub(in crate::queues) fn acknowledged_statement(scope: Expr, since: Timestamp) -> Statement {
    let mut select = Query::select();
    select
        .expr(Expr::cust("tickets.acknowledged_at - tickets.created_at"))
        .from("tickets")
        .and_where(col("created_at").gte(since.as_microsecond()))
        .and_where(col("acknowledged_at").is_not_null())
        .and_where(scope)
        .order_by(("tickets", "created_at"), Order::Desc)
        .order_by(("tickets", "id"), Order::Desc)
        .limit(MEDIAN_OF);
    build(&select)
}

/// How long the tickets recorded since then waited for their acknowledgement.
pub(in crate::queues) fn acknowledged(
    read: &Read<'_>,
    scope: Expr,
    since: Timestamp,
) -> Result<Vec<SignedDuration>> {
    let (sql, values) = acknowledged_statement(scope, since);
    let rows = read.query(&sql, &values)?;
    rows.iter().map(|row| Ok(SignedDuration::from_micros(row.at(0)?))).collect()
}

fn hourly(column: &'static str, scope: Expr, from: Timestamp, until: Timestamp) -> SelectStatement {
    let hour = match column {
        "created_at" => "(tickets.created_at - $1) / 3600000000",
        _ => "(tickets.resolved_at - $1) / 3600000000",
    };
    let mut select = Query::select();
    select
        .expr(Expr::cust_with_values(hour, [from.as_microsecond()]))
        .expr(Expr::cust("COUNT(*)"))
        .from("tickets")
        .and_where(col(column).gte(from.as_microsecond()))
        .and_where(col(column).lt(until.as_microsecond()))
        .and_where(scope)
        .add_group_by([Expr::cust("1")]);
    select.take()
}

pub(in crate::queues) fn hourly_statement(
    column: &'static str,
    scope: Expr,
    from: Timestamp,
    until: Timestamp,
) -> Statement {
    build(&hourly(column, scope, from, until))
}

/// How many tickets were recorded (`created_at`) or resolved (`resolved_at`) in each hour since `from`.
pub(in crate::queues) fn by_hour(
    read: &Read<'_>,
    column: &'static str,
    scope: Expr,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(i64, i64)>> {
    let (sql, values) = hourly_statement(column, scope, from, until);
    read.query(&sql, &values)?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}
