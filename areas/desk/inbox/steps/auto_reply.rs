//! What a program answers for somebody: noted where it belongs, without reopening, stopping a clock or being answered.

use base::ctx::Ctx;
use db::Tx;
use mail::origin::Kind;

use super::{Answer, Case, Thread, Why};
use crate::{
    inbox::model::Outcome,
    tickets::{
        Refused,
        actions::{self, NewComment},
    },
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    if case.origin.kind != Kind::AutoReply {
        return Ok(Answer::Continue(Why::new("no-auto-reply")));
    }
    let Thread::Of(ticket) = &case.thread else {
        return Ok(Answer::Stop(Outcome::Refused, Why::about("auto-reply", case.mail.from_address.clone())));
    };
    let said = mail::quote::new_words(&case.message.text);
    let body = web::t!(
        cx.locale,
        "inbox-note-auto-reply",
        from = case.mail.from_address.as_str(),
        text = rules::text::excerpt(&said, 2_000)
    );
    let (ticket, comment) = actions::comment(tx, cx, ticket.number, &NewComment::internal(&body))?;
    case.became = (Some(ticket.id), Some(comment.id));
    Ok(Answer::Stop(Outcome::Reply, Why::about("auto-reply-noted", ticket.label())))
}
