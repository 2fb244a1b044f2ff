//! Files on a ticket.

use axum::{
    Json,
    extract::{FromRequest, Multipart, Path, Request, State, multipart::Field},
    response::Response,
};
use base::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    ctx::Ctx,
    people::{ApiCaller, idempotency::Answer, policy::Access},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    error::{AppError, FieldError},
    etag::IdempotencyKey,
    extract::no_nul,
    page::Page,
    token,
};

use super::{address, id, number, read, shown, write};
use crate::tickets::{
    actions::{self, NewAttachment},
    files::{self, Incoming, Kept, NotKept, Way},
    model::Attachment,
    store,
};

/// The most files of one request.
const MOST: usize = 20;

/// A file on a ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Attachment)]
pub(super) struct AttachmentBody {
    /// Its id.
    #[schema(example = 3)]
    id: i64,
    /// The comment it came with.
    comment_id: Option<i64>,
    /// Whether the requester sees it.
    public: bool,
    /// Its name.
    #[schema(example = "capture.png")]
    name: String,
    /// Its type, recognised from its content.
    #[schema(example = "image/png")]
    media_type: String,
    /// In bytes.
    #[schema(example = 48_213)]
    size: i64,
    /// SHA-256 of its content, in hexadecimal.
    sha256: String,
    /// Where its content is.
    #[schema(example = "/api/v1/tickets/INC-42/attachments/3")]
    href: String,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl AttachmentBody {
    fn of(attachment: Attachment, ticket: &str) -> Self {
        Self {
            id: attachment.id,
            comment_id: attachment.comment_id,
            public: attachment.public,
            name: attachment.name,
            media_type: attachment.media_type,
            size: attachment.size,
            sha256: attachment.file_hash,
            href: format!("{ticket}/attachments/{}", attachment.id),
            created_at: attachment.created_at,
        }
    }
}

/// A ticket's files, the oldest first; requesters see the public ones.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/attachments", operation_id = "list_attachments", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42")),
    responses((status = 200, description = "All of them, on one page", body = Page<AttachmentBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
) -> Result<Json<Page<AttachmentBody>>, AppError> {
    let items = read(&app, &cx, number(&name)?, |r, _, ticket, access| {
        let attachments = store::attachments(r, ticket.id, access < Access::Observe)?;
        let place = address(ticket);
        Ok(attachments.into_iter().map(|attachment| AttachmentBody::of(attachment, &place)).collect())
    });
    Ok(Json(Page { items: items.await?, next: None }))
}

/// A form with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(super) struct AttachmentForm {
    /// The files, at most 20.
    #[schema(value_type = Vec<String>, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// Whether the requester sees them; yes unless said otherwise.
    public: Option<bool>,
    /// The comment they belong to.
    comment_id: Option<i64>,
}

/// What a form said.
#[derive(Default)]
struct Sent {
    files: Vec<(String, Kept)>,
    public: Option<bool>,
    comment_id: Option<i64>,
}

/// Adds files to a ticket.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/attachments", operation_id = "add_attachments", tag = "tickets",
    request_body(content = AttachmentForm, content_type = "multipart/form-data"),
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Added", body = Page<AttachmentBody>), ReadRefusals, WriteRefusals))]
pub(super) async fn add(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    request: Request,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    // Nothing is received from who may not attach it.
    read(&app, &cx, number, |_, _, _, access| match access {
        Access::Observe => Err(AppError::Forbidden),
        _ => Ok(()),
    })
    .await?;
    let form = Multipart::from_request(request, &app).await.map_err(|_| AppError::UnsupportedMedia)?;
    let sent = receive(&app, &cx, form).await?;
    let new: Vec<NewAttachment> = sent
        .files
        .into_iter()
        .map(|(name, kept)| NewAttachment {
            file_hash: kept.hash,
            size: i64::try_from(kept.size).unwrap_or(i64::MAX),
            name,
            media_type: kept.media_type.to_owned(),
            token: token::new().0,
            public: sent.public.unwrap_or(true),
            comment_id: sent.comment_id,
        })
        .collect();
    // The unguessable words differ each time; what was sent does not.
    let same: Vec<_> =
        new.iter().map(|n| (n.file_hash.clone(), n.name.clone(), n.public, n.comment_id)).collect();
    let path = format!("/api/v1/tickets/{number}/attachments");
    write(&app, &cx, key, ("POST", &path), same, move |tx, cx, _| {
        let (mut items, mut last) = (Vec::new(), None);
        for new in &new {
            let (ticket, attachment) = actions::attach(tx, cx, number, new)?;
            items.push(AttachmentBody::of(attachment, &address(&ticket)));
            last = Some(ticket);
        }
        let ticket = last.ok_or(AppError::NotFound)?;
        let location = format!("{}/attachments", address(&ticket));
        Ok(Answer::created(location, &Page { items, next: None })?.version(ticket.version))
    })
    .await
}

fn malformed(cx: &Ctx) -> AppError {
    AppError::Malformed(vec![FieldError::of(cx.locale, "", "body")])
}

async fn receive(app: &App, cx: &Ctx, mut form: Multipart) -> Result<Sent, AppError> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|_| malformed(cx))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" => {
                let file = field.file_name().unwrap_or_default().to_owned();
                no_nul(cx.locale, "file", &file)?;
                if sent.files.len() == MOST {
                    return Err(AppError::field_of(cx.locale, "file", "range"));
                }
                let kept = keep(app, cx, field).await?;
                sent.files.push((files::clean_name(&file), kept));
            }
            "public" => sent.public = Some(word(cx, field).await?),
            "comment_id" => sent.comment_id = Some(word(cx, field).await?),
            other => {
                no_nul(cx.locale, "", other)?;
                return Err(AppError::field_of(cx.locale, other, "unknown"));
            }
        }
    }
    if sent.files.is_empty() {
        return Err(AppError::field_of(cx.locale, "file", "required"));
    }
    Ok(sent)
}

/// A short field; a longer one than any value is not read to its end.
async fn word<T: std::str::FromStr>(cx: &Ctx, mut field: Field<'_>) -> Result<T, AppError> {
    let name = field.name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| malformed(cx))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > 64 {
            break;
        }
    }
    let value = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok());
    value.ok_or_else(|| AppError::field_of(cx.locale, name, "range"))
}

/// Receives one file onto the disk. A sender who leaves half-way leaves nothing.
async fn keep(app: &App, cx: &Ctx, mut field: Field<'_>) -> Result<Kept, AppError> {
    let incoming = Incoming::begin(app, cx.now);
    while let Some(piece) = field.chunk().await.map_err(|_| malformed(cx))? {
        if !incoming.take(piece).await {
            break;
        }
    }
    match incoming.keep().await {
        Ok(kept) => Ok(kept),
        Err(NotKept::TooLarge(_)) => Err(AppError::PayloadTooLarge),
        Err(NotKept::Disk(error)) if error.kind() == std::io::ErrorKind::StorageFull => {
            tracing::error!("the disk for attachments is full");
            Err(AppError::Unavailable { retry_after: 60 })
        }
        Err(NotKept::Disk(error)) => Err(AppError::internal(error)),
        Err(NotKept::Database(error)) => Err(error.into()),
    }
}

async fn one(app: &App, cx: &Ctx, name: &str, attachment: &str) -> Result<Attachment, AppError> {
    let attachment = id(attachment)?;
    read(app, cx, number(name)?, move |r, _, ticket, access| {
        let found = store::attachment(r, ticket.id, attachment)?;
        found.filter(|found| found.public || access >= Access::Observe).ok_or(AppError::NotFound)
    })
    .await
}

/// The content of a file, always as a download.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/attachments/{id}", operation_id = "read_attachment", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("id" = String, Path, description = "The file's id", example = "3")),
    responses((status = 200, description = "The content", body = Vec<u8>, content_type = "application/octet-stream"), ReadRefusals))]
pub(super) async fn content(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, attachment)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let attachment = one(&app, &cx, &name, &attachment).await?;
    files::response(&app, &attachment, Way::Download).await
}

/// Takes a file off a ticket: its uploader or a lead.
#[utoipa::path(delete, path = "/api/v1/tickets/{number}/attachments/{id}", operation_id = "remove_attachment", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("id" = String, Path, description = "The file's id", example = "3")),
    responses((status = 200, description = "The ticket as it is now", body = super::TicketBody), ReadRefusals, WriteRefusals))]
pub(super) async fn remove(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path((name, attachment)): Path<(String, String)>,
) -> Result<Answer, AppError> {
    let (number, attachment) = (number(&name)?, id(&attachment)?);
    write(&app, &cx, IdempotencyKey(None), ("DELETE", &name), (), move |tx, cx, ()| {
        let changed = actions::detach(tx, cx, number, attachment)?;
        shown(tx, cx, &changed)
    })
    .await
}
