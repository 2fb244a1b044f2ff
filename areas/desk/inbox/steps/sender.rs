//! Who wrote it. Only what our own mail server verified counts (RFC 8601): an address that anybody can write acts for
//! nobody.

use base::{ctx::Ctx, people};
use db::Tx;
use mail::{address, message::FromSource, origin::Kind, trust::trust};

use super::{Answer, Case, Sender, Why};
use crate::{
    inbox::{actions::good, model::Outcome},
    tickets::Refused,
};

pub(super) fn step(tx: &mut Tx<'_>, _: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    let written = &case.message.from.address;
    // Where bounces would go does not say who wrote it.
    if !address::is_plausible(written) || case.message.from_source == FromSource::ReturnPath {
        return Ok(Answer::Stop(Outcome::Quarantined, Why::about("no-sender", written.clone())));
    }
    let trusted = [case.mailbox.authserv.as_str()];
    let trusted = if case.mailbox.authserv.is_empty() { &[][..] } else { &trusted[..] };
    if !trust(case.message, trusted).is_aligned() {
        case.sender = Sender::Unverified;
        return Ok(Answer::Continue(Why::about("unverified", written.clone())));
    }
    match people::user_by_email(tx, &address::normalise(written))? {
        Some(user) if user.disabled_at.is_some() => {
            Ok(Answer::Stop(Outcome::Quarantined, Why::about("closed-account", written.clone())))
        }
        Some(user) => {
            let name = user.name.clone();
            if case.origin.kind == Kind::Person {
                good(tx, written)?;
            }
            case.sender = Sender::Known(Box::new(user));
            Ok(Answer::Continue(Why::about("known", name)))
        }
        None => {
            case.sender = Sender::Guest;
            Ok(Answer::Continue(Why::about("guest", written.clone())))
        }
    }
}
