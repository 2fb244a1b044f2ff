//! Hints, storms, breaks and revocations.

use std::collections::HashSet;

use axum::http::{HeaderMap, HeaderValue};
use futures_util::StreamExt as _;

use super::*;

fn topics(names: &[&str]) -> Topics {
    names.iter().map(|n| Arc::from(*n)).collect()
}

fn hint(topic: &str, seq: i64) -> Hint {
    Hint::new(topic, seq, "changed", Some(&format!("INC-{seq}")))
}

async fn yes(_: Hint) -> bool {
    true
}

fn seqs(hints: &[Hint]) -> Vec<i64> {
    hints.iter().map(|h| h.seq).collect()
}

#[tokio::test(start_paused = true)]
async fn hints_of_followed_topics_arrive_once_and_together() {
    let hub = Hub::new();
    let mut feed = Feed::open(&hub, 1, topics(&["queue"]), None);
    hub.publish(hint("other", 1));
    hub.publish(hint("queue", 2));
    hub.publish(hint("queue", 3));
    hub.publish(Hint { seq: 4, ..hint("queue", 2) });
    let got = feed.next(&yes).await.unwrap();
    assert_eq!(seqs(&got), [3, 4], "the same thing twice is one hint, the later one");
}

#[tokio::test(start_paused = true)]
async fn every_hint_is_authorised_again() {
    let hub = Hub::new();
    let mut feed = Feed::open(&hub, 1, topics(&["queue"]), None);
    for seq in 1..=4 {
        hub.publish(hint("queue", seq));
    }
    let got = feed.next(&|h: Hint| async move { h.seq % 2 == 0 }).await.unwrap();
    assert_eq!(seqs(&got), [2, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_storm_becomes_one_hint_per_topic() {
    let hub = Hub::new();
    let mut feed = Feed::open(&hub, 1, topics(&["queue", "calm"]), None);
    for seq in 1..=100 {
        hub.publish(hint("queue", seq));
    }
    hub.publish(hint("calm", 101));
    let got = feed.next(&yes).await.unwrap();
    assert_eq!(seqs(&got), [100, 101]);
    assert_eq!((&*got[0].kind, got[0].count, &got[0].id), (CHANGES, Some(100), &None));
}

#[tokio::test(start_paused = true)]
async fn a_browser_that_comes_back_gets_what_it_missed() {
    let hub = Hub::new();
    for seq in 1..=5 {
        hub.publish(hint("queue", seq));
    }
    let mut feed = Feed::open(&hub, 1, topics(&["queue"]), Some(3));
    assert_eq!(seqs(&feed.next(&yes).await.unwrap()), [4, 5]);
    let mut up_to_date = Feed::open(&hub, 1, topics(&["queue"]), Some(5));
    hub.publish(hint("queue", 6));
    assert_eq!(seqs(&up_to_date.next(&yes).await.unwrap()), [6]);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_longer_kept_is_said_to_be_lost() {
    let hub = Hub::new();
    let mut unknown = Feed::open(&hub, 1, topics(&["queue"]), Some(3));
    assert_eq!(&*unknown.next(&yes).await.unwrap()[0].kind, RESET);
    let mut slow = Feed::open(&hub, 1, topics(&["queue", "b"]), None);
    for seq in 1..=5000 {
        hub.publish(hint("queue", seq));
    }
    let got = slow.next(&yes).await.unwrap();
    assert!(got.len() == 2 && got.iter().all(|h| &*h.kind == RESET), "{got:?}");
    let mut late = Feed::open(&hub, 1, topics(&["queue"]), Some(1));
    assert_eq!(&*late.next(&yes).await.unwrap()[0].kind, RESET);
}

#[tokio::test(start_paused = true)]
async fn a_revoked_session_ends_its_own_stream_only() {
    let hub = Hub::new();
    hub.revoke(7);
    let mut mine = Feed::open(&hub, 7, topics(&["queue"]), None);
    let mut other = Feed::open(&hub, 8, topics(&["queue"]), None);
    hub.publish(hint("queue", 1));
    assert!(mine.next(&yes).await.is_some(), "a revocation before the stream opened is not about it");
    hub.revoke(7);
    hub.publish(hint("queue", 2));
    assert_eq!(mine.next(&yes).await, None);
    assert!(other.next(&yes).await.is_some());
    for session in 1000..3000 {
        hub.revoke(session);
    }
    assert_eq!(other.next(&yes).await, None, "so many that it may have been among them");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_ends_all_streams() {
    let hub = Hub::new();
    let mut feed = Feed::open(&hub, 1, topics(&["queue"]), None);
    hub.close();
    assert_eq!(feed.next(&yes).await, None);
    assert_eq!(Feed::open(&hub, 2, topics(&["queue"]), None).next(&yes).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_written_as_events() {
    let hub = Hub::new();
    let feed = Feed::open(&hub, 1, topics(&["queue"]), None);
    let response = sse(feed, yes);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body().into_data_stream();
    let opening = body.next().await.unwrap().unwrap();
    assert!(opening.starts_with(b"retry: 2000\n"), "{opening:?}");
    hub.publish(hint("queue", 9));
    let sent = body.next().await.unwrap().unwrap();
    let sent = std::str::from_utf8(&sent).unwrap();
    assert!(
        sent.contains("id: 9\n")
            && sent.contains(r#"data: {"topic":"queue","seq":9,"kind":"changed","id":"INC-9"}"#),
        "{sent}"
    );
    let beat = body.next().await.unwrap().unwrap();
    assert!(beat.starts_with(b":"), "a heartbeat comment: {beat:?}");
    assert_eq!(hub.streams(), 1);
    drop(body);
    assert_eq!(hub.streams(), 0);
}

#[test]
fn the_address_says_topics_and_the_last_sequence() {
    let query = LiveQuery { topics: "a,b,,a".to_owned(), last: Some(3), age: None };
    let hub = Hub::new();
    assert_eq!(query.topics(), ["a", "b"].map(Arc::from).into_iter().collect::<HashSet<Arc<str>>>());
    assert_eq!(query.last_seen(&HeaderMap::new(), &hub), Some(3));
    let headers = HeaderMap::from_iter([("last-event-id".parse().unwrap(), HeaderValue::from_static("8"))]);
    assert_eq!(query.last_seen(&headers, &hub), Some(8));
}

#[test]
fn a_first_connection_asks_for_what_changed_since_its_page_was_asked_for() {
    let hub = Hub::new();
    let first = |age| LiveQuery { age, ..LiveQuery::default() }.last_seen(&HeaderMap::new(), &hub);
    assert_eq!(first(Some(60_000)), None, "nothing was announced");
    hub.publish(Hint::new("queue", 41, "changed", None));
    hub.publish(Hint::new("queue", 42, "changed", None));
    assert_eq!((first(Some(60_000)), first(None)), (Some(40), None));
}
