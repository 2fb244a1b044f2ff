//! What a link may still do: a rule over the notice, its ticket, and what was done by it already.

use jiff::{SignedDuration, Timestamp};
use rules::ticket_state::State;

use super::token::Deed;
use crate::{inbox::notices::Notice, tickets::Ticket};

/// How long a link is good. A ticket that is left alone closes long before.
pub(in crate::inbox) const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a link may do, once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Act {
    /// It works: the ticket is closed.
    Validate,
    /// It does not: the ticket is worked on again.
    Refuse,
    /// How one was served.
    Rate,
}

impl Act {
    const ALL: [Self; 3] = [Self::Validate, Self::Refuse, Self::Rate];

    /// The stored number.
    pub(in crate::inbox) const fn code(self) -> i64 {
        match self {
            Self::Validate => 1,
            Self::Refuse => 2,
            Self::Rate => 3,
        }
    }

    /// The act of a stored number.
    pub(in crate::inbox) fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// The word of the journal.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Validate => "validate",
            Self::Refuse => "refuse",
            Self::Rate => "rate",
        }
    }
}

/// Where the ticket stands, as seen from the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is resolved as the mail says, and wants an answer.
    Asks,
    /// It was closed after that resolution.
    Closed,
    /// It is worked on again, or was resolved anew: the mail speaks of what is past.
    GoneOn,
    /// Another ticket goes on with it.
    Merged,
    /// The link's time is over.
    Expired,
}

/// Where the ticket stands, as seen from the mail of a notice.
pub(super) fn standing(notice: &Notice, ticket: &Ticket, now: Timestamp) -> Standing {
    let expired = notice.created_at.checked_add(LIFETIME).is_ok_and(|end| now >= end);
    let same = ticket.resolved_at.is_some_and(|at| at <= notice.created_at);
    match ticket.state {
        _ if expired => Standing::Expired,
        _ if ticket.merged_into_id.is_some() => Standing::Merged,
        State::Resolved if same => Standing::Asks,
        State::Closed if same => Standing::Closed,
        _ => Standing::GoneOn,
    }
}

/// Whether a link of this deed may do it now. A refusal is the last word of its mail.
pub(super) fn allows(deed: Deed, standing: Standing, used: &[Act], act: Act) -> bool {
    if used.contains(&act) || used.contains(&Act::Refuse) {
        return false;
    }
    match act {
        Act::Validate | Act::Refuse => deed == Deed::Answer && standing == Standing::Asks,
        Act::Rate => deed != Deed::ConfirmAddress && standing == Standing::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_act_is_done_once_and_only_where_the_mail_still_speaks_of_the_ticket() {
        use Act::{Rate, Refuse, Validate};
        use Standing::{Asks, Closed, Expired, GoneOn, Merged};
        let table: [(Deed, Standing, &[Act], [bool; 3]); 9] = [
            (Deed::Answer, Asks, &[], [true, true, false]),
            (Deed::Answer, Closed, &[], [false, false, true]),
            (Deed::Answer, Closed, &[Validate], [false, false, true]),
            (Deed::Answer, Closed, &[Validate, Rate], [false, false, false]),
            (Deed::Answer, Asks, &[Refuse], [false, false, false]),
            (Deed::Rate, Asks, &[], [false, false, false]),
            (Deed::Rate, Closed, &[], [false, false, true]),
            (Deed::Answer, GoneOn, &[], [false, false, false]),
            (Deed::ConfirmAddress, Closed, &[], [false, false, false]),
        ];
        for (deed, standing, used, expected) in table {
            let got = [Validate, Refuse, Rate].map(|act| allows(deed, standing, used, act));
            assert_eq!(got, expected, "{deed:?} {standing:?} {used:?}");
        }
        for standing in [Merged, Expired] {
            assert!(Act::ALL.iter().all(|act| !allows(Deed::Answer, standing, &[], *act)));
        }
    }

    #[test]
    fn acts_keep_their_numbers() {
        for act in Act::ALL {
            assert_eq!(Act::from_code(act.code()), Some(act));
        }
        assert_eq!(Act::from_code(9), None);
    }
}
