//! What runs besides answering requests: timers, jobs and sweeps of every slice, the change feed, the live hints.

use std::time::Duration;

use base::{app::App, audit};
use desk::inbox::{Fetcher, Post};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use work::{Monitor, Registry, Runner};

use crate::{data::CHECKPOINTS, live};

/// How long the readers of mailboxes may take to end what they are at.
const LETS_GO: Duration = Duration::from_secs(8);

/// The handlers of every slice, one line each; those named first fire first when many timers are late.
#[must_use]
pub fn registry(app: &App, post: Option<Post>) -> Registry {
    let registry = Registry::new();
    let registry = desk::tickets::work(registry, app.db.clone(), app.config.data.join(crate::data::FILES));
    let registry = desk::portal::work(registry, app.db.clone());
    let registry = desk::inbox::work(registry, app.clone(), post);
    let registry = base::people::work(registry, app.db.clone(), app.clock.clone());
    let checkpoints = app.config.data.join(CHECKPOINTS);
    let (db, clock, keys) = (app.db.clone(), app.clock.clone(), app.keys.clone());
    let registry = base::operations::work(registry, db, clock, keys, checkpoints.clone());
    audit::work(registry, app.db.clone(), app.keys.clone(), checkpoints)
}

/// The running tasks of a node.
pub struct Background {
    runner: Runner,
    tasks: JoinSet<()>,
    fetching: Option<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

impl Background {
    /// Starts them on the present Tokio runtime. `node` names this node in the log and in claims.
    #[must_use]
    pub fn start(app: &App, node: String, post: Option<Post>) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(audit::feed::number(app.db.clone()));
        tasks.spawn(live::publish(app.clone()));
        let runner = Runner::start(app.db.clone(), app.clock.clone(), registry(app, post), node);
        Self { runner, tasks, fetching: None, stop: watch::Sender::new(false) }
    }

    /// Fetches the mail of the mailboxes that are read by IMAP.
    pub fn fetch_mail(&mut self, fetcher: Fetcher) {
        self.fetching = Some(tokio::spawn(desk::inbox::fetch_mail(fetcher, self.stop.subscribe())));
    }

    /// Takes the mail that a mail server of the site hands over.
    pub fn take_mail(&mut self, app: &App, listener: TcpListener) {
        let (app, stop) = (app.clone(), self.stop.subscribe());
        self.tasks.spawn(async move {
            if let Err(error) = desk::inbox::listen(app, listener, stop).await {
                tracing::error!(%error, "mail is no longer taken by LMTP");
            }
        });
    }

    /// For health checks and the page of background work.
    #[must_use]
    pub fn monitor(&self) -> Monitor {
        self.runner.monitor()
    }

    /// Lets running jobs end, then stops the rest.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.runner.shutdown().await;
        // So that another node need not wait for the leases to end.
        if let Some(mut fetching) = self.fetching.take()
            && timeout(LETS_GO, &mut fetching).await.is_err()
        {
            fetching.abort();
        }
        self.tasks.shutdown().await;
    }
}
