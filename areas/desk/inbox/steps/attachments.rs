//! Its files: they lie on disk before the steps begin, and go on the ticket in the last one.

use base::ctx::Ctx;
use db::Tx;

use super::{Answer, Case, Why};
use crate::tickets::Refused;

pub(super) fn step(_: &mut Tx<'_>, _: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    let whole = case.message.dropped.is_empty() && case.left_out == 0;
    let files = case.files.len().to_string();
    Ok(Answer::Continue(Why::about(if whole { "files" } else { "files-cut" }, files)))
}
