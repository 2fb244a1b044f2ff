//! What happens on the portal by itself: reports that nobody confirmed are removed.

use db::Db;
use jiff::SignedDuration;
use work::Registry;

use super::guest;

/// Registers it.
#[must_use]
pub fn work(registry: Registry, db: Db) -> Registry {
    registry.sweep("portal.guests", SignedDuration::from_hours(1), move |run| {
        let db = db.clone();
        async move { Ok(db.write(move |tx| guest::sweep(tx, run.now)).await?) }
    })
}
