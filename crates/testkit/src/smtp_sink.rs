//! An SMTP server that keeps what it receives, with the envelope, and behaves as it is told: well, or badly at any stage.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "test support fails by panicking")]

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use crate::certificate::Certificate;

/// Where in a conversation something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Instead of the greeting.
    Greeting,
    /// At EHLO.
    Hello,
    /// At AUTH.
    Auth,
    /// At MAIL FROM.
    Mail,
    /// At RCPT TO.
    Recipient,
    /// At DATA, before the content.
    Data,
    /// After the content's final dot.
    Content,
}

/// How the sink behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    /// It takes everything.
    Well,
    /// It closes every connection at once.
    Down,
    /// It answers so at a stage: `451 4.3.0 later`, `550 5.1.1 no such user`. A message answered so is not kept.
    Answers(Stage, String),
    /// It hangs up at a stage, without an answer. At [`Stage::Content`] the message is kept: its sender cannot know.
    Cuts(Stage),
    /// It says nothing more from a stage on. At [`Stage::Content`] the message is kept.
    Hangs(Stage),
    /// It waits so long before it answers the content.
    Slow(Duration),
}

/// A message that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The envelope's sender; empty for `<>`.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The content, lines ended with CRLF, without dot-stuffing.
    pub raw: Vec<u8>,
    /// The user who had signed in.
    pub user: Option<String>,
    /// Whether it came over TLS.
    pub encrypted: bool,
}

impl Received {
    /// The content as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

#[derive(Debug)]
struct State {
    mood: Mood,
    /// Moods for the next messages, before `mood` holds again.
    next: VecDeque<Mood>,
    connections: usize,
}

/// The server; ends when dropped.
#[derive(Debug)]
pub struct SmtpSink {
    /// Where it listens.
    pub address: SocketAddr,
    /// The certificate of `localhost`, when it offers TLS: the root to believe.
    pub root_pem: Option<String>,
    state: Arc<Mutex<State>>,
    received: Arc<watch::Sender<Vec<Received>>>,
    serving: JoinHandle<()>,
}

/// What the sink offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offer {
    /// STARTTLS.
    pub starttls: bool,
    /// TLS from the first byte.
    pub tls: bool,
    /// AUTH PLAIN, with any user whose password is `secret`.
    pub auth: bool,
}

impl SmtpSink {
    /// Starts one without TLS and without signing in.
    pub async fn start() -> Self {
        Self::offering(Offer::default()).await
    }

    /// Starts one.
    pub async fn offering(offer: Offer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let certificate = (offer.tls || offer.starttls).then(Certificate::of_localhost);
        let acceptor = certificate.as_ref().map(acceptor);
        let state = State { mood: Mood::Well, next: VecDeque::new(), connections: 0 };
        let state = Arc::new(Mutex::new(state));
        let received = Arc::new(watch::Sender::new(Vec::new()));
        let shared = (Arc::clone(&state), Arc::clone(&received));
        let serving = tokio::spawn(async move {
            let (state, received) = shared;
            while let Ok((stream, _)) = listener.accept().await {
                state.lock().unwrap().connections += 1;
                let (state, received) = (Arc::clone(&state), Arc::clone(&received));
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let talk =
                        Talk { state, received, offer, acceptor, user: None, encrypted: false, mood: None };
                    // A relay that goes away in the middle is part of the game.
                    drop(talk.serve(stream).await);
                });
            }
        });
        Self { address, root_pem: certificate.map(|made| made.cert_pem), state, received, serving }
    }

    /// Its URL for a relay's setting, without TLS.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// From now on it behaves so.
    pub fn set(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    /// The next messages (or connections, for what happens before MAIL) meet these moods, one each; then the set one holds again.
    pub fn then(&self, moods: impl IntoIterator<Item = Mood>) {
        self.state.lock().unwrap().next.extend(moods);
    }

    /// How many connections it has seen.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// All that it has received so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.received.borrow().clone()
    }

    /// Waits until it has received so many messages, and gives them all; panics when they do not come.
    pub async fn wait_for(&self, count: usize, patience: Duration) -> Vec<Received> {
        let mut watching = self.received.subscribe();
        let waited = timeout(patience, watching.wait_for(|all| all.len() >= count)).await;
        let all = waited.expect("the messages come in time").expect("the sink lives");
        all.clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn acceptor(certificate: &Certificate) -> TlsAcceptor {
    let cert = CertificateDer::from_pem_slice(certificate.cert_pem.as_bytes()).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(certificate.key_pem.as_bytes()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert], key)
        .expect("a certificate and its key");
    TlsAcceptor::from(Arc::new(config))
}

trait Line: AsyncBufRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncBufRead + AsyncWrite + Send + Unpin> Line for T {}

struct Talk {
    state: Arc<Mutex<State>>,
    received: Arc<watch::Sender<Vec<Received>>>,
    offer: Offer,
    acceptor: Option<TlsAcceptor>,
    user: Option<String>,
    encrypted: bool,
    /// The mood of the message at hand.
    mood: Option<Mood>,
}

/// What the mood makes of a stage.
enum Act {
    Go,
    Say(String),
    Cut,
}

impl Talk {
    /// The mood for the message at hand: taken once, kept until the message ends.
    fn mood(&mut self) -> Mood {
        let state = &self.state;
        self.mood
            .get_or_insert_with(|| {
                let mut state = state.lock().unwrap();
                let set = state.mood.clone();
                state.next.pop_front().unwrap_or(set)
            })
            .clone()
    }

    async fn act(&mut self, stage: Stage) -> Act {
        match self.mood() {
            Mood::Down => Act::Cut,
            Mood::Answers(at, reply) if at == stage => Act::Say(reply),
            Mood::Cuts(at) if at == stage => Act::Cut,
            Mood::Hangs(at) if at == stage => std::future::pending().await,
            _ => Act::Go,
        }
    }

    async fn serve(mut self, stream: TcpStream) -> io::Result<()> {
        let acceptor = self.acceptor.clone();
        let mut stream: Box<dyn Line> = match (self.offer.tls, &acceptor) {
            (true, Some(acceptor)) => {
                self.encrypted = true;
                Box::new(BufReader::new(acceptor.accept(stream).await?))
            }
            _ => Box::new(BufReader::new(stream)),
        };
        let greeting = match self.act(Stage::Greeting).await {
            Act::Go => "220 sink.example ESMTP".to_owned(),
            Act::Say(reply) => reply,
            Act::Cut => return Ok(()),
        };
        say(&mut stream, &greeting).await?;
        let (mut from, mut to) = (None, Vec::new());
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let (verb, rest) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
            let stage = match verb.to_ascii_uppercase().as_str() {
                "EHLO" | "HELO" => Stage::Hello,
                "AUTH" => Stage::Auth,
                "MAIL" => Stage::Mail,
                "RCPT" => Stage::Recipient,
                "DATA" => Stage::Data,
                "STARTTLS" if self.offer.starttls && !self.encrypted => {
                    say(&mut stream, "220 go").await?;
                    let Some(acceptor) = &acceptor else { return Ok(()) };
                    stream = Box::new(BufReader::new(acceptor.accept(stream).await?));
                    self.encrypted = true;
                    continue;
                }
                "QUIT" => return say(&mut stream, "221 bye").await,
                "RSET" => {
                    (from, to, self.mood) = (None, Vec::new(), None);
                    say(&mut stream, "250 ok").await?;
                    continue;
                }
                _ => {
                    say(&mut stream, "250 ok").await?;
                    continue;
                }
            };
            match self.act(stage).await {
                Act::Go => (),
                Act::Say(reply) => {
                    if stage >= Stage::Mail {
                        self.mood = None;
                    }
                    say(&mut stream, &reply).await?;
                    continue;
                }
                Act::Cut => return Ok(()),
            }
            let reply = match stage {
                Stage::Hello => self.hello(),
                Stage::Auth => self.sign_in(rest),
                Stage::Mail => {
                    from = Some(path(rest));
                    to.clear();
                    "250 ok".to_owned()
                }
                Stage::Recipient => {
                    to.push(path(rest));
                    "250 ok".to_owned()
                }
                Stage::Greeting | Stage::Data | Stage::Content => {
                    say(&mut stream, "354 go on").await?;
                    let raw = content(&mut stream).await?;
                    let envelope = (from.take().unwrap_or_default(), std::mem::take(&mut to));
                    let Some(reply) = self.keep(envelope, raw).await else { return Ok(()) };
                    reply
                }
            };
            say(&mut stream, &reply).await?;
        }
    }

    fn hello(&self) -> String {
        let mut lines = vec!["250-sink.example", "250-8BITMIME", "250-SMTPUTF8"];
        if self.offer.starttls && !self.encrypted {
            lines.push("250-STARTTLS");
        }
        if self.offer.auth {
            lines.push("250-AUTH PLAIN LOGIN");
        }
        lines.push("250 SIZE 50000000");
        lines.join("\r\n")
    }

    fn sign_in(&mut self, rest: &str) -> String {
        let given = rest.split_once(' ').map(|(_, word)| word.trim().as_bytes());
        let plain = given.and_then(|word| data_encoding::BASE64.decode(word).ok()).unwrap_or_default();
        let mut fields = plain.split(|byte| *byte == 0).skip(1).map(String::from_utf8_lossy);
        match (fields.next(), fields.next()) {
            (Some(user), Some(password)) if password == "secret" => {
                self.user = Some(user.into_owned());
                "235 2.7.0 welcome".to_owned()
            }
            _ => "535 5.7.8 wrong user or password".to_owned(),
        }
    }

    /// The answer to a content; nothing to hang up.
    async fn keep(&mut self, (from, to): (String, Vec<String>), raw: Vec<u8>) -> Option<String> {
        let mood = self.mood();
        self.mood = None;
        if let Mood::Answers(Stage::Content, reply) = mood {
            return Some(reply);
        }
        if let Mood::Slow(wait) = mood {
            sleep(wait).await;
        }
        let message = Received { from, to, raw, user: self.user.clone(), encrypted: self.encrypted };
        let mut number = 0;
        self.received.send_modify(|all| {
            all.push(message);
            number = all.len();
        });
        match mood {
            Mood::Cuts(Stage::Content) => None,
            Mood::Hangs(Stage::Content) => std::future::pending().await,
            _ => Some(format!("250 2.0.0 kept as {number}")),
        }
    }
}

async fn say(stream: &mut Box<dyn Line>, text: &str) -> io::Result<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await?;
    stream.flush().await
}

fn path(rest: &str) -> String {
    let inner = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or_else(String::new, |(address, _)| address.to_owned())
}

async fn content(stream: &mut Box<dyn Line>) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
