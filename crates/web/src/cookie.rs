//! Cookies: reading them, and the session's. Its value is a random token and means nothing by itself.

use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie of a session. Over HTTPS its name has the `__Host-` prefix (RFC 6265bis §4.1.3), which makes browsers insist on
/// `Secure`, no domain and the root path, so that no sibling host can plant one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionCookie {
    /// Whether people reach the server over HTTPS.
    pub https: bool,
}

impl SessionCookie {
    /// The cookie's name.
    pub const fn name(self) -> &'static str {
        if self.https { "__Host-vigie" } else { "vigie" }
    }

    /// The session token that a request carries, if it has the form of one.
    pub fn read(self, headers: &HeaderMap) -> Option<&str> {
        read(headers, self.name()).filter(|value| crate::token::is_well_formed(value))
    }

    /// The `Set-Cookie` value that starts a session of at most `max_age` seconds; `None` when the token is not one of ours.
    pub fn set(self, token: &str, max_age: u64) -> Option<HeaderValue> {
        if !crate::token::is_well_formed(token) {
            return None;
        }
        HeaderValue::from_str(&self.text(token, max_age)).ok()
    }

    /// The `Set-Cookie` value that ends one.
    pub fn clear(self) -> HeaderValue {
        let ended = match self.https {
            true => "__Host-vigie=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
            false => "vigie=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
        };
        HeaderValue::from_static(ended)
    }

    fn text(self, value: &str, max_age: u64) -> String {
        let secure = if self.https { "; Secure" } else { "" };
        format!("{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}", self.name())
    }
}

/// The value of the cookie `name`. Two different values under one name are no value: one of them was planted.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut found = None;
    for header in headers.get_all(header::COOKIE) {
        for pair in header.to_str().ok()?.split(';') {
            if let Some((key, value)) = pair.trim().split_once('=')
                && key == name
            {
                let value = value.trim_matches('"');
                if found.is_some_and(|before| before != value) {
                    return None;
                }
                found = Some(value);
            }
        }
    }
    found
}

/// The `Set-Cookie` value of a preference (language, theme, density), kept for a year. Scripts may write it too, so it is not
/// `HttpOnly`. `value` must be made of ASCII letters, digits and hyphens, otherwise `None`.
pub fn preference(name: &str, value: &str, https: bool) -> Option<HeaderValue> {
    if !value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return None;
    }
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(cookies: &[&'static str]) -> HeaderMap {
        cookies.iter().map(|c| (header::COOKIE, HeaderValue::from_static(c))).collect()
    }

    #[test]
    fn a_session_goes_out_and_comes_back() {
        for https in [true, false] {
            let cookie = SessionCookie { https };
            let (token, _) = crate::token::new();
            let set = cookie.set(&token, 3600).unwrap();
            let set = set.to_str().unwrap();
            assert!(
                set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
                "{set}"
            );
            assert_eq!(set.contains("Secure"), https);
            assert_eq!(set.starts_with("__Host-"), https);
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, set.split(';').next().unwrap().parse().unwrap());
            assert_eq!(cookie.read(&headers), Some(token.as_str()));
            assert!(cookie.clear().to_str().unwrap().starts_with(&format!("{}=;", cookie.name())));
        }
    }

    #[test]
    fn odd_cookies_are_no_session() {
        let cookie = SessionCookie { https: false };
        assert_eq!(cookie.read(&with(&["vigie=short"])), None);
        assert_eq!(cookie.set("a; Domain=evil.example", 1), None);
        assert_eq!(read(&with(&["a=1; b=2", "c=3"]), "c"), Some("3"));
        assert_eq!(read(&with(&["a=1; a=1"]), "a"), Some("1"));
        assert_eq!(read(&with(&["a=1; a=2"]), "a"), None);
        assert_eq!(read(&with(&["aa=1"]), "a"), None);
        assert_eq!(preference("lang", "fr; x", true), None);
    }
}
