//! One browser's stream.

use std::collections::{HashMap, HashSet, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use serde::Deserialize;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::hub::{Hub, Replay, Subscription};
use super::{CHANGES, Hint, RESET};

/// Hints that come within this time are looked at together.
const GATHER: Duration = Duration::from_millis(150);
/// More hints than this about one topic at a time become one « N changes ».
const STORM: usize = 20;
/// A comment goes out this often, so that proxies do not close a quiet stream and a dead one is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// `GET /live?topics=a,b&last=17`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct LiveQuery {
    /// The topics wanted, by commas.
    #[serde(default)]
    pub topics: String,
    /// The last sequence seen, for a new connection that cannot set `Last-Event-ID`.
    #[serde(default)]
    pub last: Option<i64>,
    /// How long ago the page was asked for, in milliseconds: for a first connection, so that nothing is missed that
    /// changed while it was on its way.
    #[serde(default)]
    pub age: Option<u64>,
}

/// The topics of a stream.
pub type Topics = HashSet<Arc<str>>;

impl LiveQuery {
    /// The topics wanted, 200 at most, each at most 100 bytes long. The caller keeps those that the reader may follow.
    pub fn topics(&self) -> Topics {
        self.topics.split(',').filter(|t| !t.is_empty() && t.len() <= 100).take(200).map(Arc::from).collect()
    }

    /// The last sequence that the browser saw: `Last-Event-ID`, which it sends by itself, else what the address says,
    /// else what was the last when the page was asked for.
    pub fn last_seen(&self, headers: &HeaderMap, hub: &Hub) -> Option<i64> {
        let header = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
        header.or(self.last).or_else(|| hub.seen_before(Duration::from_millis(self.age?)))
    }
}

/// What a stream follows.
#[derive(Debug)]
pub struct Feed {
    topics: Topics,
    session: i64,
    subscription: Subscription,
    ready: VecDeque<Hint>,
    last: i64,
}

impl Feed {
    /// Opens a stream of `session` for `topics`, which the caller has authorised. The caller looks at the session again *after* this
    /// call, so that a revocation in between is not missed.
    pub fn open(hub: &Hub, session: i64, topics: Topics, last: Option<i64>) -> Self {
        let (subscription, replay) = hub.subscribe(last);
        let last = last.unwrap_or(0);
        let ready = match replay {
            Replay::Hints(missed) => missed.into(),
            Replay::Lost => resets(&topics, last),
        };
        Self { topics, session, subscription, ready, last }
    }

    /// The next hints to send, after `may_see` has let each through; `None` ends the stream.
    pub async fn next<F, Fut>(&mut self, may_see: &F) -> Option<Vec<Hint>>
    where
        F: Fn(Hint) -> Fut,
        Fut: Future<Output = bool>,
    {
        loop {
            let gathered =
                if self.ready.is_empty() { self.gather().await? } else { std::mem::take(&mut self.ready) };
            let mut seen = HashSet::new();
            let mut allowed = Vec::new();
            for hint in gathered.into_iter().rev() {
                let key = (Arc::clone(&hint.topic), Arc::clone(&hint.kind), hint.id.clone());
                if self.topics.contains(&hint.topic) && seen.insert(key) && may_see(hint.clone()).await {
                    allowed.push(hint);
                }
            }
            allowed.reverse();
            let hints = coalesce(allowed);
            if let Some(newest) = hints.last() {
                self.last = self.last.max(newest.seq);
                return Some(hints);
            }
        }
    }

    /// Waits for a hint, then a moment for those that come with it.
    async fn gather(&mut self) -> Option<VecDeque<Hint>> {
        let mut gathered = VecDeque::new();
        loop {
            let received = tokio::select! {
                biased;
                () = self.subscription.revoked.hits(self.session) => return None,
                received = self.subscription.hints.recv() => received,
            };
            match received {
                Ok(hint) if self.topics.contains(&hint.topic) => gathered.push_back(hint),
                Ok(_) => continue,
                Err(RecvError::Lagged(_)) => return Some(resets(&self.topics, self.last)),
                Err(RecvError::Closed) => return None,
            }
            break;
        }
        tokio::time::sleep(GATHER).await;
        loop {
            match self.subscription.hints.try_recv() {
                Ok(hint) => gathered.push_back(hint),
                Err(TryRecvError::Lagged(_)) => return Some(resets(&self.topics, self.last)),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(gathered),
            }
        }
    }
}

/// One advice for each topic to look at everything again.
fn resets(topics: &Topics, seq: i64) -> VecDeque<Hint> {
    topics.iter().map(|topic| Hint::new(Arc::clone(topic), seq, RESET, None)).collect()
}

/// Puts « N changes » in the place of a storm, topic by topic; keeps the order of sequences.
fn coalesce(hints: Vec<Hint>) -> Vec<Hint> {
    let mut counts: HashMap<Arc<str>, (usize, i64)> = HashMap::new();
    for hint in &hints {
        let (count, newest) = counts.entry(Arc::clone(&hint.topic)).or_default();
        *count += 1;
        *newest = (*newest).max(hint.seq);
    }
    let storm = |topic: &Arc<str>| counts.get(topic).is_some_and(|(count, _)| *count > STORM);
    let mut kept: Vec<Hint> = hints.into_iter().filter(|h| !storm(&h.topic)).collect();
    for (topic, (count, newest)) in &counts {
        if *count > STORM {
            let many = Hint::new(Arc::clone(topic), *newest, CHANGES, None);
            kept.push(Hint { count: Some(*count), ..many });
        }
    }
    kept.sort_by_key(|h| h.seq);
    kept
}

/// The answer of `GET /live`: a stream that sends each hint that `may_see` lets through, as JSON under its sequence.
pub fn sse<F, Fut>(feed: Feed, may_see: F) -> Response
where
    F: Fn(Hint) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = bool> + Send + 'static,
{
    let keep_alive = KeepAlive::new().interval(HEARTBEAT).text("");
    let mut response = Sse::new(events(feed, may_see)).keep_alive(keep_alive).into_response();
    // A buffering proxy would hold hints back (nginx).
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}

fn events<F, Fut>(feed: Feed, may_see: F) -> impl Stream<Item = Result<Event, Infallible>>
where
    F: Fn(Hint) -> Fut + Send + 'static,
    Fut: Future<Output = bool> + Send,
{
    // The first thing sent opens the stream in every browser and tells it how long to wait before it comes back.
    let opening = VecDeque::from([Event::default().retry(Duration::from_secs(2)).comment("vigie")]);
    stream::unfold((feed, opening, may_see), |(mut feed, mut waiting, may_see)| async move {
        while waiting.is_empty() {
            waiting = feed.next(&may_see).await?.iter().filter_map(event).collect();
        }
        let event = waiting.pop_front()?;
        Some((Ok(event), (feed, waiting, may_see)))
    })
}

fn event(hint: &Hint) -> Option<Event> {
    Event::default().id(hint.seq.to_string()).json_data(hint).ok()
}
