//! Visits to one mailbox: sign in, take what is new, wait for more; after a failure come again, later each time.

use jiff::SignedDuration;
use mail::imap::{ImapError, Patience, Session, Step};
use tokio::{select, sync::watch};
use work::Lease;

use super::{Fetcher, failure::Failure, folder::Reading, later, pause, sign_in::Door, stopped, until};
use crate::inbox::store;

/// How long at most between two looks, whatever the server tells; also how long one IDLE lasts (RFC 2177 wants less than
/// 29 minutes).
const LOOK: SignedDuration = SignedDuration::from_mins(5);

/// Reads a mailbox until the end is told, the lease is lost, or there is nothing more to read.
pub(super) async fn visits(fetcher: Fetcher, id: i64, lease: Lease, stop: watch::Receiver<bool>) {
    let mut failures = 0;
    let mut shown = String::new();
    while !*stop.borrow() {
        let failure = match visit(&fetcher, id, &lease, &stop, &mut failures, &mut shown).await {
            Ok(()) | Err(Failure::Overtaken) => break,
            Err(failure) => failure,
        };
        failures += 1;
        // Servers end idle connections now and then; that alone is no failure.
        let usual =
            failures == 1 && matches!(&failure, Failure::Imap(ImapError::Lost { step: Step::Idle, .. }));
        if !usual {
            tracing::warn!(mailbox = id, error = %failure, failures, "a mailbox could not be read");
            gauge(&shown, true);
            if let Err(error) = failing(&fetcher, id, &lease, &failure).await {
                tracing::warn!(mailbox = id, %error, "its failure could not be noted");
            }
        }
        pause(&fetcher.app.clock, failure.wait(failures, rand::random()), &stop).await;
    }
    gauge(&shown, false);
}

/// Says on `/metrics` whether a mailbox that this node reads fails.
fn gauge(address: &str, failing: bool) {
    if !address.is_empty() {
        metrics::gauge!("vigie_mailbox_failing", "mailbox" => address.to_owned()).set(if failing {
            1.0
        } else {
            0.0
        });
    }
}

async fn failing(fetcher: &Fetcher, id: i64, lease: &Lease, failure: &Failure) -> Result<(), Failure> {
    let (lease, now) = (lease.clone(), fetcher.app.clock.now());
    let (word, words) = (failure.word(), failure.words());
    let note = move |tx: &mut db::Tx<'_>| -> Result<(), Failure> {
        if !lease.is_current(tx)? {
            return Err(Failure::Overtaken);
        }
        Ok(store::set_failing(tx, id, word, &words, now)?)
    };
    fetcher.app.db.write_locked(note).await
}

async fn visit(
    fetcher: &Fetcher,
    id: i64,
    lease: &Lease,
    stop: &watch::Receiver<bool>,
    failures: &mut u32,
    shown: &mut String,
) -> Result<(), Failure> {
    let app = &fetcher.app;
    let Some(mut door) = Door::of(app, id).await? else { return Ok(()) };
    shown.clone_from(&door.mailbox.address);
    let mut session = select! {
        entered = door.enter(app, &fetcher.trust, Patience::default()) => entered?,
        () = stopped(stop) => return Ok(()),
    };
    let mut reading = Reading::begin(app, &mut session, &door, lease).await?;
    while !*stop.borrow() {
        reading.take_all(&mut session, stop).await?;
        *failures = 0;
        gauge(shown, false);
        wait(fetcher, &mut session, stop).await?;
    }
    // The server ends the connection as well when nobody says goodbye.
    let _ = session.logout().await;
    Ok(())
}

/// Waits for news, for the time of the next look, or for the end. The session is told rather than dropped: an unfinished
/// wait would spoil it.
async fn wait(fetcher: &Fetcher, session: &mut Session, stop: &watch::Receiver<bool>) -> Result<(), Failure> {
    let clock = &fetcher.app.clock;
    let (wake, mut woken) = watch::channel(false);
    let due = later(clock.now(), LOOK);
    let limit = std::time::Duration::try_from(LOOK).unwrap_or_default();
    let waker = async {
        select! {
            () = until(clock, due) => {}
            () = stopped(stop) => {}
        }
        wake.send_replace(true);
        std::future::pending::<()>().await;
    };
    select! {
        waited = session.idle(limit, &mut woken) => waited.map(drop).map_err(Failure::from),
        () = waker => Ok(()),
    }
}
