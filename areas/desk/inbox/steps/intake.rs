//! The mail goes on its ticket, or opens one by the one way in.

use base::{
    ctx::{Channel, Ctx},
    desks,
    people::{self, NewUser},
};
use db::Tx;
use rules::ticket_state::Channel as CameBy;
use web::AppError;

use super::{Answer, Case, Sender, Thread, Why};
use crate::{
    inbox::{model::Outcome, store},
    tickets::{
        LinkKind, NewTicket, Refused, Ticket,
        actions::{self, NewComment},
        open,
    },
};

pub(super) fn step(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<Answer, Refused> {
    if matches!(case.sender, Sender::Guest | Sender::Unverified) && !case.mailbox.guests {
        let from = case.mail.from_address.clone();
        return Ok(Answer::Stop(Outcome::Quarantined, Why::about("no-guests", from)));
    }
    match case.thread.clone() {
        Thread::Of(ticket) => reply(tx, cx, case, &ticket),
        Thread::New => opened(tx, cx, case, None),
        Thread::After(former) => opened(tx, cx, case, Some(&former)),
    }
}

/// Acting as the sender, who was verified.
fn as_sender(tx: &Tx<'_>, cx: &Ctx, user: &people::User) -> Result<Ctx, Refused> {
    let actor = people::load_actor(tx, user.id, None, None)?.ok_or(AppError::Forbidden)?;
    Ok(Ctx { actor, channel: Channel::Mail, locale: user.locale, ..cx.clone() })
}

fn reply(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>, ticket: &Ticket) -> Result<Answer, Refused> {
    let acting = match &case.sender {
        Sender::Known(user) => as_sender(tx, cx, user)?,
        _ => Ctx { channel: Channel::Mail, ..cx.clone() },
    };
    let body = match case.sender {
        Sender::Known(_) => case.words.clone(),
        // Nobody's own words on the ticket: what an address that proves nothing says is quoted.
        _ => web::t!(
            cx.locale,
            "inbox-note-unverified",
            from = case.mail.from_address.as_str(),
            text = case.words.as_str()
        ),
    };
    let body = if body.trim().is_empty() { web::i18n::t(acting.locale, "inbox-files-only") } else { body };
    let new = match case.sender {
        Sender::Known(_) => NewComment::public(&body),
        _ => NewComment::internal(&body),
    };
    let (ticket, comment) = actions::comment(tx, &acting, ticket.number, &new)?;
    attach(tx, &acting, case, ticket.number, Some(comment.id), new.public)?;
    case.became = (Some(ticket.id), Some(comment.id));
    Ok(Answer::Stop(Outcome::Reply, Why::about("replied", ticket.label())))
}

fn opened(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    case: &mut Case<'_>,
    former: Option<&Ticket>,
) -> Result<Answer, Refused> {
    let system = Ctx { channel: Channel::Mail, ..cx.clone() };
    let requester_id = match &case.sender {
        Sender::Known(user) => user.id,
        Sender::Guest => guest(tx, &system, case)?,
        Sender::Unverified | Sender::Unknown => nobody(tx, &system, case)?,
    };
    let title = match case.message.subject.trim() {
        "" => web::i18n::t(cx.locale, "inbox-no-subject"),
        subject => subject.chars().take(250).collect(),
    };
    let new = NewTicket {
        description: case.words.clone(),
        desk_id: Some(case.mailbox.desk_id),
        requester_id: Some(requester_id),
        category_id: case.mailbox.category_id,
        channel: Some(CameBy::Email),
        ..NewTicket::titled(&title)
    };
    let ticket = open(tx, &system, &new)?.ticket;
    if !matches!(case.sender, Sender::Known(_)) {
        let from = &case.message.from;
        store::set_contact(tx, ticket.id, &from.address, &from.name)?;
    }
    attach(tx, &system, case, ticket.number, None, true)?;
    if let Some(former) = former {
        actions::link(tx, &system, ticket.number, LinkKind::FollowUp, former.number)?;
    }
    if let Some(twin) = case.twin.as_ref().filter(|twin| former.is_none_or(|former| former.id != twin.id)) {
        actions::link(tx, &system, ticket.number, LinkKind::Related, twin.number)?;
    }
    case.became = (Some(ticket.id), None);
    Ok(Answer::Stop(Outcome::Ticket, Why::about("opened", ticket.label())))
}

fn attach(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    case: &Case<'_>,
    number: i64,
    comment_id: Option<i64>,
    public: bool,
) -> Result<(), Refused> {
    for file in case.files {
        let new = actions::NewAttachment { comment_id, public, ..file.clone() };
        actions::attach(tx, cx, number, &new)?;
    }
    Ok(())
}

/// Somebody new, whose address our server vouches for.
fn guest(tx: &mut Tx<'_>, cx: &Ctx, case: &Case<'_>) -> Result<i64, Refused> {
    let from = &case.message.from;
    let address = mail::address::normalise(&from.address);
    let name: String = from.name.trim().chars().take(200).collect();
    let name = if name.is_empty() { address.clone() } else { name };
    let desk = desks::desk(tx, case.mailbox.desk_id)?.ok_or(AppError::NotFound)?;
    let new = NewUser { locale: desk.locale, zone: desk.zone, ..NewUser::new(&address, name) };
    match people::create_user(tx, cx, &new) {
        // Mail allows addresses that no account may have.
        Err(AppError::Invalid(_)) => nobody(tx, cx, case),
        made => Ok(made?),
    }
}

/// The account in whose name a desk keeps what nobody could be shown to have written.
fn nobody(tx: &mut Tx<'_>, cx: &Ctx, case: &Case<'_>) -> Result<i64, Refused> {
    let address = format!("unverified-{}@mail.invalid", case.mailbox.desk_id);
    if let Some(user) = people::user_by_email(tx, &address)? {
        return Ok(user.id);
    }
    let desk = desks::desk(tx, case.mailbox.desk_id)?.ok_or(AppError::NotFound)?;
    let name = web::i18n::t(desk.locale, "inbox-unverified-sender");
    let new = NewUser { locale: desk.locale, zone: desk.zone, ..NewUser::new(&address, name) };
    Ok(people::create_user(tx, cx, &new)?)
}
