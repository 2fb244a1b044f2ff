//! THE transition table of incidents and plain requests (product.md §2.3). Everything else (buttons,
//! refusals, the page of the manual) is read from it.
//!
//! Decisions behind the rows:
//! - A person who resolves, at whatever stage, needs category, impact, urgency, assignee and resolution; a
//!   machine (an alert that ended) only the resolution, because nobody may be there.
//! - Every state from assigned to pending has a person. Handing a ticket to another team without naming one
//!   puts it back to qualified, in that team's queue; clearing an assignee therefore never loses a ticket.
//!   One exception: a reopen is never refused, even when the former assignee has left; `is:unassigned` finds it.
//! - Agents and the requester cancel before work began, a lead at any time while it is open; the system
//!   cancels what is merged as a duplicate.
//! - A requester is never asked for a form: refusing a resolution, validating it or withdrawing a ticket is
//!   one click. Reopening what they had accepted takes a few words.
//! - Cancelled is final, except that a lead may restore what was cancelled by mistake, for as long as a
//!   closed ticket may be reopened. It starts again as new, and is no reopen: nothing had been resolved.

use serde::Serialize;

use super::{Field, Party, State};

/// What must hold besides the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Nothing more.
    Always,
    /// Nobody ever worked on the ticket.
    BeforeWork,
    /// It was closed or cancelled for less than the desk's number of days.
    BeforeFinal,
}

/// One allowed transition. Several rows may share `from` and `to`: each party has its own requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The state left.
    pub from: State,
    /// The state entered.
    pub to: State,
    /// Who may.
    pub who: &'static [Party],
    /// What must be set.
    pub required: &'static [Field],
    /// What else must hold.
    pub when: Condition,
}

const STAFF: &[Party] = &[Party::Agent, Party::Lead];
const STAFF_AND_SYSTEM: &[Party] = &[Party::Agent, Party::Lead, Party::System];
const LEAD: &[Party] = &[Party::Lead];
const REQUESTER: &[Party] = &[Party::Requester];
const SYSTEM: &[Party] = &[Party::System];

const NOTHING: &[Field] = &[];
const REASON: &[Field] = &[Field::Reason];
const RESOLUTION: &[Field] = &[Field::Resolution];
const QUALIFIED: &[Field] = &Field::QUALIFICATION;
const IN_A_QUEUE: &[Field] = &[Field::Category, Field::Impact, Field::Urgency, Field::Team];
const WITH_A_PERSON: &[Field] = &[Field::Category, Field::Impact, Field::Urgency, Field::Assignee];
const WAITING: &[Field] =
    &[Field::Category, Field::Impact, Field::Urgency, Field::Assignee, Field::PendingOn];
const SOLVED: &[Field] =
    &[Field::Category, Field::Impact, Field::Urgency, Field::Assignee, Field::Resolution];

const fn row(
    from: State,
    to: State,
    who: &'static [Party],
    required: &'static [Field],
    when: Condition,
) -> Row {
    Row { from, to, who, required, when }
}

/// The table.
pub const TRANSITIONS: &[Row] = {
    use Condition::{Always, BeforeFinal, BeforeWork};
    use State::{Assigned, Cancelled, Closed, InProgress, New, Pending, Qualified, Resolved};
    &[
        row(New, Qualified, STAFF_AND_SYSTEM, QUALIFIED, Always),
        row(New, Assigned, STAFF_AND_SYSTEM, WITH_A_PERSON, Always),
        row(New, InProgress, STAFF, WITH_A_PERSON, Always),
        row(New, Pending, STAFF, WAITING, Always),
        row(New, Resolved, STAFF, SOLVED, Always),
        row(New, Resolved, SYSTEM, RESOLUTION, Always),
        row(New, Cancelled, &[Party::Agent], REASON, BeforeWork),
        row(New, Cancelled, REQUESTER, NOTHING, BeforeWork),
        row(New, Cancelled, &[Party::Lead, Party::System], REASON, Always),
        row(Qualified, Assigned, STAFF_AND_SYSTEM, WITH_A_PERSON, Always),
        row(Qualified, InProgress, STAFF, WITH_A_PERSON, Always),
        row(Qualified, Pending, STAFF, WAITING, Always),
        row(Qualified, Resolved, STAFF, SOLVED, Always),
        row(Qualified, Resolved, SYSTEM, RESOLUTION, Always),
        row(Qualified, Cancelled, &[Party::Agent], REASON, BeforeWork),
        row(Qualified, Cancelled, REQUESTER, NOTHING, BeforeWork),
        row(Qualified, Cancelled, &[Party::Lead, Party::System], REASON, Always),
        row(Assigned, Qualified, STAFF_AND_SYSTEM, IN_A_QUEUE, Always),
        row(Assigned, InProgress, STAFF, WITH_A_PERSON, Always),
        row(Assigned, Pending, STAFF, WAITING, Always),
        row(Assigned, Resolved, STAFF, SOLVED, Always),
        row(Assigned, Resolved, SYSTEM, RESOLUTION, Always),
        row(Assigned, Cancelled, &[Party::Agent], REASON, BeforeWork),
        row(Assigned, Cancelled, REQUESTER, NOTHING, BeforeWork),
        row(Assigned, Cancelled, &[Party::Lead, Party::System], REASON, Always),
        row(InProgress, Qualified, STAFF_AND_SYSTEM, IN_A_QUEUE, Always),
        row(InProgress, Assigned, STAFF_AND_SYSTEM, WITH_A_PERSON, Always),
        row(InProgress, Pending, STAFF_AND_SYSTEM, WAITING, Always),
        row(InProgress, Resolved, STAFF, SOLVED, Always),
        row(InProgress, Resolved, SYSTEM, RESOLUTION, Always),
        row(InProgress, Cancelled, &[Party::Lead, Party::System], REASON, Always),
        row(Pending, Qualified, STAFF, IN_A_QUEUE, Always),
        row(Pending, Qualified, SYSTEM, NOTHING, Always),
        row(Pending, Assigned, STAFF_AND_SYSTEM, WITH_A_PERSON, Always),
        row(Pending, InProgress, STAFF_AND_SYSTEM, WITH_A_PERSON, Always),
        row(Pending, Pending, STAFF_AND_SYSTEM, WAITING, Always),
        row(Pending, Resolved, STAFF, SOLVED, Always),
        row(Pending, Resolved, SYSTEM, RESOLUTION, Always),
        row(Pending, Cancelled, &[Party::Lead, Party::System], REASON, Always),
        row(Resolved, InProgress, STAFF, REASON, Always),
        row(Resolved, InProgress, &[Party::Requester, Party::System], NOTHING, Always),
        row(Resolved, Closed, &[Party::Requester, Party::System], NOTHING, Always),
        row(Resolved, Closed, STAFF, REASON, Always),
        row(Closed, InProgress, &[Party::Lead, Party::Requester], REASON, BeforeFinal),
        row(Cancelled, New, LEAD, REASON, BeforeFinal),
    ]
};
