//! Mail of ours that was not delivered, receipts and complaints: none of them opens a ticket. What came back is noted where it
//! belongs, once, so that an agent knows who was not reached; an address that will never take mail is marked.

use base::ctx::Ctx;
use db::Tx;
use mail::{
    bounce::{Bounce, Severity, bounce},
    origin::Kind,
};

use super::{Answer, Case, Why};
use crate::{
    inbox::{actions, model::Outcome, store},
    tickets::Refused,
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    match case.origin.kind {
        Kind::Bounce => {
            let bounced = bounce(case.message).unwrap_or_default();
            let whom = bounced.recipients.first().map(|recipient| recipient.address.clone());
            let whom = whom.unwrap_or_default();
            // By the signed address that the bounce was sent to, or by what it returns.
            let by_id = match (case.delivery, &bounced.original_id) {
                (None, Some(original)) => store::notice_by_message(tx, original)?,
                _ => None,
            };
            if let Some(notice) = case.delivery.or(by_id) {
                note(tx, cx, case, notice, &bounced)?;
            }
            Ok(Answer::Stop(Outcome::Refused, Why::about("bounce", whom)))
        }
        Kind::Report => Ok(Answer::Stop(Outcome::Refused, Why::new("receipt"))),
        _ => Ok(Answer::Continue(Why::new("no-bounce"))),
    }
}

fn note(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    case: &mut Case<'_>,
    notice_id: i64,
    bounced: &Bounce,
) -> Result<(), Refused> {
    let Some(notice) = store::notice(tx, notice_id)? else { return Ok(()) };
    case.became.0 = Some(notice.ticket_id);
    if bounced.has_arrived() {
        // Only a signed address shows that it is ours that arrived.
        if case.delivery.is_some() {
            actions::good(tx, &notice.address)?;
        }
        return Ok(());
    }
    // A delay is no news for anybody, and what came back is told once, however often that is said.
    if !bounced.has_failed() || notice.bounced_at.is_some() {
        return Ok(());
    }
    let first = bounced.recipients.first();
    let why = first.and_then(|recipient| recipient.diagnostic.clone()).unwrap_or_default();
    let why = rules::text::excerpt(&why.replace('\0', ""), 300);
    store::bounced(tx, notice_id, &why, cx.now)?;
    // Identifiers can be guessed: without our signature nobody's address is marked.
    let never = case.delivery.is_some() && bounced.severity() == Severity::Hard;
    case.became.1 = actions::undelivered(tx, cx, (notice.ticket_id, &notice.address), &why, never)?;
    Ok(())
}
