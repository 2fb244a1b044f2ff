//! Pieces that the portal's pages share: the reader, moments in words, progress, files, what people wrote.

use std::fmt::Write as _;

use base::ctx::Ctx;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use maud::{Markup, html};
use web::{
    Locale,
    components::{ago, bar, csrf_field, icon, icon_s},
    fmt,
    i18n::t,
    markdown::{Reference, Target, markdown, plain_text},
    t,
};

use crate::{
    portal::{
        model::KeptFile,
        pages::MOST_FILES,
        progress::{Progress, STAGES},
    },
    tickets::Attachment,
};

/// The reader of a page.
#[derive(Clone, Copy)]
pub(in crate::portal) struct Here<'a> {
    pub(in crate::portal) cx: &'a Ctx,
}

impl Here<'_> {
    pub(in crate::portal) fn locale(self) -> Locale {
        self.cx.locale
    }

    pub(in crate::portal) fn t(self, key: &str) -> String {
        t(self.cx.locale, key)
    }

    /// The reader's zone; UTC when it is none.
    pub(in crate::portal) fn zone(self) -> TimeZone {
        TimeZone::get(&self.cx.actor.visit.zone).unwrap_or(TimeZone::UTC)
    }

    /// A moment as one says it: « aujourd’hui à 11 h 40 », « demain à 9 h », « le lundi 23 novembre 2026 à 9 h ».
    pub(in crate::portal) fn when(self, at: Timestamp) -> String {
        let (locale, zone) = (self.cx.locale, self.zone());
        let (then, today) = (at.to_zoned(zone.clone()), self.cx.now.to_zoned(zone).date());
        let time = fmt::time_prose(locale, then.time());
        let tomorrow = today.checked_add(1.day()).ok();
        let yesterday = today.checked_sub(1.day()).ok();
        match Some(then.date()) {
            day if day == Some(today) => t!(locale, "portal-when-today", time = time),
            day if day == tomorrow => t!(locale, "portal-when-tomorrow", time = time),
            day if day == yesterday => t!(locale, "portal-when-yesterday", time = time),
            _ => t!(locale, "portal-when-date", date = fmt::date_long(locale, then.date()), time = time),
        }
    }

    /// « il y a 2 h ».
    pub(in crate::portal) fn ago(self, at: Timestamp) -> Markup {
        ago(self.cx.locale, at, self.cx.now, &self.zone())
    }

    /// The token of the page's forms.
    pub(in crate::portal) fn csrf(self) -> Markup {
        csrf_field(&self.cx.actor.visit.csrf)
    }

    /// A form of one button and some hidden fields.
    pub(in crate::portal) fn press(self, action: &str, button: &Markup) -> Markup {
        html! { form method="post" action=(action) { (self.csrf()) (button) } }
    }

    /// How far it is, as a bar and in words.
    pub(in crate::portal) fn progress(self, progress: Progress, words: &str) -> Markup {
        let percent = u8::try_from(progress.stage * 100 / STAGES).unwrap_or(100);
        html! {
            span class="prog" {
                (bar(percent))
                span {
                    span class="sr" { (t!(self.locale(), "portal-stage-of", n = progress.stage, of = STAGES)) " " }
                    (words)
                }
            }
        }
    }

    /// Files to look at.
    pub(in crate::portal) fn files(self, files: &[Attachment]) -> Markup {
        html! {
            @for file in files {
                a class="file" href={ "/portal/files/" (file.token) } data-preview[file.media_type.starts_with("image/")] {
                    (icon_s(if file.media_type.starts_with("image/") { "image" } else { "clip" }))
                    b { (file.name) }
                    (fmt::size(self.locale(), u64::try_from(file.size).unwrap_or_default()))
                }
            }
        }
    }

    /// Where files are chosen, dropped and pasted, after those that were received already.
    pub(in crate::portal) fn drop(self, kept: &[(KeptFile, String)], error: Option<&str>) -> Markup {
        html! {
            div class={ "field" @if error.is_some() { " bad" } } {
                label for="f-file" { (self.t("portal-files-label")) " " span class="opt" { (self.t("web-field-optional")) } }
                @if !kept.is_empty() {
                    ul class="files row" aria-label=(self.t("portal-files-kept")) {
                        @for (file, word) in kept {
                            li class="file" {
                                label class="row" {
                                    input class="check" type="checkbox" name="kept" value=(word) checked;
                                    b { (file.name) }
                                }
                                (fmt::size(self.locale(), u64::try_from(file.size).unwrap_or_default()))
                            }
                        }
                    }
                }
                vigie-files class="drop" {
                    (icon("cam"))
                    input type="file" id="f-file" name="file" multiple aria-describedby="f-file-hint"
                        aria-invalid=[error.map(|_| "true")];
                    // On a phone the camera is one tap away; elsewhere there is none to open.
                    label class="btn p-photo" {
                        (icon_s("cam")) (self.t("portal-photo"))
                        input class="sr" type="file" name="file" accept="image/*" capture="environment";
                    }
                }
                span class="hint" id="f-file-hint" { (t!(self.locale(), "portal-files-hint", n = MOST_FILES)) }
                @if let Some(error) = error { span class="err" { (icon_s("over")) (error) } }
            }
        }
    }
}

/// A value for a query.
pub(in crate::portal) fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn nowhere(_: Reference<'_>) -> Option<Target> {
    None
}

/// What somebody wrote, as safe HTML. What came from a form or by mail is plain text; agents write Markdown. Mentions
/// and numbers stay text: where they lead is not everybody's to see.
pub(in crate::portal) fn written(channel: &str, text: &str) -> Markup {
    if matches!(channel, "portal" | "mail" | "email" | "link") {
        plain_text(text, &nowhere)
    } else {
        markdown(text, &nowhere)
    }
}
