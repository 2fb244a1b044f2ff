//! Files of a ticket, behind addresses that cannot be guessed, with the rights of the moment.

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};
use base::{app::App, people::Person};
use futures_util::stream;
use tokio::{fs::File, io::AsyncReadExt as _};
use web::{error::AppError, token};

use super::visitor;
use crate::{
    portal::sight,
    tickets::{Attachment, files},
};

/// How much is read at a time.
const PIECE: usize = 64 * 1024;
/// What a browser may show in place; everything else is downloaded.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    if !token::is_well_formed(&token) {
        return Err(AppError::NotFound);
    }
    let file = app.db.read(move |r| sight::file(r, &cx, &token)).await?;
    let path = files::path(&app.config.data.join("files"), &file.file_hash);
    let content = File::open(path).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => AppError::NotFound,
        _ => AppError::internal(error),
    })?;
    Ok(answer(&file, content))
}

fn answer(file: &Attachment, content: File) -> Response {
    let pieces = stream::try_unfold(content, |mut content| async move {
        let mut piece = vec![0; PIECE];
        let read = content.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(piece), content)))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    let shown = SHOWN.contains(&file.media_type.as_str());
    let kind = if shown { file.media_type.as_str() } else { "application/octet-stream" };
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind);
    set(header::CONTENT_LENGTH, &file.size.to_string());
    set(header::CONTENT_DISPOSITION, &disposition(shown, &file.name));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(header::CACHE_CONTROL, "private, no-store");
    response
}

/// The header that names a file, whatever its script (RFC 6266, RFC 8187).
fn disposition(shown: bool, name: &str) -> String {
    let kind = if shown { "inline" } else { "attachment" };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte);
    let encoded: String = name
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("{kind}; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_header() {
        let table = [
            ("capture.png", "attachment; filename*=UTF-8''capture.png"),
            ("écran 1\".png", "attachment; filename*=UTF-8''%C3%A9cran%201%22.png"),
            ("a\r\nSet-Cookie: x", "attachment; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x"),
        ];
        for (name, expected) in table {
            assert_eq!(disposition(false, name), expected);
        }
    }
}
