//! Closed-loop clients: each sends its next request when the last was answered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{generate::People, server::Server};

/// What a load came to.
pub struct Load {
    /// Requests answered as they should be.
    pub done: u64,
    /// Requests answered otherwise.
    pub refused: u64,
    took: Duration,
    times: Vec<Duration>,
}

impl Load {
    /// Good answers a second.
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    pub fn rate(&self) -> f64 {
        self.done as f64 / self.took.as_secs_f64()
    }

    /// The time within which this share of the requests was answered.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    pub fn percentile(&self, share: f64) -> Duration {
        let place = ((self.times.len() as f64 * share).ceil() as usize).saturating_sub(1);
        self.times.get(place).copied().unwrap_or_default()
    }
}

/// What one client asks: the n-th request.
pub type Ask = Arc<dyn Fn(u64) -> (Method, String, Option<Value>) + Send + Sync>;

/// Runs a load for some seconds, after a short warm-up that is not counted.
pub async fn run(server: &Server, clients: u64, seconds: u64, ask: Ask) -> Result<Load> {
    let counter = Arc::new(AtomicU64::new(0));
    let (warm, end) = (Duration::from_millis(500), Duration::from_secs(seconds));
    let started = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (counter, ask) = (Arc::clone(&counter), Arc::clone(&ask));
            let (url, token, session) = (server.url.clone(), server.token.clone(), server.session.clone());
            tokio::spawn(async move {
                let client = Client::builder().pool_max_idle_per_host(1).build()?;
                let (mut times, mut refused) = (Vec::new(), 0);
                while started.elapsed() < warm + end {
                    let (method, path, body) = ask(counter.fetch_add(1, Ordering::Relaxed));
                    let mut request = client.request(method, format!("{url}{path}"));
                    request = if path.starts_with("/api/") {
                        request.bearer_auth(&token)
                    } else {
                        request.header("cookie", &session).header("accept", "text/html")
                    };
                    if let Some(body) = body {
                        request = request.json(&body);
                    }
                    let sent = Instant::now();
                    let answer = request.send().await?;
                    let good = answer.status().is_success();
                    answer.bytes().await?;
                    match (good, started.elapsed() > warm) {
                        (true, true) => times.push(sent.elapsed()),
                        (false, _) => refused += 1,
                        _ => {}
                    }
                }
                Ok::<_, reqwest::Error>((times, refused))
            })
        })
        .collect();
    let (mut times, mut refused) = (Vec::new(), 0);
    for task in tasks {
        let (mine, not) = task.await??;
        times.extend(mine);
        refused += not;
    }
    times.sort_unstable();
    Ok(Load { done: times.len() as u64, refused, took: end, times })
}

/// Incidents created through the API.
pub async fn creates(server: &Server, people: &People, clients: u64, seconds: u64) -> Result<Load> {
    let requesters = people.requesters.clone();
    let ask: Ask = Arc::new(move |n| {
        let at = usize::try_from(n).unwrap_or(0) % requesters.len().max(1);
        let body = json!({
            "kind": "incident",
            "title": format!("VPN drops every few minutes ({n})"),
            "description": "It started this morning and touches several colleagues of our office.",
            "impact": "medium",
            "urgency": "high",
            "requester": requesters.get(at),
        });
        (Method::POST, "/api/v1/tickets".to_owned(), Some(body))
    });
    run(server, clients, seconds, ask).await
}
