//! The composer: an answer to the requester or a note among agents, with its draft, its files and what comes next.

use base::audit::Entry;
use maud::{Markup, html};
use rules::ticket_state::{Field, State};
use web::{
    FieldError,
    components::{Button, errors_summary, icon, icon_s},
    fmt, t,
};

use super::{Here, entries, feed};

/// What is being written.
#[derive(Debug, Clone, Default)]
pub(in crate::tickets) struct Writing {
    pub(in crate::tickets) public: bool,
    pub(in crate::tickets) body: String,
    /// The last message that its writer saw.
    pub(in crate::tickets) seen: i64,
    pub(in crate::tickets) faults: Vec<FieldError>,
    /// Files received for it that are not sent yet: their handle and name.
    pub(in crate::tickets) files: Vec<(String, String)>,
    /// Someone answered meanwhile.
    pub(in crate::tickets) newer: bool,
}

/// The field that says what its writer has seen; renewed after each answer.
pub(in crate::tickets) fn composer_seen(here: &Here<'_>) -> Markup {
    html! { input type="hidden" id="composer-seen" name="seen" value=(here.sheet.last_message); }
}

/// The composer of those who work the ticket.
pub(super) fn composer(here: Here<'_>, writing: &Writing) -> Markup {
    let ticket = &here.sheet.ticket;
    html! {
        @if here.sheet.may_work() {
            div class="dock" {
                vigie-composer id="composer" data-draft=(here.href("/draft")) data-upload=(here.href("/files"))
                    data-people="/suggest/people" data-tickets="/suggest/tickets" {
                    form class="composer" method="post" action=(here.href("/messages")) enctype="multipart/form-data" {
                        (here.csrf())
                        input type="hidden" id="composer-seen" name="seen" value=(writing.seen);
                        (tabs(here, writing, ticket.affected_count))
                        div data-conflict aria-live="assertive" {
                            (errors_summary(here.locale(), &writing.faults))
                            @if writing.newer { (newer(&here)) }
                        }
                        textarea name="body" rows="3" aria-label=(here.t(if writing.public { "web-voice-public" } else { "web-voice-internal" })) { "\n" (writing.body) }
                        ul class="files" data-file-list aria-live="polite" {
                            @for (handle, name) in &writing.files {
                                li class="file" { (icon("clip")) b { (name) } input type="hidden" name="attachment" value=(handle); }
                            }
                        }
                        (foot(here, writing))
                    }
                }
            }
            a class="btn primary t-fab" href="#composer" data-compose="public" { (icon_s("reply")) (here.t("tickets-reply")) }
        }
    }
}

fn tabs(here: Here<'_>, writing: &Writing, people: i64) -> Markup {
    html! {
        fieldset class="tabs" {
            legend class="sr" { (here.t("tickets-message-kind")) }
            label {
                input type="radio" name="visibility" value="public" checked[writing.public];
                (icon_s("reply")) (here.t("web-voice-public")) " " kbd { "r" }
            }
            label {
                input type="radio" name="visibility" value="internal" checked[!writing.public];
                (icon_s("lock")) (here.t("web-voice-internal")) " " kbd { "n" }
            }
            span class="push small muted" { (t!(here.locale(), "tickets-to-people", n = people)) }
        }
        // The keys `r` and `n` press these; the tabs themselves are radios.
        a class="sr" href="#composer" data-compose="public" data-key="r" tabindex="-1" { (here.t("web-voice-public")) }
        a class="sr" href="#composer" data-compose="internal" data-key="n" tabindex="-1" { (here.t("web-voice-internal")) }
    }
}

fn foot(here: Here<'_>, writing: &Writing) -> Markup {
    let sheet = here.sheet;
    let kept = sheet.draft.as_ref().filter(|draft| draft.body == writing.body).map(|draft| {
        let at = draft.updated_at.to_zoned(here.zone()).time();
        t!(here.locale(), "tickets-draft-kept", time = fmt::time(at))
    });
    // What more a step needs is asked for by its dialog; a message brings the words and no more.
    let brought = |field: &Field| matches!(field, Field::PendingOn | Field::Resolution);
    let offers =
        |to: State| sheet.legal.iter().any(|legal| legal.to == to && legal.missing.iter().all(brought));
    let then = |value: &str, key: &str| {
        Button::submit(here.t(key)).small().attr("name", "then").attr("value", value)
    };
    html! {
        footer {
            button class="btn quiet sm icon" type="button" data-marker="@" aria-label=(here.t("tickets-insert-mention")) { (icon("at")) }
            button class="btn quiet sm icon" type="button" data-marker="#" aria-label=(here.t("tickets-insert-ticket")) { (icon("link")) }
            label class="btn quiet sm icon" {
                (icon("clip")) span class="sr" { (here.t("tickets-attach")) }
                input type="file" name="file" multiple;
            }
            span class="small muted t-draft" data-draft-status { @if let Some(kept) = kept { (kept) } }
            span class="push row" {
                @if offers(State::Pending) && sheet.ticket.state != State::Pending { (then("pending", "tickets-send-hold")) }
                @if offers(State::Resolved) { (then("resolved", "tickets-send-resolve")) }
                button class="btn primary sm" type="submit" { (here.t("tickets-send")) " " kbd { "Ctrl ↵" } }
            }
        }
    }
}

/// The messages that came while the answer was being written, and the choice that follows.
pub(in crate::tickets) fn newer(here: &Here<'_>) -> Markup {
    let here = *here;
    let fresh: Vec<&Entry> = here
        .sheet
        .entries
        .iter()
        .rev()
        .filter(|entry| {
            entry.kind == "comment.added" && (entry.actor_id.is_none() || entry.actor_id != here.me())
        })
        .take(1)
        .collect();
    html! {
        div class="conflict" role="alert" tabindex="-1" {
            @for entry in &fresh {
                @let when = fmt::relative(here.locale(), entry.at, here.cx.now, &here.zone());
                p { b { (t!(here.locale(), "tickets-newer", name = entries::actor(here, entry), when = when)) } }
                blockquote {
                    @let body = entry.payload.as_ref().and_then(|payload| payload.data.get("body")).and_then(|body| body.as_str());
                    (feed::written(entry.channel, &rules::text::excerpt(body.unwrap_or_default(), 1_000)))
                }
            }
            p class="row" {
                @for entry in &fresh { a class="btn sm" href={ "#e" (entry.entry_no) } { (here.t("tickets-newer-see")) } }
                button class="btn sm" type="submit" name="force" value="1" { (here.t("tickets-newer-send")) }
            }
        }
    }
}
