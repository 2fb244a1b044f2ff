//! Files on their way in: streamed to disk piece by piece, never held in memory, and kept as signed handles until what
//! they belong to is sent.

use axum::{
    Json,
    extract::{Multipart, Path, State, multipart::Field},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{app::App, ctx::Ctx, people::Person};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{AppError, FieldError, Locale, fmt, i18n, t, token};

use super::kit::number;
use crate::tickets::{
    actions::{self, NewAttachment},
    files::{self, Incoming, Kept, NotKept},
};

/// What a handle is signed for.
const PURPOSE: &str = "attachment";
/// Longer than any draft is worked on, shorter than the grace of files that nobody refers to.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(6 * 24);
/// What is read past the limit before the connection is dropped, so that the browser hears the answer.
const PATIENCE: u64 = 2;
/// No form of ours has longer texts.
const TEXT_LIMIT: usize = 400_000;
/// With one message.
pub(super) const MOST_FILES: usize = 20;

/// A file that lies on disk and is on no ticket yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Received {
    hash: String,
    size: i64,
    pub(super) name: String,
    media: String,
    /// For whom it was received, and for which ticket: a handle is worth nothing to others.
    user: i64,
    ticket: i64,
}

impl Received {
    fn of(cx: &Ctx, ticket: i64, name: &str, kept: Kept) -> Self {
        Self {
            hash: kept.hash,
            size: i64::try_from(kept.size).unwrap_or(i64::MAX),
            name: files::clean_name(name),
            media: kept.media_type.to_owned(),
            user: cx.actor.user_id().unwrap_or_default(),
            ticket,
        }
    }

    /// The handle that the page keeps.
    pub(super) fn handle(&self, app: &App, cx: &Ctx) -> Result<String, AppError> {
        app.keys.sign(PURPOSE, self, cx.now + GOOD_FOR).map_err(AppError::internal)
    }

    /// The file of a handle, if it is this reader's for this ticket.
    pub(super) fn open(app: &App, cx: &Ctx, ticket: i64, handle: &str) -> Option<Self> {
        let received: Self = app.keys.open(PURPOSE, handle, cx.now).ok()?;
        Some(received).filter(|r| r.ticket == ticket && Some(r.user) == cx.actor.user_id())
    }

    /// As it goes on the ticket.
    pub(super) fn attachment(&self, public: bool) -> NewAttachment {
        NewAttachment {
            file_hash: self.hash.clone(),
            size: self.size,
            name: self.name.clone(),
            media_type: self.media.clone(),
            token: token::new().0,
            public,
            comment_id: None,
        }
    }
}

/// Why a file was not taken.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// It is larger than the site allows.
    TooLarge(u64),
    /// There is nothing in it.
    Empty(String),
    /// The disk is full.
    Full,
    /// More files than one message takes.
    TooMany,
    /// The request broke off, or the disk failed.
    Broken(AppError),
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        Self::Broken(error)
    }
}

impl From<NotKept> for Fault {
    fn from(error: NotKept) -> Self {
        match error {
            NotKept::TooLarge(limit) => Self::TooLarge(limit),
            NotKept::Disk(error) if error.kind() == std::io::ErrorKind::StorageFull => Self::Full,
            NotKept::Disk(error) => Self::Broken(AppError::internal(error)),
            NotKept::Database(error) => Self::Broken(error.into()),
        }
    }
}

impl Fault {
    /// RFC 9110 §15.5.14 and RFC 4918 §11.5.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Empty(_) | Self::TooMany => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Broken(error) => error.status(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "too-large",
            Self::Full => "full",
            Self::Empty(_) => "empty",
            Self::TooMany => "too-many",
            Self::Broken(_) => "broken",
        }
    }

    /// What happened, what was kept, what to do.
    pub(super) fn message(&self, locale: Locale) -> String {
        match self {
            Self::TooLarge(limit) => {
                t!(locale, "tickets-upload-too-large", limit = fmt::size(locale, *limit))
            }
            Self::Empty(name) => t!(locale, "tickets-upload-empty", name = name.as_str()),
            Self::TooMany => t!(locale, "tickets-upload-too-many", most = MOST_FILES),
            other => i18n::t(locale, &format!("tickets-upload-{}", other.code())),
        }
    }

    /// As a fault of a form.
    pub(super) fn field(&self, locale: Locale) -> FieldError {
        FieldError::new("file", self.code(), self.message(locale))
    }

    fn answer(self, locale: Locale) -> Response {
        let status = self.status();
        let problem = json!({
            "type": format!("urn:vigie:problem:{}", self.code()),
            "title": self.message(locale),
            "status": status.as_u16(),
        });
        (status, [("content-type", "application/problem+json")], problem.to_string()).into_response()
    }
}

fn broken(locale: Locale) -> Fault {
    Fault::Broken(AppError::field_of(locale, "", "body"))
}

/// Takes one file of a form. Nothing is kept of a file that does not come to its end.
pub(super) async fn take(app: &App, cx: &Ctx, ticket: i64, field: &mut Field<'_>) -> Result<Received, Fault> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let (incoming, limit) = (Incoming::begin(app, cx.now), app.config.max_attachment);
    let mut read = 0_u64;
    loop {
        match field.chunk().await {
            Ok(Some(piece)) => {
                read = read.saturating_add(piece.len() as u64);
                // The rest of what is refused is read so that the refusal is heard.
                if !incoming.take(piece).await && read > limit.saturating_mul(PATIENCE) {
                    break;
                }
            }
            Ok(None) => break,
            Err(_) => return Err(broken(cx.locale)),
        }
    }
    if read == 0 {
        return Err(Fault::Empty(files::clean_name(&name)));
    }
    let kept = incoming.keep().await?;
    Ok(Received::of(cx, ticket, &name, kept))
}

/// The text of a form's field.
pub(super) async fn text(cx: &Ctx, field: &mut Field<'_>) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| broken(cx.locale))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > TEXT_LIMIT {
            return Err(Fault::Broken(AppError::PayloadTooLarge));
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| broken(cx.locale))?;
    let name = field.name().unwrap_or_default();
    web::extract::no_nul(cx.locale, name, &text)?;
    Ok(text)
}

/// Whether a field holds a file: browsers send an empty one without a name where none was chosen.
pub(super) fn is_file(field: &Field<'_>) -> bool {
    field.file_name().is_some_and(|name| !name.is_empty())
}

/// `POST /tickets/{number}/files`: a file for an answer that is being written; answers with its handle.
pub(super) async fn receive(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    form: Multipart,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    // Whoever may not write here is told before anything is stored.
    let (reader, may) = (cx.clone(), number);
    let (_, access) = app.db.read(move |read| actions::readable_by_number(read, &reader, may)).await?;
    if access == base::people::policy::Access::Observe {
        return Err(AppError::Forbidden);
    }
    match one_file(&app, &cx, number, form).await {
        Ok(received) => {
            let answer = json!({ "id": received.handle(&app, &cx)?, "name": received.name });
            Ok((StatusCode::CREATED, Json(answer)).into_response())
        }
        Err(fault) => Ok(fault.answer(cx.locale)),
    }
}

async fn one_file(app: &App, cx: &Ctx, number: i64, mut form: Multipart) -> Result<Received, Fault> {
    while let Some(mut field) = form.next_field().await.map_err(|_| broken(cx.locale))? {
        if is_file(&field) {
            return take(app, cx, number, &mut field).await;
        }
    }
    Err(broken(cx.locale))
}
