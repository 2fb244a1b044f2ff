//! The built pages' scripts, styles, sprite and font: embedded in the binary, found by the name of their source, served for
//! ever under a name that carries the hash of their content.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::Embed;
use serde::Deserialize;

#[derive(Embed)]
#[folder = "../../ui/dist"]
struct Dist;

/// One file with the compressed forms that the build wrote beside it.
struct Asset {
    plain: Cow<'static, [u8]>,
    brotli: Option<Cow<'static, [u8]>>,
    gzip: Option<Cow<'static, [u8]>>,
    kind: String,
    hash: String,
}

#[derive(Deserialize)]
struct Built {
    file: String,
}

/// The address of a built asset by its short name: `main.js`, `main.css`, `ack.css`, `status.css`, `sprite.svg`,
/// `favicon.svg`.
///
/// An unknown name is a mistake of the caller: it is logged and yields an address that answers 404.
#[must_use]
pub fn asset_url(name: &str) -> &'static str {
    if let Some(url) = urls().get(name) {
        return url;
    }
    tracing::error!(name, "no such asset in the manifest of ui/dist");
    "/assets/missing"
}

/// The address of one symbol of the sprite, for `<use href>`: `icon_url("i-check")`.
#[must_use]
pub fn icon_url(symbol: &str) -> String {
    format!("{}#{symbol}", asset_url("sprite.svg"))
}

/// `GET /assets/{*path}`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{*path}", get(serve))
}

async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = files().get(path.as_str()) else {
        return (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")]).into_response();
    };
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (bytes, encoding) = choose(asset, accepted);
    let etag = format!("\"{}{}\"", asset.hash, encoding.unwrap_or_default());
    let mut response = Response::builder()
        .header(CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(VARY, "accept-encoding")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(ETAG, &etag);
    let known = headers.get(IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag) {
        return answer(response.status(StatusCode::NOT_MODIFIED), Body::empty());
    }
    response = response.header(CONTENT_TYPE, &asset.kind);
    if let Some(encoding) = encoding {
        response = response.header(CONTENT_ENCODING, encoding);
    }
    let body = match bytes {
        Cow::Borrowed(bytes) => Body::from(*bytes),
        Cow::Owned(bytes) => Body::from(bytes.clone()),
    };
    answer(response, body)
}

fn answer(response: axum::http::response::Builder, body: Body) -> Response {
    response.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Brotli if the browser takes it and we have it, else gzip, else the file as it is.
fn choose<'a>(asset: &'a Asset, accepted: &str) -> (&'a Cow<'static, [u8]>, Option<&'static str>) {
    if let Some(bytes) = asset.brotli.as_ref().filter(|_| accepts(accepted, "br")) {
        return (bytes, Some("br"));
    }
    if let Some(bytes) = asset.gzip.as_ref().filter(|_| accepts(accepted, "gzip")) {
        return (bytes, Some("gzip"));
    }
    (&asset.plain, None)
}

/// Whether `Accept-Encoding` names the coding with a weight above zero (RFC 9110 §12.5.3).
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let refused =
            weight.trim().strip_prefix("q=").is_some_and(|q| q.parse().is_ok_and(|q: f32| q <= 0.0));
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

fn urls() -> &'static HashMap<String, String> {
    static URLS: OnceLock<HashMap<String, String>> = OnceLock::new();
    URLS.get_or_init(|| {
        let Some(manifest) = Dist::get(".vite/manifest.json") else { return HashMap::new() };
        let built: HashMap<String, Built> = serde_json::from_slice(&manifest.data).unwrap_or_default();
        built.into_iter().map(|(source, built)| (short(&source), format!("/assets/{}", built.file))).collect()
    })
}

/// `src/main.ts` is asked for as `main.js`, `css/ack.css` as `ack.css`.
fn short(source: &str) -> String {
    let name = source.rsplit('/').next().unwrap_or(source);
    name.strip_suffix(".ts").map_or_else(|| name.to_owned(), |stem| format!("{stem}.js"))
}

fn files() -> &'static HashMap<String, Asset> {
    static FILES: OnceLock<HashMap<String, Asset>> = OnceLock::new();
    FILES.get_or_init(|| {
        let served = |name: &str| !name.starts_with('.') && !name.ends_with(".br") && !name.ends_with(".gz");
        Dist::iter()
            .filter(|name| served(name))
            .filter_map(|name| {
                let file = Dist::get(&name)?;
                let sibling = |ending: &str| Dist::get(&format!("{name}.{ending}")).map(|file| file.data);
                let asset = Asset {
                    brotli: sibling("br"),
                    gzip: sibling("gz"),
                    kind: content_type(&name, file.metadata.mimetype()),
                    hash: file
                        .metadata
                        .sha256_hash()
                        .iter()
                        .take(8)
                        .map(|byte| format!("{byte:02x}"))
                        .collect(),
                    plain: file.data,
                };
                Some((name.into_owned(), asset))
            })
            .collect()
    })
}

fn content_type(name: &str, guessed: &str) -> String {
    let text = [".js", ".css", ".svg"].iter().any(|ending| name.ends_with(ending));
    if text { format!("{guessed}; charset=utf-8") } else { guessed.to_owned() }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn fetch(path: &str, header: (&str, &str)) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = Request::get(path).header(header.0, header.1).body(Body::empty()).unwrap();
        let response = routes::<()>().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
    }

    #[test]
    fn every_asset_that_pages_name_is_built() {
        for name in ["main.js", "main.css", "ack.css", "status.css", "sprite.svg", "favicon.svg"] {
            assert_ne!(asset_url(name), "/assets/missing", "{name}");
        }
        assert_eq!(asset_url("nothing.css"), "/assets/missing");
    }

    #[tokio::test]
    async fn assets_are_typed_compressed_and_kept_for_ever() {
        for (name, kind) in
            [("main.js", "text/javascript"), ("main.css", "text/css"), ("sprite.svg", "image/svg+xml")]
        {
            let (status, headers, body) = fetch(asset_url(name), ("accept-encoding", "gzip, br;q=0.9")).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers[CONTENT_TYPE], format!("{kind}; charset=utf-8"));
            assert_eq!(headers[CONTENT_ENCODING], "br");
            assert_eq!(headers[CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
            let (_, plain, whole) = fetch(asset_url(name), ("accept-encoding", "br;q=0")).await;
            assert!(plain.get(CONTENT_ENCODING).is_none() && whole.len() > body.len());
            assert_ne!(plain[ETAG], headers[ETAG], "each coding has its own validator");
            let known = plain[ETAG].to_str().unwrap();
            let (status, _, empty) = fetch(asset_url(name), ("if-none-match", known)).await;
            assert_eq!((status, empty.len()), (StatusCode::NOT_MODIFIED, 0));
        }
    }

    #[tokio::test]
    async fn only_built_files_are_served() {
        for path in [".vite/manifest.json", ".sources", "missing", "../Cargo.toml", "main.js.br"] {
            let (status, ..) = fetch(&format!("/assets/{path}"), ("accept", "*/*")).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    /// The scripts' own English is the list of the texts that the server must send in every language.
    #[test]
    fn every_text_of_the_scripts_is_translated() {
        let source = include_str!("../../../ui/src/core/text.ts");
        let keys: Vec<&str> = source
            .lines()
            .filter_map(|line| line.strip_prefix("  \"")?.split_once("\": \""))
            .map(|(key, _)| key)
            .collect();
        assert!(keys.len() > 40);
        for locale in crate::i18n::Locale::ALL {
            let texts: HashMap<String, String> = serde_json::from_str(crate::i18n::ui_texts(locale)).unwrap();
            for key in &keys {
                assert!(texts.contains_key(*key), "{key} is missing in {locale:?}");
            }
            assert_eq!(texts.len(), keys.len(), "no text is left that no script uses");
        }
    }

    /// Budgets of ux.md: all styles within 16 kB and all scripts within 60 kB, gzipped.
    #[test]
    fn the_first_load_keeps_its_budgets() {
        let total = |ending: &str| -> usize {
            files()
                .iter()
                .filter(|(name, _)| name.ends_with(ending))
                .filter_map(|(_, a)| Some(a.gzip.as_ref()?.len()))
                .sum()
        };
        assert!(total(".js") <= 60 * 1024, "scripts: {} bytes", total(".js"));
        let styles = files().get(asset_url("main.css").trim_start_matches("/assets/")).unwrap();
        assert!(styles.gzip.as_ref().unwrap().len() <= 16 * 1024);
    }
}
