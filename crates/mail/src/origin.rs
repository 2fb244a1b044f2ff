//! What kind of mail it is, and why: a person's, or a machine's (RFC 3834; protocols.md §7 « Loop suppression »; peers.md §3.4).
//! Machine mail never reopens a ticket; none of it is answered automatically.

use crate::address;
use crate::message::{Message, PartKind};

/// Who or what wrote a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody.
    Person,
    /// A program that answers for somebody: out of office.
    AutoReply,
    /// A program that tells something: monitoring, an order, another desk.
    Notification,
    /// A list or a mass mailing.
    Bulk,
    /// A mail of ours could not be delivered, or not yet.
    Bounce,
    /// A receipt (RFC 8098) or a complaint (RFC 5965).
    Report,
    /// Our own mail came back.
    OwnLoop,
}

/// One sign that a mail is not a person's, or must not be answered automatically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It carries our loop header with our name.
    OwnLoopHeader,
    /// Its sender is a mailbox of ours.
    OwnAddress(String),
    /// The envelope sender is `<>`.
    NullReturnPath,
    /// `Auto-Submitted` other than `no`, with its value.
    AutoSubmitted(String),
    /// `Precedence`, with its value.
    Precedence(String),
    /// A header that only lists and mass mailings have.
    ListHeader(&'static str),
    /// `X-Auto-Response-Suppress`, with its value.
    ResponseSuppressed(String),
    /// A header of a program that answers by itself.
    AutoReplyHeader(&'static str),
    /// `X-Loop` of somebody, with its value.
    LoopHeader(String),
    /// The sender is a machine's name: `mailer-daemon`, `no-reply` …
    MachineSender(String),
    /// A `multipart/report`, with its type.
    Report(String),
    /// The subject is that of an automatic answer.
    AutoReplySubject,
    /// The subject and the sender are those of a bounce.
    BounceSubject,
    /// A sender is not an address that can be written to.
    Unanswerable,
}

/// What a mail is, with every sign that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Who or what wrote it.
    pub kind: Kind,
    /// Why it is not a person's, or why nothing may answer it; empty for an ordinary mail.
    pub reasons: Vec<Reason>,
}

impl Origin {
    /// Whether a program of ours may answer: not the least sign against it. Budgets are the caller's.
    pub fn may_be_answered(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Whether a machine wrote it.
    pub fn is_machine(&self) -> bool {
        self.kind != Kind::Person
    }
}

/// What is ours.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ours<'a> {
    /// The addresses of our mailboxes.
    pub addresses: &'a [&'a str],
    /// The value of our [`crate::notice::LOOP_HEADER`]: this installation's name.
    pub loop_name: &'a str,
}

/// Tells what kind of mail it is.
pub fn origin(message: &Message, ours: &Ours<'_>) -> Origin {
    let mut reasons = Vec::new();
    own(message, ours, &mut reasons);
    delivery(message, &mut reasons);
    automatic(message, &mut reasons);
    lists(message, &mut reasons);
    sender(message, &mut reasons);
    Origin { kind: kind(message, &reasons), reasons }
}

fn own(message: &Message, ours: &Ours<'_>, reasons: &mut Vec<Reason>) {
    let is_ours =
        |value: &str| !ours.loop_name.is_empty() && value.trim().eq_ignore_ascii_case(ours.loop_name);
    if message.headers.all(crate::notice::LOOP_HEADER).any(is_ours)
        || message.headers.all("x-loop").any(is_ours)
    {
        reasons.push(Reason::OwnLoopHeader);
    }
    // Our signed addresses are ours too.
    let from = address::normalise(&message.from.address);
    let plain = from.rsplit_once('@').map(|(local, domain)| {
        format!("{}@{domain}", local.split_once('+').map_or(local, |(mailbox, _)| mailbox))
    });
    let is_own = |own: &str| !own.is_empty() && (own == from || plain.as_deref() == Some(own));
    let own = ours.addresses.iter().find(|own| is_own(&address::normalise(own)));
    reasons.extend(own.map(|own| Reason::OwnAddress((*own).to_owned())));
}

fn delivery(message: &Message, reasons: &mut Vec<Reason>) {
    if message.return_path.as_deref() == Some("") {
        reasons.push(Reason::NullReturnPath);
    }
    let reports = |part: &crate::message::Part| match part.kind {
        PartKind::DeliveryStatus => Some("delivery-status"),
        PartKind::DispositionNotification => Some("disposition-notification"),
        PartKind::FeedbackReport => Some("feedback-report"),
        _ => None,
    };
    if message.media_type == "multipart/report" {
        let by_part = message.parts.iter().find_map(reports).map(str::to_owned);
        reasons.push(Reason::Report(by_part.or(message.report_type.clone()).unwrap_or_default()));
    }
    if message.headers.has("x-failed-recipients") {
        reasons.push(Reason::Report("delivery-status".to_owned()));
    }
}

fn automatic(message: &Message, reasons: &mut Vec<Reason>) {
    let headers = &message.headers;
    let first_word =
        |value: &str| value.split([';', ' ', '(']).next().unwrap_or_default().trim().to_ascii_lowercase();
    if let Some(value) =
        headers.first("auto-submitted").map(first_word).filter(|value| !value.is_empty() && value != "no")
    {
        reasons.push(Reason::AutoSubmitted(value));
    }
    let suppress = |value: &&str| {
        value.split([',', ' ', ';']).any(|word| {
            ["all", "autoreply", "oof", "dr", "rn", "nrn"].contains(&word.to_ascii_lowercase().as_str())
        })
    };
    if let Some(value) = headers.all("x-auto-response-suppress").find(suppress) {
        reasons.push(Reason::ResponseSuppressed(value.to_owned()));
    }
    for name in [
        "X-Autoreply",
        "X-Autorespond",
        "X-AutoReply-From",
        "X-Autoresponder",
        "X-Auto-Reply",
        "Delivered-By-The-Graces-Of-The-Auto-Responder",
    ] {
        let says_no = headers
            .first(name)
            .is_some_and(|value| matches!(value.trim().to_ascii_lowercase().as_str(), "no" | "false"));
        if headers.has(name) && !says_no {
            reasons.push(Reason::AutoReplyHeader(name));
        }
    }
    reasons.extend(headers.first("x-loop").map(|value| Reason::LoopHeader(value.to_owned())));
    if is_auto_reply_subject(&message.subject) {
        reasons.push(Reason::AutoReplySubject);
    }
}

fn lists(message: &Message, reasons: &mut Vec<Reason>) {
    let headers = &message.headers;
    if let Some(value) = headers.first("precedence").map(|value| value.trim().to_ascii_lowercase())
        && ["bulk", "junk", "list", "auto_reply", "auto-reply"].contains(&value.as_str())
    {
        reasons.push(Reason::Precedence(value));
    }
    for name in ["List-Id", "List-Unsubscribe", "List-Post", "X-Mailing-List", "Mailing-List", "Feedback-ID"]
    {
        if headers.has(name) {
            reasons.push(Reason::ListHeader(name));
        }
    }
}

fn sender(message: &Message, reasons: &mut Vec<Reason>) {
    if is_machine(&message.from.address) {
        reasons.push(Reason::MachineSender(message.from.address.clone()));
    }
    if message.from.address.is_empty() || !address::is_plausible(&message.from.address) {
        reasons.push(Reason::Unanswerable);
    }
    let by_machine =
        reasons.iter().any(|reason| matches!(reason, Reason::NullReturnPath | Reason::MachineSender(_)));
    if by_machine && is_bounce_subject(&message.subject) {
        reasons.push(Reason::BounceSubject);
    }
}

/// Whether a local part is one that programs write as.
fn is_machine(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let plain: String = local.chars().filter(|c| !matches!(c, '-' | '_' | '.')).collect();
    ["mailerdaemon", "postmaster", "noreply", "donotreply", "nepasrepondre", "bounce", "mailerror"]
        .iter()
        .any(|name| {
            plain == *name || plain.starts_with(&format!("{name}+")) || plain.starts_with(&format!("{name}="))
        })
        || plain.starts_with("bounce")
        || plain.starts_with("noreply")
        || plain.starts_with("mailerdaemon")
        || (plain.ends_with("noreply") && plain.len() > "noreply".len())
}

/// The subjects of out-of-office programs, French, English and a few more.
fn is_auto_reply_subject(subject: &str) -> bool {
    const BEGINNINGS: [&str; 18] = [
        "automatic reply",
        "auto reply",
        "auto-reply",
        "autoreply",
        "auto:",
        "out of office",
        "out-of-office",
        "réponse automatique",
        "reponse automatique",
        "absence du bureau",
        "absent du bureau",
        "message d'absence",
        "message d’absence",
        "automatische antwort",
        "abwesenheitsnotiz",
        "respuesta automática",
        "automatisch antwoord",
        "risposta automatica",
    ];
    let subject = crate::subject::base(subject).to_lowercase();
    BEGINNINGS.iter().any(|beginning| subject.starts_with(beginning))
}

/// The subjects of mail systems that could not deliver.
fn is_bounce_subject(subject: &str) -> bool {
    const PARTS: [&str; 18] = [
        "undeliver",
        "delivery status notification",
        "delivery failure",
        "delivery has failed",
        "mail delivery failed",
        "failure notice",
        "returned mail",
        "returned to sender",
        "mail system error",
        "delivery delayed",
        "warning: could not send",
        "non remis",
        "non distribu",
        "échec de la remise",
        "échec de remise",
        "retour à l'expéditeur",
        "unzustellbar",
        "delivery incomplete",
    ];
    let subject = subject.to_lowercase();
    PARTS.iter().any(|part| subject.contains(part))
}

/// The strongest sign decides.
fn kind(message: &Message, reasons: &[Reason]) -> Kind {
    let any = |is: fn(&Reason) -> bool| reasons.iter().any(is);
    let report = reasons.iter().find_map(|reason| match reason {
        Reason::Report(kind) => Some(kind.as_str()),
        _ => None,
    });
    if any(|r| matches!(r, Reason::OwnLoopHeader)) && report.is_none() {
        return Kind::OwnLoop;
    }
    match report {
        Some("disposition-notification" | "feedback-report") => return Kind::Report,
        Some(_) => return Kind::Bounce,
        None => {}
    }
    if any(|r| matches!(r, Reason::BounceSubject)) && !any(|r| matches!(r, Reason::AutoReplySubject)) {
        return Kind::Bounce;
    }
    let replied = |r: &Reason| matches!(r, Reason::AutoSubmitted(value) if value.starts_with("auto-replied"));
    if any(|r| matches!(r, Reason::AutoReplyHeader(_) | Reason::AutoReplySubject))
        || reasons.iter().any(replied)
        || any(|r| matches!(r, Reason::Precedence(value) if value.starts_with("auto")))
    {
        return Kind::AutoReply;
    }
    if any(|r| matches!(r, Reason::OwnAddress(_))) {
        return Kind::OwnLoop;
    }
    if any(|r| matches!(r, Reason::ListHeader(_) | Reason::Precedence(_))) {
        return Kind::Bulk;
    }
    let suppressed = |r: &Reason| {
        // Receipts only are unwanted: people's programs say that too.
        matches!(r, Reason::ResponseSuppressed(value)
            if value.split([',', ' ', ';']).any(|w| ["all", "autoreply", "oof"].contains(&w.to_ascii_lowercase().as_str())))
    };
    let null_answer = any(|r| matches!(r, Reason::NullReturnPath));
    if any(|r| matches!(r, Reason::AutoSubmitted(_) | Reason::MachineSender(_)))
        || reasons.iter().any(suppressed)
    {
        return Kind::Notification;
    }
    match (null_answer, message.in_reply_to.is_empty()) {
        (true, false) => Kind::AutoReply,
        (true, true) => Kind::Notification,
        _ => Kind::Person,
    }
}
