//! Access tokens for mailboxes (RFC 6749): fetched anew before they expire, from a refresh token that a person consented to or
//! for the application itself.

mod post;

use std::fmt;

use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::{Host, Url};

use crate::tls::Trust;

/// How long before its expiry a token is no longer used (protocols.md §7).
const MARGIN: SignedDuration = SignedDuration::from_mins(5);
/// What a token lives when the server does not say (RFC 6749 §5.1 only recommends saying).
const USUAL_LIFE: i64 = 3600;

/// What the tokens are asked for with.
#[derive(Clone, PartialEq, Eq)]
pub enum Grant {
    /// A person's consent (RFC 6749 §6). Servers may give a new one with each answer: see [`Tokens::refresh`].
    Refresh(String),
    /// The application's own right (RFC 6749 §4.4), as Microsoft 365 gives it for shared mailboxes.
    Application,
}

/// Who asks where.
#[derive(Clone, PartialEq, Eq)]
pub struct Registration {
    /// The token endpoint, by HTTPS (HTTP only on this machine itself).
    pub endpoint: String,
    /// The application's identifier.
    pub client_id: String,
    /// Its secret; public clients have none.
    pub client_secret: Option<String>,
    /// The scopes, separated by spaces; empty to leave them as consented.
    pub scope: String,
}

/// What was granted.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// The token to sign in with.
    pub access: String,
    /// When it expires.
    pub expires: Timestamp,
    /// The refresh token to keep from now on, where the server gave a new one.
    pub refresh: Option<String>,
}

impl Tokens {
    /// Whether the token should be fetched anew: expired, or within five minutes of it.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.expires.duration_since(now) <= MARGIN
    }
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OauthError {
    /// The consent was withdrawn or has expired (`invalid_grant`): a person consents again.
    #[error("the consent was revoked or has expired: consent again ({0})")]
    Revoked(String),
    /// The application itself is refused (`invalid_client`, `unauthorized_client`, `invalid_scope`, …).
    #[error("the sign-in service refuses this application: check its identifier, secret and scope ({0})")]
    Refused(String),
    /// No answer, or one that says "later".
    #[error("the sign-in service cannot be reached: {0}")]
    Unreachable(String),
    /// An answer that is no token.
    #[error("the sign-in service answers with what is no token: {0}")]
    Protocol(String),
    /// The endpoint is no HTTPS address.
    #[error("the token endpoint must be an https:// address")]
    Endpoint,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    expires_in: Option<Seconds>,
    refresh_token: Option<String>,
}

/// Some servers write the number as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

/// Fetches a token, within 20 seconds. A redirection is followed nowhere: secrets go where they were meant to.
///
/// # Errors
/// [`OauthError`].
pub async fn fetch(
    trust: &Trust,
    registration: &Registration,
    grant: &Grant,
    now: Timestamp,
) -> Result<Tokens, OauthError> {
    let endpoint = endpoint(&registration.endpoint)?;
    let (status, body) = post::post(trust, &endpoint, form(registration, grant)).await?;
    read(status, &body, now)
}

fn form(registration: &Registration, grant: &Grant) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    match grant {
        Grant::Refresh(token) => {
            form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", token)
        }
        Grant::Application => form.append_pair("grant_type", "client_credentials"),
    };
    form.append_pair("client_id", &registration.client_id);
    if let Some(secret) = &registration.client_secret {
        form.append_pair("client_secret", secret);
    }
    if !registration.scope.is_empty() {
        form.append_pair("scope", &registration.scope);
    }
    form.finish()
}

fn endpoint(text: &str) -> Result<Url, OauthError> {
    let url = Url::parse(text).map_err(|_| OauthError::Endpoint)?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if (url.scheme() == "https" && url.has_host()) || (url.scheme() == "http" && is_here) {
        Ok(url)
    } else {
        Err(OauthError::Endpoint)
    }
}

/// Whether tokens can be asked for there: an HTTPS address, or HTTP on this machine itself.
#[must_use]
pub fn is_endpoint(text: &str) -> bool {
    endpoint(text).is_ok()
}

fn read(status: StatusCode, body: &[u8], now: Timestamp) -> Result<Tokens, OauthError> {
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(OauthError::Unreachable(format!("it answers {status}")));
    }
    if !status.is_success() {
        let Ok(Refusal { error, error_description }) = serde_json::from_slice(body) else {
            return Err(OauthError::Protocol(format!("it answers {status} without a reason")));
        };
        let said = plain(&match error_description {
            Some(description) => format!("{error}: {description}"),
            None => error.clone(),
        });
        return Err(match error.as_str() {
            "invalid_grant" | "interaction_required" | "consent_required" => OauthError::Revoked(said),
            "temporarily_unavailable" | "server_error" => OauthError::Unreachable(said),
            _ => OauthError::Refused(said),
        });
    }
    let Ok(granted) = serde_json::from_slice::<Granted>(body) else {
        return Err(OauthError::Protocol("the fields access_token and token_type are missing".to_owned()));
    };
    if !granted.token_type.eq_ignore_ascii_case("bearer") || granted.access_token.is_empty() {
        return Err(OauthError::Protocol(format!("a token of type {}", plain(&granted.token_type))));
    }
    let seconds = match granted.expires_in {
        Some(Seconds::Number(seconds)) if seconds.is_finite() => seconds.clamp(0.0, 1e9) as i64,
        Some(Seconds::Text(text)) => text.trim().parse::<i64>().unwrap_or(USUAL_LIFE).clamp(0, 1_000_000_000),
        Some(Seconds::Number(_)) | None => USUAL_LIFE,
    };
    let expires = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
    let refresh = granted.refresh_token.filter(|token| !token.is_empty());
    Ok(Tokens { access: granted.access_token, expires, refresh })
}

fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refresh(_) => "Refresh(…)",
            Self::Application => "Application",
        })
    }
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registration({} at {})", self.client_id, self.endpoint)
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens(until {})", self.expires)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn answers_are_told_apart() {
        let table: [(u16, &str, &str); 8] = [
            (400, r#"{"error":"invalid_grant","error_description":"AADSTS70008\r\nexpired"}"#, "revoked"),
            (401, r#"{"error":"invalid_client"}"#, "refuses this application"),
            (400, "<html>", "no token"),
            (503, "busy", "cannot be reached"),
            (429, "", "cannot be reached"),
            (200, "{}", "no token"),
            (200, r#"{"access_token":"a","token_type":"mac"}"#, "no token"),
            (200, r#"{"access_token":"","token_type":"Bearer"}"#, "no token"),
        ];
        for (status, body, expected) in table {
            let error = read(StatusCode::from_u16(status).unwrap(), body.as_bytes(), now()).unwrap_err();
            assert!(error.to_string().contains(expected), "{status} {body}: {error}");
            assert!(!error.to_string().contains('\n'));
        }
    }

    #[test]
    fn a_token_is_stale_five_minutes_before_it_expires() {
        for (expires_in, seconds) in
            [("600", 600), ("\"600\"", 600), ("null", 3600), ("1e300", 1_000_000_000), ("-5", 0)]
        {
            let body = format!(
                r#"{{"access_token":"a","token_type":"Bearer","expires_in":{expires_in},"refresh_token":"r2"}}"#
            );
            let tokens = read(StatusCode::OK, body.as_bytes(), now()).unwrap();
            assert_eq!(tokens.expires, now() + SignedDuration::from_secs(seconds), "{expires_in}");
            assert_eq!(tokens.refresh.as_deref(), Some("r2"));
            assert!(!format!("{tokens:?}").contains("r2"));
        }
        let tokens = Tokens { access: "a".to_owned(), expires: now(), refresh: None };
        let minutes = |minutes| now() - SignedDuration::from_mins(minutes);
        assert!(tokens.is_stale(minutes(5)) && tokens.is_stale(minutes(-1)) && !tokens.is_stale(minutes(6)));
    }

    #[test]
    fn secrets_travel_by_https_only() {
        assert!(
            endpoint("https://login.example/token").is_ok() && endpoint("http://127.0.0.1:1/token").is_ok()
        );
        assert_eq!(endpoint("http://login.example/token"), Err(OauthError::Endpoint));
        assert_eq!(endpoint("token"), Err(OauthError::Endpoint));
    }
}
