//! Every mail received, with what became of it.

use std::collections::HashMap;

use base::ctx::Ctx;
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use web::{
    Locale,
    components::{Button, Choice, Field, Tab, Tone, badge_icon, empty, moment, pager, tabs},
    fmt,
    i18n::{self, t},
    t,
};

use crate::inbox::{
    model::{Mail, Mailbox, Outcome, Trace},
    reads::Wanted,
};

/// The list as it is shown.
pub(in crate::inbox) struct List<'a> {
    pub(in crate::inbox) rows: &'a [(Mail, Option<String>)],
    pub(in crate::inbox) mailboxes: &'a [Mailbox],
    /// How many wait for a decision.
    pub(in crate::inbox) waiting: i64,
    pub(in crate::inbox) wanted: &'a Wanted,
    pub(in crate::inbox) first: Option<String>,
    pub(in crate::inbox) next: Option<String>,
}

/// The most that is counted of what waits.
const MOST_COUNTED: i64 = 99;

/// What became of a mail, with a sign and in a word.
pub(super) fn outcome(locale: Locale, outcome: Outcome) -> Markup {
    let (tone, symbol) = match outcome {
        Outcome::Waiting => (Tone::Neutral, "hourglass"),
        Outcome::Ticket => (Tone::Ok, "check"),
        Outcome::Reply => (Tone::Ok, "reply"),
        Outcome::Refused => (Tone::Neutral, "mute"),
        Outcome::Quarantined => (Tone::Warn, "shield"),
    };
    badge_icon(tone, symbol, &t(locale, &format!("inbox-outcome-{}", outcome.as_str())))
}

/// Why, in plain words. A word of a later version is shown as it is.
pub(super) fn reason(locale: Locale, word: &str, detail: &str) -> String {
    let about = HashMap::from([("detail", i18n::FluentValue::from(detail))]);
    i18n::find(locale, &format!("inbox-reason-{word}"), &about)
        .unwrap_or_else(|| if detail.is_empty() { word.to_owned() } else { format!("{word} ({detail})") })
}

/// A step's name; that of a later version as it is.
pub(super) fn step(locale: Locale, word: &str) -> String {
    let key = format!("inbox-step-{word}");
    if i18n::exists(locale, &key) { t(locale, &key) } else { word.to_owned() }
}

/// Whether the sender was verified, as far as the steps came to look at it.
pub(super) fn verified(locale: Locale, steps: &[Trace]) -> Markup {
    let sender = steps.iter().find(|trace| trace.step == "sender").map(|trace| trace.reason.as_str());
    match sender {
        Some("known" | "guest" | "closed-account") => {
            badge_icon(Tone::Ok, "check", &t(locale, "inbox-page-verified"))
        }
        Some("unverified") => badge_icon(Tone::Warn, "help", &t(locale, "inbox-page-unverified")),
        _ => html! {},
    }
}

/// A mail's subject, or that it has none.
pub(in crate::inbox) fn subject(cx: &Ctx, mail: &Mail) -> String {
    if mail.subject.trim().is_empty() { t(cx.locale, "inbox-no-subject") } else { mail.subject.clone() }
}

pub(super) fn at(cx: &Ctx, instant: Timestamp) -> Markup {
    let zone = TimeZone::get(&cx.actor.visit.zone).unwrap_or(TimeZone::UTC);
    moment(cx.locale, instant, cx.now, &zone)
}

/// The list's address with these filters.
pub(in crate::inbox) fn address(wanted: &Wanted) -> String {
    let outcome = wanted.outcome.map(Outcome::as_str).unwrap_or_default().to_owned();
    let mailbox = wanted.mailbox_id.map(|id| id.to_string()).unwrap_or_default();
    let mut out = "/mails".to_owned();
    for (name, value) in [("outcome", &outcome), ("mailbox", &mailbox), ("q", &wanted.from_or_id)] {
        if value.is_empty() {
            continue;
        }
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(name);
        out.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    out
}

/// What waits, beside the name of the place; nothing when nothing does.
pub(in crate::inbox) fn badge(cx: &Ctx, waiting: i64) -> Markup {
    html! {
        @if waiting > 0 {
            b class="n" {
                (fmt::capped(cx.locale, waiting, MOST_COUNTED))
                span class="sr" { " " (t!(cx.locale, "inbox-page-waiting", n = waiting)) }
            }
        }
    }
}

/// `/mails`
pub(in crate::inbox) fn list(cx: &Ctx, list: &List<'_>) -> Markup {
    let text = |key: &str| t(cx.locale, &format!("inbox-page-{key}"));
    html! {
        div class="page" {
            header class="page-head" { h1 { (text("title")) } p { (text("lead")) } }
            div class="stack" {
                (outcomes(cx, list))
                (filters(cx, list))
                @if list.rows.is_empty() && list.next.is_none() {
                    section class="card" { (nothing(cx, list)) }
                } @else {
                    section class="card" { (rows(cx, list)) }
                }
                (pager(cx.locale, list.first.as_deref(), list.next.as_deref()))
            }
        }
    }
}

/// Quarantine stands right after everything: it is what somebody has to look at.
fn outcomes(cx: &Ctx, list: &List<'_>) -> Markup {
    let wanted = [
        None,
        Some(Outcome::Quarantined),
        Some(Outcome::Ticket),
        Some(Outcome::Reply),
        Some(Outcome::Refused),
        Some(Outcome::Waiting),
    ];
    let tab = |outcome: Option<Outcome>| {
        let key = outcome.map_or("inbox-page-all".to_owned(), |of| format!("inbox-outcome-{}", of.as_str()));
        let counted = outcome == Some(Outcome::Quarantined) && list.waiting > 0;
        Tab {
            href: address(&Wanted { outcome, ..list.wanted.clone() }),
            label: t(cx.locale, &key),
            symbol: (outcome == Some(Outcome::Quarantined)).then_some("shield"),
            count: counted.then(|| (Tone::Warn, fmt::capped(cx.locale, list.waiting, MOST_COUNTED))),
            current: list.wanted.outcome == outcome,
        }
    };
    tabs(&t(cx.locale, "inbox-page-outcomes"), &wanted.map(tab))
}

fn filters(cx: &Ctx, list: &List<'_>) -> Markup {
    let locale = cx.locale;
    let text = |key: &str| t(locale, &format!("inbox-page-{key}"));
    let (any, mailbox, who) = (text("mailbox-any"), text("mailbox"), text("search"));
    let names: Vec<(String, String)> = list
        .mailboxes
        .iter()
        .map(|of| (of.id.to_string(), format!("{} – {}", of.name, of.address)))
        .collect();
    let choices: Vec<Choice<'_>> = std::iter::once(Choice { value: "", label: &any })
        .chain(names.iter().map(|(id, name)| Choice { value: id, label: name }))
        .collect();
    let chosen = list.wanted.mailbox_id.map(|id| id.to_string()).unwrap_or_default();
    html! {
        form class="filters" method="get" action="/mails" role="search" aria-label=(text("filter")) {
            @if let Some(outcome) = list.wanted.outcome {
                input type="hidden" name="outcome" value=(outcome.as_str());
            }
            (Field::new(locale, "q", &who).attr("maxlength", "1000").input("search", &list.wanted.from_or_id))
            @if list.mailboxes.len() > 1 { (Field::new(locale, "mailbox", &mailbox).select(&choices, &chosen)) }
            (Button::submit(text("filter")).icon("filter"))
        }
    }
}

fn nothing(cx: &Ctx, list: &List<'_>) -> Markup {
    let wanted = list.wanted;
    let searched = wanted.mailbox_id.is_some() || !wanted.from_or_id.trim().is_empty();
    let (symbol, key) = match wanted.outcome {
        _ if searched => ("search", "found"),
        Some(Outcome::Quarantined) => ("shield", "quarantine"),
        Some(_) => ("mail", "such"),
        None => ("mail", "mail"),
    };
    let text = |part: &str| t(cx.locale, &format!("inbox-page-no-{key}{part}"));
    let all = Button::link("/mails", t(cx.locale, "inbox-page-all"));
    empty(symbol, &text(""), &text("-text"), (searched || wanted.outcome.is_some()).then_some(&all))
}

fn rows(cx: &Ctx, list: &List<'_>) -> Markup {
    let locale = cx.locale;
    let [received, from, what, became, ticket] = ["received", "from", "subject", "outcome", "ticket"]
        .map(|key| t(locale, &format!("inbox-page-{key}")));
    html! {
        table class="tbl stackable mails" {
            thead { tr { @for name in [&received, &from, &what, &became, &ticket] { th scope="col" { (name) } } } }
            tbody {
                @for (mail, label) in list.rows {
                    tr {
                        td data-label=(received) { (at(cx, mail.received_at)) }
                        td data-label=(from) { (sender(cx, mail)) }
                        td data-label=(what) {
                            div {
                                a class="t-link" href={ "/mails/" (mail.id) } { bdi { (subject(cx, mail)) } }
                                " " span class="small muted" { (fmt::size(locale, size(mail))) }
                            }
                        }
                        td data-label=(became) {
                            div {
                                (outcome(locale, mail.outcome))
                                @if !mail.reason.is_empty() {
                                    span class="mail-why" { (reason(locale, &mail.reason, &mail.detail)) }
                                }
                            }
                        }
                        td data-label=(ticket) {
                            @if let Some(label) = label { a href={ "/tickets/" (label) } { (label) } }
                            @else { span class="muted" { (t(locale, "web-value-none")) } }
                        }
                    }
                }
            }
        }
    }
}

fn sender(cx: &Ctx, mail: &Mail) -> Markup {
    let address = if mail.from_address.is_empty() {
        t(cx.locale, "inbox-page-no-address")
    } else {
        mail.from_address.clone()
    };
    html! {
        div {
            @if mail.from_name.trim().is_empty() {
                bdi { (address) }
            } @else {
                bdi { (mail.from_name) } " " span class="small muted" { bdi { (address) } }
            }
            " " (verified(cx.locale, &mail.steps))
        }
    }
}

pub(super) fn size(mail: &Mail) -> u64 {
    u64::try_from(mail.size).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_any_text() {
        let wanted = Wanted {
            outcome: Some(Outcome::Quarantined),
            mailbox_id: None,
            from_or_id: "<a&b=c@x é>".to_owned(),
        };
        assert_eq!(address(&wanted), "/mails?outcome=quarantined&q=%3Ca%26b%3Dc%40x%20%C3%A9%3E");
        assert_eq!(address(&Wanted::default()), "/mails");
    }

    #[test]
    fn words_of_a_later_version_are_shown_as_they_are() {
        for locale in Locale::ALL {
            assert_eq!(reason(locale, "teleported", "7"), "teleported (7)");
            assert_eq!(reason(locale, "teleported", ""), "teleported");
            assert_eq!(step(locale, "portal-gun"), "portal-gun");
            assert_ne!(reason(locale, "new", ""), "new");
            assert!(!reason(locale, "opened", "INC-7").starts_with("opened"), "{locale}");
        }
    }
}
