//! The one way in: portal, phone, API, mail, alerts and imports all open tickets here, so they cannot differ.
//!
//! Classify → prioritise → route → start the clocks; each step keeps its reason.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::{self, Ctx},
    desks::{self, Category, Desk},
    people::{
        self, Scope, User,
        policy::{Act, may, may_report_for},
    },
    services,
};
use db::Tx;
use jiff::Timestamp;
use rules::{
    priority::{self, Level, Manual, Priority, Severity},
    ticket_state::{Channel, Kind, State},
};
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{
    actions::{Edit, Session, Step, apply, settle, valid_text, valid_title, walk},
    model::{Basis, CauseCode, Qualification, Relation, ResolutionKind, Ticket},
    refusal::Refused,
    store, subject,
};
use crate::sla;

/// What is reported. Nothing but title and requester is mandatory (product.md §2.2).
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of `Ticket`")]
pub struct NewTicket {
    pub kind: Kind,
    pub title: String,
    pub description: String,
    /// The desk; otherwise the one that serves the requester's organisation.
    pub desk_id: Option<i64>,
    /// The requester; otherwise the actor.
    pub requester_id: Option<i64>,
    pub category_id: Option<i64>,
    pub impact: Option<Level>,
    pub urgency: Option<Level>,
    /// A priority by hand, with its reason.
    pub priority: Option<(Priority, String)>,
    pub severity: Option<Severity>,
    pub team_id: Option<i64>,
    pub assignee_id: Option<i64>,
    pub service_id: Option<i64>,
    /// How it came in; otherwise as the call did.
    pub channel: Option<Channel>,
    pub sensitive: bool,
    pub occurred_at: Option<Timestamp>,
    pub detected_at: Option<Timestamp>,
    pub expected_at: Option<Timestamp>,
    pub tags: Vec<String>,
    pub affected: Vec<i64>,
    pub watchers: Vec<i64>,
    /// Resolved on the spot, as on the phone.
    pub solved: Option<Solved>,
}

/// How a ticket was resolved on the spot.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved {
    /// What was done.
    pub resolution: String,
    /// Fix or workaround.
    pub kind: Option<ResolutionKind>,
    /// Why it happened.
    pub cause: Option<CauseCode>,
}

impl NewTicket {
    /// An incident with a title.
    #[must_use]
    pub fn titled(title: &str) -> Self {
        Self {
            kind: Kind::Incident,
            title: title.to_owned(),
            description: String::new(),
            desk_id: None,
            requester_id: None,
            category_id: None,
            impact: None,
            urgency: None,
            priority: None,
            severity: None,
            team_id: None,
            assignee_id: None,
            service_id: None,
            channel: None,
            sensitive: false,
            occurred_at: None,
            detected_at: None,
            expected_at: None,
            tags: Vec::new(),
            affected: Vec::new(),
            watchers: Vec::new(),
            solved: None,
        }
    }
}

/// An opened ticket, with why it is what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The ticket.
    pub ticket: Ticket,
    /// Where category, impact, urgency and team come from.
    pub qualification: Qualification,
}

fn fault(cx: &Ctx, field: &str, code: &str) -> AppError {
    let message = web::i18n::t(cx.locale, &format!("tickets-fault-{code}"));
    AppError::Invalid(vec![FieldError::new(field, code, message)])
}

/// Opens a ticket.
///
/// # Errors
/// `Forbidden`, `Invalid` with the faulty fields, or the refusal of a resolution on the spot.
pub fn open(tx: &mut Tx<'_>, cx: &Ctx, new: &NewTicket) -> Result<Opened, Refused> {
    if !new.kind.has_incident_lifecycle() {
        return Err(fault(cx, "kind", "open-kind").into());
    }
    let requester = requester(tx, cx, new)?;
    let desk = desk(tx, cx, new, &requester)?;
    let staff = may(&cx.actor, Act::OpenFor(desk.id));
    let own = cx.actor.user_id() == Some(requester.id);
    let for_others = !staff && !own && !may_report_for(&cx.actor, &requester);
    if cx.actor.user_id().is_some() && (for_others || !cx.actor.may_use(Scope::TicketsWrite)) {
        return Err(AppError::Forbidden.into());
    }
    let desk_only =
        new.team_id.is_some() || new.assignee_id.is_some() || new.priority.is_some() || new.solved.is_some();
    if desk_only && !staff {
        return Err(fault(cx, "assignee", "desk-only").into());
    }
    known(tx, cx, new, &desk)?;
    let mut ticket = draft(tx, cx, new, &desk, &requester, staff)?;
    ticket.number = store::next_number(tx)?;
    let plan = sla::plan(tx, cx, &subject::subject(tx, &ticket)?)?;
    ticket.follow(plan.commitment);
    // The opening's entry and the plan's.
    ticket.version = 1 + plan.entry_count();
    ticket.id = store::insert(tx, &ticket)?;
    let mut entries = vec![opening(&ticket)];
    entries.extend(plan.entries(ticket.id));
    audit::append_all(tx, cx, Stream::Ticket(ticket.id), &entries)?;
    sla::begin(tx, cx, ticket.id, plan)?;
    let mut session = Session::fresh(tx, cx, ticket, desk);
    complete(&mut session, new)?;
    let ticket = session.save_if_touched()?;
    Ok(Opened { qualification: ticket.qualification, ticket })
}

fn requester(tx: &mut Tx<'_>, cx: &Ctx, new: &NewTicket) -> Result<User, AppError> {
    let id = new.requester_id.or(cx.actor.user_id()).ok_or_else(|| fault(cx, "requester", "no-requester"))?;
    let user = people::user(tx, id)?.filter(|user| user.disabled_at.is_none());
    user.ok_or_else(|| fault(cx, "requester", "unknown-person"))
}

/// The team works for the desk, and the service exists.
fn known(tx: &mut Tx<'_>, cx: &Ctx, new: &NewTicket, desk: &Desk) -> Result<(), AppError> {
    if let Some(id) = new.team_id {
        people::team(tx, id)?
            .filter(|team| team.desk_id == desk.id)
            .ok_or_else(|| fault(cx, "team", "unknown-team"))?;
    }
    if let Some(id) = new.service_id {
        services::service(tx, id)?.ok_or_else(|| fault(cx, "service", "unknown-service"))?;
    }
    Ok(())
}

/// The desk that was named, or the first that serves the requester's organisation.
fn desk(tx: &mut Tx<'_>, cx: &Ctx, new: &NewTicket, requester: &User) -> Result<Desk, AppError> {
    if let Some(id) = new.desk_id {
        return desks::desk(tx, id)?.ok_or_else(|| fault(cx, "desk", "unknown-desk"));
    }
    let serving = desks::desk_for(tx, requester.organisation_id)?;
    serving.ok_or_else(|| fault(cx, "desk", "no-desk"))
}

fn draft(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    new: &NewTicket,
    desk: &Desk,
    requester: &User,
    staff: bool,
) -> Result<Ticket, Refused> {
    let category = new.category_id.map(|id| desks::category(tx, id)).transpose()?.flatten();
    let category = category.filter(|category| category.desk_id == desk.id);
    if new.category_id.is_some() && category.is_none() {
        return Err(fault(cx, "category", "unknown-category").into());
    }
    let (classified, impact, urgency, team_id) = classify(new, category.as_ref(), staff);
    let manual = match &new.priority {
        Some((priority, reason)) => Some(
            Manual::new(*priority, reason).map_err(|_| fault(cx, "priority_reason", "priority-reason"))?,
        ),
        None => None,
    };
    let decision = priority::decide(&desks::matrix(tx, desk.id)?, impact, urgency, manual.as_ref());
    Ok(Ticket {
        id: 0,
        number: 0,
        kind: new.kind,
        state: State::New,
        pending_on: None,
        pending_reason: String::new(),
        title: valid_title(cx, &new.title)?,
        description: valid_text(cx, "description", &new.description)?,
        desk_id: desk.id,
        organisation_id: requester.organisation_id,
        requester_id: requester.id,
        created_by: cx.actor.user_id(),
        assignee_id: None,
        team_id,
        provider_id: None,
        category_id: new.category_id,
        service_id: new.service_id,
        impact,
        urgency,
        qualification: classified,
        priority: decision.priority,
        priority_reason: decision.reason,
        severity: new.severity,
        major: false,
        sensitive: new.sensitive && staff,
        channel: new.channel.unwrap_or_else(|| came_by(cx.channel)),
        occurred_at: new.occurred_at,
        detected_at: new.detected_at,
        created_at: cx.now,
        updated_at: cx.now,
        qualified_at: None,
        assigned_at: None,
        acknowledged_at: None,
        work_started_at: None,
        resolved_at: None,
        closed_at: None,
        expected_at: new.expected_at.filter(|_| staff),
        snoozed_until: None,
        due_at: None,
        next_metric: None,
        risk_at: None,
        breached: false,
        reopen_count: 0,
        reassignment_count: 0,
        affected_count: 1,
        last_public_at: None,
        last_requester_at: None,
        resolution: String::new(),
        resolution_kind: None,
        cause_code: None,
        merged_into_id: None,
        parent_id: None,
        score: None,
        score_comment: String::new(),
        source: String::new(),
        source_id: String::new(),
        source_facts: String::new(),
        version: 0,
    })
}

/// What was said wins over the category's default, which wins over the assumption that it is not grave. What an agent
/// says is confirmed; what a requester says is reported, and an agent confirms it.
fn classify(
    new: &NewTicket,
    category: Option<&Category>,
    staff: bool,
) -> (Qualification, Level, Level, Option<i64>) {
    let said = if staff { Basis::Confirmed } else { Basis::Reported };
    let level = |given: Option<Level>, default: Option<Level>| match (given, default) {
        (Some(level), _) => (level, said),
        (None, Some(level)) => (level, Basis::Category),
        (None, None) => (Level::Low, Basis::Assumed),
    };
    let (impact, by_impact) = level(new.impact, category.and_then(|category| category.impact));
    let (urgency, by_urgency) = level(new.urgency, category.and_then(|category| category.urgency));
    let (team_id, by_team) = match (new.team_id, category.and_then(|category| category.team_id)) {
        (Some(team), _) => (Some(team), Basis::Confirmed),
        (None, Some(team)) => (Some(team), Basis::Category),
        (None, None) => (None, Basis::Assumed),
    };
    let by_category = if category.is_some() { said } else { Basis::Assumed };
    (
        Qualification { category: by_category, impact: by_impact, urgency: by_urgency, team: by_team },
        impact,
        urgency,
        team_id,
    )
}

fn came_by(channel: ctx::Channel) -> Channel {
    match channel {
        ctx::Channel::Portal => Channel::Portal,
        ctx::Channel::Web | ctx::Channel::Phone => Channel::Phone,
        ctx::Channel::Api | ctx::Channel::Cli | ctx::Channel::System => Channel::Api,
        ctx::Channel::Mail | ctx::Channel::Link => Channel::Email,
        ctx::Channel::Alert => Channel::Monitoring,
        ctx::Channel::Import => Channel::Import,
    }
}

fn opening(ticket: &Ticket) -> NewEntry {
    NewEntry::new(Stream::Ticket(ticket.id), "ticket.opened").public().data(json!({
        "number": ticket.label(),
        "kind": ticket.kind,
        "title": ticket.title,
        "description": ticket.description,
        "channel": ticket.channel,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "priority": ticket.priority,
        "priority_reason": ticket.priority_reason,
        "qualification": ticket.qualification,
        "occurred_at": ticket.occurred_at,
        "detected_at": ticket.detected_at,
    }))
}

/// What comes after the opening: people, tags, the assignee, the resolution on the spot, and the state that follows.
fn complete(session: &mut Session<'_, '_>, new: &NewTicket) -> Result<(), Refused> {
    let (id, now) = (session.ticket.id, session.cx.now);
    let requester = session.ticket.requester_id;
    for (users, relation) in [(&new.affected, Relation::Affected), (&new.watchers, Relation::Watcher)] {
        for user in users.iter().copied().filter(|user| *user != requester) {
            people::user(session.tx, user)?
                .ok_or_else(|| fault(session.cx, relation.as_str(), "unknown-person"))?;
            if store::add_person(session.tx, id, user, relation, now)? && relation == Relation::Affected {
                session.ticket.affected_count += 1;
            }
        }
    }
    if new.assignee_id.is_some() || !new.tags.is_empty() {
        let assignee_id = new.assignee_id.map(Some);
        apply(session, &Edit { assignee_id, add_tags: new.tags.clone(), ..Edit::default() }, None)?;
    }
    settle(session)?;
    // Who takes a call and keeps the ticket has answered it.
    if new.assignee_id.is_some() && new.assignee_id == session.cx.actor.user_id() {
        session.acknowledged()?;
    }
    if let Some(solved) = &new.solved {
        let step = Step {
            resolution: Some(solved.resolution.clone()),
            resolution_kind: solved.kind,
            cause_code: solved.cause,
            ..Step::to(State::Resolved)
        };
        walk(session, &step, None)?;
    }
    if session.ticket.priority == Priority::P1
        && session.ticket.assignee_id.is_none()
        && let Some(team) = session.ticket.team_id
    {
        let members: Vec<i64> = people::members(session.tx, team)?.iter().map(|m| m.user.id).collect();
        let title = session.ticket.title.clone();
        session.tell(&members, "critical", &title)?;
    }
    Ok(())
}
