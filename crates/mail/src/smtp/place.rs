//! Where the relay is: `smtp://user:password@host:587?tls=required`, `smtps://user:password@host`.

use std::{fmt, net::IpAddr, str::FromStr};

use percent_encoding::percent_decode_str;
use url::Url;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte (`smtps://`, port 465).
    Tls,
    /// STARTTLS, never without it (`tls=required`, the default).
    Required,
    /// STARTTLS where the relay offers it; a password is not said without.
    Opportunistic,
    /// None.
    Off,
}

/// A relay's address, with what signs in to it. Its `Debug` and `Display` leave the password out.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    pub(super) user: Option<(String, String)>,
}

/// Why an address is no relay's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Not `smtp://` or `smtps://`, or no URL at all.
    #[error("it must look like smtp://user:password@host:587 or smtps://user:password@host")]
    Form,
    /// A `tls` other than the three, or any with `smtps://`.
    #[error("tls must be required, opportunistic or none, and only with smtp://")]
    Tls,
    /// Another parameter.
    #[error("unknown parameter {0}")]
    Parameter(String),
    /// A user without a password, or credentials that are no UTF-8.
    #[error("the user and the password must both be given, with special characters percent-encoded")]
    Credentials,
    /// `tls=none` with a password, to another machine.
    #[error("a password is not sent over the network without TLS: use tls=required")]
    PasswordInTheClear,
}

impl Place {
    /// The relay's host name.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn is_this_machine(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
    }
}

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let url = Url::parse(text.trim()).map_err(|_| PlaceError::Form)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(PlaceError::Form)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(PlaceError::Form);
        }
        let mut tls = None;
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("tls", "required") => tls = Some(Protection::Required),
                ("tls", "opportunistic") => tls = Some(Protection::Opportunistic),
                ("tls", "none") => tls = Some(Protection::Off),
                ("tls", _) => return Err(PlaceError::Tls),
                (other, _) => return Err(PlaceError::Parameter(other.to_owned())),
            }
        }
        let (protection, port) = match (url.scheme(), tls) {
            ("smtps", None) => (Protection::Tls, 465),
            ("smtps", Some(_)) => return Err(PlaceError::Tls),
            ("smtp", tls) => (tls.unwrap_or(Protection::Required), 587),
            _ => return Err(PlaceError::Form),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(|text| text.into_owned());
        let user = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return Err(PlaceError::Credentials),
            (user, Some(password)) => Some((
                decoded(user).map_err(|_| PlaceError::Credentials)?,
                decoded(password).map_err(|_| PlaceError::Credentials)?,
            )),
        };
        let place = Self { host: host.to_owned(), port: url.port().unwrap_or(port), protection, user };
        if place.protection == Protection::Off && place.user.is_some() && !place.is_this_machine() {
            return Err(PlaceError::PasswordInTheClear);
        }
        Ok(place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, tls) = match self.protection {
            Protection::Tls => ("smtps", ""),
            Protection::Required => ("smtp", "?tls=required"),
            Protection::Opportunistic => ("smtp", "?tls=opportunistic"),
            Protection::Off => ("smtp", "?tls=none"),
        };
        write!(f, "{scheme}://{}:{}{tls}", self.host, self.port)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self}{})", if self.user.is_some() { ", signed in" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_are_read_from_their_urls() {
        let table = [
            ("smtp://relay.example", Ok("smtp://relay.example:587?tls=required")),
            ("smtps://relay.example", Ok("smtps://relay.example:465")),
            ("smtp://127.0.0.1:25?tls=none", Ok("smtp://127.0.0.1:25?tls=none")),
            ("smtp://u:p@[::1]:25?tls=none", Ok("smtp://[::1]:25?tls=none")),
            ("smtp://u:p@relay.example?tls=opportunistic", Ok("smtp://relay.example:587?tls=opportunistic")),
            ("smtp://u:p@relay.example?tls=none", Err(PlaceError::PasswordInTheClear)),
            ("smtps://relay.example?tls=none", Err(PlaceError::Tls)),
            ("smtp://relay.example?tls=maybe", Err(PlaceError::Tls)),
            ("smtp://relay.example?timeout=1", Err(PlaceError::Parameter("timeout".to_owned()))),
            ("smtp://u@relay.example", Err(PlaceError::Credentials)),
            ("smtp://u:%FF@relay.example", Err(PlaceError::Credentials)),
            ("https://relay.example", Err(PlaceError::Form)),
            ("smtp://relay.example/path", Err(PlaceError::Form)),
            ("relay.example:25", Err(PlaceError::Form)),
            ("smtp://", Err(PlaceError::Form)),
        ];
        for (text, expected) in table {
            let read = text.parse::<Place>().map(|place| place.to_string());
            assert_eq!(read, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn the_password_is_decoded_and_never_shown() {
        let place: Place = "smtps://desk%40site.example:p%40ss%2Fword@relay.example".parse().unwrap();
        assert_eq!(place.user, Some(("desk@site.example".to_owned(), "p@ss/word".to_owned())));
        assert_eq!(format!("{place:?} {place}").matches("ss").count(), 0);
    }
}
