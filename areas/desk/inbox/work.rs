//! What happens to mail by itself: what came gets its outcome, and people are told what happened.

use base::{app::App, audit::feed};
use db::{Db, Tx};
use jiff::{SignedDuration, Timestamp};
use work::{JobOutcome, JobRun, Registry};

use super::{
    actions::{PROCESS, process},
    imap::look,
    links::{LIFETIME, send_confirmation},
    notices::{DIGEST, Post, SEND, digest, hear, send},
};
use crate::{inbox::store, portal::guest};

/// How long an address is remembered from which mail came back, after the last one that did and the last that went there.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Registers what happens to mail that came in; and, with a relay, what is told to people.
#[must_use]
pub fn work(registry: Registry, app: App, post: Option<Post>) -> Registry {
    let (db, began) = (app.db.clone(), app.clock.now());
    let registry = registry.sweep("inbox.mailboxes", SignedDuration::from_mins(1), move |run| {
        let db = db.clone();
        async move { Ok(look(&db, began, run.now).await?) }
    });
    let pruned = app.db.clone();
    let registry = registry.sweep("inbox.prune", SignedDuration::from_hours(1), move |run| {
        let db = pruned.clone();
        async move { Ok(prune(&db, run.now).await?) }
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

type Sweep = fn(&mut Tx<'_>, Timestamp) -> db::Result<u64>;

/// Removes what is of no use at `now`, 500 rows at a time: what links did, once they do nothing more, and addresses that
/// nobody writes to any more. The journal keeps what was done.
async fn prune(db: &Db, now: Timestamp) -> db::Result<()> {
    let all: [(Sweep, SignedDuration); 2] =
        [(store::sweep_link_uses, LIFETIME), (store::sweep_addresses, REMEMBERED)];
    for (sweep, kept) in all {
        let Ok(before) = now.checked_sub(kept) else { continue };
        while db.write_bulk(move |tx| sweep(tx, before)).await? >= 500 {}
    }
    Ok(())
}
