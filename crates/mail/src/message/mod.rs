//! What arrives: a raw message, read. [`parse`] answers for any bytes, within bounds, and says what it left out; the raw
//! message stays the truth (product.md §3.2: no mail is ever lost).
//!
//! Dates and rare charsets are mail-parser's. The structure is read here, since that parser bounds neither depth nor parts,
//! and headers are, since senders' mistakes in them decide who wrote and which ticket is meant.

mod body;
mod charset;
mod flowed;
mod headers;
mod ids;
mod mailbox;
mod model;
mod params;
mod parts;
mod structure;
mod transfer;
mod words;

use jiff::Timestamp;

pub use headers::{Header, Headers};
pub use ids::normalise as normalise_id;
pub use mailbox::{Mailbox, parse_list};
pub use model::{Dropped, FromSource, Limits, Message, Part, PartKind, Placement, Protection};
pub use parts::{clean_name, recognise};
pub use words::decode as decode_words;

use structure::{Node, Reader};

/// Reads a message within the limits of protocols.md §7. Answers for any bytes.
pub fn parse(raw: &[u8]) -> Message {
    parse_within(raw, &Limits::default())
}

/// Reads a message within `limits`. Answers for any bytes.
pub fn parse_within(raw: &[u8], limits: &Limits) -> Message {
    let mut reader = Reader::new(limits);
    let (headers, body_at) = reader.headers(raw, None);
    let content = raw.get(body_at..).unwrap_or_default();
    let content_type = headers.first("content-type").map(params::Params::read).unwrap_or_default();
    let root = reader.part(headers.clone(), content, 0, "text/plain");
    let mut dropped = std::mem::take(&mut reader.dropped);
    let media_type = match &root {
        Node::Leaf(leaf) => leaf.content_type.value.clone(),
        Node::Multi { subtype, .. } => format!("multipart/{subtype}"),
    };
    let body::Gathered { text, html, rest } = body::gather(root, &mut dropped);
    let mut parts: Vec<Part> = rest
        .into_iter()
        .enumerate()
        .map(|(n, (leaf, placement, around))| parts::part(leaf, placement, &around, n + 1))
        .collect();
    let html = html.filter(|html| !html.trim().is_empty());
    if let Some(html) = &html {
        place_inline(&mut parts, html);
    }
    let (text, text_is_from_html) = best_text(text, html.as_deref());
    let subject_as_sent = headers.decoded("subject").unwrap_or_default();
    let own_id = headers.first("message-id").and_then(ids::one);
    let senders = Senders::read(&headers);
    let date = headers.all("date").find_map(date);
    Message {
        has_own_id: own_id.is_some(),
        message_id: own_id.unwrap_or_else(|| {
            let field = |name| headers.first(name).unwrap_or_default();
            ids::synthesised(field("from"), field("date"), field("subject"), content)
        }),
        in_reply_to: ids_of(&headers, "in-reply-to"),
        references: ids_of(&headers, "references"),
        subject: one_line(&subject_as_sent),
        subject_as_sent,
        from: senders.from,
        from_source: senders.source,
        senders: senders.all,
        reply_to: mailboxes(&headers, "reply-to"),
        to: mailboxes(&headers, "to"),
        cc: mailboxes(&headers, "cc"),
        envelope_recipients: envelope_recipients(&headers),
        return_path: return_path(&headers),
        date,
        report_type: content_type.get("report-type").map(str::to_ascii_lowercase),
        media_type,
        protection: protection(&parts, &content_type, &text),
        text,
        text_is_from_html,
        html,
        parts,
        dropped,
        headers,
    }
}

/// How much of a header's list of addresses is read: more than a thousand of them.
const LONGEST_LIST: usize = 128 * 1024;

fn mailboxes(headers: &Headers, name: &str) -> Vec<Mailbox> {
    let mut found: Vec<Mailbox> = Vec::new();
    for value in headers.all(name).take(10) {
        let value = value.get(..value.floor_char_boundary(LONGEST_LIST)).unwrap_or(value);
        found.extend(parse_list(value).into_iter().filter(|mailbox| !mailbox.address.is_empty()));
    }
    found.truncate(1000);
    found
}

struct Senders {
    from: Mailbox,
    source: FromSource,
    all: Vec<Mailbox>,
}

impl Senders {
    /// The first address that a `From` gives is the sender; without one, the fields that answers would go to.
    fn read(headers: &Headers) -> Self {
        let mut all: Vec<Mailbox> = Vec::new();
        for mailbox in mailboxes(headers, "from").into_iter().chain(mailboxes(headers, "sender")) {
            if !all.contains(&mailbox) {
                all.push(mailbox);
            }
        }
        let whole = |mailbox: &&Mailbox| mailbox.address.contains('@');
        let from = mailboxes(headers, "from");
        let candidates = [
            (FromSource::From, from.iter().find(whole).or(from.first()).cloned()),
            (FromSource::ReplyTo, mailboxes(headers, "reply-to").iter().find(whole).cloned()),
            (FromSource::Sender, mailboxes(headers, "sender").iter().find(whole).cloned()),
            (FromSource::ReturnPath, mailboxes(headers, "return-path").iter().find(whole).cloned()),
        ];
        for (source, mailbox) in candidates {
            if let Some(from) = mailbox {
                return Self { from, source, all };
            }
        }
        Self { from: Mailbox::default(), source: FromSource::Nowhere, all }
    }
}

fn ids_of(headers: &Headers, name: &str) -> Vec<String> {
    headers.all(name).next().map(ids::list).unwrap_or_default()
}

fn envelope_recipients(headers: &Headers) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"] {
        for mailbox in mailboxes(headers, name) {
            if !found.contains(&mailbox.address) {
                found.push(mailbox.address);
            }
        }
    }
    found
}

fn return_path(headers: &Headers) -> Option<String> {
    let value = headers.first("return-path").or(headers.first("x-envelope-from"))?;
    if value.replace(char::is_whitespace, "") == "<>" {
        return Some(String::new());
    }
    parse_list(value).into_iter().map(|mailbox| mailbox.address).find(|address| !address.is_empty())
}

fn date(value: &str) -> Option<Timestamp> {
    let read = mail_parser::DateTime::parse_rfc822(value.get(..value.floor_char_boundary(200))?)?;
    if !read.is_valid() || read.year < 1971 {
        return None;
    }
    Timestamp::from_second(read.to_timestamp()).ok()
}

/// One line, trimmed, without control characters or writing turned around.
fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|&c| !mailbox::is_invisible(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.trim().to_owned()
}

/// The plain words, unless the HTML says much more (protocols.md §7).
fn best_text(text: Option<String>, html: Option<&str>) -> (String, bool) {
    let plain = text.unwrap_or_default();
    let Some(html) = html else { return (plain, false) };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let said = letters(&plain);
    if said > 200 {
        return (plain, false);
    }
    let from_html = crate::html::text_of(html);
    if letters(&from_html) > 5 * said { (from_html, true) } else { (plain, false) }
}

/// A part that the HTML refers to belongs into it; any other is a file.
fn place_inline(parts: &mut [Part], html: &str) {
    let referred = crate::html::content_ids(html);
    for part in parts.iter_mut().filter(|part| part.placement == Placement::Attachment) {
        if part.content_id.as_ref().is_some_and(|id| referred.contains(id)) {
            part.placement = Placement::Inline;
        }
    }
}

fn protection(parts: &[Part], content_type: &params::Params, text: &str) -> Option<Protection> {
    let has = |kind: PartKind| parts.iter().any(|part| part.kind == kind);
    if has(PartKind::PgpEncrypted) && content_type.value == "multipart/encrypted"
        || text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----")
    {
        Some(Protection::PgpEncrypted)
    } else if has(PartKind::SmimeEncrypted) {
        Some(Protection::SmimeEncrypted)
    } else if has(PartKind::SmimeSigned) || has(PartKind::SmimeSignature) {
        Some(Protection::SmimeSigned)
    } else if has(PartKind::PgpSignature)
        || text.trim_start().starts_with("-----BEGIN PGP SIGNED MESSAGE-----")
    {
        Some(Protection::PgpSigned)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
