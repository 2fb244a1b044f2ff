//! The tree of a message's parts (RFC 2046), within bounds: nothing is taken to be deeper, more or longer than [`Limits`] say,
//! and what was left out is said. Boundaries are looked for from the outside in, so that a part that is never closed ends
//! where the one around it does.

use std::borrow::Cow;

use super::headers::{self, Headers, line_at};
use super::params::Params;
use super::transfer::Transfer;
use super::{Dropped, Limits};

/// A part: a leaf with its bytes, or several parts.
#[derive(Debug)]
pub(crate) enum Node {
    Leaf(Leaf),
    Multi {
        /// `mixed`, `alternative`, `signed` …
        subtype: String,
        children: Vec<Node>,
    },
}

/// A part that holds no others.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) headers: Headers,
    pub(crate) content_type: Params,
    pub(crate) disposition: Params,
    /// Transfer encoding undone.
    pub(crate) bytes: Vec<u8>,
}

/// What is left of the limits while the tree is read.
pub(crate) struct Reader<'a> {
    limits: &'a Limits,
    header_bytes: usize,
    parts: usize,
    content_bytes: usize,
    pub(crate) dropped: Vec<Dropped>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            header_bytes: limits.header_bytes,
            parts: limits.parts,
            content_bytes: limits.content_bytes,
            dropped: Vec::new(),
        }
    }

    /// Reads a header block; answers its fields and where the body begins.
    pub(crate) fn headers(&mut self, raw: &[u8], hint: Option<&str>) -> (Headers, usize) {
        let (headers, body_at, dropped) = headers::read(raw, &mut self.header_bytes, hint);
        if dropped > 0 {
            self.dropped.push(Dropped::Headers { bytes: dropped });
        }
        (headers, body_at)
    }

    /// Reads the part with these headers and this body. `default_type` is what it is without a `Content-Type`.
    pub(crate) fn part(&mut self, headers: Headers, body: &[u8], depth: usize, default_type: &str) -> Node {
        let content_type = content_type(&headers, default_type);
        let transfer = headers.first("content-transfer-encoding").map_or(Transfer::Identity, Transfer::read);
        if let Some(subtype) = content_type.value.strip_prefix("multipart/") {
            // Several parts travel as they are (RFC 2045 §6.4); a few senders encode them all the same.
            let body = match transfer {
                Transfer::Identity => Cow::Borrowed(body),
                _ if boundary(&content_type, body).is_some() => Cow::Borrowed(body),
                transfer => Cow::Owned(transfer.decode(body)),
            };
            if let Some(boundary) = boundary(&content_type, &body) {
                let subtype = subtype.to_owned();
                let hint = content_type.get("charset").map(str::to_owned);
                if let Some(node) = self.children(&subtype, &body, &boundary, depth, hint.as_deref()) {
                    return node;
                }
            }
            let as_text = Params::read("text/plain");
            return self.leaf(headers, as_text, Transfer::Identity, &body);
        }
        self.leaf(headers, content_type, transfer, body)
    }

    fn children(
        &mut self,
        subtype: &str,
        body: &[u8],
        boundary: &[u8],
        depth: usize,
        hint: Option<&str>,
    ) -> Option<Node> {
        if depth >= self.limits.depth {
            self.dropped.push(Dropped::Depth { bytes: body.len() });
            return Some(Node::Multi { subtype: subtype.to_owned(), children: Vec::new() });
        }
        let (pieces, more) = split(body, boundary, self.parts);
        if pieces.is_empty() && more == 0 && !closes_only(body, boundary) {
            return None;
        }
        self.parts -= pieces.len().min(self.parts);
        if more > 0 {
            self.dropped.push(Dropped::Parts { count: more });
        }
        let default_type = if subtype == "digest" { "message/rfc822" } else { "text/plain" };
        let children = pieces
            .into_iter()
            .map(|piece| {
                // A part may begin with its body: an empty line first (RFC 2046 §5.1).
                let (headers, body_at) = match line_at(piece, 0) {
                    Some(([], next)) => (Headers::default(), next),
                    _ => self.headers(piece, hint),
                };
                self.part(headers, piece.get(body_at..).unwrap_or_default(), depth + 1, default_type)
            })
            .collect();
        Some(Node::Multi { subtype: subtype.to_owned(), children })
    }

    fn leaf(&mut self, headers: Headers, content_type: Params, transfer: Transfer, body: &[u8]) -> Node {
        let mut bytes = transfer.decode(body);
        if bytes.len() > self.content_bytes {
            self.dropped.push(Dropped::Content { bytes: bytes.len() - self.content_bytes });
            bytes.truncate(self.content_bytes);
            bytes.shrink_to_fit();
        }
        self.content_bytes -= bytes.len();
        let disposition = headers.first("content-disposition").map(Params::read).unwrap_or_default();
        Node::Leaf(Leaf { headers, content_type, disposition, bytes })
    }
}

/// The first `Content-Type` that names a type; what is no type is plain text (RFC 2045 §5.2), unless it has a file name.
fn content_type(headers: &Headers, default_type: &str) -> Params {
    let mut read = headers.all("content-type").map(Params::read);
    let is_type = |params: &Params| {
        params.value.split_once('/').is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty())
    };
    if let Some(params) = read.find(is_type) {
        return params;
    }
    let named = headers.all("content-type").map(Params::read).find(|params| params.get("name").is_some());
    let mut params = named.or_else(|| headers.first("content-type").map(Params::read)).unwrap_or_default();
    params.value = match params.value.as_str() {
        "html" => "text/html",
        _ if params.get("name").is_some() => "application/octet-stream",
        _ => default_type,
    }
    .to_owned();
    params
}

/// The delimiter without its dashes: as declared, or, when nothing is declared or it delimits nothing, as the body shows it.
fn boundary(content_type: &Params, body: &[u8]) -> Option<Vec<u8>> {
    let declared = content_type.get("boundary").map(str::trim_end).filter(|boundary| !boundary.is_empty());
    if let Some(declared) = declared
        && delimits(body, declared.as_bytes())
    {
        return Some(declared.as_bytes().to_vec());
    }
    let mut at = 0;
    for _ in 0..50 {
        let (line, next) = line_at(body, at)?;
        let followed_by_field = || {
            line_at(body, next)
                .is_some_and(|(l, _)| l.get(..8).is_some_and(|head| head.eq_ignore_ascii_case(b"content-")))
        };
        if let Some(boundary) = line.strip_prefix(b"--").map(<[u8]>::trim_ascii_end)
            && (1..=200).contains(&boundary.len())
            && followed_by_field()
        {
            return Some(boundary.to_vec());
        }
        at = next;
    }
    None
}

/// Whether the line is a delimiter, and whether it is the closing one.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    match line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii() {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

fn delimits(body: &[u8], boundary: &[u8]) -> bool {
    let mut at = 0;
    while let Some((line, next)) = line_at(body, at) {
        if delimiter(line, boundary).is_some() {
            return true;
        }
        at = next;
    }
    false
}

/// Whether the body is nothing but the end of its parts: there are none.
fn closes_only(body: &[u8], boundary: &[u8]) -> bool {
    delimiter(body.trim_ascii(), boundary) == Some(true)
}

/// The parts between delimiter lines, at most `most`, and how many more there are. Without a closing delimiter the last part
/// goes to the end.
fn split<'a>(body: &'a [u8], boundary: &[u8], most: usize) -> (Vec<&'a [u8]>, usize) {
    let mut pieces = Vec::new();
    let mut more = 0;
    let mut start: Option<usize> = None;
    let mut at = 0;
    let mut keep = |piece: &'a [u8]| {
        if pieces.len() < most {
            pieces.push(piece);
        } else {
            more += 1;
        }
    };
    while let Some((line, next)) = line_at(body, at) {
        if let Some(closes) = delimiter(line, boundary) {
            if let Some(from) = start {
                keep(without_last_ending(body.get(from..at).unwrap_or_default()));
            }
            start = (!closes).then_some(next);
        }
        at = next;
    }
    if let Some(rest) = start.and_then(|from| body.get(from..)).filter(|rest| !rest.trim_ascii().is_empty()) {
        keep(rest);
    }
    (pieces, more)
}

/// The line ending before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
fn without_last_ending(piece: &[u8]) -> &[u8] {
    match piece {
        [content @ .., b'\r', b'\n'] | [content @ .., b'\n'] | [content @ .., b'\r'] => content,
        content => content,
    }
}
