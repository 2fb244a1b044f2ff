//! The board's figures (product.md §12.1): what is open, by priority, team and age, what is late, what came in and went
//! out today. Each is counted when asked for, from an index.

use std::collections::HashMap;

use base::{
    ctx::Ctx,
    desks::{self, Desk},
    people::{self, Team, policy},
};
use db::Read;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rules::filter;
use sea_query::Expr;
use web::{AppError, components::Bars};

use super::{
    list::{self, visible},
    model::{List, ListQuery, Sort},
    store::{
        board as store,
        filter_sql::{all, is_one_of},
    },
};

/// How many tickets the risk list shows.
const RISKS: u32 = 8;

/// What is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenFigures {
    /// Open tickets.
    pub open: i64,
    /// Of them, those that nobody has.
    pub unassigned: i64,
    /// Of them, those with an SLA target exceeded.
    pub breached: i64,
    /// Of them, those past a warning threshold.
    pub at_risk: i64,
    /// When the oldest of those that nobody has was recorded.
    pub oldest_unassigned: Option<Timestamp>,
    /// By priority, P1 first.
    pub by_priority: [i64; 5],
}

/// What a team has open, by age: under a day, three days, a week, more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aged {
    /// The team; `None` is none.
    pub team_id: Option<i64>,
    /// How many, the youngest first.
    pub by_age: [i64; 4],
}

/// Everything on the board.
#[derive(Debug, Clone)]
pub struct Board {
    /// The desk that it is about; `None` is all that the reader may see.
    pub desk: Option<Desk>,
    /// The desks to choose from.
    pub desks: Vec<Desk>,
    /// What is open.
    pub open: OpenFigures,
    /// Median time from recording to acknowledgement, of the tickets recorded in the last 24 hours.
    pub acknowledged_in: Option<SignedDuration>,
    /// How many acknowledgements that is the median of.
    pub acknowledged: usize,
    /// Resolved since midnight.
    pub resolved_today: i64,
    /// Recorded since midnight.
    pub opened_today: i64,
    /// Both by hour.
    pub hours: Vec<Bars>,
    /// Open tickets by team and age, the most loaded first.
    pub teams: Vec<Aged>,
    /// The teams' names.
    pub names: HashMap<i64, Team>,
    /// What is late or at risk, the most pressing first.
    pub risks: List,
}

/// The desks that the actor may look at as a whole.
fn desks_of(cx: &Ctx, desks: Vec<Desk>) -> Vec<Desk> {
    let open_to =
        |desk: &Desk| cx.actor.grants.iter().any(|grant| grant.desk_id.is_none_or(|id| id == desk.id));
    desks.into_iter().filter(open_to).collect()
}

fn scope_of(cx: &Ctx, desk: Option<i64>) -> Expr {
    let visible = visible(cx, &policy::visibility(&cx.actor));
    match desk {
        Some(desk) => all(vec![is_one_of("desk_id", &[desk]), visible]),
        None => visible,
    }
}

/// Midnight in a zone, and the one after.
fn today(now: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let date = now.to_zoned(zone.clone()).date();
    let midnight = |date: jiff::civil::Date| date.to_zoned(zone.clone()).map_or(now, |at| at.timestamp());
    (midnight(date), date.tomorrow().map_or(now, midnight))
}

/// Reads the board of a desk, or of all.
///
/// # Errors
/// `NotFound` for a desk that the actor may not look at; when the database fails.
pub fn board(read: &Read<'_>, cx: &Ctx, desk: Option<i64>, zone: &TimeZone) -> Result<Board, AppError> {
    let desks = desks_of(cx, desks::desks(read)?);
    let desk = match desk {
        Some(id) => Some(desks.iter().find(|desk| desk.id == id).cloned().ok_or(AppError::NotFound)?),
        None => None,
    };
    let scope = || scope_of(cx, desk.as_ref().map(|desk| desk.id));
    let (from, until) = today(cx.now, zone);
    let day_ago = cx.now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(cx.now);
    let mut waits = store::acknowledged(read, scope(), day_ago)?;
    let opened = store::by_hour(read, "created_at", scope(), from, until)?;
    let resolved = store::by_hour(read, "resolved_at", scope(), from, until)?;
    let mut teams = store::aged(read, scope(), cx.now)?;
    teams.sort_by_key(|team| (-team.by_age.iter().sum::<i64>(), team.team_id));
    teams.truncate(12);
    let ids: Vec<i64> = teams.iter().filter_map(|team| team.team_id).collect();
    Ok(Board {
        open: store::open_figures(read, scope(), cx.now)?,
        acknowledged_in: median(&mut waits),
        acknowledged: waits.len(),
        resolved_today: resolved.iter().map(|(_, count)| count).sum(),
        opened_today: opened.iter().map(|(_, count)| count).sum(),
        hours: by_hour(from, until, cx.now, zone, &opened, &resolved),
        names: people::teams_by_id(read, &ids)?,
        teams,
        risks: risks(read, cx, desk.as_ref(), zone)?,
        desk,
        desks,
    })
}

fn risks(read: &Read<'_>, cx: &Ctx, desk: Option<&Desk>, zone: &TimeZone) -> Result<List, AppError> {
    let text = risk_filter(desk);
    let filter = filter::parse(&text).map_err(|faults| super::faults::invalid(cx.locale, &faults))?;
    list::list(read, cx, &ListQuery::first(filter, Some(Sort::Due), RISKS), cx.now, zone)
}

/// The filter of what is late or at risk.
pub(super) fn risk_filter(desk: Option<&Desk>) -> String {
    format!("is:open is:overdue,at-risk{}", desk_term(desk))
}

/// The term of a desk, with the space before it.
pub(super) fn desk_term(desk: Option<&Desk>) -> String {
    desk.map_or_else(String::new, |desk| format!(" desk:{}", super::views::quoted(&desk.name)))
}

fn median(values: &mut [SignedDuration]) -> Option<SignedDuration> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// Pairs of columns from the first busy hour of the day, at latest eight o'clock, to the last, at earliest now.
fn by_hour(
    from: Timestamp,
    until: Timestamp,
    now: Timestamp,
    zone: &TimeZone,
    opened: &[(i64, i64)],
    resolved: &[(i64, i64)],
) -> Vec<Bars> {
    // A day has 23 or 25 hours twice a year, so hours are counted since midnight and named by the clock.
    let last = (until.duration_since(from).as_secs() / 3600 - 1).max(0);
    let current = (now.duration_since(from).as_secs() / 3600).clamp(0, last);
    let busy = || opened.iter().chain(resolved).map(|(hour, _)| *hour);
    let first = busy().min().unwrap_or(8).min(8).min(current).max(0);
    let end = busy().max().unwrap_or(18).max(18).max(current).min(last);
    let count = |of: &[(i64, i64)], hour: i64| {
        let found = of.iter().find(|(at, _)| *at == hour).map_or(0, |(_, count)| *count);
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    (first..=end)
        .map(|hour| {
            let at =
                from.checked_add(SignedDuration::from_hours(hour)).unwrap_or(from).to_zoned(zone.clone());
            let label = if at.hour() % 2 == 0 { at.hour().to_string() } else { String::new() };
            Bars { label, incoming: count(opened, hour), outgoing: count(resolved, hour) }
        })
        .collect()
}

/// Every statement of the figures, for tests of their plans.
#[must_use]
pub fn statements(
    cx: &Ctx,
    desk: Option<i64>,
    zone: &TimeZone,
) -> Vec<(&'static str, String, Vec<db::Value>)> {
    let scope = || scope_of(cx, desk);
    let (from, until) = today(cx.now, zone);
    let named = |name, (sql, values): (String, Vec<db::Value>)| (name, sql, values);
    vec![
        named("open", store::open_statement(scope(), cx.now)),
        named("age", store::aged_statement(scope(), cx.now)),
        named("acknowledged", store::acknowledged_statement(scope(), from)),
        named("opened", store::hourly_statement("created_at", scope(), from, until)),
        named("resolved", store::hourly_statement("resolved_at", scope(), from, until)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_drawn_from_its_first_busy_hour_and_named_by_the_clock() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let now: Timestamp = "2026-11-20T09:42:00Z".parse().unwrap();
        let (from, until) = today(now, &zone);
        let bars = by_hour(from, until, now, &zone, &[(6, 2), (9, 21)], &[(9, 10)]);
        assert_eq!(bars.len(), 13);
        assert_eq!(bars[0], Bars { label: "6".into(), incoming: 2, outgoing: 0 });
        assert_eq!((bars[3].incoming, bars[3].outgoing), (21, 10));
        let spring: Timestamp = "2026-03-29T10:00:00Z".parse().unwrap();
        let (from, until) = today(spring, &zone);
        assert_eq!(until.duration_since(from), SignedDuration::from_hours(23));
        let bars = by_hour(from, until, spring, &zone, &[(22, 1)], &[]);
        assert_eq!(bars.last().unwrap().incoming, 1, "the last hour of a short day");
    }

    #[test]
    fn the_median_is_the_middle_one() {
        let mut waits: Vec<_> = [9, 1, 5].map(SignedDuration::from_mins).to_vec();
        assert_eq!(median(&mut waits), Some(SignedDuration::from_mins(5)));
        assert_eq!(median(&mut []), None);
    }
}
