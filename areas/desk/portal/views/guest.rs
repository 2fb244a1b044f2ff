//! The pages of people without an account.

use base::{app::App, ctx::Ctx, desks::Desk};
use maud::{Markup, html};
use rules::number::TicketNumber;
use web::{
    Locale,
    components::{Button, Choice, Field, Notice, banner, errors_summary, icon_s},
    error::FieldError,
    layout::{self, Portal},
    t,
};

use super::{
    form::spot,
    kit::{Here, encoded},
};
use crate::portal::model::KeptFile;

/// The form with everything that was typed.
#[derive(Debug, Clone, Default)]
pub(in crate::portal) struct Draft {
    pub(in crate::portal) what: String,
    pub(in crate::portal) name: String,
    pub(in crate::portal) email: String,
    pub(in crate::portal) desk: Option<i64>,
    pub(in crate::portal) place: String,
    pub(in crate::portal) device: String,
    pub(in crate::portal) category: Option<(i64, String)>,
    /// The service that a code named; shown nowhere, since strangers are not told of services.
    pub(in crate::portal) service: Option<i64>,
    pub(in crate::portal) files: Vec<(KeptFile, String)>,
    pub(in crate::portal) word: String,
    pub(in crate::portal) faults: Vec<FieldError>,
}

fn frame(app: &App, cx: &Ctx, title: &str, body: &Markup) -> Markup {
    let here = Here { cx };
    let (name, csrf) = (here.t("app-portal-name"), cx.actor.visit.csrf.as_str());
    let person = cx.actor.user_id().map(|_| (cx.actor.name(), "/profile"));
    let back = web::request::local_path(&cx.actor.visit.here).unwrap_or("/portal/guest");
    let hrefs = Locale::ALL.map(|locale| (locale, format!("/language/{locale}?next={}", encoded(back))));
    let languages = hrefs.each_ref().map(|(locale, href)| (*locale, href.as_str()));
    let portal = Portal {
        locale: cx.locale,
        theme: cx.actor.visit.prefs.theme,
        zone: &cx.actor.visit.zone,
        now: cx.now,
        csrf: Some(csrf).filter(|csrf| !csrf.is_empty()),
        title,
        name: &name,
        organisation: &app.config.brand.get(),
        home: "/portal",
        nav: &[],
        user: person,
        languages: &languages,
        here: None,
        foot: "",
        links: &[],
        said: html! {},
    };
    layout::portal_page(&portal, body)
}

/// The form.
pub(in crate::portal) fn page(app: &App, cx: &Ctx, desks: &[Desk], draft: &Draft) -> Markup {
    let here = Here { cx };
    let title = here.t("portal-guest-title");
    let error = |field: &str| {
        draft.faults.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    };
    let wrong = error("what");
    let (name, email) = (here.t("portal-guest-name"), here.t("portal-guest-email"));
    let hint = here.t("portal-guest-email-hint");
    let body = html! {
        form class="report" method="post" action="/portal/guest" enctype="multipart/form-data" data-guard {
            @if !cx.actor.visit.csrf.is_empty() { (here.csrf()) }
            input type="hidden" name="word" value=(draft.word);
            @if let Some(service) = draft.service { input type="hidden" name="service" value=(service); }
            (errors_summary(cx.locale, &draft.faults))
            h1 { label for="f-what" { (title) } }
            textarea class="input" id="f-what" name="what" rows="3" required maxlength="20000" autocomplete="off"
                aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "f-what-error")] { "\n" (draft.what) }
            @if let Some(wrong) = wrong {
                div class="field bad" { span class="err" id="f-what-error" { (icon_s("over")) (wrong) } }
            }
            (spot(here, &draft.place, &draft.device, draft.category.as_ref()))
            div class="f2" {
                (Field::new(cx.locale, "name", &name).required().errors(&draft.faults).attr("maxlength", "120")
                    .attr("autocomplete", "name").text(&draft.name))
                (Field::new(cx.locale, "email", &email).hint(&hint).required().errors(&draft.faults)
                    .attr("maxlength", "254").attr("autocomplete", "email").attr("autocapitalize", "none")
                    .input("email", &draft.email))
                (desk(here, desks, draft))
            }
            (here.drop(&draft.files, error("file")))
            div class="row p-send" {
                (Button::submit(here.t("portal-guest-send")).large().primary())
                span class="soft med" { (here.t("portal-guest-send-hint")) }
            }
        }
        p class="soft" { (here.t("portal-guest-sign-in-hint")) " " a href="/login?next=/portal" { (here.t("portal-guest-sign-in")) } }
    };
    frame(app, cx, &title, &body)
}

fn desk(here: Here<'_>, desks: &[Desk], draft: &Draft) -> Markup {
    if desks.len() < 2 {
        return html! {};
    }
    let label = here.t("portal-guest-desk");
    let unsaid = here.t("portal-guest-desk-choose");
    let ids: Vec<String> = desks.iter().map(|desk| desk.id.to_string()).collect();
    let mut choices = vec![Choice { value: "", label: &unsaid }];
    choices.extend(desks.iter().zip(&ids).map(|(desk, id)| Choice { value: id, label: &desk.name }));
    let chosen = draft.desk.map(|id| id.to_string()).unwrap_or_default();
    Field::new(here.locale(), "desk", &label).required().errors(&draft.faults).select(&choices, &chosen)
}

/// What is said once a report waits to be confirmed: the same for every address.
pub(in crate::portal) fn sent(app: &App, cx: &Ctx) -> Markup {
    let here = Here { cx };
    let title = here.t("portal-guest-sent-title");
    let body = html! {
        h1 { (title) }
        div role="status" { (banner(Notice::Info, html! { (here.t("portal-guest-sent")) }, html! {})) }
        p { (here.t("portal-guest-sent-late")) }
        p { a href="/portal/guest" { (here.t("portal-guest-more")) } }
    };
    frame(app, cx, &title, &body)
}

/// What is said when this browser confirmed the address before.
pub(in crate::portal) fn opened(app: &App, cx: &Ctx, number: TicketNumber) -> Markup {
    let here = Here { cx };
    let title = here.t("portal-guest-opened-title");
    let text = t!(cx.locale, "portal-guest-opened", number = number.to_string());
    let body = html! {
        h1 { (title) }
        div role="status" { (banner(Notice::Info, html! { (text) }, html! {})) }
        p { a href="/portal/guest" { (here.t("portal-guest-more")) } }
    };
    frame(app, cx, &title, &body)
}

/// Where the sign-in page leads those who have no account.
pub(in crate::portal) fn way_in(cx: &Ctx) -> Markup {
    let here = Here { cx };
    html! { p { (here.t("portal-guest-way-in")) " " a href="/portal/guest" { (here.t("portal-guest-way-in-link")) } } }
}

/// What is said where guests cannot report; to whoever may change that, why.
pub(in crate::portal) fn not_offered(app: &App, cx: &Ctx, settings: bool) -> Markup {
    let here = Here { cx };
    let title = here.t("portal-guest-none-title");
    let body = html! {
        h1 { (title) }
        @if settings {
            p { (here.t("portal-guest-none-why")) }
            ul class="txt" {
                li { @if app.config.relay { (here.t("portal-guest-relay-there")) } @else { b { (here.t("portal-guest-relay-missing")) } } }
                li { (here.t("portal-guest-desk-needed")) }
                li { (here.t("portal-guest-mailbox-needed")) }
            }
            p { a href="/settings/desks" { (here.t("portal-guest-settings")) } }
        } @else {
            p { (here.t("portal-guest-none")) }
            (Button::link("/login?next=/portal", here.t("portal-guest-sign-in")).primary())
        }
    };
    frame(app, cx, &title, &body)
}
