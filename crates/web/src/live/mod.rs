//! Live pages. Whoever commits a change says so here as a *hint*: a topic, a kind, an id, never content. Browsers hold one stream
//! (Server-Sent Events) and fetch again what a hint names, with the rights that they then have.
//!
//! Topics are authorised by the caller when a stream opens and every hint is authorised again before it is sent. A stream ends within a moment
//! of its session being revoked. After a break the browser says the last sequence that it saw, and gets what it missed or, if that is
//! no longer kept, the advice to look at everything again.

mod hub;
mod stream;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;

pub use hub::{Hub, Replay, Subscription};
pub use stream::{Feed, LiveQuery, Topics, sse};

/// Something about `topic` changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// What it is about: `queue:3`, `ticket:INC-20481`. No comma, no space.
    pub topic: Arc<str>,
    /// The number of the change in the feed: grows, and is the event's id.
    pub seq: i64,
    /// What happened: `changed`, `added`, `removed`, or one of the kinds below.
    pub kind: Arc<str>,
    /// The public name of the thing, if it is one thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Arc<str>>,
    /// How many changes this one stands for, in a storm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

/// Kind of a hint that stands for many: so much changed about the topic that it should be fetched whole.
pub const CHANGES: &str = "changes";
/// Kind of a hint that says that some were lost: the topic should be fetched whole.
pub const RESET: &str = "reset";

impl Hint {
    /// A hint about one thing.
    pub fn new(topic: impl Into<Arc<str>>, seq: i64, kind: impl Into<Arc<str>>, id: Option<&str>) -> Self {
        Self { topic: topic.into(), seq, kind: kind.into(), id: id.map(Into::into), count: None }
    }
}
