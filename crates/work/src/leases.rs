//! Leases: what one node at a time may do (lead the sweeps, poll a mailbox), with a fence against latecomers.

use db::{Result, Tx};
use jiff::{SignedDuration, Timestamp};

use crate::{clock::later, store};

/// A lease that was held when it was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What it is for: `leader`, `imap:3`.
    pub name: String,
    /// Who holds it, unique to a running process.
    pub holder: String,
    /// Higher for each new holder.
    pub fence: i64,
    /// It may be taken by another from this instant.
    pub until: Timestamp,
}

impl Lease {
    /// Whether nobody has taken the lease since: call it first in a transaction whose effect must not come from
    /// a holder that was paused and overtaken. A new holder waits until that transaction ends.
    ///
    /// # Errors
    /// What the database refuses.
    pub fn is_current(&self, tx: &mut Tx<'_>) -> Result<bool> {
        store::leases::touch(tx, &self.name, self.fence)
    }
}

/// Takes a lease that is free or ended, or prolongs one's own; nothing while another holds it. To be called in
/// [`db::Db::write_locked`].
///
/// # Errors
/// What the database refuses.
pub fn acquire(
    tx: &mut Tx<'_>,
    name: &str,
    holder: &str,
    now: Timestamp,
    lasting: SignedDuration,
) -> Result<Option<Lease>> {
    let until = later(now, lasting);
    let fence = store::leases::acquire(tx, name, holder, now, until)?;
    Ok(fence.map(|fence| Lease { name: name.to_owned(), holder: holder.to_owned(), fence, until }))
}

/// Lets a lease go before its end, so that another need not wait.
///
/// # Errors
/// What the database refuses.
pub fn release(tx: &mut Tx<'_>, lease: &Lease) -> Result<()> {
    store::leases::release(tx, &lease.name, &lease.holder)
}
