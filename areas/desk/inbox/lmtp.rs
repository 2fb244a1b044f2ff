//! The listener for sites whose mail server hands mail over (RFC 2033).

use std::io;

use base::app::App;
use mail::lmtp::{Delivery, Terms, Verdict, serve};
use tokio::{net::TcpListener, sync::watch};

use super::{
    actions::{Arrival, receive},
    model::{Kind, Mailbox},
    store,
};

/// The largest mail that is taken, in bytes (protocols.md §7: 35 MB is common; more is no harm where it is allowed).
const LARGEST: u64 = 64 * 1024 * 1024;

/// Takes mail until `stop` says true or the listener fails.
///
/// # Errors
/// When connections can no longer be accepted.
pub async fn listen(app: App, listener: TcpListener, stop: watch::Receiver<bool>) -> io::Result<()> {
    let host = app.config.public_url.split("://").nth(1).unwrap_or("vigie").to_owned();
    let host = host.split([':', '/']).next().unwrap_or("vigie").to_owned();
    let known = app.clone();
    let knows = move |to: String| {
        let app = known.clone();
        async move { matches!(mailbox_of(&app, &to).await, Ok(Some(_))) }
    };
    let deliver = move |delivery: Delivery| {
        let app = app.clone();
        async move {
            let mut verdicts = Vec::with_capacity(delivery.to.len());
            for to in &delivery.to {
                verdicts.push(one(&app, &delivery, to).await);
            }
            verdicts
        }
    };
    serve(listener, Terms::new(host, LARGEST), stop, knows, deliver).await
}

async fn one(app: &App, delivery: &Delivery, to: &str) -> Verdict {
    let mailbox = match mailbox_of(app, to).await {
        Ok(Some(mailbox)) => mailbox,
        Ok(None) => return Verdict::Refused("no such mailbox here".to_owned()),
        Err(error) => return Verdict::Later(error.to_string()),
    };
    let arrival = Arrival {
        mailbox_id: mailbox.id,
        envelope_from: delivery.from.clone(),
        envelope_to: to.to_owned(),
        raw: delivery.raw.clone(),
    };
    match receive(app, arrival).await {
        Ok(_) => Verdict::Kept,
        Err(error) => {
            tracing::error!(%error, to, "a mail could not be kept; its sender keeps it");
            Verdict::Later("it cannot be kept now".to_owned())
        }
    }
}

/// The mailbox that takes mail for an address: its own, or one with a signed token behind it.
async fn mailbox_of(app: &App, to: &str) -> db::Result<Option<Mailbox>> {
    let to = mail::address::normalise(to);
    let plain = to.rsplit_once('@').map(|(local, domain)| {
        let local = local.split_once('+').map_or(local, |(mailbox, _)| mailbox);
        format!("{local}@{domain}")
    });
    app.db
        .read(move |read| {
            let found = match store::mailbox_by_address(read, &to)? {
                Some(found) => Some(found),
                None => plain
                    .as_deref()
                    .map(|plain| store::mailbox_by_address(read, plain))
                    .transpose()?
                    .flatten(),
            };
            Ok::<_, db::Error>(found.filter(|mailbox| mailbox.enabled && mailbox.kind == Kind::Lmtp))
        })
        .await
}
