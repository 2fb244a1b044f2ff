//! Bounces: who did not get which mail of ours, and whether that will last. RFC 3464 delivery status where there is one; else
//! what qmail, Exim, Exchange and their likes write, as far as the returned mail can be recognised.

use crate::address;
use crate::message::{Headers, Limits};
use crate::message::{Message, Part, PartKind, normalise_id, parse_within};

/// A bounce, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// What happened to each recipient that is named.
    pub recipients: Vec<Recipient>,
    /// The `Message-ID` of the mail that came back, without brackets. The signed address that the bounce was sent to
    /// ([`crate::address::Token::Delivery`]) is surer; ask it first.
    pub original_id: Option<String>,
    /// Its conversation, without brackets: a relay may have given it another identifier.
    pub original_references: Vec<String>,
    /// Its subject.
    pub original_subject: Option<String>,
    /// Who reports (`Reporting-MTA`), without its type.
    pub reporter: Option<String>,
}

/// One recipient that a mail did not, or not yet, reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The address that was written to (`Original-Recipient`), or else the one that refused.
    pub address: String,
    /// What the mail system did.
    pub action: Action,
    /// `5.1.1`: class, subject and detail of RFC 3463.
    pub status: Option<(u16, u16, u16)>,
    /// What the refusing system said, one line.
    pub diagnostic: Option<String>,
    /// The system that refused.
    pub remote: Option<String>,
}

/// The actions of RFC 3464 §2.3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It will not arrive.
    Failed,
    /// It is still being tried.
    Delayed,
    /// It arrived.
    Delivered,
    /// It was passed on to a system that reports no more.
    Relayed,
    /// It was passed on to several.
    Expanded,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It arrived, or was passed on.
    None,
    /// Temporary: still tried, or a full mailbox. A note, nothing more.
    Soft,
    /// The address does not take mail.
    Hard,
}

impl Recipient {
    /// How bad it is for this recipient.
    pub fn severity(&self) -> Severity {
        match (self.action, self.status) {
            (Action::Delivered | Action::Relayed | Action::Expanded, _) => Severity::None,
            (Action::Delayed, _) | (_, Some((4, _, _))) => Severity::Soft,
            // A full or disabled mailbox, a too large mail, a refused content: not the address's fault for ever.
            (_, Some((5, 2, _) | (5, 3, _) | (5, 6, _) | (5, 7, _))) => Severity::Soft,
            (Action::Failed, _) => Severity::Hard,
        }
    }
}

impl Bounce {
    /// How bad it is for the worst recipient; hard if none is named, since somebody gave up.
    pub fn severity(&self) -> Severity {
        self.recipients.iter().map(Recipient::severity).max().unwrap_or(Severity::Hard)
    }
}

impl Bounce {
    /// Whether somebody gave up, for ever or not: the mail did not arrive.
    pub fn has_failed(&self) -> bool {
        self.recipients.is_empty()
            || self.recipients.iter().any(|recipient| recipient.action == Action::Failed)
    }

    /// Whether it says that the mail arrived, and nothing else.
    pub fn has_arrived(&self) -> bool {
        !self.recipients.is_empty()
            && self.recipients.iter().all(|recipient| recipient.action == Action::Delivered)
    }
}

/// Whether a reply to a mail says that its address takes none (RFC 3463 §3.2, `5.1.x`), rather than that this mail is not wanted.
pub fn refuses_address(reply: &str) -> bool {
    matches!(status_in(reply), Some((5, 1, _)))
}

/// Reads a bounce; none if the mail reports no delivery. Ask [`crate::origin`] first: this takes a mail that looks like a bounce
/// of old for one.
pub fn bounce(message: &Message) -> Option<Bounce> {
    let status = message.parts.iter().find(|part| part.kind == PartKind::DeliveryStatus);
    let mut bounce = match status {
        Some(part) => delivery_status(&part.bytes),
        None => from_words(message)?,
    };
    if let Some(returned) = message.parts.iter().find(|part| is_returned(part)) {
        bounce.take_original(&returned_headers(returned));
    }
    if bounce.original_id.is_none() {
        bounce.take_original(&headers_in_words(&message.text));
    }
    if bounce.original_id.is_none() {
        // Exchange and a few others answer the mail instead of returning it.
        bounce.original_id = message.in_reply_to.first().or(message.references.last()).cloned();
    }
    Some(bounce)
}

fn is_returned(part: &Part) -> bool {
    matches!(part.kind, PartKind::Message | PartKind::MessageHeaders)
        || part.name.to_ascii_lowercase().ends_with(".eml")
}

/// The header fields of the returned mail; its body is of no use here.
fn returned_headers(part: &Part) -> Headers {
    let head = part.bytes.get(..256 * 1024).unwrap_or(&part.bytes);
    parse_within(head, &Limits { parts: 0, ..Limits::default() }).headers
}

impl Bounce {
    fn take_original(&mut self, headers: &Headers) {
        let id = headers.first("message-id").map(normalise_id).filter(|id| !id.is_empty());
        self.original_id = self.original_id.take().or(id);
        if self.original_references.is_empty()
            && let Some(references) = headers.first("references")
        {
            self.original_references = references
                .split_whitespace()
                .map(normalise_id)
                .filter(|id| !id.is_empty())
                .take(200)
                .collect();
        }
        self.original_subject = self.original_subject.take().or_else(|| headers.decoded("subject"));
    }
}

/// The blocks of a `message/delivery-status`: the first is about the message, each other about a recipient.
fn delivery_status(bytes: &[u8]) -> Bounce {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    let mut bounce = Bounce::default();
    // Some systems begin with blank lines, some put all into one block.
    for block in text.split("\n\n").map(str::trim_start).filter(|block| !block.is_empty()).take(1000) {
        let fields = fields(block);
        let get = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        bounce.reporter =
            bounce.reporter.take().or_else(|| get("reporting-mta").map(|mta| typed(mta).to_owned()));
        if bounce.original_id.is_none() {
            let id = get("original-message-id").or(get("x-original-message-id")).map(normalise_id);
            bounce.original_id = id.filter(|id| !id.is_empty());
        }
        let recipient =
            get("original-recipient").filter(|value| typed(value).contains('@')).or(get("final-recipient"));
        let Some(recipient) = recipient else { continue };
        let status = get("status").and_then(status_in);
        let diagnostic = get("diagnostic-code").map(|code| typed(code).to_owned());
        let action = match get("action").map(|action| action.trim().to_ascii_lowercase()).as_deref() {
            Some(action) if action.starts_with("delayed") => Action::Delayed,
            Some(action) if action.starts_with("delivered") => Action::Delivered,
            Some(action) if action.starts_with("relayed") => Action::Relayed,
            Some(action) if action.starts_with("expanded") => Action::Expanded,
            _ => Action::Failed,
        };
        bounce.recipients.push(Recipient {
            address: address::normalise(typed(recipient).trim_matches(['<', '>', ' '])),
            action,
            // `5.0.0` says nothing; the diagnostic may say more.
            status: match status {
                Some((class, 0, 0)) => diagnostic.as_deref().and_then(status_in).or(Some((class, 0, 0))),
                status => status.or_else(|| diagnostic.as_deref().and_then(status_in)),
            },
            diagnostic,
            remote: get("remote-mta").map(|mta| typed(mta).to_owned()),
        });
    }
    bounce
}

/// `Name: value` lines, folded ones joined; names in lower case.
fn fields(block: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in block.split('\n') {
        match (line.split_once(':'), fields.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some((name, value)), _) => {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            }
            _ => {}
        }
    }
    fields
}

/// What follows the type in `rfc822; a@b`, `dns; mx.org`, `smtp; 550 …`.
fn typed(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// The first `x.y.z` of RFC 3463 in a text, or else the class that an SMTP reply (`550`) begins with.
fn status_in(text: &str) -> Option<(u16, u16, u16)> {
    let words = text.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '#' | ',' | ';' | ':' | '-' | '<' | '>' | '[' | ']')
    });
    let mut reply = None;
    for word in words.take(500) {
        let parts: Vec<&str> = word.trim_end_matches('.').split('.').collect();
        if let [class @ ("2" | "4" | "5"), subject, detail] = *parts
            && let (Ok(class), Ok(subject), Ok(detail)) = (class.parse(), subject.parse(), detail.parse())
            && subject < 10
            && detail < 1000
        {
            return Some((class, subject, detail));
        }
        if reply.is_none() && word.len() == 3 && matches!(word.bytes().next(), Some(b'4' | b'5')) {
            reply = word.parse().ok().and_then(|code: u16| (code < 560).then_some((code / 100, 0, 0)));
        }
    }
    reply
}

/// The words by which mail systems without RFC 3464 say that a mail did not arrive; lower case.
const FAILURES: [&str; 22] = [
    "this is the qmail-send program",
    "this message was created automatically by mail delivery software",
    "could not be delivered to one or more recipients",
    "could not be delivered",
    "could not deliver",
    "delivery has failed to these recipients",
    "did not reach some or all of the intended recipients",
    "delivery to the following recipient",
    "undeliverable",
    "undelivered mail returned to sender",
    "user unknown",
    "no such user",
    "mailbox unavailable",
    "recipient rejected",
    "address not found",
    "the following addresses had permanent",
    "n'a pas pu être remis",
    "n’a pas pu être remis",
    "n'a pas pu être distribué",
    "échec de la remise",
    "votre message n'est pas parvenu",
    "konnte nicht zugestellt werden",
];

const DELAYS: [&str; 7] = [
    "delivery is delayed",
    "has not yet been delivered",
    "will be retried",
    "still being retried",
    "no action is required on your part",
    "message delayed",
    "remise est retardée",
];

/// A bounce without delivery status, if the words say that it is one.
fn from_words(message: &Message) -> Option<Bounce> {
    let text = format!("{}\n{}", message.subject, message.text).to_lowercase();
    let delayed = DELAYS.iter().any(|words| text.contains(words));
    let declared = message.headers.has("x-failed-recipients")
        || message.media_type == "multipart/report"
            && message.report_type.as_deref() == Some("delivery-status");
    if !declared && !delayed && !FAILURES.iter().any(|words| text.contains(words)) {
        return None;
    }
    let words = before_returned(&message.text);
    let failed = message.headers.first("x-failed-recipients").map(str::to_owned);
    let named: Vec<String> = match failed {
        Some(list) => list.split(',').map(address::normalise).collect(),
        None => addresses_in(words, &message.from.address),
    };
    let status = status_in(words);
    let action = if delayed { Action::Delayed } else { Action::Failed };
    let recipients = named.into_iter().map(|address| Recipient {
        diagnostic: line_about(words, &address),
        address,
        action,
        status,
        remote: None,
    });
    Some(Bounce { recipients: recipients.collect(), ..Bounce::default() })
}

/// The part of the words that is before the returned mail.
fn before_returned(text: &str) -> &str {
    const MARKS: [&str; 8] = [
        "--- Below this line is a copy of the message",
        "------ This is a copy of the message",
        "--- The header of the original message",
        "----- Original message",
        "-----Original Message",
        "Original message headers",
        "--- Message initial",
        "Return-Path:",
    ];
    let end = MARKS.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// The addresses in a text, each once, without the reporter's own; at most twenty.
fn addresses_in(text: &str, reporter: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let delimiter = |c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '\'' | '[' | ']' | ':')
    };
    for word in text.split(delimiter).filter(|word| word.contains('@')) {
        let word = word.trim_matches(['.', '!', '?']);
        let domain_ok = address::domain(word).contains('.');
        if address::is_plausible(word) && domain_ok && !address::same(word, reporter) {
            let normal = address::normalise(word);
            if !found.contains(&normal) && found.len() < 20 {
                found.push(normal);
            }
        }
    }
    found
}

/// The line or two that say why, after the address was named.
fn line_about(text: &str, address: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let at = lower.find(address)?;
    let rest = lower.get(at + address.len()..)?.trim_start_matches(['>', ':', ' ', '\r', '\n', '"']);
    let line = rest.lines().take(2).map(str::trim).collect::<Vec<_>>().join(" ");
    let line: String = line.trim().chars().take(500).collect();
    (!line.is_empty()).then_some(line)
}

/// The header block of a mail that was returned inside the words.
fn headers_in_words(text: &str) -> Headers {
    let mut last = Headers::default();
    let mut attempts = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begins = ["return-path:", "received:", "message-id:", "from:", "date:", "x-"]
            .iter()
            .any(|name| line.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)));
        if begins {
            attempts += 1;
            let rest = text.get(at..).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(64 * 1024)).unwrap_or(rest);
            last = parse_within(rest.as_bytes(), &Limits { parts: 0, ..Limits::default() }).headers;
            if last.has("message-id") {
                return last;
            }
        }
        at += line.len();
        if at > 256 * 1024 || attempts >= 50 {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests;
