//! One mail: what became of it and why, its words, what came with it, and itself as it came.

use base::{
    ctx::Ctx,
    people::policy::{Act, may},
};
use mail::{
    html::SafeHtml,
    message::{Dropped, Mailbox as Party, Message, Part, PartKind, Placement, Protection},
    quote::{self, Kind},
    trust::{Alignment, Check, Verdict, trust},
};
use maud::{Markup, html};
use web::{
    components::{Button, Crumb, Notice, banner, card, crumbs, definitions, icon_s},
    fmt,
    i18n::t,
    t,
};

use super::mails::{at, outcome, reason, size, step, subject, verified};
use crate::inbox::{actions::is_file, model::Outcome, reads::Found};

/// A mail as it is shown.
pub(in crate::inbox) struct Shown<'a> {
    pub(in crate::inbox) found: &'a Found,
    pub(in crate::inbox) message: &'a Message,
    /// Its own HTML, made harmless.
    pub(in crate::inbox) dressed: Option<SafeHtml>,
    /// Whether pictures that lie elsewhere are shown.
    pub(in crate::inbox) pictures: bool,
    /// The largest attachment of the site, in bytes.
    pub(in crate::inbox) largest: u64,
}

/// `/mails/{id}`
pub(in crate::inbox) fn page(cx: &Ctx, shown: &Shown<'_>) -> Markup {
    let (locale, mail) = (cx.locale, &shown.found.mail);
    let up = Crumb { href: "/mails".to_owned(), label: t(locale, "inbox-page-title") };
    html! {
        div class="page" {
            (crumbs(locale, &[up]))
            header class="page-head" {
                h1 { bdi { (subject(cx, mail)) } }
                p class="row" {
                    (outcome(locale, mail.outcome))
                    @let label = shown.found.ticket.as_ref().map(|ticket| ticket.label());
                    @if !mail.reason.is_empty() && label.as_ref() != Some(&mail.detail) {
                        span { (reason(locale, &mail.reason, &mail.detail)) }
                    }
                    @if let Some(label) = &label { a href={ "/tickets/" (label) } { (label) } }
                    span class="muted" { (at(cx, mail.received_at)) }
                }
            }
            div class="mail-page" {
                div class="stack" {
                    (decide(cx, shown))
                    (protection(cx, shown.message))
                    (words(cx, shown.message))
                    (files(cx, shown))
                    (as_it_came(cx, shown))
                }
                div class="stack" {
                    (head(cx, shown))
                    (steps(cx, shown))
                }
            }
        }
    }
}

/// What the reader may do with it.
fn decide(cx: &Ctx, shown: &Shown<'_>) -> Markup {
    let mail = &shown.found.mail;
    let text = |key: &str| t(cx.locale, &format!("inbox-page-{key}"));
    let may_decide =
        may(&cx.actor, Act::SortMail) && may(&cx.actor, Act::OpenFor(shown.found.mailbox.desk_id));
    let open = may_decide && matches!(mail.outcome, Outcome::Refused | Outcome::Quarantined);
    let quarantined = mail.outcome == Outcome::Quarantined;
    let post = |act: &str, label: &str| Button::post(format!("/mails/{}/{act}", mail.id), text(label));
    let raw = Button::link(format!("/mails/{}/raw", mail.id), text("raw")).icon("download").quiet();
    html! {
        @if quarantined { (banner(Notice::Warn, html! { (text("quarantine-means")) }, html! {})) }
        div class="row" {
            @if open {
                (post("ticket", "make-ticket").primary().icon("plus"))
                (post("again", "again").icon("refresh"))
                @if quarantined { (post("aside", "aside").icon("mute")) }
            }
            (raw)
        }
    }
}

/// That it is signed or encrypted: nothing of that is verified or opened here.
fn protection(cx: &Ctx, message: &Message) -> Markup {
    let key = match message.protection {
        None => return html! {},
        Some(Protection::PgpSigned) => "pgp-signed",
        Some(Protection::PgpEncrypted) => "pgp-encrypted",
        Some(Protection::SmimeSigned) => "smime-signed",
        Some(Protection::SmimeEncrypted) => "smime-encrypted",
    };
    banner(Notice::Info, html! { (t(cx.locale, &format!("inbox-page-{key}"))) }, html! {})
}

/// Its words; what they repeat and who signs is folded away.
fn words(cx: &Ctx, message: &Message) -> Markup {
    let text = |key: &str| t(cx.locale, &format!("inbox-page-{key}"));
    let segments = quote::split(&message.text);
    let new = segments.iter().any(|segment| segment.kind == Kind::New);
    let body = html! {
        @if message.text.trim().is_empty() { p class="muted" { (text("no-words")) } }
        @for segment in &segments {
            @let piece = message.text.get(segment.range.clone()).unwrap_or_default().trim_matches('\n');
            @match segment.kind {
                Kind::New => { div class="mail-words" { (piece) } },
                Kind::Quote => (folded(&text("quoted"), piece, !new)),
                Kind::Signature => (folded(&text("signature"), piece, !new)),
            }
        }
        @if message.text_is_from_html { p class="small muted" { (text("words-from-html")) } }
    };
    card(&text("words"), &html! {}, &body)
}

fn folded(label: &str, piece: &str, open: bool) -> Markup {
    html! { details class="mail-fold" open[open] { summary { (label) } div class="mail-words muted" { (piece) } } }
}

/// What came with it, and what was left out.
fn files(cx: &Ctx, shown: &Shown<'_>) -> Markup {
    let text = |key: &str| t(cx.locale, &format!("inbox-page-{key}"));
    let (mail, message) = (&shown.found.mail, shown.message);
    if message.parts.is_empty() && message.dropped.is_empty() {
        return html! {};
    }
    let body = html! {
        ul class="items" {
            @for (place, part) in message.parts.iter().enumerate() {
                li {
                    (icon_s(symbol(&part.kind)))
                    span class="t" {
                        a href={ "/mails/" (mail.id) "/parts/" (place) } { bdi { (part.name) } }
                        small {
                            (kind(cx, &part.kind)) " · " (fmt::size(cx.locale, part.bytes.len() as u64))
                            @if let Some(note) = note(shown, part) { " · " (text(note)) }
                        }
                    }
                }
            }
            @for dropped in &message.dropped {
                li { (icon_s("over")) span class="t" { (left_out(cx, *dropped)) } }
            }
        }
    };
    card(&text("files"), &html! {}, &body)
}

/// Why a part is not among the ticket's files, where that is so.
fn note(shown: &Shown<'_>, part: &Part) -> Option<&'static str> {
    match part.placement {
        Placement::Alternative => Some("part-alternative"),
        _ if !is_file(part) => Some("part-for-machines"),
        _ if part.bytes.len() as u64 > shown.largest => Some("part-too-large"),
        Placement::Inline => Some("part-inline"),
        Placement::Attachment => None,
    }
}

const fn symbol(kind: &PartKind) -> &'static str {
    match kind {
        PartKind::Image => "image",
        PartKind::Calendar { .. } => "calendar",
        PartKind::Message | PartKind::MessageHeaders => "mail",
        PartKind::PgpSignature
        | PartKind::PgpEncrypted
        | PartKind::PgpKey
        | PartKind::SmimeSignature
        | PartKind::SmimeSigned
        | PartKind::SmimeEncrypted => "key",
        _ => "clip",
    }
}

/// What a part is to the reader.
fn kind(cx: &Ctx, kind: &PartKind) -> String {
    let word = match kind {
        PartKind::Calendar { method: Some(method) } => {
            return match method.as_str() {
                "REQUEST" => t(cx.locale, "inbox-page-kind-invitation"),
                "CANCEL" => t(cx.locale, "inbox-page-kind-cancellation"),
                "REPLY" => t(cx.locale, "inbox-page-kind-invitation-answer"),
                _ => t(cx.locale, "inbox-page-kind-calendar"),
            };
        }
        PartKind::Calendar { method: None } => "calendar",
        PartKind::File => "file",
        PartKind::Image => "image",
        PartKind::Message => "message",
        PartKind::MessageHeaders => "message-headers",
        PartKind::Tnef => "tnef",
        PartKind::DeliveryStatus => "delivery-status",
        PartKind::DispositionNotification => "receipt",
        PartKind::FeedbackReport => "complaint",
        PartKind::PgpSignature => "pgp-signature",
        PartKind::PgpEncrypted => "pgp-encrypted",
        PartKind::PgpKey => "pgp-key",
        PartKind::SmimeSignature => "smime-signature",
        PartKind::SmimeSigned => "smime-signed",
        PartKind::SmimeEncrypted => "smime-encrypted",
    };
    t(cx.locale, &format!("inbox-page-kind-{word}"))
}

fn left_out(cx: &Ctx, dropped: Dropped) -> String {
    let size = |bytes: usize| fmt::size(cx.locale, bytes as u64);
    match dropped {
        Dropped::Headers { bytes } => t!(cx.locale, "inbox-page-dropped-headers", size = size(bytes)),
        Dropped::Parts { count } => t!(cx.locale, "inbox-page-dropped-parts", n = count),
        Dropped::Depth { bytes } => t!(cx.locale, "inbox-page-dropped-depth", size = size(bytes)),
        Dropped::Content { bytes } => t!(cx.locale, "inbox-page-dropped-content", size = size(bytes)),
        Dropped::Text { bytes } => t!(cx.locale, "inbox-page-dropped-text", size = size(bytes)),
    }
}

/// Its own HTML, in a frame in which nothing runs.
fn as_it_came(cx: &Ctx, shown: &Shown<'_>) -> Markup {
    let Some(dressed) = &shown.dressed else { return html! {} };
    let (locale, id) = (cx.locale, shown.found.mail.id);
    let text = |key: &str| t(locale, &format!("inbox-page-{key}"));
    let source = format!("/mails/{id}/html{}", if shown.pictures { "?images=1" } else { "" });
    let here =
        |query: &str, key: &str| Button::link(format!("/mails/{id}{query}#mail-html"), text(key)).small();
    html! {
        section class="card" id="mail-html" {
            header {
                h2 { (text("as-it-came")) }
                a class="small" href=(source) target="_blank" rel="noopener" { (text("alone")) }
            }
            div class="body stack" {
                @if dressed.remote_images > 0 && shown.pictures {
                    (banner(Notice::Warn, html! { (text("images-shown")) }, html! { (here("", "images-hide")) }))
                } @else if dressed.remote_images > 0 {
                    (banner(
                        Notice::Info,
                        html! { (t!(locale, "inbox-page-images-blocked", n = dressed.remote_images)) },
                        html! { (here("?images=1", "images-show").icon("image")) },
                    ))
                }
                @if dressed.missing_images > 0 {
                    p class="small muted" { (t!(locale, "inbox-page-images-missing", n = dressed.missing_images)) }
                }
                iframe class="mail-frame" src=(source) title=(text("as-it-came")) loading="lazy"
                    referrerpolicy="no-referrer" sandbox="allow-popups allow-popups-to-escape-sandbox" {}
            }
        }
    }
}

/// Who, to whom, when, and what our server found out about the sender.
fn head(cx: &Ctx, shown: &Shown<'_>) -> Markup {
    let (mail, message, mailbox) = (&shown.found.mail, shown.message, &shown.found.mailbox);
    let text = |key: &str| t(cx.locale, &format!("inbox-page-{key}"));
    let some = |value: &str| (!value.is_empty()).then(|| html! { bdi { (value) } });
    let parties = |all: &[Party]| (!all.is_empty()).then(|| html! { (list(all)) });
    let mut facts = vec![
        (text("from"), Some(html! { (party(&message.from)) " " (verified(cx.locale, &mail.steps)) })),
        (text("to"), parties(&message.to)),
    ];
    if !message.cc.is_empty() {
        facts.push((text("cc"), parties(&message.cc)));
    }
    if !message.reply_to.is_empty() {
        facts.push((text("reply-to"), parties(&message.reply_to)));
    }
    facts.extend([
        (text("sent"), message.date.map(|date| at(cx, date))),
        (text("mailbox"), some(&format!("{} – {}", mailbox.name, mailbox.address))),
        (text("envelope-from"), some(&mail.envelope_from)),
        (text("envelope-to"), some(&mail.envelope_to)),
        (text("message-id"), Some(html! { code { (mail.message_id) } })),
        (text("size"), Some(html! { (fmt::size(cx.locale, size(mail))) })),
        (text("verdict"), Some(verdict(cx, shown))),
    ]);
    card(&text("head"), &html! {}, &definitions(cx.locale, &facts))
}

fn party(party: &Party) -> Markup {
    html! {
        @if party.name.trim().is_empty() { bdi { (party.address) } }
        @else { bdi { (party.name) } " " span class="muted" { bdi { (party.address) } } }
    }
}

/// A list of any length shows its beginning; the raw mail has the rest.
fn list(all: &[Party]) -> Markup {
    const SHOWN: usize = 20;
    html! {
        @for (place, one) in all.iter().take(SHOWN).enumerate() { @if place > 0 { ", " } (party(one)) }
        @if all.len() > SHOWN { " … (" (all.len()) ")" }
    }
}

/// Whether the sender is who the mail says, in a sentence, with what it rests on.
fn verdict(cx: &Ctx, shown: &Shown<'_>) -> Markup {
    let authserv = shown.found.mailbox.authserv.as_str();
    let own = [authserv];
    let found = trust(shown.message, if authserv.is_empty() { &[] } else { &own });
    let word = match found.alignment {
        Alignment::Dmarc => "dmarc",
        Alignment::Dkim => "dkim",
        Alignment::Spf => "spf",
        Alignment::Unchecked => "unchecked",
        Alignment::Unaligned => "unaligned",
        Alignment::Failed => "failed",
        Alignment::Ambiguous => "ambiguous",
    };
    let checks = found.spf.iter().map(|check| ("SPF", check));
    let checks = checks.chain(found.dkim.iter().map(|check| ("DKIM", check)));
    let checks = checks.chain(found.dmarc.iter().map(|check| ("DMARC", check)));
    let said: Vec<String> = checks.take(12).map(|(method, check)| checked(method, check)).collect();
    html! {
        (t(cx.locale, &format!("inbox-page-trust-{word}")))
        @if !said.is_empty() { br; span class="small muted" { (said.join(" · ")) } }
    }
}

/// `DKIM pass (example.org)`: the words of RFC 8601, which are the same in every language.
fn checked(method: &str, check: &Check) -> String {
    let verdict = match check.verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::SoftFail => "softfail",
        Verdict::Neutral => "neutral",
        Verdict::None => "none",
        Verdict::TempError => "temperror",
        Verdict::PermError => "permerror",
        Verdict::Policy => "policy",
    };
    if check.domain.is_empty() {
        format!("{method} {verdict}")
    } else {
        format!("{method} {verdict} ({})", check.domain)
    }
}

/// Every step that looked at it, and what each said.
fn steps(cx: &Ctx, shown: &Shown<'_>) -> Markup {
    let (locale, mail) = (cx.locale, &shown.found.mail);
    let body = html! {
        @if mail.steps.is_empty() { p class="muted" { (t(locale, "inbox-page-steps-none")) } }
        ol class="mail-steps" {
            @for trace in &mail.steps {
                li { b { (step(locale, &trace.step)) } span { (reason(locale, &trace.reason, &trace.detail)) } }
            }
        }
        @if let Some(processed) = mail.processed_at {
            p class="small muted" { (t(locale, "inbox-page-processed")) " " (at(cx, processed)) }
        }
    };
    card(&t(locale, "inbox-page-steps"), &html! {}, &body)
}
