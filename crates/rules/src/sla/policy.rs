//! Which commitment holds for a ticket.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::targets::Targets;
use crate::priority::Priority;
use crate::ticket_state::PendingOn;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Between whom a commitment stands (ITIL 4).
    pub enum Agreement("agreement") {
        /// Service level agreement, with the customer.
        Sla = 1, "sla";
        /// Operational level agreement: binds a team of one's own.
        Ola = 2, "ola";
        /// Underpinning contract: binds a provider.
        Underpinning = 3, "underpinning";
    }
}

/// What a ticket must be for a policy to hold; what is absent does not matter. Ids are those of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the criteria are described where they are ranked, in `Criterion`")]
pub struct Scope {
    pub provider: Option<i64>,
    pub team: Option<i64>,
    pub service: Option<i64>,
    pub organisation: Option<i64>,
    pub category: Option<i64>,
    pub priority: Option<Priority>,
    pub desk: Option<i64>,
}

/// The facts of a ticket that scopes are held against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The provider it was handed to.
    pub provider: Option<i64>,
    /// The team in charge.
    pub team: Option<i64>,
    /// The affected service.
    pub service: Option<i64>,
    /// The requester's organisation.
    pub organisation: Option<i64>,
    /// The category, then its parent, and so on up to the root.
    pub categories: &'a [i64],
    /// Its priority, once known.
    pub priority: Option<Priority>,
    /// The help desk.
    pub desk: Option<i64>,
}

/// A commitment: for whom, how much, when it counts and when it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its row.
    pub id: i64,
    /// Its kind; a ticket has at most one policy of each.
    pub agreement: Agreement,
    /// The tickets it holds for.
    #[serde(default)]
    pub scope: Scope,
    /// The working time granted.
    pub targets: Targets,
    /// The calendar's row; none is 24×7.
    pub calendar: Option<i64>,
    /// What a ticket may wait for without the clock running.
    #[serde(default = "pauses_on_the_user")]
    pub pauses_on: BTreeSet<PendingOn>,
    /// The administrator's order: of two policies equally specific, the smaller one holds.
    #[serde(default)]
    pub position: i32,
}

/// The default of [`Policy::pauses_on`] (product.md §5.3): the user's time is not ours, a provider's or a
/// change's is.
pub fn pauses_on_the_user() -> BTreeSet<PendingOn> {
    BTreeSet::from([PendingOn::User])
}

/// A criterion of a scope, the most specific first.
///
/// This is ITIL's multi-level agreement (service level above customer level above corporate level), with the
/// bound party before it and the kind of ticket after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The provider bound by an underpinning contract.
    Provider,
    /// The team bound by an OLA.
    Team,
    /// The affected service.
    Service,
    /// The customer's organisation.
    Organisation,
    /// The category or one above it; nearer is more specific.
    Category,
    /// The priority.
    Priority,
    /// The help desk.
    Desk,
}

/// Why a policy was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it asks for and the ticket fulfils, the most specific first; empty for a policy that holds for all.
    pub matched: Vec<Criterion>,
    /// How many other policies of the kind would hold too.
    pub others: usize,
    /// Whether only the administrator's order made the difference.
    pub by_position: bool,
}

/// The policy of a kind that holds for a ticket, and why.
///
/// The order is total. Two policies are compared criterion by criterion in the order of [`Criterion`]: the first
/// one that only one of them names decides for it; where both name a category, the nearer one decides. Equal
/// so far, the smaller position holds, then the smaller id.
pub fn select<'p>(
    policies: impl IntoIterator<Item = &'p Policy>,
    agreement: Agreement,
    facts: &Facts<'_>,
) -> Option<(&'p Policy, Choice)> {
    let mut holding: Vec<([usize; 7], &Policy)> = policies
        .into_iter()
        .filter(|policy| policy.agreement == agreement)
        .filter_map(|policy| Some((distances(&policy.scope, facts)?, policy)))
        .collect();
    holding.sort_by_key(|(distances, policy)| (*distances, policy.position, policy.id));
    let mut holding = holding.into_iter();
    let (best, policy) = holding.next()?;
    let others = holding.len();
    let by_position = holding.next().is_some_and(|(next, _)| next == best);
    let matched =
        CRITERIA.into_iter().zip(best).filter(|(_, d)| *d != NOT_ASKED).map(|(criterion, _)| criterion);
    Some((policy, Choice { matched: matched.collect(), others, by_position }))
}

const CRITERIA: [Criterion; 7] = [
    Criterion::Provider,
    Criterion::Team,
    Criterion::Service,
    Criterion::Organisation,
    Criterion::Category,
    Criterion::Priority,
    Criterion::Desk,
];

/// Farther than any category can be.
const NOT_ASKED: usize = usize::MAX;

/// How far the ticket is from what each criterion names: 0 for the thing itself, steps up for a category,
/// [`NOT_ASKED`]. None when one is not fulfilled.
fn distances(scope: &Scope, facts: &Facts<'_>) -> Option<[usize; 7]> {
    let category = match scope.category {
        None => NOT_ASKED,
        Some(asked) => facts.categories.iter().position(|category| *category == asked)?,
    };
    Some([
        exact(scope.provider, facts.provider)?,
        exact(scope.team, facts.team)?,
        exact(scope.service, facts.service)?,
        exact(scope.organisation, facts.organisation)?,
        category,
        exact(scope.priority, facts.priority)?,
        exact(scope.desk, facts.desk)?,
    ])
}

fn exact<T: PartialEq>(asked: Option<T>, is: Option<T>) -> Option<usize> {
    match asked {
        None => Some(NOT_ASKED),
        asked if asked == is => Some(0),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests;
