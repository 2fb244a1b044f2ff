//! People without an account (product.md §3.1). What they report waits until the address that they named is shown to be
//! theirs, once, by a link in a mail to it; the browser that confirmed it needs no second mail. Until then no ticket
//! exists and nobody at the desk sees a word; what nobody confirms within a week is removed.
//!
//! Every answer is the same whether an address is known or not, and the mail holds nothing that was typed: neither can
//! accounts be found out here, nor can anybody be written to in somebody else's words.

use base::{
    app::App,
    ctx::{Channel, Ctx},
    desks::{self, Desk},
    people::{self, Actor, NewUser},
};
use db::{Read, Tx};
use jiff::{SignedDuration, Timestamp};
use rules::{number::TicketNumber, throttle::Policy};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use web::{
    Locale,
    error::{AppError, FieldError},
    i18n::t,
};
use work::NewJob;

use super::{
    actions::{NewReport, attach_all, checked_report, ticket_of},
    model::KeptFile,
    store,
};
use crate::tickets::{self, NewTicket, Refused};

/// The kind of job that asks an address for its confirmation.
pub const CONFIRM: &str = "guest-confirm";
/// How long a report waits to be confirmed.
pub const WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long its link still says what became of it.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a browser that confirmed an address is believed.
const BELIEVED: SignedDuration = SignedDuration::from_hours(365 * 24);
const PURPOSE: &str = "guest-address";
/// The cookie in which it keeps that.
pub const COOKIE: &str = "guest";

/// Mails to one address: a few, then ever fewer, since whoever reads them may not have asked for any.
const TO_ONE_ADDRESS: Policy = Policy {
    free: 3,
    first_wait: SignedDuration::from_mins(10),
    longest_wait: SignedDuration::from_hours(24),
    forget_after: Some(SignedDuration::from_hours(24)),
    close_at: None,
};
/// Reports from one network: an office may have many, a program many more.
const FROM_ONE_NETWORK: Policy = Policy {
    free: 20,
    first_wait: SignedDuration::from_secs(30),
    longest_wait: SignedDuration::from_hours(1),
    forget_after: Some(SignedDuration::from_hours(1)),
    close_at: None,
};

/// A guest's report, as it is received.
#[derive(Debug, Clone, PartialEq)]
pub struct NewGuest {
    /// At which desk.
    pub desk_id: i64,
    /// The address, normalised.
    pub address: String,
    /// Their name.
    pub name: String,
    /// The language in which they read.
    pub locale: Locale,
    /// What they said.
    pub report: NewReport,
}

/// A guest's report, as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct GuestReport {
    /// Its row.
    pub id: i64,
    /// At which desk.
    pub desk_id: i64,
    /// The address that is to be confirmed.
    pub address: String,
    /// Their name.
    pub name: String,
    /// The language in which they read.
    pub locale: Locale,
    /// What they said.
    pub content: NewReport,
    /// When.
    pub created_at: Timestamp,
    /// When the mail left.
    pub mailed_at: Option<Timestamp>,
    /// When it was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// What was opened.
    pub ticket_id: Option<i64>,
}

impl GuestReport {
    /// Whether it can no longer be confirmed.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.confirmed_at.is_none() && now.duration_since(self.created_at) >= WAITS
    }
}

/// One report.
///
/// # Errors
/// When the database fails.
pub fn guest_report(read: &Read<'_>, id: i64) -> db::Result<Option<GuestReport>> {
    store::guest_report(read, id)
}

/// Notes that the mail which asks for the confirmation of a report has left.
///
/// # Errors
/// When the database fails.
pub fn mailed(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> db::Result<()> {
    store::mailed(tx, id, now)
}

/// The desks at which guests may report; none without a relay, since no address could be confirmed.
///
/// # Errors
/// When the database fails.
pub fn guest_desks(read: &Read<'_>, app: &App) -> db::Result<Vec<Desk>> {
    if app.config.relay { store::guest_desks(read) } else { Ok(Vec::new()) }
}

/// How the address of a report is shown to be somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// A mail asks for its confirmation.
    Waits,
    /// This browser confirmed it before: the ticket is open.
    Opened(TicketNumber),
}

/// Whether a report from this network is taken; otherwise the instant from which one is again. Asked before anything of
/// it is read, so that a flood costs little.
///
/// # Errors
/// When the database fails.
pub fn admitted_network(
    tx: &mut Tx<'_>,
    address: Option<std::net::IpAddr>,
    now: Timestamp,
) -> db::Result<Option<Timestamp>> {
    let Some(address) = address else { return Ok(None) };
    let subject = format!("guest-{}", people::address_subject(address));
    people::admit(tx, &[(subject, FROM_ONE_NETWORK)], now).map(|verdict| wait(verdict, now))
}

fn wait(verdict: rules::throttle::Verdict, now: Timestamp) -> Option<Timestamp> {
    match verdict {
        rules::throttle::Verdict::Allowed => None,
        rules::throttle::Verdict::Wait(until) => Some(until),
        rules::throttle::Verdict::Closed => now.checked_add(TO_ONE_ADDRESS.longest_wait).ok(),
    }
}

/// Takes a guest's report in. `believed` is the address that this browser confirmed before; `word` is the form's own.
///
/// # Errors
/// `Invalid` with the faulty fields; `TooMany` when too many mails went to the address.
pub fn receive(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    new: &NewGuest,
    believed: Option<&str>,
    word: &str,
) -> Result<Received, Refused> {
    checked(cx, new)?;
    let form_key = digest(&format!("{word}\n{}", new.address));
    let content = serde_json::to_string(&new.report).map_err(AppError::internal)?;
    let own = believed.is_some_and(|believed| mail::address::same(believed, &new.address));
    if !own {
        let subject = format!("guest-mail:{}", digest(&new.address));
        let verdict = people::admit(tx, &[(subject, TO_ONE_ADDRESS)], cx.now)?;
        if let Some(until) = wait(verdict, cx.now) {
            let seconds = until.duration_since(cx.now).as_secs().max(1).unsigned_abs();
            return Err(AppError::TooMany { retry_after: seconds }.into());
        }
    }
    // The same form once more: it was received.
    let Some(id) = store::insert_report(tx, &form_key, new, &content, cx.now)? else {
        return Ok(Received::Waits);
    };
    for file in &new.report.files {
        tickets::store::insert_file(tx, &file.hash, file.size, cx.now)?;
        tickets::store::hold_file(tx, &file.hash)?;
    }
    if own {
        return Ok(open(tx, cx, id)?.map_or(Received::Waits, Received::Opened));
    }
    let payload = json!({ "report": id });
    let dedupe_key = Some(format!("guest-confirm-{id}"));
    work::enqueue(tx, &NewJob { kind: CONFIRM, dedupe_key, payload, run_at: cx.now })?;
    Ok(Received::Waits)
}

/// A counter and a key need no address to be kept.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(16)
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn checked(cx: &Ctx, new: &NewGuest) -> Result<(), AppError> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &str| {
        faults.push(FieldError::new(field, code, t(cx.locale, &format!("portal-fault-{code}"))));
    };
    if new.name.trim().is_empty() || new.name.chars().count() > 120 || new.name.chars().any(char::is_control)
    {
        fault("name", "guest-name");
    }
    if !mail::address::is_plausible(&new.address) {
        fault("email", "guest-email");
    }
    if new.report.what.trim().is_empty() {
        fault("what", "empty");
    } else if new.report.what.chars().count() > 20_000 {
        fault("what", "too-long");
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// Confirms a report: the address is its reader's, since the mail with the link went there. The number of its ticket;
/// nothing when there is no such report any more, or its time is over. Done twice, it is done once.
///
/// # Errors
/// `Invalid` when the desk's own rules refuse it.
pub fn confirm(tx: &mut Tx<'_>, cx: &Ctx, id: i64) -> Result<Option<TicketNumber>, Refused> {
    match store::guest_report(tx, id)? {
        Some(report) if !report.is_late(cx.now) => open(tx, cx, id),
        _ => Ok(None),
    }
}

/// Opens the ticket of a report, once.
fn open(tx: &mut Tx<'_>, cx: &Ctx, id: i64) -> Result<Option<TicketNumber>, Refused> {
    if !store::confirm_report(tx, id, cx.now)? {
        return opened(tx, id).map_err(Refused::from);
    }
    let Some(report) = store::guest_report(tx, id)? else { return Ok(None) };
    let desk = desks::desk(tx, report.desk_id)?.ok_or(AppError::NotFound)?;
    let system = Ctx { actor: Actor::system(), channel: Channel::Portal, ..cx.clone() };
    let user = match people::user_by_email(tx, &report.address)? {
        Some(user) => user,
        None => {
            let new = NewUser {
                locale: report.locale,
                zone: desk.zone.clone(),
                ..NewUser::new(&report.address, report.name.trim())
            };
            let made = people::create_user(tx, &system, &new)?;
            people::user(tx, made)?.ok_or(AppError::NotFound)?
        }
    };
    if !user.is_enabled() {
        let text = t(cx.locale, "portal-fault-guest-closed");
        return Err(AppError::Invalid(vec![FieldError::new("email", "guest-closed", text)]).into());
    }
    // Nothing but what a requester may do, whoever has this address.
    let mut actor = Actor::user(user.id, user.name.clone());
    actor.organisation_id = user.organisation_id;
    let theirs = Ctx { actor, ..system };
    let content = checked_report(tx, &report.content)?;
    let category_id = content.category_id.filter(|id| is_of(tx, *id, desk.id));
    let new =
        NewTicket { desk_id: Some(desk.id), requester_id: Some(user.id), category_id, ..ticket_of(&content) };
    let ticket = tickets::open(tx, &theirs, &new)?.ticket;
    let ticket = attach_all(tx, &theirs, ticket, None, &content.files)?;
    release(tx, &content.files)?;
    store::became(tx, id, ticket.id)?;
    Ok(Some(TicketNumber::new(ticket.kind, ticket.number)))
}

fn is_of(read: &Read<'_>, category_id: i64, desk_id: i64) -> bool {
    let found = desks::category(read, category_id).ok().flatten();
    found.is_some_and(|category| category.desk_id == desk_id && !category.archived)
}

fn release(tx: &mut Tx<'_>, files: &[KeptFile]) -> db::Result<()> {
    files.iter().try_for_each(|file| tickets::store::release_file(tx, &file.hash))
}

/// The number of the ticket that a report became.
///
/// # Errors
/// When the database fails.
pub fn opened(read: &Read<'_>, id: i64) -> Result<Option<TicketNumber>, AppError> {
    let ticket = store::guest_report(read, id)?.and_then(|report| report.ticket_id);
    let ticket = ticket.map(|id| tickets::store::by_id(read, id)).transpose()?.flatten();
    Ok(ticket.map(|ticket| TicketNumber::new(ticket.kind, ticket.number)))
}

/// Removes the reports that nobody confirmed in time, with their files, and those whose links are over.
///
/// # Errors
/// When the database fails.
pub(super) fn sweep(tx: &mut Tx<'_>, now: Timestamp) -> db::Result<()> {
    let before = now.checked_sub(WAITS).unwrap_or(Timestamp::MIN);
    for report in store::expired_reports(tx, before, 200)? {
        release(tx, &report.content.files)?;
        store::forget_report(tx, report.id)?;
    }
    store::forget_confirmed(tx, now.checked_sub(KEPT).unwrap_or(Timestamp::MIN))
}

/// What a browser keeps that confirmed an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Believed {
    address: String,
}

/// The word for a browser in which an address was confirmed.
///
/// # Errors
/// When it cannot be written.
pub fn believe(app: &App, address: &str, now: Timestamp) -> Result<(String, u64), AppError> {
    let claims = Believed { address: address.to_owned() };
    let word = app.keys.sign(PURPOSE, &claims, now + BELIEVED).map_err(AppError::internal)?;
    Ok((word, BELIEVED.as_secs().unsigned_abs()))
}

/// The address that a browser's word says was confirmed there.
#[must_use]
pub fn believed(app: &App, word: &str, now: Timestamp) -> Option<String> {
    app.keys.open::<Believed>(PURPOSE, word, now).ok().map(|claims| claims.address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_to_one_address_become_rare_and_a_network_is_slowed_down_later() {
        assert_eq!(TO_ONE_ADDRESS.wait(3), SignedDuration::ZERO);
        assert!(TO_ONE_ADDRESS.wait(4) >= SignedDuration::from_mins(10));
        assert!(TO_ONE_ADDRESS.wait(30) <= SignedDuration::from_hours(24));
        assert_eq!(FROM_ONE_NETWORK.wait(20), SignedDuration::ZERO);
        assert!(FROM_ONE_NETWORK.wait(21) > SignedDuration::ZERO);
    }
}
