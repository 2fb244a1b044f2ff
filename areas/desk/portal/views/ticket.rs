//! One ticket: how far it is, what happens next, what was said, and what its reader can do.

use base::ctx::Ctx;
use maud::{Markup, html};
use rules::ticket_state::{Kind, State};
use web::{
    components::{Button, Notice, banner, errors_summary, icon, icon_s, steps, steps_short},
    error::FieldError,
    t,
};

use super::{
    home::yes,
    kit::{Here, written},
    talk,
};
use crate::portal::{
    model::KeptFile,
    pages::Deed,
    progress::{Due, Facts, progress},
    sight::{Detail, Sight},
};

/// Which form was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::portal) enum Which {
    /// None, or one of a single button.
    #[default]
    None,
    Answer,
    Refuse,
    Rate,
    Withdraw,
    FollowUp,
}

/// What was typed into the form that was refused.
#[derive(Debug, Clone, Default)]
pub(in crate::portal) struct Typed {
    pub(in crate::portal) which: Which,
    pub(in crate::portal) words: String,
    pub(in crate::portal) word: String,
    pub(in crate::portal) files: Vec<(KeptFile, String)>,
    pub(in crate::portal) faults: Vec<FieldError>,
}

impl Typed {
    pub(super) fn words(&self, which: Which) -> &str {
        if self.which == which { &self.words } else { "" }
    }

    pub(super) fn fault(&self, which: Which) -> Option<&str> {
        let faults = self.faults.iter().filter(|fault| self.which == which && fault.field != "file");
        faults.map(|fault| fault.message.as_str()).next()
    }
}

/// The page.
pub(in crate::portal) fn page(cx: &Ctx, detail: &Detail, done: Option<Deed>, typed: &Typed) -> Markup {
    let here = Here { cx };
    html! {
        div class="p-col" {
            @match done {
                Some(Deed::Sent | Deed::FollowedUp) => (received(here, detail)),
                Some(deed) => {
                    @let text = here.t(&format!("portal-done-{}", deed.as_str()));
                    div role="status" { (banner(Notice::Info, html! { (text) }, html! {})) }
                }
                None => {}
            }
            (errors_summary(cx.locale, &typed.faults))
            (live(cx, detail, typed))
        }
    }
}

/// Right after sending: the number, what happens next and by when, what can be done meanwhile.
fn received(here: Here<'_>, detail: &Detail) -> Markup {
    let (locale, label) = (here.locale(), detail.ticket.label());
    html! {
        section class="known" role="status" aria-labelledby="sent-t" {
            span class="k-ic" { (icon("check")) }
            div {
                p { b id="sent-t" { (t!(locale, "portal-sent-title", number = label.as_str())) } }
                p {
                    @match detail.promise.answer {
                        Some(Due::By(at)) => (t!(locale, "portal-sent-answer", when = here.when(at))),
                        _ => (here.t("portal-sent-next")),
                    }
                    @if let Some(Due::By(at)) = detail.promise.end {
                        " " (t!(locale, "portal-sent-end", when = here.when(at)))
                    }
                }
                p {
                    (here.t("portal-sent-meanwhile"))
                    @if !detail.desk.phone.is_empty() {
                        " " (t!(locale, "portal-sent-phone", phone = detail.desk.phone.replace(' ', "\u{a0}")))
                    }
                }
            }
        }
    }
}

/// The part that is kept true while the page is open.
pub(in crate::portal) fn live(cx: &Ctx, detail: &Detail, typed: &Typed) -> Markup {
    let here = Here { cx };
    let (ticket, label) = (&detail.ticket, detail.ticket.label());
    let base = format!("/portal/tickets/{label}");
    html! {
        article class="report" id="portal-ticket" data-live={ "ticket:" (ticket.number) } data-live-src={ (base) "/live" } {
            header {
                p class="soft med" { (t!(cx.locale, kind_key(ticket.kind), number = label.as_str())) }
                h1 { (ticket.title) }
            }
            (state(here, detail))
            @if detail.possible.confirm { (confirm(here, detail, &base, typed)) }
            @if detail.possible.rate && ticket.state == State::Closed { (rating(here, detail, &base, typed)) }
            (talk::conversation(here, detail))
            @if detail.possible.answer { (talk::answer(here, detail, &base, typed)) }
            (others(here, detail, &base, typed))
        }
    }
}

fn kind_key(kind: Kind) -> &'static str {
    if kind == Kind::Request { "portal-kind-request" } else { "portal-kind-incident" }
}

/// How far, by when, with whom, what next.
fn state(here: Here<'_>, detail: &Detail) -> Markup {
    let (locale, ticket) = (here.locale(), &detail.ticket);
    let at = progress(Facts::of(ticket, detail.sight == Sight::Requester));
    let last = if ticket.kind == Kind::Request { "portal-stage-fulfilled" } else { "portal-stage-resolved" };
    let stages: Vec<String> = ["portal-stage-received", "portal-stage-taken", "portal-stage-working", last]
        .map(|key| here.t(key))
        .to_vec();
    let current = if ticket.state == State::Closed { at.stage } else { at.stage - 1 };
    html! {
        section class="card" aria-labelledby="state-t" {
            div class="body stack" {
                @if ticket.state != State::Cancelled {
                    (steps(locale, &stages, current))
                    (steps_short(locale, &stages, current))
                }
                h2 id="state-t" { (here.t(&format!("portal-is-{}", at.words))) }
                p { (here.t(&format!("portal-is-{}-next", at.words))) }
                @if let Some(other) = &detail.goes_on {
                    p { a href={ "/portal/tickets/" (other) } { (t!(locale, "portal-goes-on", number = other.as_str())) } }
                }
                (promises(here, detail))
                @if !ticket.resolution.is_empty() && ticket.state >= State::Resolved && ticket.state != State::Cancelled {
                    h3 { (here.t("portal-resolution")) }
                    div class="prose" { (written("web", &ticket.resolution)) }
                }
                (facts(here, detail))
            }
        }
    }
}

fn promises(here: Here<'_>, detail: &Detail) -> Markup {
    let (locale, promise) = (here.locale(), detail.promise);
    let late = promise.answer == Some(Due::Late) || promise.end == Some(Due::Late);
    html! {
        @if let Some(Due::By(at)) = promise.answer { p { (icon_s("clock")) " " (t!(locale, "portal-due-answer", when = here.when(at))) } }
        @if let Some(Due::By(at)) = promise.end {
            @let key = if detail.ticket.expected_at.is_some() { "portal-due-expected" } else { "portal-due-end" };
            p { (icon_s("clock")) " " (t!(locale, key, when = here.when(at))) }
        }
        @if late { p { (icon_s("over")) " " (here.t("portal-due-late")) } }
    }
}

fn facts(here: Here<'_>, detail: &Detail) -> Markup {
    let ticket = &detail.ticket;
    let open = ticket.state.is_open();
    let with = match (&detail.assignee, &detail.team) {
        (Some(person), Some(team)) => {
            Some(t!(here.locale(), "portal-with-person", name = person.as_str(), team = team.as_str()))
        }
        (Some(person), None) => Some(person.clone()),
        (None, Some(team)) => Some(t!(here.locale(), "portal-with-team", team = team.as_str())),
        (None, None) => None,
    };
    html! {
        dl class="dl" {
            @if let Some(with) = with.filter(|_| open) { dt { (here.t("portal-with")) } dd { (with) } }
            dt { (here.t("portal-since-sent")) }
            dd { (here.when(ticket.created_at)) }
            @if let Some(service) = &detail.service { dt { (here.t("portal-fact-service")) } dd { (service) } }
            @if let Some(name) = &detail.requester { dt { (here.t("portal-fact-requester")) } dd { (name) } }
            @if ticket.affected_count > 1 {
                dt { (here.t("portal-fact-affected")) }
                dd { (t!(here.locale(), "portal-affected", n = ticket.affected_count)) }
            }
        }
    }
}

/// Is it repaired?
fn confirm(here: Here<'_>, detail: &Detail, base: &str, typed: &Typed) -> Markup {
    let question = if detail.ticket.kind == Kind::Request { "portal-ask-fulfilled" } else { "portal-ask" };
    html! {
        section class="known" aria-labelledby="ask-t" {
            span class="k-ic" { (icon("help")) }
            div class="stack" {
                h2 id="ask-t" { (here.t(question)) }
                (here.press(&format!("{base}/validate"), &html! {
                    (Button::submit(here.t(yes(detail.ticket.kind))).primary().large().icon("check"))
                }))
                (words_form(here, &Words {
                    action: &format!("{base}/refuse"),
                    id: "refuse",
                    which: Which::Refuse,
                    label: "portal-no-why",
                    required: false,
                    button: "portal-no-send",
                    primary: false,
                }, typed))
            }
        }
    }
}

/// A form of some words behind a disclosure.
struct Words<'a> {
    action: &'a str,
    id: &'a str,
    which: Which,
    label: &'a str,
    required: bool,
    button: &'a str,
    primary: bool,
}

fn words_form(here: Here<'_>, form: &Words<'_>, typed: &Typed) -> Markup {
    let error = typed.fault(form.which);
    let id = format!("f-{}", form.id);
    let button = Button::submit(here.t(form.button));
    html! {
        form class="stack" method="post" action=(form.action) {
            (here.csrf())
            input type="hidden" name="word" value=(typed.word);
            div class={ "field" @if error.is_some() { " bad" } } {
                label for=(id) {
                    (here.t(form.label))
                    @if !form.required { " " span class="opt" { (here.t("web-field-optional")) } }
                }
                textarea class="input" id=(id) name="words" rows="2" maxlength="20000" required[form.required]
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| format!("{id}-error"))] {
                    "\n" (typed.words(form.which))
                }
                @if let Some(error) = error { span class="err" id={ (id) "-error" } { (icon_s("over")) (error) } }
            }
            div class="row" { @if form.primary { (button.primary()) } @else { (button) } }
        }
    }
}

/// How were you served? One tap is enough; words may follow.
fn rating(here: Here<'_>, detail: &Detail, base: &str, typed: &Typed) -> Markup {
    let (locale, given) = (here.locale(), detail.ticket.score);
    let action = format!("{base}/rate");
    let words =
        if typed.which == Which::Rate { typed.words.as_str() } else { detail.ticket.score_comment.as_str() };
    html! {
        section class="card" aria-labelledby="rate-t" {
            div class="body stack" {
                h2 id="rate-t" { (here.t(if given.is_some() { "portal-rated" } else { "portal-rate" })) }
                @if let Some(score) = given { p { (t!(locale, "portal-rated-score", n = score)) } }
                (scores(here, &action, given, &detail.ticket.score_comment))
                @if let Some(score) = given {
                    form class="stack" method="post" action=(action) {
                        (here.csrf())
                        input type="hidden" name="score" value=(score);
                        div class="field" {
                            label for="f-comment" {
                                (here.t("portal-rate-words")) " " span class="opt" { (here.t("web-field-optional")) }
                            }
                            textarea class="input" id="f-comment" name="words" rows="2" maxlength="20000" { "\n" (words) }
                        }
                        div class="row" { (Button::submit(here.t("portal-rate-send"))) }
                    }
                }
            }
        }
    }
}

/// Five buttons and not five radios that submit: arrow keys pass over radios, and each would be a score already.
fn scores(here: Here<'_>, action: &str, given: Option<i64>, words: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            (here.csrf())
            input type="hidden" name="words" value=(words);
            div class="row" id="f-score" role="group" aria-labelledby="rate-t" {
                @for score in 1..=5_i64 {
                    @let filled = given.is_some_and(|given| score <= given);
                    button class="btn" type="submit" name="score" value=(score) aria-pressed=((given == Some(score)).to_string()) {
                        (icon_s(if filled { "star-f" } else { "star" }))
                        (score)
                        span class="sr" { " " (here.t(&format!("portal-score-{score}"))) }
                    }
                }
            }
            p class="soft small" { (here.t("portal-rate-scale")) }
        }
    }
}

/// What is done rarely: withdraw, reopen, go on in a new one.
fn others(here: Here<'_>, detail: &Detail, base: &str, typed: &Typed) -> Markup {
    let possible = detail.possible;
    html! {
        @if let Some(until) = possible.reopen {
            (more(here, "portal-reopen", &t!(here.locale(), "portal-reopen-text", when = here.when(until)), &Words {
                action: &format!("{base}/refuse"),
                id: "words",
                which: Which::Refuse,
                label: "portal-reopen-why",
                required: true,
                button: "portal-reopen-send",
                primary: true,
            }, typed))
        }
        @if possible.follow_up {
            (more(here, "portal-follow-up", &here.t("portal-follow-up-text"), &Words {
                action: &format!("{base}/follow-up"),
                id: "words",
                which: Which::FollowUp,
                label: "portal-follow-up-why",
                required: true,
                button: "portal-follow-up-send",
                primary: true,
            }, typed))
        }
        @if possible.withdraw {
            (more(here, "portal-withdraw", &here.t("portal-withdraw-text"), &Words {
                action: &format!("{base}/withdraw"),
                id: "words",
                which: Which::Withdraw,
                label: "portal-withdraw-why",
                required: false,
                button: "portal-withdraw-send",
                primary: false,
            }, typed))
        }
    }
}

fn more(here: Here<'_>, title: &str, text: &str, form: &Words<'_>, typed: &Typed) -> Markup {
    html! {
        details class="card" open[typed.which == form.which] {
            summary class="body" { b { (here.t(title)) } }
            div class="body stack" { p { (text) } (words_form(here, form, typed)) }
        }
    }
}
