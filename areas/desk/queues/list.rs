//! Lists: what a filter finds of what the actor may see, with everything that rows show. A page costs a fixed number of
//! queries, whatever its length.

use std::collections::{BTreeSet, HashMap};

use base::{
    ctx::Ctx,
    desks, people,
    people::policy::{self, Visibility},
    services,
};
use db::{Engine, Read, Value};
use jiff::{Timestamp, tz::TimeZone};
use rules::{
    calendar::Calendar,
    filter::{Column, ErrorKind, Expr as Filter, FilterError, Flag, Value as Wanted},
};
use sea_query::Expr;
use web::{AppError, page};

use super::{
    faults,
    model::{COUNT_CAP, Cursor, List, ListQuery, Names, Row, Sort},
    store::{
        counts,
        filter_sql::{Looking, all, columns_of, has_words, implies_open, is_one_of, unindexed},
        names::{self, Known, Thing},
        rows,
    },
};
use crate::{sla, tickets};

/// How many of the latest tickets are searched for words when closed ones are wanted too, until the search index answers.
const WORDS_AMONG: i64 = 50_000;

/// A filter made ready for one actor at one instant.
pub(super) struct Prepared {
    /// What is found and may be seen.
    pub(super) condition: Expr,
    /// Whether only open tickets can be.
    pub(super) only_open: bool,
    /// Whether only the latest tickets are searched.
    pub(super) bounded: bool,
}

/// The names of a filter, looked up. An unknown one is a fault of the filter.
pub(super) fn look_up(read: &Read<'_>, cx: &Ctx, filter: &rules::filter::Filter) -> Result<Known, AppError> {
    let known = names::look_up(read, &cx.actor, filter.expr())?;
    let text = filter.to_canonical();
    let missing = names::names_in(filter.expr())
        .into_iter()
        .filter(|(column, name)| Thing::of(*column).is_some_and(|thing| known.rows(thing, name).is_empty()));
    let fault = |(column, name): (Column, &str)| {
        let from = text.find(name).unwrap_or(0);
        let kind = ErrorKind::UnknownValue { column, value: name.to_owned() };
        FilterError { at: from..from + name.len(), kind, expected: Vec::new() }
    };
    let faults: Vec<FilterError> = missing.map(fault).collect();
    if faults.is_empty() { Ok(known) } else { Err(faults::invalid(cx.locale, &faults)) }
}

/// Requesters filter by what they may see of their tickets; anything else would tell them what they may not.
fn allowed(cx: &Ctx, filter: &Filter) -> Result<(), AppError> {
    if cx.actor.is_staff() {
        return Ok(());
    }
    let mut tests = Vec::new();
    columns_of(filter, &mut tests);
    let is_public = |test: &rules::filter::Test| match test.column {
        Column::Is => test.op.values().iter().all(|value| {
            matches!(
                value,
                Wanted::Flag(Flag::Open | Flag::Resolved | Flag::Closed | Flag::Pending | Flag::Unread)
            )
        }),
        Column::Number
        | Column::Kind
        | Column::State
        | Column::PendingOn
        | Column::Title
        | Column::Text
        | Column::Requester
        | Column::Created
        | Column::Updated
        | Column::Resolved
        | Column::Closed => true,
        _ => false,
    };
    let hidden = tests.iter().filter(|test| !is_public(test)).map(|test| FilterError {
        at: 0..0,
        kind: ErrorKind::UnknownKey { key: test.column.as_str().to_owned(), nearest: None },
        expected: Vec::new(),
    });
    let hidden: Vec<FilterError> = hidden.collect();
    if hidden.is_empty() { Ok(()) } else { Err(faults::invalid(cx.locale, &hidden)) }
}

/// The condition of a filter within what the actor may see.
pub(super) fn prepare(
    read: &Read<'_>,
    cx: &Ctx,
    filter: &rules::filter::Filter,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Prepared, AppError> {
    allowed(cx, filter.expr())?;
    let known = look_up(read, cx, filter)?;
    let looking = Looking { actor: &cx.actor, now, zone, known: &known };
    let may = policy::visibility(&cx.actor);
    let mut visible = looking.visible(&may);
    if read.engine() == Engine::Sqlite && may.works_at_a_desk() {
        visible = unindexed(visible);
    }
    let only_open = implies_open(filter.expr());
    let bounded = has_words(filter.expr()) && !only_open;
    let mut condition = all(vec![looking.condition(filter.expr()), visible]);
    if bounded {
        condition = rows::latest(read, condition, WORDS_AMONG)?;
    }
    Ok(Prepared { condition, only_open, bounded })
}

/// What the actor may see of everything, for figures.
pub(super) fn visible(cx: &Ctx, may: &Visibility) -> Expr {
    let looking = Looking { actor: &cx.actor, now: cx.now, zone: &TimeZone::UTC, known: &Known::default() };
    looking.visible(may)
}

/// A page of the tickets that satisfy a filter and that the actor may see, at `now`, with days meant in `zone`.
///
/// # Errors
/// `Invalid` when the filter names something that does not exist, or the cursor is of another order; when the database fails.
pub fn list(
    read: &Read<'_>,
    cx: &Ctx,
    query: &ListQuery,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<List, AppError> {
    let (page, sort, bounded) = bare(read, cx, query, now, zone)?;
    let mut list = dress(read, page.items, now)?;
    (list.next, list.sort, list.bounded) = (page.next, sort, bounded);
    Ok(list)
}

/// The same page without what its rows show, with its order and whether only the latest tickets were searched.
pub(super) fn bare(
    read: &Read<'_>,
    cx: &Ctx,
    query: &ListQuery,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(page::Page<Row>, Sort, bool), AppError> {
    let prepared = prepare(read, cx, &query.filter, now, zone)?;
    let sort = Sort::effective(query.sort, prepared.only_open);
    let cursor = query.cursor.as_ref();
    if cursor.is_some_and(|cursor| cursor.sort != sort) {
        return Err(AppError::field_of(cx.locale, "cursor", "cursor"));
    }
    let found = rows::page(read, prepared.condition, sort, cursor, query.limit.saturating_add(1))?;
    let page = page::Page::new(found, query.limit, |row| Cursor { sort, keys: row.keys(sort) })?;
    Ok((page, sort, prepared.bounded))
}

/// The statement that reads a page, for tests of its plan.
///
/// # Errors
/// As [`list`].
pub fn statement(
    read: &Read<'_>,
    cx: &Ctx,
    query: &ListQuery,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(String, Vec<Value>), AppError> {
    let prepared = prepare(read, cx, &query.filter, now, zone)?;
    let sort = Sort::effective(query.sort, prepared.only_open);
    Ok(rows::statement(prepared.condition, sort, query.cursor.as_ref(), query.limit.saturating_add(1)))
}

/// How many tickets satisfy a filter, counted no further than [`COUNT_CAP`] and one.
///
/// # Errors
/// As [`list`].
pub fn count(
    read: &Read<'_>,
    cx: &Ctx,
    filter: &rules::filter::Filter,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<i64, AppError> {
    let prepared = prepare(read, cx, filter, now, zone)?;
    Ok(counts::capped(read, prepared.condition, COUNT_CAP)?)
}

/// How many open tickets each filter finds: those that the covering index answers in one pass, others one by one. `None`
/// for a filter that is not about open tickets only, or names something that does not exist any more.
///
/// # Errors
/// When the database fails.
pub fn count_each(
    read: &Read<'_>,
    cx: &Ctx,
    filters: &[rules::filter::Filter],
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<Option<i64>>, AppError> {
    let may = policy::visibility(&cx.actor);
    let mut totals = vec![None; filters.len()];
    let (mut places, mut conditions) = (Vec::new(), Vec::new());
    for ((place, total), filter) in totals.iter_mut().enumerate().zip(filters) {
        if !implies_open(filter.expr()) {
            continue;
        }
        let known = match look_up(read, cx, filter) {
            Ok(known) => known,
            Err(AppError::Invalid(_)) => continue,
            Err(error) => return Err(error),
        };
        let looking = Looking { actor: &cx.actor, now, zone, known: &known };
        let condition = looking.condition(filter.expr());
        if counts::is_covered(filter.expr()) {
            places.push(place);
            conditions.push(condition);
        } else {
            *total = Some(counts::capped(read, all(vec![condition, looking.visible(&may)]), COUNT_CAP)?);
        }
    }
    let counted = counts::together(read, visible(cx, &may), conditions)?;
    for (place, count) in places.into_iter().zip(counted) {
        if let Some(total) = totals.get_mut(place) {
            *total = Some(count);
        }
    }
    Ok(totals)
}

/// The numbers of the tickets that a filter finds, at most `limit`: a selection of everything that matches.
pub(super) fn numbers(
    read: &Read<'_>,
    cx: &Ctx,
    filter: &rules::filter::Filter,
    zone: &TimeZone,
    limit: u32,
) -> Result<Vec<i64>, AppError> {
    let prepared = prepare(read, cx, filter, cx.now, zone)?;
    Ok(rows::numbers(read, prepared.condition, limit)?)
}

/// Rows with what they show. Ten queries at most, none of them per row.
pub(super) fn dress(read: &Read<'_>, rows: Vec<Row>, now: Timestamp) -> Result<List, AppError> {
    let empty = List {
        rows: Vec::new(),
        next: None,
        sort: Sort::Updated,
        bounded: false,
        names: Names::default(),
        clocks: HashMap::new(),
        days: HashMap::new(),
        tags: HashMap::new(),
        presence: HashMap::new(),
    };
    if rows.is_empty() {
        return Ok(empty);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut list = List { rows, ..empty };
    for (ticket, tag) in tickets::store::tags_of(read, &ids)? {
        list.tags.entry(ticket).or_default().push(tag);
    }
    list.tags.values_mut().for_each(|tags| tags.sort());
    for presence in tickets::store::presence(read, &ids, now)? {
        list.presence.entry(presence.ticket_id).or_default().push(presence);
    }
    add_names(read, &mut list)?;
    add_clocks(read, &mut list, &ids, now)?;
    Ok(list)
}

fn add_names(read: &Read<'_>, list: &mut List) -> Result<(), AppError> {
    let each = |of: &dyn Fn(&Row) -> [Option<i64>; 2]| -> Vec<i64> {
        let ids: BTreeSet<i64> = list.rows.iter().flat_map(of).flatten().collect();
        ids.into_iter().collect()
    };
    let mut persons = each(&|row| [Some(row.requester_id), row.assignee_id]);
    persons.extend(list.presence.values().flatten().map(|presence| presence.user_id));
    persons.sort_unstable();
    persons.dedup();
    let teams = each(&|row| [row.team_id, None]);
    let categories = each(&|row| [row.category_id, None]);
    let organisations = each(&|row| [row.organisation_id, row.provider_id]);
    let of_services = each(&|row| [row.service_id, None]);
    let names = &mut list.names;
    names.people = people::users(read, &persons)?;
    if !teams.is_empty() {
        names.teams = people::teams_by_id(read, &teams)?;
    }
    if !categories.is_empty() {
        let found = desks::categories_by_id(read, &categories)?;
        names.categories = found.into_iter().map(|category| (category.id, category)).collect();
    }
    if !organisations.is_empty() {
        names.organisations = people::organisations_by_id(read, &organisations)?;
    }
    if !of_services.is_empty() {
        let found = services::services_by_id(read, &of_services)?;
        names.services = found.into_iter().map(|service| (service.id, service)).collect();
    }
    names.desks = desks::desks(read)?.into_iter().map(|desk| (desk.id, desk)).collect();
    Ok(())
}

fn add_clocks(read: &Read<'_>, list: &mut List, ids: &[i64], now: Timestamp) -> Result<(), AppError> {
    let clocks = sla::clocks_of(read, ids)?;
    let always = Calendar::always();
    let mut calendars: HashMap<i64, Calendar> = HashMap::new();
    for id in clocks.iter().filter_map(|clock| clock.calendar_id) {
        if let std::collections::hash_map::Entry::Vacant(place) = calendars.entry(id) {
            // As many as the desks of this page have calendars: one or two.
            place.insert(desks::calendar(read, id)?.unwrap_or_else(Calendar::always));
        }
    }
    for clock in clocks {
        let calendar = clock.calendar_id.and_then(|id| calendars.get(&id)).unwrap_or(&always);
        let day = u64::try_from(calendar.mean_working_day().as_secs()).unwrap_or(web::fmt::DAY);
        list.days.insert(clock.ticket_id, day.max(3600));
        list.clocks.entry(clock.ticket_id).or_default().push(clock.view(now, calendar));
    }
    Ok(())
}

/// Some tickets by their rows, as far as the actor may see them.
pub(super) fn by_ids(read: &Read<'_>, cx: &Ctx, ids: &[i64]) -> Result<List, AppError> {
    chosen(read, cx, "id", ids)
}

/// Some tickets by their numbers, as far as the actor may see them.
pub(super) fn by_numbers(read: &Read<'_>, cx: &Ctx, numbers: &[i64]) -> Result<List, AppError> {
    chosen(read, cx, "number", numbers)
}

fn chosen(read: &Read<'_>, cx: &Ctx, column: &'static str, keys: &[i64]) -> Result<List, AppError> {
    let mut found = Vec::new();
    for keys in keys.chunks(500) {
        let condition = all(vec![is_one_of(column, keys), visible(cx, &policy::visibility(&cx.actor))]);
        found.extend(rows::page(read, condition, Sort::Number, None, 500)?);
    }
    dress(read, found, cx.now)
}
