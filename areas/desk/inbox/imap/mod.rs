//! Fetching mail (product.md §3.2, protocols.md §7): one poller a mailbox among all nodes, by lease. A mail is stored and
//! committed here before it is marked on the server, and the position moves only after both: whatever dies in between,
//! nothing is lost, and what is fetched again is known by its content.

mod alarm;
mod failure;
mod folder;
mod health;
mod secret;
mod sign_in;
mod supervise;
mod trial;
mod visit;

use base::app::App;
use db::Signal;
use jiff::{SignedDuration, Timestamp};
use mail::tls::Trust;
use tokio::{select, sync::watch, time::sleep};
use work::Clock;

pub(super) use alarm::look;
pub(super) use failure::Failure;
pub(super) use health::{Condition, Health, health};
pub(super) use secret::{Given, seal};
pub use supervise::fetch_mail;
pub(super) use trial::{Opened, Trial, trial};

/// Wakes the supervisors of all nodes: a mailbox was set up, changed or put away.
pub(super) const CHANGED: Signal = Signal(4);

/// The largest mail that is taken, in bytes, as by LMTP.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What fetching needs.
#[derive(Clone)]
pub struct Fetcher {
    /// The handles of the program.
    pub app: App,
    /// The servers that are believed.
    pub trust: Trust,
    /// This node, unique to a running process: it holds the leases.
    pub holder: String,
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// Waits until the clock says `at`.
async fn until(clock: &Clock, at: Timestamp) {
    let mut moved = clock.changed();
    loop {
        let now = clock.now();
        if now >= at {
            return;
        }
        if clock.is_manual() {
            if moved.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        } else {
            let left = std::time::Duration::try_from(at.duration_since(now)).unwrap_or_default();
            select! {
                () = sleep(left) => {}
                _ = moved.changed() => {}
            }
        }
    }
}

/// Waits until the program, or this part of it, is told to end.
async fn stopped(stop: &watch::Receiver<bool>) {
    let _ = stop.clone().wait_for(|stop| *stop).await;
}

/// Waits, at most until the end.
async fn pause(clock: &Clock, by: SignedDuration, stop: &watch::Receiver<bool>) {
    let at = later(clock.now(), by);
    select! {
        () = until(clock, at) => {}
        () = stopped(stop) => {}
    }
}
