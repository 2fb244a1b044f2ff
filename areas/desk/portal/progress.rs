//! How far a ticket is, in plain words: received, taken in charge, worked on, done. Pure.

use jiff::Timestamp;
use rules::{
    sla::{Agreement, Metric},
    ticket_state::{Kind, PendingOn, State},
};

use crate::{
    sla::{ClockState, StoredClock},
    tickets::Ticket,
};

use super::model::Mine;

/// How many stages there are.
pub(super) const STAGES: usize = 4;

/// Where a ticket stands for the person who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    /// From 1, received, to [`STAGES`], done.
    pub(super) stage: usize,
    /// The sentence that says it, as the end of a message key.
    pub(super) words: &'static str,
    /// Whether it is the person's turn.
    pub(super) yours: bool,
}

/// What progress looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) kind: Kind,
    pub(super) state: State,
    pub(super) pending_on: Option<PendingOn>,
    pub(super) work_began: bool,
    pub(super) reopened: bool,
    pub(super) merged: bool,
    /// Whether the reader reported it: only they answer for it.
    pub(super) own: bool,
}

impl Facts {
    pub(super) fn of(ticket: &Ticket, own: bool) -> Self {
        Self {
            kind: ticket.kind,
            state: ticket.state,
            pending_on: ticket.pending_on,
            work_began: ticket.work_started_at.is_some(),
            reopened: ticket.reopen_count > 0,
            merged: ticket.merged_into_id.is_some(),
            own,
        }
    }
}

impl From<&Mine> for Facts {
    fn from(mine: &Mine) -> Self {
        Self {
            kind: mine.kind,
            state: mine.state,
            pending_on: mine.pending_on,
            work_began: mine.work_began,
            reopened: mine.reopened,
            merged: mine.merged,
            own: mine.own,
        }
    }
}

/// Where the ticket stands.
pub(super) fn progress(facts: Facts) -> Progress {
    let begun = if facts.work_began { 3 } else { 2 };
    let request = facts.kind == Kind::Request;
    let (stage, words, yours) = match facts.state {
        State::New | State::Qualified if facts.reopened => (2, "again", false),
        State::New | State::Qualified => (1, "received", false),
        State::Assigned => (2, "taken", false),
        State::InProgress if facts.reopened => (3, "again", false),
        State::InProgress => (3, "working", false),
        State::Pending => match facts.pending_on {
            Some(PendingOn::User) if facts.own => (begun, "waits-you", true),
            Some(PendingOn::User) => (begun, "waits-requester", false),
            Some(PendingOn::Provider) => (begun, "waits-provider", false),
            Some(PendingOn::Change) => (begun, "waits-change", false),
            Some(PendingOn::Other) | None => (begun, "waits-other", false),
        },
        State::Resolved if !facts.own => (STAGES, "resolved", false),
        State::Resolved if request => (STAGES, "fulfilled-ask", true),
        State::Resolved => (STAGES, "resolved-ask", true),
        State::Closed => (STAGES, "closed", false),
        State::Cancelled if facts.merged => (STAGES, "merged", false),
        State::Cancelled => (STAGES, "cancelled", false),
    };
    Progress { stage, words, yours }
}

/// Something promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// By then.
    By(Timestamp),
    /// The moment has passed.
    Late,
}

/// What the person who waits was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Promise {
    /// A first answer.
    pub(super) answer: Option<Due>,
    /// The end of the trouble: what an agent expects, else what the commitments say.
    pub(super) end: Option<Due>,
}

/// What was promised, as it stands now. Nothing is promised while clocks are paused, nor once it is done; a moment
/// that has passed is said to have passed, never shown as if it were to come.
pub(super) fn promise(ticket: &Ticket, clocks: &[StoredClock], now: Timestamp) -> Promise {
    if !ticket.state.is_open() {
        return Promise::default();
    }
    let due = |at: Timestamp| if at < now { Due::Late } else { Due::By(at) };
    let running = |metric: Metric| {
        let alive = |clock: &&StoredClock| {
            clock.agreement == Agreement::Sla
                && clock.metric == metric
                && clock.state() == ClockState::Running
        };
        clocks.iter().find(alive).and_then(|clock| clock.due_at).map(due)
    };
    Promise {
        answer: running(Metric::Acknowledge),
        end: ticket.expected_at.map(due).or_else(|| running(Metric::Resolve)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_said_in_plain_words() {
        let base = Facts {
            kind: Kind::Incident,
            state: State::New,
            pending_on: None,
            work_began: false,
            reopened: false,
            merged: false,
            own: true,
        };
        let pending = |on| Facts { state: State::Pending, pending_on: Some(on), ..base };
        let table = [
            (base, 1, "received", false),
            (Facts { state: State::Qualified, ..base }, 1, "received", false),
            (Facts { state: State::Assigned, ..base }, 2, "taken", false),
            (Facts { state: State::InProgress, ..base }, 3, "working", false),
            (Facts { state: State::InProgress, reopened: true, ..base }, 3, "again", false),
            (pending(PendingOn::User), 2, "waits-you", true),
            (Facts { own: false, ..pending(PendingOn::User) }, 2, "waits-requester", false),
            (Facts { work_began: true, ..pending(PendingOn::Provider) }, 3, "waits-provider", false),
            (Facts { state: State::Resolved, ..base }, 4, "resolved-ask", true),
            (Facts { state: State::Resolved, own: false, ..base }, 4, "resolved", false),
            (Facts { state: State::Resolved, kind: Kind::Request, ..base }, 4, "fulfilled-ask", true),
            (Facts { state: State::Closed, ..base }, 4, "closed", false),
            (Facts { state: State::Cancelled, merged: true, ..base }, 4, "merged", false),
        ];
        for (facts, stage, words, yours) in table {
            assert_eq!(progress(facts), Progress { stage, words, yours }, "{facts:?}");
        }
    }

    #[test]
    fn every_sentence_exists_in_both_languages() {
        for state in State::ALL.iter().copied() {
            for on in PendingOn::ALL.iter().copied() {
                for flags in 0..16_u8 {
                    let facts = Facts {
                        kind: if flags & 1 > 0 { Kind::Request } else { Kind::Incident },
                        state,
                        pending_on: Some(on),
                        work_began: false,
                        reopened: flags & 2 > 0,
                        merged: flags & 4 > 0,
                        own: flags & 8 > 0,
                    };
                    let key = format!("portal-is-{}", progress(facts).words);
                    for locale in web::Locale::ALL {
                        assert!(web::i18n::exists(locale, &key), "{key} in {locale}");
                        assert!(web::i18n::exists(locale, &format!("{key}-next")), "{key}-next in {locale}");
                    }
                }
            }
        }
    }
}
