//! The typed tree of a filter. Columns, operators and values are enums, so that no text of a filter ever
//! becomes SQL; names of people, teams and the like stay text, which the store looks up (folded) and the
//! policy narrows.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use crate::number::LooseNumber;
use crate::priority::{Level, Priority, Severity};
use crate::ticket_state::{Channel, Kind, PendingOn, State};
use crate::vocabulary::vocabulary;

/// A condition on a ticket. Two-valued: a test on something that a ticket does not have is false, and its
/// negation true (in SQL: `NOT COALESCE(test, FALSE)`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expr {
    /// All hold; empty: every ticket.
    And(Vec<Expr>),
    /// At least one holds.
    Or(Vec<Expr>),
    /// Does not hold.
    Not(Box<Expr>),
    /// One test.
    Test(Test),
}

/// A test on one column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    /// What is tested.
    pub column: Column,
    /// How, against what.
    pub op: Op,
}

/// How a column is tested. Only columns for which `Column::is_comparable` holds take anything but `Any`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// Equals one of these; a text contains one of these. Never empty.
    Any(Vec<Value>),
    /// Less. For priority and number: the number is smaller; for an instant: see `Window`.
    Lt(Value),
    /// Less or equal.
    Le(Value),
    /// Greater.
    Gt(Value),
    /// Greater or equal.
    Ge(Value),
    /// Between the two, both included.
    Between(Value, Value),
}

/// A value. Which kinds a column takes follows from `Column::holds`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A quality (`is:`).
    Flag(Flag),
    /// A priority.
    Priority(Priority),
    /// A state.
    State(State),
    /// A kind.
    Kind(Kind),
    /// An impact or an urgency.
    Level(Level),
    /// A severity.
    Severity(Severity),
    /// A channel.
    Channel(Channel),
    /// Whom it waits for.
    PendingOn(PendingOn),
    /// A ticket number; the prefix is not a condition (a converted ticket keeps its number).
    Number(LooseNumber),
    /// A name, as typed: of a person (name, sign-in or address), team, service …
    Name(String),
    /// The person who looks; for a team: one of theirs.
    Me,
    /// Nothing is set.
    Nothing,
    /// Text to be found, as typed; compare it folded.
    Text(String),
    /// A day, month, minute or week, in the zone of the person who looks.
    When(When),
    /// For a past instant its age, for a due time the time left (negative: overdue since). Whole seconds; a
    /// day is 24 hours.
    Duration(SignedDuration),
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A minute.
    Minute(DateTime),
    /// A day.
    Day(Date),
    /// The month that begins on this day.
    Month(Date),
    /// The year that begins on this day.
    Year(Date),
    /// One that moves with the calendar.
    Relative(Relative),
}

vocabulary! {
    /// A stretch of the calendar told from today.
    pub enum Relative("relative date") {
        /// Today « aujourd’hui ».
        Today = 1, "today";
        /// Yesterday « hier ».
        Yesterday = 2, "yesterday";
        /// Tomorrow « demain ».
        Tomorrow = 3, "tomorrow";
        /// This week, from Monday « cette-semaine ».
        ThisWeek = 4, "this-week";
        /// Last week « semaine-dernière ».
        LastWeek = 5, "last-week";
        /// This month « ce-mois ».
        ThisMonth = 6, "this-month";
        /// Last month « mois-dernier ».
        LastMonth = 7, "last-month";
    }
}

/// What a column holds, hence which values it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// Qualities.
    Flag,
    /// A priority.
    Priority,
    /// A state.
    State,
    /// A kind.
    Kind,
    /// An impact or an urgency.
    Level,
    /// A severity.
    Severity,
    /// A channel.
    Channel,
    /// Whom it waits for.
    PendingOn,
    /// A ticket number.
    Number,
    /// The name of something; `none` where it may be unset.
    Name,
    /// The name of a person or of a team, or `me`; `none`.
    Person,
    /// Text, searched.
    Text,
    /// An instant that has passed: durations are ages.
    Past,
    /// An instant to come: durations are time left.
    Future,
}

vocabulary! {
    /// What a ticket may be filtered by. The word is the canonical key.
    pub enum Column("key") {
        /// A quality: `is:open`.
        Is = 1, "is";
        /// Priority.
        Priority = 2, "priority";
        /// State.
        State = 3, "state";
        /// Kind of ticket.
        Kind = 4, "kind";
        /// Team; `me` for one of mine.
        Team = 5, "team";
        /// Person who has it.
        Assignee = 6, "assignee";
        /// Requester.
        Requester = 7, "requester";
        /// Organisation of the requester.
        Organisation = 8, "organisation";
        /// Help desk.
        Desk = 9, "desk";
        /// Category, or any above it.
        Category = 10, "category";
        /// Affected service.
        Service = 11, "service";
        /// Impact.
        Impact = 12, "impact";
        /// Urgency.
        Urgency = 13, "urgency";
        /// Severity.
        Severity = 14, "severity";
        /// Tag.
        Tag = 15, "tag";
        /// Channel it came by.
        Channel = 16, "channel";
        /// When it was recorded.
        Created = 17, "created";
        /// When it last changed.
        Updated = 18, "updated";
        /// When it was resolved.
        Resolved = 19, "resolved";
        /// When it was closed.
        Closed = 20, "closed";
        /// When its next SLA target falls due; unset while its clock is paused or stopped.
        Sla = 21, "sla";
        /// Ticket number.
        Number = 22, "number";
        /// Words in the title.
        Title = 23, "title";
        /// Words anywhere in the ticket that the person may read.
        Text = 24, "text";
        /// Provider it was handed to.
        Provider = 25, "provider";
        /// Whom it waits for.
        PendingOn = 26, "pending_on";
        /// Person who watches it.
        Watcher = 27, "watcher";
    }
}

impl Column {
    /// What it holds.
    pub const fn holds(self) -> Holds {
        match self {
            Self::Is => Holds::Flag,
            Self::Priority => Holds::Priority,
            Self::State => Holds::State,
            Self::Kind => Holds::Kind,
            Self::Impact | Self::Urgency => Holds::Level,
            Self::Severity => Holds::Severity,
            Self::Channel => Holds::Channel,
            Self::PendingOn => Holds::PendingOn,
            Self::Number => Holds::Number,
            Self::Organisation | Self::Desk | Self::Category | Self::Service | Self::Tag | Self::Provider => {
                Holds::Name
            }
            Self::Team | Self::Assignee | Self::Requester | Self::Watcher => Holds::Person,
            Self::Title | Self::Text => Holds::Text,
            Self::Created | Self::Updated | Self::Resolved | Self::Closed => Holds::Past,
            Self::Sla => Holds::Future,
        }
    }

    /// Whether `<`, `>` and ranges apply.
    pub const fn is_comparable(self) -> bool {
        matches!(self.holds(), Holds::Priority | Holds::Number | Holds::Past | Holds::Future)
    }

    /// Whether `none` applies.
    pub const fn may_be_unset(self) -> bool {
        matches!(
            self.holds(),
            Holds::Level | Holds::Severity | Holds::PendingOn | Holds::Name | Holds::Person
        ) || matches!(self, Self::Resolved | Self::Closed | Self::Sla)
    }
}

vocabulary! {
    /// A quality of a ticket, perhaps in the eyes of the person who looks.
    pub enum Flag("quality") {
        /// Not yet resolved, closed or cancelled.
        Open = 1, "open";
        /// Resolved, not yet closed.
        Resolved = 2, "resolved";
        /// Closed or cancelled.
        Closed = 3, "closed";
        /// No person has it.
        Unassigned = 4, "unassigned";
        /// Assigned to me.
        Mine = 5, "mine";
        /// In a team of mine.
        MyTeam = 6, "my-team";
        /// I watch it.
        Watched = 7, "watched";
        /// An SLA target is breached.
        Overdue = 8, "overdue";
        /// A warning threshold of an SLA target has passed, no breach yet.
        AtRisk = 9, "at-risk";
        /// Waits for somebody.
        Pending = 10, "pending";
        /// Put aside until later.
        Snoozed = 11, "snoozed";
        /// Was reopened at least once.
        Reopened = 12, "reopened";
        /// Is or was a major incident.
        Major = 13, "major";
        /// Changed since I last read it.
        Unread = 14, "unread";
    }
}
