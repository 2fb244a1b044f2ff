//! A ticket itself: reading it, changing its fields, its journal.

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{QueryRefusals, ReadRefusals, WriteRefusals, nullable},
    app::App,
    audit::{self, Entry, Stream},
    ctx::Ctx,
    people::{ApiCaller, idempotency::Answer, policy::Access},
};
use db::Read;
use jiff::Timestamp;
use rules::{
    priority::{Level, Priority, Severity},
    ticket_state::Kind,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::{
    error::AppError,
    etag::{IdempotencyKey, IfMatch},
    extract::{ApiJson, Query},
    page::{Page, PageQuery},
};

use super::{
    body::TicketBody,
    number, read as read_ticket,
    reference::{Finder, Reference},
    shown,
    words::{KindWord, LevelWord, PriorityWord, SeverityWord},
    write,
};
use crate::tickets::{
    actions::{self, Edit},
    model::Ticket,
};

/// A ticket.
#[utoipa::path(get, path = "/api/v1/tickets/{number}", operation_id = "read_ticket", tag = "tickets",
    params(("number" = String, Path, description = "Its number, with any prefix or none", example = "INC-42")),
    responses((status = 200, description = "The ticket; `ETag` is its version", body = TicketBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Answer, AppError> {
    read_ticket(&app, &cx, number(&name)?, |r, cx, ticket, access| {
        let body = TicketBody::whole(r, cx, ticket, access)?;
        Ok(Answer::ok(&body)?.version(ticket.version))
    })
    .await
}

/// What to change of a ticket; what is absent stays, `null` empties.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TicketPatch {
    /// Converts between incident and request.
    #[schema(value_type = Option<KindWord>)]
    kind: Option<Kind>,
    /// One line that says it.
    #[schema(example = "VPN : erreur 809")]
    title: Option<String>,
    /// What was reported.
    description: Option<String>,
    /// A category of the desk: its id, code, path or name.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Reference>)]
    category: Option<Option<Reference>>,
    /// How far the harm reaches.
    #[schema(value_type = Option<LevelWord>)]
    impact: Option<Level>,
    /// How soon it hurts.
    #[schema(value_type = Option<LevelWord>)]
    urgency: Option<Level>,
    /// A priority by hand, with `priority_reason`; `null` gives it back to the matrix.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<PriorityWord>)]
    priority: Option<Option<Priority>>,
    /// Why the priority is set by hand.
    priority_reason: Option<String>,
    /// How bad the fault is in itself.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<SeverityWord>)]
    severity: Option<Option<Severity>>,
    /// The team in whose queue it goes.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Reference>)]
    team: Option<Option<Reference>>,
    /// Who gets it.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Reference>)]
    assignee: Option<Option<Reference>>,
    /// The provider it is handed to.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Reference>)]
    provider: Option<Option<Reference>>,
    /// The affected service.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Reference>)]
    service: Option<Option<Reference>>,
    /// Who reported it.
    requester: Option<Reference>,
    /// Whether only those concerned and leads may see it.
    sensitive: Option<bool>,
    /// When the fault happened.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, format = DateTime)]
    occurred_at: Option<Option<Timestamp>>,
    /// When it was noticed.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, format = DateTime)]
    detected_at: Option<Option<Timestamp>>,
    /// Expected restoration: the requester is told.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expected_at: Option<Option<Timestamp>>,
    /// Out of sight in the queue until then.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, format = DateTime)]
    snoozed_until: Option<Option<Timestamp>>,
    /// Tags to add.
    #[schema(example = json!(["vpn"]))]
    add_tags: Vec<String>,
    /// Tags to take away.
    remove_tags: Vec<String>,
    /// Says that category, impact and urgency are right as proposed.
    confirm: bool,
}

/// A field that may be emptied: what it is found to be, if it names anything.
fn emptied<T>(
    field: Option<&Option<Reference>>,
    find: impl FnOnce(&Reference) -> Result<Option<T>, AppError>,
) -> Result<Option<Option<T>>, AppError> {
    match field {
        None => Ok(None),
        Some(None) => Ok(Some(None)),
        // What is not found is told by the finder.
        Some(Some(name)) => find(name).map(Some),
    }
}

impl TicketPatch {
    /// The fields that a transition sets along the way.
    pub(super) fn along(
        category: Option<Reference>,
        (impact, urgency): (Option<Level>, Option<Level>),
        team: Option<Reference>,
        assignee: Option<Reference>,
    ) -> Self {
        let (category, team, assignee) = (category.map(Some), team.map(Some), assignee.map(Some));
        Self { category, impact, urgency, team, assignee, ..Self::default() }
    }

    /// Whether it also converts the ticket.
    pub(super) fn converts(&self) -> bool {
        self.kind.is_some()
    }

    /// The edit that is meant at a desk, every name found.
    pub(super) fn edit(&self, read: &Read<'_>, cx: &Ctx, desk_id: i64) -> Result<Edit, AppError> {
        let mut find = Finder::new(read, cx);
        if self.priority.flatten().is_none() && self.priority_reason.is_some() {
            find.idle_reason();
        }
        find.tags("add_tags", &self.add_tags);
        find.tags("remove_tags", &self.remove_tags);
        let reason = || self.priority_reason.clone().unwrap_or_default();
        let mut at = |field: &str, instant: Option<Option<Timestamp>>| {
            instant.map(|instant| instant.map(|instant| find.instant(field, instant)))
        };
        let occurred_at = at("occurred_at", self.occurred_at);
        let detected_at = at("detected_at", self.detected_at);
        let expected_at = at("expected_at", self.expected_at);
        let snoozed_until = at("snoozed_until", self.snoozed_until);
        let edit = Edit {
            title: self.title.clone(),
            description: self.description.clone(),
            category_id: emptied(self.category.as_ref(), |name| find.category(desk_id, name))?,
            impact: self.impact,
            urgency: self.urgency,
            priority: self.priority.map(|priority| priority.map(|priority| (priority, reason()))),
            severity: self.severity,
            team_id: emptied(self.team.as_ref(), |name| find.team(desk_id, name))?,
            assignee_id: emptied(self.assignee.as_ref(), |name| find.person("assignee", name))?,
            provider_id: emptied(self.provider.as_ref(), |name| find.provider(name))?,
            service_id: emptied(self.service.as_ref(), |name| find.service(name))?,
            requester_id: self
                .requester
                .as_ref()
                .map(|name| find.person("requester", name))
                .transpose()?
                .flatten(),
            sensitive: self.sensitive,
            occurred_at,
            detected_at,
            expected_at,
            snoozed_until,
            add_tags: self.add_tags.clone(),
            remove_tags: self.remove_tags.clone(),
            confirm: self.confirm,
        };
        find.done()?;
        Ok(edit)
    }
}

/// Changes fields of a ticket.
///
/// With `If-Match`, what others changed since that version in other fields is merged; in the same fields it is a
/// conflict, which names them with what is there now.
#[utoipa::path(patch, path = "/api/v1/tickets/{number}", operation_id = "change_ticket", tag = "tickets", request_body = TicketPatch,
    params(("number" = String, Path, description = "Its number, with any prefix or none", example = "INC-42"),
        ("If-Match" = Option<String>, Header, description = "The version that the change was made from")),
    responses((status = 200, description = "As it is now; `ETag` is its version", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    seen: IfMatch,
    ApiJson(body): ApiJson<TicketPatch>,
) -> Result<Answer, AppError> {
    let (number, seen) = (number(&name)?, seen.version());
    write(&app, &cx, IdempotencyKey(None), ("PATCH", &name), body, move |tx, cx, body| {
        let (ticket, access) = actions::readable_by_number(tx, cx, number)?;
        if access < Access::Work {
            return Err(AppError::Forbidden.into());
        }
        let edit = body.edit(tx, cx, ticket.desk_id)?;
        let mut changed = actions::edit(tx, cx, number, &edit, seen)?;
        if let Some(kind) = body.kind.filter(|kind| *kind != changed.kind) {
            changed = actions::convert(tx, cx, number, kind)?;
        }
        shown(tx, cx, &changed)
    })
    .await
}

/// One change of a field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ChangeBody {
    /// The field.
    #[schema(example = "priority")]
    field: String,
    /// Before.
    #[schema(value_type = Value, example = json!("P3"))]
    was: Value,
    /// After.
    #[schema(value_type = Value, example = json!("P2"))]
    is: Value,
}

/// An entry of the journal.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = JournalEntry)]
pub(super) struct EntryBody {
    /// Its place, from 1 without gaps.
    #[schema(example = 3)]
    entry: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who.
    #[schema(example = "Claire Morvan")]
    actor: String,
    /// By which way.
    #[schema(example = "api")]
    channel: &'static str,
    /// What happened.
    #[schema(example = "ticket.changed")]
    kind: String,
    /// Whether the requester may see it.
    public: bool,
    /// The fields that changed.
    changes: Vec<ChangeBody>,
    /// Why.
    reason: Option<String>,
    /// What else belongs to it.
    #[schema(value_type = Value)]
    data: Value,
    /// When its details were erased as the law asks.
    #[schema(value_type = Option<String>, format = DateTime)]
    erased_at: Option<Timestamp>,
}

fn entry(entry: Entry, access: Access) -> EntryBody {
    let inside = access >= Access::Observe;
    let changes = actions::visible_changes(&entry, access).into_iter();
    let payload = entry.payload.unwrap_or_default();
    EntryBody {
        entry: entry.entry_no,
        at: entry.at,
        actor: entry.actor,
        channel: entry.channel.as_str(),
        kind: entry.kind,
        public: entry.public,
        changes: changes
            .map(|change| ChangeBody { field: change.field, was: change.was, is: change.is })
            .collect(),
        // The desk's reasons are its own.
        reason: payload.reason.filter(|_| inside),
        data: payload.data,
        erased_at: entry.erased_at,
    }
}

/// A ticket's journal, the oldest first. Requesters see what is public; a page may then hold fewer rows than asked for.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/journal", operation_id = "read_journal", tag = "tickets",
    params(("number" = String, Path, description = "Its number, with any prefix or none", example = "INC-42"), PageQuery),
    responses((status = 200, description = "A page of entries", body = Page<EntryBody>), ReadRefusals, QueryRefusals))]
pub(super) async fn journal(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<EntryBody>>, AppError> {
    let (limit, after) = (query.limit(cx.locale)?, query.after::<i64>(cx.locale)?.unwrap_or(0));
    let page = read_ticket(&app, &cx, number(&name)?, move |r, _: &Ctx, ticket: &Ticket, access| {
        let entries = audit::stream_entries(r, Stream::Ticket(ticket.id), after, i64::from(limit) + 1)?;
        let page = Page::new(entries, limit, |entry| entry.entry_no)?;
        let (items, next) = (page.items.into_iter(), page.next);
        let seen = items.filter(|entry| entry.public || access >= Access::Observe);
        Ok(Page { items: seen.map(|seen| entry(seen, access)).collect(), next })
    });
    Ok(Json(page.await?))
}
