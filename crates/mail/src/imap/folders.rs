//! Which folders there are, for whoever sets a mailbox up.

use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response};

use super::{ImapError, Session, Step, conversation::Command, name};

/// More folders than anybody looks through.
const MOST: usize = 500;

impl Session {
    /// The names of the folders that can be opened, in their order; at most 500.
    ///
    /// # Errors
    /// What any exchange can meet.
    pub async fn folders(&mut self) -> Result<Vec<String>, ImapError> {
        let mut found = Vec::new();
        let command = Command::new("LIST \"\" \"*\"");
        let asked = self.talk.ask(Step::Select, command, |response| {
            if let Response::MailboxData(MailboxDatum::List(listed)) = response
                && !listed.name_attributes.contains(&NameAttribute::NoSelect)
                && found.len() < MOST
            {
                found.push(name::decoded(&listed.name));
            }
        });
        asked.await?;
        found.sort_unstable();
        Ok(found)
    }
}
