//! The form: one question, and what may be added.

use base::{ctx::Ctx, people::User};
use maud::{Markup, html};
use rules::ticket_state::Kind;
use web::{
    components::{Button, Choice, Field, Notice, banner, errors_summary, icon_s},
    error::FieldError,
    t,
};

use super::{home::Around, kit::Here, known};
use crate::portal::{
    known::Known,
    model::{Blocks, KeptFile, Since, Who},
};

/// How far the reader is with the form.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::portal) enum Step {
    /// Writes it.
    Write,
    /// Has sent it, and these incidents resemble it: is it one of them?
    Known(Vec<Known>),
}

/// The form with everything that was typed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::portal) struct Draft {
    pub(in crate::portal) kind: Kind,
    pub(in crate::portal) what: String,
    pub(in crate::portal) since: Option<Since>,
    pub(in crate::portal) who: Option<Who>,
    pub(in crate::portal) blocks: Option<Blocks>,
    pub(in crate::portal) service_id: Option<i64>,
    /// What a code on a wall or a device said.
    pub(in crate::portal) category_id: Option<i64>,
    pub(in crate::portal) place: String,
    pub(in crate::portal) device: String,
    /// The address of the colleague whose trouble it is.
    pub(in crate::portal) on_behalf_of: String,
    /// Files that were received, each with its signed word.
    pub(in crate::portal) files: Vec<(KeptFile, String)>,
    /// The form's own word.
    pub(in crate::portal) word: String,
    pub(in crate::portal) faults: Vec<FieldError>,
    pub(in crate::portal) step: Step,
}

impl Draft {
    pub(in crate::portal) fn empty(kind: Kind) -> Self {
        Self {
            kind,
            what: String::new(),
            since: None,
            who: None,
            blocks: None,
            service_id: None,
            category_id: None,
            place: String::new(),
            device: String::new(),
            on_behalf_of: String::new(),
            files: Vec::new(),
            word: String::new(),
            faults: Vec::new(),
            step: Step::Write,
        }
    }

    fn is_wish(&self) -> bool {
        self.kind == Kind::Request
    }
}

/// The form.
pub(in crate::portal) fn form(cx: &Ctx, draft: &Draft, around: &Around) -> Markup {
    let here = Here { cx };
    let action = if draft.is_wish() { "/portal/request" } else { "/portal/report" };
    let error = |field: &str| {
        draft.faults.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    };
    let first_name = cx.actor.name().split_whitespace().next().unwrap_or_default().to_owned();
    let question = if draft.is_wish() { "portal-request-question" } else { "portal-home-question" };
    let wrong = error("what");
    html! {
        form class="report" method="post" action=(action) enctype="multipart/form-data" data-guard {
            (here.csrf())
            input type="hidden" name="word" value=(draft.word);
            (errors_summary(cx.locale, &draft.faults))
            h1 { label for="f-what" { (t!(cx.locale, question, name = first_name)) } }
            textarea class="input" id="f-what" name="what" rows="2" required maxlength="20000" autocomplete="off"
                aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "f-what-error")]
                data-suggest=[(!draft.is_wish()).then_some("/portal/suggest")]
                data-suggest-into=[(!draft.is_wish()).then_some("#sugg")] { "\n" (draft.what) }
            @if let Some(wrong) = wrong {
                div class="field bad" { span class="err" id="f-what-error" { (icon_s("over")) (wrong) } }
            }
            (spot(here, &draft.place, &draft.device, around.category.as_ref()))
            @if !draft.is_wish() { (suggested(here, draft)) }
            (more(here, draft, &around.services, error("service"), error("file")))
            @if around.colleagues { (on_behalf(here, draft)) }
            (send(here, draft))
        }
    }
}

/// What a code on a wall or a device said: each can be taken away, by a box that works without script.
pub(in crate::portal) fn spot(
    here: Here<'_>,
    place: &str,
    device: &str,
    category: Option<&(i64, String)>,
) -> Markup {
    let chip = |name: &str, value: &str, label: String| {
        html! {
            li class="file" {
                label class="row" { input class="check" type="checkbox" name=(name) value=(value) checked; b { (label) } }
            }
        }
    };
    let said = |key: &str, value: &str| t!(here.locale(), key, name = value);
    html! {
        @if !(place.is_empty() && device.is_empty() && category.is_none()) {
            ul class="files row" aria-label=(here.t("portal-spot")) {
                @if !place.is_empty() { (chip("place", place, said("portal-spot-place", place))) }
                @if !device.is_empty() { (chip("device", device, said("portal-spot-device", device))) }
                @if let Some((id, name)) = category {
                    (chip("category", &id.to_string(), said("portal-spot-category", name)))
                }
            }
        }
    }
}

/// In whose name, when it is a colleague's trouble.
fn on_behalf(here: Here<'_>, draft: &Draft) -> Markup {
    let label = here.t("portal-for");
    let hint = here.t("portal-for-hint");
    let open = !draft.on_behalf_of.is_empty() || draft.faults.iter().any(|fault| fault.field == "for");
    html! {
        details open[open] {
            summary { (here.t("portal-for-open")) }
            (Field::new(here.locale(), "for", &label).hint(&hint).errors(&draft.faults).attr("list", "colleagues")
                .attr("autocomplete", "off").attr("maxlength", "254").attr("hx-get", "/portal/colleagues")
                .attr("hx-trigger", "input changed delay:200ms").attr("hx-target", "#colleagues")
                .attr("hx-swap", "innerHTML").attr("hx-sync", "this:replace").input("email", &draft.on_behalf_of))
            datalist id="colleagues" {}
        }
    }
}

/// Colleagues to choose from.
pub(in crate::portal) fn colleagues(found: &[User]) -> Markup {
    html! { @for user in found { option value=(user.email) { (user.name) } } }
}

fn suggested(here: Here<'_>, draft: &Draft) -> Markup {
    html! {
        @if matches!(draft.step, Step::Known(_)) {
            @let text = html! { b { (here.t("portal-known-ask")) } " " (here.t("portal-known-ask-text")) };
            div role="status" { (banner(Notice::Info, text, html! {})) }
        }
        section class="sugg" id="sugg" aria-label=(here.t("portal-suggestions")) aria-live="polite" {
            @if let Step::Known(found) = &draft.step { (known::suggestions(here.cx, found)) }
        }
    }
}

fn more(
    here: Here<'_>,
    draft: &Draft,
    services: &[(i64, String)],
    service_error: Option<&str>,
    file_error: Option<&str>,
) -> Markup {
    let locale = here.locale();
    let ids: Vec<(String, &str)> =
        services.iter().map(|(id, name)| (id.to_string(), name.as_str())).collect();
    let unsaid = here.t("portal-unsaid");
    let none = Choice { value: "", label: &unsaid };
    let mut named = vec![none];
    named.extend(ids.iter().map(|(id, name)| Choice { value: id, label: name }));
    let service = draft.service_id.map(|id| id.to_string()).unwrap_or_default();
    let service_label = here.t(if draft.is_wish() { "portal-wish-service" } else { "portal-service" });
    let service_faults: Vec<FieldError> = service_error
        .map(|message| FieldError::new("service", "unknown-service", message))
        .into_iter()
        .collect();
    html! {
        fieldset class="more" {
            legend { (here.t(if draft.is_wish() { "portal-request-more" } else { "portal-home-more" })) }
            @if !draft.is_wish() {
                div class="f2" {
                    (select(here, "since", Since::ALL.map(Since::as_str).as_slice(), draft.since.map(Since::as_str)))
                    (select(here, "who", Who::ALL.map(Who::as_str).as_slice(), draft.who.map(Who::as_str)))
                    (select(here, "blocks", Blocks::ALL.map(Blocks::as_str).as_slice(), draft.blocks.map(Blocks::as_str)))
                    @if !services.is_empty() {
                        (Field::new(locale, "service", &service_label).errors(&service_faults).select(&named, &service))
                    }
                }
            } @else if !services.is_empty() {
                (Field::new(locale, "service", &service_label).errors(&service_faults).select(&named, &service))
            }
            (here.drop(&draft.files, file_error))
        }
    }
}

fn select(here: Here<'_>, name: &'static str, words: &[&str], chosen: Option<&str>) -> Markup {
    let label = here.t(&format!("portal-{name}"));
    let unsaid = here.t("portal-unsaid");
    let labels: Vec<(&str, String)> =
        words.iter().map(|word| (*word, here.t(&format!("portal-{name}-{word}")))).collect();
    let mut choices = vec![Choice { value: "", label: &unsaid }];
    choices.extend(labels.iter().map(|(value, label)| Choice { value, label }));
    Field::new(here.locale(), name, &label).select(&choices, chosen.unwrap_or_default())
}

fn send(here: Here<'_>, draft: &Draft) -> Markup {
    let key = match (&draft.step, draft.is_wish()) {
        (Step::Known(_), _) => "portal-send-anyway",
        (Step::Write, true) => "portal-request-send",
        (Step::Write, false) => "portal-home-send",
    };
    // Where incidents are proposed, joining one of them is the first thing to do.
    let button = Button::submit(here.t(key)).large();
    let button = if matches!(draft.step, Step::Known(_)) { button } else { button.primary() };
    html! {
        div class="row p-send" { (button) span class="soft med" { (here.t("portal-send-hint")) } }
    }
}
