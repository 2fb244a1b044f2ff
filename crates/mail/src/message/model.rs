//! What a mail is once it is read.

use jiff::Timestamp;

use super::headers::Headers;
use super::mailbox::Mailbox;

/// A mail, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Every header field, in order.
    pub headers: Headers,
    /// Without brackets; made from the content when the mail has none ([`Message::has_own_id`]).
    pub message_id: String,
    /// Whether the identifier is the sender's.
    pub has_own_id: bool,
    /// What the mail says it answers, without brackets.
    pub in_reply_to: Vec<String>,
    /// The conversation, root first, without brackets.
    pub references: Vec<String>,
    /// Decoded, one line, trimmed: fit to be a title.
    pub subject: String,
    /// Decoded and nothing else: may hold line breaks and blanks at its ends. Only for comparing with other programs.
    pub subject_as_sent: String,
    /// Who wrote. The address is empty when nothing in the mail gives one.
    pub from: Mailbox,
    /// Where `from` was found.
    pub from_source: FromSource,
    /// Everyone that `From` and `Sender` fields name: more than one who differ means nobody is to be trusted.
    pub senders: Vec<Mailbox>,
    /// Where answers are wanted.
    pub reply_to: Vec<Mailbox>,
    /// Recipients.
    pub to: Vec<Mailbox>,
    /// Recipients of a copy.
    pub cc: Vec<Mailbox>,
    /// Who the mail was delivered to, by `Delivered-To`, `X-Original-To`, `Envelope-To`: the reply token shows here even when
    /// `To` names a list.
    pub envelope_recipients: Vec<String>,
    /// The envelope sender, if the mail system wrote it down; empty text for the null sender `<>`.
    pub return_path: Option<String>,
    /// When the sender says it was sent.
    pub date: Option<Timestamp>,
    /// The media type of the whole, without parameters: `multipart/report` …
    pub media_type: String,
    /// The `report-type` of a `multipart/report`.
    pub report_type: Option<String>,
    /// The words, lines ended by `\n`. Made from the HTML when there are no plain ones, or none that say as much.
    pub text: String,
    /// Whether `text` was made from `html`.
    pub text_is_from_html: bool,
    /// The words as the sender's HTML. Hostile until [`crate::html::sanitise`] has seen it.
    pub html: Option<String>,
    /// What comes with the words.
    pub parts: Vec<Part>,
    /// Whether and how the mail is signed or encrypted. Nothing is verified here.
    pub protection: Option<Protection>,
    /// What was too much and was left out.
    pub dropped: Vec<Dropped>,
}

/// Which header named the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromSource {
    /// `From`, as it should be.
    From,
    /// `From` names no address: `Reply-To`.
    ReplyTo,
    /// Neither does: `Sender`.
    Sender,
    /// Nor that: the envelope.
    ReturnPath,
    /// Nothing does.
    Nowhere,
}

/// A file or another part that is not the mail's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// A safe file name, made up if the sender gave none.
    pub name: String,
    /// The media type as the sender says, lower case, without parameters.
    pub declared_type: String,
    /// The media type as the first bytes say, when they do.
    pub recognised_type: Option<&'static str>,
    /// `Content-ID` (or `Content-Location`), without brackets.
    pub content_id: Option<String>,
    /// Where it belongs.
    pub placement: Placement,
    /// What it is to the reader.
    pub kind: PartKind,
    /// Its content, transfer encoding undone.
    pub bytes: Vec<u8>,
    /// Its own header fields.
    pub headers: Headers,
}

/// Where a part belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// A file.
    Attachment,
    /// The HTML shows it (`cid:`).
    Inline,
    /// One more way to say the words (AMP, enriched text): of no use to a reader who sees them.
    Alternative,
}

/// What a part is to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// Any file.
    File,
    /// A picture.
    Image,
    /// Another mail, forwarded or returned; [`super::parse`] reads its bytes.
    Message,
    /// The headers of a returned mail.
    MessageHeaders,
    /// An invitation, its change or an answer to it (RFC 6047); kept, never acted upon.
    Calendar {
        /// `REQUEST`, `CANCEL`, `REPLY` …
        method: Option<String>,
    },
    /// Outlook's own format, `winmail.dat`.
    Tnef,
    /// The fields of a bounce (RFC 3464).
    DeliveryStatus,
    /// The fields of a read receipt (RFC 8098).
    DispositionNotification,
    /// The fields of a complaint (RFC 5965).
    FeedbackReport,
    /// A detached OpenPGP signature.
    PgpSignature,
    /// Encrypted with OpenPGP.
    PgpEncrypted,
    /// Somebody's OpenPGP key.
    PgpKey,
    /// A detached S/MIME signature.
    SmimeSignature,
    /// Signed with S/MIME, the content inside.
    SmimeSigned,
    /// Encrypted with S/MIME.
    SmimeEncrypted,
}

/// How a mail is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// An OpenPGP signature comes with it.
    PgpSigned,
    /// Its words cannot be read without an OpenPGP key.
    PgpEncrypted,
    /// An S/MIME signature comes with it.
    SmimeSigned,
    /// Its words cannot be read without an S/MIME key.
    SmimeEncrypted,
}

/// What was left out of a [`Message`]; the raw mail has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    /// Header fields beyond the limit.
    Headers {
        /// How much.
        bytes: usize,
    },
    /// Parts beyond the limit.
    Parts {
        /// How many.
        count: usize,
    },
    /// Parts within parts beyond the limit.
    Depth {
        /// How much was inside.
        bytes: usize,
    },
    /// Content beyond the limit of all parts together.
    Content {
        /// How much.
        bytes: usize,
    },
    /// Words beyond five million bytes.
    Text {
        /// How much.
        bytes: usize,
    },
}

/// How much of a message is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Multiparts within multiparts.
    pub depth: usize,
    /// Parts of all multiparts together.
    pub parts: usize,
    /// Header fields of all parts together.
    pub header_bytes: usize,
    /// Content of all parts together, after its transfer encoding is undone.
    pub content_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 20, parts: 1000, header_bytes: 1 << 20, content_bytes: 100 << 20 }
    }
}
