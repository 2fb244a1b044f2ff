//! Totals. Those of open tickets that an index covers come from one pass over it; others are counted up to a cap.

use db::{Read, Result};
use rules::filter::{Column, Expr as Filter, Flag, Test, Value};
use sea_query::{Expr, Query};

use super::{
    build,
    filter_sql::{columns_of, implies_open, open},
};

/// Whether a filter's tickets can be counted from the covering index of open tickets alone (`tickets_open_facts`).
pub(in crate::queues) fn is_covered(filter: &Filter) -> bool {
    let mut tests = Vec::new();
    columns_of(filter, &mut tests);
    implies_open(filter) && tests.iter().all(is_in_index)
}

fn is_in_index(test: &Test) -> bool {
    let flag = |value: &Value| {
        let Value::Flag(flag) = value else { return false };
        !matches!(flag, Flag::Watched | Flag::Reopened | Flag::Major | Flag::Unread)
    };
    match test.column {
        Column::Is => test.op.values().iter().all(flag),
        Column::Priority
        | Column::State
        | Column::Team
        | Column::Assignee
        | Column::Requester
        | Column::Desk
        | Column::Provider
        | Column::Created
        | Column::Sla => true,
        _ => false,
    }
}

/// How many of the visible open tickets satisfy each condition: one pass.
pub(in crate::queues) fn together(read: &Read<'_>, visible: Expr, conditions: Vec<Expr>) -> Result<Vec<i64>> {
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Query::select();
    for condition in conditions {
        select.expr(Expr::cust_with_expr("COUNT(*) FILTER (WHERE $1)", condition));
    }
    select.from("tickets").and_where(open()).and_where(visible);
    let (sql, values) = build(&select);
    let Some(row) = read.first(&sql, &values)? else { return Ok(Vec::new()) };
    (0..row.values().len()).map(|place| row.at(place)).collect()
}

/// How many tickets satisfy a condition, counted no further than `cap` and one.
pub(in crate::queues) fn capped(read: &Read<'_>, condition: Expr, cap: i64) -> Result<i64> {
    let mut found = Query::select();
    found.expr(Expr::cust("1")).from("tickets").and_where(condition);
    found.limit(u64::try_from(cap.saturating_add(1)).unwrap_or(1));
    let mut select = Query::select();
    select.expr(Expr::cust("COUNT(*)")).from_subquery(found, "found");
    let (sql, values) = build(&select);
    read.first(&sql, &values)?.map_or(Ok(0), |row| row.at(0))
}
