//! The hub of one node: hints of the change feed go in, streams take them out. Each node has its own, fed by the same feed, so the
//! sequence that a browser remembers is good on any of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{broadcast, watch};

use super::Hint;

/// Hints kept for browsers that come back.
const KEPT: usize = 4096;
/// Revocations kept: a stream older than all of them ends rather than guess.
const REVOKED_KEPT: usize = 1024;

/// Where changes are announced. Cloning gives another handle on the same hub.
#[derive(Debug, Clone)]
pub struct Hub {
    hints: broadcast::Sender<Hint>,
    recent: Arc<Mutex<VecDeque<(Instant, Hint)>>>,
    revoked: watch::Sender<Revoked>,
}

/// The latest revocations, with the number of the first.
#[derive(Debug, Clone, Default)]
struct Revoked {
    first: u64,
    sessions: VecDeque<i64>,
    closed: bool,
}

/// What a browser missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// These hints, oldest first.
    Hints(Vec<Hint>),
    /// More than is kept.
    Lost,
}

/// The two ends of a stream: hints, and revocations.
#[derive(Debug)]
pub struct Subscription {
    pub(super) hints: broadcast::Receiver<Hint>,
    pub(super) revoked: Revocations,
}

/// The revocations since a stream opened.
#[derive(Debug)]
pub(super) struct Revocations {
    all: watch::Receiver<Revoked>,
    next: u64,
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}

impl Hub {
    /// A hub without anything in it.
    pub fn new() -> Self {
        let (hints, _) = broadcast::channel(KEPT);
        let (revoked, _) = watch::channel(Revoked::default());
        Self { hints, recent: Arc::new(Mutex::new(VecDeque::new())), revoked }
    }

    fn recent(&self) -> MutexGuard<'_, VecDeque<(Instant, Hint)>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Announces a change. Sequences must not go backwards.
    pub fn publish(&self, hint: Hint) {
        let mut recent = self.recent();
        if recent.len() == KEPT {
            recent.pop_front();
        }
        recent.push_back((Instant::now(), hint.clone()));
        // Sent under the lock, so that nobody subscribes between what is kept and what is sent. No receiver is no error.
        let _ = self.hints.send(hint);
    }

    /// The last sequence that a page had seen which was asked for `age` ago; none when nothing was announced since.
    pub fn seen_before(&self, age: Duration) -> Option<i64> {
        let recent = self.recent();
        recent.iter().find(|(at, _)| at.elapsed() <= age).map(|(_, hint)| hint.seq.saturating_sub(1))
    }

    /// Opens a stream, with what was missed since `last` (the last sequence seen) if the browser comes back.
    pub fn subscribe(&self, last: Option<i64>) -> (Subscription, Replay) {
        let recent = self.recent();
        let revoked = self.revoked.subscribe();
        let next = {
            let now = revoked.borrow();
            now.first + now.sessions.len() as u64
        };
        let revoked = Revocations { all: revoked, next };
        let subscription = Subscription { hints: self.hints.subscribe(), revoked };
        let replay = match last {
            None => Replay::Hints(Vec::new()),
            Some(last) => match recent.front() {
                Some((_, oldest)) if oldest.seq <= last.saturating_add(1) => Replay::Hints(
                    recent.iter().map(|(_, hint)| hint).filter(|hint| hint.seq > last).cloned().collect(),
                ),
                _ => Replay::Lost,
            },
        };
        (subscription, replay)
    }

    /// Ends the streams of a session. Call it when a session or its rights end, after the commit.
    pub fn revoke(&self, session: i64) {
        self.revoked.send_modify(|revoked| {
            if revoked.sessions.len() == REVOKED_KEPT {
                revoked.sessions.pop_front();
                revoked.first += 1;
            }
            revoked.sessions.push_back(session);
        });
    }

    /// Ends all streams, and those opened later at once: the server is shutting down, and browsers go to another node.
    pub fn close(&self) {
        self.revoked.send_modify(|revoked| revoked.closed = true);
    }

    /// How many streams are open, for the metrics.
    pub fn streams(&self) -> usize {
        self.hints.receiver_count()
    }
}

impl Revocations {
    /// Waits until `session` is revoked, or until so many were that it may have been. Can be dropped and called again.
    pub(super) async fn hits(&mut self, session: i64) {
        loop {
            {
                let revoked = self.all.borrow_and_update();
                if revoked.closed || self.next < revoked.first {
                    return;
                }
                let seen = usize::try_from(self.next - revoked.first).unwrap_or(usize::MAX);
                if revoked.sessions.iter().skip(seen).any(|s| *s == session) {
                    return;
                }
                self.next = revoked.first + revoked.sessions.len() as u64;
            }
            if self.all.changed().await.is_err() {
                return;
            }
        }
    }
}
