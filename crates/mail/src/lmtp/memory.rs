//! How much the listener holds at once: a storm of large messages must not take the memory of the whole installation.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// The bytes that may still be taken, shared by all conversations.
#[derive(Debug, Clone)]
pub(super) struct Memory(Arc<AtomicU64>);

/// What one message holds; given back when dropped.
#[derive(Debug)]
pub(super) struct Share {
    left: Arc<AtomicU64>,
    held: u64,
}

impl Memory {
    pub(super) fn new(bytes: u64) -> Self {
        Self(Arc::new(AtomicU64::new(bytes)))
    }

    /// An empty share.
    pub(super) fn share(&self) -> Share {
        Share { left: Arc::clone(&self.0), held: 0 }
    }
}

impl Share {
    /// Takes what is missing to hold `bytes`; false, and nothing taken, when there is not so much left.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let more = (bytes as u64).saturating_sub(self.held);
        let taken =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(more));
        if taken.is_ok() {
            self.held += more;
        }
        taken.is_ok()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.left.fetch_add(self.held, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_given_back_when_dropped() {
        let memory = Memory::new(10);
        let (mut one, mut two) = (memory.share(), memory.share());
        assert!(one.grow(4) && one.grow(6) && two.grow(4));
        assert!(!two.grow(5));
        drop(one);
        assert!(two.grow(10));
    }
}
