//! Budgets, and the breaker that opens when one is used up (peers.md §3.4, rule 4). A loop needs both sides: what comes in too
//! fast waits in quarantine, what would be answered too often is not answered, and the people of the desk are told once.
//!
//! | what | budget |
//! | --- | --- |
//! | mails of one sender | 10 in ten minutes |
//! | mails of one sender on one ticket | 30 in a day |
//! | acknowledgements to one address | 10 in an hour, 20 in a day |
//! | automatic notices to one address about one ticket | 10 in an hour |
//! | acknowledgements of one mailbox, whoever they go to | 1,000 in ten minutes |
//! | automatic notices to an address from which three came back | none, until it is good again |
//!
//! Verified and unverified mails of an address are counted apart: whoever writes somebody's address uses up nothing of theirs.
//! A breaker closes after an hour in which it held nothing back, or when an agent has a held mail processed again.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people,
};
use db::{Read, Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use web::t;

use crate::{
    inbox::{model::Mail, store},
    tickets,
};

/// Mails of one sender in [`SHORT`].
const FROM_ONE: i64 = 10;
/// Mails of one sender on one ticket in a day.
const ON_TICKET: i64 = 30;
/// Acknowledgements to one address in an hour.
const ACKNOWLEDGED_HOUR: i64 = 10;
/// Acknowledgements to one address in a day: a loop of any speed ends here.
const ACKNOWLEDGED_DAY: i64 = 20;
/// Automatic notices to one address about one ticket in an hour.
const ABOUT_TICKET: i64 = 10;
/// Acknowledgements of one mailbox in [`SHORT`].
const ACKNOWLEDGED_ALL: i64 = 1_000;
/// Mails that came back for ever, after which nothing automatic goes to an address any more.
pub(in crate::inbox) const BOUNCES: i64 = 3;
const SHORT: SignedDuration = SignedDuration::from_mins(10);
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Which way, and as whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Side {
    /// Mail in, of a sender whom our server verified.
    Verified,
    /// Mail in, of an address that anybody may have written.
    Unverified,
    /// Notices out.
    Told,
}

impl Side {
    /// The stored number.
    pub(in crate::inbox) const fn code(self) -> i64 {
        match self {
            Self::Verified => 1,
            Self::Unverified => 2,
            Self::Told => 3,
        }
    }
}

/// What a breaker cuts: everything between an address and a desk one way, or only what is about one ticket.
#[derive(Debug, Clone, Copy)]
pub(in crate::inbox) struct Exchange<'a> {
    pub(in crate::inbox) desk_id: i64,
    /// Normalised; empty for everybody.
    pub(in crate::inbox) address: &'a str,
    pub(in crate::inbox) side: Side,
    pub(in crate::inbox) ticket_id: Option<i64>,
}

/// Why something is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Held {
    /// The breaker was open already.
    Open,
    /// This is beyond the budget, and opened it.
    Over,
}

/// Whether a mail is held back, and counts it where it is.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) fn incoming(
    tx: &mut Tx<'_>,
    mail: &Mail,
    (desk_id, side): (i64, Side),
    ticket_id: Option<i64>,
    now: Timestamp,
) -> db::Result<Option<Held>> {
    let address = mail.from_address.as_str();
    let whole = Exchange { desk_id, address, side, ticket_id: None };
    let at = mail.received_at;
    if let Some(held) = within(tx, &whole, now, |read| {
        Ok(store::mails_of(read, mail.id, (address, side), (at - SHORT, at))? + 1 - FROM_ONE)
    })? {
        return Ok(Some(held));
    }
    let Some(id) = ticket_id else { return Ok(None) };
    within(tx, &Exchange { ticket_id, ..whole }, now, |read| {
        Ok(store::mails_on(read, id, address, at - DAY)? + 1 - ON_TICKET)
    })
}

/// A notice that nobody wrote by hand, about to be made.
#[derive(Debug, Clone, Copy)]
pub(in crate::inbox) struct Automatic<'a> {
    pub(in crate::inbox) desk_id: i64,
    pub(in crate::inbox) mailbox_id: i64,
    /// Normalised.
    pub(in crate::inbox) address: &'a str,
    pub(in crate::inbox) ticket_id: i64,
    /// Whether it acknowledges a report: the one kind that a program can make us send.
    pub(in crate::inbox) acknowledges: bool,
}

/// Whether a notice that nobody wrote by hand is held back, as a word, and counts it where it is.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) fn outgoing(
    tx: &mut Tx<'_>,
    notice: &Automatic<'_>,
    now: Timestamp,
) -> db::Result<Option<&'static str>> {
    let address = notice.address;
    if store::bad_address(tx, address)?.is_some_and(|bad| bad.bounces >= BOUNCES) {
        return Ok(Some("address-bounces"));
    }
    let to_one = Exchange { desk_id: notice.desk_id, address, side: Side::Told, ticket_id: None };
    if notice.acknowledges {
        let held = within(tx, &to_one, now, |read| {
            let lately = store::acknowledged(read, address, now - HOUR)? + 1 - ACKNOWLEDGED_HOUR;
            Ok(lately.max(store::acknowledged(read, address, now - DAY)? + 1 - ACKNOWLEDGED_DAY))
        })?;
        let to_all = Exchange { address: "", ..to_one };
        let held = match held {
            Some(_) => held,
            None => within(tx, &to_all, now, |read| {
                let cap = ACKNOWLEDGED_ALL + 1;
                Ok(store::written_from(read, notice.mailbox_id, now - SHORT, cap)? + 1 - ACKNOWLEDGED_ALL)
            })?,
        };
        if held.is_some() {
            return Ok(Some("budget"));
        }
    }
    let about = Exchange { ticket_id: Some(notice.ticket_id), ..to_one };
    let held = within(tx, &about, now, |read| {
        Ok(store::noticed_since(read, address, notice.ticket_id, now - HOUR)? + 1 - ABOUT_TICKET)
    })?;
    Ok(held.map(|_| "budget"))
}

/// Asks the breaker, then the budget; `over` says by how much it would be exceeded (more than 0 is too much).
fn within(
    tx: &mut Tx<'_>,
    exchange: &Exchange<'_>,
    now: Timestamp,
    over: impl Fn(&Read<'_>) -> db::Result<i64>,
) -> db::Result<Option<Held>> {
    if let Some(id) = store::open_breaker(tx, exchange, now - HOUR)? {
        store::held_back(tx, id, now)?;
        return Ok(Some(Held::Open));
    }
    if over(tx)? <= 0 {
        return Ok(None);
    }
    store::insert_breaker(tx, exchange, now)?;
    tell(tx, exchange, now)?;
    Ok(Some(Held::Over))
}

/// Once for each opening: the ticket's assignee when it is about a ticket that somebody has, else all who work at the desk.
fn tell(tx: &mut Tx<'_>, exchange: &Exchange<'_>, now: Timestamp) -> db::Result<()> {
    let ticket = exchange.ticket_id.map(|id| tickets::store::by_id(tx, id)).transpose()?.flatten();
    let label = ticket.as_ref().map(tickets::Ticket::label).unwrap_or_default();
    let data = json!({ "address": exchange.address, "ticket": label });
    let cx = Ctx::system(now);
    audit::append(tx, &cx, &NewEntry::new(Stream::Desk(exchange.desk_id), "mail.breaker").data(data))?;
    let word = match (exchange.side, exchange.address.is_empty(), ticket.is_some()) {
        (_, true, _) => "everybody",
        (Side::Told, _, _) => "told",
        (_, _, true) => "ticket",
        (_, _, false) => "sender",
    };
    let assignee = ticket.as_ref().and_then(|ticket| ticket.assignee_id);
    let about = ticket.as_ref().map(|ticket| ticket.id);
    let address = exchange.address;
    for user in people::staff_of_desk(tx, exchange.desk_id)? {
        if assignee.is_some_and(|assignee| assignee != user.id) {
            continue;
        }
        let key = format!("inbox-alarm-{word}");
        let body = t!(user.locale, &key, address = address, ticket = label.as_str());
        people::notify(tx, user.id, "mail.breaker", about, None, &body, now)?;
    }
    Ok(())
}
