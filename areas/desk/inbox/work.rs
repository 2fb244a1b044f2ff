//! What happens to mail by itself: what came gets its outcome, and people are told what happened.

use base::{app::App, audit::feed};
use jiff::SignedDuration;
use work::{JobOutcome, JobRun, Registry};

use super::{
    actions::{PROCESS, process},
    notices::{Post, SEND, hear, send},
};

/// Registers what happens to mail that came in; and, with a relay, what is told to people.
#[must_use]
pub fn work(registry: Registry, app: App, post: Option<Post>) -> Registry {
    let registry = registry.job(PROCESS, move |run: JobRun| {
        let app = app.clone();
        async move {
            match process(&app, named(&run, "mail"), run.now).await {
                Ok(()) => JobOutcome::Done,
                Err(error) => JobOutcome::Retry(error.to_string()),
            }
        }
    });
    let Some(post) = post else { return registry };
    let db = post.app.db.clone();
    registry
        .sweep_on(feed::NUMBERED, "inbox.notices", SignedDuration::from_mins(1), move |run| {
            let db = db.clone();
            async move { Ok(hear(&db, run.now).await?) }
        })
        .job(SEND, move |run: JobRun| {
            let post = post.clone();
            async move {
                match send(&post, named(&run, "notice"), run.now).await {
                    Ok(outcome) => outcome,
                    Err(error) => JobOutcome::Retry(error.to_string()),
                }
            }
        })
}

/// The row that a job is about; 0, which none has, when its payload names none.
fn named(run: &JobRun, what: &str) -> i64 {
    run.payload.get(what).and_then(serde_json::Value::as_i64).unwrap_or_default()
}
