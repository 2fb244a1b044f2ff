//! Handing a notice to the relay. The attempt is counted before it is made, so that a crash leaves it known as unknown; a
//! repetition is the same mail with the same identifier.

use std::sync::Arc;

use base::{app::App, desks};
use jiff::{Timestamp, tz::TimeZone};
use mail::{
    address::Signer,
    compose::{Parts, Party, compose},
    notice::{Cause, Notice as Headers},
    smtp::{Relay, Sent},
};
use web::{AppError, fmt};
use work::JobOutcome;

use super::{
    Kind, Notice, State,
    letter::{Around, Letter, letter},
};
use crate::{
    inbox::{actions::signer, model::Mailbox, store},
    tickets::{self, Ticket},
};

/// The kind of job that sends.
pub(in crate::inbox) const SEND: &str = "inbox-send";

/// What sending needs.
#[derive(Clone)]
pub struct Post {
    /// The handles of the program.
    pub app: App,
    /// The relay that takes our mail.
    pub relay: Arc<Relay>,
}

/// What is known of a notice when it is written.
struct Known {
    notice: Notice,
    ticket: Ticket,
    mailbox: Mailbox,
    desk: String,
    zone: String,
    /// The mails of this conversation that came from the reader, root first.
    references: Vec<String>,
}

/// Sends a notice that waits; one that had its end is left alone.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) async fn send(post: &Post, id: i64, now: Timestamp) -> Result<JobOutcome, AppError> {
    let Some(known) = post.app.db.read(move |r| known(r, id)).await? else { return Ok(JobOutcome::Done) };
    let signer = signer(&post.app);
    let raw = match written(&post.app, &signer, &known, now) {
        Ok(raw) => raw,
        Err(error) => {
            return ended(post, id, State::Refused, true, &error, now).await.map(|()| JobOutcome::Done);
        }
    };
    post.app.db.write(move |tx| store::attempting(tx, id)).await?;
    // Where bounces go says which notice they are about.
    let (local, domain) = known.mailbox.address.rsplit_once('@').unwrap_or(("", ""));
    let from = signer.bounce_address(local, domain, id).unwrap_or_default();
    let sent = post.relay.send(&from, &[&known.notice.address], &raw).await;
    match sent {
        Sent::Accepted(reply) => {
            ended(post, id, State::Sent, true, &reply, now).await?;
            Ok(JobOutcome::Done)
        }
        Sent::Refused { reply, .. } => {
            ended(post, id, State::Refused, true, &reply, now).await?;
            Ok(JobOutcome::Done)
        }
        Sent::Later(reply) => {
            ended(post, id, State::Waiting, true, &reply, now).await?;
            Ok(JobOutcome::Retry(reply))
        }
        Sent::Unsent(why) => {
            ended(post, id, State::Waiting, true, &why.to_string(), now).await?;
            Ok(JobOutcome::Retry(why.to_string()))
        }
        // Sent again as the same mail: who has both sees one identifier.
        Sent::Unknown(why) => {
            ended(post, id, State::Waiting, false, &why, now).await?;
            Ok(JobOutcome::Retry(why))
        }
    }
}

async fn ended(
    post: &Post,
    id: i64,
    state: State,
    known: bool,
    reply: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let reply: String = reply.chars().filter(|c| *c != '\0').take(500).collect();
    post.app
        .db
        .write(move |tx| store::attempted(tx, id, state, known, &reply, now))
        .await
        .map_err(AppError::from)
}

fn known(read: &db::Read<'_>, id: i64) -> db::Result<Option<Known>> {
    let Some(notice) = store::notice(read, id)?.filter(|notice| notice.state == State::Waiting) else {
        return Ok(None);
    };
    let (Some(ticket), Some(mailbox)) =
        (tickets::store::by_id(read, notice.ticket_id)?, store::mailbox(read, notice.mailbox_id)?)
    else {
        return Ok(None);
    };
    let desk = desks::desk(read, ticket.desk_id)?;
    let mails = store::mails(read, ticket.id)?;
    let references = mails.into_iter().map(|mail| mail.message_id).collect();
    let (desk, zone) = desk.map(|desk| (desk.name, desk.zone)).unwrap_or_default();
    Ok(Some(Known { notice, ticket, mailbox, desk, zone, references }))
}

fn written(app: &App, signer: &Signer, known: &Known, now: Timestamp) -> Result<Vec<u8>, String> {
    let Known { notice, ticket, mailbox, .. } = known;
    let Letter { subject, text, html } = words(app, known, now);
    let reply_to = signer.reply_address(&mailbox.address, ticket.number);
    let references: Vec<&str> = known.references.iter().map(String::as_str).collect();
    let headers = Headers {
        cause: match notice.kind {
            Kind::Received => Cause::Answer,
            Kind::Answered => Cause::Person,
            _ => Cause::Event,
        },
        message_id: &notice.message_id,
        in_reply_to: references.last().copied(),
        references: &references,
        reply_to: reply_to.as_deref(),
        list_id: None,
        loop_name: &app.config.public_url,
    };
    let parts = Parts {
        from: Party { name: &known.desk, address: &mailbox.address },
        to: &[Party { name: &notice.name, address: &notice.address }],
        cc: &[],
        subject: &subject,
        notice: headers,
        text: &text,
        html: Some(&html),
        enclosed: &[],
    };
    // The instant of the decision, not of the attempt: every attempt is the same mail.
    compose(&parts, notice.created_at).map_err(|error| error.to_string())
}

fn words(app: &App, known: &Known, now: Timestamp) -> Letter {
    let Known { notice, ticket, .. } = known;
    let zone = TimeZone::get(&known.zone).unwrap_or(TimeZone::UTC);
    let at = match notice.kind {
        Kind::Received | Kind::Taken => ticket.expected_at.or(ticket.due_at),
        Kind::Expected => ticket.expected_at,
        _ => None,
    };
    let by = at.filter(|at| *at > now).map(|at| fmt::datetime(notice.locale, at, &zone));
    let link = format!("{}/portal/tickets/{}", app.config.public_url, ticket.label());
    letter(notice, ticket, &Around { desk: &known.desk, link: &link, by: by.as_deref() })
}
