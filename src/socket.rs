//! The socket in the data folder: commands that write go to the running server, since there is one writer.
//!
//! One connection is one command: a line of JSON in; out come lines that tell how far it is, as long as somebody reads
//! them, and a last one that says how it went. Only the folder's owner can reach it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use base::app::App;
use desk::imports::Progress;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
    sync::watch,
    task::JoinHandle,
};

use crate::{
    commands::{self, Command, Listener, Report},
    data::SOCKET,
};

/// The longest line of a command.
const LONGEST: u64 = 64 * 1024;

/// What the server answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    At { done: usize, total: usize },
    Done(Report),
    Failed(String),
}

/// The listening end; the socket's file goes with it.
pub struct Control {
    task: JoinHandle<()>,
    path: PathBuf,
}

impl Control {
    /// Takes no more commands.
    pub fn close(&self) {
        self.task.abort();
        let _ = fs::remove_file(&self.path);
    }
}

/// Starts to take commands.
///
/// # Errors
/// When the socket cannot be made.
pub fn listen(app: App) -> Result<Control> {
    let path = app.config.data.join(SOCKET);
    // The lock is ours, so a socket that is there is a dead process's.
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    let task = tokio::spawn(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let app = app.clone();
                    tokio::spawn(async move {
                        if let Err(error) = serve(&app, stream).await {
                            tracing::warn!(%error, "a command on the socket was not answered");
                        }
                    });
                }
                Err(error) => {
                    tracing::error!(%error, "the socket of commands is closed");
                    return;
                }
            }
        }
    });
    Ok(Control { task, path })
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(app: &App, mut stream: S) -> Result<()> {
    let mut line = String::new();
    BufReader::new((&mut stream).take(LONGEST)).read_line(&mut line).await?;
    let answer = match serde_json::from_str::<Command>(&line) {
        Ok(command) => match execute(app, command, &mut stream).await {
            Ok(report) => Answer::Done(report),
            Err(error) => Answer::Failed(format!("{error:#}")),
        },
        Err(_) => {
            Answer::Failed("the server does not know this command: it is of another version".to_owned())
        }
    };
    tell(&mut stream, &answer).await?;
    Ok(stream.shutdown().await?)
}

/// Carries out a command and tells how far it is. Whoever reads slowly misses some of it, and never holds the work up.
async fn execute(app: &App, command: Command, stream: &mut (impl AsyncWrite + Unpin)) -> Result<Report> {
    let (said, mut heard) = watch::channel(None);
    let work = async move {
        let mut progress = |at| {
            said.send_replace(Some(at));
        };
        commands::execute(app, command, &mut progress).await
    };
    let telling = async {
        while heard.changed().await.is_ok() {
            let at = *heard.borrow_and_update();
            let Some(Progress { done, total }) = at else { continue };
            if tell(stream, &Answer::At { done, total }).await.is_err() {
                return;
            }
        }
    };
    tokio::join!(work, telling).0
}

async fn tell(stream: &mut (impl AsyncWrite + Unpin), answer: &Answer) -> Result<()> {
    let mut text = serde_json::to_vec(answer)?;
    text.push(b'\n');
    Ok(stream.write_all(&text).await?)
}

/// Hands a command to the server that runs on this folder, and hears how far it is; nothing when none does.
///
/// # Errors
/// Why the server refused it, or that it went away.
pub async fn send(data: &Path, command: &Command, progress: Listener<'_>) -> Result<Option<Report>> {
    let Ok(mut stream) = UnixStream::connect(data.join(SOCKET)).await else { return Ok(None) };
    let mut text = serde_json::to_vec(command)?;
    text.push(b'\n');
    stream.write_all(&text).await?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)
            .context("the server's answer was cut off; look whether it was done")?
        {
            Answer::At { done, total } => progress(Progress { done, total }),
            Answer::Done(report) => return Ok(Some(report)),
            Answer::Failed(why) => anyhow::bail!(why),
        }
    }
    anyhow::bail!("the server went away before it answered; look whether it was done")
}

/// Whether a server answers on this folder.
pub async fn is_listening(data: &Path) -> bool {
    UnixStream::connect(data.join(SOCKET)).await.is_ok()
}
