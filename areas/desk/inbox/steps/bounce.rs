//! Mail of ours that was not delivered, receipts and complaints: none of them opens a ticket. What came back is noted where it
//! belongs, so that an agent knows who was not reached.

use base::ctx::Ctx;
use db::Tx;
use mail::{
    address::Token,
    bounce::{Bounce, Severity, bounce},
    origin::Kind,
    thread::recipients,
};

use super::{Answer, Case, Why};
use crate::{
    inbox::{model::Outcome, store},
    tickets::{
        self, Refused,
        actions::{self, NewComment},
    },
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    match case.origin.kind {
        Kind::Bounce => {
            let bounced = bounce(case.message).unwrap_or_default();
            let whom = bounced.recipients.first().map(|recipient| recipient.address.clone());
            let whom = whom.unwrap_or_default();
            if let Some(notice) = notice_of(tx, case, &bounced)? {
                note(tx, cx, case, notice, &bounced)?;
            }
            Ok(Answer::Stop(Outcome::Refused, Why::about("bounce", whom)))
        }
        Kind::Report => Ok(Answer::Stop(Outcome::Refused, Why::new("receipt"))),
        _ => Ok(Answer::Continue(Why::new("no-bounce"))),
    }
}

/// The notice that came back: by the signed address that the bounce was sent to, or by what it returns.
fn notice_of(tx: &Tx<'_>, case: &Case<'_>, bounced: &Bounce) -> Result<Option<i64>, Refused> {
    let to = std::iter::once(case.mail.envelope_to.as_str()).chain(recipients(case.message));
    let signed = to.filter_map(|address| case.signer.read(address)).find_map(|token| match token {
        Token::Delivery(id) => Some(id),
        Token::Ticket(_) => None,
    });
    match (signed, &bounced.original_id) {
        (Some(id), _) => Ok(Some(id)),
        (None, Some(original)) => Ok(store::notice_by_message(tx, original)?),
        (None, None) => Ok(None),
    }
}

fn note(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    case: &mut Case<'_>,
    notice: i64,
    bounced: &Bounce,
) -> Result<(), Refused> {
    let first = bounced.recipients.first();
    let why = first.and_then(|recipient| recipient.diagnostic.clone()).unwrap_or_default();
    let Some(ticket_id) = store::bounced(tx, notice, &rules::text::excerpt(&why, 300), cx.now)? else {
        return Ok(());
    };
    case.became.0 = Some(ticket_id);
    let open = tickets::store::by_id(tx, ticket_id)?.filter(|ticket| ticket.state.is_open());
    // A delay is no news for anybody, and a ticket at an end needs no answer any more.
    let Some(ticket) = open.filter(|_| bounced.severity() == Severity::Hard) else { return Ok(()) };
    let whom = first.map(|recipient| recipient.address.as_str()).unwrap_or_default();
    let body = web::t!(cx.locale, "inbox-note-bounce", address = whom, why = why);
    let (_, comment) = actions::comment(tx, cx, ticket.number, &NewComment::internal(&body))?;
    case.became.1 = Some(comment.id);
    Ok(())
}
