//! Creating and changing policies.

use std::collections::BTreeSet;

use base::{
    audit::{self, Change, NewEntry, Stream},
    ctx::Ctx,
    desks,
    people::{
        self, OrganisationKind,
        policy::{Act, may},
    },
    services,
};
use db::{Read, Tx};
use rules::{
    sla::{Agreement, Metric, Scope, Target, Targets},
    ticket_state::{Kind, PendingOn},
};
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{
    later::{Whose, reconsider_later},
    model::{Policy, Reaction, ReactionAt, policy_text},
    store,
};

/// A policy to be created, or the wanted content of one.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPolicy {
    /// Its name.
    pub name: String,
    /// Between whom.
    pub agreement: Agreement,
    /// The tickets it holds for.
    pub scope: Scope,
    /// Only for this kind of ticket.
    pub kind: Option<Kind>,
    /// The working time granted.
    pub targets: Targets,
    /// The calendar; `None` is the desk's.
    pub calendar_id: Option<i64>,
    /// Counted 24×7.
    pub always_open: bool,
    /// What a ticket may wait for without the clock running.
    pub pauses_on: BTreeSet<PendingOn>,
    /// The percentages at which one is warned.
    pub warnings: Vec<u16>,
    /// What happens at warnings and at the breach.
    pub reactions: Vec<Reaction>,
    /// The administrator's order among equals.
    pub position: i32,
}

fn authorise(cx: &Ctx, desk_id: Option<i64>) -> Result<(), AppError> {
    let allowed =
        desk_id.map_or_else(|| may(&cx.actor, Act::Administer), |desk| may(&cx.actor, Act::ManageDesk(desk)));
    if allowed { Ok(()) } else { Err(AppError::Forbidden) }
}

fn check(read: &Read<'_>, cx: &Ctx, new: &NewPolicy) -> Result<(), AppError> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &str| {
        let message = web::i18n::t(cx.locale, &format!("sla-fault-{code}"));
        faults.push(FieldError::new(field, code, message));
    };
    if new.name.trim().is_empty() || new.name.chars().count() > 120 {
        fault("name", "name");
    }
    let granted: Vec<Target> = Metric::ALL.iter().filter_map(|metric| new.targets.of(*metric)).collect();
    if granted.is_empty() {
        fault("targets", "no-target");
    }
    if granted.iter().any(|target| matches!(target, Target::Seconds(0) | Target::Days(0))) {
        fault("targets", "zero-target");
    }
    if new.warnings.iter().any(|percent| !(1..=99).contains(percent)) || new.warnings.len() > 10 {
        fault("warnings", "warnings");
    }
    let warned = |reaction: &Reaction| match reaction.at {
        ReactionAt::Warning(percent) => new.warnings.contains(&percent),
        ReactionAt::Breach => true,
    };
    if !new.reactions.iter().all(warned) {
        fault("reactions", "reaction-without-warning");
    }
    if new.agreement == Agreement::Ola && new.scope.provider.is_some() {
        fault("provider", "ola-binds-a-team");
    }
    for (field, code) in unknown(read, new)? {
        fault(field, code);
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// What a policy names and does not exist, or belongs to another desk.
fn unknown(read: &Read<'_>, new: &NewPolicy) -> Result<Vec<(&'static str, &'static str)>, AppError> {
    let scope = &new.scope;
    let mut faults = Vec::new();
    let mut there = |field, code, there: bool| {
        if !there {
            faults.push((field, code));
        }
    };
    let of_desk = |desk: i64| scope.desk.is_none_or(|mine| mine == desk);
    if let Some(id) = scope.desk {
        there("desk", "unknown-desk", desks::desk(read, id)?.is_some());
    }
    if let Some(id) = scope.category {
        let category = desks::category(read, id)?.filter(|category| of_desk(category.desk_id));
        there("category", "unknown-category", category.is_some());
    }
    if let Some(id) = scope.team {
        there("team", "unknown-team", people::team(read, id)?.is_some_and(|team| of_desk(team.desk_id)));
    }
    if let Some(id) = scope.service {
        there("service", "unknown-service", services::service(read, id)?.is_some());
    }
    if let Some(id) = scope.organisation {
        there("organisation", "unknown-organisation", people::organisation(read, id)?.is_some());
    }
    if let Some(id) = scope.provider {
        let provider = people::organisation(read, id)?.filter(|o| o.kind == OrganisationKind::Provider);
        there("provider", "unknown-provider", provider.is_some());
    }
    if let Some(id) = new.calendar_id {
        there("calendar", "unknown-calendar", desks::calendar_row(read, id)?.is_some());
    }
    Ok(faults)
}

pub(super) fn to_policy(id: i64, version: i64, new: &NewPolicy) -> Policy {
    let mut warnings = new.warnings.clone();
    warnings.sort_unstable();
    warnings.dedup();
    Policy {
        rule: rules::sla::Policy {
            id,
            agreement: new.agreement,
            scope: new.scope.clone(),
            targets: new.targets,
            calendar: new.calendar_id,
            pauses_on: new.pauses_on.clone(),
            position: new.position,
        },
        name: new.name.trim().to_owned(),
        kind: new.kind,
        always_open: new.always_open,
        warnings,
        reactions: new.reactions.clone(),
        version,
        archived: false,
    }
}

/// Creates a policy; it holds for tickets opened or reconsidered from now on.
///
/// # Errors
/// `Forbidden`, or `Invalid` with the faulty fields.
pub fn create_policy(tx: &mut Tx<'_>, cx: &Ctx, new: &NewPolicy) -> Result<i64, AppError> {
    authorise(cx, new.scope.desk)?;
    check(tx, cx, new)?;
    let policy = to_policy(0, 1, new);
    let text = policy_text(&policy.rule.targets, &policy.warnings, &policy.rule.pauses_on, &policy.reactions)
        .map_err(AppError::internal)?;
    let id = store::insert_policy(tx, &policy, &text)?;
    let entry = NewEntry::new(Stream::Policy(id), "policy.created").data(json!({
        "name": policy.name, "agreement": policy.rule.agreement, "targets": policy.rule.targets,
        "scope": policy.rule.scope, "warnings": policy.warnings,
    }));
    audit::append(tx, cx, &entry)?;
    Ok(id)
}

/// Changes a policy. The tickets that it may hold for are looked at again in the background.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`, or `Conflict` when someone else changed it meanwhile.
pub fn change_policy(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    new: &NewPolicy,
) -> Result<(), AppError> {
    let before = store::policy(tx, id)?.filter(|policy| !policy.archived).ok_or(AppError::NotFound)?;
    authorise(cx, before.rule.scope.desk)?;
    check(tx, cx, new)?;
    let mut after = to_policy(id, version, new);
    // A policy does not wander between desks or agreements: its clocks would lose their meaning.
    after.rule.scope.desk = before.rule.scope.desk;
    after.rule.agreement = before.rule.agreement;
    let text = policy_text(&after.rule.targets, &after.warnings, &after.rule.pauses_on, &after.reactions)
        .map_err(AppError::internal)?;
    if store::update_policy(tx, &after, &text)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    let mut changes = Vec::new();
    let mut compare = |field: &str, was: serde_json::Value, is: serde_json::Value| {
        if was != is {
            changes.push(Change::new(field, was, is));
        }
    };
    compare("name", json!(before.name), json!(after.name));
    compare("scope", json!(before.rule.scope), json!(after.rule.scope));
    compare("targets", json!(before.rule.targets), json!(after.rule.targets));
    compare("calendar", json!(before.rule.calendar), json!(after.rule.calendar));
    compare("always_open", json!(before.always_open), json!(after.always_open));
    compare("pauses_on", json!(before.rule.pauses_on), json!(after.rule.pauses_on));
    compare("warnings", json!(before.warnings), json!(after.warnings));
    compare("reactions", json!(before.reactions), json!(after.reactions));
    compare("position", json!(before.rule.position), json!(after.rule.position));
    audit::append(tx, cx, &NewEntry::new(Stream::Policy(id), "policy.changed").changes(changes))?;
    reconsider_later(tx, whose(&before), cx.now)?;
    Ok(())
}

/// Takes a policy out of use; living clocks are looked at again as after a change.
///
/// # Errors
/// `NotFound`, `Forbidden`, or `Conflict`.
pub fn archive_policy(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let before = store::policy(tx, id)?.filter(|policy| !policy.archived).ok_or(AppError::NotFound)?;
    authorise(cx, before.rule.scope.desk)?;
    if store::archive(tx, id, version, cx.now)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    audit::append(tx, cx, &NewEntry::new(Stream::Policy(id), "policy.archived"))?;
    reconsider_later(tx, whose(&before), cx.now)?;
    Ok(())
}

/// Whose tickets a policy may hold for.
fn whose(policy: &Policy) -> Whose {
    policy.rule.scope.desk.map_or(Whose::Everyone, Whose::Desk)
}
