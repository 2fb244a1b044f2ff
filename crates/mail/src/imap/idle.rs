//! Waiting for news (RFC 2177).

use std::time::Duration;

use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::{
    ImapError, Session, Step,
    conversation::{Heard, unexpected},
    folder::is_news,
};
use crate::stop::stopped;

/// The longest wait: servers may close what is idle for 30 minutes (RFC 2177 §3), many firewalls earlier.
pub const LONGEST_IDLE: Duration = Duration::from_secs(25 * 60);
/// How long to wait at most where the server cannot tell.
const POLL: Duration = Duration::from_secs(60);

const STEP: Step = Step::Idle;

/// Why the wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// Something came: ask what is new.
    News,
    /// The time is over: ask too, a server may forget to tell.
    Limit,
    /// The program stops.
    Stop,
}

impl Session {
    /// Waits for news in the selected folder, at most `limit` (and [`LONGEST_IDLE`]) or until `stop` says true. Where the
    /// server cannot IDLE it waits at most a minute. What was announced during an earlier command ends the wait at once.
    ///
    /// # Errors
    /// [`ImapError::Lost`] when the connection ends.
    pub async fn idle(
        &mut self,
        limit: Duration,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<Woken, ImapError> {
        if std::mem::take(&mut self.news) {
            return Ok(Woken::News);
        }
        if *stop.borrow() {
            return Ok(Woken::Stop);
        }
        if !self.can("IDLE") {
            return Ok(tokio::select! {
                () = stopped(stop) => Woken::Stop,
                () = sleep(limit.min(POLL)) => Woken::Limit,
            });
        }
        let after = self.talk.patience.answer;
        let slow = || ImapError::Slow { step: STEP, after };
        let tag = self.talk.begin(STEP)?;
        let early = timeout(after, self.enter(&tag)).await.map_err(|_| slow())??;
        let woken = if early { Woken::News } else { self.wait(&tag, limit.min(LONGEST_IDLE), stop).await? };
        timeout(after, self.leave(&tag)).await.map_err(|_| slow())??;
        Ok(woken)
    }

    /// Begins; true when news came first.
    async fn enter(&mut self, tag: &str) -> Result<bool, ImapError> {
        self.talk.write(STEP, format!("{tag} IDLE\r\n").as_bytes()).await?;
        let mut news = false;
        loop {
            match self.talk.hear(STEP, tag, |response| news |= is_news(response)).await? {
                Heard::Continue(_) => return Ok(news),
                Heard::Done(verdict) => {
                    return verdict.and(Err(unexpected(STEP, "IDLE ended before it began")));
                }
                Heard::Bye(reason) => return Err(ImapError::Lost { step: STEP, reason }),
                Heard::Untagged => (),
            }
        }
    }

    async fn wait(
        &mut self,
        tag: &str,
        limit: Duration,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<Woken, ImapError> {
        let mut over = std::pin::pin!(sleep(limit));
        loop {
            let mut news = false;
            let heard = tokio::select! {
                biased;
                () = stopped(stop) => return Ok(Woken::Stop),
                heard = self.talk.hear(STEP, tag, |response| news |= is_news(response)) => heard?,
                () = &mut over => return Ok(Woken::Limit),
            };
            match heard {
                Heard::Done(verdict) => return verdict.and(Err(unexpected(STEP, "IDLE ended by itself"))),
                Heard::Bye(reason) => return Err(ImapError::Lost { step: STEP, reason }),
                Heard::Untagged if news => return Ok(Woken::News),
                Heard::Continue(_) | Heard::Untagged => (),
            }
        }
    }

    async fn leave(&mut self, tag: &str) -> Result<(), ImapError> {
        self.talk.write(STEP, b"DONE\r\n").await?;
        loop {
            let mut news = false;
            let heard = self.talk.hear(STEP, tag, |response| news |= is_news(response)).await?;
            self.news |= news;
            match heard {
                Heard::Done(verdict) => return verdict,
                Heard::Bye(reason) => return Err(ImapError::Lost { step: STEP, reason }),
                Heard::Continue(_) | Heard::Untagged => (),
            }
        }
    }
}
