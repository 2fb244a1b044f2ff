//! A mail's HTML made harmless, to be shown in its own document under `CSP: sandbox` (architecture.md §6): an allow-list of
//! elements, attributes and styles; no script, form, frame or address but the web's and mail's; nothing that is laid over
//! the page; nothing fetched from elsewhere unless asked. And HTML as text, and text as HTML.

mod clean;
pub(crate) mod scan;
mod style;
mod text;

use std::collections::HashSet;

use scan::{Piece, attributes, escape, pieces, unescape};

pub use text::text_of;

/// A page that can be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeHtml {
    /// Balanced HTML without `<html>` or `<body>`. Each blocked picture has its address in `data-src` and no `src`.
    pub html: String,
    /// Pictures elsewhere, which would tell the sender that somebody reads: blocked, or fetched when that was asked.
    pub remote_images: usize,
    /// Pictures that the mail shows but does not bring, or too large ones written into the page.
    pub missing_images: usize,
}

/// How much one picture written into the page (`data:`) may weigh, encoded.
const LARGEST_DATA_IMAGE: usize = 256 * 1024;

/// Makes `html` harmless. `inline` gives the address of the part with this Content-ID, if there is one; `remote_images` lets
/// pictures elsewhere be fetched.
pub fn sanitise(html: &str, remote_images: bool, inline: impl Fn(&str) -> Option<String>) -> SafeHtml {
    let clean = clean::clean(html);
    let mut safe = SafeHtml { html: String::with_capacity(clean.len()), ..SafeHtml::default() };
    for (_, piece) in pieces(&clean) {
        match piece {
            Piece::Open { name: "img", attributes } => safe.image(attributes, remote_images, &inline),
            Piece::Open { name, attributes } => {
                safe.html.push('<');
                safe.html.push_str(name);
                if !attributes.is_empty() {
                    safe.html.push(' ');
                    safe.html.push_str(attributes);
                }
                safe.html.push('>');
            }
            Piece::Close { name } => {
                safe.html.push_str("</");
                safe.html.push_str(name);
                safe.html.push('>');
            }
            Piece::Text(text) => safe.html.push_str(text),
        }
    }
    safe
}

impl SafeHtml {
    fn image(&mut self, attributes_text: &str, remote: bool, inline: &impl Fn(&str) -> Option<String>) {
        self.html.push_str("<img");
        for (name, value) in attributes(attributes_text) {
            if name != "src" {
                self.html.push_str(&format!(" {name}=\"{value}\""));
                continue;
            }
            let address = unescape(value);
            let lower = address.get(..5).unwrap_or(&address).to_ascii_lowercase();
            if lower.starts_with("cid:") {
                let id = content_id(address.get(4..).unwrap_or_default());
                match inline(&id) {
                    Some(own) => self.html.push_str(&format!(" src=\"{}\"", escape(&own))),
                    None => self.missing_images += 1,
                }
            } else if lower.starts_with("data:") {
                if address.len() <= LARGEST_DATA_IMAGE {
                    self.html.push_str(&format!(" src=\"{}\"", escape(&address)));
                } else {
                    self.missing_images += 1;
                }
            } else {
                self.remote_images += 1;
                let attribute = if remote { "src" } else { "data-src" };
                self.html.push_str(&format!(" {attribute}=\"{}\"", escape(&address)));
                self.html.push_str(" referrerpolicy=\"no-referrer\"");
            }
        }
        self.html.push('>');
    }
}

/// A Content-ID as a `cid:` address writes it (RFC 2392: percent-encoded).
fn content_id(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'%'
            && let [high, low, tail @ ..] = after
            && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            bytes.extend(u8::try_from(high << 4 | low));
            rest = tail;
        } else {
            bytes.push(*first);
        }
    }
    crate::message::normalise_id(&String::from_utf8_lossy(&bytes))
}

/// The Content-IDs that a page, not yet sanitised, refers to.
pub(crate) fn content_ids(html: &str) -> HashSet<String> {
    let lower = html.to_ascii_lowercase();
    lower
        .match_indices("cid:")
        .filter_map(|(at, _)| {
            let rest = html.get(at + 4..)?;
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | '<' | ')'))
                .unwrap_or(rest.len());
            Some(content_id(&unescape(rest.get(..end)?)))
        })
        .collect()
}

/// Plain text as HTML that looks the same.
pub fn of_text(text: &str) -> String {
    format!("<div style=\"white-space:pre-wrap\">{}</div>", escape(text))
}

#[cfg(test)]
mod tests;
