//! Access tokens that the test's Dovecot checks by itself: JSON Web Tokens (RFC 7519) signed with a key both know.
#![expect(clippy::expect_used, reason = "test support fails by panicking")]

use data_encoding::{BASE64, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The key as Dovecot reads it.
pub(crate) const KEY_BASE64: &str = "dGhpcyBrZXkgaXMga25vd24gdG8gdGhlIHRlc3RzIG9ubHk=";

pub(crate) fn signed(user: &str, expires: i64) -> String {
    let header = r#"{"alg":"HS256","typ":"JWT","kid":"default"}"#;
    let claims = format!(r#"{{"sub":"{user}","iss":"test","iat":1,"nbf":1,"exp":{expires}}}"#);
    let body = [header, &claims].map(|part| BASE64URL_NOPAD.encode(part.as_bytes())).join(".");
    let key = BASE64.decode(KEY_BASE64.as_bytes()).expect("a key");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key length");
    mac.update(body.as_bytes());
    format!("{body}.{}", BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()))
}
