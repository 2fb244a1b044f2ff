//! Who sees what of a ticket here. The reader's relation decides, after the policy has let them in.

use std::collections::{HashMap, HashSet};

use base::{
    ctx::{Channel, Ctx},
    desks::{self, Desk},
    people::{
        self, User,
        policy::{Access, ticket_access},
    },
};
use db::Read;
use jiff::{SignedDuration, Timestamp};
use rules::ticket_state::{self, Party, State};
use web::error::AppError;

use super::{
    model::strongest,
    progress::{Promise, promise},
    store,
};
use crate::{
    sla,
    tickets::{self, Attachment, Comment, Relation, Ticket},
};

/// The most messages that a page shows.
const MESSAGES: i64 = 2_000;

/// How a reader is concerned by a ticket; it decides what they see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// Reported it: sees all that is public, and answers for it.
    Requester,
    /// Was made a follower of it: sees all that is public.
    Watcher,
    /// Is touched by the fault: sees what the desk said to all, and their own words.
    Affected,
    /// Works with it in the agents' pages, and is not concerned here.
    Staff,
}

/// A ticket and how the reader is concerned by it.
///
/// # Errors
/// `NotFound` when it does not exist or the reader may not know that it does.
pub(super) fn see(read: &Read<'_>, cx: &Ctx, number: i64) -> Result<(Ticket, Sight), AppError> {
    let ticket = tickets::store::by_number(read, number)?.ok_or(AppError::NotFound)?;
    let user = cx.actor.user_id().ok_or(AppError::NotFound)?;
    let relation = strongest(&store::relations(read, ticket.id, user)?);
    let access = ticket_access(&cx.actor, &ticket.policy_facts(relation));
    let sight = match relation {
        _ if access == Access::None => return Err(AppError::NotFound),
        _ if ticket.requester_id == user => Sight::Requester,
        Some(Relation::Watcher) => Sight::Watcher,
        Some(Relation::Affected) => Sight::Affected,
        None => Sight::Staff,
    };
    Ok((ticket, sight))
}

/// What the reader may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Possible {
    /// Add something to it.
    pub(super) answer: bool,
    /// Say that it works, or that it does not.
    pub(super) confirm: bool,
    /// Say how they were served.
    pub(super) rate: bool,
    /// Withdraw it.
    pub(super) withdraw: bool,
    /// Say that it came back, until then.
    pub(super) reopen: Option<Timestamp>,
    /// Open another that goes on where this one ended.
    pub(super) follow_up: bool,
}

/// What this reader may do with this ticket now; the lifecycle's own table decides.
pub(super) fn possible(ticket: &Ticket, sight: Sight, now: Timestamp, reopen_days: i64) -> Possible {
    let answer = !ticket.state.is_ended() && sight != Sight::Staff;
    if sight != Sight::Requester {
        return Possible { answer, ..Possible::default() };
    }
    let legal = ticket_state::legal(&ticket.facts(&[Party::Requester], now, reopen_days));
    let may = |to: State| legal.iter().any(|legal| legal.to == to);
    let final_at =
        ticket.closed_at.and_then(|at| at.checked_add(SignedDuration::from_hours(24 * reopen_days)).ok());
    let reopen = final_at.filter(|_| ticket.state == State::Closed && may(State::InProgress));
    Possible {
        answer,
        confirm: ticket.state == State::Resolved && may(State::Closed),
        rate: ticket.resolved_at.is_some() && !ticket.state.is_open() && ticket.state != State::Cancelled,
        withdraw: may(State::Cancelled),
        reopen,
        follow_up: ticket.state.is_ended() && ticket.merged_into_id.is_none() && reopen.is_none(),
    }
}

/// Something said, as this reader sees it.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) comment: Comment,
    /// Its author's name; empty when nobody is known.
    pub(super) author: String,
    /// Whether the reader wrote it.
    pub(super) own: bool,
    /// Whether the desk wrote it.
    pub(super) desk: bool,
    pub(super) files: Vec<Attachment>,
}

/// Everything that a page shows of a ticket.
#[derive(Debug, Clone)]
pub(super) struct Detail {
    pub(super) ticket: Ticket,
    pub(super) sight: Sight,
    pub(super) desk: Desk,
    pub(super) possible: Possible,
    pub(super) promise: Promise,
    pub(super) assignee: Option<String>,
    pub(super) team: Option<String>,
    pub(super) service: Option<String>,
    pub(super) requester: Option<String>,
    pub(super) said: Vec<Said>,
    /// Files that came with the report.
    pub(super) files: Vec<Attachment>,
    /// The number of the ticket that goes on with it, if the reader may see that one.
    pub(super) goes_on: Option<String>,
}

/// Who the desk is, on this ticket.
struct Voices {
    requester_id: i64,
    staff: HashSet<i64>,
}

impl Voices {
    fn of(read: &Read<'_>, ticket: &Ticket) -> Result<Self, AppError> {
        let staff = people::staff_of_desk(read, ticket.desk_id)?.into_iter().map(|user| user.id);
        Ok(Self { requester_id: ticket.requester_id, staff: staff.collect() })
    }

    /// Whether the desk says this. The agents' pages are for staff alone; by any other way the author must be one.
    fn is_desk(&self, comment: &Comment) -> bool {
        let by_page =
            [Channel::Web, Channel::Phone, Channel::System].iter().any(|way| way.as_str() == comment.channel);
        match comment.author_id {
            Some(author) if author == self.requester_id => false,
            Some(author) => by_page || self.staff.contains(&author),
            None => by_page,
        }
    }
}

/// What lies between a reader and the words of others.
pub(super) struct Veil {
    sight: Sight,
    reader: Option<i64>,
    voices: Voices,
    shared_since: Option<Timestamp>,
}

impl Veil {
    pub(super) fn of(read: &Read<'_>, cx: &Ctx, ticket: &Ticket, sight: Sight) -> Result<Self, AppError> {
        Ok(Self {
            sight,
            reader: cx.actor.user_id(),
            voices: Voices::of(read, ticket)?,
            shared_since: store::shared_since(read, ticket.id)?,
        })
    }

    /// Whether the reader sees this message: never an internal note; whoever joined, only what the desk said since the
    /// ticket concerned several people, and their own words.
    pub(super) fn shows(&self, comment: &Comment) -> bool {
        let own = comment.author_id.is_some() && comment.author_id == self.reader;
        let to_all = self.voices.is_desk(comment)
            && self.shared_since.is_some_and(|since| comment.created_at >= since);
        comment.public && (self.sight != Sight::Affected || own || to_all)
    }

    /// Whether the reader sees this file; `with` is the message that it came with.
    pub(super) fn shows_file(&self, file: &Attachment, with: Option<&Comment>) -> bool {
        let own = file.uploaded_by.is_some() && file.uploaded_by == self.reader;
        let told = match file.comment_id {
            Some(_) => with.is_some_and(|comment| self.shows(comment)),
            None => self.sight != Sight::Affected || own,
        };
        file.public && self.sight != Sight::Staff && told
    }
}

/// Loads what the page shows.
///
/// # Errors
/// As [`see`].
pub(super) fn detail(read: &Read<'_>, cx: &Ctx, ticket: Ticket, sight: Sight) -> Result<Detail, AppError> {
    let desk = desks::desk(read, ticket.desk_id)?.ok_or(AppError::NotFound)?;
    let veil = Veil::of(read, cx, &ticket, sight)?;
    let comments = tickets::store::comments(read, ticket.id, true, 0, MESSAGES)?;
    let files = tickets::store::attachments(read, ticket.id, true)?;
    let names = names(read, &ticket, &comments)?;
    let name = |id: i64| names.get(&id).map(|user| user.name.clone());
    let shown_with = |comment: &Comment| -> Vec<Attachment> {
        let with =
            |file: &&Attachment| file.comment_id == Some(comment.id) && veil.shows_file(file, Some(comment));
        files.iter().filter(with).cloned().collect()
    };
    let said = comments
        .iter()
        .filter(|comment| veil.shows(comment))
        .map(|comment| Said {
            author: comment.author_id.and_then(name).unwrap_or_default(),
            own: comment.author_id.is_some() && comment.author_id == cx.actor.user_id(),
            desk: veil.voices.is_desk(comment),
            files: shown_with(comment),
            comment: comment.clone(),
        })
        .collect();
    let alone = |file: &&Attachment| file.comment_id.is_none() && veil.shows_file(file, None);
    let goes_on = match ticket.merged_into_id {
        Some(id) => tickets::store::by_id(read, id)?,
        None => None,
    };
    let goes_on = goes_on.filter(|other| see(read, cx, other.number).is_ok()).map(|other| other.label());
    Ok(Detail {
        possible: possible(&ticket, sight, cx.now, desk.reopen_days),
        promise: promise(&ticket, &sla::clocks(read, ticket.id)?, cx.now),
        assignee: ticket.assignee_id.and_then(name),
        team: ticket.team_id.map(|id| people::team(read, id)).transpose()?.flatten().map(|team| team.name),
        service: ticket
            .service_id
            .map(|id| base::services::service(read, id))
            .transpose()?
            .flatten()
            .map(|s| s.name),
        requester: name(ticket.requester_id).filter(|_| sight == Sight::Watcher),
        said,
        files: files.iter().filter(alone).cloned().collect(),
        goes_on,
        ticket,
        sight,
        desk,
    })
}

fn names(read: &Read<'_>, ticket: &Ticket, comments: &[Comment]) -> Result<HashMap<i64, User>, AppError> {
    let mut ids: Vec<i64> = comments.iter().filter_map(|comment| comment.author_id).collect();
    ids.extend(ticket.assignee_id);
    ids.push(ticket.requester_id);
    ids.sort_unstable();
    ids.dedup();
    Ok(people::users(read, &ids)?)
}

/// A file behind its address, if the reader sees it.
///
/// # Errors
/// `NotFound` otherwise.
pub(super) fn file(read: &Read<'_>, cx: &Ctx, token: &str) -> Result<Attachment, AppError> {
    let file = tickets::store::attachment_by_token(read, token)?.ok_or(AppError::NotFound)?;
    let ticket = tickets::store::by_id(read, file.ticket_id)?.ok_or(AppError::NotFound)?;
    let (ticket, sight) = see(read, cx, ticket.number)?;
    let with = file.comment_id.map(|id| tickets::store::comment(read, ticket.id, id)).transpose()?.flatten();
    let veil = Veil::of(read, cx, &ticket, sight)?;
    if veil.shows_file(&file, with.as_ref()) { Ok(file) } else { Err(AppError::NotFound) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTER: i64 = 1;
    const AGENT: i64 = 2;
    const JOINED: i64 = 3;
    const OTHER: i64 = 4;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000 + second).unwrap()
    }

    fn veil(sight: Sight, reader: i64) -> Veil {
        let voices = Voices { requester_id: REQUESTER, staff: HashSet::from([AGENT]) };
        Veil { sight, reader: Some(reader), voices, shared_since: Some(at(10)) }
    }

    fn comment(author: i64, channel: &str, public: bool, second: i64) -> Comment {
        let (body, channel) = ("words".to_owned(), channel.to_owned());
        Comment { id: 1, entry_no: 1, author_id: Some(author), public, body, channel, created_at: at(second) }
    }

    #[test]
    fn whoever_joined_reads_the_desk_and_themselves() {
        let table = [
            (comment(REQUESTER, "portal", true, 20), false, "the requester's words"),
            (comment(AGENT, "web", true, 5), false, "said to the requester alone"),
            (comment(AGENT, "web", true, 10), true, "said to all"),
            (comment(AGENT, "mail", true, 20), true, "said to all by mail"),
            (comment(AGENT, "web", false, 20), false, "an internal note"),
            (comment(JOINED, "portal", true, 20), true, "their own words"),
            (comment(OTHER, "portal", true, 20), false, "another's words"),
            (comment(OTHER, "api", true, 20), false, "another's words by a program"),
        ];
        for (comment, shown, what) in table {
            assert_eq!(veil(Sight::Affected, JOINED).shows(&comment), shown, "{what}");
            assert_eq!(veil(Sight::Requester, REQUESTER).shows(&comment), comment.public, "{what}");
        }
    }

    #[test]
    fn files_follow_their_message() {
        let file = |comment_id, uploaded_by| Attachment {
            id: 1,
            ticket_id: 1,
            comment_id,
            public: true,
            file_hash: String::new(),
            token: String::new(),
            name: String::new(),
            media_type: String::new(),
            size: 1,
            uploaded_by: Some(uploaded_by),
            created_at: at(0),
        };
        let (affected, requester) = (veil(Sight::Affected, JOINED), veil(Sight::Requester, REQUESTER));
        let news = comment(AGENT, "web", true, 20);
        let words = comment(REQUESTER, "portal", true, 20);
        assert!(affected.shows_file(&file(Some(1), AGENT), Some(&news)));
        assert!(!affected.shows_file(&file(Some(1), REQUESTER), Some(&words)));
        assert!(!affected.shows_file(&file(None, REQUESTER), None));
        assert!(affected.shows_file(&file(None, JOINED), None));
        assert!(requester.shows_file(&file(None, OTHER), None));
        assert!(!requester.shows_file(&Attachment { public: false, ..file(None, AGENT) }, None));
        assert!(!requester.shows_file(&file(Some(1), AGENT), None), "its message is not public");
        assert!(!veil(Sight::Staff, AGENT).shows_file(&file(None, REQUESTER), None));
    }
}
