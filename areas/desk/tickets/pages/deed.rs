//! What may be done to a ticket as a whole, by whoever looks at it.

use base::people::policy::Access;
use rules::ticket_state::{Field, Kind, Legal, State};

use super::sheet::Sheet;

/// Something done to a ticket as a whole, each with a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tickets) enum Deed {
    Take,
    Start,
    Hold,
    Resolve,
    Close,
    Reopen,
    Restore,
    Escalate,
    Provider,
    Convert,
    Merge,
    Split,
    Snooze,
    Cancel,
}

impl Deed {
    const ALL: [Self; 14] = [
        Self::Take,
        Self::Start,
        Self::Hold,
        Self::Resolve,
        Self::Close,
        Self::Reopen,
        Self::Restore,
        Self::Escalate,
        Self::Provider,
        Self::Convert,
        Self::Merge,
        Self::Split,
        Self::Snooze,
        Self::Cancel,
    ];

    /// The word of addresses and message keys.
    pub(in crate::tickets) const fn word(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Start => "start",
            Self::Hold => "hold",
            Self::Resolve => "resolve",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Restore => "restore",
            Self::Escalate => "escalate",
            Self::Provider => "provider",
            Self::Convert => "convert",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Snooze => "snooze",
            Self::Cancel => "cancel",
        }
    }

    /// The deed of a word.
    pub(in crate::tickets) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }

    /// Its icon.
    pub(in crate::tickets) const fn symbol(self) -> &'static str {
        match self {
            Self::Take => "mine",
            Self::Start => "bolt",
            Self::Hold => "pause",
            Self::Resolve | Self::Close => "check",
            Self::Reopen | Self::Restore => "undo",
            Self::Escalate => "up",
            Self::Provider => "ext",
            Self::Convert => "swap",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Snooze => "snooze",
            Self::Cancel => "x",
        }
    }

    /// Its key, where it has one.
    pub(in crate::tickets) const fn key(self) -> Option<&'static str> {
        match self {
            Self::Take => Some("t"),
            Self::Snooze => Some("z"),
            Self::Hold => Some("s"),
            _ => None,
        }
    }

    /// The state that it leads to, when it is a step of the lifecycle.
    pub(in crate::tickets) const fn target(self) -> Option<State> {
        match self {
            Self::Start | Self::Reopen => Some(State::InProgress),
            Self::Hold => Some(State::Pending),
            Self::Resolve => Some(State::Resolved),
            Self::Close => Some(State::Closed),
            Self::Restore => Some(State::New),
            Self::Cancel => Some(State::Cancelled),
            _ => None,
        }
    }

    /// What its reader can do about this ticket now.
    pub(in crate::tickets) fn is_open(self, sheet: &Sheet) -> bool {
        let (ticket, state) = (&sheet.ticket, sheet.ticket.state);
        if !sheet.may_work() || ticket.merged_into_id.is_some() {
            return false;
        }
        let open = state.is_open();
        match self {
            Self::Start => open && self.legal(&sheet.legal).is_some(),
            Self::Reopen => !open && self.legal(&sheet.legal).is_some(),
            Self::Hold => state != State::Pending && self.legal(&sheet.legal).is_some(),
            Self::Resolve | Self::Close | Self::Restore | Self::Cancel => self.legal(&sheet.legal).is_some(),
            Self::Take | Self::Snooze => open,
            Self::Escalate => open && sheet.team().is_some_and(|team| team.next_tier_id.is_some()),
            Self::Provider => open && !sheet.providers.is_empty(),
            Self::Convert => open && matches!(ticket.kind, Kind::Incident | Kind::Request),
            Self::Merge => open || sheet.access >= Access::Lead,
            Self::Split => ticket.kind.has_incident_lifecycle(),
        }
    }

    /// The lifecycle's word on it.
    fn legal(self, legal: &[Legal]) -> Option<&Legal> {
        let to = self.target()?;
        legal.iter().find(|legal| legal.to == to)
    }

    /// What must be set first.
    pub(in crate::tickets) fn missing(self, sheet: &Sheet) -> Vec<Field> {
        self.legal(&sheet.legal).map(|legal| legal.missing.clone()).unwrap_or_default()
    }
}
