//! What people do here. Each is one transaction, and doing it twice is doing it once: buttons are pressed twice, pages
//! are sent again.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        self,
        idempotency::{Answer, recall, remember, request_hash},
        policy::{Act, may},
    },
};
use db::{Read, Tx};
use rules::{
    number::TicketNumber,
    priority::Level,
    ticket_state::{Kind, Reason, State},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{
    known::{self, Audience},
    model::{KeptFile, title_of},
    sight::{Sight, possible, see},
};
use crate::tickets::{
    self, LinkKind, NewTicket, Refused, Ticket,
    actions::{self, NewAttachment, NewComment, Step},
};

/// A report, or a request for something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewReport {
    /// Something is wrong, or something is wanted.
    pub kind: Kind,
    /// What, in the person's words.
    pub what: String,
    /// Lines that say more, in the person's language: since when, who is touched.
    pub details: Vec<String>,
    /// When it happened.
    pub occurred_at: Option<jiff::Timestamp>,
    /// How far it reaches, as reported.
    pub impact: Option<Level>,
    /// How soon it hurts, as reported.
    pub urgency: Option<Level>,
    /// The service.
    pub service_id: Option<i64>,
    /// What kind of trouble it is, when a code on a wall or a device says so.
    #[serde(default)]
    pub category_id: Option<i64>,
    /// The address of the colleague whose trouble it is; empty when it is the reporter's.
    #[serde(default)]
    pub on_behalf_of: String,
    /// Pictures and files.
    pub files: Vec<KeptFile>,
}

fn fault(cx: &Ctx, field: &str, code: &str) -> AppError {
    AppError::Invalid(vec![FieldError::new(
        field,
        code,
        web::i18n::t(cx.locale, &format!("portal-fault-{code}")),
    )])
}

fn reader(cx: &Ctx) -> Result<i64, AppError> {
    if may(&cx.actor, Act::UsePortal) {
        cx.actor.user_id().ok_or(AppError::Forbidden)
    } else {
        Err(AppError::Forbidden)
    }
}

fn numbered(ticket: Ticket) -> TicketNumber {
    TicketNumber::new(ticket.kind, ticket.number)
}

/// Does something once: the same content under the same form's word is answered as the first time. Other content
/// under that word is another deed: someone went back, and wrote something else.
fn once<F>(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    word: &str,
    content: &impl Serialize,
    deed: F,
) -> Result<TicketNumber, Refused>
where
    F: FnOnce(&mut Tx<'_>) -> Result<Ticket, Refused>,
{
    let user = reader(cx)?;
    if word.is_empty() {
        return deed(tx).map(numbered);
    }
    let hash = request_hash("portal", word, content)?;
    let key = hash.iter().fold(String::from("portal-"), |key, byte| format!("{key}{byte:02x}"));
    if let Some(answer) = recall(tx, user, &key, &hash, cx.locale)? {
        return serde_json::from_str(&answer.body).map_err(|error| AppError::internal(error).into());
    }
    let number = deed(tx).map(numbered)?;
    remember(tx, user, &key, &hash, &Answer::ok(&number)?, cx.now)?;
    Ok(number)
}

/// What somebody said, as a ticket of nobody's yet.
pub(super) fn ticket_of(new: &NewReport) -> NewTicket {
    let (title, whole) = title_of(&new.what);
    let mut description = if whole { String::new() } else { new.what.trim().to_owned() };
    if !new.details.is_empty() {
        let gap = if description.is_empty() { "" } else { "\n\n" };
        description = format!("{description}{gap}{}", new.details.join("\n"));
    }
    NewTicket {
        kind: new.kind,
        description,
        impact: new.impact,
        urgency: new.urgency,
        service_id: new.service_id,
        category_id: new.category_id,
        channel: Some(rules::ticket_state::Channel::Portal),
        occurred_at: new.occurred_at,
        ..NewTicket::titled(&title)
    }
}

/// The same report without what a link or a code named and what is there no more: the report is what counts.
pub(super) fn checked_report(read: &Read<'_>, new: &NewReport) -> db::Result<NewReport> {
    let mut new = new.clone();
    if let Some(id) = new.service_id {
        let service = base::services::service(read, id)?.filter(|service| !service.archived);
        new.service_id = service.map(|service| service.id);
    }
    if let Some(id) = new.category_id {
        let category = base::desks::category(read, id)?.filter(|category| !category.archived);
        new.category_id = category.map(|category| category.id);
    }
    Ok(new)
}

/// The desk of a category, if it serves the reporter.
fn desk_of_category(read: &Read<'_>, cx: &Ctx, category_id: Option<i64>) -> db::Result<Option<i64>> {
    let Some(category) = category_id.map(|id| base::desks::category(read, id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let serving = Audience::of(read, cx)?.is_some_and(|audience| audience.desks.contains(&category.desk_id));
    Ok(Some(category.desk_id).filter(|_| serving && !category.archived))
}

/// Opens a ticket from what somebody said, with its files. `word` is the form's own: the same form sent twice opens
/// one ticket. Said for a colleague, it is the colleague's ticket, and the reporter follows it.
///
/// # Errors
/// `Invalid` with the faulty fields, `Forbidden`, or `Conflict` when the same form is being received at this moment.
pub fn report(tx: &mut Tx<'_>, cx: &Ctx, word: &str, new: &NewReport) -> Result<TicketNumber, Refused> {
    let user = reader(cx)?;
    if new.what.trim().is_empty() {
        return Err(fault(cx, "what", "empty").into());
    }
    if let Some(id) = new.service_id {
        let service = base::services::service(tx, id)?.filter(|service| !service.archived);
        service.ok_or_else(|| fault(cx, "service", "unknown-service"))?;
    }
    let requester = match new.on_behalf_of.trim() {
        "" => user,
        address => {
            let own = people::user(tx, user)?.is_some_and(|me| mail::address::same(&me.email, address));
            let colleague = if own { None } else { people::colleague(tx, &cx.actor, address)? };
            match colleague {
                Some(colleague) => colleague.id,
                None if own => user,
                None => return Err(fault(cx, "for", "no-colleague").into()),
            }
        }
    };
    once(tx, cx, word, new, |tx| {
        let desk_id = desk_of_category(tx, cx, new.category_id)?;
        let ticket = NewTicket {
            requester_id: Some(requester),
            desk_id,
            category_id: new.category_id.filter(|_| desk_id.is_some()),
            watchers: if requester == user { Vec::new() } else { vec![user] },
            ..ticket_of(new)
        };
        let opened = tickets::open(tx, cx, &ticket)?.ticket;
        keep(tx, cx, opened, None, &new.files)
    })
}

/// Attaches files of the actor's that lie on disk.
fn keep(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    ticket: Ticket,
    comment_id: Option<i64>,
    files: &[KeptFile],
) -> Result<Ticket, Refused> {
    let own: Vec<KeptFile> =
        files.iter().filter(|file| cx.actor.user_id() == Some(file.owner)).cloned().collect();
    attach_all(tx, cx, ticket, comment_id, &own)
}

/// Attaches files that lie on disk.
pub(super) fn attach_all(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    ticket: Ticket,
    comment_id: Option<i64>,
    files: &[KeptFile],
) -> Result<Ticket, Refused> {
    let mut ticket = ticket;
    for file in files {
        let new = NewAttachment {
            file_hash: file.hash.clone(),
            size: file.size,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            token: web::token::new().0,
            public: true,
            comment_id,
        };
        (ticket, _) = actions::attach(tx, cx, ticket.number, &new)?;
    }
    Ok(ticket)
}

/// "Me too": joins an ongoing incident that the portal may show to this person. Joining twice is joining once.
///
/// # Errors
/// `NotFound` for any ticket that would not be proposed to them.
pub fn me_too(tx: &mut Tx<'_>, cx: &Ctx, number: i64) -> Result<Ticket, Refused> {
    reader(cx)?;
    // The lock comes first, so that what is checked holds until the end.
    tickets::store::lock_by_number(tx, number)?.ok_or(AppError::NotFound)?;
    let audience = Audience::of(tx, cx)?.ok_or(AppError::Forbidden)?;
    known::by_number(tx, &audience, number)?.ok_or(AppError::NotFound)?;
    actions::me_too(tx, cx, number)
}

/// The ticket, locked, of somebody concerned by it. Who only works with it answers in the agents' pages.
fn concerned(tx: &mut Tx<'_>, cx: &Ctx, number: i64) -> Result<(Ticket, Sight), AppError> {
    reader(cx)?;
    tickets::store::lock_by_number(tx, number)?.ok_or(AppError::NotFound)?;
    match see(tx, cx, number)? {
        (_, Sight::Staff) => Err(AppError::NotFound),
        found => Ok(found),
    }
}

/// The ticket, locked, of its requester; others concerned by it may not answer for them.
fn own(tx: &mut Tx<'_>, cx: &Ctx, number: i64) -> Result<Ticket, AppError> {
    match concerned(tx, cx, number)? {
        (ticket, Sight::Requester) => Ok(ticket),
        _ => Err(AppError::Forbidden),
    }
}

/// Adds words or files to a ticket.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid` when nothing was said or the ticket is at an end.
pub fn answer(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    word: &str,
    body: &str,
    files: &[KeptFile],
) -> Result<TicketNumber, Refused> {
    let (ticket, _) = concerned(tx, cx, number)?;
    if body.trim().is_empty() && files.is_empty() {
        return Err(fault(cx, "body", "empty-answer").into());
    }
    once(tx, cx, word, &(number, body.trim(), files), |tx| {
        if ticket.state.is_ended() {
            return Err(fault(cx, "body", "ended").into());
        }
        // A picture alone is an answer too: it must resume a ticket that waited for one.
        let body = if body.trim().is_empty() {
            web::i18n::t(cx.locale, "portal-files-only")
        } else {
            body.to_owned()
        };
        let (ticket, comment) = actions::comment(tx, cx, number, &NewComment::public(&body))?;
        keep(tx, cx, ticket, Some(comment.id), files)
    })
}

/// What was wanted is so already: the button was pressed twice.
fn settled(outcome: Result<Ticket, Refused>, ticket: Ticket) -> Result<Ticket, Refused> {
    match outcome {
        Err(Refused::Transition(refusal)) if matches!(refusal.reason, Reason::AlreadyThere { .. }) => {
            Ok(ticket)
        }
        outcome => outcome,
    }
}

/// "Yes, it is repaired."
///
/// # Errors
/// `NotFound`, `Forbidden`, or a refused transition when there is nothing to confirm.
pub fn validate(tx: &mut Tx<'_>, cx: &Ctx, number: i64) -> Result<Ticket, Refused> {
    let ticket = own(tx, cx, number)?;
    settled(actions::validate(tx, cx, number), ticket)
}

/// "No, it is not", or "it came back" until the closure is final; what is said is an answer.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid` when a closed ticket is reopened without a word, or a refused transition.
pub fn refuse(tx: &mut Tx<'_>, cx: &Ctx, number: i64, words: &str) -> Result<Ticket, Refused> {
    let ticket = own(tx, cx, number)?;
    if ticket.state == State::Closed && words.trim().is_empty() {
        return Err(fault(cx, "words", "no-reason").into());
    }
    // Pressed twice: somebody may have taken it meanwhile, so any open state will do.
    if ticket.state.is_open() && ticket.reopen_count > 0 {
        return Ok(ticket);
    }
    actions::refuse(tx, cx, number, words)
}

/// How well they were served, from 1 to 5, and why. The same twice is once; another score replaces the first.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`.
pub fn rate(tx: &mut Tx<'_>, cx: &Ctx, number: i64, score: i64, words: &str) -> Result<Ticket, Refused> {
    let ticket = own(tx, cx, number)?;
    if ticket.score == Some(score) && ticket.score_comment == words.trim() {
        return Ok(ticket);
    }
    actions::rate(tx, cx, number, score, words)
}

/// "It is no longer needed", before work began.
///
/// # Errors
/// `NotFound`, `Forbidden`, or a refused transition once work began.
pub fn withdraw(tx: &mut Tx<'_>, cx: &Ctx, number: i64, words: &str) -> Result<Ticket, Refused> {
    let ticket = own(tx, cx, number)?;
    let step = Step { reason: words.trim().to_owned(), ..Step::to(State::Cancelled) };
    settled(actions::transition(tx, cx, number, &step, None), ticket)
}

/// Opens a new ticket that goes on where a final one ended, and is linked to it (product.md §2.3).
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid` without words, or `Conflict` when the former one can still be reopened.
pub fn follow_up(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    word: &str,
    words: &str,
) -> Result<TicketNumber, Refused> {
    let former = own(tx, cx, number)?;
    if words.trim().is_empty() {
        return Err(fault(cx, "words", "empty").into());
    }
    once(tx, cx, word, &(number, words.trim()), |tx| {
        let desk = base::desks::desk(tx, former.desk_id)?.ok_or(AppError::NotFound)?;
        if !possible(&former, Sight::Requester, cx.now, desk.reopen_days).follow_up {
            return Err(AppError::Conflict { current: Some(former.version) }.into());
        }
        let new = NewTicket {
            kind: former.kind,
            description: words.trim().to_owned(),
            desk_id: Some(former.desk_id),
            requester_id: Some(former.requester_id),
            service_id: former.service_id,
            channel: Some(rules::ticket_state::Channel::Portal),
            ..NewTicket::titled(&former.title)
        };
        let mut ticket = tickets::open(tx, cx, &new)?.ticket;
        tickets::store::insert_link(tx, ticket.id, former.id, LinkKind::FollowUp, cx.now)?;
        let data = json!({ "kind": LinkKind::FollowUp, "ticket": former.label(), "title": former.title });
        let stream = Stream::Ticket(ticket.id);
        ticket.version = audit::append(tx, cx, &NewEntry::new(stream, "link.added").data(data))?;
        tickets::store::save(tx, &ticket)?;
        Ok(ticket)
    })
}
