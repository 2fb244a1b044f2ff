//! One line of an incident event log, read strictly: what is wrong is named, what is unknown is nothing.

use std::collections::HashMap;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rules::{
    priority::{Level, Priority},
    ticket_state::Channel,
};

/// The columns that a ticket is made of. Others may be there, in any order; they are kept as facts.
pub(super) const REQUIRED: [&str; 20] = [
    "number",
    "incident_state",
    "sys_mod_count",
    "sys_updated_at",
    "sys_updated_by",
    "opened_at",
    "caller_id",
    "contact_type",
    "category",
    "subcategory",
    "impact",
    "urgency",
    "priority",
    "assignment_group",
    "assigned_to",
    "reassignment_count",
    "reopen_count",
    "made_sla",
    "resolved_at",
    "closed_at",
];

/// Where each column stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    places: HashMap<String, usize>,
}

/// Why a first line is of no use.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HeaderFault {
    Missing(Vec<&'static str>),
    Twice(String),
}

impl Columns {
    /// Reads the first line; case and spaces around names do not matter.
    pub(super) fn new<'n>(header: impl Iterator<Item = &'n str>) -> Result<Self, HeaderFault> {
        let names: Vec<String> = header.map(|name| name.trim().to_lowercase()).collect();
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            if places.insert(name.clone(), place).is_some() {
                return Err(HeaderFault::Twice(name.clone()));
            }
        }
        let missing: Vec<&str> = REQUIRED.into_iter().filter(|name| !places.contains_key(*name)).collect();
        if missing.is_empty() { Ok(Self { names, places }) } else { Err(HeaderFault::Missing(missing)) }
    }

    /// The cell of a column, trimmed; `None` when it is empty or unknown ("?"), or the column is not there.
    pub(super) fn known<'c>(&self, cells: &'c [String], column: &str) -> Option<&'c str> {
        let cell = cells.get(*self.places.get(column)?)?.trim();
        Some(cell).filter(|cell| !cell.is_empty() && *cell != "?")
    }
}

/// A state as the source names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    New,
    Active,
    AwaitingUser,
    AwaitingVendor,
    AwaitingProblem,
    AwaitingEvidence,
    Resolved,
    Closed,
    Cancelled,
    /// No state of ours: `-100` and whatever else there may be.
    Unknown(String),
}

impl Word {
    fn parse(word: &str) -> Self {
        match word.to_lowercase().as_str() {
            "new" => Self::New,
            "active" | "in progress" => Self::Active,
            "awaiting user info" => Self::AwaitingUser,
            "awaiting vendor" => Self::AwaitingVendor,
            "awaiting problem" => Self::AwaitingProblem,
            "awaiting evidence" | "on hold" => Self::AwaitingEvidence,
            "resolved" => Self::Resolved,
            "closed" => Self::Closed,
            "canceled" | "cancelled" => Self::Cancelled,
            _ => Self::Unknown(word.to_owned()),
        }
    }
}

/// One line: the ticket's state after one update.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) line: u64,
    pub(super) ticket: String,
    pub(super) state: Word,
    pub(super) mod_count: i64,
    pub(super) updated_at: Timestamp,
    pub(super) updated_by: Option<String>,
    pub(super) opened_at: Timestamp,
    pub(super) opened_by: Option<String>,
    pub(super) resolved_by: Option<String>,
    pub(super) caller: Option<String>,
    pub(super) channel: Channel,
    pub(super) category: Option<String>,
    pub(super) subcategory: Option<String>,
    pub(super) impact: Option<Level>,
    pub(super) urgency: Option<Level>,
    pub(super) priority: Option<Priority>,
    pub(super) group: Option<String>,
    pub(super) assignee: Option<String>,
    pub(super) reassignments: i64,
    pub(super) reopenings: i64,
    pub(super) made_sla: Option<bool>,
    pub(super) resolved_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    /// All cells as they were given.
    pub(super) cells: Vec<String>,
}

/// A name with single spaces: "Opened by  8" and "Opened by 8" are one person.
fn single_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads one line.
///
/// # Errors
/// What is wrong with its first faulty cell.
pub(super) fn read(
    columns: &Columns,
    zone: &TimeZone,
    line: u64,
    cells: Vec<String>,
) -> Result<Line, String> {
    if cells.len() != columns.names.len() {
        return Err(format!("{} fields instead of {}", cells.len(), columns.names.len()));
    }
    if cells.iter().any(|cell| cell.contains('\0')) {
        return Err("it holds the character U+0000".to_owned());
    }
    let name = |column: &str| columns.known(&cells, column).map(single_spaced);
    let instant = |column: &str| {
        let cell = columns.known(&cells, column);
        cell.map(|text| {
            date(text, zone).ok_or_else(|| format!("{column}: “{text}” is not a date d/m/yyyy HH:MM"))
        })
        .transpose()
    };
    let must = |column: &str| instant(column)?.ok_or_else(|| format!("{column}: a date is needed"));
    let count = |column: &str| match columns.known(&cells, column) {
        None => Ok(0),
        Some(text) => match text.parse::<i64>() {
            Ok(count) if count >= 0 => Ok(count),
            _ => Err(format!("{column}: “{text}” is not a count")),
        },
    };
    let level = |column: &str| match columns.known(&cells, column) {
        None => Ok(None),
        Some(text) => rank(text, 3, &["high", "medium", "low"])
            .and_then(Level::from_code)
            .map(Some)
            .ok_or_else(|| format!("{column}: “{text}” is none of 1 - High, 2 - Medium, 3 - Low")),
    };
    let priority = match columns.known(&cells, "priority") {
        None => None,
        Some(text) => {
            let words = ["critical", "high", "moderate", "low", "planning"];
            let priority = rank(text, 5, &words).and_then(Priority::from_code);
            Some(
                priority
                    .ok_or_else(|| format!("priority: “{text}” is none of 1 - Critical … 5 - Planning"))?,
            )
        }
    };
    let made_sla = match columns.known(&cells, "made_sla").map(str::to_lowercase).as_deref() {
        None => None,
        Some("true" | "1" | "yes") => Some(true),
        Some("false" | "0" | "no") => Some(false),
        Some(text) => return Err(format!("made_sla: “{text}” is neither true nor false")),
    };
    let state = columns.known(&cells, "incident_state").ok_or("incident_state: a state is needed")?;
    Ok(Line {
        line,
        ticket: name("number").ok_or("number: the ticket is not named")?,
        state: Word::parse(state),
        mod_count: count("sys_mod_count")?,
        updated_at: must("sys_updated_at")?,
        updated_by: name("sys_updated_by"),
        opened_at: must("opened_at")?,
        opened_by: name("opened_by"),
        resolved_by: name("resolved_by"),
        caller: name("caller_id"),
        channel: channel(columns.known(&cells, "contact_type")),
        category: name("category"),
        subcategory: name("subcategory"),
        impact: level("impact")?,
        urgency: level("urgency")?,
        priority,
        group: name("assignment_group"),
        assignee: name("assigned_to"),
        reassignments: count("reassignment_count")?,
        reopenings: count("reopen_count")?,
        made_sla,
        resolved_at: instant("resolved_at")?,
        closed_at: instant("closed_at")?,
        cells,
    })
}

/// `d/m/yyyy HH:MM`, seconds allowed, day first. Where the clock was put back the first of the two instants is
/// meant, where it was put forward the one that a clock not yet moved would show.
fn date(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let formats = ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"];
    let local = formats.iter().find_map(|format| DateTime::strptime(format, text).ok())?;
    zone.to_timestamp(local).ok()
}

/// The number before the dash of `2 - Medium`, or the place of the word.
fn rank(text: &str, most: i16, words: &[&str]) -> Option<i16> {
    let first = text.split('-').next().unwrap_or_default().trim();
    let number = first.parse::<i16>().ok().filter(|number| (1..=most).contains(number));
    let place = || {
        words.iter().position(|word| word.eq_ignore_ascii_case(text)).and_then(|n| i16::try_from(n + 1).ok())
    };
    number.or_else(place)
}

fn channel(contact: Option<&str>) -> Channel {
    match contact.map(str::to_lowercase).as_deref() {
        Some("phone" | "ivr") => Channel::Phone,
        Some("email") => Channel::Email,
        Some("self service" | "self-service") => Channel::Portal,
        Some("walk-in" | "direct opening") => Channel::InPerson,
        Some("chat") => Channel::Chat,
        Some("monitoring") => Channel::Monitoring,
        _ => Channel::Import,
    }
}
