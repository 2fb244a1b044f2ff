//! Which ticket it answers: the signed address, then what it says it answers, then a number in its subject, which counts
//! only for someone who is concerned already (protocols.md §7).

use base::{
    ctx::{Channel, Ctx},
    people,
};
use db::Tx;
use mail::thread::{Lookup, candidates};
use rules::ticket_state::Kind;

use super::{Answer, Case, Sender, Thread, Why};
use crate::{
    inbox::store,
    tickets::{self, Refused, Ticket, actions},
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    let prefixes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.prefix()).collect();
    for candidate in candidates(case.message, case.signer, &prefixes) {
        let Some(ticket) = found(tx, &candidate.lookup)? else { continue };
        let label = ticket.label();
        if !is_concerned(tx, cx, case, &ticket)? {
            // A number that somebody wrote says nothing; a conversation of ours does.
            if !matches!(candidate.lookup, Lookup::Number { .. }) {
                case.thread = Thread::After(Box::new(ticket));
                return Ok(Answer::Continue(Why::about("not-concerned", label)));
            }
            continue;
        }
        if ticket.state.is_ended() {
            case.thread = Thread::After(Box::new(ticket));
            return Ok(Answer::Continue(Why::about("ended", label)));
        }
        case.thread = Thread::Of(Box::new(ticket));
        return Ok(Answer::Continue(Why::about("answers", label)));
    }
    Ok(Answer::Continue(Why::new("new")))
}

/// The ticket that goes on with what the lookup finds.
fn found(tx: &Tx<'_>, lookup: &Lookup) -> Result<Option<Ticket>, Refused> {
    let mut ticket = match lookup {
        Lookup::Ticket(number) | Lookup::Number { number, .. } => tickets::store::by_number(tx, *number)?,
        Lookup::MessageId(id) => {
            let received = store::known_ids(tx, id)?.first().copied();
            let ticket_id = match received {
                Some(ticket_id) => Some(ticket_id),
                None => store::noticed_ticket(tx, id)?,
            };
            ticket_id.map(|id| tickets::store::by_id(tx, id)).transpose()?.flatten()
        }
    };
    // As far as merges go; a circle cannot be made.
    for _ in 0..10 {
        let Some(into) = ticket.as_ref().and_then(|ticket| ticket.merged_into_id) else { break };
        ticket = tickets::store::by_id(tx, into)?;
    }
    Ok(ticket)
}

fn is_concerned(tx: &Tx<'_>, cx: &Ctx, case: &Case<'_>, ticket: &Ticket) -> Result<bool, Refused> {
    match &case.sender {
        Sender::Known(user) => {
            let Some(actor) = people::load_actor(tx, user.id, None, None)? else { return Ok(false) };
            let theirs = Ctx { actor, channel: Channel::Mail, ..cx.clone() };
            Ok(actions::audible(tx, &theirs, Some(ticket.clone())).is_ok())
        }
        // Who opened it by mail, and was nobody we know then either, goes on with it.
        Sender::Guest | Sender::Unverified => {
            let contact = store::contact(tx, ticket.id)?;
            Ok(contact.is_some_and(|(address, _)| mail::address::same(&address, &case.message.from.address)))
        }
        Sender::Unknown => Ok(false),
    }
}
