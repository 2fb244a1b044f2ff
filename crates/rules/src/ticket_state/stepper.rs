//! The eight ITIL steps of an incident as the ticket page shows them (product.md §2.3, design/ticket.html).
//! Steps are not states: new and qualified tickets stand at a step, in progress covers diagnosis and the
//! writing of the resolution.

use serde::Serialize;

use super::{Facts, Field, State};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A step of the lifecycle, in order.
    pub enum StepKey("step") {
        /// Recording « enregistrement ».
        Recording = 1, "recording";
        /// Qualification.
        Qualification = 2, "qualification";
        /// Prioritisation « priorisation ».
        Prioritisation = 3, "prioritisation";
        /// Assignment « affectation ».
        Assignment = 4, "assignment";
        /// Diagnosis « diagnostic ».
        Diagnosis = 5, "diagnosis";
        /// Resolution « résolution ».
        Resolution = 6, "resolution";
        /// Closure « clôture », validated by the user.
        Closure = 7, "closure";
        /// Post-mortem: the post-incident review « revue post-incident », only when it was major.
        Review = 8, "review";
    }
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Done.
    Done,
    /// Where the ticket stands; at most one step.
    Now,
    /// To come.
    Todo,
}

/// A step and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which.
    pub key: StepKey,
    /// How far.
    pub status: Status,
}

/// The steps to show: seven, and the review as the eighth when the incident is major. Before the step where
/// the ticket stands all are done, after it none. A cancelled ticket stands nowhere: what had been done
/// stays done. A closed one has all done, save a review not yet published.
pub fn stepper(facts: &Facts) -> Vec<Step> {
    let now = match facts.state {
        State::New if facts.is_qualified() => Some(StepKey::Assignment),
        State::New => Some(StepKey::Qualification),
        State::Qualified => Some(StepKey::Assignment),
        State::Assigned | State::InProgress | State::Pending if facts.has(Field::Resolution) => {
            Some(StepKey::Resolution)
        }
        State::Assigned | State::InProgress | State::Pending => Some(StepKey::Diagnosis),
        State::Resolved => Some(StepKey::Closure),
        State::Closed => Some(StepKey::Review),
        State::Cancelled => None,
    };
    let status = |key: StepKey| match (now, key) {
        (_, StepKey::Review) if facts.review_published => Status::Done,
        (Some(now), key) if key == now => Status::Now,
        (Some(now), key) if key < now => Status::Done,
        (Some(_), _) => Status::Todo,
        (None, StepKey::Recording) => Status::Done,
        (None, StepKey::Qualification | StepKey::Prioritisation) if facts.is_qualified() => Status::Done,
        (None, StepKey::Assignment) if facts.work_began || facts.has(Field::Assignee) => Status::Done,
        (None, _) => Status::Todo,
    };
    let shown = StepKey::ALL.iter().copied().filter(|&key| key != StepKey::Review || facts.major);
    shown.map(|key| Step { key, status: status(key) }).collect()
}
