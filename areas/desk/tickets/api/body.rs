//! A ticket as programs see it. Requesters and followers see what is theirs to see; the rest is the desk's.

use std::collections::HashMap;

use base::{
    ctx::Ctx,
    desks::{self, Category, Desk},
    people::{self, Organisation, Team, User, policy::Access},
    services::{self, Service},
};
use db::{Read, Result};
use jiff::Timestamp;
use rules::{
    calendar::Calendar,
    priority::{Level, Priority, PriorityReason, Severity},
    sla::{Agreement, Metric},
    ticket_state::{Channel, Kind, PendingOn, State},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::words::{ChannelWord, KindWord, LevelWord, PendingOnWord, PriorityWord, SeverityWord, StateWord};
use crate::{
    sla::{self, ClockState},
    tickets::{
        model::{CauseCode, Qualification, ResolutionKind, Ticket},
        store,
    },
};

/// Someone or something with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Named {
    /// Its id.
    #[schema(example = 4)]
    pub(super) id: i64,
    /// Its name.
    #[schema(example = "Réseau")]
    pub(super) name: String,
}

/// The names that the tickets of a list need, each kind read once.
pub(crate) struct Names {
    users: HashMap<i64, User>,
    teams: HashMap<i64, Team>,
    organisations: HashMap<i64, Organisation>,
    categories: Vec<Category>,
    services: Vec<Service>,
    desks: Vec<Desk>,
    labels: HashMap<i64, String>,
    tags: Vec<(i64, String)>,
}

impl Names {
    /// Reads the names for these tickets.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn of(read: &Read<'_>, tickets: &[Ticket]) -> Result<Self> {
        let gather = |pick: &dyn Fn(&Ticket) -> Vec<Option<i64>>| -> Vec<i64> {
            let mut ids: Vec<i64> = tickets.iter().flat_map(pick).flatten().collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let ids = gather(&|t| vec![Some(t.id)]);
        let related = gather(&|t| vec![t.parent_id, t.merged_into_id]);
        let labels = store::many(read, &related)?.iter().map(|t| (t.id, t.label())).collect();
        Ok(Self {
            users: people::users(read, &gather(&|t| vec![Some(t.requester_id), t.assignee_id]))?,
            teams: people::teams_by_id(read, &gather(&|t| vec![t.team_id]))?,
            organisations: people::organisations_by_id(
                read,
                &gather(&|t| vec![t.organisation_id, t.provider_id]),
            )?,
            categories: desks::categories_by_id(read, &gather(&|t| vec![t.category_id]))?,
            services: services::services_by_id(read, &gather(&|t| vec![t.service_id]))?,
            desks: desks::desks(read)?,
            labels,
            tags: store::tags_of(read, &ids)?,
        })
    }

    pub(super) fn user(&self, id: Option<i64>) -> Option<Named> {
        id.and_then(|id| self.users.get(&id)).map(|user| Named { id: user.id, name: user.name.clone() })
    }

    fn organisation(&self, id: Option<i64>) -> Option<Named> {
        id.and_then(|id| self.organisations.get(&id)).map(|o| Named { id: o.id, name: o.name.clone() })
    }
}

/// A category of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CategoryName {
    /// Its id.
    #[schema(example = 17)]
    id: i64,
    /// Its stable code.
    #[schema(example = "network/vpn")]
    code: String,
    /// Its name in the caller's language.
    #[schema(example = "VPN")]
    name: String,
}

/// One of a ticket's commitments, measured at the moment of the answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ClockBody {
    /// With whom: `sla`, `ola`, `underpinning`.
    #[schema(value_type = String, example = "sla")]
    agreement: Agreement,
    /// To what: `acknowledge`, `update`, `resolve`.
    #[schema(value_type = String, example = "resolve")]
    metric: Metric,
    /// Where it stands: `running`, `paused`, `met`, `missed`, `cancelled`.
    #[schema(value_type = String, example = "running")]
    state: ClockState,
    /// From 1: a hand-over to another team starts its next round.
    #[schema(example = 1)]
    round: i64,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When it is due; absent while it is paused and after it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// The working time granted, in seconds.
    #[schema(example = 28_800)]
    target_seconds: i64,
    /// The working time used, in seconds.
    #[schema(example = 5_400)]
    used_seconds: i64,
    /// The working time left, in seconds; negative when late.
    #[schema(example = 23_400)]
    remaining_seconds: i64,
    /// Whether the target was exceeded.
    breached: bool,
    /// Since when it stands still.
    #[schema(value_type = Option<String>, format = DateTime)]
    paused_since: Option<Timestamp>,
}

/// A ticket. What the caller may not see is `null` or empty.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Ticket)]
pub(crate) struct TicketBody {
    /// Its number; the prefix follows the kind.
    #[schema(example = "INC-42")]
    number: String,
    /// What it is.
    #[schema(value_type = KindWord)]
    kind: Kind,
    /// Where it stands.
    #[schema(value_type = StateWord)]
    state: State,
    /// Whom it waits for, while pending.
    #[schema(value_type = Option<PendingOnWord>)]
    pending_on: Option<PendingOn>,
    /// For what, in the agent's words.
    pending_reason: String,
    /// One line that says it.
    #[schema(example = "VPN : connexion impossible depuis ce matin")]
    title: String,
    /// What was reported, in Markdown; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Its help desk.
    desk: Option<Named>,
    /// Who reported it.
    requester: Option<Named>,
    /// The requester's organisation at that time.
    organisation: Option<Named>,
    /// Who has it.
    assignee: Option<Named>,
    /// In whose queue it is.
    team: Option<Named>,
    /// The provider it was handed to.
    provider: Option<Named>,
    /// Its category.
    category: Option<CategoryName>,
    /// The affected service.
    service: Option<Named>,
    /// How far the harm reaches.
    #[schema(value_type = LevelWord)]
    impact: Level,
    /// How soon it hurts.
    #[schema(value_type = LevelWord)]
    urgency: Level,
    /// The order of work.
    #[schema(value_type = PriorityWord)]
    priority: Priority,
    /// Why: `because` is `matrix` (with the impact and urgency used) or `manual` (with the reason and what the matrix
    /// would have given).
    #[schema(value_type = Object, example = json!({ "because": "matrix", "impact": "medium", "urgency": "high" }))]
    priority_reason: PriorityReason,
    /// Where category, impact, urgency and team come from.
    qualification: Qualification,
    /// How bad the fault is in itself.
    #[schema(value_type = Option<SeverityWord>)]
    severity: Option<Severity>,
    /// Whether it is a major incident.
    major: bool,
    /// Whether only those concerned and leads may see it.
    sensitive: bool,
    /// How it came in.
    #[schema(value_type = ChannelWord)]
    channel: Channel,
    /// Its tags.
    #[schema(example = json!(["vpn"]))]
    tags: Vec<String>,
    /// When the fault happened, as reported.
    #[schema(value_type = Option<String>, format = DateTime)]
    occurred_at: Option<Timestamp>,
    /// When it was noticed.
    #[schema(value_type = Option<String>, format = DateTime)]
    detected_at: Option<Timestamp>,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When anything last happened to it.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// When a person took it, or answered in public.
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledged_at: Option<Timestamp>,
    /// When it was resolved, last.
    #[schema(value_type = Option<String>, format = DateTime)]
    resolved_at: Option<Timestamp>,
    /// When it was closed or cancelled, last.
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
    /// Expected restoration.
    #[schema(value_type = Option<String>, format = DateTime)]
    expected_at: Option<Timestamp>,
    /// Out of sight in the queue until then.
    #[schema(value_type = Option<String>, format = DateTime)]
    snoozed_until: Option<Timestamp>,
    /// When its next running SLA target is due.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Which target that is: `acknowledge`, `update`, `resolve`.
    #[schema(value_type = Option<String>)]
    next_metric: Option<Metric>,
    /// Whether an SLA target was exceeded.
    breached: bool,
    /// How often it came back.
    reopen_count: i64,
    /// How often it changed team or assignee.
    reassignment_count: i64,
    /// How many people said "me too", the requester included.
    #[schema(example = 1)]
    affected_count: i64,
    /// What was done.
    resolution: String,
    /// Fix or workaround.
    resolution_kind: Option<ResolutionKind>,
    /// Why it happened.
    cause_code: Option<CauseCode>,
    /// The ticket that goes on with it.
    merged_into: Option<String>,
    /// The parent that is answered for all.
    parent: Option<String>,
    /// Satisfaction, 1 to 5.
    score: Option<i64>,
    /// In words.
    score_comment: String,
    /// Its commitments; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    clocks: Option<Vec<ClockBody>>,
    /// Its version, also the `ETag`: the number of its last journal entry.
    #[schema(example = 3)]
    version: i64,
}

impl TicketBody {
    /// A ticket with everything.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn whole(read: &Read<'_>, cx: &Ctx, ticket: &Ticket, access: Access) -> Result<Self> {
        let names = Names::of(read, std::slice::from_ref(ticket))?;
        let mut body = Self::listed(cx, ticket, access, &names);
        body.description = Some(ticket.description.clone());
        if access >= Access::Observe {
            body.clocks = Some(clocks(read, cx, ticket)?);
        }
        Ok(body)
    }

    /// A ticket as a list shows it.
    pub(crate) fn listed(cx: &Ctx, ticket: &Ticket, access: Access, names: &Names) -> Self {
        let inside = access >= Access::Observe;
        let kept = |text: &str| if inside { text.to_owned() } else { String::new() };
        let category = names.categories.iter().find(|category| Some(category.id) == ticket.category_id);
        let tags = names.tags.iter().filter(|(id, _)| inside && *id == ticket.id).map(|(_, tag)| tag.clone());
        let mut tags: Vec<String> = tags.collect();
        tags.sort();
        let label = |id: Option<i64>| id.and_then(|id| names.labels.get(&id)).cloned();
        Self {
            number: ticket.label(),
            kind: ticket.kind,
            state: ticket.state,
            pending_on: ticket.pending_on,
            pending_reason: kept(&ticket.pending_reason),
            title: ticket.title.clone(),
            description: None,
            desk: names
                .desks
                .iter()
                .find(|d| d.id == ticket.desk_id)
                .map(|d| Named { id: d.id, name: d.name.clone() }),
            requester: names.user(Some(ticket.requester_id)),
            organisation: names.organisation(ticket.organisation_id),
            assignee: names.user(ticket.assignee_id),
            team: ticket
                .team_id
                .and_then(|id| names.teams.get(&id))
                .filter(|_| inside)
                .map(|team| Named { id: team.id, name: team.name.clone() }),
            provider: names.organisation(ticket.provider_id.filter(|_| inside)),
            category: category.map(|category| CategoryName {
                id: category.id,
                code: category.code.clone(),
                name: category.name(cx.locale).to_owned(),
            }),
            service: names
                .services
                .iter()
                .find(|service| Some(service.id) == ticket.service_id)
                .map(|service| Named { id: service.id, name: service.name.clone() }),
            impact: ticket.impact,
            urgency: ticket.urgency,
            priority: ticket.priority,
            priority_reason: reason(&ticket.priority_reason, inside),
            qualification: ticket.qualification,
            severity: ticket.severity.filter(|_| inside),
            major: ticket.major,
            sensitive: ticket.sensitive,
            channel: ticket.channel,
            tags,
            occurred_at: ticket.occurred_at,
            detected_at: ticket.detected_at,
            created_at: ticket.created_at,
            updated_at: ticket.updated_at,
            acknowledged_at: ticket.acknowledged_at,
            resolved_at: ticket.resolved_at,
            closed_at: ticket.closed_at,
            expected_at: ticket.expected_at,
            snoozed_until: ticket.snoozed_until.filter(|_| inside),
            due_at: ticket.due_at.filter(|_| inside),
            next_metric: ticket.next_metric.filter(|_| inside),
            breached: ticket.breached && inside,
            reopen_count: ticket.reopen_count,
            reassignment_count: if inside { ticket.reassignment_count } else { 0 },
            affected_count: ticket.affected_count,
            resolution: ticket.resolution.clone(),
            resolution_kind: ticket.resolution_kind,
            cause_code: ticket.cause_code.filter(|_| inside),
            merged_into: label(ticket.merged_into_id),
            parent: label(ticket.parent_id.filter(|_| inside)),
            score: ticket.score,
            score_comment: ticket.score_comment.clone(),
            clocks: None,
            version: ticket.version,
        }
    }
}

/// Why a priority was set by hand is said among agents.
fn reason(reason: &PriorityReason, inside: bool) -> PriorityReason {
    match reason {
        PriorityReason::Manual { otherwise, .. } if !inside => {
            PriorityReason::Manual { reason: String::new(), otherwise: *otherwise }
        }
        reason => reason.clone(),
    }
}

fn clocks(read: &Read<'_>, cx: &Ctx, ticket: &Ticket) -> Result<Vec<ClockBody>> {
    let mut calendars: HashMap<Option<i64>, Calendar> = HashMap::from([(None, Calendar::always())]);
    let mut bodies = Vec::new();
    for clock in sla::clocks(read, ticket.id)? {
        let calendar = match calendars.get(&clock.calendar_id) {
            Some(known) => known.clone(),
            None => {
                let loaded = clock.calendar_id.map(|id| desks::calendar(read, id)).transpose()?.flatten();
                let loaded = loaded.unwrap_or_else(Calendar::always);
                calendars.insert(clock.calendar_id, loaded.clone());
                loaded
            }
        };
        let view = clock.view(cx.now, &calendar);
        bodies.push(ClockBody {
            agreement: view.agreement,
            metric: view.metric,
            state: view.state,
            round: clock.round,
            started_at: view.started_at,
            due_at: view.due_at,
            target_seconds: view.target.as_secs(),
            used_seconds: view.used.as_secs(),
            remaining_seconds: view.remaining.as_secs(),
            breached: view.breached,
            paused_since: view.paused_since,
        });
    }
    Ok(bodies)
}
