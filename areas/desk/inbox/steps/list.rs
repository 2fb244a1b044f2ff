//! Lists and mass mailings: nobody asks for help by one.

use base::ctx::Ctx;
use db::Tx;
use mail::origin::Kind;

use super::{Answer, Case, Why};
use crate::{inbox::model::Outcome, tickets::Refused};

pub(super) fn step(_: &mut Tx<'_>, _: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    Ok(match case.origin.kind {
        Kind::Bulk => Answer::Stop(Outcome::Refused, Why::about("list", case.mail.from_address.clone())),
        _ => Answer::Continue(Why::new("no-list")),
    })
}
