//! How a mailbox is, for its tile and its alarm.

use db::{Read, Result};
use jiff::{SignedDuration, Timestamp};

use super::{earlier, folder::ATTEMPTS, later};
use crate::inbox::{
    model::{Auth, Kind, Mailbox, State, Stuck},
    store,
};

/// A mailbox that nobody looked at for so long is not being read: a look comes every five minutes.
const SILENT: SignedDuration = SignedDuration::from_mins(15);
/// Mail that waits for its outcome for so long is late.
const LATE: SignedDuration = SignedDuration::from_mins(10);
/// How long before its end a token that nothing renews is announced.
const TOKEN_NOTICE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How a mailbox is, in one word; the worst that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::inbox) enum Condition {
    /// It is switched off.
    Off,
    /// It cannot be read.
    Failing,
    /// Its token ends soon, and nothing renews it.
    Token,
    /// Mails lie on the server that cannot be fetched.
    Stuck,
    /// Mail waits too long for its outcome.
    Late,
    /// It was not looked at yet.
    New,
    /// It is well.
    Well,
}

impl Condition {
    /// The word of message keys.
    pub(in crate::inbox) const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Failing => "failing",
            Self::Token => "token",
            Self::Stuck => "stuck",
            Self::Late => "late",
            Self::New => "new",
            Self::Well => "well",
        }
    }
}

/// How a mailbox is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct Health {
    pub(in crate::inbox) condition: Condition,
    /// When it was last looked at with success; only where it is fetched.
    pub(in crate::inbox) fetched_at: Option<Timestamp>,
    /// When its last mail was received.
    pub(in crate::inbox) received_at: Option<Timestamp>,
    /// Since when the oldest mail waits that has no outcome yet.
    pub(in crate::inbox) waiting_since: Option<Timestamp>,
    pub(in crate::inbox) failing_since: Option<Timestamp>,
    /// Why it fails, as a word of message keys; empty when it does not.
    pub(in crate::inbox) trouble: String,
    /// The words of who refused.
    pub(in crate::inbox) error: String,
    /// When its access token ends.
    pub(in crate::inbox) token_until: Option<Timestamp>,
    /// Whether the token is renewed by itself.
    pub(in crate::inbox) renews: bool,
    /// What lies on the server and was passed.
    pub(in crate::inbox) stuck: Vec<Stuck>,
}

/// How a mailbox is now.
pub(in crate::inbox) fn health(read: &Read<'_>, mailbox: &Mailbox, now: Timestamp) -> Result<Health> {
    let state = match mailbox.kind {
        Kind::Imap => store::state(read, mailbox.id)?,
        Kind::Lmtp => None,
    };
    let mut stuck = store::stuck(read, mailbox.id)?;
    stuck.retain(|stuck| !stuck.error.is_empty() && stuck.attempts > 0);
    let (received_at, waiting_since) = store::traffic(read, mailbox.id)?;
    let renews = renews(mailbox);
    let (failing_since, trouble) = state.as_ref().map_or((None, String::new()), |state| {
        failing(mailbox, state, now).map_or((None, String::new()), |(since, word)| (Some(since), word))
    });
    let state = state.unwrap_or_default();
    let late = waiting_since.is_some_and(|since| since <= earlier(now, LATE));
    let is_passed = |stuck: &Stuck| stuck.attempts >= ATTEMPTS || state.position.last_uid >= stuck.uid;
    let condition = if !mailbox.enabled {
        Condition::Off
    } else if failing_since.is_some() {
        Condition::Failing
    } else if token_ends(mailbox, &state, now) {
        Condition::Token
    } else if stuck.iter().any(is_passed) {
        Condition::Stuck
    } else if late {
        Condition::Late
    } else if mailbox.kind == Kind::Imap && state.fetched_at.is_none() {
        Condition::New
    } else {
        Condition::Well
    };
    Ok(Health {
        condition,
        fetched_at: state.fetched_at,
        received_at,
        waiting_since,
        failing_since,
        trouble,
        error: state.error,
        token_until: state.token_until,
        renews,
        stuck,
    })
}

/// Whether access tokens are fetched anew without a person.
fn renews(mailbox: &Mailbox) -> bool {
    mailbox.imap.as_ref().is_some_and(|imap| imap.auth == Auth::Xoauth2 && !imap.token_url.is_empty())
}

/// Whether the token ends soon, or has ended, with nothing to renew it.
pub(super) fn token_ends(mailbox: &Mailbox, state: &State, now: Timestamp) -> bool {
    !renews(mailbox) && state.token_until.is_some_and(|until| until <= later(now, TOKEN_NOTICE))
}

/// Since when a mailbox is not read, and why: it said so, or no node looks at it.
pub(super) fn failing(mailbox: &Mailbox, state: &State, now: Timestamp) -> Option<(Timestamp, String)> {
    if !mailbox.enabled {
        return None;
    }
    if let Some(since) = state.failing_since {
        return Some((since, state.trouble.clone()));
    }
    let silent = state.fetched_at.filter(|at| *at <= earlier(now, SILENT));
    silent.map(|since| (since, "silent".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::model::{Imap, Tls};

    fn mailbox(token_url: &str) -> Mailbox {
        Mailbox {
            id: 1,
            desk_id: 1,
            name: "Support".to_owned(),
            address: "support@desk.example".to_owned(),
            kind: Kind::Imap,
            authserv: String::new(),
            guests: true,
            category_id: None,
            imap: Some(Imap {
                host: "localhost".to_owned(),
                port: 143,
                tls: Tls::None,
                login: "it".to_owned(),
                auth: Auth::Xoauth2,
                token_url: token_url.to_owned(),
                client_id: String::new(),
                scope: String::new(),
                folder: "INBOX".to_owned(),
            }),
            has_secret: true,
            has_refresh: false,
            enabled: true,
            version: 1,
            created_at: Timestamp::UNIX_EPOCH,
            archived: false,
        }
    }

    #[test]
    fn a_token_is_announced_a_week_before_its_end_unless_it_renews_itself() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        let days = |days: i64| State {
            token_until: Some(later(now, SignedDuration::from_hours(days * 24))),
            ..State::default()
        };
        for (url, state, expected) in [
            ("", days(8), false),
            ("", days(7), true),
            ("", days(-1), true),
            ("", State::default(), false),
            ("https://login.example/token", days(0), false),
        ] {
            assert_eq!(token_ends(&mailbox(url), &state, now), expected, "{url} {:?}", state.token_until);
        }
    }

    #[test]
    fn a_mailbox_that_nobody_looks_at_is_failing_too() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        let minutes = |minutes: i64| earlier(now, SignedDuration::from_mins(minutes));
        let seen = |at| State { fetched_at: Some(at), ..State::default() };
        let of = |state: &State| failing(&mailbox(""), state, now);
        assert_eq!(of(&seen(minutes(14))), None);
        assert_eq!(of(&seen(minutes(20))), Some((minutes(20), "silent".to_owned())));
        let said =
            State { failing_since: Some(minutes(1)), trouble: "password".to_owned(), ..seen(minutes(20)) };
        assert_eq!(of(&said), Some((minutes(1), "password".to_owned())));
        let off = Mailbox { enabled: false, ..mailbox("") };
        assert_eq!(failing(&off, &said, now), None);
    }
}
