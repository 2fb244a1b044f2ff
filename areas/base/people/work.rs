//! What is swept away when its time is over.

use db::Db;
use jiff::{SignedDuration, Timestamp};
use work::{Clock, Registry};

use super::store;

/// Ended sessions and links stay this long, so that a late click is told what happened.
const ENDED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a repeated API write is recognised.
const KEYS: SignedDuration = SignedDuration::from_hours(24);
/// How long notifications stay after they were read.
const READ: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Registers the hourly sweep of ended sessions and links, idempotency keys, sign-in counters of addresses, and read
/// notifications.
#[must_use]
pub fn work(registry: Registry, db: Db, clock: Clock) -> Registry {
    registry.sweep("people", SignedDuration::from_hours(1), move |_| {
        let (db, now) = (db.clone(), clock.now());
        async move { Ok(sweep(&db, now).await?) }
    })
}

type Sweep = fn(&mut db::Tx<'_>, Timestamp) -> db::Result<u64>;

/// Removes what is over at `now`, 500 rows at a time.
pub(super) async fn sweep(db: &Db, now: Timestamp) -> db::Result<()> {
    let all: [(Sweep, SignedDuration); 5] = [
        (store::sessions::sweep, ENDED),
        (store::links::sweep, ENDED),
        (store::idempotency::sweep, KEYS),
        (store::failures::sweep, ENDED),
        (store::notifications::sweep, READ),
    ];
    for (sweep, kept) in all {
        let Ok(before) = now.checked_sub(kept) else { continue };
        while db.write_bulk(move |tx| sweep(tx, before)).await? >= 500 {}
    }
    Ok(())
}
