//! Marking a message as taken, once it is safe in the database.

use super::{ImapError, Session, Step, conversation::Command, name};

/// The keyword that says to people and to other programs that a message was taken.
pub const DONE_KEYWORD: &str = "$VigieDone";

/// What is done with a message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It stays, as `\Seen` and with [`DONE_KEYWORD`] (where the server keeps keywords).
    Mark,
    /// It goes to a folder, made when missing.
    Move(String),
}

impl Session {
    /// Marks or moves a message; one that is gone already is fine.
    ///
    /// # Errors
    /// [`ImapError::Refused`] when there is no right to it.
    pub async fn mark_done(&mut self, uid: u32, done: &Done) -> Result<(), ImapError> {
        let flags = if self.keywords { format!("\\Seen {DONE_KEYWORD}") } else { "\\Seen".to_owned() };
        self.say(&format!("UID STORE {uid} +FLAGS.SILENT ({flags})"), None).await?;
        let Done::Move(folder) = done else { return Ok(()) };
        let verb = if self.can("MOVE") { "MOVE" } else { "COPY" };
        let go = format!("UID {verb} {uid}");
        let folder = name::encoded(folder);
        if let Err(error) = self.say(&go, Some(&folder)).await {
            // The folder may be missing; if it is something else, the second refusal says so.
            if !matches!(error, ImapError::Refused { .. }) || self.say("CREATE", Some(&folder)).await.is_err()
            {
                return Err(error);
            }
            self.say(&go, Some(&folder)).await?;
        }
        if verb == "COPY" {
            self.say(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"), None).await?;
            // Without UIDPLUS, EXPUNGE would take others' deleted messages along: ours then stays, marked.
            if self.can("UIDPLUS") {
                self.say(&format!("UID EXPUNGE {uid}"), None).await?;
            }
        }
        Ok(())
    }

    async fn say(&mut self, words: &str, folder: Option<&str>) -> Result<(), ImapError> {
        let command = Command::new(words);
        let command = match folder {
            Some(folder) => command.string(folder),
            None => command,
        };
        let mut news = false;
        let asked = self.talk.ask(Step::Mark, command, |response| news |= super::folder::is_news(response));
        asked.await?;
        self.news |= news;
        Ok(())
    }
}
