//! What happens to mail by itself: what came gets its outcome, and people are told what happened.

use base::{app::App, audit::feed};
use jiff::SignedDuration;
use work::{JobOutcome, JobRun, Registry};

use super::{
    actions::{PROCESS, process},
    imap::look,
    links::send_confirmation,
    notices::{DIGEST, Post, SEND, digest, hear, send},
};
use crate::portal::guest;

/// Registers what happens to mail that came in; and, with a relay, what is told to people.
#[must_use]
pub fn work(registry: Registry, app: App, post: Option<Post>) -> Registry {
    let (db, began) = (app.db.clone(), app.clock.now());
    let registry = registry.sweep("inbox.mailboxes", SignedDuration::from_mins(1), move |run| {
        let db = db.clone();
        async move { Ok(look(&db, began, run.now).await?) }
    });
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
    let (db, asking, bundling) = (post.app.db.clone(), post.clone(), post.app.clone());
    registry
        .job(guest::CONFIRM, move |run: JobRun| {
            let post = asking.clone();
            async move {
                match send_confirmation(&post, named(&run, "report"), run.now).await {
                    Ok(outcome) => outcome,
                    Err(error) => JobOutcome::Retry(error.to_string()),
                }
            }
        })
        .sweep_on(feed::NUMBERED, "inbox.notices", SignedDuration::from_mins(1), move |run| {
            let db = db.clone();
            async move { Ok(hear(&db, run.now).await?) }
        })
        .job(DIGEST, move |run: JobRun| {
            let app = bundling.clone();
            async move {
                match digest(&app, named(&run, "user"), run.now).await {
                    Ok(()) => JobOutcome::Done,
                    Err(error) => JobOutcome::Retry(error.to_string()),
                }
            }
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
