//! The bounded queue between callers and database threads, in two lanes.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use crate::{Error, unit::Unit};

/// What a queued closure may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A snapshot read.
    Read,
    /// A write; `SERIALIZABLE` on PostgreSQL.
    Write,
    /// A write that locks its root row first; `READ COMMITTED` on PostgreSQL.
    WriteLocked,
    /// A chunk of bulk work: never more than one in a batch, so people do not wait behind an import.
    Bulk,
}

pub(crate) struct Queued {
    pub(crate) unit: Box<dyn Unit>,
    pub(crate) mode: Mode,
    pub(crate) since: Instant,
}

struct Lanes {
    people: VecDeque<Queued>,
    bulk: VecDeque<Queued>,
    bulk_running: bool,
    closed: bool,
}

pub(crate) struct Queue {
    lanes: Mutex<Lanes>,
    ready: Condvar,
    capacity: usize,
}

impl Queue {
    pub(crate) fn new(capacity: usize) -> Self {
        let lanes =
            Lanes { people: VecDeque::new(), bulk: VecDeque::new(), bulk_running: false, closed: false };
        Self { lanes: Mutex::new(lanes), ready: Condvar::new(), capacity }
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a closure, or answers it at once when there is no room.
    pub(crate) fn push(&self, unit: Box<dyn Unit>, mode: Mode) {
        let mut lanes = self.lock();
        let lane = if mode == Mode::Bulk { lanes.bulk.len() } else { lanes.people.len() };
        if lanes.closed {
            drop(lanes);
            unit.answer(Err(Error::Unavailable("shutting down".into())));
            return;
        }
        if lane >= self.capacity {
            drop(lanes);
            metrics::counter!("vigie_db_refused_total").increment(1);
            unit.answer(Err(Error::QueueFull));
            return;
        }
        let queued = Queued { unit, mode, since: Instant::now() };
        if mode == Mode::Bulk {
            lanes.bulk.push_back(queued)
        } else {
            lanes.people.push_back(queued)
        }
        drop(lanes);
        self.ready.notify_one();
    }

    /// Waits for work; `None` when the queue was closed and is empty. A bulk closure is handed out only
    /// when no other one runs, and after the people who already wait.
    pub(crate) fn pop(&self) -> Option<Queued> {
        let mut lanes = self.lock();
        loop {
            if let Some(queued) = Self::take(&mut lanes) {
                return Some(queued);
            }
            if lanes.closed {
                return None;
            }
            lanes = self.ready.wait(lanes).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What waits right now, without waiting.
    pub(crate) fn try_pop(&self) -> Option<Queued> {
        Self::take(&mut self.lock())
    }

    fn take(lanes: &mut Lanes) -> Option<Queued> {
        if let Some(queued) = lanes.people.pop_front() {
            return Some(queued);
        }
        if lanes.bulk_running {
            return None;
        }
        let queued = lanes.bulk.pop_front()?;
        lanes.bulk_running = true;
        Some(queued)
    }

    /// The batch that held a bulk closure is over.
    pub(crate) fn bulk_done(&self) {
        self.lock().bulk_running = false;
        self.ready.notify_one();
    }

    /// Refuses new work; what waits is still done.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }
}
