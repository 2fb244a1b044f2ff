//! What a form of a list asks for: which field, and the change that its values mean.

use base::ctx::Ctx;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::DateTime, tz::TimeZone};
use rules::{
    priority::Priority,
    ticket_state::{PendingOn, State},
};
use serde::Deserialize;
use web::AppError;

use super::views::edit::Report;
use crate::tickets::{
    ResolutionKind,
    actions::{BulkChange, BulkOutcome, Edit, Step},
};

/// What can be changed from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Priority,
    Assignee,
    Team,
    Category,
    State,
    Snooze,
    Tags,
    Merge,
}

impl Wanted {
    const ALL: [Self; 8] = [
        Self::Priority,
        Self::Assignee,
        Self::Team,
        Self::Category,
        Self::State,
        Self::Snooze,
        Self::Tags,
        Self::Merge,
    ];

    /// The word in addresses and message keys.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Assignee => "assignee",
            Self::Team => "team",
            Self::Category => "category",
            Self::State => "state",
            Self::Snooze => "snooze",
            Self::Tags => "tags",
            Self::Merge => "merge",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wanted| wanted.word() == word)
    }

    /// The fields by which the journal knows it.
    pub(super) const fn journalled(self) -> &'static [&'static str] {
        match self {
            Self::Priority => &["priority"],
            Self::Assignee => &["assignee"],
            Self::Team => &["team"],
            Self::Category => &["category"],
            Self::State => &["state"],
            Self::Snooze => &["snoozed_until"],
            Self::Tags | Self::Merge => &[],
        }
    }
}

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub(super) id: Vec<i64>,
    #[serde(default)]
    pub(super) seen: Option<i64>,
    #[serde(default)]
    pub(super) all: bool,
    #[serde(default)]
    pub(super) q: Option<String>,
    #[serde(default)]
    pub(super) back: Option<String>,
    #[serde(default)]
    pub(super) value: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    pending_on: String,
    #[serde(default)]
    resolution: String,
    #[serde(default)]
    resolution_kind: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    add: String,
    #[serde(default)]
    remove: String,
    /// What earlier parts of the same selection did.
    #[serde(default)]
    undone: Vec<i64>,
    #[serde(default)]
    refused: Vec<String>,
    #[serde(default)]
    changed: usize,
    #[serde(default)]
    pub(super) total: Option<usize>,
}

impl Typed {
    /// Nothing but where to go afterwards.
    pub(super) fn of(back: Option<String>) -> Self {
        Self { back, ..Self::default() }
    }

    /// What was typed, to be shown again.
    pub(super) fn texts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("value", self.value.clone()),
            ("reason", self.reason.clone()),
            ("pending_on", self.pending_on.clone()),
            ("resolution", self.resolution.clone()),
            ("resolution_kind", self.resolution_kind.clone()),
            ("at", self.at.clone()),
            ("add", self.add.clone()),
            ("remove", self.remove.clone()),
        ]
    }

    /// The same as hidden fields, for the rest of a large selection.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> =
            self.texts().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        fields.push(("other".to_owned(), self.other.clone()));
        fields.extend(self.back.clone().map(|back| ("back".to_owned(), back)));
        fields.retain(|(_, value)| !value.is_empty());
        fields
    }

    /// What was done so far, this part included.
    pub(super) fn report(&self, outcome: BulkOutcome, rest: Vec<i64>, total: usize) -> Report {
        let mut report = Report {
            undo: self.undone.iter().copied().chain(outcome.id).collect(),
            changed: self.changed + outcome.changed.len(),
            total,
            refused: self.refused.clone(),
            rest,
        };
        report
            .refuse(outcome.refused.iter().map(|(number, reason)| format!("{number} : {reason}")).collect());
        report
    }
}

/// The change that a form asks for.
///
/// # Errors
/// `Invalid` for values that no field takes.
pub(super) fn change(
    cx: &Ctx,
    zone: &TimeZone,
    wanted: Wanted,
    typed: &Typed,
) -> Result<BulkChange, AppError> {
    let missing = |field: &str| AppError::field_of(cx.locale, field, "required");
    let mut edit = Edit::default();
    let mut step = None;
    // The list of others is only meant by its own button.
    let value = if typed.value == "other" { typed.other.as_str() } else { typed.value.as_str() };
    let row = || -> Result<Option<i64>, AppError> {
        match value {
            "none" => Ok(None),
            "me" => cx.actor.user_id().map(Some).ok_or(AppError::Forbidden),
            id => id.parse().map(Some).map_err(|_| missing("value")),
        }
    };
    match wanted {
        Wanted::Priority if value == "matrix" => edit.priority = Some(None),
        Wanted::Priority => {
            let priority =
                value.parse().ok().and_then(Priority::from_code).ok_or_else(|| missing("value"))?;
            if typed.reason.trim().is_empty() {
                return Err(missing("reason"));
            }
            edit.priority = Some(Some((priority, typed.reason.clone())));
        }
        Wanted::Assignee => edit.assignee_id = Some(row()?),
        Wanted::Team => edit.team_id = Some(row()?),
        Wanted::Category => edit.category_id = Some(row()?),
        Wanted::State => step = Some(step_of(typed).ok_or_else(|| missing("value"))?),
        Wanted::Snooze => {
            edit.snoozed_until = Some(until(cx.now, zone, value, &typed.at).ok_or_else(|| missing("at"))?)
        }
        Wanted::Tags => {
            (edit.add_tags, edit.remove_tags) = (tags(&typed.add), tags(&typed.remove));
            if edit.add_tags.is_empty() && edit.remove_tags.is_empty() {
                return Err(missing("add"));
            }
        }
        Wanted::Merge => return Err(AppError::NotFound),
    }
    Ok(BulkChange { edit, step })
}

fn step_of(typed: &Typed) -> Option<Step> {
    let to: State = typed.value.parse().ok()?;
    let mut step = Step { reason: typed.reason.clone(), ..Step::to(to) };
    match to {
        State::Pending => step.pending_on = typed.pending_on.parse::<PendingOn>().ok(),
        State::Resolved => {
            step.resolution = (!typed.resolution.trim().is_empty()).then(|| typed.resolution.clone());
            step.resolution_kind = ResolutionKind::parse(&typed.resolution_kind);
        }
        _ => {}
    }
    Some(step)
}

fn tags(text: &str) -> Vec<String> {
    text.split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Until when: in some hours, tomorrow or on Monday at eight on the reader's clock, at a given time, or not any more. Nothing for
/// what is none of these, or has passed.
fn until(now: Timestamp, zone: &TimeZone, value: &str, at: &str) -> Option<Option<Timestamp>> {
    let local = now.to_zoned(zone.clone());
    let morning =
        |date: jiff::civil::Date| date.at(8, 0, 0, 0).to_zoned(zone.clone()).ok().map(|at| at.timestamp());
    let hours = |hours: i64| now.checked_add(SignedDuration::from_hours(hours)).ok();
    let until = match value {
        "wake" => return Some(None),
        "1h" => hours(1),
        "4h" => hours(4),
        "tomorrow" => morning(local.date().tomorrow().ok()?),
        "monday" => {
            let days = 7 - i32::from(local.date().weekday().to_monday_zero_offset());
            morning(local.date().checked_add(days.days()).ok()?)
        }
        _ => at.parse::<DateTime>().ok()?.to_zoned(zone.clone()).ok().map(|at| at.timestamp()),
    };
    until.filter(|until| *until > now).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_put_aside_until_a_moment_to_come() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let now: Timestamp = "2026-11-20T09:42:00Z".parse().unwrap();
        let table = [
            ("wake", "", Some(None)),
            ("1h", "", Some(Some("2026-11-20T10:42:00Z"))),
            ("tomorrow", "", Some(Some("2026-11-21T07:00:00Z"))),
            ("monday", "", Some(Some("2026-11-23T07:00:00Z"))),
            ("at", "2026-12-01T09:30", Some(Some("2026-12-01T08:30:00Z"))),
            ("at", "2026-11-01T09:30", None),
            ("at", "soon", None),
            ("", "", None),
        ];
        for (value, at, expected) in table {
            let expected = expected.map(|until| until.map(|at: &str| at.parse::<Timestamp>().unwrap()));
            assert_eq!(until(now, &zone, value, at), expected, "{value} {at}");
        }
    }

    #[test]
    fn values_become_changes() {
        let zone = TimeZone::UTC;
        let mut cx = Ctx::system(Timestamp::UNIX_EPOCH);
        cx.actor = base::people::Actor::user(7, "Someone");
        let of = |wanted, value: &str, reason: &str| {
            let typed = Typed { value: value.into(), reason: reason.into(), ..Typed::default() };
            change(&cx, &zone, wanted, &typed)
        };
        assert_eq!(of(Wanted::Assignee, "me", "").unwrap().edit.assignee_id, Some(Some(7)));
        assert_eq!(of(Wanted::Assignee, "none", "").unwrap().edit.assignee_id, Some(None));
        assert_eq!(of(Wanted::Team, "3", "").unwrap().edit.team_id, Some(Some(3)));
        assert!(of(Wanted::Priority, "1", "").is_err(), "by hand only with a reason");
        assert_eq!(
            of(Wanted::Priority, "1", "VIP").unwrap().edit.priority,
            Some(Some((Priority::P1, "VIP".into())))
        );
        assert_eq!(of(Wanted::Priority, "matrix", "").unwrap().edit.priority, Some(None));
        assert_eq!(of(Wanted::State, "in_progress", "").unwrap().step.unwrap().to, State::InProgress);
        assert!(of(Wanted::State, "nowhere", "").is_err());
        let typed = Typed { add: "vip, quai 3".into(), ..Typed::default() };
        assert_eq!(change(&cx, &zone, Wanted::Tags, &typed).unwrap().edit.add_tags, ["vip", "quai", "3"]);
    }
}
