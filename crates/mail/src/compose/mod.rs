//! The bytes of a mail of ours, from what it says. Pure: the same parts at the same instant give the same bytes, so an attempt
//! that is repeated repeats the same mail.

mod words;

use std::time::SystemTime;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MessageBuilder, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use sha2::{Digest, Sha256};

use crate::notice::{Notice, headers};

/// A name and an address, as in `Alice Martin <alice@example.org>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party<'a> {
    /// The name; empty for none.
    pub name: &'a str,
    /// The address.
    pub address: &'a str,
}

/// A file that goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enclosure<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its media type; what cannot be read as one becomes `application/octet-stream`.
    pub kind: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Under which identifier the HTML shows it (`cid:`), without brackets; nothing for an attachment.
    pub content_id: Option<&'a str>,
}

/// What a mail says.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The help desk.
    pub from: Party<'a>,
    /// Who reads it; one at least.
    pub to: &'a [Party<'a>],
    /// Who reads it too.
    pub cc: &'a [Party<'a>],
    /// Its subject, as people read it.
    pub subject: &'a str,
    /// Its identifiers and what it says of itself to programs.
    pub notice: Notice<'a>,
    /// The whole as plain text.
    pub text: &'a str,
    /// The same as HTML.
    pub html: Option<&'a str>,
    /// Images of the HTML, and attachments.
    pub enclosed: &'a [Enclosure<'a>],
}

/// Why a mail cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// Not an address that ordinary mail can reach; characters outside ASCII are taken in its domain only.
    #[error("{0:?} is no address that a mail can be written to")]
    Address(String),
    /// Nobody to write to.
    #[error("the mail has no recipient")]
    Nobody,
    /// What the MIME library refuses.
    #[error("the mail cannot be built: {0}")]
    Build(String),
}

/// The mail as it is handed to the relay: 7-bit, lines ended with CRLF. Line breaks and other control characters in names,
/// subjects, identifiers and file names become spaces: no field can begin another.
///
/// # Errors
/// [`ComposeError`].
pub fn compose(parts: &Parts<'_>, now: Timestamp) -> Result<Vec<u8>, ComposeError> {
    if parts.to.is_empty() {
        return Err(ComposeError::Nobody);
    }
    let mut message = Message::builder().date(SystemTime::from(now)).from(mailbox(parts.from)?);
    for party in parts.to {
        message = message.to(mailbox(*party)?);
    }
    for party in parts.cc {
        message = message.cc(mailbox(*party)?);
    }
    message = field(message, "Subject", parts.subject)?;
    for (name, value) in headers(&parts.notice) {
        message = field(message, name, &value)?;
    }
    let built = match body(parts) {
        Body::Single(part) => message.singlepart(part),
        Body::Multi(part) => message.multipart(part),
    };
    Ok(built.map_err(|error| ComposeError::Build(error.to_string()))?.formatted())
}

enum Body {
    Single(SinglePart),
    Multi(MultiPart),
}

/// Text and HTML as alternatives, the images beside the HTML that shows them, attachments around all of it: the nesting that
/// every mail program knows.
fn body(parts: &Parts<'_>) -> Body {
    let digest = digest(parts);
    let boundary = |level: &str| format!("{digest}-{level}");
    let (shown, attached): (Vec<_>, Vec<_>) =
        parts.enclosed.iter().partition(|file| file.content_id.is_some() && parts.html.is_some());
    let text = SinglePart::plain(parts.text.to_owned());
    let mut body = match parts.html {
        None => Body::Single(text),
        Some(html) => {
            let alternative = MultiPart::alternative().boundary(boundary("a")).singlepart(text);
            let html = SinglePart::html(html.to_owned());
            Body::Multi(if shown.is_empty() {
                alternative.singlepart(html)
            } else {
                let related = MultiPart::related().boundary(boundary("r")).singlepart(html);
                alternative.multipart(shown.into_iter().map(enclosed).fold(related, MultiPart::singlepart))
            })
        }
    };
    if !attached.is_empty() {
        let mixed = MultiPart::mixed().boundary(boundary("m"));
        let mixed = match body {
            Body::Single(part) => mixed.singlepart(part),
            Body::Multi(part) => mixed.multipart(part),
        };
        body = Body::Multi(attached.into_iter().map(enclosed).fold(mixed, MultiPart::singlepart));
    }
    body
}

fn enclosed(file: &Enclosure<'_>) -> SinglePart {
    let kind = ContentType::parse(&words::flat(file.kind))
        .or_else(|_| ContentType::parse("application/octet-stream"))
        .unwrap_or(ContentType::TEXT_PLAIN);
    let name = words::flat(file.name);
    let part = match file.content_id {
        Some(id) => Attachment::new_inline_with_name(words::identifier(id), name),
        None => Attachment::new(name),
    };
    part.body(file.bytes.to_vec(), kind)
}

/// A separator that nobody can have written into the mail beforehand: it depends on all of it.
fn digest(parts: &Parts<'_>) -> String {
    let mut hash = Sha256::new();
    for piece in [parts.notice.message_id, parts.subject, parts.text, parts.html.unwrap_or_default()] {
        hash.update(piece.as_bytes());
        hash.update([0]);
    }
    for file in parts.enclosed {
        hash.update(file.bytes);
    }
    let all = HEXLOWER.encode(&hash.finalize());
    all.get(..32).unwrap_or(&all).to_owned()
}

fn field(message: MessageBuilder, name: &str, value: &str) -> Result<MessageBuilder, ComposeError> {
    let value = words::flat(value);
    let build = |error: &dyn std::fmt::Display| ComposeError::Build(error.to_string());
    let header = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| build(&error))?;
    Ok(message.raw_header(if words::needs_encoding(&value) {
        let encoded = words::encoded(&value, name.len() + 2);
        HeaderValue::dangerous_new_pre_encoded(header, value, encoded)
    } else {
        HeaderValue::new(header, value)
    }))
}

fn mailbox(party: Party<'_>) -> Result<Mailbox, ComposeError> {
    let refused = || ComposeError::Address(party.address.to_owned());
    let address = writable(party.address).filter(|address| AsRef::<str>::as_ref(address).is_ascii());
    let name = words::flat(party.name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address.ok_or_else(refused)?))
}

/// An address, its domain in the form that every relay knows (RFC 5891); nothing for what could break out of its field.
pub(crate) fn writable(text: &str) -> Option<Address> {
    let odd = |c: char| c.is_control() || matches!(c, '<' | '>');
    if text.len() > 254 || text.contains(odd) {
        return None;
    }
    let (local, domain) = text.rsplit_once('@')?;
    Address::new(local, idna::domain_to_ascii(domain).ok()?).ok()
}

#[cfg(test)]
mod tests;
