//! The clock: the one place where the time is read.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// What time it is, to the microsecond (what the database keeps). Cheap to clone; clones of a manual clock move
/// together.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The instant that a test chose, or nothing for the system's time.
    chosen: Arc<watch::Sender<Option<Timestamp>>>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { chosen: Arc::new(watch::Sender::new(None)) }
    }

    /// A clock that stands still until it is moved, for tests and drills.
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self { chosen: Arc::new(watch::Sender::new(Some(to_micros(start)))) }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let chosen = *self.chosen.borrow();
        chosen.unwrap_or_else(system_now)
    }

    /// Whether this clock is moved by hand.
    #[must_use]
    pub fn is_manual(&self) -> bool {
        self.chosen.borrow().is_some()
    }

    /// Moves a manual clock; the system's clock is not moved.
    pub fn advance(&self, by: SignedDuration) {
        self.chosen.send_if_modified(|chosen| {
            let moved = chosen.and_then(|now| now.checked_add(by).ok());
            let changes = moved.is_some() && moved != *chosen;
            *chosen = moved.or(*chosen);
            changes
        });
    }

    /// Sets a manual clock, forwards or backwards; the system's clock is not set.
    pub fn set(&self, at: Timestamp) {
        self.chosen.send_if_modified(|chosen| {
            let changes = chosen.is_some();
            *chosen = chosen.map(|_| to_micros(at));
            changes
        });
    }

    /// Changes each time a manual clock is moved, so that sleepers look at the time again.
    #[must_use]
    pub fn changed(&self) -> watch::Receiver<Option<Timestamp>> {
        self.chosen.subscribe()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the time is read")]
fn system_now() -> Timestamp {
    to_micros(Timestamp::now())
}

fn to_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// An instant later by a duration, at most the last one that can be written.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_still_and_its_clones_move_together() {
        let start = Timestamp::from_microsecond(1_700_000_000_000_000).unwrap();
        let clock = Clock::manual(start);
        let twin = clock.clone();
        let mut changed = twin.changed();
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_secs(5));
        assert_eq!(twin.now(), later(start, SignedDuration::from_secs(5)));
        assert!(changed.has_changed().unwrap());
        changed.mark_unchanged();
        twin.set(start);
        assert_eq!(clock.now(), start);
        assert!(changed.has_changed().unwrap());
    }

    #[test]
    fn the_system_clock_is_not_moved_and_gives_whole_microseconds() {
        let clock = Clock::system();
        clock.set(Timestamp::UNIX_EPOCH);
        clock.advance(SignedDuration::from_hours(1_000_000));
        let now = clock.now();
        assert!(!clock.is_manual());
        assert!(now > Timestamp::UNIX_EPOCH);
        assert_eq!(now.subsec_nanosecond() % 1000, 0);
    }
}
