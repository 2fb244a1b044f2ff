//! Which ticket it answers: the signed address, then what it says it answers, then a number in its subject, which counts
//! only for someone who is concerned already (protocols.md §7). A mail that came to several mailboxes of a desk goes on once.

use base::{
    ctx::{Channel, Ctx},
    people,
};
use db::Tx;
use mail::thread::{Lookup, candidates};
use rules::ticket_state::Kind;

use super::{Answer, Case, Sender, Thread, Why};
use crate::{
    inbox::{model::Outcome, store},
    tickets::{self, Refused, Ticket, actions},
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    let twin = twin(tx, case)?;
    let same = |ticket: &Ticket| {
        (Outcome::Refused, Why::about("same-mail", ticket.label()), (Some(ticket.id), None))
    };
    if let Some(ticket) = twin.as_ref().filter(|ticket| ticket.desk_id == case.mailbox.desk_id) {
        let (outcome, why, became) = same(ticket);
        case.became = became;
        return Ok(Answer::Stop(outcome, why));
    }
    let why = place(tx, cx, case)?;
    if let (Some(twin), Thread::Of(ticket)) = (&twin, &case.thread)
        && twin.id == ticket.id
    {
        let (outcome, why, became) = same(twin);
        case.became = became;
        return Ok(Answer::Stop(outcome, why));
    }
    case.twin = twin;
    Ok(Answer::Continue(why))
}

/// Where the same mail went that came to another mailbox.
fn twin(tx: &Tx<'_>, case: &Case<'_>) -> Result<Option<Ticket>, Refused> {
    let mut elsewhere = None;
    for id in store::twins(tx, case.mail.id)? {
        let Some(ticket) = goes_on_in(tx, tickets::store::by_id(tx, id)?)? else { continue };
        if ticket.desk_id == case.mailbox.desk_id {
            return Ok(Some(ticket));
        }
        elsewhere = elsewhere.or(Some(ticket));
    }
    Ok(elsewhere)
}

/// Decides the conversation. Of what the mail points to, the first that concerns its sender wins; what concerns somebody else
/// is followed by a new ticket.
fn place(tx: &Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Why, Refused> {
    if let Some(ticket) = delivered(tx, case)? {
        let label = ticket.label();
        case.thread = if ticket.state.is_ended() { Thread::New } else { Thread::Of(Box::new(ticket)) };
        return Ok(Why::about("answers", label));
    }
    let prefixes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.prefix()).collect();
    let mut others = None;
    for candidate in candidates(case.message, case.signer, &prefixes) {
        for ticket in found(tx, &candidate.lookup)? {
            if is_concerned(tx, cx, case, &ticket)? {
                let label = ticket.label();
                let ended = ticket.state.is_ended();
                let ticket = Box::new(ticket);
                case.thread = if ended { Thread::After(ticket) } else { Thread::Of(ticket) };
                return Ok(Why::about(if ended { "ended" } else { "answers" }, label));
            }
            // A number that somebody wrote says nothing; a conversation of ours does.
            if !matches!(candidate.lookup, Lookup::Number { .. }) {
                others = others.or(Some(ticket));
            }
        }
    }
    let Some(ticket) = others else { return Ok(Why::new("new")) };
    let label = ticket.label();
    case.thread = Thread::After(Box::new(ticket));
    Ok(Why::about("not-concerned", label))
}

/// The ticket of the notice whose bounces the mail was sent among: only we and whoever had the notice know that address.
fn delivered(tx: &Tx<'_>, case: &Case<'_>) -> Result<Option<Ticket>, Refused> {
    let Some(id) = case.delivery else { return Ok(None) };
    let Some(notice) = store::notice(tx, id)? else { return Ok(None) };
    goes_on_in(tx, tickets::store::by_id(tx, notice.ticket_id)?)
}

/// The tickets that go on with what the lookup finds, the oldest conversation first: a forged identifier comes later than
/// the mail whose it is.
fn found(tx: &Tx<'_>, lookup: &Lookup) -> Result<Vec<Ticket>, Refused> {
    let first = match lookup {
        Lookup::Ticket(number) | Lookup::Number { number, .. } => {
            return Ok(goes_on_in(tx, tickets::store::by_number(tx, *number)?)?.into_iter().collect());
        }
        Lookup::MessageId(id) => {
            let told = store::noticed_ticket(tx, id)?;
            told.into_iter().chain(store::known_ids(tx, id)?)
        }
    };
    let mut tickets: Vec<Ticket> = Vec::new();
    for id in first {
        let Some(ticket) = goes_on_in(tx, tickets::store::by_id(tx, id)?)? else { continue };
        if tickets.iter().all(|known| known.id != ticket.id) {
            tickets.push(ticket);
        }
    }
    Ok(tickets)
}

/// As far as merges go; a circle cannot be made.
fn goes_on_in(tx: &Tx<'_>, mut ticket: Option<Ticket>) -> Result<Option<Ticket>, Refused> {
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
