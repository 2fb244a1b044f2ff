//! Every mail that was received, with what became of it.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, Uri, header},
    response::Response,
};
use base::{
    api::{QueryRefusals, ReadRefusals, WriteRefusals},
    app::App,
    ctx::Ctx,
    people::{
        ApiCaller,
        idempotency::Answer,
        policy::{Act, may},
    },
};
use db::Read;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    AppError,
    extract::Query,
    page::{Page, PageQuery},
};

use crate::inbox::{
    actions,
    model::{Mail, Outcome, Trace},
    reads::{self, Wanted},
};

/// What one step said of a mail.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct StepBody {
    /// Which step: `loop-guard`, `bounce`, `list`, `sender`, `thread`, `auto-reply`, `words`, `attachments`, `intake`.
    #[schema(example = "sender")]
    step: String,
    /// Why it went on or stopped.
    #[schema(example = "known")]
    reason: String,
    /// What the reason is about.
    #[schema(example = "Marie Le Goff")]
    detail: String,
}

impl From<Trace> for StepBody {
    fn from(trace: Trace) -> Self {
        Self { step: trace.step, reason: trace.reason, detail: trace.detail }
    }
}

/// A mail that was received.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Mail)]
pub(super) struct MailBody {
    /// Its id.
    #[schema(example = 81)]
    id: i64,
    /// Where it came in.
    #[schema(example = 2)]
    mailbox_id: i64,
    /// When it was safe here.
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// Who wrote it, as it says.
    #[schema(example = "marie@kerlann.example")]
    from: String,
    /// Their name, as it says.
    #[schema(example = "Marie Le Goff")]
    from_name: String,
    /// One line.
    #[schema(example = "Imprimante du quai 3")]
    subject: String,
    /// Its `Message-ID`, without brackets; made from its content when it has none.
    message_id: String,
    /// The envelope's sender.
    envelope_from: String,
    /// The envelope's recipient.
    envelope_to: String,
    /// In bytes.
    #[schema(example = 4_812)]
    size: i64,
    /// What became of it.
    outcome: Outcome,
    /// Why: the last step's reason.
    #[schema(example = "opened")]
    reason: String,
    /// What the reason is about.
    #[schema(example = "INC-42")]
    detail: String,
    /// The ticket that it opened or went on.
    #[schema(example = "INC-42")]
    ticket: Option<String>,
    /// Every step that looked at it, in order.
    steps: Vec<StepBody>,
    /// When it had its outcome.
    #[schema(value_type = Option<String>, format = DateTime)]
    processed_at: Option<Timestamp>,
}

fn body(mail: Mail, ticket: Option<String>) -> MailBody {
    MailBody {
        id: mail.id,
        mailbox_id: mail.mailbox_id,
        received_at: mail.received_at,
        from: mail.from_address,
        from_name: mail.from_name,
        subject: mail.subject,
        message_id: mail.message_id,
        envelope_from: mail.envelope_from,
        envelope_to: mail.envelope_to,
        size: mail.size,
        outcome: mail.outcome,
        reason: mail.reason,
        detail: mail.detail,
        ticket,
        steps: mail.steps.into_iter().map(StepBody::from).collect(),
        processed_at: mail.processed_at,
    }
}

/// Which mails.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MailsQuery {
    /// Those with this outcome.
    #[serde(default)]
    outcome: Option<Outcome>,
    /// Those of this mailbox.
    #[serde(default)]
    mailbox_id: Option<i64>,
    /// Those from this address, or with this `Message-ID`.
    #[serde(default)]
    q: String,
    /// Where to go on: the `next` of the page before. Opaque.
    #[serde(default)]
    cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 if not said.
    #[serde(default)]
    limit: Option<u32>,
}

/// The mails of the desks at which the caller works, newest first.
#[utoipa::path(get, path = "/api/v1/mails", operation_id = "list_mails", tag = "mail", params(MailsQuery),
    responses((status = 200, description = "A page; `Link` leads to the next", body = Page<MailBody>), ReadRefusals,
        QueryRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Query(asked): Query<MailsQuery>,
    uri: Uri,
) -> Result<(HeaderMap, Json<Page<MailBody>>), AppError> {
    if !may(&cx.actor, Act::UseDesk) {
        return Err(AppError::Forbidden);
    }
    let paging = PageQuery { cursor: asked.cursor, limit: asked.limit };
    let (limit, before) = (paging.limit(cx.locale)?, paging.after::<i64>(cx.locale)?.unwrap_or(i64::MAX));
    let wanted = Wanted { outcome: asked.outcome, mailbox_id: asked.mailbox_id, from_or_id: asked.q };
    let read = move |r: &Read<'_>| -> Result<Page<MailBody>, AppError> {
        Ok(reads::page(r, &cx, &wanted, before, limit)?.map(|(mail, ticket)| body(mail, ticket)))
    };
    let page = app.db.read(read).await?;
    let mut headers = HeaderMap::new();
    if let Some(link) = page.link(&uri) {
        headers.insert(header::LINK, link);
    }
    Ok((headers, Json(page)))
}

fn whole(read: &Read<'_>, cx: &Ctx, id: i64) -> Result<MailBody, AppError> {
    let found = reads::mail(read, cx, id)?;
    Ok(body(found.mail, found.ticket.map(|ticket| ticket.label())))
}

/// A mail.
#[utoipa::path(get, path = "/api/v1/mails/{id}", operation_id = "read_mail", tag = "mail",
    params(("id" = i64, Path, description = "The mail")),
    responses((status = 200, description = "The mail, with every step", body = MailBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Json<MailBody>, AppError> {
    Ok(Json(app.db.read(move |r| whole(r, &cx, id)).await?))
}

/// A mail as it came, always as a download.
#[utoipa::path(get, path = "/api/v1/mails/{id}/raw", operation_id = "read_raw_mail", tag = "mail",
    params(("id" = i64, Path, description = "The mail")),
    responses((status = 200, description = "The mail as it came", body = Vec<u8>, content_type = "message/rfc822"),
        ReadRefusals))]
pub(super) async fn raw(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    let found = app.db.read(move |r| reads::mail(r, &cx, id)).await?;
    reads::raw(&app, &found.mail).await
}

/// Lets a mail that was refused or quarantined go through the steps again.
#[utoipa::path(post, path = "/api/v1/mails/{id}/again", operation_id = "process_mail_again", tag = "mail",
    params(("id" = i64, Path, description = "The mail")),
    responses((status = 200, description = "It waits for its turn", body = MailBody), ReadRefusals, WriteRefusals))]
pub(super) async fn again(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    app.db
        .write(move |tx| {
            actions::again(tx, &cx, id)?;
            Answer::ok(&whole(tx, &cx, id)?)
        })
        .await
}

/// Makes a ticket of a mail that was refused or quarantined.
#[utoipa::path(post, path = "/api/v1/mails/{id}/ticket", operation_id = "make_ticket_of_mail", tag = "mail",
    params(("id" = i64, Path, description = "The mail")),
    responses((status = 201, description = "Made: see `Location`", body = MailBody), ReadRefusals, WriteRefusals))]
pub(super) async fn ticket(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    if !may(&cx.actor, Act::SortMail) {
        return Err(AppError::Forbidden);
    }
    let reader = cx.clone();
    let found = app.db.read(move |r| reads::mail(r, &reader, id)).await?;
    let (text, files) = actions::contents(&app, &found.mail).await?;
    app.db
        .write_locked(move |tx| {
            let made = actions::make_ticket(tx, &cx, id, &text, &files);
            let ticket = made.map_err(|refused| refused.into_app(cx.locale))?;
            let location = format!("/api/v1/tickets/{}", ticket.label());
            Answer::created(location, &whole(tx, &cx, id)?)
        })
        .await
}

/// Takes a mail out of the quarantine without making anything of it; `again` brings it back.
#[utoipa::path(post, path = "/api/v1/mails/{id}/aside", operation_id = "set_mail_aside", tag = "mail",
    params(("id" = i64, Path, description = "The mail")),
    responses((status = 200, description = "It is set aside", body = MailBody), ReadRefusals, WriteRefusals))]
pub(super) async fn aside(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    app.db
        .write(move |tx| {
            actions::set_aside(tx, &cx, id)?;
            Answer::ok(&whole(tx, &cx, id)?)
        })
        .await
}
