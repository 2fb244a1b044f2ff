//! The listener for sites whose mail server hands mail over (RFC 2033).

use std::io;

use base::app::App;
use mail::lmtp::{Delivery, Terms, Verdict, serve};
use tokio::{net::TcpListener, sync::watch};
use web::AppError;

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
    let taken = move |delivery: Delivery| {
        let app = app.clone();
        async move { deliver(&app, &delivery).await }
    };
    serve(listener, Terms::new(host, LARGEST), stop, knows, taken).await
}

/// One verdict for each recipient. A mail that names a mailbox by several addresses is kept there once, under the one that
/// says most: a signed address behind the mailbox's own.
async fn deliver(app: &App, delivery: &Delivery) -> Vec<Verdict> {
    let mut mailboxes = Vec::with_capacity(delivery.to.len());
    for to in &delivery.to {
        mailboxes.push(mailbox_of(app, to).await);
    }
    let mut kept: Vec<(i64, Verdict)> = Vec::new();
    let mut verdicts = Vec::with_capacity(delivery.to.len());
    for mailbox in &mailboxes {
        let mailbox = match mailbox {
            Ok(Some(mailbox)) => mailbox,
            Ok(None) => {
                verdicts.push(Verdict::Refused("no such mailbox here".to_owned()));
                continue;
            }
            Err(error) => {
                verdicts.push(Verdict::Later(error.to_string()));
                continue;
            }
        };
        if let Some((_, verdict)) = kept.iter().find(|(id, _)| *id == mailbox.id) {
            verdicts.push(verdict.clone());
            continue;
        }
        let also = |other: &db::Result<Option<Mailbox>>| {
            other.as_ref().is_ok_and(|other| other.as_ref().is_some_and(|other| other.id == mailbox.id))
        };
        let mut addresses = delivery.to.iter().zip(&mailboxes).filter(|(_, other)| also(other));
        let signed = addresses.clone().find(|(to, _)| !mail::address::same(to, &mailbox.address));
        let to = signed.or_else(|| addresses.next()).map(|(to, _)| to.as_str()).unwrap_or_default();
        let verdict = one(app, delivery, mailbox, to).await;
        kept.push((mailbox.id, verdict.clone()));
        verdicts.push(verdict);
    }
    verdicts
}

async fn one(app: &App, delivery: &Delivery, mailbox: &Mailbox, to: &str) -> Verdict {
    // Who delivers writes down the envelope's sender, above whatever the mail says of it (RFC 5321 §4.4): that it is empty
    // is the surest sign of a bounce.
    let mut raw = format!("Return-Path: <{}>\r\n", delivery.from).into_bytes();
    raw.extend_from_slice(&delivery.raw);
    let arrival = Arrival {
        mailbox_id: mailbox.id,
        envelope_from: delivery.from.clone(),
        envelope_to: to.to_owned(),
        raw,
    };
    match receive(app, arrival).await {
        Ok(_) => Verdict::Kept,
        Err(AppError::Malformed(_)) => Verdict::Refused("it cannot be read".to_owned()),
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
