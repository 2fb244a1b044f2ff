//! What the commitments are told about a ticket.

use base::desks;
use db::{Read, Result};

use super::model::Ticket;
use crate::sla::{Commitment, Subject};

/// A category tree is at most this deep; a cycle, which the settings refuse, then ends here too.
const DEPTH: usize = 10;

/// The category and those above it, nearest first.
pub(super) fn category_chain(read: &Read<'_>, category_id: Option<i64>) -> Result<Vec<i64>> {
    let mut chain = Vec::new();
    let mut next = category_id;
    while let Some(id) = next.filter(|_| chain.len() < DEPTH) {
        chain.push(id);
        next = desks::category(read, id)?.and_then(|category| category.parent_id);
    }
    Ok(chain)
}

/// The ticket as the commitments see it.
pub(super) fn subject(read: &Read<'_>, ticket: &Ticket) -> Result<Subject> {
    Ok(Subject {
        ticket_id: ticket.id,
        kind: ticket.kind,
        desk_id: ticket.desk_id,
        desk_calendar: desks::desk(read, ticket.desk_id)?.and_then(|desk| desk.calendar_id),
        priority: ticket.priority,
        categories: category_chain(read, ticket.category_id)?,
        service_id: ticket.service_id,
        organisation_id: ticket.organisation_id,
        team_id: ticket.team_id,
        provider_id: ticket.provider_id,
        pending_on: ticket.pending_on,
    })
}

impl Ticket {
    /// Takes over what the clocks say.
    pub(super) fn follow(&mut self, commitment: Commitment) {
        self.due_at = commitment.due_at;
        self.next_metric = commitment.metric;
        self.risk_at = commitment.risk_at;
        self.breached = commitment.breached;
    }
}
