//! Senders who write faster than people do: their mail waits for a person, who was told once.

use base::ctx::Ctx;
use db::Tx;

use super::{Answer, Case, Sender, Thread, Why};
use crate::{
    inbox::{
        actions::{Held, Side, incoming},
        model::Outcome,
        store,
    },
    tickets::Refused,
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    let side = match case.sender {
        Sender::Known(_) | Sender::Guest => Side::Verified,
        Sender::Unknown | Sender::Unverified => Side::Unverified,
    };
    store::set_side(tx, case.mail.id, side)?;
    if let Some(asked) = case.mail.asked_again() {
        return Ok(Answer::Continue(Why::about("asked-again", asked.detail.clone())));
    }
    let ticket_id = match &case.thread {
        Thread::Of(ticket) => Some(ticket.id),
        Thread::New | Thread::After(_) => None,
    };
    let held = incoming(tx, case.mail, (case.mailbox.desk_id, side), ticket_id, cx.now)?;
    Ok(match held {
        None => Answer::Continue(Why::new("within-budget")),
        Some(Held::Open) => {
            Answer::Stop(Outcome::Quarantined, Why::about("held", case.mail.from_address.clone()))
        }
        Some(Held::Over) => {
            Answer::Stop(Outcome::Quarantined, Why::about("too-many", case.mail.from_address.clone()))
        }
    })
}
