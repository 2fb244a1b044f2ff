//! Handing a notice to the relay. The attempt is counted before it is made, so that a crash leaves it known as unknown; a
//! repetition is the same mail with the same identifier.

use std::sync::Arc;

use base::{
    app::App,
    ctx::Ctx,
    desks,
    people::{self, Role},
};
use jiff::Timestamp;
use mail::{
    address::Signer,
    compose::{Parts, Party, compose},
    notice::{Cause, Notice as Headers},
    smtp::{Relay, Sent},
};
use web::AppError;
use work::JobOutcome;

use super::{
    Kind, Letter, Look, Notice, State, filled, letter,
    texts::{self, OwnText},
    work::alarm,
};
use crate::{
    inbox::{
        actions::{signer, undelivered},
        model::Mailbox,
        store,
    },
    tickets,
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
    mailbox: Mailbox,
    desk: String,
    /// The ticket's number, for the signed address.
    number: i64,
    own: OwnText,
    /// What a digest tells.
    told: Vec<Notice>,
    /// The mails of this conversation, root first.
    references: Vec<String>,
}

/// Sends a notice that waits; one that had its end, or is told with others, is left alone.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) async fn send(post: &Post, id: i64, now: Timestamp) -> Result<JobOutcome, AppError> {
    let Some(known) = post.app.db.read(move |r| known(r, id)).await? else { return Ok(JobOutcome::Done) };
    let signer = signer(&post.app);
    let words = words(&post.app, &known, now).await?;
    let raw = match written(&post.app, &signer, &known, &words) {
        Ok(raw) => raw,
        Err(error) => {
            post.app.db.write(move |tx| store::unwritable(tx, id, &error)).await?;
            return Ok(JobOutcome::Done);
        }
    };
    if !post.app.db.write(move |tx| store::attempting(tx, id)).await? {
        return Ok(JobOutcome::Done);
    }
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
            refused(post, &known.notice, reply, now).await?;
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

/// What the relay refuses for ever stands on the ticket, as what comes back later does.
async fn refused(post: &Post, notice: &Notice, reply: String, now: Timestamp) -> Result<(), AppError> {
    let (ticket_id, address, mailbox_id) = (notice.ticket_id, notice.address.clone(), notice.mailbox_id);
    let never = mail::bounce::refuses_address(&reply);
    let noted = post.app.db.write(move |tx| {
        let mailbox = store::mailbox(tx, mailbox_id)?;
        let desk = mailbox.map(|mailbox| desks::desk(tx, mailbox.desk_id)).transpose()?.flatten();
        let locale = desk.map_or_else(Default::default, |desk| desk.locale);
        let cx = Ctx { locale, ..Ctx::system(now) };
        undelivered(tx, &cx, (ticket_id, &address), &reply, never).map_err(|refused| refused.into_app(locale))
    });
    noted.await.map(drop)
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
    let desk = desks::desk(read, mailbox.desk_id)?.map(|desk| desk.name).unwrap_or_default();
    // What came later is not what this mail answers: every attempt is the same mail.
    let mails =
        store::mails(read, ticket.id)?.into_iter().filter(|mail| mail.received_at <= notice.created_at);
    let references =
        if notice.kind == Kind::Digest { Vec::new() } else { mails.map(|mail| mail.message_id).collect() };
    let own = texts::own(read, mailbox.desk_id, notice.kind, notice.locale)?;
    let told = if notice.kind == Kind::Digest { store::told_in(read, notice.id)? } else { Vec::new() };
    Ok(Some(Known { notice, mailbox, desk, number: ticket.number, own, told, references }))
}

/// The letter by the desk's own text; by the product's, should that fail, and the administrators are told: a notice is never
/// lost for its words.
async fn words(app: &App, known: &Known, now: Timestamp) -> Result<Letter, AppError> {
    let Known { notice, .. } = known;
    let filled = filled(app, notice, &known.desk, &known.told);
    if let Some(text) = &known.own.text {
        match letter((&text.subject, &text.body), &filled, notice.locale, Look::Any) {
            Ok(letter) => return Ok(letter),
            Err(fault) => failing(app, known, format!("{}: {:?}", fault.line, fault.problem), now).await?,
        }
    }
    let text = texts::standard(notice.kind, notice.locale);
    letter((&text.subject, &text.body), &filled, notice.locale, Look::Any)
        .map_err(|fault| AppError::internal(format!("the text of {} fails: {fault:?}", notice.kind.as_str())))
}

/// Tells the desk's administrators, once for each version of a text.
async fn failing(app: &App, known: &Known, why: String, now: Timestamp) -> Result<(), AppError> {
    let (desk_id, ticket_id, own) = (known.mailbox.desk_id, known.notice.ticket_id, known.own.clone());
    tracing::error!(kind = own.kind.as_str(), %why, "a desk's text of a mail cannot be used");
    app.db
        .write(move |tx| {
            if !store::text_fails(tx, desk_id, &own, &why)? {
                return Ok(());
            }
            let Some(ticket) = tickets::store::by_id(tx, ticket_id)? else { return Ok(()) };
            let told = people::holders(tx, Role::Administrator, desk_id)?;
            let about = format!("{} ({})", own.kind.as_str(), own.locale.lang());
            alarm(tx, &ticket, &told, &about, now)
        })
        .await
        .map_err(AppError::from)
}

fn written(app: &App, signer: &Signer, known: &Known, words: &Letter) -> Result<Vec<u8>, String> {
    let Known { notice, mailbox, .. } = known;
    let reply_to = signer.reply_address(&mailbox.address, known.number);
    let references: Vec<&str> = known.references.iter().map(String::as_str).collect();
    let (list_id, unsubscribe) = stream(app, notice, mailbox);
    let headers = Headers {
        cause: match notice.kind {
            Kind::Received => Cause::Answer,
            Kind::Reopened if notice.facts.own => Cause::Answer,
            Kind::Answered => Cause::Person,
            _ => Cause::Event,
        },
        message_id: &notice.message_id,
        in_reply_to: references.last().copied(),
        references: &references,
        // An answer to a digest would be about no ticket in particular.
        reply_to: reply_to.as_deref().filter(|_| notice.kind != Kind::Digest),
        list_id: list_id.as_deref(),
        unsubscribe: unsubscribe.as_deref(),
        loop_name: &app.config.public_url,
    };
    let parts = Parts {
        from: Party { name: &known.desk, address: &mailbox.address },
        to: &[Party { name: &notice.name, address: &notice.address }],
        cc: &[],
        subject: &words.subject,
        notice: headers,
        text: &words.text,
        html: Some(&words.html),
        enclosed: &[],
    };
    // The instant of the decision, not of the attempt: every attempt is the same mail.
    compose(&parts, notice.created_at).map_err(|error| error.to_string())
}

/// The stream that a letter belongs to, where its reader asked for it, and where they end that (RFC 2919, RFC 2369).
fn stream(app: &App, notice: &Notice, mailbox: &Mailbox) -> (Option<String>, Option<String>) {
    let (name, page) = match notice.kind {
        Kind::Digest => ("digest", "/profile#notices"),
        Kind::Followed => ("followed", "/profile#notices"),
        Kind::Service | Kind::Restored => ("services", "/profile/services"),
        _ => return (None, None),
    };
    let domain = mail::address::domain(&mailbox.address);
    (Some(format!("{name}.{domain}")), Some(format!("{}{page}", app.config.public_url)))
}
