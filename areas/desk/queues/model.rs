//! What a list is asked for and what it gives.

use std::collections::HashMap;

use base::{
    desks::{Category, Desk},
    people::{Organisation, Team, User},
    services::Service,
};
use jiff::Timestamp;
use rules::{
    filter::Filter,
    number::TicketNumber,
    priority::{Level, Priority, Severity},
    sla::Metric,
    ticket_state::{Channel, Kind, PendingOn, State},
};
use serde::{Deserialize, Serialize};
use web::{AppError, Locale, page};

use crate::{
    sla::{ClockState, View},
    tickets::Presence,
};

/// The most matches that are counted: beyond it a total is said as "10,000+".
pub const COUNT_CAP: i64 = 10_000;

/// The order of a list. Each has an index that matches it exactly, its direction included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// By the next due time, the most pressing first; open tickets only.
    Due,
    /// By priority, then due time; open tickets only.
    Priority,
    /// The most recently recorded first.
    Created,
    /// The most recently changed first.
    Updated,
    /// The highest number first.
    Number,
}

impl Sort {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 5] = [Self::Due, Self::Priority, Self::Created, Self::Updated, Self::Number];

    /// The word in addresses and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Priority => "priority",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Number => "number",
        }
    }

    /// The order of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == word)
    }

    /// Whether only open tickets have this order: a closed one is due no more.
    #[must_use]
    pub const fn is_for_open(self) -> bool {
        matches!(self, Self::Due | Self::Priority)
    }

    /// The order that a list has: as asked, where its filter allows it.
    #[must_use]
    pub fn effective(asked: Option<Self>, only_open: bool) -> Self {
        match asked {
            Some(sort) if only_open || !sort.is_for_open() => sort,
            _ if only_open => Self::Due,
            _ => Self::Updated,
        }
    }

    /// The columns that it goes by; the last one tells any two tickets apart.
    pub(in crate::queues) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Due => &["due_key", "id"],
            Self::Priority => &["priority", "due_key", "id"],
            Self::Created => &["created_at", "id"],
            Self::Updated => &["updated_at", "id"],
            Self::Number => &["number"],
        }
    }

    pub(in crate::queues) const fn is_descending(self) -> bool {
        matches!(self, Self::Created | Self::Updated | Self::Number)
    }
}

/// After which row a page goes on: the row's keys in the list's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::queues) struct Cursor {
    pub(in crate::queues) sort: Sort,
    pub(in crate::queues) keys: Vec<i64>,
}

/// What a list is asked for.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Which tickets.
    pub filter: Filter,
    /// In which order; `None` is the most useful one for the filter.
    pub sort: Option<Sort>,
    /// After which row.
    pub(in crate::queues) cursor: Option<Cursor>,
    /// How many rows.
    pub limit: u32,
}

impl ListQuery {
    /// The first page of a filter.
    #[must_use]
    pub const fn first(filter: Filter, sort: Option<Sort>, limit: u32) -> Self {
        Self { filter, sort, cursor: None, limit }
    }

    /// Reads what a request says: the filter's text, the word of an order, the `next` of the page before.
    ///
    /// # Errors
    /// `Invalid`, naming `filter`, `sort` or `cursor`, in the reader's language.
    pub fn read(
        locale: Locale,
        filter: &str,
        sort: Option<&str>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Self, AppError> {
        let filter = super::faults::parse(locale, filter)?;
        let sort = match sort.filter(|word| !word.is_empty()) {
            Some(word) => Some(Sort::parse(word).ok_or_else(|| {
                let expected = Sort::ALL.map(Sort::as_str).join(", ");
                AppError::field("sort", "value", web::t!(locale, "web-field-value", expected = expected))
            })?),
            None => None,
        };
        let wrong = || AppError::field_of(locale, "cursor", "cursor");
        let cursor = match cursor.filter(|text| !text.is_empty()) {
            Some(text) => {
                let cursor: Cursor = page::decode(text).ok_or_else(wrong)?;
                if cursor.keys.len() != cursor.sort.columns().len() {
                    return Err(wrong());
                }
                Some(cursor)
            }
            None => None,
        };
        Ok(Self { filter, sort, cursor, limit })
    }
}

/// A ticket in a list: what lists show of it.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of `Ticket`")]
pub struct Row {
    pub id: i64,
    pub number: i64,
    pub kind: Kind,
    pub state: State,
    pub pending_on: Option<PendingOn>,
    pub title: String,
    pub desk_id: i64,
    pub organisation_id: Option<i64>,
    pub requester_id: i64,
    pub assignee_id: Option<i64>,
    pub team_id: Option<i64>,
    pub provider_id: Option<i64>,
    pub category_id: Option<i64>,
    pub service_id: Option<i64>,
    pub impact: Level,
    pub urgency: Level,
    pub priority: Priority,
    pub severity: Option<Severity>,
    pub major: bool,
    pub sensitive: bool,
    pub channel: Channel,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub resolved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub next_metric: Option<Metric>,
    pub risk_at: Option<Timestamp>,
    pub breached: bool,
    pub snoozed_until: Option<Timestamp>,
    pub reopen_count: i64,
    pub affected_count: i64,
    pub last_public_at: Option<Timestamp>,
    pub last_requester_at: Option<Timestamp>,
    pub version: i64,
}

impl Row {
    /// The number as people write it: `INC-42`.
    #[must_use]
    pub fn label(&self) -> String {
        TicketNumber::new(self.kind, self.number).to_string()
    }

    /// The row's place in an order.
    pub(in crate::queues) fn keys(&self, sort: Sort) -> Vec<i64> {
        let due = self.due_at.map_or(i64::MAX, Timestamp::as_microsecond);
        match sort {
            Sort::Due => vec![due, self.id],
            Sort::Priority => vec![i64::from(self.priority.code()), due, self.id],
            Sort::Created => vec![self.created_at.as_microsecond(), self.id],
            Sort::Updated => vec![self.updated_at.as_microsecond(), self.id],
            Sort::Number => vec![self.number],
        }
    }

    /// Whether a warning threshold has passed without a breach.
    #[must_use]
    pub fn is_at_risk(&self, now: Timestamp) -> bool {
        !self.breached && self.risk_at.is_some_and(|at| at <= now)
    }
}

/// The names that the rows of a list refer to.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Requesters, assignees, people present.
    pub people: HashMap<i64, User>,
    /// Teams.
    pub teams: HashMap<i64, Team>,
    /// Categories.
    pub categories: HashMap<i64, Category>,
    /// Organisations and providers.
    pub organisations: HashMap<i64, Organisation>,
    /// Services.
    pub services: HashMap<i64, Service>,
    /// Help desks.
    pub desks: HashMap<i64, Desk>,
}

/// A page of a list, with everything that its rows show.
#[derive(Debug, Clone)]
pub struct List {
    /// The tickets, in order.
    pub rows: Vec<Row>,
    /// The cursor of the next page; `None` on the last.
    pub next: Option<String>,
    /// The order that it has.
    pub sort: Sort,
    /// Whether only the latest tickets were searched for words, since the filter names words and not only open tickets.
    pub bounded: bool,
    /// Names.
    pub names: Names,
    /// The clocks of the SLA by ticket.
    pub clocks: HashMap<i64, Vec<View>>,
    /// Seconds in a working day of each ticket's clocks, to say long times in days.
    pub days: HashMap<i64, u64>,
    /// Tags in alphabetical order.
    pub tags: HashMap<i64, Vec<String>>,
    /// Who is on their pages now.
    pub presence: HashMap<i64, Vec<Presence>>,
}

impl List {
    /// The clock that a row shows: the one that falls due next; failing that, the one that stands still; failing that, how
    /// the resolution ended.
    #[must_use]
    pub fn clock(&self, row: &Row) -> Option<&View> {
        let clocks = self.clocks.get(&row.id)?;
        let running =
            |view: &&View| view.state == ClockState::Running && Some(view.metric) == row.next_metric;
        let paused = |view: &&View| view.state == ClockState::Paused;
        let ended = |view: &&View| {
            view.metric == Metric::Resolve && matches!(view.state, ClockState::Met | ClockState::Missed)
        };
        let last = |wanted: &dyn Fn(&&View) -> bool| clocks.iter().rev().find(|view| wanted(view));
        last(&running).or_else(|| last(&paused)).or_else(|| last(&ended))
    }
}

/// Whose a saved view is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// One person's.
    Person(i64),
    /// A team's: its members see it.
    Team(i64),
}

/// A filter kept under a name, with its order and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its row.
    pub id: i64,
    /// Whose it is.
    pub owner: Owner,
    /// Its name in French.
    pub name_fr: String,
    /// Its name in English.
    pub name_en: String,
    /// Its filter, canonical.
    pub filter: String,
    /// Its order.
    pub sort: Option<Sort>,
    /// Its columns.
    pub columns: Columns,
    /// Whether it is a tab of the queue; otherwise it waits in the menu.
    pub pinned: bool,
    /// Its place among the others.
    pub position: i64,
    /// For optimistic concurrency.
    pub version: i64,
}

impl SavedView {
    /// The name in a language, or in the other one.
    #[must_use]
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::Fr if !self.name_fr.is_empty() => &self.name_fr,
            Locale::En if self.name_en.is_empty() => &self.name_fr,
            _ => &self.name_en,
        }
    }
}

/// A column of the queue that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnChoice {
    /// State.
    State,
    /// Assignee.
    Assignee,
    /// Time left.
    Left,
    /// Last change.
    Changed,
}

impl ColumnChoice {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::State, Self::Assignee, Self::Left, Self::Changed];

    /// The word in addresses, and of the class that hides it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::State => "s",
            Self::Assignee => "a",
            Self::Left => "l",
            Self::Changed => "m",
        }
    }
}

/// The columns that are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(pub Vec<ColumnChoice>);

impl Columns {
    /// Reads `s,m`; unknown words are passed over.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let hidden = |choice: &ColumnChoice| text.split(',').any(|word| word == choice.as_str());
        Self(ColumnChoice::ALL.into_iter().filter(hidden).collect())
    }

    /// As [`Columns::parse`] reads them.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.iter().map(|choice| choice.as_str()).collect::<Vec<_>>().join(",")
    }

    /// Whether a column is shown.
    #[must_use]
    pub fn shows(&self, choice: ColumnChoice) -> bool {
        !self.0.contains(&choice)
    }
}
