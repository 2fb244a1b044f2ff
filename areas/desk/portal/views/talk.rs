//! What was said on a ticket, and the form that adds to it.

use maud::{Markup, html};
use web::components::{Avatar, Button, icon_s};

use super::{
    kit::{Here, written},
    ticket::{Typed, Which},
};
use crate::portal::sight::{Detail, Said, Sight};

/// What was said, as this reader sees it.
pub(super) fn conversation(here: Here<'_>, detail: &Detail) -> Markup {
    let ticket = &detail.ticket;
    let told = detail.sight != Sight::Affected && !ticket.description.is_empty();
    html! {
        section class="stack" aria-labelledby="talk-t" {
            h2 id="talk-t" { (here.t("portal-talk")) }
            @if detail.sight == Sight::Affected { p class="soft med" { (here.t("portal-talk-joined")) } }
            @if !told && detail.files.is_empty() && detail.said.is_empty() { p class="soft" { (here.t("portal-talk-empty")) } }
            div class="feed" {
                @if told || !detail.files.is_empty() { (report(here, detail, told)) }
                @for said in &detail.said { (message(here, said)) }
            }
        }
    }
}

/// What was reported, with its files.
fn report(here: Here<'_>, detail: &Detail, told: bool) -> Markup {
    let (ticket, own) = (&detail.ticket, detail.sight == Sight::Requester);
    let name = if own { here.cx.actor.name() } else { detail.requester.as_deref().unwrap_or_default() };
    html! {
        div class="ev" {
            (if own { Avatar::Me(name) } else { Avatar::Person(name) }.show(here.locale()))
            div class="msg" {
                header {
                    b { @if own { (here.t("portal-you")) } @else { (name) } }
                    (here.ago(ticket.created_at))
                }
                @if told { div class="txt prose" { (written(ticket.channel.as_str(), &ticket.description)) } }
                @if !detail.files.is_empty() { footer { (here.files(&detail.files)) } }
            }
        }
    }
}

fn message(here: Here<'_>, said: &Said) -> Markup {
    let unknown = here.t(if said.desk { "portal-desk" } else { "portal-someone" });
    let name = if said.author.is_empty() { unknown.as_str() } else { said.author.as_str() };
    let avatar = if said.own { Avatar::Me(name) } else { Avatar::Person(name) };
    html! {
        div class={ "ev" @if said.desk { " agent" } } id={ "m-" (said.comment.id) } {
            (avatar.show(here.locale()))
            div class="msg" {
                header {
                    b { @if said.own { (here.t("portal-you")) } @else { (name) } }
                    @if said.desk && !said.own { span class="via" { (here.t("portal-desk")) } }
                    (here.ago(said.comment.created_at))
                }
                div class="txt prose" { (written(&said.comment.channel, &said.comment.body)) }
                @if !said.files.is_empty() { footer { (here.files(&said.files)) } }
            }
        }
    }
}

/// The form that adds to it.
pub(super) fn answer(here: Here<'_>, detail: &Detail, base: &str, typed: &Typed) -> Markup {
    let error = typed.fault(Which::Answer);
    let file_error =
        typed.faults.iter().find(|fault| fault.field == "file").map(|fault| fault.message.as_str());
    html! {
        form class="stack" method="post" action={ (base) "/answer" } enctype="multipart/form-data" {
            (here.csrf())
            input type="hidden" name="word" value=(typed.word);
            div class={ "field" @if error.is_some() { " bad" } } {
                label for="f-body" { (here.t("portal-answer")) }
                textarea class="input" id="f-body" name="body" rows="3" maxlength="100000"
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "f-body-error")] {
                    "\n" (typed.words(Which::Answer))
                }
                @if detail.sight != Sight::Requester { span class="hint" { (here.t("portal-answer-read-by")) } }
                @if let Some(error) = error { span class="err" id="f-body-error" { (icon_s("over")) (error) } }
            }
            (here.drop(&typed.files, file_error))
            div class="row" { (Button::submit(here.t("portal-answer-send")).primary().large().icon("send")) }
        }
    }
}
