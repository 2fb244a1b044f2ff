//! Who reads which mailbox: each node stands for every mailbox that is fetched, and the one that has the lease reads it.

use std::{collections::HashMap, time::Duration};

use jiff::SignedDuration;
use tokio::{select, sync::watch, task::JoinSet, time::sleep};
use work::{Lease, leases};

use super::{CHANGED, Fetcher, failure::Failure, later, pause, stopped, until, visit::visits};
use crate::inbox::{
    model::{Kind, Mailbox},
    store,
};

/// Another node takes a mailbox over after this long without news of its reader.
const LASTING: SignedDuration = SignedDuration::from_secs(60);
/// How often a lease is renewed, or asked for.
const RENEWED: SignedDuration = SignedDuration::from_secs(10);
/// How long a mail that is being fetched may still take when the node ends.
const GRACE: Duration = Duration::from_secs(5);
/// How often the mailboxes are looked at although nothing said that they changed.
const LOOK: Duration = Duration::from_secs(60);
/// How long to wait after a reader broke down.
const AFTER_PANIC: SignedDuration = SignedDuration::from_secs(30);

/// A reader of one mailbox on this node.
struct Reader {
    version: i64,
    stop: watch::Sender<bool>,
}

/// Fetches the mail of all mailboxes until `stop` says true.
pub async fn fetch_mail(fetcher: Fetcher, mut stop: watch::Receiver<bool>) {
    let mut changed = fetcher.app.db.signal(CHANGED);
    let mut readers: HashMap<i64, Reader> = HashMap::new();
    let mut tasks: JoinSet<i64> = JoinSet::new();
    while !*stop.borrow() {
        changed.mark_unchanged();
        match wanted(&fetcher).await {
            Ok(wanted) => {
                for (id, reader) in &readers {
                    // It begins anew with what was changed, once it has ended.
                    if wanted.get(id) != Some(&reader.version) {
                        reader.stop.send_replace(true);
                    }
                }
                for (id, version) in wanted {
                    readers.entry(id).or_insert_with(|| {
                        let stop = watch::Sender::new(false);
                        let (fetcher, told) = (fetcher.clone(), stop.subscribe());
                        tasks.spawn(async move {
                            stand(&fetcher, id, &told).await;
                            id
                        });
                        Reader { version, stop }
                    });
                }
            }
            Err(error) => tracing::warn!(%error, "the mailboxes could not be looked at"),
        }
        select! {
            _ = stop.changed() => {}
            Ok(()) = changed.changed() => {}
            Some(ended) = tasks.join_next() => {
                if let Ok(id) = ended {
                    readers.remove(&id);
                }
            }
            () = sleep(LOOK) => {}
        }
    }
    for reader in readers.values() {
        reader.stop.send_replace(true);
    }
    while tasks.join_next().await.is_some() {}
}

/// The mailboxes to fetch, with their versions.
async fn wanted(fetcher: &Fetcher) -> db::Result<HashMap<i64, i64>> {
    let all = fetcher.app.db.read(|read| store::mailboxes(read, None)).await?;
    let fetched = |mailbox: &Mailbox| mailbox.kind == Kind::Imap && mailbox.enabled;
    Ok(all.into_iter().filter(fetched).map(|mailbox| (mailbox.id, mailbox.version)).collect())
}

/// Stands for one mailbox: reads it while this node has the lease.
async fn stand(fetcher: &Fetcher, id: i64, stop: &watch::Receiver<bool>) {
    while !*stop.borrow() {
        let mut wait = RENEWED;
        match acquire(fetcher, id).await {
            Ok(Some(lease)) => {
                if !read_while(fetcher, id, &lease, stop).await {
                    wait = AFTER_PANIC;
                }
                let released = fetcher.app.db.write_locked(move |tx| leases::release(tx, &lease)).await;
                if let Err(error) = released {
                    tracing::warn!(%error, mailbox = id, "a lease could not be released; it ends by itself");
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, mailbox = id, "the lease of a mailbox could not be asked for")
            }
        }
        pause(&fetcher.app.clock, wait, stop).await;
    }
}

/// Reads a mailbox until the lease is lost or the end is told; false when the reader broke down.
async fn read_while(fetcher: &Fetcher, id: i64, lease: &Lease, stop: &watch::Receiver<bool>) -> bool {
    // A task of its own, so that a panic ends it alone, and dropping the set stops it.
    let mut reading = JoinSet::new();
    reading.spawn(visits(fetcher.clone(), id, lease.clone(), stop.clone()));
    let late = async {
        stopped(stop).await;
        sleep(GRACE).await;
    };
    select! {
        ended = reading.join_next() => ended.is_none_or(|ended| ended.is_ok()),
        () = keep(fetcher, id, lease) => {
            tracing::warn!(mailbox = id, "another node reads the mailbox now");
            true
        }
        () = late => true,
    }
}

/// Renews the lease; ends when it is lost.
async fn keep(fetcher: &Fetcher, id: i64, lease: &Lease) {
    let clock = &fetcher.app.clock;
    let mut until_when = lease.until;
    loop {
        until(clock, later(clock.now(), RENEWED)).await;
        match acquire(fetcher, id).await {
            Ok(Some(renewed)) if renewed.fence == lease.fence => until_when = renewed.until,
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, mailbox = id, "the lease of a mailbox could not be renewed");
                if clock.now() >= until_when {
                    return;
                }
            }
        }
    }
}

async fn acquire(fetcher: &Fetcher, id: i64) -> Result<Option<Lease>, Failure> {
    let (holder, now) = (fetcher.holder.clone(), fetcher.app.clock.now());
    let name = format!("imap:{id}");
    let asked = fetcher.app.db.write_locked(move |tx| leases::acquire(tx, &name, &holder, now, LASTING));
    Ok(asked.await?)
}
