//! Mail: what a message is and what it means. Pure: bytes and facts in, values and reasons out; no network, no clock,
//! no database. Nothing here fails on input: a broken message gives a poorer [`message::Message`] that says what it
//! lacks (product.md §3.2).
//!
//! The network stands apart, in [`imap`], [`lmtp`], [`oauth`], [`smtp`] and [`tls`]: it carries bytes and knows nothing of
//! what they mean.

pub mod address;
pub mod bounce;
pub mod compose;
pub mod html;
pub mod imap;
pub mod lmtp;
pub mod message;
pub mod notice;
pub mod oauth;
pub mod origin;
pub mod quote;
pub mod smtp;
mod stop;
pub mod subject;
pub mod thread;
pub mod tls;
pub mod trust;
