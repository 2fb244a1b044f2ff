//! What a link's page shows: what the mail said, as whom one answers, the buttons, and what was done already. One column,
//! no script needed.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use rules::ticket_state::Kind;
use web::{
    FieldError, Locale,
    components::{Button, Notice as Tone, banner, csrf_field, errors_summary, icon_s},
    fmt,
    i18n::t,
    layout::{Plain, Theme, plain_page},
    markdown::markdown,
    t,
};

use super::{
    actions::Seen,
    standing::{Act, Standing},
    token::Presented,
};
use crate::inbox::notices;

/// Who reads the page.
pub(super) struct Reader {
    pub(super) locale: Locale,
    pub(super) theme: Theme,
    /// The token of a session that the browser happens to carry.
    pub(super) csrf: Option<String>,
    /// The token of this page.
    pub(super) page: String,
    /// The organisation's name, beside the product's.
    pub(super) brand: Arc<str>,
    /// The link's word.
    pub(super) word: String,
    /// The language that was chosen on the page.
    pub(super) chosen: Option<Locale>,
}

/// What is said besides the ticket.
pub(super) struct Around {
    pub(super) zone: TimeZone,
    /// The desk's telephone; empty for none.
    pub(super) phone: String,
    /// The number of the ticket that goes on with this one, as later mails name it; empty for none.
    pub(super) into: String,
}

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) words: String,
    pub(super) score: Option<i64>,
    pub(super) fault: Option<FieldError>,
}

impl Typed {
    fn fault(&self, field: &str) -> Option<&str> {
        self.fault.as_ref().filter(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }
}

/// The address of a link's page.
pub(super) fn path(word: &str, chosen: Option<Locale>) -> String {
    // What was presented is written back only as far as it could be a word of ours.
    let word: String =
        word.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(100).collect();
    match chosen {
        Some(locale) => format!("/m/{word}?lang={locale}"),
        None => format!("/m/{word}"),
    }
}

impl Reader {
    pub(super) fn t(&self, key: &str) -> String {
        t(self.locale, key)
    }

    /// The page in its frame, with the other language.
    pub(super) fn frame(&self, title: &str, body: &Markup) -> Markup {
        let hrefs = Locale::ALL.map(|locale| (locale, path(&self.word, Some(locale))));
        let languages = hrefs.each_ref().map(|(locale, href)| (*locale, href.as_str()));
        let plain = Plain {
            locale: self.locale,
            theme: self.theme,
            title,
            csrf: self.csrf.as_deref(),
            brand: Some(&*self.brand).filter(|brand| !brand.is_empty()),
            languages: &languages,
            ..Plain::default()
        };
        plain_page(&plain, body)
    }

    /// A form that comes back to this page.
    pub(super) fn form(&self, act: &str, body: &Markup) -> Markup {
        html! {
            form class="stack" method="post" action=(path(&self.word, self.chosen)) data-guard {
                @if let Some(token) = &self.csrf { (csrf_field(token)) }
                input type="hidden" name="page" value=(self.page);
                input type="hidden" name="act" value=(act);
                (body)
            }
        }
    }
}

/// The page of a link that does not work. It says the same whatever the reason, and what to do instead.
pub(super) fn dead(reader: &Reader) -> Markup {
    let title = reader.t("inbox-link-dead-title");
    let body = html! {
        h1 { (title) }
        p { (reader.t("inbox-link-dead")) }
        p { (reader.t("inbox-link-dead-next")) }
        (Button::link("/portal", reader.t("inbox-link-portal")))
    };
    reader.frame(&title, &body)
}

/// The page.
pub(super) fn page(
    reader: &Reader,
    presented: &Presented,
    seen: &Seen,
    around: &Around,
    typed: &Typed,
) -> Markup {
    let expired = seen.standing == Standing::Expired;
    let label = seen.ticket.label();
    let asks = seen.allows(presented, Act::Validate);
    let rates = seen.allows(presented, Act::Rate);
    let faults: Vec<FieldError> = typed.fault.iter().cloned().collect();
    let body = html! {
        p class="num" { (label) }
        // Who finds an old mail learns nothing from it but that it is old.
        h1 { @if expired { (reader.t("inbox-link-expired-title")) } @else { (seen.ticket.title) } }
        (errors_summary(reader.locale, &faults))
        (stands(reader, seen, around))
        @if asks {
            (done_by_the_desk(reader, seen))
            (question(reader, seen, typed))
        }
        @if rates { (rating(reader, typed)) }
        @if asks || rates {
            p class="small muted" { (t!(reader.locale, "inbox-link-as", name = seen.actor.name())) }
        }
        @if !around.phone.is_empty() && !asks {
            p class="small muted" { (t!(reader.locale, "inbox-link-phone", phone = around.phone.as_str())) }
        }
    };
    let title = if expired { reader.t("inbox-link-expired-title") } else { label };
    reader.frame(&title, &body)
}

/// What was done already, in plain words.
fn stands(reader: &Reader, seen: &Seen, around: &Around) -> Markup {
    let at = |at: Timestamp| fmt::datetime(reader.locale, at, &around.zone);
    let refused = seen.done(Act::Refuse);
    let say = |text: String| html! { div role="status" { (banner(Tone::Info, html! { (text) }, html! {})) } };
    let wish = seen.ticket.kind == Kind::Request;
    let stand = match seen.standing {
        Standing::Expired => say(reader.t("inbox-link-expired")),
        _ if refused.is_some() => {
            let when = refused.map(at).unwrap_or_default();
            let key = if wish { "inbox-link-refused-wish" } else { "inbox-link-refused" };
            say(t!(reader.locale, key, at = when))
        }
        Standing::Merged => say(t!(reader.locale, "inbox-link-merged", into = around.into.as_str())),
        Standing::GoneOn => say(reader.t("inbox-link-gone-on")),
        Standing::Closed => match seen.done(Act::Validate) {
            Some(when) => say(t!(reader.locale, "inbox-link-validated", at = at(when))),
            None => say(reader.t("inbox-link-closed")),
        },
        Standing::Asks => html! {},
    };
    let rated = seen.done(Act::Rate).zip(seen.ticket.score).filter(|_| seen.standing != Standing::Expired);
    html! {
        (stand)
        @if let Some((when, score)) = rated {
            p role="status" { (t!(reader.locale, "inbox-link-rated", n = score, at = at(when))) }
        }
    }
}

/// What the mail said was done: nothing that was not in it.
fn done_by_the_desk(reader: &Reader, seen: &Seen) -> Markup {
    let words = if seen.notice.kind == notices::Kind::Resolved && !seen.notice.words.trim().is_empty() {
        seen.notice.words.trim()
    } else {
        seen.ticket.resolution.trim()
    };
    html! {
        @if !words.is_empty() {
            h2 { (reader.t("inbox-link-what-was-done")) }
            div class="prose" { (markdown(words, &|_| None)) }
        }
    }
}

fn question(reader: &Reader, seen: &Seen, typed: &Typed) -> Markup {
    let wish = seen.ticket.kind == Kind::Request;
    let (ask, yes) = if wish {
        ("inbox-link-ask-fulfilled", "inbox-link-yes-fulfilled")
    } else {
        ("inbox-link-ask", "inbox-link-yes")
    };
    let validate = Button::submit(reader.t(yes)).primary().large().icon("check");
    html! {
        h2 { (reader.t(ask)) }
        (reader.form("validate", &html! { div class="row" { (validate) } }))
        div id="refuse" { (reader.form("refuse", &html! {
            (words(reader, "words", "inbox-link-no-why", true, typed))
            div class="row" { (Button::submit(reader.t("inbox-link-no"))) }
        })) }
    }
}

fn words(reader: &Reader, field: &str, label: &str, required: bool, typed: &Typed) -> Markup {
    let error = typed.fault(field);
    let id = format!("f-{field}");
    html! {
        div class={ "field" @if error.is_some() { " bad" } } {
            label for=(id) {
                (reader.t(label))
                @if !required { " " span class="opt" { (reader.t("web-field-optional")) } }
            }
            textarea class="input" id=(id) name="words" rows="3" maxlength="20000" required[required]
                aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| format!("{id}-error"))] {
                "\n" (typed.words)
            }
            @if let Some(error) = error { span class="err" id={ (id) "-error" } { (icon_s("over")) (error) } }
        }
    }
}

/// Five radios, best first, each with its stars and its word.
fn rating(reader: &Reader, typed: &Typed) -> Markup {
    let error = typed.fault("score");
    let body = html! {
        fieldset class={ "field" @if error.is_some() { " bad" } } id="f-score" aria-describedby=[error.map(|_| "f-score-error")] {
            legend { h2 { (reader.t("inbox-link-rate")) } }
            @for score in (1..=5_i64).rev() {
                label class="row med" {
                    input class="check" type="radio" name="score" value=(score) required checked[typed.score == Some(score)];
                    span aria-hidden="true" {
                        @for star in 1..=5_i64 { (icon_s(if star <= score { "star-f" } else { "star" })) }
                    }
                    span { (score) " " (reader.t(&format!("portal-score-{score}"))) }
                }
            }
            @if let Some(error) = error { span class="err" id="f-score-error" { (icon_s("over")) (error) } }
        }
        (words(reader, "comment", "inbox-link-rate-words", false, typed))
        div class="row" { (Button::submit(reader.t("inbox-link-rate-send")).primary()) }
    };
    reader.form("rate", &body)
}
