//! A content on its way out. Whoever asks was let in before; nothing of it is ever run.

use std::io;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::app::App;
use futures_util::{Stream, stream};
use tokio::{fs::File, io::AsyncReadExt as _, task::spawn_blocking};
use web::{AppError, headers::SANDBOXED};

use crate::tickets::model::Attachment;

/// What a browser may show by itself: it runs nothing, and the sandbox holds what it draws.
const SHOWN: [&str; 6] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"];
/// Read and sent at a time.
const PIECE: usize = 64 * 1024;

/// How a file is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Shown in place where that is safe, otherwise downloaded.
    Page,
    /// Always downloaded.
    Download,
}

/// The answer that carries an attachment.
///
/// # Errors
/// When its content cannot be read.
pub async fn response(app: &App, attachment: &Attachment, way: Way) -> Result<Response, AppError> {
    let (folder, hash) = (app.config.data.join("files"), attachment.file_hash.clone());
    let file = spawn_blocking(move || super::open(&folder, &hash)).await.map_err(AppError::internal)?;
    let file = file.map_err(|error| AppError::internal(format_args!("an attachment's file: {error}")))?;
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
    let inline = way == Way::Page && SHOWN.contains(&attachment.media_type.as_str());
    let kind = match attachment.media_type.as_str() {
        "text/plain" if inline => "text/plain; charset=utf-8",
        shown if inline => shown,
        _ => "application/octet-stream",
    };
    let texts = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, attachment.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition(inline, &attachment.name)),
    ];
    for (name, value) in texts {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}

/// A kept content, piece by piece.
pub fn pieces(file: std::fs::File) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::try_unfold(File::from_std(file), |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}

/// The header that names a file, whatever its script (RFC 6266, RFC 8187).
pub fn disposition(inline: bool, name: &str) -> String {
    let way = if inline { "inline" } else { "attachment" };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte);
    let encoded: String = name
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("{way}; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_header() {
        let table = [
            (true, "capture.png", "inline; filename*=UTF-8''capture.png"),
            (false, "été \"x\".html", "attachment; filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22.html"),
            (false, "a\r\nSet-Cookie: x", "attachment; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x"),
        ];
        for (inline, name, expected) in table {
            assert_eq!(disposition(inline, name), expected);
        }
    }
}
