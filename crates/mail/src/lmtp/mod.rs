//! The LMTP listener (RFC 2033): a mail server on this site hands over its mail, and hears for each recipient whether it
//! was kept. A delivery is acknowledged only when it is safe, so nothing is lost in between.

mod memory;

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::timeout,
};

use crate::stop::stopped;
use memory::Memory;

/// The longest command line (RFC 5321 §4.5.3.1.4 asks for 512; parameters of extensions need more).
const LINE: u64 = 4096;
/// RFC 5321 §4.5.3.2.7.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long a relay that comes when all places are taken may need to hear so.
const HASTE: Duration = Duration::from_secs(5);
/// The most recipients of one message (RFC 5321 §4.5.3.1.8).
const RECIPIENTS: usize = 100;

/// What the listener says of itself and takes.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Its name in the greeting.
    pub host: String,
    /// The largest message, in bytes.
    pub limit: u64,
    /// How many relays may talk at once; one more hears 421 and comes again.
    pub conversations: usize,
    /// How many bytes of messages are held at once, over all conversations; a message beyond hears 452.
    pub held: u64,
}

impl Terms {
    /// The terms of an ordinary installation: 64 conversations, and four of the largest messages held (256 MiB at least).
    #[must_use]
    pub fn new(host: String, limit: u64) -> Self {
        Self { host, limit, conversations: 64, held: limit.saturating_mul(4).max(256 << 20) }
    }
}

/// A message as it was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The envelope's sender; empty for bounces and automatic answers.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message, with CRLF line ends and without dot-stuffing.
    pub raw: Vec<u8>,
}

/// What became of a message for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is safe.
    Kept,
    /// Not now: the sender keeps it and tries again (RFC 5321 4yz).
    Later(String),
    /// Never (RFC 5321 5yz).
    Refused(String),
}

impl Verdict {
    fn line(&self, to: &str) -> String {
        match self {
            Self::Kept => format!("250 2.0.0 <{to}> kept\r\n"),
            Self::Later(why) => format!("451 4.3.0 <{to}> {}\r\n", plain(why)),
            Self::Refused(why) => format!("554 5.7.1 <{to}> {}\r\n", plain(why)),
        }
    }
}

/// No reply carries what could end its line.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).take(200).collect()
}

/// Serves until `stop` says true or the listener fails. `knows` says whether mail for an address is taken here; `deliver`
/// keeps a message and gives one verdict for each recipient, in their order. A conversation is told 421 when `stop`
/// comes between two messages; a message being delivered hears its verdicts first.
///
/// # Errors
/// When connections can no longer be accepted.
pub async fn serve<K, KF, D, DF>(
    listener: TcpListener,
    terms: Terms,
    mut stop: watch::Receiver<bool>,
    knows: K,
    deliver: D,
) -> io::Result<()>
where
    K: Fn(String) -> KF + Clone + Send + Sync + 'static,
    KF: Future<Output = bool> + Send,
    D: Fn(Delivery) -> DF + Clone + Send + Sync + 'static,
    DF: Future<Output = Vec<Verdict>> + Send,
{
    let places = Arc::new(Semaphore::new(terms.conversations));
    let memory = Memory::new(terms.held);
    let mut talking = JoinSet::new();
    loop {
        let (stream, peer) = tokio::select! {
            () = stopped(&mut stop) => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) if is_of_one_peer(&error) => continue,
                Err(error) => return Err(error),
            },
        };
        while talking.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            talking.spawn(turn_away(stream, terms.host.clone()));
            continue;
        };
        let (knows, deliver) = (knows.clone(), deliver.clone());
        let conversation = Conversation::new(stream, terms.clone(), memory.clone(), stop.clone());
        talking.spawn(async move {
            if let Err(error) = conversation.run(knows, deliver).await {
                tracing::debug!(%error, %peer, "an LMTP conversation ended");
            }
            drop::<OwnedSemaphorePermit>(place);
        });
    }
    while talking.join_next().await.is_some() {}
    Ok(())
}

/// Whether the error is of a connection that was gone before it was accepted.
fn is_of_one_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

async fn turn_away(mut stream: TcpStream, host: String) {
    let text = format!("421 4.3.2 {host} too many conversations, come again\r\n");
    match timeout(HASTE, stream.write_all(text.as_bytes())).await {
        Ok(Ok(())) => tracing::warn!("an LMTP relay was turned away: too many conversations"),
        Ok(Err(_)) | Err(_) => {
            tracing::warn!("an LMTP relay could not be told that there are too many conversations")
        }
    }
}

struct Conversation {
    read: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
    terms: Terms,
    memory: Memory,
    stop: watch::Receiver<bool>,
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What came instead of, or as, the next command.
enum Heard {
    Line(String),
    TooLong,
    End,
    Stop,
}

/// What came after DATA.
enum Content {
    /// The message, and its share of the memory.
    Whole(Vec<u8>, memory::Share),
    /// More than [`Terms::limit`]; it was read past.
    TooLarge,
    /// More than [`Terms::held`] allows now; it was read past.
    NoRoom,
}

/// What follows a command.
enum Next {
    Say(String),
    Data,
    Quit,
}

impl Conversation {
    fn new(stream: TcpStream, terms: Terms, memory: Memory, stop: watch::Receiver<bool>) -> Self {
        let (read, write) = stream.into_split();
        Self {
            read: BufReader::new(read),
            write,
            terms,
            memory,
            stop,
            greeted: false,
            from: None,
            to: Vec::new(),
        }
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        timeout(PATIENCE, self.write.write_all(text.as_bytes())).await?
    }

    async fn run<K, KF, D, DF>(mut self, knows: K, deliver: D) -> io::Result<()>
    where
        K: Fn(String) -> KF,
        KF: Future<Output = bool>,
        D: Fn(Delivery) -> DF,
        DF: Future<Output = Vec<Verdict>>,
    {
        let host = self.terms.host.clone();
        self.say(&format!("220 {host} LMTP Vigie\r\n")).await?;
        loop {
            let line = match self.command_line().await? {
                Heard::Line(line) => line,
                Heard::TooLong => return self.say("500 5.5.2 the line is too long\r\n").await,
                Heard::End => return Ok(()),
                Heard::Stop => return self.say(&format!("421 4.3.2 {host} stops, come again\r\n")).await,
            };
            match self.command(&line, &knows).await {
                Next::Say(text) => self.say(&text).await?,
                Next::Quit => return self.say("221 2.0.0 bye\r\n").await,
                Next::Data => {
                    self.say("354 end with <CRLF>.<CRLF>\r\n").await?;
                    let answers = self.message(&deliver).await?;
                    self.say(&answers).await?;
                }
            }
        }
    }

    /// Takes a message and gives the answers, one line for each recipient (RFC 2033 §4.2).
    async fn message<D, DF>(&mut self, deliver: &D) -> io::Result<String>
    where
        D: Fn(Delivery) -> DF,
        DF: Future<Output = Vec<Verdict>>,
    {
        let content = timeout(PATIENCE, self.content()).await??;
        let (from, to) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.to));
        Ok(match content {
            Content::Whole(raw, held) => {
                let verdicts = deliver(Delivery { from, to: to.clone(), raw }).await;
                drop(held);
                let missing = Verdict::Later("not decided".to_owned());
                let verdicts = verdicts.iter().chain(std::iter::repeat(&missing));
                to.iter().zip(verdicts).map(|(to, verdict)| verdict.line(to)).collect()
            }
            Content::TooLarge => {
                to.iter().map(|to| format!("552 5.3.4 <{to}> the message is too large\r\n")).collect()
            }
            Content::NoRoom => {
                to.iter().map(|to| format!("452 4.3.1 <{to}> no room at the moment\r\n")).collect()
            }
        })
    }

    async fn command_line(&mut self) -> io::Result<Heard> {
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            line = timeout(PATIENCE, self.line()) => line?,
            () = stopped(&mut stop) => Ok(Heard::Stop),
        }
    }

    /// The next line without its end.
    async fn line(&mut self) -> io::Result<Heard> {
        let mut bytes = Vec::new();
        let read = (&mut self.read).take(LINE).read_until(b'\n', &mut bytes).await?;
        if read == 0 {
            return Ok(Heard::End);
        }
        if !bytes.ends_with(b"\n") {
            return Ok(if read as u64 == LINE { Heard::TooLong } else { Heard::End });
        }
        Ok(Heard::Line(String::from_utf8_lossy(&bytes).trim_end().to_owned()))
    }

    async fn command<K, KF>(&mut self, line: &str, knows: &K) -> Next
    where
        K: Fn(String) -> KF,
        KF: Future<Output = bool>,
    {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let say = |text: &str| Next::Say(format!("{text}\r\n"));
        match verb.to_ascii_uppercase().as_str() {
            "LHLO" => {
                self.reset();
                self.greeted = true;
                let Terms { host, limit, .. } = &self.terms;
                Next::Say(format!(
                    "250-{host}\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {limit}\r\n"
                ))
            }
            "HELO" | "EHLO" => say("500 5.5.1 this is LMTP: LHLO"),
            "NOOP" => say("250 2.0.0 ok"),
            "VRFY" => say("252 2.1.5 send it and see"),
            "QUIT" => Next::Quit,
            "RSET" => {
                self.reset();
                say("250 2.0.0 ok")
            }
            _ if !self.greeted => say("503 5.5.1 LHLO first"),
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest, knows).await,
            "DATA" if self.to.is_empty() => say("503 5.5.1 no recipient is known here"),
            "DATA" => Next::Data,
            _ => say("500 5.5.2 unknown command"),
        }
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    fn mail(&mut self, rest: &str) -> Next {
        let say = |text: &str| Next::Say(format!("{text}\r\n"));
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return say("501 5.5.4 MAIL FROM:<address>");
        };
        let size = parameters.split_whitespace().filter_map(|word| word.split_once('='));
        let size = size
            .filter(|(name, _)| name.eq_ignore_ascii_case("SIZE"))
            .find_map(|(_, size)| size.parse::<u64>().ok());
        if size.is_some_and(|size| size > self.terms.limit) {
            return say("552 5.3.4 the message is too large");
        }
        if self.from.is_some() {
            return say("503 5.5.1 a message is being handed over already");
        }
        self.from = Some(from);
        say("250 2.1.0 ok")
    }

    async fn recipient<K, KF>(&mut self, rest: &str, knows: &K) -> Next
    where
        K: Fn(String) -> KF,
        KF: Future<Output = bool>,
    {
        let say = |text: &str| Next::Say(format!("{text}\r\n"));
        if self.from.is_none() {
            return say("503 5.5.1 MAIL first");
        }
        let Some((to, _)) = path(rest, "TO:").filter(|(to, _)| !to.is_empty()) else {
            return say("501 5.5.4 RCPT TO:<address>");
        };
        if self.to.len() >= RECIPIENTS {
            return say("452 4.5.3 too many recipients");
        }
        if !knows(to.clone()).await {
            return say("550 5.1.1 no such mailbox here");
        }
        self.to.push(to);
        say("250 2.1.5 ok")
    }

    /// The message up to its final dot.
    async fn content(&mut self) -> io::Result<Content> {
        let (mut raw, mut share, mut over) = (Vec::new(), self.memory.share(), None);
        // Only CRLF ends a line: what takes a bare LF for one lets a message smuggle in another.
        let (mut line, mut fresh, mut after_cr) = (Vec::new(), true, false);
        loop {
            line.clear();
            // A line may be longer than RFC 5322 allows; it is read in pieces.
            let read = (&mut self.read).take(64 * 1024).read_until(b'\n', &mut line).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if fresh && line == b".\r\n" {
                return Ok(over.unwrap_or(Content::Whole(raw, share)));
            }
            let piece = if fresh { line.strip_prefix(b".").unwrap_or(&line) } else { &line };
            fresh = line.ends_with(b"\r\n") || (after_cr && line == b"\n");
            after_cr = line.ends_with(b"\r");
            if over.is_some() {
                continue;
            }
            if (raw.len() + piece.len()) as u64 > self.terms.limit {
                over = Some(Content::TooLarge);
            } else if !share.grow(raw.len() + piece.len()) {
                over = Some(Content::NoRoom);
            }
            if over.is_some() {
                (raw, share) = (Vec::new(), self.memory.share());
            } else {
                raw.extend_from_slice(piece);
            }
        }
    }
}

/// The address and the parameters of `FROM:<address> parameters`. A source route is left out (RFC 5321 appendix C).
fn path<'l>(rest: &'l str, word: &str) -> Option<(String, &'l str)> {
    let rest = rest.trim_start();
    let after = rest
        .get(..word.len())
        .filter(|start| start.eq_ignore_ascii_case(word))
        .and(rest.get(word.len()..))?;
    let (address, parameters) = after.trim_start().strip_prefix('<')?.split_once('>')?;
    let address =
        address.rsplit_once(':').filter(|_| address.starts_with('@')).map_or(address, |(_, last)| last);
    let is_odd = |c: char| c.is_control() || c.is_whitespace();
    (address.len() <= 254 && !address.contains(is_odd)).then(|| (address.to_owned(), parameters))
}

#[cfg(test)]
mod tests;
