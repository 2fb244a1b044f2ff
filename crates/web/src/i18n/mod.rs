//! Languages and texts. Every sentence shown to a person is a Fluent message in `locales/<language>/<slice>.ftl`, embedded in the
//! binary. Keys are `slice-thing-detail`. Sentences are whole messages with variables, never pieces joined in code.
//!
//! Bidi isolation marks are off: they break mail subjects and are not needed between two left-to-right languages.

pub mod check;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::LazyLock;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
pub use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid};
use serde::{Deserialize, Serialize};

mod loader {
    //! The embedded texts, in a module of their own because the macro expands to items without documentation.
    fluent_templates::static_loader! {
        pub(super) static LOCALES = {
            locales: "../../locales",
            fallback_language: "en",
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}

/// A language that the interface speaks. Adding one is a folder of texts, a variant here and its formats in [`crate::fmt`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// French.
    Fr,
    /// English, the language of last resort.
    #[default]
    En,
}

/// The text given as a language is none that the interface speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown language")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    /// Reads a language tag (BCP 47); only its first subtag counts, so `fr-CA` is French.
    fn from_str(tag: &str) -> Result<Self, UnknownLocale> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|l| l.lang().eq_ignore_ascii_case(primary)).ok_or(UnknownLocale)
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.lang())
    }
}

impl Locale {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The tag for `lang` attributes, `Content-Language` and storage.
    pub const fn lang(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language's own name, for a language menu: never translated.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    fn id(self) -> &'static LanguageIdentifier {
        static FR: LanguageIdentifier = langid!("fr");
        static EN: LanguageIdentifier = langid!("en");
        match self {
            Self::Fr => &FR,
            Self::En => &EN,
        }
    }

    /// The best language for an `Accept-Language` value (RFC 9110 §12.5.4): highest weight first, `q=0` refuses, ties in the
    /// order given. `None` when nothing listed is spoken here.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for range in header.split(',').take(32) {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let weight = parts
                .find_map(|p| p.trim().strip_prefix("q=").map(str::to_owned))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            let locale = if tag == "*" { Some(Self::default()) } else { tag.parse().ok() };
            if let Some(locale) = locale
                && weight > 0.0
                && best.is_none_or(|(_, w)| weight > w)
            {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// The language of a request that carries no other choice: its `Accept-Language`, else English.
    pub fn negotiate(headers: &HeaderMap) -> Self {
        headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok())
            .and_then(Self::accepted)
            .unwrap_or_default()
    }
}

/// The reader's language: the one that the session layer put in the request's extensions, else what the browser asks for.
impl<S: Sync> FromRequestParts<S> for Locale {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl Locale {
    /// As the extractor, for code that has the request's head at hand.
    pub fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().copied().unwrap_or_else(|| Self::negotiate(&parts.headers))
    }
}

/// The text of `key`. A key that does not exist gives the key itself and an error in the log; a test keeps that from happening.
pub fn t(locale: Locale, key: &str) -> String {
    look_up(locale, key, None)
}

/// The text of `key` with its variables; use the [`t!`](crate::t) macro.
pub fn t_args(locale: Locale, key: &str, args: &HashMap<&'static str, FluentValue<'_>>) -> String {
    look_up(locale, key, Some(args))
}

fn look_up(locale: Locale, key: &str, args: Option<&HashMap<&'static str, FluentValue<'_>>>) -> String {
    loader::LOCALES.lookup_single_language(locale.id(), key, args).unwrap_or_else(|error| {
        tracing::error!(key, %locale, ?error, "text missing or misused");
        key.to_owned()
    })
}

/// The text of a key that is made from a stored code, with its variables; nothing when there is none, where a fallback is wanted.
pub fn find(locale: Locale, key: &str, args: &HashMap<&'static str, FluentValue<'_>>) -> Option<String> {
    loader::LOCALES.lookup_single_language(locale.id(), key, Some(args)).ok()
}

/// Whether `key` exists in `locale` as a text without variables: for keys made from stored codes, where a fallback is wanted instead.
pub fn exists(locale: Locale, key: &str) -> bool {
    loader::LOCALES.lookup_single_language::<&str>(locale.id(), key, None).is_ok()
}

/// `t!(locale, "key")` or `t!(locale, "key", name = value, …)`: the text of a key in a language.
///
/// Numbers take part in plural rules; a number shown with its separators is a second variable made by `fmt::number`.
#[macro_export]
macro_rules! t {
    ($locale:expr, $key:expr $(,)?) => { $crate::i18n::t($locale, $key) };
    ($locale:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::t_args($locale, $key, &::std::collections::HashMap::from([
            $((stringify!($name), $crate::i18n::FluentValue::from($value))),+
        ]))
    };
}

/// Keys of the texts that scripts use: those of `web.ftl` that begin with `ui-`. They hold no Fluent variables; `{"{name}"}` writes
/// the `{name}` that the script fills in.
pub fn ui_keys() -> &'static [&'static str] {
    static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        include_str!("../../../../locales/en/web.ftl")
            .lines()
            .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim()))
            .filter(|key| key.starts_with("ui-"))
            .collect()
    });
    &KEYS
}

/// The texts that scripts use, as a JSON object, safe inside a `<script type="application/json">` element (no `<` can occur in it).
/// The message `ui-agent-at-risk` is the script's `agent.at_risk`.
pub fn ui_texts(locale: Locale) -> &'static str {
    static FR: LazyLock<String> = LazyLock::new(|| ui_json(Locale::Fr));
    static EN: LazyLock<String> = LazyLock::new(|| ui_json(Locale::En));
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}

fn ui_json(locale: Locale) -> String {
    let mut json = String::from("{");
    for key in ui_keys() {
        if json.len() > 1 {
            json.push(',');
        }
        let name = key.trim_start_matches("ui-").replacen('-', ".", 1).replace('-', "_");
        let name = serde_json::Value::from(name);
        let text = serde_json::Value::from(t(locale, key));
        let _ = write!(json, "{name}:{text}");
    }
    json.push('}');
    json.replace('<', "\\u003c")
}
