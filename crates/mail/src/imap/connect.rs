//! Connecting: TCP, TLS, greeting.

use std::time::Duration;

use async_imap::imap_proto::{Response, Status};
use tokio::{
    net::{TcpSocket, TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use super::{
    Account, ImapError, Security, Session, Step,
    conversation::{Command, Conversation, Heard, Wire, unexpected},
    error::words,
    sign_in::sign_in,
};
use crate::tls::Trust;

impl Session {
    /// Connects and signs in.
    ///
    /// # Errors
    /// [`ImapError::Unreachable`], [`ImapError::Unsafe`], [`ImapError::WrongPassword`], [`ImapError::RevokedToken`], or
    /// what any exchange can meet.
    pub async fn connect(account: &Account, trust: &Trust) -> Result<Self, ImapError> {
        let after = account.patience.connect;
        let mut talk = timeout(after, open(account, trust)).await.unwrap_or_else(|_| {
            Err(ImapError::Unreachable(format!("no answer within {} s", after.as_secs())))
        })?;
        sign_in(&mut talk, account).await?;
        let capabilities = talk.capabilities(Step::SignIn).await?;
        Ok(Self { talk, capabilities, keywords: false, news: false })
    }

    /// Says goodbye. Closing without is harmless: nothing of ours is lost by it.
    ///
    /// # Errors
    /// When the connection is broken already.
    pub async fn logout(mut self) -> Result<(), ImapError> {
        self.talk.ask(Step::Logout, Command::new("LOGOUT"), |_| ()).await
    }
}

async fn open(account: &Account, trust: &Trust) -> Result<Conversation, ImapError> {
    let stream = dial(&account.host, account.port, account.patience.connect).await?;
    match account.security {
        Security::Tls => {
            let wire = protect(Box::new(stream), &account.host, trust).await?;
            greeted(Conversation::new(wire, account.patience)).await
        }
        Security::StartTls => {
            let mut talk = greeted(Conversation::new(Box::new(stream), account.patience)).await?;
            let without =
                |reply: &str| ImapError::Unsafe(format!("the server does not offer STARTTLS ({reply})"));
            talk.ask(Step::Connect, Command::new("STARTTLS"), |_| ()).await.map_err(|error| match error {
                ImapError::Refused { reply, .. } | ImapError::Protocol { reply, .. } => without(&reply),
                other => other,
            })?;
            let wire = protect(talk.into_wire(), &account.host, trust).await?;
            Ok(Conversation::new(wire, account.patience))
        }
        Security::Plain => {
            let peer = stream.peer_addr().map_err(|error| ImapError::Unreachable(error.to_string()))?;
            if !peer.ip().to_canonical().is_loopback() {
                return Err(ImapError::Unsafe(format!(
                    "without TLS only this machine itself is spoken to, and {} is {}",
                    account.host,
                    peer.ip()
                )));
            }
            greeted(Conversation::new(Box::new(stream), account.patience)).await
        }
    }
}

/// Tries the host's addresses in turn. Keep-alive is on: an IDLE over a dead firewall must be noticed.
async fn dial(host: &str, port: u16, patience: Duration) -> Result<TcpStream, ImapError> {
    let unreachable =
        |error: &dyn std::fmt::Display| ImapError::Unreachable(format!("{host}:{port}: {error}"));
    let mut last = unreachable(&"the name has no address");
    for address in lookup_host((host, port)).await.map_err(|error| unreachable(&error))? {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
        let socket = socket.map_err(|error| unreachable(&error))?;
        socket.set_keepalive(true).map_err(|error| unreachable(&error))?;
        // One silent address leaves time for the next.
        match timeout(patience / 2, socket.connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = unreachable(&error),
            Err(_) => last = unreachable(&"no answer"),
        }
    }
    Err(last)
}

async fn protect(wire: Box<dyn Wire>, host: &str, trust: &Trust) -> Result<Box<dyn Wire>, ImapError> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| ImapError::Unsafe(format!("{host} is no name that a certificate can bear")))?;
    let tls = TlsConnector::from(trust.config()).connect(name, wire).await;
    Ok(Box::new(tls.map_err(|error| ImapError::Unsafe(words(&error.to_string())))?))
}

async fn greeted(mut talk: Conversation) -> Result<Conversation, ImapError> {
    let mut greeted = false;
    let heard = talk.hear(Step::Connect, "", |response| {
        greeted = matches!(response, Response::Data { status: Status::Ok, .. });
    });
    match heard.await {
        Ok(Heard::Untagged) if greeted => Ok(talk),
        Ok(Heard::Bye(reason)) => Err(ImapError::Unreachable(format!("the server turns us away: {reason}"))),
        Ok(_) => Err(unexpected(Step::Connect, "no greeting")),
        Err(ImapError::Lost { reason, .. }) => {
            Err(ImapError::Unreachable(format!("{reason}, without a greeting")))
        }
        Err(other) => Err(other),
    }
}
