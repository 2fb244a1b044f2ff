//! What the requester says of a resolution: it works, it does not, how they were served.

use base::{
    ctx::Ctx,
    people::{self, policy::Access},
};
use db::Tx;
use rules::ticket_state::State;
use web::error::{AppError, FieldError};

use super::{
    Session,
    comment::{NewComment, add_comment},
    edit::valid_text,
    transition::go,
};
use crate::tickets::{model::Ticket, refusal::Refused};

/// At or below this score the leads are told (product.md §7.7).
const BAD_SCORE: i64 = 2;

/// The requester validates the resolution: the ticket is closed.
///
/// # Errors
/// A refused transition when it is not resolved; `NotFound`, `Forbidden`.
pub fn validate(tx: &mut Tx<'_>, cx: &Ctx, number: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Request)?;
    let parties = session.parties();
    go(&mut session, State::Closed, &parties, None)?;
    session.save()
}

/// The requester refuses the resolution: the ticket is worked on again, and their words are a comment.
///
/// # Errors
/// As [`validate`].
pub fn refuse(tx: &mut Tx<'_>, cx: &Ctx, number: i64, words: &str) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Request)?;
    let parties = session.parties();
    go(&mut session, State::InProgress, &parties, Some(words))?;
    if !words.trim().is_empty() {
        add_comment(&mut session, &NewComment::public(words))?;
    }
    session.save()
}

/// The requester says how they were served, from 1 to 5, once the ticket is resolved; they may change their mind.
///
/// # Errors
/// `Invalid` for another score, `Forbidden` for anyone but the requester.
pub fn rate(tx: &mut Tx<'_>, cx: &Ctx, number: i64, score: i64, words: &str) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Request)?;
    if cx.actor.user_id() != Some(session.ticket.requester_id) {
        return Err(AppError::Forbidden.into());
    }
    let fault = |field: &str, code: &str| {
        let message = web::i18n::t(cx.locale, &format!("tickets-fault-{code}"));
        AppError::Invalid(vec![FieldError::new(field, code, message)])
    };
    if !(1..=5).contains(&score) {
        return Err(fault("score", "score").into());
    }
    if session.ticket.resolved_at.is_none() || session.ticket.state.is_open() {
        return Err(fault("score", "rate-unresolved").into());
    }
    session.ticket.score = Some(score);
    session.ticket.score_comment = valid_text(cx, "comment", words)?;
    session.record("ticket.rated", None)?;
    if score <= BAD_SCORE {
        let leads = leads(&session)?;
        let title = session.ticket.title.clone();
        session.tell(&leads, "bad-score", &title)?;
    }
    session.save()
}

/// Those who answer for the ticket's team.
pub(in crate::tickets) fn leads(session: &Session<'_, '_>) -> Result<Vec<i64>, Refused> {
    let Some(team) = session.ticket.team_id else { return Ok(Vec::new()) };
    let members = people::members(session.tx, team)?;
    Ok(members.iter().filter(|member| member.lead).map(|member| member.user.id).collect())
}
