//! Answers and notes.

use base::{
    audit::NewEntry,
    ctx::Ctx,
    people::{self, policy::Access},
};
use db::Tx;
use rules::ticket_state::{self, Party, State};
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{Session, edit::valid_text, transition::go};
use crate::{
    sla,
    tickets::{
        model::{Comment, Ticket},
        refusal::Refused,
        store,
    },
};

/// Something said on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// Whether the requester sees it.
    pub public: bool,
    /// The text, in Markdown.
    pub body: String,
    /// People named in it with `@`.
    pub mentions: Vec<i64>,
    /// The last message that the writer saw: a newer one from the other side holds the answer back once.
    pub seen: Option<i64>,
}

impl NewComment {
    /// An answer that the requester sees.
    #[must_use]
    pub fn public(body: &str) -> Self {
        Self { public: true, body: body.to_owned(), mentions: Vec::new(), seen: None }
    }

    /// A note among agents.
    #[must_use]
    pub fn internal(body: &str) -> Self {
        Self { public: false, ..Self::public(body) }
    }
}

/// Adds a comment. An agent's first public answer acknowledges the ticket; an answer of the requester resumes a
/// ticket that waited for them.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`, or a newer message that the writer has not seen.
pub fn comment(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    new: &NewComment,
) -> Result<(Ticket, Comment), Refused> {
    let mut session = Session::open(tx, cx, number, Access::Hear)?;
    let comment = add_comment(&mut session, new)?;
    Ok((session.save()?, comment))
}

pub(super) fn add_comment(session: &mut Session<'_, '_>, new: &NewComment) -> Result<Comment, Refused> {
    let cx = session.cx;
    let staff = session.access >= Access::Work;
    if session.access == Access::Observe || (!new.public && !staff) {
        return Err(AppError::Forbidden.into());
    }
    let body = valid_text(cx, "body", &new.body)?;
    if body.is_empty() {
        let message = web::i18n::t(cx.locale, "tickets-fault-empty-comment");
        return Err(AppError::Invalid(vec![FieldError::new("body", "empty-comment", message)]).into());
    }
    if session.ticket.state.is_ended() && !staff {
        let message = web::i18n::t(cx.locale, "tickets-fault-ended-comment");
        return Err(AppError::Invalid(vec![FieldError::new("body", "ended-comment", message)]).into());
    }
    if new.public && staff {
        held_back(session, new.seen)?;
    }
    let kind = if new.public { "comment.added" } else { "comment.noted" };
    let mut entry = NewEntry::new(session.stream(), kind).data(json!({ "body": body }));
    entry.public = new.public;
    let entry_no = session.journal(&entry)?;
    let mut comment = Comment {
        id: 0,
        entry_no,
        author_id: cx.actor.user_id(),
        public: new.public,
        body,
        channel: cx.channel.as_str().to_owned(),
        created_at: cx.now,
    };
    comment.id = store::insert_comment(session.tx, session.ticket.id, &comment)?;
    if let Some(user) = cx.actor.user_id() {
        store::delete_draft(session.tx, user, session.ticket.id)?;
    }
    after(session, new, staff)?;
    Ok(comment)
}

/// "Marie answered 20 s ago": an answer written without knowing is held back until its writer has seen it.
fn held_back(session: &Session<'_, '_>, seen: Option<i64>) -> Result<(), Refused> {
    let Some(seen) = seen else { return Ok(()) };
    let newer = store::comments(session.tx, session.ticket.id, true, seen, 50)?;
    let me = session.cx.actor.user_id();
    if newer.iter().any(|comment| comment.author_id.is_none() || comment.author_id != me) {
        return Err(Refused::NewMessage { current: session.ticket.version });
    }
    Ok(())
}

fn after(session: &mut Session<'_, '_>, new: &NewComment, staff: bool) -> Result<(), Refused> {
    let (cx, id) = (session.cx, session.ticket.id);
    let excerpt = rules::text::excerpt(&new.body, 140);
    if !new.mentions.is_empty() {
        mention(session, &new.mentions, &excerpt)?;
    }
    if !new.public {
        return Ok(());
    }
    let requester = session.ticket.requester_id;
    if staff && cx.actor.user_id() != Some(requester) {
        session.ticket.last_public_at = Some(cx.now);
        session.acknowledged()?;
        let commitment = sla::updated(session.tx, cx, id)?;
        session.ticket.follow(commitment);
        let mut concerned = vec![requester];
        concerned.extend(store::people(session.tx, id)?.iter().map(|(user, _)| *user));
        return session.tell(&concerned, "answered", &excerpt);
    }
    session.ticket.last_requester_at = Some(cx.now);
    session.ticket.snoozed_until = None;
    let told = match session.ticket.assignee_id {
        Some(assignee) => vec![assignee],
        None => Vec::new(),
    };
    session.tell(&told, "requester-answered", &excerpt)?;
    if session.ticket.state == State::Pending
        && session.ticket.pending_on == Some(ticket_state::PendingOn::User)
    {
        let to = ticket_state::resumed(&session.facts(&[Party::System]));
        go(session, to, &[Party::System], None)?;
    }
    Ok(())
}

/// A colleague named in a comment is told, and watches the ticket from then on; someone who may not see it is not named.
fn mention(session: &mut Session<'_, '_>, users: &[i64], excerpt: &str) -> Result<(), Refused> {
    let id = session.ticket.id;
    let mut told = Vec::new();
    for user in users.iter().copied().take(20) {
        let Some(actor) = people::load_actor(session.tx, user, None, None)? else { continue };
        let facts = session.ticket.policy_facts(store::relation(session.tx, id, user)?);
        if people::policy::ticket_access(&actor, &facts) >= Access::Observe {
            told.push(user);
        }
    }
    session.tell(&told, "mentioned", excerpt)
}
