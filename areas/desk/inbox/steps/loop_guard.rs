//! Mail of our own that came back: by its header, by its sender, or by the identifier that we gave it.

use base::ctx::Ctx;
use db::Tx;
use mail::origin::{Kind, Reason};

use super::{Answer, Case, Why};
use crate::{
    inbox::{model::Outcome, store},
    tickets::Refused,
};

/// What a mail is that nothing may answer.
pub(in crate::inbox) const MACHINE: &str = "machine";

pub(super) fn step(tx: &mut Tx<'_>, _: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    if case.origin.kind == Kind::OwnLoop {
        let own = case.origin.reasons.iter().find_map(|reason| match reason {
            Reason::OwnAddress(address) => Some(address.clone()),
            _ => None,
        });
        return Ok(Answer::Stop(Outcome::Refused, Why::about("own-mail", own.unwrap_or_default())));
    }
    let id = &case.message.message_id;
    if case.message.has_own_id && store::notice_by_message(tx, id)?.is_some() {
        return Ok(Answer::Stop(Outcome::Refused, Why::about("own-mail", id.clone())));
    }
    // Read again when it is decided whether to acknowledge: nothing of ours answers a machine.
    let answerable = case.origin.may_be_answered() && case.delivery.is_none();
    Ok(Answer::Continue(Why::new(if answerable { "no-loop" } else { MACHINE })))
}
