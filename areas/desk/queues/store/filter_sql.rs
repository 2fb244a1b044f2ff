//! Renders a filter and the policy's visibility as conditions on `tickets`. Columns and operators are enums, values are
//! parameters: no text of a filter ever becomes SQL. Logic is two-valued, as in `Filter::matches`.

use base::people::{Actor, policy::Visibility};
use jiff::{Timestamp, tz::TimeZone};
use rules::{
    filter::{Column, Expr as Filter, Flag, Holds, Op, Test, Value, Window},
    text::fold,
    ticket_state::State,
};
use sea_query::{Cond, Expr, ExprTrait, LikeExpr, Query, SelectStatement};

use super::names::{Known, Thing};
use crate::tickets::Relation;

/// `due_key` of a ticket without a running clock.
const NO_DUE: i64 = i64::MAX;
/// What marks a wildcard as meant; a backslash would be written differently for each engine.
const ESCAPE: char = '!';
/// The literal that partial indexes ask for.
const OPEN: &str = "tickets.state < 5";

/// Who looks, when, and from where.
pub(in crate::queues) struct Looking<'a> {
    pub(in crate::queues) actor: &'a Actor,
    pub(in crate::queues) now: Timestamp,
    pub(in crate::queues) zone: &'a TimeZone,
    pub(in crate::queues) known: &'a Known,
}

/// A column of `tickets`.
pub(in crate::queues) fn col(name: &'static str) -> Expr {
    Expr::col(("tickets", name))
}

pub(in crate::queues) fn never() -> Expr {
    Expr::cust("1 = 0")
}

pub(in crate::queues) fn always() -> Expr {
    Expr::cust("1 = 1")
}

/// Nearly all tickets are closed: an index that finds them by their state loses the order of the list and sorts them all. The
/// sum keeps the planner from it.
const CLOSED: &str = "tickets.state + 0 >= 6";

/// The literal condition of the partial indexes.
pub(in crate::queues) fn open() -> Expr {
    Expr::cust(OPEN)
}

pub(in crate::queues) fn any(terms: Vec<Expr>) -> Expr {
    match <[Expr; 1]>::try_from(terms) {
        Ok([one]) => one,
        Err(terms) if terms.is_empty() => never(),
        Err(terms) => terms.into_iter().fold(Cond::any(), Cond::add).into(),
    }
}

pub(in crate::queues) fn all(terms: Vec<Expr>) -> Expr {
    match <[Expr; 1]>::try_from(terms) {
        Ok([one]) => one,
        Err(terms) if terms.is_empty() => always(),
        Err(terms) => terms.into_iter().fold(Cond::all(), Cond::add).into(),
    }
}

/// A column that holds one of these rows.
pub(in crate::queues) fn is_one_of(column: &'static str, ids: &[i64]) -> Expr {
    match ids {
        [] => never(),
        [one] => col(column).eq(*one),
        several => col(column).is_in(several.iter().copied()),
    }
}

/// The same condition in a form that no index is chosen for. SQLite reads alternatives through one index each and then
/// sorts what it found, and does not know that a page ends after fifty rows: for who sees most tickets, walking the
/// index of the order is far cheaper.
pub(in crate::queues) fn unindexed(condition: Expr) -> Expr {
    condition.is(true)
}

/// Whether a filter can only be satisfied by open tickets.
pub(in crate::queues) fn implies_open(expr: &Filter) -> bool {
    match expr {
        Filter::And(terms) => terms.iter().any(implies_open),
        Filter::Or(terms) => !terms.is_empty() && terms.iter().all(implies_open),
        Filter::Not(_) => false,
        Filter::Test(Test { column, op: Op::Any(values) }) => {
            values.iter().all(|value| match (column, value) {
                (Column::Is, Value::Flag(flag)) => matches!(flag, Flag::Open | Flag::Pending),
                (Column::State, Value::State(state)) => state.is_open(),
                _ => false,
            })
        }
        Filter::Test(_) => false,
    }
}

/// Whether the condition of a filter has the literal at its top by itself.
fn says_open(expr: &Filter) -> bool {
    match expr {
        Filter::And(terms) => terms.iter().any(says_open),
        Filter::Test(test) if test.column == Column::Is => {
            matches!(test.op.values(), [Value::Flag(Flag::Open)])
        }
        Filter::Test(test) => test.column == Column::State && is_every_open(&test.op),
        Filter::Or(_) | Filter::Not(_) => false,
    }
}

/// Whether a filter looks for words.
pub(in crate::queues) fn has_words(expr: &Filter) -> bool {
    match expr {
        Filter::And(terms) | Filter::Or(terms) => terms.iter().any(has_words),
        Filter::Not(inner) => has_words(inner),
        Filter::Test(test) => test.column.holds() == Holds::Text,
    }
}

/// Every column that a filter tests.
pub(in crate::queues) fn columns_of(expr: &Filter, found: &mut Vec<Test>) {
    match expr {
        Filter::And(terms) | Filter::Or(terms) => terms.iter().for_each(|term| columns_of(term, found)),
        Filter::Not(inner) => columns_of(inner, found),
        Filter::Test(test) => found.push(test.clone()),
    }
}

impl Looking<'_> {
    /// The condition of a filter, with the literal `state < 5` where it follows.
    pub(in crate::queues) fn condition(&self, filter: &Filter) -> Expr {
        let condition = self.render(filter);
        // Said twice, it would look twice as selective to the planner.
        if implies_open(filter) && !says_open(filter) { all(vec![open(), condition]) } else { condition }
    }

    fn render(&self, expr: &Filter) -> Expr {
        match expr {
            Filter::And(terms) => all(terms.iter().map(|term| self.render(term)).collect()),
            Filter::Or(terms) => any(terms.iter().map(|term| self.render(term)).collect()),
            Filter::Not(inner) => Expr::cust_with_expr("(NOT COALESCE($1, FALSE))", self.render(inner)),
            Filter::Test(test) => self.test(test),
        }
    }

    fn test(&self, Test { column, op }: &Test) -> Expr {
        match column {
            Column::Is => any(op.values().iter().map(|value| self.flag(value)).collect()),
            Column::State => states(op),
            Column::Priority => numbers("priority", op, code),
            Column::Kind => numbers("kind", op, code),
            Column::Impact => numbers("impact", op, code),
            Column::Urgency => numbers("urgency", op, code),
            Column::Severity => numbers("severity", op, code),
            Column::PendingOn => numbers("pending_on", op, code),
            Column::Number => numbers("number", op, code),
            Column::Channel => channels(op),
            Column::Team => self.rows(Thing::Team, "team_id", op, &self.actor.teams),
            Column::Assignee => self.rows(Thing::Person, "assignee_id", op, self.me().as_slice()),
            Column::Requester => self.rows(Thing::Person, "requester_id", op, self.me().as_slice()),
            Column::Organisation => self.rows(Thing::Organisation, "organisation_id", op, &[]),
            Column::Provider => self.rows(Thing::Organisation, "provider_id", op, &[]),
            Column::Desk => self.rows(Thing::Desk, "desk_id", op, &[]),
            Column::Service => self.rows(Thing::Service, "service_id", op, &[]),
            Column::Category => self.rows(Thing::Category, "category_id", op, &[]),
            Column::Watcher => self.watchers(op),
            Column::Tag => tags(op),
            Column::Title | Column::Text => words(op),
            Column::Created => self.instant("created_at", *column, op),
            Column::Updated => self.instant("updated_at", *column, op),
            Column::Resolved => self.instant("resolved_at", *column, op),
            Column::Closed => self.instant("closed_at", *column, op),
            Column::Sla => self.due(op),
        }
    }

    fn me(&self) -> Option<i64> {
        self.actor.user_id()
    }

    fn flag(&self, value: &Value) -> Expr {
        let Value::Flag(flag) = value else { return never() };
        let now = self.now.as_microsecond();
        let mine = |of: &dyn Fn(i64) -> Expr| self.me().map_or_else(never, of);
        match flag {
            Flag::Open => open(),
            Flag::Resolved => Expr::cust("tickets.state = 5"),
            Flag::Closed => Expr::cust(CLOSED),
            Flag::Pending => Expr::cust("tickets.state = 4"),
            Flag::Unassigned => col("assignee_id").is_null(),
            Flag::Mine => mine(&|me| col("assignee_id").eq(me)),
            Flag::MyTeam => is_one_of("team_id", &self.actor.teams),
            Flag::Watched => mine(&|me| col("id").in_subquery(followed(Some(Relation::Watcher), &[me]))),
            Flag::Overdue => Expr::cust("tickets.breached"),
            Flag::AtRisk => all(vec![Expr::cust("(NOT tickets.breached)"), col("risk_at").lte(now)]),
            Flag::Snoozed => col("snoozed_until").gt(now),
            Flag::Reopened => Expr::cust("tickets.reopen_count > 0"),
            Flag::Major => Expr::cust("tickets.major"),
            Flag::Unread => mine(&|me| col("id").in_subquery(unread(me))),
        }
    }

    /// Rows by name, `me`, or none.
    fn rows(&self, thing: Thing, column: &'static str, op: &Op, mine: &[i64]) -> Expr {
        let (ids, nothing) = self.ids(thing, op, mine);
        let mut terms = Vec::new();
        if !ids.is_empty() {
            terms.push(is_one_of(column, &ids));
        }
        if nothing {
            terms.push(col(column).is_null());
        }
        any(terms)
    }

    fn ids(&self, thing: Thing, op: &Op, mine: &[i64]) -> (Vec<i64>, bool) {
        let (mut ids, mut nothing) = (Vec::new(), false);
        for value in op.values() {
            match value {
                Value::Name(name) => ids.extend(self.known.rows(thing, name)),
                Value::Me => ids.extend(mine),
                Value::Nothing => nothing = true,
                _ => {}
            }
        }
        ids.sort_unstable();
        ids.dedup();
        (ids, nothing)
    }

    fn watchers(&self, op: &Op) -> Expr {
        let (ids, nothing) = self.ids(Thing::Person, op, self.me().as_slice());
        let mut terms = Vec::new();
        if !ids.is_empty() {
            terms.push(col("id").in_subquery(followed(Some(Relation::Watcher), &ids)));
        }
        if nothing {
            terms.push(col("id").not_in_subquery(followed(Some(Relation::Watcher), &[])));
        }
        any(terms)
    }

    fn instant(&self, column: &'static str, of: Column, op: &Op) -> Expr {
        let mut terms: Vec<Expr> =
            op.windows(of, self.now, self.zone).iter().map(|window| within(column, *window)).collect();
        if op.includes_nothing() {
            terms.push(col(column).is_null());
        }
        any(terms)
    }

    /// The due time, whose key says "none" by the latest instant there is.
    fn due(&self, op: &Op) -> Expr {
        let windows = op.windows(Column::Sla, self.now, self.zone);
        let mut terms: Vec<Expr> = windows
            .iter()
            .map(|window| {
                let inside = within("due_key", *window);
                if window.until.is_none() { all(vec![col("due_key").lt(NO_DUE), inside]) } else { inside }
            })
            .collect();
        if op.includes_nothing() {
            terms.push(col("due_key").eq(NO_DUE));
        }
        any(terms)
    }

    /// What the policy lets the actor see in lists: the same decision as `policy::ticket_access`.
    pub(in crate::queues) fn visible(&self, may: &Visibility) -> Expr {
        if may.all {
            return always();
        }
        let at = |desks: &Option<Vec<i64>>| match desks {
            None => always(),
            Some(desks) => is_one_of("desk_id", desks),
        };
        let mut terms = Vec::new();
        if !may.whole_desks.is_empty() {
            terms.push(is_one_of("desk_id", &may.whole_desks));
        }
        if may.desks.as_ref().is_none_or(|desks| !desks.is_empty()) {
            let mut concerned = vec![Expr::cust("(NOT tickets.sensitive)")];
            if !may.teams.is_empty() {
                concerned.push(is_one_of("team_id", &may.teams));
            }
            concerned.extend(may.person_id.map(|person| col("assignee_id").eq(person)));
            terms.push(all(vec![at(&may.desks), any(concerned)]));
        }
        if may.observed_desks.as_ref().is_none_or(|desks| !desks.is_empty()) {
            terms.push(all(vec![at(&may.observed_desks), Expr::cust("(NOT tickets.sensitive)")]));
        }
        terms.extend(may.provider_id.map(|provider| col("provider_id").eq(provider)));
        if let Some(person) = may.person_id {
            terms.push(col("requester_id").eq(person));
            terms.push(col("id").in_subquery(followed(None, &[person])));
        }
        any(terms)
    }
}

/// The tickets that these people follow; without people, that anybody does.
fn followed(relation: Option<Relation>, people: &[i64]) -> SelectStatement {
    let mut select = Query::select();
    select.column("ticket_id").from("ticket_people");
    if !people.is_empty() {
        select.and_where(Expr::col(("ticket_people", "user_id")).is_in(people.iter().copied()));
    }
    if let Some(relation) = relation {
        select.and_where(Expr::col(("ticket_people", "relation")).eq(relation.code()));
    }
    select.take()
}

/// The tickets of a person's unread notifications.
fn unread(person: i64) -> SelectStatement {
    let mut select = Query::select();
    select.column("ticket_id").from("notifications");
    select.and_where(Expr::col(("notifications", "user_id")).eq(person));
    select.and_where(Expr::cust("read_at IS NULL AND ticket_id IS NOT NULL"));
    select.take()
}

fn within(column: &'static str, window: Window) -> Expr {
    let from = window.from.map(|from| col(column).gte(from.as_microsecond()));
    let until = window.until.map(|until| col(column).lt(until.as_microsecond()));
    let terms: Vec<Expr> = from.into_iter().chain(until).collect();
    if terms.is_empty() { col(column).is_not_null() } else { all(terms) }
}

/// The stored number of a value.
fn code(value: &Value) -> Option<i64> {
    Some(match value {
        Value::Priority(value) => i64::from(value.code()),
        Value::Kind(value) => i64::from(value.code()),
        Value::Level(value) => i64::from(value.code()),
        Value::Severity(value) => i64::from(value.code()),
        Value::PendingOn(value) => i64::from(value.code()),
        Value::Number(value) => value.number,
        _ => return None,
    })
}

fn numbers(column: &'static str, op: &Op, read: fn(&Value) -> Option<i64>) -> Expr {
    let compare = |bound: &Value, with: &dyn Fn(Expr, i64) -> Expr| {
        read(bound).map_or_else(never, |bound| with(col(column), bound))
    };
    match op {
        Op::Any(values) => {
            let codes: Vec<i64> = values.iter().filter_map(read).collect();
            let mut terms = if codes.is_empty() { Vec::new() } else { vec![is_one_of(column, &codes)] };
            if op.includes_nothing() {
                terms.push(col(column).is_null());
            }
            any(terms)
        }
        Op::Lt(bound) => compare(bound, &|column, bound| column.lt(bound)),
        Op::Le(bound) => compare(bound, &|column, bound| column.lte(bound)),
        Op::Gt(bound) => compare(bound, &|column, bound| column.gt(bound)),
        Op::Ge(bound) => compare(bound, &|column, bound| column.gte(bound)),
        Op::Between(low, high) => all(vec![
            compare(low, &|column, bound| column.gte(bound)),
            compare(high, &|column, bound| column.lte(bound)),
        ]),
    }
}

fn is_every_open(op: &Op) -> bool {
    State::ALL.iter().all(|state| op.values().contains(&Value::State(*state)) == state.is_open())
}

fn states(op: &Op) -> Expr {
    if is_every_open(op) {
        return open();
    }
    let wanted = op.values().iter().filter_map(|value| match value {
        Value::State(state) => Some(*state),
        _ => None,
    });
    let wanted: Vec<State> = wanted.collect();
    if wanted.contains(&State::Closed) {
        let codes: Vec<i64> = wanted.iter().map(|state| i64::from(state.code())).collect();
        return Expr::cust("tickets.state + 0").is_in(codes);
    }
    is_one_of("state", &wanted.iter().map(|state| i64::from(state.code())).collect::<Vec<_>>())
}

fn channels(op: &Op) -> Expr {
    let words = op.values().iter().filter_map(|value| match value {
        Value::Channel(channel) => Some(channel.as_str().to_owned()),
        _ => None,
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { never() } else { col("channel").is_in(words) }
}

/// A tag as it is stored.
pub(in crate::queues) fn tag_of(name: &str) -> String {
    fold(name).replace(' ', "-")
}

fn tags(op: &Op) -> Expr {
    let tagged = |tags: Option<Vec<String>>| {
        let mut select = Query::select();
        select.column("ticket_id").from("ticket_tags");
        if let Some(tags) = tags {
            select.and_where(Expr::col(("ticket_tags", "tag")).is_in(tags));
        }
        select.take()
    };
    let names = op.values().iter().filter_map(|value| match value {
        Value::Name(name) => Some(tag_of(name)),
        _ => None,
    });
    let names: Vec<String> = names.collect();
    let mut terms = Vec::new();
    if !names.is_empty() {
        terms.push(col("id").in_subquery(tagged(Some(names))));
    }
    if op.includes_nothing() {
        terms.push(col("id").not_in_subquery(tagged(None)));
    }
    any(terms)
}

/// Words in the title, folded. Full search of descriptions and messages belongs to the search index.
fn words(op: &Op) -> Expr {
    let terms = op.values().iter().map(|value| match value {
        Value::Text(text) => {
            let mut pattern = String::from("%");
            for letter in fold(text).chars() {
                if matches!(letter, '%' | '_' | ESCAPE) {
                    pattern.push(ESCAPE);
                }
                pattern.push(letter);
            }
            pattern.push('%');
            col("title_key").like(LikeExpr::new(pattern).escape(ESCAPE))
        }
        _ => never(),
    });
    any(terms.collect())
}
