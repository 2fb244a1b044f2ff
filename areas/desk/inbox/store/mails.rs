//! `mails` and `mail_contacts`.

use db::{Error, Read, Result, Row, Tx, Value, params};
use jiff::Timestamp;

use crate::inbox::model::{Mail, Outcome, Trace};

const MAIL: &str = "SELECT id, mailbox_id, raw_hash, size, received_at, envelope_from, envelope_to, message_id, \
     from_address, from_name, subject, outcome, reason, detail, steps, ticket_id, comment_id, attempts, processed_at \
     FROM mails ";

fn wrong(column: &str) -> Error {
    Error::Decode { column: column.to_owned(), problem: "not in the vocabulary" }
}

fn to_mail(row: &Row) -> Result<Mail> {
    Ok(Mail {
        id: row.get("id")?,
        mailbox_id: row.get("mailbox_id")?,
        raw_hash: row.get("raw_hash")?,
        size: row.get("size")?,
        received_at: row.get("received_at")?,
        envelope_from: row.get("envelope_from")?,
        envelope_to: row.get("envelope_to")?,
        message_id: row.get("message_id")?,
        from_address: row.get("from_address")?,
        from_name: row.get("from_name")?,
        subject: row.get("subject")?,
        outcome: Outcome::from_code(row.get("outcome")?).ok_or_else(|| wrong("outcome"))?,
        reason: row.get("reason")?,
        detail: row.get("detail")?,
        steps: serde_json::from_str(&row.get::<String>("steps")?).map_err(|_| wrong("steps"))?,
        ticket_id: row.get("ticket_id")?,
        comment_id: row.get("comment_id")?,
        attempts: row.get("attempts")?,
        processed_at: row.get("processed_at")?,
    })
}

/// Stores a mail that was received, under the key of its content; nothing when that mailbox has it already.
pub(in crate::inbox) fn insert_mail(tx: &mut Tx<'_>, key: &str, mail: &Mail) -> Result<Option<i64>> {
    let row = tx.first(
        "INSERT INTO mails (mailbox_id, content_key, raw_hash, size, received_at, envelope_from, envelope_to, message_id, \
         from_address, from_name, subject, outcome, reason, detail, steps, attempts) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', '', '[]', 0) \
         ON CONFLICT (mailbox_id, content_key) DO NOTHING RETURNING id",
        params![
            mail.mailbox_id,
            key,
            mail.raw_hash,
            mail.size,
            mail.received_at,
            mail.envelope_from,
            mail.envelope_to,
            mail.message_id,
            mail.from_address,
            mail.from_name,
            mail.subject
        ],
    )?;
    row.map(|row| row.at(0)).transpose()
}

/// One mail.
pub(in crate::inbox) fn mail(read: &Read<'_>, id: i64) -> Result<Option<Mail>> {
    read.first(&format!("{MAIL} WHERE id = $1"), params![id])?.as_ref().map(to_mail).transpose()
}

/// The mails of a ticket, the oldest first.
pub(in crate::inbox) fn mails(read: &Read<'_>, ticket_id: i64) -> Result<Vec<Mail>> {
    let sql = format!("{MAIL} WHERE ticket_id = $1 ORDER BY id LIMIT 1000");
    read.query(&sql, params![ticket_id])?.iter().map(to_mail).collect()
}

/// Which mails are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criteria {
    /// Those of these mailboxes.
    pub mailboxes: Vec<i64>,
    /// With this outcome.
    pub outcome: Option<Outcome>,
    /// From this address, or with this identifier.
    pub from_or_id: Option<String>,
}

/// Mails, newest first, from before the row `before`, at most `limit`.
pub(in crate::inbox) fn page(
    read: &Read<'_>,
    wanted: &Criteria,
    before: i64,
    limit: i64,
) -> Result<Vec<Mail>> {
    if wanted.mailboxes.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![Value::Int(before), Value::Int(limit)];
    let mut terms = String::new();
    if let Some(outcome) = wanted.outcome {
        values.push(Value::Int(outcome.code()));
        terms.push_str(&format!("AND outcome = ${} ", values.len()));
    }
    if let Some(text) = &wanted.from_or_id {
        values.push(Value::Text(mail::address::normalise(text)));
        values.push(Value::Text(mail::message::normalise_id(text)));
        terms.push_str(&format!(
            "AND (from_address = ${} OR message_id = ${}) ",
            values.len() - 1,
            values.len()
        ));
    }
    let first = values.len() + 1;
    values.extend(wanted.mailboxes.iter().map(|id| Value::Int(*id)));
    let sql = format!(
        "{MAIL} WHERE id < $1 {terms}AND mailbox_id IN ({}) ORDER BY id DESC LIMIT $2",
        db::list(first, wanted.mailboxes.len())
    );
    read.query(&sql, &values)?.iter().map(to_mail).collect()
}

/// The most that [`quarantined`] counts.
const MOST_COUNTED: i64 = 100;

/// How many mails of these mailboxes wait for a person, up to a hundred.
pub(in crate::inbox) fn quarantined(read: &Read<'_>, mailboxes: &[i64]) -> Result<i64> {
    if mailboxes.is_empty() {
        return Ok(0);
    }
    let mut values = vec![Value::Int(Outcome::Quarantined.code()), Value::Int(MOST_COUNTED)];
    values.extend(mailboxes.iter().map(|id| Value::Int(*id)));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT id FROM mails WHERE outcome = $1 AND mailbox_id IN ({}) LIMIT $2) AS waiting",
        db::list(3, mailboxes.len())
    );
    read.first(&sql, &values)?.map_or(Ok(0), |row| row.at(0))
}

/// Writes what became of a mail.
pub(in crate::inbox) fn settle(
    tx: &mut Tx<'_>,
    id: i64,
    outcome: Outcome,
    steps: &[Trace],
    (ticket_id, comment_id): (Option<i64>, Option<i64>),
    now: Timestamp,
) -> Result<()> {
    let last = steps.last();
    let text = |of: fn(&Trace) -> &str| last.map(of).unwrap_or_default().to_owned();
    let written = serde_json::to_string(steps).map_err(|error| Error::Engine(error.to_string()))?;
    tx.execute(
        "UPDATE mails SET outcome = $2, reason = $3, detail = $4, steps = $5, ticket_id = $6, comment_id = $7, \
         processed_at = $8, attempts = attempts + 1 WHERE id = $1",
        params![
            id,
            outcome.code(),
            text(|trace| &trace.reason),
            text(|trace| &trace.detail),
            written,
            ticket_id,
            comment_id,
            now
        ],
    )?;
    Ok(())
}

/// Counts an attempt that came to nothing.
pub(in crate::inbox) fn tried(tx: &mut Tx<'_>, id: i64) -> Result<i64> {
    let row =
        tx.first("UPDATE mails SET attempts = attempts + 1 WHERE id = $1 RETURNING attempts", params![id])?;
    row.map_or(Ok(0), |row| row.at(0))
}

/// Lets a mail be tried as often as a new one.
pub(in crate::inbox) fn forget_attempts(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.execute("UPDATE mails SET attempts = 0, processed_at = NULL WHERE id = $1", params![id])?;
    Ok(())
}

/// The tickets on which mails with this identifier went, the oldest mail first.
pub(in crate::inbox) fn known_ids(read: &Read<'_>, message_id: &str) -> Result<Vec<i64>> {
    let sql =
        "SELECT ticket_id FROM mails WHERE message_id = $1 AND ticket_id IS NOT NULL ORDER BY id LIMIT 10";
    read.query(sql, params![message_id])?.iter().map(|row| row.at(0)).collect()
}

/// Where the answers of a ticket go whose sender is not a known person.
pub(in crate::inbox) fn contact(read: &Read<'_>, ticket_id: i64) -> Result<Option<(String, String)>> {
    let row =
        read.first("SELECT address, name FROM mail_contacts WHERE ticket_id = $1", params![ticket_id])?;
    row.map(|row| Ok((row.at(0)?, row.at(1)?))).transpose()
}

/// Remembers it.
pub(in crate::inbox) fn set_contact(
    tx: &mut Tx<'_>,
    ticket_id: i64,
    address: &str,
    name: &str,
) -> Result<()> {
    tx.execute(
        "INSERT INTO mail_contacts (ticket_id, address, name) VALUES ($1, $2, $3) \
         ON CONFLICT (ticket_id) DO UPDATE SET address = excluded.address, name = excluded.name",
        params![ticket_id, address, name],
    )?;
    Ok(())
}
