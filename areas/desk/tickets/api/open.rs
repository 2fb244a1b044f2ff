//! Opening a ticket.

use axum::extract::State;
use base::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    ctx::Ctx,
    desks,
    people::{
        self, ApiCaller,
        idempotency::Answer,
        policy::{Act, may},
    },
};
use db::Read;
use jiff::Timestamp;
use rules::{
    priority::{Level, Priority, Severity},
    ticket_state::{Channel, Kind},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{error::AppError, etag::IdempotencyKey, extract::ApiJson};

use super::{
    address,
    body::TicketBody,
    reference::{Finder, Reference},
    shown,
    words::{ChannelWord, KindWord, LevelWord, PriorityWord, SeverityWord},
    write,
};
use crate::tickets::{
    intake::{self, NewTicket, Solved},
    model::{CauseCode, ResolutionKind},
};

/// How a ticket was resolved on the spot, as on the phone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResolutionBlock {
    /// What was done.
    #[schema(example = "Compte déverrouillé")]
    text: String,
    /// Fix or workaround.
    kind: Option<ResolutionKind>,
    /// Why it happened.
    cause_code: Option<CauseCode>,
}

/// A ticket to be opened. Nothing but the title is mandatory.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketCreate {
    /// An incident, unless said otherwise; or a request.
    #[schema(value_type = Option<KindWord>)]
    kind: Option<Kind>,
    /// One line that says it.
    #[schema(example = "VPN : connexion impossible depuis ce matin", min_length = 1, max_length = 250)]
    title: String,
    /// What is reported, in Markdown or plain text.
    #[schema(example = "Erreur 809 à chaque essai.", max_length = 200_000)]
    description: Option<String>,
    /// How far the harm reaches; otherwise the category's default, else `low`.
    #[schema(value_type = Option<LevelWord>)]
    impact: Option<Level>,
    /// How soon it hurts; otherwise the category's default, else `low`.
    #[schema(value_type = Option<LevelWord>)]
    urgency: Option<Level>,
    /// A category of the desk: its id, code, path or name.
    category: Option<Reference>,
    /// Who reports it: an address or an id; otherwise the caller.
    requester: Option<Reference>,
    /// When the fault happened.
    #[schema(value_type = Option<String>, format = DateTime)]
    occurred_at: Option<Timestamp>,
    /// When it was noticed.
    #[schema(value_type = Option<String>, format = DateTime)]
    detected_at: Option<Timestamp>,
    /// How bad the fault is in itself.
    #[schema(value_type = Option<SeverityWord>)]
    severity: Option<Severity>,
    /// The affected service.
    service: Option<Reference>,
    /// The team in whose queue it goes; for agents.
    team: Option<Reference>,
    /// Who gets it; for agents.
    assignee: Option<Reference>,
    /// Its tags.
    #[serde(default)]
    #[schema(example = json!(["vpn"]))]
    tags: Vec<String>,
    /// The desk; otherwise the one that serves the requester's organisation.
    desk: Option<Reference>,
    /// Whether only those concerned and leads may see it; for agents.
    #[serde(default)]
    sensitive: bool,
    /// Expected restoration; for agents.
    #[schema(value_type = Option<String>, format = DateTime)]
    expected_at: Option<Timestamp>,
    /// A priority by hand, with `priority_reason`; for agents.
    #[schema(value_type = Option<PriorityWord>)]
    priority: Option<Priority>,
    /// Why the priority is set by hand.
    priority_reason: Option<String>,
    /// How it came in; for agents. The API, unless said otherwise.
    #[schema(value_type = Option<ChannelWord>)]
    channel: Option<Channel>,
    /// Others who are affected.
    #[serde(default)]
    affected: Vec<Reference>,
    /// Those who follow it.
    #[serde(default)]
    watchers: Vec<Reference>,
    /// Resolved on the spot; for agents.
    resolution: Option<ResolutionBlock>,
}

impl TicketCreate {
    /// The ticket that is meant, every name found.
    fn resolve(&self, read: &Read<'_>, cx: &Ctx) -> Result<NewTicket, AppError> {
        let mut find = Finder::new(read, cx);
        let me = || cx.actor.user_id().map(|id| people::user(read, id)).transpose();
        let requester = match &self.requester {
            Some(name) => find.user("requester", name)?,
            None => me()?.flatten(),
        };
        let desk = match &self.desk {
            Some(name) => find.desk(name)?,
            None => desks::desk_for(read, requester.as_ref().and_then(|user| user.organisation_id))?,
        };
        let staff = desk.as_ref().is_some_and(|desk| may(&cx.actor, Act::OpenFor(desk.id)));
        if self.channel.is_some() && !staff {
            find.fault("channel", "desk-only");
        }
        if self.priority.is_none() && self.priority_reason.is_some() {
            find.idle_reason();
        }
        find.tags("tags", &self.tags);
        let mut new = NewTicket {
            kind: self.kind.unwrap_or(Kind::Incident),
            description: self.description.clone().unwrap_or_default(),
            desk_id: desk.as_ref().map(|desk| desk.id),
            requester_id: requester.map(|user| user.id),
            impact: self.impact,
            urgency: self.urgency,
            priority: self
                .priority
                .map(|priority| (priority, self.priority_reason.clone().unwrap_or_default())),
            severity: self.severity,
            channel: self.channel,
            sensitive: self.sensitive,
            occurred_at: self.occurred_at.map(|at| find.instant("occurred_at", at)),
            detected_at: self.detected_at.map(|at| find.instant("detected_at", at)),
            expected_at: self.expected_at.map(|at| find.instant("expected_at", at)),
            tags: self.tags.clone(),
            affected: find.persons("affected", &self.affected)?,
            watchers: find.persons("watchers", &self.watchers)?,
            solved: self.resolution.as_ref().map(|solved| Solved {
                resolution: solved.text.clone(),
                kind: solved.kind,
                cause: solved.cause_code,
            }),
            ..NewTicket::titled(&self.title)
        };
        if let Some(name) = &self.service {
            new.service_id = find.service(name)?;
        }
        if let Some(name) = &self.assignee {
            new.assignee_id = find.person("assignee", name)?;
        }
        if let Some(desk) = &desk {
            if let Some(name) = &self.category {
                new.category_id = find.category(desk.id, name)?;
            }
            if let Some(name) = &self.team {
                new.team_id = find.team(desk.id, name)?;
            }
        }
        find.done()?;
        Ok(new)
    }
}

/// Opens a ticket.
///
/// The answer says what was decided and why: `qualification` tells where category, impact, urgency and team come from,
/// `priority_reason` why the priority is what it is.
#[utoipa::path(post, path = "/api/v1/tickets", operation_id = "open_ticket", tag = "tickets", request_body = TicketCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Opened: see `Location`; `ETag` is its version", body = TicketBody),
        ReadRefusals, WriteRefusals))]
pub(super) async fn open(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<TicketCreate>,
) -> Result<Answer, AppError> {
    write(&app, &cx, key, ("POST", "/api/v1/tickets"), body, |tx, cx, body| {
        let opened = intake::open(tx, cx, &body.resolve(tx, cx)?)?;
        let location = address(&opened.ticket);
        let answer = shown(tx, cx, &opened.ticket)?;
        Ok(Answer { status: axum::http::StatusCode::CREATED, location: Some(location), ..answer })
    })
    .await
}
