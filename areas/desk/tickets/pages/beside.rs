//! What stands beside a ticket: people, links, tasks, time, tags, macros, and who is there.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use base::{app::App, audit, ctx::Ctx, people::Person};
use jiff::civil::Date;
use serde::Deserialize;
use web::{AppError, extract::Form, live::Hint};

use super::kit::{Asked, done, fault, instant, number, one_number, person, run};
use crate::tickets::{
    actions::{self, Edit, TaskChange},
    model::{LinkKind, PresenceMode, Relation, Ticket},
    refusal::Refused,
};

/// The answer to a small form: its part of the page, or what was refused, as a message.
pub(super) async fn answer(
    app: &App,
    cx: &Ctx,
    asked: Asked,
    outcome: Result<Ticket, Refused>,
    deed: &'static str,
) -> Result<Response, AppError> {
    match outcome {
        Ok(ticket) => done(app, cx, &ticket, asked, deed).await,
        Err(refused) => Err(refused.into_app(cx.locale)),
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PersonForm {
    person: String,
    #[serde(rename = "as")]
    relation: String,
}

/// `POST /tickets/{number}/people`
pub(super) async fn add_person(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
    Form(form): Form<PersonForm>,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let relation = Relation::parse(&form.relation).ok_or(AppError::NotFound)?;
    let outcome = run(&app, &cx, move |tx, cx| {
        // Whoever may not know the ticket learns nothing of people from it either.
        actions::readable_by_number(tx, cx, number)?;
        let user = person(tx, cx, "person", &form.person)?;
        match relation {
            Relation::Watcher => actions::watch(tx, cx, number, user),
            Relation::Affected => actions::affect(tx, cx, number, user),
        }
    });
    answer(&app, &cx, asked, outcome.await, "person-added").await
}

/// `POST /tickets/{number}/people/me`
pub(super) async fn watch(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let me = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::watch(tx, cx, number, me)).await;
    answer(&app, &cx, asked, outcome, "watching").await
}

/// `POST /tickets/{number}/people/{user}/remove`
pub(super) async fn remove_person(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, user)): Path<(String, i64)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::unwatch(tx, cx, number, user)).await;
    answer(&app, &cx, asked, outcome, "person-removed").await
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct LinkForm {
    kind: String,
    ticket: String,
}

/// `POST /tickets/{number}/links`
pub(super) async fn add_link(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
    Form(form): Form<LinkForm>,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let kind = LinkKind::parse(&form.kind).ok_or(AppError::NotFound)?;
    let other = one_number(&cx, "ticket", &form.ticket)?;
    let outcome = run(&app, &cx, move |tx, cx| {
        // Only the other ticket may be unknown to someone who sees this one.
        actions::readable_by_number(tx, cx, number)?;
        match actions::link(tx, cx, number, kind, other) {
            Err(Refused::App(AppError::NotFound)) => Err(fault(cx, "ticket", "unknown-ticket").into()),
            outcome => outcome,
        }
    });
    answer(&app, &cx, asked, outcome.await, "linked").await
}

/// `POST /tickets/{number}/links/{id}/remove`
pub(super) async fn remove_link(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, id)): Path<(String, i64)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::unlink(tx, cx, number, id)).await;
    answer(&app, &cx, asked, outcome, "unlinked").await
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskForm {
    version: Option<i64>,
    done: Option<bool>,
    /// The form holds the whole task, not only its tick.
    whole: bool,
    title: String,
    assignee: Option<i64>,
    due: String,
}

/// `POST /tickets/{number}/tasks`
pub(super) async fn add_task(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
    Form(form): Form<TaskForm>,
) -> Result<Response, AppError> {
    let (number, due) = (number(&text)?, instant(&cx, "due", &form.due)?);
    let outcome = run(&app, &cx, move |tx, cx| {
        actions::add_task(tx, cx, number, &form.title, form.assignee, due).map(|(ticket, _)| ticket)
    });
    answer(&app, &cx, asked, outcome.await, "task-added").await
}

/// `POST /tickets/{number}/tasks/{id}`: a tick, or the whole task.
pub(super) async fn change_task(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, id)): Path<(String, i64)>,
    asked: Asked,
    Form(form): Form<TaskForm>,
) -> Result<Response, AppError> {
    let (number, due) = (number(&text)?, instant(&cx, "due", &form.due)?);
    let mut change = TaskChange { done: form.done, ..TaskChange::default() };
    if form.whole {
        change.title = Some(form.title);
        change.assignee_id = Some(form.assignee);
        change.due_at = Some(due);
    }
    let deed = match form.done {
        Some(true) => "task-done",
        Some(false) => "task-undone",
        None => "saved",
    };
    let outcome = run(&app, &cx, move |tx, cx| {
        actions::change_task(tx, cx, number, id, form.version, &change).map(|(ticket, _)| ticket)
    });
    answer(&app, &cx, asked, outcome.await, deed).await
}

/// `POST /tickets/{number}/tasks/{id}/remove`
pub(super) async fn remove_task(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, id)): Path<(String, i64)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::remove_task(tx, cx, number, id)).await;
    answer(&app, &cx, asked, outcome, "task-removed").await
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct WorkForm {
    minutes: i64,
    on: String,
    #[serde(default)]
    note: String,
}

/// `POST /tickets/{number}/work`
pub(super) async fn log_work(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
    Form(form): Form<WorkForm>,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let on: Date = form.on.parse().map_err(|_| fault(&cx, "on", "time"))?;
    let outcome =
        run(&app, &cx, move |tx, cx| actions::log_work(tx, cx, number, form.minutes, &form.note, on)).await;
    answer(&app, &cx, asked, outcome, "time-logged").await
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct TagForm {
    tag: String,
}

async fn tag(app: App, cx: Ctx, text: String, asked: Asked, edit: Edit) -> Result<Response, AppError> {
    let number = number(&text)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::edit(tx, cx, number, &edit, None)).await;
    answer(&app, &cx, asked, outcome, "saved").await
}

/// `POST /tickets/{number}/tags`
pub(super) async fn add_tag(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
    Form(form): Form<TagForm>,
) -> Result<Response, AppError> {
    tag(app, cx, text, asked, Edit { add_tags: vec![form.tag], ..Edit::default() }).await
}

/// `POST /tickets/{number}/tags/remove`
pub(super) async fn remove_tag(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
    Form(form): Form<TagForm>,
) -> Result<Response, AppError> {
    tag(app, cx, text, asked, Edit { remove_tags: vec![form.tag], ..Edit::default() }).await
}

/// `POST /tickets/{number}/macros/{id}`
pub(super) async fn run_macro(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, id)): Path<(String, i64)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::run_macro(tx, cx, number, id)).await;
    answer(&app, &cx, asked, outcome, "macro-run").await
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PresenceForm {
    mode: String,
}

/// `POST /tickets/{number}/presence`: who looks, who writes, who left. The others hear of it when it is news.
pub(super) async fn presence(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Form(form): Form<PresenceForm>,
) -> Result<StatusCode, AppError> {
    let number = number(&text)?;
    let mode = match form.mode.as_str() {
        "left" => None,
        word => Some(PresenceMode::parse(word).ok_or(AppError::NotFound)?),
    };
    let told = run(&app, &cx, move |tx, cx| {
        let news = match mode {
            Some(mode) => actions::show_presence(tx, cx, number, mode)?.1,
            None => actions::leave(tx, cx, number).map(|_| true)?,
        };
        // Hints are numbered like the feed, which they do not move.
        Ok((news, audit::feed::last(tx)?))
    });
    let (news, seq) = told.await.map_err(|refused| refused.into_app(cx.locale))?;
    if news {
        app.hub.publish(Hint::new(format!("ticket:{number}"), seq, "presence", Some(&number.to_string())));
    }
    Ok(StatusCode::NO_CONTENT)
}
