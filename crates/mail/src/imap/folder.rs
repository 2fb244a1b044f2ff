//! A folder: opening it, and what is new in it.

use async_imap::imap_proto::{MailboxDatum, Response, ResponseCode};
use jiff::civil::Date;

use super::{
    DONE_KEYWORD, ImapError, Session, Step,
    conversation::{Command, code_of, unexpected},
    name,
};

/// An opened folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected {
    /// Unique identifiers hold only while this stays the same (RFC 3501 §2.3.1.1).
    pub uid_validity: u32,
    /// The identifier that the next message will get, where the server says.
    pub uid_next: Option<u32>,
    /// How many messages there are.
    pub messages: u32,
    /// Whether messages can be marked here.
    pub writable: bool,
}

impl Session {
    /// Opens a folder by its name (`INBOX`, `Support/Reçus`).
    ///
    /// # Errors
    /// [`ImapError::Refused`] when there is no such folder or no right to it.
    pub async fn select(&mut self, folder: &str) -> Result<Selected, ImapError> {
        let mut selected = Selected { uid_validity: 0, uid_next: None, messages: 0, writable: true };
        let mut keywords = true;
        let command = Command::new("SELECT").string(&name::encoded(folder));
        let answered = self.talk.ask(Step::Select, command, |response| {
            if let Response::MailboxData(MailboxDatum::Exists(count)) = response {
                selected.messages = *count;
            }
            match code_of(response) {
                Some(ResponseCode::UidValidity(value)) => selected.uid_validity = *value,
                Some(ResponseCode::UidNext(value)) => selected.uid_next = Some(*value),
                Some(ResponseCode::PermanentFlags(flags)) => {
                    keywords =
                        flags.iter().any(|flag| flag == "\\*" || flag.eq_ignore_ascii_case(DONE_KEYWORD));
                    selected.writable = !flags.is_empty();
                }
                _ => (),
            }
        });
        answered.await?;
        if selected.uid_validity == 0 {
            return Err(unexpected(Step::Select, "the folder has no UIDVALIDITY"));
        }
        (self.keywords, self.news) = (keywords, false);
        Ok(selected)
    }

    /// The identifiers of the messages that came after `last`, oldest first; all of them after 0.
    ///
    /// # Errors
    /// What any exchange can meet.
    pub async fn new_uids(&mut self, last: u32) -> Result<Vec<u32>, ImapError> {
        let Some(first) = last.checked_add(1) else { return Ok(Vec::new()) };
        self.news = false;
        let mut uids = self.search(&format!("UID {first}:*")).await?;
        // `n:*` names the last message even when it is older than n (RFC 3501 §6.4.8).
        uids.retain(|uid| *uid > last);
        Ok(uids)
    }

    /// The identifiers of the messages that nobody has read, and of all that the server got on this day or later.
    ///
    /// # Errors
    /// What any exchange can meet.
    pub async fn unread_or_since(&mut self, day: Date) -> Result<Vec<u32>, ImapError> {
        // The server speaks English, whatever the reader's language (RFC 3501 §9, `date`).
        self.search(&format!("OR UNSEEN SINCE {}", day.strftime("%-d-%b-%Y"))).await
    }

    async fn search(&mut self, criteria: &str) -> Result<Vec<u32>, ImapError> {
        let (mut uids, mut news) = (Vec::new(), false);
        let command = Command::new(&format!("UID SEARCH {criteria}"));
        let answered = self.talk.ask(Step::Search, command, |response| match response {
            Response::MailboxData(MailboxDatum::Search(found)) => uids.extend_from_slice(found),
            other => news |= is_news(other),
        });
        answered.await?;
        self.news |= news;
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }
}

/// Whether the server says that the number of messages changed.
pub(super) fn is_news(response: &Response<'_>) -> bool {
    matches!(response, Response::MailboxData(MailboxDatum::Exists(_)))
}
