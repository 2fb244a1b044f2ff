//! The settings of mail texts: a desk's list, and the editor of one with its preview.

use base::{
    desks::Desk,
    people::NoticeTopic,
    settings::{Answer, Here, desk_switch},
};
use maud::{DOCTYPE, Markup, html};
use web::{
    Locale,
    components::{Button, Field, Notice, Tone, badge, banner, csrf_field},
    i18n::t,
    t,
};

use super::top;
use crate::inbox::{
    actions::faults,
    notices::{
        Kind, Letter, NoPreview, Variable,
        texts::{OwnText, Text},
    },
};

/// What the list shows.
pub(in crate::inbox) struct Shelf {
    /// The desks that the reader manages.
    pub(in crate::inbox) desks: Vec<Desk>,
    /// The one whose letters are shown.
    pub(in crate::inbox) desk: Desk,
    /// What it wrote of its own.
    pub(in crate::inbox) own: Vec<OwnText>,
}

fn kind_name(locale: Locale, kind: Kind) -> String {
    t(locale, &format!("inbox-text-kind-{}", kind.as_str()))
}

fn address(desk: &Desk, kind: Kind, locale: Locale) -> String {
    format!("/settings/desks/{}/mail-texts/{}/{}", desk.id, kind.as_str(), locale.lang())
}

/// The letters of a desk, by whom they go to.
pub(in crate::inbox) fn list(here: &Here<'_>, shelf: &Shelf, answer: &Answer, relay: bool) -> Markup {
    let locale = here.locale();
    html! {
        (top(here, (&here.t("inbox-text-title"), &here.t("inbox-text-lead")), None, answer, relay))
        (desk_switch(here, "/settings/mail-texts", &shelf.desks, shelf.desk.id))
        @for topic in NoticeTopic::ALL {
            section class="card" {
                header { h2 { (here.t(&format!("inbox-text-group-{}", topic.as_str()))) } }
                div class="body flush" {
                    table class="tbl stackable" {
                        thead { tr {
                            th scope="col" { (here.t("inbox-text-letter")) }
                            @for language in Locale::ALL { th scope="col" { (language.own_name()) } }
                        } }
                        tbody {
                            @for kind in Kind::ALL.iter().filter(|kind| kind.topic() == topic) {
                                tr {
                                    th scope="row" { (kind_name(locale, *kind)) }
                                    @for language in Locale::ALL {
                                        td data-label=(language.own_name()) { (cell(here, shelf, *kind, language)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(here: &Here<'_>, shelf: &Shelf, kind: Kind, language: Locale) -> Markup {
    let own = shelf.own.iter().find(|own| (own.kind, own.locale) == (kind, language));
    let changed = own.is_some_and(|own| own.text.is_some());
    let word = here.t(if changed { "inbox-text-changed" } else { "inbox-text-standard" });
    let name = format!("{} – {}: {word}", kind_name(here.locale(), kind), language.own_name());
    html! {
        a class="t-link" href=(address(&shelf.desk, kind, language)) aria-label=(name) { (word) }
        @if own.is_some_and(|own| !own.failing.is_empty()) { " " (badge(Tone::Warn, &here.t("inbox-text-failing"))) }
    }
}

/// What the editor shows.
pub(in crate::inbox) struct Editor<'a> {
    pub(in crate::inbox) desk: &'a Desk,
    pub(in crate::inbox) own: &'a OwnText,
    pub(in crate::inbox) typed: &'a Text,
    /// The version that the form carries.
    pub(in crate::inbox) version: i64,
    /// Whether a relay takes mail to people.
    pub(in crate::inbox) relay: bool,
}

/// The editor of a letter's text.
pub(in crate::inbox) fn editor(here: &Here<'_>, editor: &Editor<'_>, answer: &Answer) -> Markup {
    let (locale, own) = (here.locale(), editor.own);
    let action = address(editor.desk, own.kind, own.locale);
    let back = format!("/settings/mail-texts?desk={}", editor.desk.id);
    let lead = t!(
        locale,
        "inbox-text-edit-lead",
        desk = editor.desk.name.as_str(),
        language = own.locale.own_name()
    );
    let foot = here.save(&back);
    html! {
        (top(here, (&kind_name(locale, own.kind), &lead), None, answer, editor.relay))
        @if !own.failing.is_empty() {
            (banner(Notice::Warn, html! { (t!(locale, "inbox-text-failing-text", problem = own.failing.as_str())) }, html! {}))
        }
        form class="form" method="post" action=(action) data-guard {
            (csrf_field(&here.cx.actor.visit.csrf))
            input type="hidden" name="version" value=(editor.version);
            // Enter saves: the first button of a form is the one that it presses.
            button class="sr" type="submit" tabindex="-1" { (here.t("desks-save")) }
            section class="card" { div class="body stack" { (fields(here, editor, answer)) div class="form-foot" { (foot) } } }
            section class="card" {
                header { h2 { (here.t("inbox-text-preview")) } }
                div class="body stack" { (looking(here, &action)) }
            }
        }
        section class="card" {
            header { h2 { (here.t("inbox-text-variables")) } }
            div class="body stack" { p class="small muted" { (here.t("inbox-text-variables-lead")) } (variables(here)) }
        }
        @if own.text.is_some() {
            section class="card danger-zone" {
                header { h2 { (here.t("inbox-text-restore-title")) } }
                div class="body stack" {
                    p class="small" { (here.t("inbox-text-restore-text")) }
                    (here.press(&format!("{action}/restore"), Some(own.version), &Button::submit(here.t("inbox-text-restore")).danger()))
                }
            }
        }
    }
}

fn fields(here: &Here<'_>, editor: &Editor<'_>, answer: &Answer) -> Markup {
    let locale = here.locale();
    let (subject, body) = (here.t("inbox-text-subject"), here.t("inbox-text-body"));
    let hint = here.t("inbox-text-body-hint");
    let lang = editor.own.locale.lang();
    let field = |name, label| {
        Field::new(locale, name, label)
            .required()
            .attr("lang", lang)
            .attr("spellcheck", "true")
            .errors(&answer.faults)
    };
    html! {
        (field("subject", &subject).attr("maxlength", "500").text(&editor.typed.subject))
        (field("body", &body).hint(&hint).attr("maxlength", "10000").textarea(&editor.typed.body, 18))
    }
}

/// The typed text goes to the frame, and stays typed.
fn looking(here: &Here<'_>, action: &str) -> Markup {
    let (ticket, hint) = (here.t("inbox-text-preview-ticket"), here.t("inbox-text-preview-hint"));
    html! {
        (Field::new(here.locale(), "ticket", &ticket).hint(&hint).attr("maxlength", "20").attr("autocomplete", "off").text(""))
        div class="row" {
            @for show in ["light", "dark", "plain"] {
                (Button::submit(here.t(&format!("inbox-text-preview-{show}"))).small()
                    .attr("name", "show").attr("value", show)
                    .attr("formaction", format!("{action}/preview")).attr("formtarget", "letter").attr("formnovalidate", ""))
            }
        }
        iframe class="letter-frame" name="letter" width="360" height="640" sandbox="" title=(here.t("inbox-text-preview-frame"))
            src={ (action) "/preview" } {}
    }
}

fn variables(here: &Here<'_>) -> Markup {
    html! {
        table class="tbl stackable" {
            thead { tr { th scope="col" { (here.t("inbox-text-variable")) } th scope="col" { (here.t("inbox-text-meaning")) } } }
            tbody {
                @for variable in Variable::ALL {
                    tr {
                        td data-label=(here.t("inbox-text-variable")) { code { "{{ " (variable.name()) " }}" } }
                        td data-label=(here.t("inbox-text-meaning")) { (here.t(&format!("inbox-text-var-{}", variable.name()))) }
                    }
                }
            }
        }
    }
}

/// A page of a frame.
fn framed(locale: Locale, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale.lang()) style="color-scheme:light" {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width, initial-scale=1"; title { (title) } }
            body style="margin:0;padding:16px;font-family:system-ui,sans-serif;overflow-wrap:anywhere" { main { h1 style="font-size:16px" { (title) } (body) } }
        }
    }
}

/// A letter's plain part.
pub(in crate::inbox) fn plain_letter(locale: Locale, letter: &Letter) -> Markup {
    let title = t!(locale, "inbox-text-preview-subject", subject = letter.subject.as_str());
    let body = html! { pre style="white-space:pre-wrap;font-size:14px" { (letter.text) } };
    framed(locale, &title, &body)
}

/// Why there is no letter to look at.
pub(in crate::inbox) fn no_letter(
    reader: Locale,
    kind: Kind,
    locale: Locale,
    text: &Text,
    why: &NoPreview,
) -> Markup {
    let body = match why {
        NoPreview::NoTicket => html! { p { (t(reader, "inbox-text-no-ticket")) } },
        NoPreview::Broken(_) => html! {
            @for fault in faults(reader, kind, locale, text) {
                p { (t(reader, &format!("inbox-text-{}", fault.field))) " – " (fault.message) }
            }
        },
    };
    framed(reader, &t(reader, "inbox-text-preview"), &body)
}
