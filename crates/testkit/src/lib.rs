//! What tests share: databases of both engines and, with the feature `app`, a whole Vigie to talk to.
//!
//! Crates below the binary take this crate without the feature: their tests then build nothing above them.
#![cfg_attr(
    feature = "app",
    expect(clippy::expect_used, clippy::panic, reason = "test support fails by panicking")
)]

#[cfg(feature = "app")]
mod app;
#[cfg(feature = "mail")]
mod certificate;
#[cfg(feature = "app")]
mod client;
mod database;
#[cfg(feature = "mail")]
mod dovecot;
#[cfg(feature = "mail")]
mod jwt;
#[cfg(feature = "mail")]
mod mail_corpus;
#[cfg(feature = "mail")]
mod mail_lmtp;
#[cfg(feature = "mail")]
pub mod mail_robots;
#[cfg(feature = "app")]
mod server;
#[cfg(feature = "mail")]
mod smtp_sink;

#[cfg(feature = "app")]
pub use app::{Desk, PASSWORD, PATIENCE, TestApp, address, on_each, start};
#[cfg(feature = "mail")]
pub use certificate::Certificate;
#[cfg(feature = "app")]
pub use client::{Answer, Client, encoded};
pub use database::{TestDb, on_both};
#[cfg(feature = "mail")]
pub use dovecot::{Dovecot, MAILBOX_PASSWORD};
#[cfg(feature = "mail")]
pub use mail_corpus::{Corpus, CorpusMail};
#[cfg(feature = "mail")]
pub use mail_lmtp::LmtpClient;
#[cfg(feature = "app")]
pub use server::{Server, binary, vigie};
#[cfg(feature = "mail")]
pub use smtp_sink::{Mood, Offer, Received, SmtpSink, Stage};
