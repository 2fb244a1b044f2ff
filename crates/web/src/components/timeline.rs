//! The one timeline: people speak in cards, machines in lines. Internal notes are on another ground, with a lock and the words.

use maud::{Markup, html};

use super::icon::icon;
use super::people::Avatar;
use super::status::{Tone, badge_icon};
use crate::i18n::{Locale, t};

/// Who a message is from and who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// The requester: a plain card.
    Requester,
    /// An agent, to the requester.
    Public,
    /// Between agents; never seen by the requester.
    Internal,
}

/// Something that somebody wrote.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// The entry's anchor, for links to it.
    pub id: &'a str,
    /// Whose it is.
    pub voice: Voice,
    /// Its author.
    pub author: Avatar<'a>,
    /// The author's name.
    pub name: &'a str,
    /// How it came: « portail, agence de Rennes ». Empty for nothing.
    pub via: &'a str,
    /// When, as a `time` element.
    pub time: Markup,
    /// The text, already safe.
    pub body: Markup,
    /// Attachments and actions; empty for none.
    pub footer: Option<Markup>,
}

/// A message as a card.
pub fn message(locale: Locale, m: &Message<'_>) -> Markup {
    let class = match m.voice {
        Voice::Requester => "ev",
        Voice::Public => "ev agent",
        Voice::Internal => "ev note",
    };
    html! {
        div class=(class) id=(m.id) {
            (m.author.show(locale))
            article class="msg" {
                header {
                    b { (m.name) }
                    @match m.voice {
                        Voice::Requester => {}
                        Voice::Public => (badge_icon(Tone::Accent, "globe", &t(locale, "web-voice-public"))),
                        Voice::Internal => (badge_icon(Tone::Note, "lock", &t(locale, "web-voice-internal"))),
                    }
                    @if !m.via.is_empty() { span class="via" { (m.via) } }
                    (m.time)
                }
                div class="txt" { (m.body) }
                @if let Some(footer) = &m.footer { footer { (footer) } }
            }
        }
    }
}

/// What kind of thing happened, in a line of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Anything that the system did.
    System,
    /// An alert.
    Alert,
    /// Somebody was called.
    Call,
    /// Something was confirmed or restored.
    Good,
    /// A major incident.
    Major,
}

impl Line {
    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::System => ("ev", "gear"),
            Self::Alert => ("ev alert", "alert"),
            Self::Call => ("ev call", "phone"),
            Self::Good => ("ev ok", "check"),
            Self::Major => ("ev p1", "major"),
        }
    }
}

/// Something that happened; `details` stand under it.
pub fn line(kind: Line, id: &str, text: &Markup, time: &Markup, details: Option<&Markup>) -> Markup {
    let (class, symbol) = kind.parts();
    html! {
        div class=(class) id=(id) {
            span class="dot" { (icon(symbol)) }
            div class="line" {
                (text) (time)
                @if let Some(details) = details { div class="sub" { (details) } }
            }
        }
    }
}

/// Things that the system did, folded into one line: each is its time and its text.
pub fn collapsed(summary: &str, entries: &[(Markup, Markup)]) -> Markup {
    html! {
        div class="ev" {
            span class="dot" { (icon("gear")) }
            details class="sysgrp" {
                summary { (icon("right")) (summary) }
                ul { @for (time, text) in entries { li { (time) (text) } } }
            }
        }
    }
}
