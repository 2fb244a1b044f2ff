//! Fetching one message as it lies on the server.

use async_imap::imap_proto::{AttributeValue, Response};
use jiff::{Timestamp, fmt::strtime};

use super::{
    DONE_KEYWORD, ImapError, Session, Step,
    conversation::{Command, unexpected},
    folder::is_news,
};

/// A message as fetched. Fetching marks nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its identifier under the folder's UIDVALIDITY.
    pub uid: u32,
    /// When the server got it (INTERNALDATE), where that could be read.
    pub received: Option<Timestamp>,
    /// Its size in bytes, as the server says; some only estimate.
    pub size: u64,
    /// Whether it carries [`DONE_KEYWORD`].
    pub done: bool,
    /// Its bytes, at most the limit.
    pub raw: Vec<u8>,
    /// Whether `raw` is only its beginning.
    pub truncated: bool,
}

#[derive(Default)]
struct Found {
    seen: bool,
    received: Option<Timestamp>,
    size: Option<u64>,
    done: bool,
    raw: Option<Vec<u8>>,
}

impl Found {
    fn take(&mut self, uid: u32, response: &Response<'_>) {
        let Response::Fetch(_, values) = response else { return };
        if !values.iter().any(|value| matches!(value, AttributeValue::Uid(of) if *of == uid)) {
            return;
        }
        self.seen = true;
        for value in values {
            match value {
                AttributeValue::InternalDate(text) => self.received = date(text),
                AttributeValue::Rfc822Size(size) => self.size = Some(u64::from(*size)),
                AttributeValue::Flags(flags) => {
                    self.done = flags.iter().any(|flag| flag.eq_ignore_ascii_case(DONE_KEYWORD));
                }
                AttributeValue::BodySection { section: None, data, .. } => {
                    self.raw = Some(data.as_deref().unwrap_or_default().to_vec());
                }
                _ => (),
            }
        }
    }
}

impl Session {
    /// Fetches a message, at most `limit` bytes of it; nothing when it is gone.
    ///
    /// # Errors
    /// What any exchange can meet.
    pub async fn fetch(&mut self, uid: u32, limit: u64) -> Result<Option<Fetched>, ImapError> {
        let (mut found, mut news) = (Found::default(), false);
        let command = Command::new(&format!("UID FETCH {uid} (UID FLAGS INTERNALDATE RFC822.SIZE)"));
        let asked = self.talk.ask(Step::Fetch, command, |response| {
            found.take(uid, response);
            news |= is_news(response);
        });
        asked.await?;
        self.news |= news;
        if !found.seen {
            return Ok(None);
        }
        let size = found.size.ok_or_else(|| unexpected(Step::Fetch, "the message has no size"))?;
        // A server that only estimates sizes may hold more than it says: what is asked for always has an end.
        let most = limit.saturating_add(1).min(u64::from(u32::MAX));
        let part = if size > limit { format!("<0.{most}>") } else { String::new() };
        let command = Command::new(&format!("UID FETCH {uid} (UID BODY.PEEK[]{part})"));
        let after = self.talk.patience.message;
        let asked = self.talk.ask_within(after, Step::Fetch, command, |response| {
            found.take(uid, response);
            news |= is_news(response);
        });
        asked.await?;
        self.news |= news;
        // Deleted between the two questions.
        let Some(mut raw) = found.raw else { return Ok(None) };
        let truncated = raw.len() as u64 > limit;
        raw.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Some(Fetched { uid, received: found.received, size, done: found.done, raw, truncated }))
    }
}

/// `" 1-Nov-2026 08:05:00 +0100"` (RFC 3501 §9, `date-time`).
fn date(text: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()?.to_timestamp().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_dates_are_read() {
        let table = [
            (" 1-Nov-2026 08:05:00 +0100", Some("2026-11-01T07:05:00Z")),
            ("20-Nov-2026 13:07:31 -0330", Some("2026-11-20T16:37:31Z")),
            ("20-Brumaire-2026", None),
        ];
        for (text, expected) in table {
            assert_eq!(date(text), expected.map(|text| text.parse().unwrap()), "{text}");
        }
    }
}
