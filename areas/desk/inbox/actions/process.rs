//! From a kept mail to its outcome. Reading and storing its files come first; deciding and writing are one transaction.

use base::{app::App, ctx::Ctx, desks};
use db::Tx;
use jiff::Timestamp;
use mail::{
    address::{Signer, Token},
    message::{Message, Part, PartKind, Placement},
    origin::{Ours, origin},
    thread::recipients,
};
use tokio::task::spawn_blocking;
use web::{AppError, token};

use super::keep;
use crate::{
    inbox::{
        model::{Mail, Mailbox, Outcome, Trace},
        steps::{self, Case},
        store,
    },
    tickets::{Refused, actions::NewAttachment, files},
};

/// The kind of job that does it.
pub const PROCESS: &str = "inbox-process";
/// Tried more often than this, a mail waits for a person.
const ATTEMPTS: i64 = 3;
/// More files than this stay in the raw mail alone: each is a row and an entry of the journal, in one transaction.
const FILES: usize = 100;
/// What the loop header and reply addresses are keyed by.
const PURPOSE: &str = "mail-address";

/// Makes and reads the signed addresses of this installation.
pub(in crate::inbox) fn signer(app: &App) -> Signer {
    Signer::new(&app.keys.mac(PURPOSE, b"reply"), [], '+')
}

/// What a transaction needs of a mail, prepared outside it.
struct Prepared {
    mail: Mail,
    mailbox: Mailbox,
    message: Message,
    files: Vec<NewAttachment>,
    left_out: usize,
    signer: Signer,
    loop_name: String,
}

/// Gives a mail its outcome; one that has it already is left alone.
///
/// # Errors
/// When the disk or the database fails: the job tries again.
pub async fn process(app: &App, id: i64, now: Timestamp) -> Result<(), AppError> {
    let found = app.db.write(move |tx| {
        let Some(mail) = store::mail(tx, id)?.filter(|mail| mail.outcome == Outcome::Waiting) else {
            return Ok(None);
        };
        let Some(mailbox) = store::mailbox(tx, mail.mailbox_id)? else { return Ok(None) };
        let attempts = store::tried(tx, id)?;
        Ok::<_, db::Error>(Some((mail, mailbox, attempts)))
    });
    let Some((mail, mailbox, attempts)) = found.await? else { return Ok(()) };
    if attempts > ATTEMPTS {
        return quarantine(app, id, "failed", now).await;
    }
    let prepared = prepare(app, mail, mailbox).await?;
    let outcome = app.db.write_locked(move |tx| decide(tx, &prepared, now)).await;
    match outcome {
        // What the desk's own rules refuse waits for a person, with the reason.
        Err(error @ (AppError::Invalid(_) | AppError::Forbidden | AppError::NotFound)) => {
            tracing::warn!(mail = id, %error, "a mail was refused by the desk's rules");
            quarantine(app, id, "refused-by-rules", now).await
        }
        outcome => outcome,
    }
}

async fn quarantine(app: &App, id: i64, reason: &'static str, now: Timestamp) -> Result<(), AppError> {
    let trace = Trace { step: "end".to_owned(), reason: reason.to_owned(), detail: String::new() };
    app.db
        .write(move |tx| {
            store::settle(tx, id, Outcome::Quarantined, std::slice::from_ref(&trace), (None, None), now)
        })
        .await
        .map_err(AppError::from)
}

async fn prepare(app: &App, mail: Mail, mailbox: Mailbox) -> Result<Prepared, AppError> {
    let (folder, hash) = (app.config.data.join("files"), mail.raw_hash.clone());
    let limit = app.config.max_attachment;
    let read = spawn_blocking(move || -> Result<(Message, Vec<NewAttachment>), files::NotKept> {
        let mut raw = Vec::new();
        io_read(&folder, &hash, &mut raw)?;
        let message = cleaned(mail::message::parse(&raw));
        let kept = keep_files(&folder, &message, limit)?;
        Ok((message, kept))
    });
    let (message, files) = read.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
    let left_out = message.parts.iter().filter(|part| is_file(part)).count() - files.len();
    Ok(Prepared {
        message: addressed(message, &mail.envelope_to),
        mail,
        mailbox,
        files,
        left_out,
        signer: signer(app),
        loop_name: app.config.public_url.clone(),
    })
}

/// Puts the files of a mail where attachments lie.
pub(super) fn keep_files(
    folder: &std::path::Path,
    message: &Message,
    limit: u64,
) -> Result<Vec<NewAttachment>, files::NotKept> {
    let mut kept = Vec::new();
    for part in message.parts.iter().filter(|part| is_file(part)).take(FILES) {
        match keep(folder, &part.bytes, limit) {
            Ok(content) => kept.push(attachment(part, content)),
            // The raw mail has it still; its page says that it is there.
            Err(files::NotKept::TooLarge(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(kept)
}

/// No database can hold U+0000, and nobody can read it.
fn cleaned(mut message: Message) -> Message {
    let from = &mut message.from;
    for text in [&mut message.subject, &mut message.text, &mut from.name, &mut from.address] {
        text.retain(|c| c != '\0');
    }
    message
}

/// Whom the mail server delivered it to, which `To` need not say.
fn addressed(mut message: Message, envelope_to: &str) -> Message {
    if !envelope_to.is_empty() {
        message.envelope_recipients.insert(0, envelope_to.to_owned());
    }
    message
}

fn io_read(folder: &std::path::Path, hash: &str, raw: &mut Vec<u8>) -> std::io::Result<()> {
    std::io::Read::read_to_end(&mut files::open(folder, hash)?, raw).map(drop)
}

/// Another way to say the same words, and what machines tell machines, are no files for people.
pub(in crate::inbox) fn is_file(part: &Part) -> bool {
    part.placement != Placement::Alternative
        && !matches!(
            part.kind,
            PartKind::DeliveryStatus | PartKind::DispositionNotification | PartKind::PgpSignature
        )
        && !part.bytes.is_empty()
}

fn attachment(part: &Part, kept: files::Kept) -> NewAttachment {
    NewAttachment {
        file_hash: kept.hash,
        size: i64::try_from(kept.size).unwrap_or(i64::MAX),
        name: files::clean_name(&part.name),
        media_type: kept.media_type.to_owned(),
        token: token::new().0,
        public: true,
        comment_id: None,
    }
}

fn decide(tx: &mut Tx<'_>, prepared: &Prepared, now: Timestamp) -> Result<(), AppError> {
    let Prepared { mail, mailbox, message, files, left_out, signer, loop_name } = prepared;
    // Another node may have been faster.
    if store::mail(tx, mail.id)?.is_none_or(|mail| mail.outcome != Outcome::Waiting) {
        return Ok(());
    }
    let addresses = store::active_addresses(tx)?;
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let origin = origin(message, &Ours { addresses: &addresses, loop_name });
    let locale = desks::desk(tx, mailbox.desk_id)?.map_or_else(Default::default, |desk| desk.locale);
    let cx = Ctx { locale, ..Ctx::system(now) };
    let mut case = Case {
        mail,
        message,
        mailbox,
        origin: &origin,
        signer,
        files,
        left_out: *left_out,
        delivery: recipients(message).filter_map(|address| signer.read(address)).find_map(
            |token| match token {
                Token::Delivery(id) => Some(id),
                Token::Ticket(_) => None,
            },
        ),
        twin: None,
        sender: steps::Sender::default(),
        thread: steps::Thread::default(),
        words: String::new(),
        became: (None, None),
    };
    let (outcome, traces) =
        steps::run(tx, &cx, &mut case).map_err(|refused: Refused| refused.into_app(cx.locale))?;
    let became = case.became;
    Ok(store::settle(tx, mail.id, outcome, &traces, became, now)?)
}
