//! Running: listeners, signals, and an end that loses nothing.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use axum::Router;
use axum_server::{Handle, tls_rustls::RustlsConfig};
use base::app::App;
use desk::inbox::{Fetcher, Post};
use mail::{
    smtp::{Patience, Relay},
    tls::Trust,
};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    background::Background,
    boot::{self, Installation},
    commands::client,
    config::{Settings, Tls},
    router,
    socket::{self, Control},
};

/// How long running requests may take to end once the server is told to stop.
const GRACE: Duration = Duration::from_secs(15);

/// A server that answers.
pub struct Running {
    /// Where it listens: the port that the system chose, where none was given.
    pub address: SocketAddr,
    handle: Handle<SocketAddr>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    background: Background,
    control: Control,
    installation: Installation,
}

/// Starts everything of a node.
///
/// # Errors
/// When the address is taken, the certificate unreadable, or a part cannot start.
pub async fn start(settings: &Settings, installation: Installation) -> Result<Running> {
    let app = &installation.app;
    let listener = listen(settings.listen)?;
    let address = listener.local_addr()?;
    let mut background = Background::start(app, node_name(address), post(app, settings)?);
    let trust = Trust::system_and(&[])?;
    // The lease of a mailbox must not pass for that of the process before it on the same port.
    let holder = format!("{}:{}", node_name(address), web::token::short_id());
    background.fetch_mail(Fetcher { app: app.clone(), trust, holder });
    if let Some(address) = settings.lmtp {
        let listener = listen(address)?;
        let address = listener.local_addr()?;
        background.take_mail(app, tokio::net::TcpListener::from_std(listener)?);
        tracing::info!(%address, "taking mail by LMTP");
    }
    let router = router::application(app, Some(background.monitor()))?;
    // Whoever sees the server ready may send it commands.
    let control = socket::listen(app.clone())?;
    let handle = Handle::new();
    let server = spawn(listener, settings.tls.as_ref(), router, handle.clone()).await?;
    tracing::info!(%address, public_url = %settings.public_url, database = %settings.database_shown(), "listening");
    Ok(Running { address, handle, server, background, control, installation })
}

/// `vigie serve`: runs until the process is told to end.
///
/// # Errors
/// As [`boot::open`] and [`start`].
pub async fn run(settings: &Settings, announce: impl AsyncFnOnce(&Installation) -> Result<()>) -> Result<()> {
    let installation = boot::open(settings).await?;
    announce(&installation).await?;
    let running = start(settings, installation).await?;
    client::say(&format!("Vigie listens on {}", settings.public_url))?;
    running.until_told().await
}

impl Running {
    /// Serves until SIGTERM or SIGINT, then ends gracefully.
    ///
    /// # Errors
    /// When the server itself fails.
    pub async fn until_told(mut self) -> Result<()> {
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let ended = tokio::select! {
            _ = terminate.recv() => None,
            _ = interrupt.recv() => None,
            ended = &mut self.server => Some(ended),
        };
        match ended {
            None => self.stop().await,
            Some(ended) => ended?.context("the server ended by itself"),
        }
    }

    /// Takes no new connections, sends live streams away, lets requests and jobs end, then closes the database.
    ///
    /// # Errors
    /// When the server ended badly.
    pub async fn stop(self) -> Result<()> {
        tracing::info!("stopping");
        let app = &self.installation.app;
        self.handle.graceful_shutdown(Some(GRACE));
        app.hub.close();
        self.control.close();
        self.server.await??;
        self.background.stop().await;
        app.db.close();
        tracing::info!("stopped");
        Ok(())
    }
}

/// What takes mail to people, where a relay is named.
fn post(app: &App, settings: &Settings) -> Result<Option<Post>> {
    let Some(place) = settings.smtp.clone() else { return Ok(None) };
    let host =
        settings.public_url.split("://").nth(1).and_then(|rest| rest.split(':').next()).unwrap_or_default();
    let relay = Relay::new(place, host, &Trust::system_and(&[])?, Patience::default())?;
    Ok(Some(Post { app: app.clone(), relay: Arc::new(relay) }))
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).with_context(|| format!("{address} cannot be listened on"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn spawn(
    listener: TcpListener,
    tls: Option<&Tls>,
    router: Router,
    handle: Handle<SocketAddr>,
) -> Result<tokio::task::JoinHandle<std::io::Result<()>>> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    Ok(match tls {
        None => tokio::spawn(axum_server::from_tcp(listener)?.handle(handle).serve(service)),
        Some(tls) => {
            let config = certificate(tls).await?;
            tokio::spawn(axum_server::from_tcp_rustls(listener, config)?.handle(handle).serve(service))
        }
    })
}

/// Reads certificate and key; `vigie doctor` tries the same.
///
/// # Errors
/// When one of them cannot be read or they do not fit each other.
pub async fn certificate(tls: &Tls) -> Result<RustlsConfig> {
    // A second call finds the provider installed, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let read = RustlsConfig::from_pem_file(&tls.cert, &tls.key).await;
    read.with_context(|| format!("the certificate {} with the key {}", tls.cert.display(), tls.key.display()))
}

/// A name for the log and for claims on jobs: the machine's and the port.
fn node_name(address: SocketAddr) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}:{}", host.trim(), address.port())
}
