//! A mail is safe before anything looks at it: its bytes are on disk, synced, and its row and its job are one transaction.
//! Only then does a mailbox mark it, or a mail server hear that it was kept.

use base::app::App;
use db::Tx;
use jiff::Timestamp;
use mail::message::Message;
use serde_json::json;
use sha2::{Digest, Sha256};
use web::AppError;
use work::NewJob;

use super::PROCESS;
use crate::{
    inbox::{
        model::{Mail, Outcome},
        store,
    },
    tickets::{
        self,
        files::{Kept, NotKept, Receiving},
    },
};

/// A mail at the door.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The mailbox that it is for.
    pub mailbox_id: i64,
    /// The envelope's sender; empty for the null sender, or where the envelope is not known.
    pub envelope_from: String,
    /// The envelope's recipient, where it is known.
    pub envelope_to: String,
    /// As it came.
    pub raw: Vec<u8>,
}

/// Keeps a mail; its row, or nothing when this mailbox has it already.
///
/// # Errors
/// When the disk or the database refuses: the sender must keep it. `Malformed` when it breaks the program that reads it.
pub async fn receive(app: &App, arrival: Arrival) -> Result<Option<i64>, AppError> {
    receive_at(app, arrival, app.clock.now()).await
}

/// The same for a mail that came at another instant than now.
///
/// # Errors
/// As [`receive`].
pub async fn receive_at(app: &App, arrival: Arrival, now: Timestamp) -> Result<Option<i64>, AppError> {
    let Arrival { mailbox_id, envelope_from, envelope_to, raw } = arrival;
    let folder = app.config.data.join("files");
    let limit = u64::MAX;
    let kept = tokio::task::spawn_blocking(move || {
        let message = mail::message::parse(&raw);
        let kept = keep(&folder, &raw, limit)?;
        Ok::<_, NotKept>((kept, key(&raw, &message), head(&message)))
    });
    let broken = |error: tokio::task::JoinError| {
        if error.is_panic() { AppError::Malformed(Vec::new()) } else { AppError::internal(error) }
    };
    let (kept, key, head) = kept.await.map_err(broken)?.map_err(AppError::internal)?;
    let size = i64::try_from(kept.size).unwrap_or(i64::MAX);
    let mail = Mail {
        id: 0,
        mailbox_id,
        raw_hash: kept.hash,
        size,
        received_at: now,
        envelope_from,
        envelope_to,
        outcome: Outcome::Waiting,
        reason: String::new(),
        detail: String::new(),
        steps: Vec::new(),
        ticket_id: None,
        comment_id: None,
        attempts: 0,
        processed_at: None,
        ..head
    };
    app.db.write(move |tx| note(tx, &key, &mail, now)).await.map_err(AppError::from)
}

fn note(tx: &mut Tx<'_>, key: &str, mail: &Mail, now: Timestamp) -> db::Result<Option<i64>> {
    tickets::store::insert_file(tx, &mail.raw_hash, mail.size, now)?;
    let Some(id) = store::insert_mail(tx, key, mail)? else { return Ok(None) };
    tickets::store::hold_file(tx, &mail.raw_hash)?;
    let payload = json!({ "mail": id });
    work::enqueue(
        tx,
        &NewJob { kind: PROCESS, dedupe_key: Some(format!("mail-{id}")), payload, run_at: now },
    )?;
    Ok(Some(id))
}

/// Puts bytes where files lie.
///
/// # Errors
/// When they are too many, or the disk refuses.
pub fn keep(folder: &std::path::Path, bytes: &[u8], limit: u64) -> Result<Kept, NotKept> {
    let mut receiving = Receiving::begin(folder, limit)?;
    receiving.take(bytes)?;
    receiving.keep()
}

/// What is the same when one mail comes by several ways: its identifier, who wrote what when, and all that stands below the
/// header, which grows on the way. A forged identifier on other content is another mail.
fn key(raw: &[u8], message: &Message) -> String {
    let body = raw.windows(2).enumerate().find_map(|(at, two)| match two {
        b"\n\n" => Some(at + 2),
        b"\n\r" if raw.get(at + 2) == Some(&b'\n') => Some(at + 3),
        _ => None,
    });
    let body = body.and_then(|at| raw.get(at..)).unwrap_or_default();
    let date = message.date.map(|date| date.to_string()).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [message.message_id.as_str(), &message.from.address, &date, &message.subject] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    // On the way line ends change, and empty lines come to stand at the end.
    for piece in body.trim_ascii_end().split(|byte| *byte == b'\r') {
        hash.update(piece);
    }
    hash.finalize().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// What the list of mails shows; without U+0000, which a database cannot hold.
fn head(message: &Message) -> Mail {
    let clean = |text: &str, most: usize| text.chars().filter(|c| *c != '\0').take(most).collect::<String>();
    Mail {
        id: 0,
        mailbox_id: 0,
        raw_hash: String::new(),
        size: 0,
        received_at: Timestamp::UNIX_EPOCH,
        envelope_from: String::new(),
        envelope_to: String::new(),
        message_id: clean(&message.message_id, 1_000),
        from_address: clean(&mail::address::normalise(&message.from.address), 320),
        from_name: clean(&message.from.name, 200),
        subject: clean(&message.subject, 1_000),
        outcome: Outcome::Waiting,
        reason: String::new(),
        detail: String::new(),
        steps: Vec::new(),
        ticket_id: None,
        comment_id: None,
        attempts: 0,
        processed_at: None,
    }
}
