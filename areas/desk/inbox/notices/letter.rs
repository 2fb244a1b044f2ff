//! What a notice says, in the reader's language: once as plain text, once as HTML that a narrow column and a dark screen can
//! show.

use maud::{Markup, PreEscaped, html};
use web::{i18n, t};

use super::{Kind, Notice};
use crate::tickets::Ticket;

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// What the words are about besides the ticket.
pub(super) struct Around<'a> {
    /// The desk's name.
    pub(super) desk: &'a str,
    /// Where the reader follows the ticket.
    pub(super) link: &'a str,
    /// An instant in the reader's words: when it is due, or expected.
    pub(super) by: Option<&'a str>,
}

/// Writes a notice.
pub(super) fn letter(notice: &Notice, ticket: &Ticket, around: &Around<'_>) -> Letter {
    let locale = notice.locale;
    let key = |part: &str| format!("inbox-mail-{}-{part}", notice.kind.as_str());
    let number = ticket.label();
    let subject = format!("[{number}] {}", ticket.title);
    let greeting = match notice.name.trim() {
        "" => i18n::t(locale, "inbox-mail-hello"),
        name => t!(locale, "inbox-mail-hello-name", name = name),
    };
    let mut lines = vec![t!(locale, &key("what"), number = number.as_str())];
    if let Some(by) = around.by {
        lines.push(t!(locale, "inbox-mail-by", at = by));
    }
    let words = match notice.kind {
        Kind::Resolved if notice.words.is_empty() => ticket.resolution.trim(),
        _ => notice.words.trim(),
    };
    let next = i18n::t(locale, &key("next"));
    let follow = i18n::t(locale, "inbox-mail-follow");
    let foot = t!(locale, "inbox-mail-foot", desk = around.desk);
    let mut text = format!("{greeting}\n\n{}\n", lines.join("\n"));
    if !words.is_empty() {
        text.push_str(&format!("\n{}\n", quoted(words)));
    }
    text.push_str(&format!("\n{next}\n\n{follow} {}\n\n-- \n{foot}\n", around.link));
    let body = page(&greeting, &lines, words, &next, (&follow, around.link), &foot, &subject);
    Letter { subject, text, html: body.into_string() }
}

/// An agent's words stand as they are; nothing in them begins a signature.
fn quoted(words: &str) -> String {
    words
        .lines()
        .map(str::trim_end)
        .map(|line| if line == "--" { "—" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

/// No image, no script, no class: styles stand on each element, since mail programs drop the rest; colours are left to the
/// reader's program but for the button, which has both of its own.
fn page(
    greeting: &str,
    lines: &[String],
    words: &str,
    next: &str,
    (follow, link): (&str, &str),
    foot: &str,
    subject: &str,
) -> Markup {
    let button = "display:inline-block;padding:10px 16px;border-radius:6px;background:#0b5f6f;color:#ffffff;\
         text-decoration:none;font-weight:600";
    html! {
        (PreEscaped("<!doctype html>"))
        html {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (subject) }
            }
            body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5" {
                div style="max-width:600px;margin:0 auto" {
                    p { (greeting) }
                    @for line in lines { p { (line) } }
                    @if !words.is_empty() {
                        div style="margin:16px 0;padding:4px 0 4px 14px;border-left:3px solid #0b5f6f" {
                            (web::markdown::markdown(words, &|_| None))
                        }
                    }
                    p { (next) }
                    p style="margin:24px 0" { a href=(link) style=(button) { (follow) } }
                    p style="margin-top:32px;font-size:13px;opacity:0.75" { (foot) }
                }
            }
        }
    }
}
