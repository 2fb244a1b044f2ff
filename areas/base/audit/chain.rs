//! The hashes: pure functions over an entry's facts.

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub(super) type Hash = [u8; 32];

/// The hash before a stream's first entry.
pub(super) const GENESIS: Hash = [0; 32];

/// What an entry's hash covers besides the hash before it.
pub(super) struct Facts<'a> {
    pub(super) stream: &'a str,
    pub(super) stream_id: i64,
    pub(super) entry_no: i64,
    pub(super) at_micros: i64,
    pub(super) actor_id: Option<i64>,
    pub(super) actor: &'a str,
    pub(super) channel: &'a str,
    pub(super) kind: &'a str,
    pub(super) public: bool,
    pub(super) digest: Hash,
}

/// Covers each field with its length, so that no two different entries share one byte string.
fn field(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

/// The digest of a payload: salted, so that an erased text cannot be guessed from its digest.
pub(super) fn digest(salt: &[u8], body: &str) -> Hash {
    let mut hasher = Sha256::new();
    field(&mut hasher, salt);
    field(&mut hasher, body.as_bytes());
    hasher.finalize().into()
}

/// The hash of an entry.
pub(super) fn link(before: &Hash, facts: &Facts<'_>) -> Hash {
    let mut hasher = Sha256::new();
    field(&mut hasher, before);
    field(&mut hasher, facts.stream.as_bytes());
    field(&mut hasher, &facts.stream_id.to_be_bytes());
    field(&mut hasher, &facts.entry_no.to_be_bytes());
    field(&mut hasher, &facts.at_micros.to_be_bytes());
    field(&mut hasher, &facts.actor_id.map(i64::to_be_bytes).unwrap_or_default());
    field(&mut hasher, &[u8::from(facts.actor_id.is_some()), u8::from(facts.public)]);
    field(&mut hasher, facts.actor.as_bytes());
    field(&mut hasher, facts.channel.as_bytes());
    field(&mut hasher, facts.kind.as_bytes());
    field(&mut hasher, &facts.digest);
    hasher.finalize().into()
}

/// The running hash over all entries in the order of the feed: what a checkpoint seals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct FeedHash(pub(super) Hash);

impl FeedHash {
    /// Before the first entry.
    pub(super) const START: Self = Self(GENESIS);

    /// After one more entry.
    pub(super) fn then(self, feed_no: i64, hash: &Hash) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(feed_no.to_be_bytes());
        hasher.update(hash);
        Self(hasher.finalize().into())
    }
}

/// What the key signs in a checkpoint.
pub(super) fn sealed_bytes(at_micros: i64, feed_no: i64, entries: i64, feed: &FeedHash) -> Vec<u8> {
    let numbers = [at_micros, feed_no, entries];
    numbers.iter().flat_map(|number| number.to_be_bytes()).chain(feed.0).collect()
}
