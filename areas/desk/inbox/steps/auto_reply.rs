//! What a program answers for somebody: noted where it belongs, without reopening, stopping a clock or being answered. So is
//! whatever a program says on a ticket, and whatever comes to the address that only bounces and automatic answers go to.

use base::ctx::Ctx;
use db::Tx;
use mail::origin::{Kind, Reason};

use super::{Answer, Case, Thread, Why};
use crate::{
    inbox::model::Outcome,
    tickets::{
        Refused,
        actions::{self, NewComment},
    },
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    // RFC 3834 §4: responders answer the envelope's sender, which people do not see.
    let replies = case.origin.kind == Kind::AutoReply || case.delivery.is_some();
    let says = |reason: &Reason| matches!(reason, Reason::AutoSubmitted(_) | Reason::MachineSender(_));
    let by_program = case.origin.reasons.iter().any(says);
    match &case.thread {
        Thread::Of(ticket) if replies || by_program => {
            let said = mail::quote::new_words(&case.message.text);
            let from = case.mail.from_address.as_str();
            let text = rules::text::excerpt(&said, 2_000);
            let body = web::t!(cx.locale, "inbox-note-auto-reply", from = from, text = text);
            let (ticket, comment) = actions::comment(tx, cx, ticket.number, &NewComment::internal(&body))?;
            case.became = (Some(ticket.id), Some(comment.id));
            Ok(Answer::Stop(Outcome::Reply, Why::about("auto-reply-noted", ticket.label())))
        }
        _ if replies => {
            Ok(Answer::Stop(Outcome::Refused, Why::about("auto-reply", case.mail.from_address.clone())))
        }
        _ => Ok(Answer::Continue(Why::new("no-auto-reply"))),
    }
}
