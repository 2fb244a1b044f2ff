//! The composer's requests: the draft that is kept, and the answer that is sent with its files and what comes next.

use axum::{
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    people::{self, Person},
};
use db::{Read, Tx};
use maud::html;
use rules::{
    text::fold,
    ticket_state::{PendingOn, State as TicketState},
};
use serde::Deserialize;
use web::{AppError, components::errors_summary, extract::Form};

use super::{
    kit::{Asked, done, mendable, number, run},
    page,
    sheet::{self, Sheet},
    upload::{self, Fault, MOST_FILES, Received},
};
use crate::tickets::{
    actions::{self, NewAttachment, NewComment, Step},
    model::Ticket,
    refusal::Refused,
    store,
    views::{self, Here, Writing},
};

/// What the composer sends.
#[derive(Debug, Clone, Default)]
struct Message {
    seen: Option<i64>,
    public: bool,
    body: String,
    then: Option<TicketState>,
    force: bool,
    files: Vec<Received>,
}

/// Reads the form. What was read before a fault is kept, so that nothing typed is lost.
async fn read(app: &App, cx: &Ctx, number: i64, mut form: Multipart) -> (Message, Option<Fault>) {
    let mut message = Message { public: true, ..Message::default() };
    let fault = fill(app, cx, number, &mut form, &mut message).await.err();
    (message, fault)
}

async fn fill(
    app: &App,
    cx: &Ctx,
    number: i64,
    form: &mut Multipart,
    message: &mut Message,
) -> Result<(), Fault> {
    let broken = || Fault::Broken(AppError::field_of(cx.locale, "", "body"));
    let mut first_fault = None;
    while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
        if upload::is_file(&field) {
            if message.files.len() >= MOST_FILES {
                return Err(Fault::TooMany);
            }
            match upload::take(app, cx, number, &mut field).await {
                Ok(received) => message.files.push(received),
                // The fields after a refused file are still read: the choice of what comes next stands there.
                Err(fault @ (Fault::TooLarge(_) | Fault::Empty(_) | Fault::Full)) => {
                    first_fault.get_or_insert(fault);
                }
                Err(fault) => return Err(fault),
            }
            continue;
        }
        let name = field.name().unwrap_or_default().to_owned();
        let text = upload::text(cx, &mut field).await?;
        match name.as_str() {
            "seen" => message.seen = text.parse().ok(),
            "visibility" => message.public = text != "internal",
            "body" => message.body = text,
            "then" => {
                message.then =
                    text.parse().ok().filter(|to| matches!(to, TicketState::Pending | TicketState::Resolved))
            }
            "force" => message.force = true,
            "attachment" if message.files.len() < MOST_FILES => {
                message.files.extend(Received::open(app, cx, number, &text));
            }
            _ => {}
        }
    }
    first_fault.map_or(Ok(()), Err)
}

/// The colleagues whom a text names with `@`.
fn mentioned(read: &Read<'_>, desk_id: i64, body: &str) -> Result<Vec<i64>, AppError> {
    if !body.contains('@') {
        return Ok(Vec::new());
    }
    let body = fold(body);
    let staff = people::staff_of_desk(read, desk_id)?;
    Ok(staff
        .iter()
        .filter(|user| body.contains(&format!("@{}", fold(&user.name))))
        .map(|user| user.id)
        .collect())
}

/// Sends it: what was said, the state that follows, the files, in one transaction.
fn deliver(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    message: &Message,
    attachments: &[NewAttachment],
) -> Result<Ticket, Refused> {
    let (ticket, _) = actions::readable_by_number(tx, cx, number)?;
    let comment = NewComment {
        public: message.public,
        body: message.body.clone(),
        mentions: mentioned(tx, ticket.desk_id, &message.body)?,
        seen: message.seen.filter(|_| !message.force),
    };
    let wordless = message.body.trim().is_empty() && !attachments.is_empty() && message.then.is_none();
    let (mut ticket, comment_id) = match message.then {
        None if wordless => (ticket, None),
        None => {
            let (ticket, comment) = actions::comment(tx, cx, number, &comment)?;
            (ticket, Some(comment.id))
        }
        Some(to) => {
            let step = Step {
                pending_on: (to == TicketState::Pending).then_some(PendingOn::User),
                resolution: (to == TicketState::Resolved).then(|| message.body.clone()),
                comment: Some(comment),
                ..Step::to(to)
            };
            let ticket = actions::transition(tx, cx, number, &step, None)?;
            let id = store::last_comment_id(tx, ticket.id, false)?;
            (ticket, Some(id))
        }
    };
    for attachment in attachments {
        ticket = actions::attach(tx, cx, number, &NewAttachment { comment_id, ..attachment.clone() })?.0;
    }
    Ok(ticket)
}

/// `POST /tickets/{number}/messages`
pub(super) async fn send(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    asked: Asked,
    form: Multipart,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    // Rights first: nobody fills the disk for a ticket that they may not answer.
    let sheet = sheet::load(&app, &cx, number, asked.window).await?;
    if !sheet.may_work() {
        return Err(AppError::Forbidden);
    }
    let (message, fault) = read(&app, &cx, number, form).await;
    if let Some(fault) = fault {
        let faults = vec![fault.field(cx.locale)];
        return again(&app, &cx, &sheet, asked, fault.status(), &message, faults);
    }
    let deed = match (message.then, message.public) {
        (Some(TicketState::Pending), _) => "sent-hold",
        (Some(_), _) => "sent-resolved",
        (None, true) => "sent",
        (None, false) => "noted",
    };
    let attachments: Vec<NewAttachment> =
        message.files.iter().map(|file| file.attachment(message.public)).collect();
    let outcome = {
        let message = message.clone();
        run(&app, &cx, move |tx, cx| deliver(tx, cx, number, &message, &attachments)).await
    };
    let refused = match outcome {
        Ok(ticket) => return done(&app, &cx, &ticket, asked, deed).await,
        Err(refused) => refused,
    };
    let sheet = sheet::load(&app, &cx, number, asked.window).await?;
    if matches!(refused, Refused::NewMessage { .. }) {
        return newer(&app, &cx, &sheet, asked, &message);
    }
    let faults = mendable(refused, cx.locale)?;
    again(&app, &cx, &sheet, asked, StatusCode::UNPROCESSABLE_ENTITY, &message, faults)
}

fn writing(app: &App, cx: &Ctx, message: &Message) -> Result<Writing, AppError> {
    let files = message.files.iter().map(|file| Ok((file.handle(app, cx)?, file.name.clone())));
    Ok(Writing {
        public: message.public,
        body: message.body.clone(),
        seen: message.seen.unwrap_or_default(),
        files: files.collect::<Result<_, AppError>>()?,
        ..Writing::default()
    })
}

/// The composer again, with what was typed and what is wrong.
fn again(
    app: &App,
    cx: &Ctx,
    sheet: &Sheet,
    asked: Asked,
    status: StatusCode,
    message: &Message,
    faults: Vec<web::FieldError>,
) -> Result<Response, AppError> {
    if asked.piece {
        return Ok((status, errors_summary(cx.locale, &faults)).into_response());
    }
    let writing = Writing { faults, ..writing(app, cx, message)? };
    Ok((status, page::shown(app, cx, sheet, &writing, html! {})).into_response())
}

/// Someone answered meanwhile: nothing is sent until the writer has seen it.
fn newer(app: &App, cx: &Ctx, sheet: &Sheet, asked: Asked, message: &Message) -> Result<Response, AppError> {
    let here = Here { cx, sheet };
    if asked.piece {
        let body = html! {
            (views::newer(&here))
            hx-partial hx-target="#t-feed" hx-swap="outerMorph" { (views::feed(&here)) }
        };
        return Ok((StatusCode::CONFLICT, body).into_response());
    }
    let writing = Writing { newer: true, seen: sheet.last_message, ..writing(app, cx, message)? };
    Ok((StatusCode::CONFLICT, page::shown(app, cx, sheet, &writing, html! {})).into_response())
}

/// A draft on its way.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct DraftForm {
    #[serde(default)]
    body: String,
    #[serde(default)]
    visibility: String,
}

/// `PUT /tickets/{number}/draft`
pub(super) async fn keep(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Form(draft): Form<DraftForm>,
) -> Result<StatusCode, AppError> {
    let number = number(&text)?;
    let public = draft.visibility != "internal";
    let kept = run(&app, &cx, move |tx, cx| actions::keep_draft(tx, cx, number, public, &draft.body)).await;
    kept.map_err(|refused| refused.into_app(cx.locale))?;
    Ok(StatusCode::NO_CONTENT)
}
