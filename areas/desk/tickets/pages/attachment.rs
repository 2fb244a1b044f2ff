//! Attachments on their way out. Who may see the ticket may have them; nothing of them is ever run.

use std::io;

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    people::{Person, policy::Access},
};
use tokio::{fs::File, io::AsyncReadExt as _, task::spawn_blocking};
use web::{AppError, headers::SANDBOXED, token};

use super::kit::{Asked, number, run};
use crate::tickets::{actions, files, model::Attachment, store};

/// What a browser may show by itself: it runs nothing, and the sandbox holds what it draws.
const SHOWN: [&str; 6] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"];
/// Read and sent at a time.
const PIECE: usize = 64 * 1024;

/// `GET /attachments/{token}/{name}`: the name in the address is for people, the token finds it.
pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Path((word, _)): Path<(String, String)>,
) -> Result<Response, AppError> {
    if !token::is_well_formed(&word) {
        return Err(AppError::NotFound);
    }
    let reader = cx.clone();
    let attachment = app.db.read(move |read| find(read, &reader, &word)).await?;
    let (folder, hash) = (app.config.data.join("files"), attachment.file_hash.clone());
    let file = spawn_blocking(move || files::open(&folder, &hash)).await.map_err(AppError::internal)?;
    let file = file.map_err(|error| AppError::internal(format_args!("an attachment's file: {error}")))?;
    Ok(response(&attachment, File::from_std(file)))
}

fn find(read: &db::Read<'_>, cx: &Ctx, word: &str) -> Result<Attachment, AppError> {
    let attachment = store::attachment_by_token(read, word)?.ok_or(AppError::NotFound)?;
    let ticket = store::by_id(read, attachment.ticket_id)?;
    let (_, access) = actions::readable(read, cx, ticket)?;
    if !attachment.public && access < Access::Observe {
        return Err(AppError::NotFound);
    }
    Ok(attachment)
}

fn response(attachment: &Attachment, file: File) -> Response {
    let kind = match attachment.media_type.as_str() {
        "text/plain" => "text/plain; charset=utf-8",
        shown if SHOWN.contains(&shown) => shown,
        _ => "application/octet-stream",
    };
    let mut response = Body::from_stream(pieces(file)).into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, SANDBOXED),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let texts = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, attachment.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition(attachment)),
    ];
    for (name, value) in texts {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

/// `inline` for what is shown, `attachment` for the rest; the name in UTF-8 (RFC 6266, RFC 8187).
fn disposition(attachment: &Attachment) -> String {
    let way = if SHOWN.contains(&attachment.media_type.as_str()) { "inline" } else { "attachment" };
    let mut name = String::new();
    for byte in attachment.name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{way}; filename*=UTF-8''{name}")
}

fn pieces(file: File) -> impl futures_util::Stream<Item = io::Result<Bytes>> + Send + 'static {
    futures_util::stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}

/// `POST /tickets/{number}/files/{id}/remove`
pub(super) async fn remove(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, id)): Path<(String, i64)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let number = number(&text)?;
    let outcome = run(&app, &cx, move |tx, cx| actions::detach(tx, cx, number, id)).await;
    super::beside::answer(&app, &cx, asked, outcome, "file-removed").await
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn only_what_runs_nothing_is_shown_and_names_cannot_break_out() {
        let file = |name: &str, media: &str| Attachment {
            id: 1,
            ticket_id: 1,
            comment_id: None,
            public: true,
            file_hash: String::new(),
            token: String::new(),
            name: name.to_owned(),
            media_type: media.to_owned(),
            size: 1,
            uploaded_by: None,
            created_at: Timestamp::UNIX_EPOCH,
        };
        let table = [
            ("capture.png", "image/png", "inline; filename*=UTF-8''capture.png"),
            (
                "été \"x\".html",
                "application/octet-stream",
                "attachment; filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22.html",
            ),
            ("a\r\nb.svg", "image/svg+xml", "attachment; filename*=UTF-8''a%0D%0Ab.svg"),
        ];
        for (name, media, expected) in table {
            assert_eq!(disposition(&file(name, media)), expected);
        }
    }
}
