//! What happened since the last time becomes notices: for requesters, followers and stakeholders from the change feed, for
//! agents from what they are told inside Vigie, so that nothing is decided twice.

use base::{
    audit::{self, feed},
    people,
};
use db::Db;
use jiff::Timestamp;

use super::{event::events, tell::tell, work::notified};

/// The feed's consumer.
const CONSUMER: &str = "inbox-notices";
/// Entries of the feed, or notifications, looked at in one transaction.
const PAGE: i64 = 200;

/// Hears what happened since the last time, and writes the notices that tell of it.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) async fn hear(db: &Db, now: Timestamp) -> db::Result<()> {
    loop {
        let (position, entries) = db
            .read(|r| {
                let position = feed::position(r, CONSUMER)?;
                Ok::<_, db::Error>((position, audit::page(r, position, PAGE)?))
            })
            .await?;
        let Some(last) = entries.last().and_then(|entry| entry.feed_no) else { break };
        let events = events(&entries, now);
        db.write(move |tx| {
            // Another node may have been here meanwhile.
            if feed::position(tx, CONSUMER)? != position {
                return Ok(());
            }
            for (ticket_id, event) in &events {
                tell(tx, *ticket_id, event, now)?;
            }
            feed::set_position(tx, CONSUMER, last)
        })
        .await?;
    }
    while db.write(move |tx| agents(tx, now)).await? == PAGE {}
    Ok(())
}

/// One page of notifications; how many it had.
fn agents(tx: &mut db::Tx<'_>, now: Timestamp) -> db::Result<i64> {
    let all = people::unmailed(tx, PAGE)?;
    for (user_id, notification) in &all {
        notified(tx, *user_id, notification, now)?;
    }
    let ids: Vec<i64> = all.iter().map(|(_, notification)| notification.id).collect();
    people::mark_mailed(tx, &ids)?;
    Ok(i64::try_from(all.len()).unwrap_or(PAGE))
}

/// Takes everything that happened so far for told: nobody is written to about it. For what never happened, such as the past
/// of a demo.
///
/// # Errors
/// When the database fails.
pub async fn forget_untold(db: &Db) -> db::Result<()> {
    feed::number_now(db).await?;
    db.write(|tx| {
        let last = feed::last(tx)?;
        feed::set_position(tx, CONSUMER, last)
    })
    .await?;
    let page = |tx: &mut db::Tx<'_>| {
        let ids: Vec<i64> = people::unmailed(tx, PAGE)?.iter().map(|(_, one)| one.id).collect();
        people::mark_mailed(tx, &ids)?;
        Ok::<_, db::Error>(i64::try_from(ids.len()).unwrap_or(PAGE))
    };
    while db.write_bulk(page).await? == PAGE {}
    Ok(())
}
