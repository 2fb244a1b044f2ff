//! The one timeline: what people said in cards, what happened in lines, what the machine did folded away.

use base::{
    audit::Entry,
    ctx::Channel,
    people::policy::{Act, may},
};
use maud::{Markup, html};
use web::{
    components::{Avatar, Button, Line, Message, Voice, icon, icon_s, line, message},
    fmt,
    markdown::{Reference, Target, markdown, plain_text},
    t,
};

use super::{Here, entries, words};
use crate::tickets::{
    model::Attachment,
    pages::sheet::{PAGE, Show, Window},
};

fn is_comment(entry: &Entry) -> bool {
    matches!(entry.kind.as_str(), "comment.added" | "comment.noted")
}

/// Where a reference in a text leads; who may follow it is decided there.
fn resolve(reference: Reference<'_>) -> Option<Target> {
    match reference {
        Reference::Ticket(number) => {
            let number: rules::number::TicketNumber = number.parse().ok()?;
            Some(Target { href: format!("/tickets/{number}"), label: None })
        }
        Reference::Mention(_) => None,
    }
}

/// What somebody wrote, made safe: Markdown from agents, plain text from everywhere else.
pub(super) fn written(channel: Channel, body: &str) -> Markup {
    match channel {
        Channel::Web | Channel::Phone | Channel::Api => markdown(body, &resolve),
        _ => plain_text(body, &resolve),
    }
}

/// The timeline; it keeps itself up to date, as far back as it is shown.
pub(in crate::tickets) fn feed(here: &Here<'_>) -> Markup {
    let here = *here;
    let (sheet, window) = (here.sheet, here.sheet.window);
    let address = here.href(&format!("/timeline?{}", window.query()));
    let shown = |entry: &&Entry| match window.show {
        Show::All => true,
        Show::Conversation => is_comment(entry),
        Show::Journal => !is_comment(entry),
    };
    let entries: Vec<&Entry> =
        sheet.entries.iter().filter(shown).filter(|entry| !is_in_a_card(here, entry)).collect();
    html! {
        div id="t-feed" class="stack" data-live={ "ticket:" (sheet.ticket.number) } data-live-src=(address) {
            (filters(here))
            div class="feed" {
                @if window.show != Show::Journal && let Some(opening) = &sheet.opening { (opened(here, opening)) }
                (earlier(here))
                (grouped(here, &entries))
                @if entries.is_empty() && window.show == Show::Conversation {
                    p class="muted small" { (here.t("tickets-feed-silent")) }
                }
            }
        }
    }
}

/// A file that came with a comment is shown on its card.
fn is_in_a_card(here: Here<'_>, entry: &Entry) -> bool {
    entry.kind == "attachment.added"
        && here.sheet.window.show != Show::Journal
        && here.sheet.attachments.iter().any(|attachment| {
            let name = entry
                .payload
                .as_ref()
                .and_then(|payload| payload.data.get("name"))
                .and_then(|name| name.as_str());
            attachment.comment_id.is_some()
                && name == Some(attachment.name.as_str())
                && attachment.created_at == entry.at
        })
}

fn filters(here: Here<'_>) -> Markup {
    let window = here.sheet.window;
    let link = |show: Show| {
        let address = Window { show, ..window }.query();
        let source = here.href(&format!("/timeline?{address}"));
        let label = here.t(&format!("tickets-show-{}", show.word()));
        html! {
            a class="btn sm" href=(here.href(&format!("?{address}#t-feed"))) aria-current=[(show == window.show).then_some("true")]
                hx-get=(source) hx-target="#t-feed" hx-swap="outerMorph" hx-push-url=(here.href(&format!("?{address}"))) { (label) }
        }
    };
    html! {
        div class="row t-filter" {
            h2 class="sr" { (here.t("tickets-feed-title")) }
            div class="btn-group" role="group" aria-label=(here.t("tickets-feed-filter")) { @for show in Show::ALL { (link(show)) } }
        }
    }
}

fn earlier(here: Here<'_>) -> Markup {
    let (window, left) = (here.sheet.window, here.sheet.earlier);
    let address = Window { entries: window.entries + PAGE, ..window }.query();
    let label = t!(here.locale(), "tickets-feed-earlier", n = left);
    html! {
        @if left > 0 {
            div class="ev" {
                span class="dot" { (icon("history")) }
                p {
                    (Button::link(here.href(&format!("?{address}#t-feed")), label).small()
                        .attr("hx-get", here.href(&format!("/timeline?{address}")))
                        .attr("hx-target", "#t-feed")
                        .attr("hx-swap", "outerMorph")
                        .attr("hx-push-url", here.href(&format!("?{address}"))))
                }
            }
        }
    }
}

/// Neighbouring entries of the machine are folded into one line.
fn grouped(here: Here<'_>, entries: &[&Entry]) -> Markup {
    let folds = |entry: &Entry| !is_comment(entry) && entries::stands_alone(entry).is_none();
    html! {
        @for run in entries.chunk_by(|a, b| folds(a) && folds(b)) {
            @match run {
                [one] if is_comment(one) => (said(here, one)),
                [one] => (happened(here, one, entries::stands_alone(one).unwrap_or(Line::System))),
                several => (folded(here, several)),
            }
        }
    }
}

fn anchor(entry: &Entry) -> String {
    format!("e{}", entry.entry_no)
}

/// The instant of an entry, which is also the link to it.
fn time(here: Here<'_>, entry: &Entry) -> Markup {
    html! { a class="e-link push" href={ "#" (anchor(entry)) } { (here.moment(entry.at)) } }
}

fn happened(here: Here<'_>, entry: &Entry, kind: Line) -> Markup {
    let text = html! { (entries::sentence(here, entry)) };
    line(kind, &anchor(entry), &text, &time(here, entry), entries::details(here, entry).as_ref())
}

fn folded(here: Here<'_>, entries: &[&Entry]) -> Markup {
    let first = entries.first().map(|entry| here.moment(entry.at));
    html! {
        div class="ev" {
            span class="dot" { (icon("gear")) }
            details class="sysgrp" {
                summary {
                    (icon("right"))
                    span { (t!(here.locale(), "tickets-feed-folded", n = entries.len())) " " span class="muted small" { @if let Some(first) = first { (first) } } }
                }
                ul {
                    @for entry in entries {
                        li id=(anchor(entry)) {
                            (time(here, entry)) (entries::sentence(here, entry))
                            @if let Some(details) = entries::details(here, entry) { div class="sub" { (details) } }
                        }
                    }
                }
            }
        }
    }
}

/// How it was reported: the first card, whatever came since.
fn opened(here: Here<'_>, entry: &Entry) -> Markup {
    let sheet = here.sheet;
    let requester = sheet.name(sheet.ticket.requester_id);
    let by_other = entry.actor_id.is_some() && entry.actor_id != Some(sheet.ticket.requester_id);
    let channel = words::word(here.locale(), "via", sheet.ticket.channel.as_str());
    let via = if by_other {
        t!(here.locale(), "tickets-opened-by", channel = channel, name = entries::actor(here, entry))
    } else {
        channel
    };
    let body = match &entry.payload {
        None => html! { p class="muted" { (here.t("tickets-entry-erased")) } },
        Some(_) if sheet.ticket.description.is_empty() => {
            html! { p class="muted" { (here.t("tickets-no-description")) } }
        }
        Some(_) => written(entry.channel, &sheet.ticket.description),
    };
    let files: Vec<&Attachment> =
        sheet.attachments.iter().filter(|a| a.comment_id.is_none() && a.created_at == entry.at).collect();
    let edit = sheet.may_edit().then(|| {
        Button::link(here.href("/edit/description"), here.t("tickets-edit-description"))
            .quiet()
            .small()
            .only_icon("pencil")
            .attr("data-edit", "")
    });
    let mail = as_it_came(here, entry, "/mail");
    let footer = (!files.is_empty() || edit.is_some() || mail.is_some()).then(|| {
        html! {
            @for file in &files { (attachment(here, file)) }
            @if let Some(mail) = mail { (mail) }
            @if let Some(edit) = edit { (edit) }
        }
    });
    let card = Message {
        id: &anchor(entry),
        voice: Voice::Requester,
        author: Avatar::Person(requester),
        name: requester,
        via: &via,
        time: time(here, entry),
        body,
        footer,
    };
    message(here.locale(), &card)
}

/// The way to the mail that brought an entry, for those who may read the desk's mail; it stands with the mail in `inbox`.
fn as_it_came(here: Here<'_>, entry: &Entry, under: &str) -> Option<Button> {
    let may = may(&here.cx.actor, Act::ReadMail(here.sheet.ticket.desk_id));
    (may && entry.channel == Channel::Mail)
        .then(|| Button::link(here.href(under), here.t("tickets-as-it-came")).quiet().small().icon("mail"))
}

/// What somebody said.
pub(super) fn said(here: Here<'_>, entry: &Entry) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let body =
        entry.payload.as_ref().and_then(|payload| payload.data.get("body")).and_then(|body| body.as_str());
    let from_outside = matches!(entry.channel, Channel::Portal | Channel::Mail | Channel::Link);
    let voice = match entry.kind.as_str() {
        "comment.noted" => Voice::Internal,
        _ if entry.actor_id == Some(sheet.ticket.requester_id) || from_outside => Voice::Requester,
        _ => Voice::Public,
    };
    let name = entries::actor(here, entry);
    let author = match entry.actor_id {
        Some(id) if here.me() == Some(id) => Avatar::Me(&name),
        Some(_) => Avatar::Person(&name),
        None => Avatar::Machine,
    };
    let via = if voice == Voice::Requester || !matches!(entry.channel, Channel::Web) {
        words::word(locale, "via", entry.channel.as_str())
    } else {
        String::new()
    };
    let comment =
        sheet.comment_entries.iter().find(|(_, entry_no)| **entry_no == entry.entry_no).map(|(id, _)| *id);
    let files: Vec<&Attachment> =
        sheet.attachments.iter().filter(|a| a.comment_id.is_some() && a.comment_id == comment).collect();
    let mail = comment.and_then(|id| as_it_came(here, entry, &format!("/mail?comment={id}")));
    let card = Message {
        id: &anchor(entry),
        voice,
        author,
        name: &name,
        via: &via,
        time: time(here, entry),
        body: match body {
            Some(body) => written(entry.channel, body),
            None => html! { p class="muted" { (here.t("tickets-entry-erased")) } },
        },
        footer: (!files.is_empty() || mail.is_some()).then(|| {
            html! { @for file in &files { (attachment(here, file)) } @if let Some(mail) = mail { (mail) } }
        }),
    };
    message(locale, &card)
}

/// Where an attachment is.
pub(super) fn attachment_href(attachment: &Attachment) -> String {
    let mut name = String::new();
    for byte in attachment.name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => name.push(char::from(byte)),
            byte => name.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("/attachments/{}/{name}", attachment.token)
}

/// A file as a link; pictures open over the page.
pub(super) fn attachment(here: Here<'_>, file: &Attachment) -> Markup {
    let picture = file.media_type.starts_with("image/");
    let size = u64::try_from(file.size).unwrap_or_default();
    html! {
        a class="file" href=(attachment_href(file)) data-preview[picture] {
            (icon_s(if picture { "image" } else { "clip" })) b { (file.name) } " " (fmt::size(here.locale(), size))
        }
    }
}
