//! Proving who one is. An attempt is counted before its password is looked at, so that many at once do not slip
//! through, and taken back when it was right. Known and unknown accounts cost the same work and get the same answer.

use std::net::IpAddr;

use db::Tx;
use jiff::Timestamp;
use rules::throttle::{ACCOUNT, ADDRESS, Policy, Verdict};
use sha2::{Digest as _, Sha256};
use web::{AppError, token};

use crate::{
    app::App,
    ctx::Ctx,
    people::{
        extract::LONGEST,
        model::User,
        password::{self, Turn},
        store::{self, failures, sessions::NewSession},
    },
};

/// What somebody typed, and where it came from.
#[derive(Debug, Clone, Default)]
pub struct Attempt {
    /// The address typed.
    pub email: String,
    /// The password typed.
    pub password: String,
    /// The network address, if it is known.
    pub address: Option<IpAddr>,
    /// What the browser says it is.
    pub user_agent: String,
    /// The session token that the browser still carries: that session ends.
    pub former: Option<String>,
}

/// How a sign-in ended.
#[derive(Debug, Clone, PartialEq)]
pub enum SignIn {
    /// The session's token, for the cookie, and its owner.
    Done {
        /// The secret; nowhere else.
        token: String,
        /// Whose session it is.
        user: Box<User>,
    },
    /// Unknown address, wrong password, closed account: nobody is told which.
    Refused,
    /// Too many attempts; the next is taken after so many seconds.
    Wait(u64),
}

/// How the proof of a password ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Right,
    Wrong,
    /// Seconds to wait before the next attempt.
    Wait(u64),
}

pub(super) fn account_subject(user_id: i64) -> String {
    format!("account:{user_id}")
}

/// Counters of addresses without an account keep no address: what is typed there may be a password.
fn unknown_subject(email: &str) -> String {
    let hash = Sha256::digest(store::users::email_key(email).as_bytes());
    hash.iter().take(16).fold("unknown:".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// The counter of a network address, for what anybody may try: an IPv4 address, or the /64 that a household or an office
/// has of IPv6.
#[must_use]
pub fn address_subject(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => format!("address:{v4}"),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Whether an attempt is taken; if it is, it counts as a failure from now on. Each subject names a counter, which lives as
/// long as its policy says.
///
/// # Errors
/// When the database fails.
pub fn admit(tx: &mut Tx<'_>, subjects: &[(String, Policy)], now: Timestamp) -> db::Result<Verdict> {
    let mut verdict = Verdict::Allowed;
    let mut forgotten = Vec::with_capacity(subjects.len());
    for (subject, policy) in subjects {
        let counter = failures::lock(tx, subject)?;
        verdict = verdict.max(policy.check(counter.failures, counter.last_at, now));
        let gap = counter.last_at.map(|last| now.duration_since(last));
        forgotten.push(policy.forget_after.zip(gap).is_some_and(|(limit, gap)| gap >= limit));
    }
    if verdict == Verdict::Allowed {
        for ((subject, _), forgotten) in subjects.iter().zip(forgotten) {
            failures::count(tx, subject, forgotten, now)?;
        }
    }
    Ok(verdict)
}

fn seconds(verdict: Verdict, now: Timestamp) -> Option<u64> {
    match verdict {
        Verdict::Allowed => None,
        Verdict::Wait(until) => Some(u64::try_from(until.duration_since(now).as_secs()).unwrap_or(0).max(1)),
        Verdict::Closed => Some(ACCOUNT.longest_wait.as_secs().unsigned_abs()),
    }
}

/// Signs somebody in with address and password.
///
/// # Errors
/// When the database fails; `Unavailable` when too many sign in at once.
pub async fn sign_in(app: &App, cx: &Ctx, attempt: Attempt) -> Result<SignIn, AppError> {
    let turn = password::turn()?;
    let now = cx.now;
    let email = attempt.email.clone();
    let address = attempt.address.map(address_subject);
    let at = address.clone();
    let (verdict, known) = app
        .db
        .write_locked(move |tx| {
            let known = store::users::user_and_hash(tx, &email)?;
            let account =
                known.as_ref().map_or_else(|| unknown_subject(&email), |(user, _)| account_subject(user.id));
            let mut subjects = vec![(account, ACCOUNT)];
            subjects.extend(at.clone().map(|at| (at, ADDRESS)));
            Ok::<_, AppError>((admit(tx, &subjects, now)?, known))
        })
        .await?;
    if let Some(wait) = seconds(verdict, now) {
        tracing::warn!(address = address.as_deref().unwrap_or(""), wait, "sign-in throttled");
        return Ok(SignIn::Wait(wait));
    }
    let usable = known.filter(|(user, _)| user.is_enabled());
    let hash = usable.as_ref().and_then(|(_, hash)| hash.clone());
    if !password::verify(&turn, &attempt.password, hash.clone()).await? {
        tracing::warn!(address = address.as_deref().unwrap_or(""), "sign-in refused");
        return Ok(SignIn::Refused);
    }
    let Some((user, _)) = usable else { return Ok(SignIn::Refused) };
    open_session(app, cx, user, hash, &attempt, address).await
}

async fn open_session(
    app: &App,
    cx: &Ctx,
    user: User,
    hash: Option<String>,
    attempt: &Attempt,
    address: Option<String>,
) -> Result<SignIn, AppError> {
    let (plain, token) = token::new();
    let (id, now) = (user.id, cx.now);
    let agent = rules::text::excerpt(&attempt.user_agent.replace('\0', ""), 300);
    let seen_at = attempt.address.map(|at| at.to_canonical().to_string()).unwrap_or_default();
    let former = attempt.former.as_deref().map(token::hash);
    let opened = app
        .db
        .write(move |tx| {
            // The account may have been closed or its password changed while this one was verified.
            let same = store::users::password_hash(tx, id)? == hash;
            let enabled = store::users::user(tx, id)?.is_some_and(|user| user.is_enabled());
            if !(same && enabled) {
                return Ok::<_, AppError>(None);
            }
            failures::clear(tx, &account_subject(id))?;
            if let Some(address) = &address {
                failures::forgive(tx, address)?;
            }
            let ended = match &former {
                Some(former) => store::sessions::by_token(tx, former)?.map(|session| session.id),
                None => None,
            };
            if let Some(ended) = ended {
                store::sessions::revoke(tx, ended, now)?;
            }
            let expires_at = now.checked_add(LONGEST).unwrap_or(now);
            let new = NewSession { token, user_id: id, expires_at, user_agent: &agent, address: &seen_at };
            store::sessions::insert(tx, &new, now)?;
            store::users::set_last_seen(tx, id, now)?;
            Ok(Some(ended))
        })
        .await?;
    let Some(ended) = opened else { return Ok(SignIn::Refused) };
    if let Some(ended) = ended {
        app.hub.revoke(ended);
    }
    tracing::info!(user_id = id, "signed in");
    Ok(SignIn::Done { token: plain, user: Box::new(user) })
}

/// Asks for the password of an account that is signed in already, under the same counter as a sign-in.
pub(super) async fn prove(app: &App, cx: &Ctx, user_id: i64, plain: &str) -> Result<Proof, AppError> {
    let turn: Turn = password::turn()?;
    let now = cx.now;
    let subject = account_subject(user_id);
    let counted = subject.clone();
    let (verdict, hash) = app
        .db
        .write_locked(move |tx| {
            let hash = store::users::password_hash(tx, user_id)?;
            Ok::<_, AppError>((admit(tx, &[(counted.clone(), ACCOUNT)], now)?, hash))
        })
        .await?;
    if let Some(wait) = seconds(verdict, now) {
        return Ok(Proof::Wait(wait));
    }
    if !password::verify(&turn, plain, hash).await? {
        return Ok(Proof::Wrong);
    }
    app.db.write(move |tx| failures::clear(tx, &subject)).await?;
    Ok(Proof::Right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_of_ipv6_is_one_address_and_mapped_ipv4_is_ipv4() {
        let subject = |text: &str| address_subject(text.parse().unwrap());
        assert_eq!(subject("2001:db8:1:2:3:4:5:6"), subject("2001:db8:1:2:ffff::1"));
        assert_ne!(subject("2001:db8:1:2::1"), subject("2001:db8:1:3::1"));
        assert_eq!(subject("::ffff:192.0.2.1"), "address:192.0.2.1");
    }

    #[test]
    fn what_was_typed_is_not_kept() {
        let subject = unknown_subject("My.Password@Wrong.Field");
        assert!(!subject.contains("assword") && subject.len() == 8 + 32, "{subject}");
        assert_eq!(subject, unknown_subject(" my.password@wrong.field "));
    }
}
