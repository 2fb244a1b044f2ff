//! Evaluates a filter in memory, for rules that look at one ticket at a time (routing, automation, silences,
//! dry runs) and as the reference that the SQL of the store is tested against.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::tree::{Column, Expr, Flag, Op, Test, Value};
use crate::number::TicketNumber;
use crate::priority::{Level, Priority, Severity};
use crate::text::fold;
use crate::ticket_state::{Channel, Kind, PendingOn, State};

/// What a filter may look at. What is not known is left out: a test on it is false.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Its number.
    pub number: Option<TicketNumber>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its state.
    pub state: Option<State>,
    /// Its priority.
    pub priority: Option<Priority>,
    /// Its impact.
    pub impact: Option<Level>,
    /// Its urgency.
    pub urgency: Option<Level>,
    /// Its severity.
    pub severity: Option<Severity>,
    /// How it came in.
    pub channel: Option<Channel>,
    /// Whom it waits for.
    pub pending_on: Option<PendingOn>,
    /// Its title.
    pub title: String,
    /// Its title, description and messages, as far as the person who looks may read them.
    pub text: String,
    /// Names of its team.
    pub team: Vec<String>,
    /// Names of its assignee (name, sign-in, address).
    pub assignee: Vec<String>,
    /// Names of its requester.
    pub requester: Vec<String>,
    /// Names of its requester's organisation.
    pub organisation: Vec<String>,
    /// Names of its help desk.
    pub desk: Vec<String>,
    /// Its category, from the root: `Network`, `VPN`.
    pub category: Vec<String>,
    /// Its affected services.
    pub service: Vec<String>,
    /// Its tags.
    pub tag: Vec<String>,
    /// Names of its provider.
    pub provider: Vec<String>,
    /// Names of its watchers.
    pub watcher: Vec<String>,
    /// When it was recorded.
    pub created: Option<Timestamp>,
    /// When it last changed.
    pub updated: Option<Timestamp>,
    /// When it was resolved.
    pub resolved: Option<Timestamp>,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// When its next SLA target falls due.
    pub sla: Option<Timestamp>,
    /// The qualities that do not follow from the rest: overdue, at risk, snoozed, reopened, major, unread.
    pub flags: BTreeSet<Flag>,
}

/// Who looks, and when.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Any one of the names under which records know the person; nothing for a rule that acts for nobody.
    pub me: Option<String>,
    /// The names of the person's teams.
    pub teams: Vec<String>,
    /// The instant of the question.
    pub now: Timestamp,
    /// The zone in which days are meant.
    pub zone: TimeZone,
}

impl Expr {
    /// Whether a record satisfies the expression.
    pub fn matches(&self, record: &Record, viewer: &Viewer) -> bool {
        match self {
            Self::And(terms) => terms.iter().all(|term| term.matches(record, viewer)),
            Self::Or(terms) => terms.iter().any(|term| term.matches(record, viewer)),
            Self::Not(inner) => !inner.matches(record, viewer),
            Self::Test(test) => test.matches(record, viewer),
        }
    }
}

impl Test {
    fn matches(&self, record: &Record, viewer: &Viewer) -> bool {
        let value = |value: Option<Value>| self.op.admits(value.as_ref());
        let instant = |at: Option<Timestamp>| match at {
            Some(at) => self
                .op
                .windows(self.column, viewer.now, &viewer.zone)
                .iter()
                .any(|window| window.contains(at)),
            None => self.op.includes_nothing(),
        };
        match self.column {
            Column::Is => self
                .op
                .values()
                .iter()
                .any(|value| matches!(value, Value::Flag(flag) if has(record, *flag, viewer))),
            Column::Priority => value(record.priority.map(Value::Priority)),
            Column::State => value(record.state.map(Value::State)),
            Column::Kind => value(record.kind.map(Value::Kind)),
            Column::Impact => value(record.impact.map(Value::Level)),
            Column::Urgency => value(record.urgency.map(Value::Level)),
            Column::Severity => value(record.severity.map(Value::Severity)),
            Column::Channel => value(record.channel.map(Value::Channel)),
            Column::PendingOn => value(record.pending_on.map(Value::PendingOn)),
            Column::Number => {
                record.number.is_some_and(|TicketNumber { number, .. }| self.op.admits_number(number))
            }
            Column::Team => self.names(&record.team, &viewer.teams),
            Column::Assignee => self.names(&record.assignee, viewer.me.as_slice()),
            Column::Requester => self.names(&record.requester, viewer.me.as_slice()),
            Column::Watcher => self.names(&record.watcher, viewer.me.as_slice()),
            Column::Organisation => self.names(&record.organisation, &[]),
            Column::Desk => self.names(&record.desk, &[]),
            Column::Service => self.names(&record.service, &[]),
            Column::Tag => self.names(&record.tag, &[]),
            Column::Provider => self.names(&record.provider, &[]),
            Column::Category => self.category(&record.category),
            Column::Title => self.text(&record.title),
            Column::Text => self.text(&record.text),
            Column::Created => instant(record.created),
            Column::Updated => instant(record.updated),
            Column::Resolved => instant(record.resolved),
            Column::Closed => instant(record.closed),
            Column::Sla => instant(record.sla),
        }
    }

    fn names(&self, names: &[String], mine: &[String]) -> bool {
        self.op.values().iter().any(|value| match value {
            Value::Nothing => names.is_empty(),
            Value::Me => mine.iter().any(|mine| is_among(mine, names)),
            Value::Name(name) => is_among(name, names),
            _ => false,
        })
    }

    /// A category is meant by its own name, by that of any above it, or by a path of them from the root:
    /// `network`, `vpn`, `network/vpn`.
    fn category(&self, path: &[String]) -> bool {
        let folded: Vec<String> = path.iter().map(|name| fold(name)).collect();
        self.op.values().iter().any(|value| match value {
            Value::Nothing => path.is_empty(),
            Value::Name(name) => {
                let name = fold(name);
                folded.contains(&name)
                    || (1..=folded.len())
                        .any(|depth| folded.get(..depth).is_some_and(|path| path.join("/") == name))
            }
            _ => false,
        })
    }

    fn text(&self, text: &str) -> bool {
        let folded = fold(text);
        self.op
            .values()
            .iter()
            .any(|value| matches!(value, Value::Text(wanted) if folded.contains(&fold(wanted))))
    }
}

impl Op {
    /// The values of a list; empty for a comparison.
    pub fn values(&self) -> &[Value] {
        match self {
            Self::Any(values) => values,
            _ => &[],
        }
    }

    /// Whether a value of a vocabulary (or none) satisfies the test.
    fn admits(&self, value: Option<&Value>) -> bool {
        let code = |value: &Value| match value {
            Value::Priority(priority) => Some(i64::from(priority.code())),
            _ => None,
        };
        match (self, value) {
            (Self::Any(values), Some(value)) => values.contains(value),
            (Self::Any(values), None) => values.contains(&Value::Nothing),
            (_, Some(value)) => code(value).is_some_and(|value| self.compares(value, code)),
            (_, None) => false,
        }
    }

    fn admits_number(&self, number: i64) -> bool {
        let wanted = |value: &Value| match value {
            Value::Number(wanted) => Some(wanted.number),
            _ => None,
        };
        self.values().iter().any(|value| wanted(value) == Some(number)) || self.compares(number, wanted)
    }

    fn compares(&self, given: i64, read: impl Fn(&Value) -> Option<i64>) -> bool {
        let is =
            |bound: &Value, test: fn(i64, i64) -> bool| read(bound).is_some_and(|bound| test(given, bound));
        match self {
            Self::Any(_) => false,
            Self::Lt(bound) => is(bound, |given, bound| given < bound),
            Self::Le(bound) => is(bound, |given, bound| given <= bound),
            Self::Gt(bound) => is(bound, |given, bound| given > bound),
            Self::Ge(bound) => is(bound, |given, bound| given >= bound),
            Self::Between(low, high) => {
                is(low, |given, bound| given >= bound) && is(high, |given, bound| given <= bound)
            }
        }
    }
}

fn is_among(name: &str, names: &[String]) -> bool {
    let name = fold(name);
    names.iter().any(|known| fold(known) == name)
}

fn has(record: &Record, flag: Flag, viewer: &Viewer) -> bool {
    let mine = |names: &[String], mine: &[String]| mine.iter().any(|mine| is_among(mine, names));
    match flag {
        Flag::Open => record.state.is_some_and(State::is_open),
        Flag::Resolved => record.state == Some(State::Resolved),
        Flag::Closed => record.state.is_some_and(State::is_ended),
        Flag::Pending => record.state == Some(State::Pending),
        Flag::Unassigned => record.assignee.is_empty(),
        Flag::Mine => mine(&record.assignee, viewer.me.as_slice()),
        Flag::MyTeam => mine(&record.team, &viewer.teams),
        Flag::Watched => mine(&record.watcher, viewer.me.as_slice()),
        Flag::Overdue | Flag::AtRisk | Flag::Snoozed | Flag::Reopened | Flag::Major | Flag::Unread => {
            record.flags.contains(&flag)
        }
    }
}
