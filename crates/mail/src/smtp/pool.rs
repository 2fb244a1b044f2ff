//! The relay as a few open connections, since signing in costs more than handing over a message.

use std::{sync::Arc, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters},
    extension::ClientId,
};
use tokio::{
    sync::{Mutex, Semaphore},
    time::{Instant, timeout},
};

use super::{Envelope, Patience, Place, Protection, Sent, Unsent, attempt, canonical};
use crate::tls::{Trust, TrustError};

/// How long a connection waits for its next message; relays close theirs after some minutes, some after one.
const KEEP: Duration = Duration::from_secs(30);
/// How many messages are handed over at once.
const CONNECTIONS: usize = 4;

struct Parked {
    connection: AsyncSmtpConnection,
    since: Instant,
}

/// A relay that mail is handed to.
pub struct Relay {
    place: Place,
    hello: ClientId,
    tls: TlsParameters,
    patience: Patience,
    parked: Mutex<Vec<Parked>>,
    turns: Arc<Semaphore>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Relay({})", self.place)
    }
}

impl Relay {
    /// A relay, not yet connected to. `hello` is this host's name in EHLO.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(place: Place, hello: &str, trust: &Trust, patience: Patience) -> Result<Self, TrustError> {
        let setup = |error: lettre::transport::smtp::Error| TrustError::Setup(error.to_string());
        let bare = place.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let mut tls = TlsParameters::builder(bare).certificate_store(CertificateStore::None);
        for root in trust.roots() {
            tls = tls.add_root_certificate(Certificate::from_der(root.to_vec()).map_err(setup)?);
        }
        let hello: String = hello.chars().filter(|c| c.is_ascii_graphic()).collect();
        let hello = if hello.is_empty() { ClientId::default() } else { ClientId::Domain(hello) };
        Ok(Self {
            place,
            hello,
            tls: tls.build_rustls().map_err(setup)?,
            patience,
            parked: Mutex::new(Vec::new()),
            turns: Arc::new(Semaphore::new(CONNECTIONS)),
        })
    }

    /// Hands over a message: for all recipients or for none. `from` may be empty (RFC 5321 §4.5.5). A future dropped
    /// unfinished leaves it unknown whether the message was taken.
    pub async fn send(&self, from: &str, to: &[&str], raw: &[u8]) -> Sent {
        let envelope = match Envelope::new(from, to) {
            Ok(envelope) => envelope,
            Err(refused) => return refused,
        };
        let content = canonical(raw);
        let Ok(_turn) = self.turns.acquire().await else {
            return Sent::Unsent(Unsent::Lost("the relay's turns are closed".to_owned()));
        };
        if let Some(connection) = self.unpark().await {
            match self.hand_over(connection, &envelope, &content).await {
                // The relay may have closed a parked connection meanwhile, or say now that it does (421).
                Sent::Unsent(_) => (),
                Sent::Later(reply) if reply.starts_with("421") => (),
                sent => return sent,
            }
        }
        match self.open().await {
            Ok(connection) => self.hand_over(connection, &envelope, &content).await,
            Err(unsent) => Sent::Unsent(unsent),
        }
    }

    /// Connects and signs in, to show an administrator that it works.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn check(&self) -> Result<(), Unsent> {
        let connection = self.open().await?;
        self.park(connection).await;
        Ok(())
    }

    async fn hand_over(
        &self,
        mut connection: AsyncSmtpConnection,
        envelope: &Envelope,
        content: &[u8],
    ) -> Sent {
        let sent = attempt::hand_over(&mut connection, envelope, content, self.patience).await;
        // After a refusal the relay still holds the half-told message; a fresh connection is surer than RSET.
        if matches!(sent, Sent::Accepted(_)) {
            self.park(connection).await;
        }
        sent
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Unsent> {
        let after = self.patience.connect;
        let slow = || Unsent::Unreachable(format!("{}: no answer within {} s", self.place, after.as_secs()));
        timeout(after, self.connected()).await.unwrap_or_else(|_| Err(slow()))
    }

    async fn connected(&self) -> Result<AsyncSmtpConnection, Unsent> {
        let Place { host, port, protection, user } = &self.place;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let wrapped = (*protection == Protection::Tls).then(|| self.tls.clone());
        let patience = Some(self.patience.connect);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((bare, *port), patience, &self.hello, wrapped, None)
                .await
                .map_err(|error| unopened(&self.place, &error))?;
        let wanted = matches!(protection, Protection::Required | Protection::Opportunistic);
        if wanted && connection.can_starttls() {
            let started = connection.starttls(self.tls.clone(), &self.hello).await;
            started.map_err(|error| Unsent::Unsafe(attempt::words(&error)))?;
        } else if *protection == Protection::Required {
            return Err(Unsent::Unsafe(format!("{} does not offer STARTTLS", self.place)));
        }
        let Some((user, password)) = user else { return Ok(connection) };
        if !connection.is_encrypted() && !self.place.is_this_machine() {
            return Err(Unsent::Unsafe(
                "the password is not said without TLS, which is not offered".to_owned(),
            ));
        }
        let credentials = Credentials::new(user.clone(), password.clone());
        match connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await {
            Ok(_) => Ok(connection),
            Err(error) if error.is_transient() => Err(Unsent::Unreachable(attempt::words(&error))),
            Err(error) => Err(Unsent::SignIn(attempt::words(&error))),
        }
    }

    async fn unpark(&self) -> Option<AsyncSmtpConnection> {
        let mut parked = self.parked.lock().await;
        parked.retain(|parked| parked.since.elapsed() < KEEP);
        parked.pop().map(|parked| parked.connection)
    }

    async fn park(&self, connection: AsyncSmtpConnection) {
        self.parked.lock().await.push(Parked { connection, since: Instant::now() });
    }
}

fn unopened(place: &Place, error: &lettre::transport::smtp::Error) -> Unsent {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        // rustls speaks through the error of the stream it wraps.
        if cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData)
        {
            return Unsent::Unsafe(format!("{place}: {}", attempt::words(error)));
        }
        source = cause.source();
    }
    Unsent::Unreachable(format!("{place}: {}", attempt::words(error)))
}
