//! Mail of our own that came back, and senders who write faster than people do.

use base::ctx::Ctx;
use db::Tx;
use jiff::SignedDuration;
use mail::origin::{Kind, Reason};

use super::{Answer, Case, Why};
use crate::{
    inbox::{model::Outcome, store},
    tickets::Refused,
};

/// More than this from one sender within [`WINDOW`] is held (peers.md §3.4, rule 4).
const MOST: i64 = 10;
/// What a mail is that nothing may answer.
pub(in crate::inbox) const MACHINE: &str = "machine";
const WINDOW: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    if case.origin.kind == Kind::OwnLoop {
        let own = case.origin.reasons.iter().find_map(|reason| match reason {
            Reason::OwnAddress(address) => Some(address.clone()),
            _ => None,
        });
        return Ok(Answer::Stop(Outcome::Refused, Why::about("own-mail", own.unwrap_or_default())));
    }
    let sender = &case.mail.from_address;
    let lately = store::received_since(tx, sender, cx.now - WINDOW)?;
    if !sender.is_empty() && lately > MOST {
        return Ok(Answer::Stop(Outcome::Quarantined, Why::about("too-many", lately.to_string())));
    }
    // Read again when it is decided whether to acknowledge: nothing of ours answers a machine.
    Ok(Answer::Continue(Why::new(if case.origin.may_be_answered() { "no-loop" } else { MACHINE })))
}
