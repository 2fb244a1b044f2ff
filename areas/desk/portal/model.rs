//! What a report says in the requester's words, and the rows that the portal's lists show.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil, tz::TimeZone};
use rules::{
    number::TicketNumber,
    priority::Level,
    ticket_state::{Kind, PendingOn, State},
};
use serde::{Deserialize, Serialize};

use crate::tickets::Relation;

/// Since when, as people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// It has just happened.
    Now,
    /// About an hour.
    Hour,
    /// Since this morning.
    Today,
    /// Since yesterday.
    Yesterday,
    /// For days.
    Longer,
}

impl Since {
    /// In the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Now, Self::Hour, Self::Today, Self::Yesterday, Self::Longer];

    /// The word of forms and message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Hour => "hour",
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Longer => "longer",
        }
    }

    /// About when that was: the start of a working day at eight where only the day is known; nothing for "longer".
    #[must_use]
    pub fn occurred_at(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = now.to_zoned(zone.clone()).date();
        let eight =
            |day: civil::Date| day.at(8, 0, 0, 0).to_zoned(zone.clone()).ok().map(|at| at.timestamp());
        match self {
            Self::Now => Some(now),
            Self::Hour => Some(now - SignedDuration::from_hours(1)),
            Self::Today => eight(today).map(|at| at.min(now)),
            Self::Yesterday => today.checked_sub(1.day()).ok().and_then(eight),
            Self::Longer => None,
        }
    }
}

/// Who is touched, as people say it. Few people are a low impact, a team a medium one, everybody a high one
/// (product.md §2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The reporter alone.
    Me,
    /// The reporter and colleagues.
    Colleagues,
    /// A whole team or site.
    Team,
    /// Everybody.
    Everybody,
}

impl Who {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Me, Self::Colleagues, Self::Team, Self::Everybody];

    /// The word of forms and message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Colleagues => "colleagues",
            Self::Team => "team",
            Self::Everybody => "everybody",
        }
    }

    /// The impact that this proposes; an agent confirms it.
    #[must_use]
    pub const fn impact(self) -> Level {
        match self {
            Self::Me | Self::Colleagues => Level::Low,
            Self::Team => Level::Medium,
            Self::Everybody => Level::High,
        }
    }
}

/// Whether it keeps people from working, as they say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocks {
    /// Work stands still.
    Yes,
    /// It can be worked around.
    Partly,
    /// It does not.
    No,
}

impl Blocks {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Yes, Self::Partly, Self::No];

    /// The word of forms and message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    /// The urgency that this proposes; an agent confirms it.
    #[must_use]
    pub const fn urgency(self) -> Level {
        match self {
            Self::Yes => Level::High,
            Self::Partly => Level::Medium,
            Self::No => Level::Low,
        }
    }
}

/// A file that was received and lies on disk, waiting for the form it came with to be accepted. It travels signed in the
/// form, so that a corrected or confirmed form needs no second upload.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeptFile {
    /// SHA-256 of its content, in hexadecimal.
    pub hash: String,
    /// In bytes.
    pub size: i64,
    /// Its name, cleaned.
    pub name: String,
    /// Its type as recognised from its bytes.
    pub media_type: String,
    /// Who sent it: another's is not accepted. [`NOBODY`] for guests.
    pub owner: i64,
}

/// The owner of files that a guest sent.
pub(super) const NOBODY: i64 = 0;

/// The longest name of a place or a device, in characters.
const LABEL: usize = 80;

/// The name of a place or a device, as a link or a code brings it: one line of a few words, or nothing.
#[must_use]
pub fn label_of(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LABEL).collect()
}

/// One of a person's tickets, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// Its row.
    pub id: i64,
    /// The number people use.
    pub number: i64,
    /// Incident or request.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Whom it waits for.
    pub pending_on: Option<PendingOn>,
    /// One line that says it.
    pub title: String,
    /// When it should be over.
    pub expected_at: Option<Timestamp>,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// Whether work on it ever began.
    pub work_began: bool,
    /// Whether it came back.
    pub reopened: bool,
    /// Whether another ticket goes on with it.
    pub merged: bool,
    /// Whether the reader reported it; otherwise they follow it.
    pub own: bool,
}

impl Mine {
    /// The number as people write it: `INC-42`.
    #[must_use]
    pub fn label(&self) -> String {
        TicketNumber::new(self.kind, self.number).to_string()
    }
}

/// How a person is concerned by a ticket that they did not report: watching weighs more than being affected.
#[must_use]
pub(super) fn strongest(relations: &[Relation]) -> Option<Relation> {
    relations.iter().copied().max()
}

/// A title of at most this many characters is made of what was written.
const TITLE: usize = 120;

/// The title of what somebody wrote: its first line, cut at a word; and whether it says everything.
#[must_use]
pub(super) fn title_of(what: &str) -> (String, bool) {
    let what = what.trim();
    let first = what.lines().next().unwrap_or_default().trim();
    let title = rules::text::excerpt(first, TITLE);
    let whole = title == what;
    (title, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn since_when_is_at_the_readers_clock() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let now = at("2026-11-20T09:30:00Z");
        let table = [
            (Since::Now, Some(now)),
            (Since::Hour, Some(at("2026-11-20T08:30:00Z"))),
            (Since::Today, Some(at("2026-11-20T07:00:00Z"))),
            (Since::Yesterday, Some(at("2026-11-19T07:00:00Z"))),
            (Since::Longer, None),
        ];
        for (since, expected) in table {
            assert_eq!(since.occurred_at(now, &paris), expected, "{since:?}");
        }
        let early = at("2026-11-20T05:00:00Z");
        assert_eq!(Since::Today.occurred_at(early, &paris), Some(early), "never in the future");
    }

    #[test]
    fn few_people_are_a_low_impact() {
        let impacts = Who::ALL.map(Who::impact);
        assert_eq!(impacts, [Level::Low, Level::Low, Level::Medium, Level::High]);
        assert_eq!(Blocks::ALL.map(Blocks::urgency), [Level::High, Level::Medium, Level::Low]);
    }

    #[test]
    fn a_label_is_one_short_line() {
        for (given, expected) in [
            (" Hall B \n 2nd  floor ", "Hall B 2nd floor"),
            ("\u{0}\u{7}", ""),
            ("", ""),
            ("<b>Lab</b>", "<b>Lab</b>"),
        ] {
            assert_eq!(label_of(given), expected);
        }
        assert_eq!(label_of(&"x".repeat(500)).chars().count(), LABEL);
    }

    #[test]
    fn the_title_is_the_first_line() {
        assert_eq!(title_of(" Le VPN se coupe "), ("Le VPN se coupe".to_owned(), true));
        assert_eq!(title_of("Le VPN se coupe\ndepuis ce matin"), ("Le VPN se coupe".to_owned(), false));
        let (title, whole) = title_of(&"mot ".repeat(100));
        assert!(title.chars().count() <= TITLE && title.ends_with('…') && !whole);
    }
}
