//! What mailboxes sign in with: sealed at the edge, bound to the mailbox's address, opened only to sign in.

use jiff::Timestamp;
use web::{AppError, Locale, i18n::t, signed::Keys};

use super::failure::Failure;
use crate::inbox::model::Secrets;

/// Longer than any token in use, in bytes.
const LONGEST: usize = 16 * 1024;

/// The secrets that somebody gave; empty ones leave what there is.
#[derive(Clone, Default)]
pub(in crate::inbox) struct Given {
    /// A password, an application's secret, or an access token.
    pub(in crate::inbox) secret: String,
    /// A refresh token.
    pub(in crate::inbox) refresh: String,
}

fn purpose(address: &str) -> String {
    format!("mailbox:{address}")
}

/// Seals what was given for the mailbox of this normalised address.
///
/// # Errors
/// `Invalid` for what is too long, or holds what no server takes.
pub(in crate::inbox) fn seal(
    keys: &Keys,
    locale: Locale,
    address: &str,
    given: &Given,
) -> Result<Secrets, AppError> {
    let sealed = |field: &str, text: &str| -> Result<String, AppError> {
        // A pasted secret often has a line break behind it.
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Ok(String::new());
        }
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(AppError::field(field, "secret-form", t(locale, "inbox-mailbox-fault-secret-form")));
        }
        keys.seal(&purpose(address), text).map_err(AppError::internal)
    };
    Ok(Secrets {
        secret: sealed("secret", &given.secret)?,
        refresh: sealed("refresh_token", &given.refresh)?,
    })
}

/// Seals what a provider gave.
pub(super) fn seal_token(keys: &Keys, address: &str, token: &str) -> Result<String, Failure> {
    keys.seal(&purpose(address), token).map_err(|_| Failure::Sealed)
}

/// Opens what was sealed; nothing where nothing is set.
pub(super) fn open(keys: &Keys, address: &str, sealed: &str) -> Result<Option<String>, Failure> {
    if sealed.is_empty() {
        return Ok(None);
    }
    keys.unseal(&purpose(address), sealed).map(Some).map_err(|_| Failure::Sealed)
}

/// When an access token ends, where it says so itself (RFC 7519 §4.1.4).
pub(super) fn expiry(token: &str) -> Option<Timestamp> {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    Timestamp::from_second(claims.get("exp")?.as_i64()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_for_a_mailbox_opens_for_it_alone() {
        let keys = Keys::new([1; 32], []).unwrap();
        let given = Given { secret: "sésame\r\n".to_owned(), refresh: String::new() };
        let secrets = seal(&keys, Locale::En, "a@desk.example", &given).unwrap();
        assert_eq!(open(&keys, "a@desk.example", &secrets.secret).unwrap().as_deref(), Some("sésame"));
        assert!(matches!(open(&keys, "b@desk.example", &secrets.secret), Err(Failure::Sealed)));
        assert_eq!(open(&keys, "a@desk.example", &secrets.refresh).unwrap(), None);
        for bad in ["x".repeat(LONGEST + 1), "a\nb".to_owned()] {
            let given = Given { secret: String::new(), refresh: bad };
            assert!(seal(&keys, Locale::En, "a@desk.example", &given).is_err());
        }
    }

    #[test]
    fn a_token_that_is_no_jwt_does_not_say_when_it_ends() {
        let ends = "2026-11-20T12:00:00Z".parse().ok();
        // {"exp":1795176000}
        assert_eq!(expiry("e30.eyJleHAiOjE3OTUxNzYwMDB9.x"), ends);
        for token in ["", "opaque", "a.b.c", "e30.e30.x"] {
            assert_eq!(expiry(token), None, "{token}");
        }
    }
}
