//! Tasks and time spent.

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{ReadRefusals, WriteRefusals, nullable},
    app::App,
    people::{self, ApiCaller, idempotency::Answer},
};
use db::Read;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    error::AppError,
    etag::{IdempotencyKey, IfMatch},
    extract::ApiJson,
    page::Page,
};

use super::{
    address,
    body::{Named, TicketBody},
    id, inside, number, read,
    reference::{Finder, Reference},
    shown, write,
};
use crate::tickets::{
    actions::{self, TaskChange},
    model::Task,
    store,
};

/// Something to do on a ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Task)]
pub(super) struct TaskBody {
    /// Its id.
    #[schema(example = 5)]
    id: i64,
    /// What.
    #[schema(example = "Rappeler l’utilisateur")]
    title: String,
    /// By whom.
    assignee: Option<Named>,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Since when it is done.
    #[schema(value_type = Option<String>, format = DateTime)]
    done_at: Option<Timestamp>,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

fn bodies(read: &Read<'_>, tasks: Vec<Task>) -> Result<Vec<TaskBody>, AppError> {
    let ids: Vec<i64> = tasks.iter().filter_map(|task| task.assignee_id).collect();
    let users = people::users(read, &ids)?;
    let named =
        |id: Option<i64>| id.and_then(|id| users.get(&id)).map(|u| Named { id: u.id, name: u.name.clone() });
    let body = |task: Task| TaskBody {
        id: task.id,
        assignee: named(task.assignee_id),
        title: task.title,
        due_at: task.due_at,
        done_at: task.done_at,
        version: task.version,
    };
    Ok(tasks.into_iter().map(body).collect())
}

fn answer(read: &Read<'_>, task: Task) -> Result<TaskBody, AppError> {
    bodies(read, vec![task])?.pop().ok_or(AppError::NotFound)
}

/// A ticket's tasks in their order.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/tasks", operation_id = "list_tasks", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "All of them, on one page", body = Page<TaskBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<Page<TaskBody>>, AppError> {
    let items = read(&app, &cx, number(&name)?, |r, _, ticket, access| {
        inside(access)?;
        bodies(r, store::tasks(r, ticket.id)?)
    });
    Ok(Json(Page { items: items.await?, next: None }))
}

/// A task to be added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskCreate {
    /// What.
    #[schema(example = "Rappeler l’utilisateur", min_length = 1, max_length = 250)]
    title: String,
    /// By whom.
    assignee: Option<Reference>,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
}

/// Adds a task.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/tasks", operation_id = "add_task", tag = "tickets", request_body = TaskCreate,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Added", body = TaskBody), ReadRefusals, WriteRefusals))]
pub(super) async fn add(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<TaskCreate>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/tasks");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        inside(actions::readable_by_number(tx, cx, number)?.1)?;
        let mut find = Finder::new(tx, cx);
        let assignee =
            body.assignee.as_ref().map(|name| find.person("assignee", name)).transpose()?.flatten();
        let due_at = body.due_at.map(|at| find.instant("due_at", at));
        find.done()?;
        let (ticket, task) = actions::add_task(tx, cx, number, &body.title, assignee, due_at)?;
        let location = format!("{}/tasks/{}", address(&ticket), task.id);
        let version = task.version;
        Ok(Answer::created(location, &answer(tx, task)?)?.version(version))
    })
    .await
}

/// What to change of a task; what is absent stays, `null` empties.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TaskPatch {
    /// What.
    title: Option<String>,
    /// By whom.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Reference>)]
    assignee: Option<Option<Reference>>,
    /// Until when.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Option<Timestamp>>,
    /// Done, or not after all.
    #[schema(example = true)]
    done: Option<bool>,
}

/// Changes or ticks a task.
#[utoipa::path(patch, path = "/api/v1/tickets/{number}/tasks/{id}", operation_id = "change_task", tag = "tickets", request_body = TaskPatch,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("id" = String, Path, description = "The task's id", example = "5"),
        ("If-Match" = Option<String>, Header, description = "The version of the task to change")),
    responses((status = 200, description = "As it is now; `ETag` is its version", body = TaskBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, task)): Path<(String, String)>,
    seen: IfMatch,
    ApiJson(body): ApiJson<TaskPatch>,
) -> Result<Answer, AppError> {
    let (number, task, seen) = (number(&name)?, id(&task)?, seen.version());
    write(&app, &cx, IdempotencyKey(None), ("PATCH", &name), body, move |tx, cx, body| {
        inside(actions::readable_by_number(tx, cx, number)?.1)?;
        let mut find = Finder::new(tx, cx);
        let assignee_id = match &body.assignee {
            None => None,
            Some(None) => Some(None),
            Some(Some(name)) => Some(find.person("assignee", name)?),
        };
        let due_at = body.due_at.map(|due| due.map(|at| find.instant("due_at", at)));
        find.done()?;
        let change = TaskChange { title: body.title.clone(), assignee_id, due_at, done: body.done };
        let (_, task) = actions::change_task(tx, cx, number, task, seen, &change)?;
        let version = task.version;
        Ok(Answer::ok(&answer(tx, task)?)?.version(version))
    })
    .await
}

/// Removes a task.
#[utoipa::path(delete, path = "/api/v1/tickets/{number}/tasks/{id}", operation_id = "remove_task", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("id" = String, Path, description = "The task's id", example = "5")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn remove(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, task)): Path<(String, String)>,
) -> Result<Answer, AppError> {
    let (number, task) = (number(&name)?, id(&task)?);
    write(&app, &cx, IdempotencyKey(None), ("DELETE", &name), (), move |tx, cx, ()| {
        let changed = actions::remove_task(tx, cx, number, task)?;
        shown(tx, cx, &changed)
    })
    .await
}

/// Time spent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TimeEntry)]
pub(super) struct TimeBody {
    /// By whom.
    person: Option<Named>,
    /// How long.
    #[schema(example = 25)]
    minutes: i64,
    /// On what.
    note: String,
    /// The day.
    #[schema(example = "2026-11-20")]
    worked_on: String,
    /// When it was written down.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// The time spent on a ticket, the oldest first.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/time", operation_id = "list_time", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "All of it, on one page", body = Page<TimeBody>), ReadRefusals))]
pub(super) async fn time(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<Page<TimeBody>>, AppError> {
    let items = read(&app, &cx, number(&name)?, |r, _, ticket, access| {
        inside(access)?;
        let entries = store::work_entries(r, ticket.id)?;
        let users = people::users(r, &entries.iter().map(|entry| entry.user_id).collect::<Vec<_>>())?;
        let body = |entry: crate::tickets::model::WorkEntry| TimeBody {
            person: users.get(&entry.user_id).map(|user| Named { id: user.id, name: user.name.clone() }),
            minutes: entry.minutes,
            note: entry.note,
            worked_on: entry.worked_on,
            created_at: entry.created_at,
        };
        Ok(entries.into_iter().map(body).collect())
    });
    Ok(Json(Page { items: items.await?, next: None }))
}

/// Time to be written down.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeCreate {
    /// How long, up to a day.
    #[schema(example = 25, minimum = 1, maximum = 1440)]
    minutes: i64,
    /// On what.
    #[serde(default)]
    #[schema(example = "Analyse des journaux")]
    note: String,
    /// The day; today where the caller is, unless said otherwise.
    #[schema(value_type = Option<String>, format = Date)]
    worked_on: Option<Date>,
}

/// Writes down time spent.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/time", operation_id = "log_time", tag = "tickets", request_body = TimeCreate,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 200, description = "The ticket as it is now", body = TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn log(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<TimeCreate>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/time");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        let zone = TimeZone::get(&cx.actor.visit.zone).unwrap_or(TimeZone::UTC);
        let day = body.worked_on.unwrap_or_else(|| cx.now.to_zoned(zone).date());
        let changed = actions::log_work(tx, cx, number, body.minutes, &body.note, day)?;
        shown(tx, cx, &changed)
    })
    .await
}
