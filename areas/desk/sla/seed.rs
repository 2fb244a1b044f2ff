//! The commitments of a fresh desk (product.md §2.5 bis).

use base::ctx::Ctx;
use db::Tx;
use rules::sla::{Agreement, DEFAULT_TARGETS, DEFAULT_WARNINGS, Scope, policy::pauses_on_the_user};
use web::error::AppError;

use super::{
    model::{Reaction, ReactionAt, ReactionDo},
    policies::{NewPolicy, create_policy},
};

/// Creates one SLA policy per priority for the desk: the assignee is told at each warning, the leads from 90 % on.
///
/// # Errors
/// When the actor may not manage the desk, or the database fails.
pub fn standard(tx: &mut Tx<'_>, cx: &Ctx, desk_id: i64) -> Result<(), AppError> {
    let tell = |at, act| Reaction { at, act };
    let mut reactions: Vec<Reaction> = DEFAULT_WARNINGS
        .iter()
        .map(|percent| tell(ReactionAt::Warning(*percent), ReactionDo::NotifyAssignee))
        .collect();
    reactions.push(tell(ReactionAt::Warning(90), ReactionDo::NotifyLeads));
    reactions.push(tell(ReactionAt::Breach, ReactionDo::NotifyAssignee));
    reactions.push(tell(ReactionAt::Breach, ReactionDo::NotifyLeads));
    for (position, default) in (0..).zip(DEFAULT_TARGETS) {
        let policy = NewPolicy {
            name: default.priority.to_string(),
            agreement: Agreement::Sla,
            scope: Scope { desk: Some(desk_id), priority: Some(default.priority), ..Scope::default() },
            kind: None,
            targets: default.targets(),
            calendar_id: None,
            always_open: default.always,
            pauses_on: pauses_on_the_user(),
            warnings: DEFAULT_WARNINGS.to_vec(),
            reactions: reactions.clone(),
            position,
        };
        create_policy(tx, cx, &policy)?;
    }
    Ok(())
}
