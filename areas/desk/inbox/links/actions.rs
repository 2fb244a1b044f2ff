//! What pressing a link's button does. The mail's reader acts, with the rights of the ticket's requester on this ticket
//! and no others, through the same actions as the portal; whatever else they may do stays out of it.

use base::{
    app::App,
    audit::{self, NewEntry, Stream},
    ctx::{Channel, Ctx},
    people::{self, Actor},
};
use db::{Read, Tx};
use jiff::Timestamp;
use serde_json::json;
use web::{AppError, Locale};

use super::{
    bound,
    standing::{Act, Standing, allows, standing},
    token::Presented,
};
use crate::{
    inbox::{notices::Notice, store},
    tickets::{self, Refused, Ticket, actions},
};

/// What a link leads to.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) notice: Notice,
    pub(super) ticket: Ticket,
    /// As whom one acts.
    pub(super) actor: Actor,
    pub(super) standing: Standing,
    /// What was done by this mail's links, and when.
    pub(super) used: Vec<(Act, Timestamp)>,
}

impl Seen {
    fn acts(&self) -> Vec<Act> {
        self.used.iter().map(|(act, _)| *act).collect()
    }

    pub(super) fn allows(&self, presented: &Presented, act: Act) -> bool {
        allows(presented.deed, self.standing, &self.acts(), act)
    }

    /// When this was done by a link of this mail.
    pub(super) fn done(&self, act: Act) -> Option<Timestamp> {
        self.used.iter().find(|(done, _)| *done == act).map(|(_, at)| *at)
    }
}

/// What was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pressed {
    Validate,
    Refuse { words: String },
    Rate { score: i64, words: String },
}

impl Pressed {
    const fn act(&self) -> Act {
        match self {
            Self::Validate => Act::Validate,
            Self::Refuse { .. } => Act::Refuse,
            Self::Rate { .. } => Act::Rate,
        }
    }
}

/// As whom the reader of a notice acts; nobody when it was not to the ticket's requester, or when the address is theirs
/// no more.
///
/// Whoever wrote by mail and was not verified has no account: the desk keeps the ticket in the name of one that nobody
/// signs in to. They act in its stead, on this ticket, since the mail went to the address that the ticket was opened
/// from; the journal names that address and not the account.
fn whose(read: &Read<'_>, notice: &Notice, ticket: &Ticket) -> db::Result<Option<Actor>> {
    match notice.user_id {
        Some(id) => {
            let user = people::user(read, id)?.filter(|user| {
                user.disabled_at.is_none()
                    && user.id == ticket.requester_id
                    && mail::address::same(&user.email, &notice.address)
            });
            Ok(user.map(|user| Actor::user(user.id, user.name)))
        }
        None => {
            let contact = store::contact(read, ticket.id)?;
            let contact = contact.filter(|(address, _)| mail::address::same(address, &notice.address));
            Ok(contact.map(|(address, _)| Actor::user(ticket.requester_id, address)))
        }
    }
}

/// What a link leads to; nothing for any that is not ours, or whose reader may not act: nobody learns which.
pub(super) fn seen(
    read: &Read<'_>,
    app: &App,
    presented: &Presented,
    now: Timestamp,
) -> Result<Option<Seen>, AppError> {
    let Some(notice) = ours(read, app, presented)? else { return Ok(None) };
    let ticket = tickets::store::by_id(read, notice.ticket_id)?;
    look(read, notice, ticket, now)
}

fn ours(read: &Read<'_>, app: &App, presented: &Presented) -> db::Result<Option<Notice>> {
    let notice = store::notice(read, presented.id)?;
    Ok(notice.filter(|notice| presented.is_ours(&app.keys, &bound(notice))))
}

fn look(
    read: &Read<'_>,
    notice: Notice,
    ticket: Option<Ticket>,
    now: Timestamp,
) -> Result<Option<Seen>, AppError> {
    let Some(ticket) = ticket else { return Ok(None) };
    let Some(actor) = whose(read, &notice, &ticket)? else { return Ok(None) };
    let standing = standing(&notice, &ticket, now);
    let used = store::link_uses(read, notice.id)?;
    Ok(Some(Seen { notice, ticket, actor, standing, used }))
}

/// Does what was pressed, if the link may still do it; the page says afterwards how things stand. Pressed twice, also at
/// the same time, it is done once.
///
/// # Errors
/// `Invalid` when what was typed is not accepted; otherwise as the action.
pub(super) fn press(
    tx: &mut Tx<'_>,
    app: &App,
    presented: &Presented,
    pressed: &Pressed,
    (locale, now, request_id): (Locale, Timestamp, &str),
) -> Result<(), Refused> {
    let Some(notice) = ours(tx, app, presented)? else { return Ok(()) };
    let ticket = tickets::store::lock(tx, notice.ticket_id)?;
    let Some(seen) = look(tx, notice, ticket, now)? else { return Ok(()) };
    let act = pressed.act();
    if !seen.allows(presented, act) || !store::use_link(tx, seen.notice.id, act, now)? {
        return Ok(());
    }
    let Seen { notice, ticket, actor, .. } = seen;
    let cx = Ctx { actor, now, channel: Channel::Link, locale, request_id: request_id.to_owned() };
    let used = NewEntry::new(Stream::Ticket(ticket.id), "mail.link_used")
        .data(json!({ "act": act.as_str(), "notice": notice.id, "address": notice.address }));
    audit::append(tx, &cx, &used)?;
    match pressed {
        Pressed::Validate => actions::validate(tx, &cx, ticket.number),
        Pressed::Refuse { words } => actions::refuse(tx, &cx, ticket.number, words),
        Pressed::Rate { score, words } => actions::rate(tx, &cx, ticket.number, *score, words),
    }
    .map(drop)
}
