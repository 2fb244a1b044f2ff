//! The views that everybody has, and how any view is named in an address.

use std::fmt;

use base::{ctx::Ctx, people::Team};
use web::{Locale, components::Tone, i18n::t};

use super::{
    model::{Columns, Owner, SavedView, Sort},
    views::quoted,
};

/// A view that comes with the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Standard {
    All,
    Mine,
    Unassigned,
    AtRisk,
    Breached,
    Pending,
}

impl Standard {
    pub(super) const EACH: [Self; 6] =
        [Self::All, Self::Mine, Self::Unassigned, Self::AtRisk, Self::Breached, Self::Pending];

    const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::AtRisk => "at-risk",
            Self::Breached => "breached",
            Self::Pending => "pending",
        }
    }

    /// Its filter. What was put aside until later is out of sight.
    pub(super) const fn filter(self) -> &'static str {
        match self {
            Self::All => "is:open -is:snoozed",
            Self::Mine => "is:open assignee:me -is:snoozed",
            Self::Unassigned => "is:open is:unassigned -is:snoozed",
            Self::AtRisk => "is:open is:at-risk",
            Self::Breached => "is:open is:overdue",
            Self::Pending => "is:pending",
        }
    }

    const fn symbol(self) -> Option<&'static str> {
        match self {
            Self::AtRisk => Some("hourglass"),
            Self::Breached => Some("over"),
            _ => None,
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::AtRisk => Tone::Warn,
            Self::Breached => Tone::Late,
            _ => Tone::Neutral,
        }
    }
}

/// The name of a view in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Standard(Standard),
    /// What a team has open.
    Team(i64),
    Saved(i64),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard(view) => f.write_str(view.word()),
            Self::Team(id) => write!(f, "team-{id}"),
            Self::Saved(id) => write!(f, "{id}"),
        }
    }
}

impl Key {
    /// The view that an address names.
    pub(super) fn parse(word: &str) -> Option<Self> {
        if let Some(view) = Standard::EACH.into_iter().find(|view| view.word() == word) {
            return Some(Self::Standard(view));
        }
        match word.strip_prefix("team-") {
            Some(id) => id.parse().ok().map(Self::Team),
            None => word.parse().ok().map(Self::Saved),
        }
    }
}

/// A view as the queue shows it.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) key: Key,
    pub(super) name: String,
    pub(super) filter: String,
    pub(super) sort: Option<Sort>,
    pub(super) columns: Columns,
    pub(super) symbol: Option<&'static str>,
    pub(super) tone: Tone,
    /// Whether it is a tab; the others are in the menu.
    pub(super) tab: bool,
    pub(super) saved: Option<SavedView>,
}

/// All views of a person: the standard ones, one of each team of theirs, the saved ones.
pub(super) fn all(cx: &Ctx, teams: &[Team], saved: Vec<SavedView>) -> Vec<View> {
    let standard = Standard::EACH.into_iter().map(|view| of_standard(cx.locale, view));
    let teams = teams.iter().filter(|team| cx.actor.teams.contains(&team.id)).map(of_team);
    standard.chain(teams).chain(saved.into_iter().map(|view| of_saved(cx.locale, view))).collect()
}

fn of_standard(locale: Locale, view: Standard) -> View {
    View {
        key: Key::Standard(view),
        name: t(locale, &format!("queues-view-{}", view.word())),
        filter: view.filter().to_owned(),
        sort: None,
        columns: Columns::default(),
        symbol: view.symbol(),
        tone: view.tone(),
        tab: true,
        saved: None,
    }
}

/// What a team has open.
pub(super) fn of_team(team: &Team) -> View {
    View {
        key: Key::Team(team.id),
        name: team.name.clone(),
        filter: format!("is:open team:{} -is:snoozed", quoted(&team.name)),
        sort: None,
        columns: Columns::default(),
        symbol: Some("users"),
        tone: Tone::Neutral,
        tab: true,
        saved: None,
    }
}

/// A saved view.
pub(super) fn of_saved(locale: Locale, view: SavedView) -> View {
    View {
        key: Key::Saved(view.id),
        name: view.name(locale).to_owned(),
        filter: view.filter.clone(),
        sort: view.sort,
        columns: view.columns.clone(),
        symbol: match view.owner {
            Owner::Team(_) => Some("users"),
            Owner::Person(_) => Some("bookmark"),
        },
        tone: Tone::Neutral,
        tab: view.pinned,
        saved: Some(view),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_views_are_about_open_tickets_and_canonical() {
        for view in Standard::EACH {
            let filter = rules::filter::parse(view.filter()).unwrap();
            assert_eq!(filter.to_canonical(), view.filter(), "{view:?}");
            assert!(crate::queues::store::filter_sql::implies_open(filter.expr()), "{view:?}");
            assert!(crate::queues::store::counts::is_covered(filter.expr()), "{view:?}");
        }
    }

    #[test]
    fn a_key_is_read_as_it_is_written() {
        for key in [Key::Standard(Standard::AtRisk), Key::Team(7), Key::Saved(12)] {
            assert_eq!(Key::parse(&key.to_string()), Some(key));
        }
        assert_eq!(Key::parse("nothing"), None);
    }
}
