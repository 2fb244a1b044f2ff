//! « Try now »: signs in, looks at the folders, and says what it saw. Nothing is fetched and nothing marked.

use std::time::Duration;

use base::app::App;
use mail::{imap::Patience, tls::Trust};
use tokio::task::spawn_blocking;
use web::AppError;

use super::{failure::Failure, sign_in::Door};

/// A page waits for the answer.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(8),
    answer: Duration::from_secs(6),
    message: Duration::from_secs(6),
};

/// What a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) struct Opened {
    /// How many mails there are.
    pub(in crate::inbox) messages: u32,
    /// How many of them were not taken yet.
    pub(in crate::inbox) new: usize,
}

/// What a trial saw.
#[derive(Debug)]
pub(in crate::inbox) struct Trial {
    /// The folders that can be opened.
    pub(in crate::inbox) folders: Vec<String>,
    /// The folder of the mailbox, or why it cannot be opened.
    pub(in crate::inbox) opened: Result<Opened, Failure>,
}

/// Tries a mailbox; nothing for one that is not fetched.
///
/// # Errors
/// When the trust store cannot be read. What the server refuses is what the trial saw.
pub(in crate::inbox) async fn trial(app: &App, id: i64) -> Result<Option<Result<Trial, Failure>>, AppError> {
    let trust = spawn_blocking(|| Trust::system_and(&[])).await.map_err(AppError::internal)?;
    let trust = trust.map_err(AppError::internal)?;
    match Door::of(app, id).await {
        Ok(Some(door)) => Ok(Some(enter(app, &trust, door).await)),
        Ok(None) => Ok(None),
        Err(failure) => Ok(Some(Err(failure))),
    }
}

async fn enter(app: &App, trust: &Trust, mut door: Door) -> Result<Trial, Failure> {
    let mut session = door.enter(app, trust, PATIENCE).await?;
    let folders = session.folders().await?;
    let opened = match session.select(&door.imap.folder).await {
        Ok(selected) => {
            let known = door.state.position;
            let last = if known.uid_validity == selected.uid_validity { known.last_uid } else { 0 };
            let new = session.new_uids(last).await?.len();
            Ok(Opened { messages: selected.messages, new })
        }
        Err(error) => Err(Failure::from(error)),
    };
    // The server ends the connection as well when nobody says goodbye.
    let _ = session.logout().await;
    Ok(Trial { folders, opened })
}
