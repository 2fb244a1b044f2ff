//! What supervisors ask: whether the process lives, whether it can serve, and its figures.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
};

use axum::{
    Extension, Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{
    app::App,
    people::{
        ApiCaller,
        policy::{Act, may},
    },
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde::Serialize;
use web::AppError;
use work::Monitor;

use crate::migrations::MIGRATIONS;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Seconds, from what a statement takes to what nobody should wait for.
const BUCKETS: [f64; 14] =
    [0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Installs the recorder of figures once for the process.
///
/// # Errors
/// When another recorder stands already.
pub fn recorder() -> anyhow::Result<PrometheusHandle> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let handle = PrometheusBuilder::new().set_buckets_for_metric(seconds, &BUCKETS)?.install_recorder()?;
    Ok(HANDLE.get_or_init(|| handle).clone())
}

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// How the parts of a node stand, each in one word or a sentence.
#[derive(Debug, Serialize)]
struct Ready {
    database: String,
    schema: String,
    scheduler: String,
}

/// `GET /readyz`: 200 when this node can serve; otherwise 503 and what is wrong. A scheduler that is behind is said but
/// keeps nobody out: after a stop it catches up, and people who are sent away meanwhile would be the greater harm. It
/// alarms by `vigie_scheduler_stalled` and in the log.
pub async fn readyz(State(app): State<App>, monitor: Option<Extension<Monitor>>) -> Response {
    let ok = || "ok".to_owned();
    // Goes through the writer: one that hangs is as bad as none.
    let (database, schema) = match db::migration_state(&app.db, MIGRATIONS).await {
        Ok(state) if state.pending.is_empty() => (ok(), ok()),
        Ok(state) => (ok(), format!("{} steps are not applied", state.pending.len())),
        Err(db::Error::Migration(why)) => (ok(), why),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            ("does not answer".to_owned(), "unknown".to_owned())
        }
    };
    let stalled = monitor.and_then(|Extension(monitor)| monitor.stalled());
    let scheduler = stalled.map_or_else(ok, str::to_owned);
    let ready = [&database, &schema].iter().all(|part| *part == "ok");
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Ready { database, schema, scheduler })).into_response()
}

/// `GET /metrics`: for callers on this machine, and for an administrator's token.
///
/// # Errors
/// 404 for all others: the figures of an installation are nobody's business.
pub async fn figures(
    State(app): State<App>,
    Extension(handle): Extension<PrometheusHandle>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    caller: Result<ApiCaller, Response>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let local = peer.is_some_and(|Extension(ConnectInfo(peer))| peer.ip().to_canonical().is_loopback());
    let administers = caller.is_ok_and(|ApiCaller(cx)| may(&cx.actor, Act::Administer));
    if !local && !administers {
        return Err(AppError::NotFound);
    }
    metrics::gauge!("vigie_live_streams")
        .set(f64::from(u32::try_from(app.hub.streams()).unwrap_or(u32::MAX)));
    handle.run_upkeep();
    let text = handle.render();
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, body) = if accepts.contains("application/openmetrics-text") {
        (OPEN_METRICS, open_metrics(&text))
    } else {
        (PROMETHEUS, text)
    };
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

/// The figures in OpenMetrics 1.0: a counter's family is named without `_total`, no empty lines, an end mark.
fn open_metrics(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        match words.as_slice() {
            ["#", word @ ("HELP" | "TYPE"), name, rest] => {
                let family = name.strip_suffix("_total").unwrap_or(name);
                out.push_str(&format!("# {word} {family} {rest}\n"));
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out.push_str("# EOF\n");
    out
}

/// The time of each request by its route, for the figures.
pub async fn measure(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let route: Arc<str> = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "unknown".into(), |path| path.as_str().into());
    let method = request.method().as_str().to_owned();
    let started = std::time::Instant::now();
    let response = next.run(request).await;
    let labels = [
        ("route", route.to_string()),
        ("method", method),
        ("status", response.status().as_u16().to_string()),
    ];
    metrics::histogram!("vigie_http_request_seconds", &labels).record(started.elapsed().as_secs_f64());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_lose_their_suffix_in_the_name_of_their_family_only() {
        let text = "# TYPE vigie_x_total counter\nvigie_x_total 1\n\n# TYPE vigie_y gauge\nvigie_y 2\n";
        let expected = "# TYPE vigie_x counter\nvigie_x_total 1\n# TYPE vigie_y gauge\nvigie_y 2\n# EOF\n";
        assert_eq!(open_metrics(text), expected);
    }
}
