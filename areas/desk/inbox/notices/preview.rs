//! A letter as it would be for a ticket, to look at: it is written, and sent to nobody. Its links are of no notice, and do
//! nothing.

use base::{
    app::App,
    ctx::Ctx,
    desks::Desk,
    people::{self, policy::Access},
};
use db::Read;
use jiff::{Timestamp, tz::TimeZone};
use rules::{number::parse_loose, ticket_state::PendingOn};
use web::{Locale, i18n};

use super::{
    Facts, Fault, Kind, Letter, Look, Notice, State, check, deliver::Reader, event::Event, filled, letter,
    sample, tell, texts::Text,
};
use crate::tickets::{self, Ticket};

/// Why there is nothing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) enum NoPreview {
    /// The text cannot be written.
    Broken(Fault),
    /// There is no such ticket at that desk, or the reader may not see it.
    NoTicket,
}

/// What a letter is made for.
#[derive(Debug, Clone)]
pub(in crate::inbox) struct Wanted {
    pub(in crate::inbox) desk: Desk,
    pub(in crate::inbox) kind: Kind,
    pub(in crate::inbox) locale: Locale,
    /// A number as typed; an invented ticket when it is empty.
    pub(in crate::inbox) ticket: String,
    pub(in crate::inbox) look: Look,
}

/// A text as a letter.
///
/// # Errors
/// When the database fails; [`NoPreview`] as the inner error.
pub(in crate::inbox) async fn preview(
    app: &App,
    cx: &Ctx,
    wanted: Wanted,
    text: &Text,
) -> db::Result<Result<Letter, NoPreview>> {
    let invented = sample(wanted.locale, wanted.kind, &wanted.desk.name, &app.config.public_url);
    let said: Vec<(&str, String)> =
        invented.0.iter().map(|(variable, value)| (variable.name(), value.clone())).collect();
    // What would not be saved is not shown either.
    if let Err(fault) = check(&text.subject, &said).and_then(|()| check(&text.body, &said)) {
        return Ok(Err(NoPreview::Broken(fault)));
    }
    let (locale, look, name) = (wanted.locale, wanted.look, wanted.desk.name.clone());
    let filled = if wanted.ticket.trim().is_empty() {
        invented
    } else {
        let cx = cx.clone();
        match app.db.read(move |read| of_ticket(read, &cx, &wanted)).await? {
            Some((notice, told)) => filled(app, &notice, &name, &told),
            None => return Ok(Err(NoPreview::NoTicket)),
        }
    };
    Ok(letter((&text.subject, &text.body), &filled, locale, look).map_err(NoPreview::Broken))
}

fn of_ticket(read: &Read<'_>, cx: &Ctx, wanted: &Wanted) -> db::Result<Option<(Notice, Vec<Notice>)>> {
    let Ok(number) = parse_loose(wanted.ticket.trim()) else { return Ok(None) };
    let found = tickets::store::by_number(read, number.number)?;
    let found = found.filter(|ticket| {
        ticket.desk_id == wanted.desk.id
            && people::policy::ticket_access(&cx.actor, &ticket.policy_facts(None)) >= Access::Observe
    });
    let Some(ticket) = found else { return Ok(None) };
    let notice = notice(read, &ticket, wanted, cx.now)?;
    let told = if wanted.kind == Kind::Digest { vec![notice.clone()] } else { Vec::new() };
    Ok(Some((notice, told)))
}

/// The notice as it would be if it happened now.
fn notice(read: &Read<'_>, ticket: &Ticket, wanted: &Wanted, now: Timestamp) -> db::Result<Notice> {
    let name = |id: Option<i64>| -> db::Result<Option<people::User>> {
        Ok(id.map(|id| people::user(read, id)).transpose()?.flatten())
    };
    let requester = name(Some(ticket.requester_id))?;
    let assignee = name(ticket.assignee_id)?;
    let kind = wanted.kind;
    let reader = Reader {
        user_id: Some(ticket.requester_id),
        address: String::new(),
        name: requester.as_ref().map(|user| user.name.clone()).unwrap_or_default(),
        locale: wanted.locale,
        zone: requester
            .and_then(|user| TimeZone::get(&user.zone).ok())
            .unwrap_or_else(|| wanted.desk.time_zone()),
        staff: matches!(kind, Kind::Assigned | Kind::Mentioned | Kind::Replied | Kind::Alert),
    };
    let into = ticket.merged_into_id.map(|id| tickets::store::by_id(read, id)).transpose()?.flatten();
    let event = Event {
        actor_id: assignee.as_ref().map(|user| user.id),
        actor: assignee.map(|user| user.name).unwrap_or_default(),
        was: ticket.due_at,
        into: into.map(|ticket| ticket.label()).unwrap_or_default(),
        awaited: match ticket.pending_on {
            None | Some(PendingOn::User) => String::new(),
            Some(PendingOn::Provider) => "provider".to_owned(),
            Some(PendingOn::Change) => "change".to_owned(),
            Some(PendingOn::Other) => "other".to_owned(),
        },
        ..Event::default()
    };
    let facts = tell::facts(read, ticket, &event, kind, &reader, now)?;
    let comments = tickets::store::comments(read, ticket.id, true, 0, 500)?;
    let said = comments.iter().rev().find(|comment| {
        let theirs = comment.author_id == Some(ticket.requester_id);
        comment.public && theirs == (kind == Kind::Replied)
    });
    let said = said.map(|comment| comment.body.clone()).unwrap_or_default();
    let words = match kind {
        Kind::Resolved | Kind::Reminder => ticket.resolution.clone(),
        Kind::Answered | Kind::Replied | Kind::Mentioned => said,
        _ => String::new(),
    };
    Ok(Notice {
        id: 0,
        ticket_id: ticket.id,
        mailbox_id: 0,
        user_id: reader.user_id,
        address: reader.address,
        name: reader.name,
        locale: wanted.locale,
        kind,
        words,
        facts: Facts { news: i18n::t(wanted.locale, &format!("inbox-mail-news-{}", kind.as_str())), ..facts },
        message_id: String::new(),
        state: State::Held,
        attempts: 0,
        unknown: 0,
        reply: String::new(),
        created_at: now,
        gathered_for: None,
        sent_at: None,
        bounced_at: None,
    })
}
