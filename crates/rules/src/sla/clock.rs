//! One commitment's clock: started, paused, resumed, stopped, measured.
//!
//! Events are total: one that does not apply (a pause of a stopped clock) changes nothing and says so, and one that
//! is dated before the last recorded fact counts from that fact. So a redelivered or late event does no harm.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::ticket_state::PendingOn;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why a clock does not run.
    pub enum PauseCause("pause_cause") {
        /// Waiting for the user.
        User = 1, "user";
        /// Waiting for a provider.
        Provider = 2, "provider";
        /// Waiting for a change.
        Change = 3, "change";
        /// Waiting for something else.
        Other = 4, "other";
        /// The ticket was resolved, then came back: the time between is nobody's delay.
        Resolved = 5, "resolved";
    }
}

impl From<PendingOn> for PauseCause {
    fn from(on: PendingOn) -> Self {
        match on {
            PendingOn::User => Self::User,
            PendingOn::Provider => Self::Provider,
            PendingOn::Change => Self::Change,
            PendingOn::Other => Self::Other,
        }
    }
}

vocabulary! {
    /// How a clock ended.
    pub enum Outcome("outcome") {
        /// Stopped within its target, the due instant itself included.
        Met = 1, "met";
        /// Stopped after its due instant.
        Missed = 2, "missed";
        /// Ended without a verdict: the ticket was cancelled or merged, or no policy applies any more.
        Cancelled = 3, "cancelled";
    }
}

/// A stretch of time that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub cause: PauseCause,
    /// Since when, included.
    pub from: Timestamp,
    /// Until when, excluded; still open when absent.
    pub until: Option<Timestamp>,
}

/// The end of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// When.
    pub at: Timestamp,
    /// How.
    pub outcome: Outcome,
}

/// The facts of one clock. Pauses stand in order; only the last may be open, and none is once the clock ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The working time granted.
    pub target: SignedDuration,
    /// When it began to run.
    pub started_at: Timestamp,
    /// What does not count.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// How it ended, if it did.
    #[serde(default)]
    pub ending: Option<Ending>,
}

/// What is measured with: a target in a calendar.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The working time granted.
    pub target: SignedDuration,
    /// When it counts.
    pub calendar: &'a Calendar,
}

/// What an event did, for the journal. Times are whole working seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the fields' names say it: due instant, seconds used, remaining, beyond the target"
)]
pub enum Reason {
    /// The clock began.
    Started { due: Option<Timestamp> },
    /// It stands still for this cause.
    Paused { cause: PauseCause, used: i64 },
    /// It runs again.
    Resumed { cause: PauseCause, due: Option<Timestamp> },
    /// Stopped in time.
    Met { used: i64 },
    /// Stopped too late.
    Missed { used: i64, over: i64 },
    /// An interval ended in time or not, and the next one began ([`Metric::Update`](super::Metric::Update)).
    Renewed { met: bool, used: i64, due: Option<Timestamp> },
    /// A stopped clock runs again.
    Reopened { due: Option<Timestamp> },
    /// Ended without a verdict.
    Cancelled { used: i64 },
    /// Measured again with another target or calendar; remaining before and after, negative when late.
    Recomputed { before: i64, after: i64, due: Option<Timestamp> },
    /// Nothing changed.
    Ignored(Ignored),
}

/// Why an event changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ignored {
    /// The clock has ended.
    Ended,
    /// It is paused for this cause already.
    AlreadyPaused,
    /// It is running already.
    AlreadyRunning,
    /// It was cancelled, or never stopped: there is nothing to reopen.
    NotStopped,
}

/// What a running clock meets next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// This percentage of the target is used.
    Warning(u16),
    /// The target is used up.
    Breach,
}

impl Clock {
    /// A clock that begins to run.
    pub fn start(at: Timestamp, terms: Terms<'_>) -> (Self, Reason) {
        let clock = Self { target: terms.target, started_at: at, pauses: Vec::new(), ending: None };
        let due = clock.due_at(terms.calendar);
        (clock, Reason::Started { due })
    }

    /// Stops counting. While paused, another cause takes over without a gap.
    #[must_use]
    pub fn pause(mut self, at: Timestamp, cause: PauseCause, calendar: &Calendar) -> (Self, Reason) {
        if self.ending.is_some() {
            return (self, Reason::Ignored(Ignored::Ended));
        }
        let at = self.not_before_facts(at);
        match self.open_pause() {
            Some(pause) if pause.cause == cause => return (self, Reason::Ignored(Ignored::AlreadyPaused)),
            Some(pause) => pause.until = Some(at),
            None => {}
        }
        self.pauses.push(Pause { cause, from: at, until: None });
        let used = self.used(at, calendar).as_secs();
        (self, Reason::Paused { cause, used })
    }

    /// Counts again.
    #[must_use]
    pub fn resume(mut self, at: Timestamp, calendar: &Calendar) -> (Self, Reason) {
        if self.ending.is_some() {
            return (self, Reason::Ignored(Ignored::Ended));
        }
        let at = self.not_before_facts(at);
        let Some(pause) = self.open_pause() else {
            return (self, Reason::Ignored(Ignored::AlreadyRunning));
        };
        pause.until = Some(at);
        let cause = pause.cause;
        let due = self.due_at(calendar);
        (self, Reason::Resumed { cause, due })
    }

    /// Pauses or resumes as a ticket's waiting demands under a policy that pauses on some causes
    /// (product.md §5.3). `pending` is what an open ticket waits for, if anything.
    #[must_use]
    pub fn follow(
        self,
        at: Timestamp,
        pending: Option<PendingOn>,
        pauses_on: &BTreeSet<PendingOn>,
        calendar: &Calendar,
    ) -> (Self, Reason) {
        match pending.filter(|on| pauses_on.contains(on)) {
            Some(on) => self.pause(at, on.into(), calendar),
            None => self.resume(at, calendar),
        }
    }

    /// What was promised is done: met, or missed when more than the target is used.
    #[must_use]
    pub fn stop(self, at: Timestamp, calendar: &Calendar) -> (Self, Reason) {
        if self.ending.is_some() {
            return (self, Reason::Ignored(Ignored::Ended));
        }
        let at = self.not_before_facts(at);
        let over = -self.remaining(at, calendar);
        let used = self.used(at, calendar).as_secs();
        if over.is_positive() {
            (self.end(at, Outcome::Missed), Reason::Missed { used, over: over.as_secs() })
        } else {
            (self.end(at, Outcome::Met), Reason::Met { used })
        }
    }

    /// Ends the clock without a verdict.
    #[must_use]
    pub fn cancel(self, at: Timestamp, calendar: &Calendar) -> (Self, Reason) {
        if self.ending.is_some() {
            return (self, Reason::Ignored(Ignored::Ended));
        }
        let at = self.not_before_facts(at);
        let used = self.used(at, calendar).as_secs();
        (self.end(at, Outcome::Cancelled), Reason::Cancelled { used })
    }

    /// Takes a stopped clock up again (the fault came back): the time since it stopped becomes a pause.
    #[must_use]
    pub fn reopen(mut self, at: Timestamp, calendar: &Calendar) -> (Self, Reason) {
        let Some(Ending { at: stopped, outcome: Outcome::Met | Outcome::Missed }) = self.ending else {
            return (self, Reason::Ignored(Ignored::NotStopped));
        };
        self.ending = None;
        self.pauses.push(Pause { cause: PauseCause::Resolved, from: stopped, until: Some(at.max(stopped)) });
        let due = self.due_at(calendar);
        (self, Reason::Reopened { due })
    }

    /// A public update was made: judges the interval that ends and starts the next one. A pause that is open
    /// stays open.
    #[must_use]
    pub fn renew(mut self, at: Timestamp, calendar: &Calendar) -> (Self, Reason) {
        if self.ending.is_some() {
            return (self, Reason::Ignored(Ignored::Ended));
        }
        let at = self.not_before_facts(at);
        let met = !self.remaining(at, calendar).is_negative();
        let used = self.used(at, calendar).as_secs();
        self.pauses = self.open_pause().map(|pause| Pause { from: at, ..*pause }).into_iter().collect();
        self.started_at = at;
        let due = self.due_at(calendar);
        (self, Reason::Renewed { met, used, due })
    }

    /// Measures the clock again under other terms, since its priority, policy or calendar changed. Everything since
    /// the start counts as the new calendar has it, save the recorded pauses, which stay. What ended keeps its
    /// verdict.
    #[must_use]
    pub fn recompute(mut self, at: Timestamp, from: &Calendar, to: Terms<'_>) -> (Self, Reason) {
        if self.ending.is_some() {
            return (self, Reason::Ignored(Ignored::Ended));
        }
        let before = self.remaining(at, from).as_secs();
        self.target = to.target;
        let after = self.remaining(at, to.calendar).as_secs();
        let due = self.due_at(to.calendar);
        (self, Reason::Recomputed { before, after, due })
    }

    /// Working time used by `now`, or by the end if that came first.
    pub fn used(&self, now: Timestamp, calendar: &Calendar) -> SignedDuration {
        let now = self.ending.map_or(now, |ending| ending.at.min(now));
        self.stretches()
            .map(|(from, until)| calendar.working_between(from, until.map_or(now, |until| until.min(now))))
            .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// Working time left at `now`: negative when late.
    pub fn remaining(&self, now: Timestamp, calendar: &Calendar) -> SignedDuration {
        self.target.saturating_sub(self.used(now, calendar))
    }

    /// The share of the target that is used: 0 at the start, 1 when due, more when late. A target of zero is
    /// used up from the start.
    pub fn used_fraction(&self, now: Timestamp, calendar: &Calendar) -> f64 {
        if self.target <= SignedDuration::ZERO {
            return 1.0;
        }
        self.used(now, calendar).as_secs_f64() / self.target.as_secs_f64()
    }

    /// When the target is used up. None while that is unknown: paused before it was, or beyond the calendar's
    /// horizon. For a clock that ended: when it was due.
    pub fn due_at(&self, calendar: &Calendar) -> Option<Timestamp> {
        self.reaches(self.target, calendar)
    }

    /// When it would be due if it ran again from `at`: what to show while paused. The same as
    /// [`due_at`](Self::due_at) when it is not paused.
    pub fn due_if_resumed(&self, at: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
        let mut clock = self.clone();
        let at = clock.not_before_facts(at);
        if let Some(pause) = clock.open_pause() {
            pause.until = Some(at);
        }
        clock.due_at(calendar)
    }

    /// When each percentage of the target is used, in order; those that are unknown (paused) are left out.
    pub fn warnings(&self, percents: &[u16], calendar: &Calendar) -> Vec<(u16, Timestamp)> {
        let mut found: Vec<(u16, Timestamp)> = percents
            .iter()
            .filter_map(|&percent| {
                let amount = self.target.as_micros() * i128::from(percent) / 100;
                let amount = SignedDuration::from_micros(i64::try_from(amount).ok()?);
                Some((percent, self.reaches(amount, calendar)?))
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The first warning or breach after `after`, for the timer to set. None when the clock is paused or ended.
    pub fn next_event(
        &self,
        after: Timestamp,
        percents: &[u16],
        calendar: &Calendar,
    ) -> Option<(Timestamp, Event)> {
        if self.ending.is_some() || self.is_paused() {
            return None;
        }
        let warnings = self.warnings(percents, calendar).into_iter();
        warnings
            .map(|(percent, at)| (at, Event::Warning(percent)))
            .chain(self.due_at(calendar).map(|at| (at, Event::Breach)))
            .filter(|(at, _)| *at > after)
            .min()
    }

    /// Whether the clock stands still for now.
    pub fn is_paused(&self) -> bool {
        self.ending.is_none() && self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    /// Whether the target was used up, and more, by `now`.
    pub fn is_late(&self, now: Timestamp, calendar: &Calendar) -> bool {
        self.remaining(now, calendar).is_negative()
    }

    /// When this much working time was or will be used.
    fn reaches(&self, amount: SignedDuration, calendar: &Calendar) -> Option<Timestamp> {
        let mut left = amount;
        for (from, until) in self.stretches() {
            if let Some(until) = until {
                let worked = calendar.working_between(from, until);
                if worked < left {
                    left -= worked;
                    continue;
                }
            }
            return calendar.add_working(from, left);
        }
        None
    }

    /// The stretches that count, in order; the last is open unless a pause is. What comes after an ending is not
    /// cut off: it tells when the clock was due.
    fn stretches(&self) -> impl Iterator<Item = (Timestamp, Option<Timestamp>)> {
        let starts =
            std::iter::once(Some(self.started_at)).chain(self.pauses.iter().map(|pause| pause.until));
        let ends = self.pauses.iter().map(|pause| Some(pause.from)).chain(std::iter::once(None));
        starts.zip(ends).filter_map(|(from, until)| Some((from?, until)))
    }

    fn open_pause(&mut self) -> Option<&mut Pause> {
        self.pauses.last_mut().filter(|pause| pause.until.is_none())
    }

    fn end(mut self, at: Timestamp, outcome: Outcome) -> Self {
        if let Some(pause) = self.open_pause() {
            pause.until = Some(at);
        }
        self.ending = Some(Ending { at, outcome });
        self
    }

    /// `at`, or the last recorded fact if that is later.
    fn not_before_facts(&self, at: Timestamp) -> Timestamp {
        let last = self.pauses.last().map_or(self.started_at, |pause| pause.until.unwrap_or(pause.from));
        at.max(last)
    }
}

#[cfg(test)]
mod tests;
