//! Why a mailbox cannot be read, as a word that pages translate and the words of whoever refused.

use jiff::SignedDuration;
use mail::{imap::ImapError, oauth::OauthError};
use web::AppError;

/// What ends a visit to a mailbox.
#[derive(Debug, thiserror::Error)]
pub(in crate::inbox) enum Failure {
    /// The mail server.
    #[error("{0}")]
    Imap(#[from] ImapError),
    /// Who gives access tokens.
    #[error("{0}")]
    Oauth(#[from] OauthError),
    /// The secret cannot be opened: the keys of this installation are not those that sealed it.
    #[error("the secret was sealed by other keys")]
    Sealed,
    /// A mail is larger than what is taken.
    #[error("{0} bytes: larger than what is taken")]
    Large(u64),
    /// A mail breaks the program that reads it.
    #[error("it cannot be read")]
    Broken,
    /// The disk or the database refuses.
    #[error("it cannot be stored here now: {0}")]
    Site(String),
    /// Another node reads the mailbox now, or nobody shall.
    #[error("another node reads it")]
    Overtaken,
}

impl From<db::Error> for Failure {
    fn from(error: db::Error) -> Self {
        Self::Site(error.to_string())
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Malformed(_) => Self::Broken,
            other => Self::Site(other.to_string()),
        }
    }
}

impl Failure {
    /// The word of message keys and of the API.
    pub(in crate::inbox) fn word(&self) -> &'static str {
        match self {
            Self::Imap(error) => error.trouble().name(),
            Self::Oauth(OauthError::Revoked(_)) => "consent",
            Self::Oauth(OauthError::Refused(_) | OauthError::Endpoint) => "application",
            Self::Oauth(OauthError::Unreachable(_) | OauthError::Protocol(_)) => "token-service",
            Self::Sealed => "sealed",
            Self::Large(_) => "large",
            Self::Broken => "broken",
            Self::Site(_) | Self::Overtaken => "site",
        }
    }

    /// Its own words, fit for a page and for both databases.
    pub(in crate::inbox) fn words(&self) -> String {
        self.to_string().chars().filter(|c| !c.is_control()).take(500).collect()
    }

    /// Whether it lies with the mail that was being fetched, and not with the site.
    pub(super) fn is_of_the_mail(&self) -> bool {
        matches!(self, Self::Imap(_) | Self::Large(_) | Self::Broken)
    }

    fn needs_a_person(&self) -> bool {
        match self {
            Self::Imap(error) => error.trouble().needs_a_person(),
            Self::Oauth(OauthError::Revoked(_) | OauthError::Refused(_) | OauthError::Endpoint)
            | Self::Sealed => true,
            _ => false,
        }
    }

    /// How long to wait after this many failures in a row: from 5 seconds to 5 minutes, and from one minute to 10 where only
    /// a person can help, since servers lock accounts that guess. `dice` from 0 to 1 keeps nodes from coming together.
    pub(super) fn wait(&self, failures: u32, dice: f64) -> SignedDuration {
        let (first, most) = if self.needs_a_person() { (60, 600) } else { (5, 300) };
        let doubled = 1_i64 << failures.saturating_sub(1).min(10);
        let seconds = (first * doubled).min(most);
        SignedDuration::from_secs_f64(seconds as f64 * (0.8 + 0.4 * dice.clamp(0.0, 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_their_cap() {
        let lost = Failure::Site(String::new());
        let wrong = Failure::Imap(ImapError::WrongPassword(String::new()));
        for (failure, failures, low, high) in [
            (&lost, 1, 4, 6),
            (&lost, 3, 16, 24),
            (&lost, 40, 240, 360),
            (&wrong, 1, 48, 72),
            (&wrong, 9, 480, 720),
        ] {
            assert_eq!(failure.wait(failures, 0.0), SignedDuration::from_secs(low));
            assert_eq!(failure.wait(failures, 1.0), SignedDuration::from_secs(high));
        }
    }

    #[test]
    fn words_fit_one_line() {
        let failure = Failure::Imap(ImapError::Unreachable("a\r\nb\0c".to_owned()));
        assert_eq!((failure.word(), failure.words().contains(['\r', '\n', '\0'])), ("unreachable", false));
    }
}
