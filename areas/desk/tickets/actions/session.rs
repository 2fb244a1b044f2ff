//! One action on one ticket: loaded and locked, changed, journalled, stored.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    desks::{self, Desk},
    people::{
        self, Scope,
        policy::{Access, ticket_access},
    },
};
use db::{Read, Tx};
use rules::{
    priority::{self, Manual, PriorityReason},
    sla::Agreement,
    ticket_state::{Facts, Party},
};
use web::error::AppError;

use super::changes;
use crate::{
    sla,
    tickets::{
        model::Ticket,
        refusal::{Clash, Refused},
        store, subject,
    },
};

/// How far back the journal is read to find what clashes; older looks are refused whole.
const LOOK_BACK: i64 = 500;

/// A ticket with the actor's access, if they may read it. Who only hears of it reads what the portal shows them.
///
/// # Errors
/// `NotFound` when it does not exist or may not be read.
pub fn readable(read: &Read<'_>, cx: &Ctx, ticket: Option<Ticket>) -> Result<(Ticket, Access), AppError> {
    audible(read, cx, ticket).and_then(|(ticket, access)| {
        if access < Access::Follow { Err(AppError::NotFound) } else { Ok((ticket, access)) }
    })
}

/// A ticket with the actor's access, if they may know of it at all.
///
/// # Errors
/// `NotFound` when it does not exist or may not be known to exist.
pub fn audible(read: &Read<'_>, cx: &Ctx, ticket: Option<Ticket>) -> Result<(Ticket, Access), AppError> {
    let ticket = ticket.ok_or(AppError::NotFound)?;
    let access = access(read, cx, &ticket)?;
    if access == Access::None { Err(AppError::NotFound) } else { Ok((ticket, access)) }
}

/// The same by number.
///
/// # Errors
/// As [`readable`].
pub fn readable_by_number(read: &Read<'_>, cx: &Ctx, number: i64) -> Result<(Ticket, Access), AppError> {
    readable(read, cx, store::by_number(read, number)?)
}

/// Being a watcher is asked only when nothing else lets the actor in.
fn access(read: &Read<'_>, cx: &Ctx, ticket: &Ticket) -> Result<Access, AppError> {
    let access = ticket_access(&cx.actor, &ticket.policy_facts(None));
    match cx.actor.user_id() {
        Some(user) if access == Access::None => {
            let relation = store::relation(read, ticket.id, user)?;
            Ok(ticket_access(&cx.actor, &ticket.policy_facts(relation)))
        }
        _ => Ok(access),
    }
}

/// Refuses when someone else changed one of these fields after the actor saw the version `seen` (product.md §2.8).
///
/// # Errors
/// The clash; when the database fails.
pub fn no_clash(
    read: &Read<'_>,
    cx: &Ctx,
    ticket: &Ticket,
    seen: Option<i64>,
    fields: &[&str],
) -> Result<(), Refused> {
    let Some(seen) = seen.filter(|seen| *seen < ticket.version) else { return Ok(()) };
    let since = audit::stream_entries(
        read,
        Stream::Ticket(ticket.id),
        seen.max(ticket.version - LOOK_BACK),
        LOOK_BACK,
    )?;
    let me = cx.actor.user_id();
    let mut clashes: Vec<Clash> = Vec::new();
    for entry in since.iter().filter(|entry| entry.actor_id.is_none() || entry.actor_id != me) {
        for change in entry.payload.iter().flat_map(|payload| &payload.changes) {
            if fields.contains(&change.field.as_str()) {
                clashes.retain(|clash| clash.field != change.field);
                let (field, theirs) = (change.field.clone(), change.is.clone());
                clashes.push(Clash { field, theirs, by: entry.actor.clone(), at: entry.at });
            }
        }
    }
    if clashes.is_empty() { Ok(()) } else { Err(Refused::Clash { current: ticket.version, clashes }) }
}

/// In what qualities the actor acts on a ticket.
#[must_use]
pub fn parties(cx: &Ctx, ticket: &Ticket, access: Access) -> Vec<Party> {
    let mut parties = Vec::new();
    match cx.actor.user_id() {
        None => parties.push(Party::System),
        Some(id) if id == ticket.requester_id => parties.push(Party::Requester),
        Some(_) => {}
    }
    if access >= Access::Work {
        parties.push(Party::Agent);
    }
    if access >= Access::Lead {
        parties.push(Party::Lead);
    }
    parties
}

/// An action under way. Nothing is stored before [`Session::save`].
pub(in crate::tickets) struct Session<'t, 'c> {
    pub(in crate::tickets) tx: &'t mut Tx<'c>,
    pub(in crate::tickets) cx: &'t Ctx,
    pub(in crate::tickets) ticket: Ticket,
    pub(in crate::tickets) access: Access,
    pub(in crate::tickets) desk: Desk,
    /// The ticket as the journal knows it.
    journalled: Ticket,
}

impl<'t, 'c> Session<'t, 'c> {
    /// Locks a ticket for an actor who needs at least this access.
    pub(in crate::tickets) fn open(
        tx: &'t mut Tx<'c>,
        cx: &'t Ctx,
        number: i64,
        need: Access,
    ) -> Result<Self, Refused> {
        let ticket = store::lock_by_number(tx, number)?;
        Self::on(tx, cx, ticket, need)
    }

    /// The same by row.
    pub(in crate::tickets) fn open_by_id(
        tx: &'t mut Tx<'c>,
        cx: &'t Ctx,
        id: i64,
        need: Access,
    ) -> Result<Self, Refused> {
        let ticket = store::lock(tx, id)?;
        Self::on(tx, cx, ticket, need)
    }

    fn on(tx: &'t mut Tx<'c>, cx: &'t Ctx, ticket: Option<Ticket>, need: Access) -> Result<Self, Refused> {
        let (ticket, access) =
            if need == Access::Hear { audible(tx, cx, ticket)? } else { readable(tx, cx, ticket)? };
        // Following is reading; what follows here is writing.
        if access < need || !cx.actor.may_use(Scope::TicketsWrite) {
            return Err(AppError::Forbidden.into());
        }
        let desk = desks::desk(tx, ticket.desk_id)?.ok_or(AppError::NotFound)?;
        Ok(Self { tx, cx, journalled: ticket.clone(), ticket, access, desk })
    }

    /// Follow-up on a ticket that was just inserted and journalled.
    pub(in crate::tickets) fn fresh(tx: &'t mut Tx<'c>, cx: &'t Ctx, ticket: Ticket, desk: Desk) -> Self {
        Self { tx, cx, journalled: ticket.clone(), ticket, access: Access::Lead, desk }
    }

    /// In what qualities the actor acts here.
    pub(in crate::tickets) fn parties(&self) -> Vec<Party> {
        parties(self.cx, &self.ticket, self.access)
    }

    /// What the lifecycle's rules look at.
    pub(in crate::tickets) fn facts(&self, parties: &[Party]) -> Facts {
        self.ticket.facts(parties, self.cx.now, self.desk.reopen_days)
    }

    /// Refuses when someone else changed one of these fields after the actor looked (product.md §2.8).
    pub(in crate::tickets) fn no_clash(&self, seen: Option<i64>, fields: &[&str]) -> Result<(), Refused> {
        no_clash(self.tx, self.cx, &self.ticket, seen, fields)
    }

    /// Works the priority out again after a change of impact, urgency, category or desk.
    pub(in crate::tickets) fn prioritise(&mut self) -> Result<(), Refused> {
        let matrix = desks::matrix(self.tx, self.ticket.desk_id)?;
        let manual = match &self.ticket.priority_reason {
            PriorityReason::Manual { reason, .. } => Manual::new(self.ticket.priority, reason).ok(),
            _ => None,
        };
        self.decide(&matrix, manual.as_ref());
        Ok(())
    }

    /// Sets the priority by hand, or gives it back to the matrix.
    pub(in crate::tickets) fn override_priority(&mut self, manual: Option<&Manual>) -> Result<(), Refused> {
        let matrix = desks::matrix(self.tx, self.ticket.desk_id)?;
        self.decide(&matrix, manual);
        Ok(())
    }

    fn decide(&mut self, matrix: &priority::Matrix, manual: Option<&Manual>) {
        let decision = priority::decide(matrix, self.ticket.impact, self.ticket.urgency, manual);
        self.ticket.priority = decision.priority;
        self.ticket.priority_reason = decision.reason;
    }

    /// Appends an entry of its own: a comment, a link.
    pub(in crate::tickets) fn journal(&mut self, entry: &NewEntry) -> Result<i64, Refused> {
        Ok(audit::append(self.tx, self.cx, entry)?)
    }

    /// The stream of this ticket.
    pub(in crate::tickets) fn stream(&self) -> Stream {
        Stream::Ticket(self.ticket.id)
    }

    /// Journals what changed since the last time, as one entry; nothing when nothing did. Then the commitments are
    /// told what matters to them.
    pub(in crate::tickets) fn record(
        &mut self,
        kind: &'static str,
        reason: Option<&str>,
    ) -> Result<(), Refused> {
        let changes = changes::between(self.tx, &self.journalled, &self.ticket)?;
        if changes.is_empty() {
            return Ok(());
        }
        let mut entry = NewEntry::new(self.stream(), kind);
        entry.public = changes.iter().any(|change| changes::PUBLIC_FIELDS.contains(&change.field.as_str()));
        entry.payload.changes = changes;
        entry.payload.reason = reason.map(str::to_owned).filter(|reason| !reason.is_empty());
        audit::append(self.tx, self.cx, &entry)?;
        let before = std::mem::replace(&mut self.journalled, self.ticket.clone());
        self.tell_commitments(&before)
    }

    fn tell_commitments(&mut self, before: &Ticket) -> Result<(), Refused> {
        let now = &self.ticket;
        let chosen_by =
            |t: &Ticket| (t.kind, t.desk_id, t.priority, t.category_id, t.service_id, t.organisation_id);
        let sla = chosen_by(before) != chosen_by(now);
        let (team, provider) = (before.team_id != now.team_id, before.provider_id != now.provider_id);
        if !(sla || team || provider) || !now.state.is_open() {
            return Ok(());
        }
        let subject = subject::subject(self.tx, now)?;
        for (changed, agreement) in [(team, Agreement::Ola), (provider, Agreement::Underpinning)] {
            if changed {
                let commitment = sla::handed_over(self.tx, self.cx, &subject, agreement)?;
                self.ticket.follow(commitment);
            }
        }
        if sla {
            let commitment = sla::reconsider(self.tx, self.cx, &subject)?;
            self.ticket.follow(commitment);
        }
        Ok(())
    }

    /// Someone took it or answered in public: the acknowledgement's clock is met.
    pub(in crate::tickets) fn acknowledged(&mut self) -> Result<(), Refused> {
        if self.ticket.acknowledged_at.is_none() {
            self.ticket.acknowledged_at = Some(self.cx.now);
            let commitment = sla::acknowledge(self.tx, self.cx, self.ticket.id)?;
            self.ticket.follow(commitment);
        }
        Ok(())
    }

    /// Tells people about it in the page, but never the one who did it.
    pub(in crate::tickets) fn tell(&mut self, users: &[i64], kind: &str, body: &str) -> Result<(), Refused> {
        let mut told: Vec<i64> = Vec::new();
        for user in users.iter().copied().filter(|user| self.cx.actor.user_id() != Some(*user)) {
            if !told.contains(&user) {
                told.push(user);
                let entry_no = audit::last_entry_no(self.tx, Stream::Ticket(self.ticket.id))?;
                people::notify(self.tx, user, kind, Some(self.ticket.id), Some(entry_no), body, self.cx.now)?;
            }
        }
        Ok(())
    }

    /// Stores a ticket that was just inserted, if anything was done to it since.
    pub(in crate::tickets) fn save_if_touched(self) -> Result<Ticket, Refused> {
        let untouched = self.ticket == self.journalled
            && audit::last_entry_no(self.tx, self.stream())? == self.ticket.version;
        if untouched { Ok(self.ticket) } else { self.save() }
    }

    /// Stores the ticket; its version is then that of its last entry.
    pub(in crate::tickets) fn save(mut self) -> Result<Ticket, Refused> {
        self.ticket.updated_at = self.cx.now;
        self.ticket.version = audit::last_entry_no(self.tx, self.stream())?;
        store::save(self.tx, &self.ticket)?;
        Ok(self.ticket)
    }
}
