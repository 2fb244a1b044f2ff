//! The change feed: committed entries in one order, for whoever reacts after the fact.
//!
//! Sequences commit out of order, so a consumer that followed ids would miss entries. On SQLite the one writer
//! numbers entries as it appends them; on PostgreSQL one feeder at a time numbers what it finds committed.

use std::time::Duration;

use db::{Db, Engine, Read, Result, Signal, Tx};

use super::store;

/// Wakes those who read the feed.
pub const NUMBERED: Signal = Signal(3);

/// Numbers committed entries until the program ends. A wake-up makes it prompt, a scan makes it sure.
pub async fn number(db: Db) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let mut appended = db.signal(work::CHANGES);
    loop {
        let numbered = db
            .write_locked(|tx| {
                let numbered = store::number_committed(tx, 1000)?;
                if numbered > 0 {
                    tx.wake(NUMBERED);
                }
                Ok::<_, db::Error>(numbered)
            })
            .await;
        match numbered {
            Ok(1000..) => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the change feed could not be numbered"),
        }
        // Ends with the database: the sender is gone.
        if let Ok(Err(_)) = tokio::time::timeout(Duration::from_millis(500), appended.changed()).await {
            return;
        }
    }
}

/// Numbers everything that is committed now; for tests and for commands that end.
///
/// # Errors
/// When the database fails.
pub async fn number_now(db: &Db) -> Result<()> {
    if db.engine() == Engine::Sqlite {
        return Ok(());
    }
    while db.write_locked(|tx| store::number_committed(tx, 1000)).await? == 1000 {}
    Ok(())
}

/// Where the feed stands now.
///
/// # Errors
/// When the database fails.
pub fn last(read: &Read<'_>) -> Result<i64> {
    store::last_feed_no(read)
}

/// How far a consumer has read; a new one starts at 0.
///
/// # Errors
/// When the database fails.
pub fn position(read: &Read<'_>, consumer: &str) -> Result<i64> {
    Ok(store::position(read, consumer)?.unwrap_or(0))
}

/// Remembers how far a consumer has read, in the transaction of what it did with it.
///
/// # Errors
/// When the database fails.
pub fn set_position(tx: &mut Tx<'_>, consumer: &str, feed_no: i64) -> Result<()> {
    store::set_position(tx, consumer, feed_no)
}
