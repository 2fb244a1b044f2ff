//! What it says that is new: without what it quotes and without signature. The mail itself keeps everything.

use base::ctx::Ctx;
use db::Tx;

use super::{Answer, Case, Thread, Why};
use crate::tickets::Refused;

/// A ticket's text is no longer than this, in characters; the mail has the rest.
const LONGEST: usize = 100_000;

pub(super) fn step(_: &mut Tx<'_>, _: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    let text = &case.message.text;
    // What opens a ticket may be a forwarded mail: its quote is the report.
    let words = match case.thread {
        Thread::Of(_) => mail::quote::new_words(text),
        Thread::New | Thread::After(_) => text.trim().to_owned(),
    };
    let whole = words.chars().count();
    case.words = words.chars().filter(|c| *c != '\0').take(LONGEST).collect();
    let detail = whole.min(LONGEST).to_string();
    Ok(Answer::Continue(Why::about(if whole > LONGEST { "cut" } else { "read" }, detail)))
}
