//! Reading a folder: each mail is stored and committed here, then marked there, then left behind. One that cannot be fetched
//! for a reason of its own lets the others pass after some attempts; it stays unseen on the server, is shown with the
//! mailbox, and is tried again now and then.

use std::collections::HashSet;

use base::app::App;
use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use mail::imap::{Done, ImapError, Session};
use tokio::sync::watch;
use work::Lease;

use super::{LARGEST, earlier, failure::Failure, sign_in::Door};
use crate::inbox::{
    actions::{Arrival, receive},
    model::{Position, Stuck},
    store,
};

/// After so many failed attempts the mails behind go first.
pub(in crate::inbox) const ATTEMPTS: i64 = 3;
/// A mail that was passed is tried again after this long for each attempt so far.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// Whether the session goes on after a mail could not be fetched.
fn is_usable_after(failure: &Failure) -> bool {
    matches!(failure, Failure::Large(_) | Failure::Broken | Failure::Imap(ImapError::Refused { .. }))
}

/// A folder that is open, under a lease.
pub(super) struct Reading<'a> {
    app: &'a App,
    id: i64,
    lease: &'a Lease,
    position: Position,
    /// Mail that the server got before this day and that was read is history.
    since: Date,
    writable: bool,
}

impl<'a> Reading<'a> {
    /// Opens the folder, and begins it anew when its identifiers mean other mails than before.
    pub(super) async fn begin(
        app: &'a App,
        session: &mut Session,
        door: &Door,
        lease: &'a Lease,
    ) -> Result<Self, Failure> {
        let selected = session.select(&door.imap.folder).await?;
        // The day before, since the server tells days in a zone of its own.
        let since = earlier(door.mailbox.created_at, SignedDuration::from_hours(24));
        let mut reading = Self {
            app,
            id: door.mailbox.id,
            lease,
            position: door.state.position,
            since: since.to_zoned(TimeZone::UTC).date(),
            writable: selected.writable,
        };
        if reading.position.uid_validity != selected.uid_validity {
            let history_below = match selected.uid_next {
                Some(next) => next,
                None => session.new_uids(0).await?.last().map_or(1, |last| last.saturating_add(1)),
            };
            let position = Position { uid_validity: selected.uid_validity, last_uid: 0, history_below };
            let id = reading.id;
            reading.write(move |tx| store::begin_folder(tx, id, position)).await?;
            reading.position = position;
        }
        Ok(reading)
    }

    /// Writes as long as the lease is ours.
    async fn write<T: Send + 'static>(
        &self,
        run: impl Fn(&mut db::Tx<'_>) -> db::Result<T> + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        let lease = self.lease.clone();
        let fenced = move |tx: &mut db::Tx<'_>| -> Result<T, Failure> {
            if lease.is_current(tx)? { Ok(run(tx)?) } else { Err(Failure::Overtaken) }
        };
        self.app.db.write_locked(fenced).await
    }

    /// Takes every mail that is new, in order, then what was passed and is due again; the mailbox is well after that.
    pub(super) async fn take_all(
        &mut self,
        session: &mut Session,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), Failure> {
        let mut uids = session.new_uids(self.position.last_uid).await?;
        let last = uids.last().copied();
        let below = self.position.history_below;
        if uids.first().is_some_and(|first| *first < below) {
            let wanted: HashSet<u32> = session.unread_or_since(self.since).await?.into_iter().collect();
            uids.retain(|uid| *uid >= below || wanted.contains(uid));
        }
        for uid in uids {
            if *stop.borrow() {
                return Ok(());
            }
            self.take(session, uid).await?;
        }
        if let Some(last) = last.filter(|last| *last > self.position.last_uid) {
            self.leave_behind(last).await?;
        }
        self.take_again(session, stop).await?;
        let (id, now) = (self.id, self.app.clock.now());
        self.write(move |tx| store::set_well(tx, id, now)).await
    }

    /// One mail that is new.
    async fn take(&mut self, session: &mut Session, uid: u32) -> Result<(), Failure> {
        let (id, now) = (self.id, self.app.clock.now());
        let attempts = self.write(move |tx| store::try_mail(tx, id, uid, now)).await?;
        if attempts > ATTEMPTS {
            // Each attempt ended with the process itself, or it would have been passed already.
            self.note(uid, attempts, Failure::Broken.words()).await?;
            return self.leave_behind(uid).await;
        }
        match self.bring(session, uid).await {
            Ok(()) => self.finish(uid).await,
            Err(failure) if failure.is_of_the_mail() => {
                tracing::warn!(mailbox = id, uid, attempts, error = %failure, "a mail could not be fetched");
                self.note(uid, attempts, failure.words()).await?;
                let usable = is_usable_after(&failure);
                // The server will not make it smaller.
                if matches!(failure, Failure::Large(_)) || attempts >= ATTEMPTS {
                    self.leave_behind(uid).await?;
                    if usable {
                        return Ok(());
                    }
                }
                Err(failure)
            }
            Err(failure) => {
                // It was not the mail's fault: it does not count.
                self.note(uid, attempts - 1, String::new()).await?;
                Err(failure)
            }
        }
    }

    /// What was passed and whose time has come again. A failure here is the mail's own and ends nothing but the session.
    async fn take_again(
        &mut self,
        session: &mut Session,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), Failure> {
        let (id, now, last) = (self.id, self.app.clock.now(), self.position.last_uid);
        let stuck = self.app.db.read(move |read| store::stuck(read, id)).await?;
        let due = |stuck: &Stuck| {
            let wait = AGAIN.saturating_mul(i32::try_from(stuck.attempts.clamp(1, 24)).unwrap_or(24));
            stuck.uid <= last && stuck.tried_at <= earlier(now, wait)
        };
        for Stuck { uid, .. } in stuck.into_iter().filter(due) {
            if *stop.borrow() {
                return Ok(());
            }
            let attempts = self.write(move |tx| store::try_mail(tx, id, uid, now)).await?;
            match self.bring(session, uid).await {
                Ok(()) => self.write(move |tx| store::unstick(tx, id, uid)).await?,
                Err(failure) => {
                    self.note(uid, attempts, failure.words()).await?;
                    if !is_usable_after(&failure) {
                        return Err(failure);
                    }
                }
            }
        }
        Ok(())
    }

    /// Stores a mail, then marks it; nothing when it is gone from the server.
    async fn bring(&self, session: &mut Session, uid: u32) -> Result<(), Failure> {
        let Some(fetched) = session.fetch(uid, LARGEST).await? else { return Ok(()) };
        if fetched.truncated {
            return Err(Failure::Large(fetched.size));
        }
        let arrival = Arrival {
            mailbox_id: self.id,
            envelope_from: String::new(),
            envelope_to: String::new(),
            raw: fetched.raw,
        };
        receive(self.app, arrival).await?;
        if !self.writable {
            return Ok(());
        }
        match session.mark_done(uid, &Done::Mark).await {
            // It is here; a server that lets nobody mark keeps it unread.
            Ok(()) | Err(ImapError::Refused { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn note(&self, uid: u32, attempts: i64, error: String) -> Result<(), Failure> {
        let id = self.id;
        self.write(move |tx| store::stuck_by(tx, id, uid, attempts, &error)).await
    }

    async fn leave_behind(&mut self, uid: u32) -> Result<(), Failure> {
        let (id, now) = (self.id, self.app.clock.now());
        self.write(move |tx| store::advance(tx, id, uid, now)).await?;
        self.position.last_uid = self.position.last_uid.max(uid);
        Ok(())
    }

    async fn finish(&mut self, uid: u32) -> Result<(), Failure> {
        let (id, now) = (self.id, self.app.clock.now());
        self.write(move |tx| {
            store::unstick(tx, id, uid)?;
            store::advance(tx, id, uid, now)
        })
        .await?;
        self.position.last_uid = uid;
        Ok(())
    }
}
