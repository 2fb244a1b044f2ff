//! The pages of the first run: one card each, with where one is.

use base::ctx::Ctx;
use maud::{Markup, html};
use rules::holidays::Region;
use web::{
    FieldError, Locale,
    components::{Button, Choice, Field, csrf_field, errors_summary},
    i18n::t,
    layout::{Plain, plain_page},
    t,
};

use super::actions::{Administrator, FirstDesk, Organisation};

const STEPS: usize = 3;

struct Step<'a> {
    locale: Locale,
    csrf: Option<&'a str>,
    number: usize,
    word: &'static str,
    here: &'static str,
}

impl Step<'_> {
    fn page(&self, faults: &[FieldError], fields: &Markup) -> Markup {
        let locale = self.locale;
        let text = |part: &str| t(locale, &format!("setup-{}-{part}", self.word));
        let title = text("title");
        let hrefs = Locale::ALL.map(|other| (other, format!("/language/{other}?next={}", self.here)));
        let languages = hrefs.each_ref().map(|(other, href)| (*other, href.as_str()));
        let plain =
            Plain { locale, title: &title, csrf: self.csrf, languages: &languages, ..Plain::default() };
        let body = html! {
            p class="small muted" { (t!(locale, "setup-step", n = self.number, of = STEPS)) }
            h1 { (title) }
            p { (text("lead")) }
            (errors_summary(locale, faults))
            form class="form" method="post" action=(self.here) {
                @if let Some(csrf) = self.csrf { (csrf_field(csrf)) }
                (fields)
                div class="form-foot" { (Button::submit(text("button")).primary()) }
            }
        };
        plain_page(&plain, &body)
    }

    fn field<'f>(&self, name: &'f str, label: &'f str, faults: &'f [FieldError]) -> Field<'f> {
        Field::new(self.locale, name, label).errors(faults)
    }
}

/// The first step.
pub(super) fn administrator(locale: Locale, sent: &Administrator, faults: &[FieldError]) -> Markup {
    let step = Step { locale, csrf: None, number: 1, word: "administrator", here: "/setup" };
    let label = |name: &str| t(locale, &format!("setup-administrator-{name}"));
    let (code, name, email, password) = (label("code"), label("name"), label("email"), label("password"));
    let (code_hint, password_hint) = (label("code-hint"), label("password-hint"));
    let fields = html! {
        (step.field("code", &code, faults).required().hint(&code_hint).attr("autocomplete", "off").attr("maxlength", "40")
            .attr("autocapitalize", "none").attr("spellcheck", "false").attr("autofocus", "").text(&sent.code))
        (step.field("name", &name, faults).required().attr("autocomplete", "name").attr("maxlength", "200").text(&sent.name))
        (step.field("email", &email, faults).required().attr("autocomplete", "username").attr("maxlength", "254")
            .input("email", &sent.email))
        (step.field("password", &password, faults).required().hint(&password_hint).attr("autocomplete", "new-password")
            .attr("maxlength", "256").input("password", ""))
    };
    step.page(faults, &fields)
}

/// The second step.
pub(super) fn organisation(cx: &Ctx, sent: &Organisation, faults: &[FieldError]) -> Markup {
    let locale = cx.locale;
    let step = Step {
        locale,
        csrf: Some(&cx.actor.visit.csrf),
        number: 2,
        word: "organisation",
        here: "/setup/organisation",
    };
    let label = |name: &str| t(locale, &format!("setup-organisation-{name}"));
    let (name, language, zone, region) = (label("name"), label("language"), label("zone"), label("region"));
    let (language_hint, zone_hint, region_hint) =
        (label("language-hint"), label("zone-hint"), label("region-hint"));
    let languages = Locale::ALL.map(|locale| Choice { value: locale.lang(), label: locale.own_name() });
    let names =
        Region::ALL.map(|region| t(locale, &format!("desks-region-{}", region.code().to_lowercase())));
    let regions: Vec<Choice<'_>> = Region::ALL
        .iter()
        .zip(&names)
        .map(|(region, name)| Choice { value: region.code(), label: name })
        .collect();
    let fields = html! {
        (step.field("name", &name, faults).required().attr("autocomplete", "organization").attr("maxlength", "200")
            .attr("autofocus", "").text(&sent.name))
        (step.field("language", &language, faults).required().hint(&language_hint).select(&languages, &sent.language))
        (step.field("zone", &zone, faults).required().hint(&zone_hint).attr("list", "zones").attr("maxlength", "60")
            .attr("spellcheck", "false").text(&sent.zone))
        datalist id="zones" {
            @for name in jiff::tz::db().available() {
                @if name.as_str().contains('/') { option value=(name.as_str()) {} }
            }
        }
        (step.field("region", &region, faults).required().hint(&region_hint).select(&regions, &sent.region))
    };
    step.page(faults, &fields)
}

/// The third step.
pub(super) fn desk(cx: &Ctx, sent: &FirstDesk, faults: &[FieldError]) -> Markup {
    let locale = cx.locale;
    let step =
        Step { locale, csrf: Some(&cx.actor.visit.csrf), number: 3, word: "desk", here: "/setup/desk" };
    let label = |name: &str| t(locale, &format!("setup-desk-{name}"));
    let (name, phone) = (label("name"), label("phone"));
    let phone_hint = label("phone-hint");
    let fields = html! {
        (step.field("name", &name, faults).required().attr("maxlength", "80").attr("autofocus", "").text(&sent.name))
        (step.field("phone", &phone, faults).hint(&phone_hint).attr("autocomplete", "off").attr("maxlength", "40")
            .input("tel", &sent.phone))
        h2 { (label("what")) }
        ul {
            @for part in ["teams", "categories", "hours", "commitments"] { li { (label(part)) } }
        }
        p class="small muted" { (label("later")) }
    };
    step.page(faults, &fields)
}
