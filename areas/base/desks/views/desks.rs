//! Help desks: the list and the form.

use maud::{Markup, html};
use web::components::{Button, Choice, Column, Field, checkbox, table};
use web::i18n::Locale;
use web::t;

use super::kit::{Answer, Here};
use crate::desks::model::{Desk, StoredCalendar};
use crate::people::Organisation;

/// A desk as it is typed.
#[derive(Debug, Clone, Default)]
pub(in crate::desks) struct Typed {
    pub(in crate::desks) name: String,
    pub(in crate::desks) locale: String,
    pub(in crate::desks) zone: String,
    pub(in crate::desks) phone: String,
    pub(in crate::desks) calendar_id: Option<i64>,
    pub(in crate::desks) confirm_days: String,
    pub(in crate::desks) reopen_days: String,
    pub(in crate::desks) guests: bool,
    pub(in crate::desks) organisations: Vec<i64>,
}

/// What there is to choose from.
pub(in crate::desks) struct Choices {
    pub(in crate::desks) calendars: Vec<StoredCalendar>,
    pub(in crate::desks) organisations: Vec<Organisation>,
    /// Whether a relay takes mail to people: guests confirm their address by mail.
    pub(in crate::desks) relay: bool,
}

/// The desks.
pub(in crate::desks) fn list(here: &Here<'_>, desks: &[Desk], choices: &Choices, answer: &Answer) -> Markup {
    let locale = here.locale();
    let columns = ["name", "locale", "zone", "calendar", "phone"]
        .map(|field| Column::named(here.t(&format!("desks-desk-{field}"))));
    let hours = |desk: &Desk| calendar_name(locale, &choices.calendars, desk.calendar_id);
    let rows = html! {
        @for desk in desks {
            tr {
                td { a class="t-link" href={ "/settings/desks/" (desk.id) } { (desk.name) } }
                td { (desk.locale.own_name()) }
                td { (desk.zone) }
                td { (hours(desk)) }
                td { (desk.phone) }
            }
        }
    };
    let add = Button::link("/settings/desks/new", here.t("desks-desk-add")).primary().icon("plus");
    html! {
        (here.head(&here.t("desks-desks-title"), &here.t("desks-desks-lead"), Some(add)))
        (answer.show(locale))
        @if desks.is_empty() {
            (here.nothing("building", &here.t("desks-desks-title"), "desks-desks-empty"))
        } @else {
            section class="card" { (table(&here.t("desks-desks-title"), &columns, &rows)) }
        }
    }
}

/// The calendar's name, or that there is none.
pub(in crate::desks) fn calendar_name(
    locale: Locale,
    calendars: &[StoredCalendar],
    id: Option<i64>,
) -> String {
    let found = id.and_then(|id| calendars.iter().find(|calendar| calendar.id == id));
    found.map_or_else(|| web::i18n::t(locale, "desks-always-open"), |calendar| calendar.name.clone())
}

/// The form of a desk; `known` is the desk and the version to change, none for a new one.
pub(in crate::desks) fn form(
    here: &Here<'_>,
    known: Option<(&Desk, i64)>,
    typed: &Typed,
    choices: &Choices,
    answer: &Answer,
) -> Markup {
    let locale = here.locale();
    let (title, action, lead) = match known {
        Some((desk, _)) => {
            (desk.name.clone(), format!("/settings/desks/{}", desk.id), "desks-desk-edit-lead")
        }
        None => (here.t("desks-desk-new"), "/settings/desks/new".to_owned(), "desks-desk-lead"),
    };
    let languages = Locale::ALL.map(|l| Choice { value: l.lang(), label: l.own_name() });
    let ids: Vec<String> = choices.calendars.iter().map(|calendar| calendar.id.to_string()).collect();
    let always = here.t("desks-always-open");
    let mut calendars = vec![Choice { value: "", label: &always }];
    calendars.extend(choices.calendars.iter().zip(&ids).map(|(c, id)| Choice { value: id, label: &c.name }));
    let calendar = typed.calendar_id.map(|id| id.to_string()).unwrap_or_default();
    let label = |field: &str| here.t(&format!("desks-desk-{field}"));
    let hint = |field: &str| here.t(&format!("desks-desk-{field}-hint"));
    let (name, language, zone, phone) = (label("name"), label("locale"), label("zone"), label("phone"));
    let (hours, confirm, reopen) = (label("calendar"), label("confirm"), label("reopen"));
    let (zone_hint, confirm_hint, reopen_hint) = (hint("zone"), hint("confirm"), hint("reopen"));
    let field = |name, label| Field::new(locale, name, label).errors(&answer.faults);
    let days = |max: &str, min: &str| {
        [("min", min.to_owned()), ("max", max.to_owned()), ("inputmode", "numeric".to_owned())]
    };
    let number = |name, label, hint, bounds: [(&'static str, String); 3], value: &str| {
        let field =
            bounds.into_iter().fold(field(name, label), |field, (name, value)| field.attr(name, value));
        field.hint(hint).required().input("number", value)
    };
    let body = html! {
        @if let Some((_, version)) = known { input type="hidden" name="version" value=(version); }
        div class="fields" {
            (field("name", &name).required().attr("maxlength", "80").text(&typed.name))
            (field("phone", &phone).attr("maxlength", "40").input("tel", &typed.phone))
            (field("locale", &language).required().select(&languages, &typed.locale))
            (field("zone", &zone).hint(&zone_hint).required().attr("list", "zones").text(&typed.zone))
            (field("calendar_id", &hours).select(&calendars, &calendar))
            (number("confirm_days", &confirm, &confirm_hint, days("60", "1"), &typed.confirm_days))
            (number("reopen_days", &reopen, &reopen_hint, days("365", "0"), &typed.reopen_days))
        }
        (zones())
        (guests(here, typed, choices))
        (served(here, typed, choices))
    };
    html! {
        (here.head(&title, &here.t(lead), None))
        (answer.show(locale))
        section class="card" { div class="body" { (here.form(&action, &body, &here.save("/settings/desks"))) } }
    }
}

fn guests(here: &Here<'_>, typed: &Typed, choices: &Choices) -> Markup {
    html! {
        fieldset class="group" id="f-guests" {
            legend { (here.t("desks-desk-guests")) }
            (checkbox("guests", "true", &here.t("desks-desk-guests-allow"), typed.guests))
            p class="muted small" { (here.t("desks-desk-guests-hint")) }
            @if !choices.relay { p class="small" { b { (here.t("desks-desk-guests-no-relay")) } } }
        }
    }
}

fn served(here: &Here<'_>, typed: &Typed, choices: &Choices) -> Markup {
    html! {
        @if !choices.organisations.is_empty() {
            fieldset class="group" id="f-organisations" {
                legend { (here.t("desks-desk-organisations")) }
                p class="muted small" { (here.t("desks-desk-organisations-hint")) }
                div class="fields" {
                    @for organisation in &choices.organisations {
                        @let id = organisation.id.to_string();
                        (checkbox("organisations", &id, &organisation.name, typed.organisations.contains(&organisation.id)))
                    }
                }
            }
        }
    }
}

/// The zones that this machine knows, for the browser's completion. Europe first: the list is long.
pub(in crate::desks) fn zones() -> Markup {
    let mut names: Vec<String> =
        jiff::tz::db().available().map(|name| name.to_string()).filter(|name| is_place(name)).collect();
    names.sort_by_key(|name| (!name.starts_with("Europe/"), name.clone()));
    html! { datalist id="zones" { @for name in &names { option value=(name) {} } } }
}

/// Aliases of countries and fixed offsets (`Etc/GMT+3`, `posix/…`) help nobody choose.
fn is_place(name: &str) -> bool {
    const AREAS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
        "Arctic",
    ];
    name == "UTC" || name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area))
}

/// What differs between a desk and what was typed, for the reader.
pub(in crate::desks) fn pairs(
    locale: Locale,
    now: &Typed,
    typed: &Typed,
    choices: &Choices,
) -> Vec<(String, String, String)> {
    let label = |field: &str| web::i18n::t(locale, &format!("desks-desk-{field}"));
    let hours = |typed: &Typed| calendar_name(locale, &choices.calendars, typed.calendar_id);
    let served = |typed: &Typed| {
        let chosen = choices.organisations.iter().filter(|o| typed.organisations.contains(&o.id));
        chosen.map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let yes = |typed: &Typed| t!(locale, if typed.guests { "journal-yes" } else { "journal-no" });
    let days = |text: &str| t!(locale, "desks-days", n = text.trim().parse::<i64>().unwrap_or_default());
    vec![
        (label("name"), now.name.clone(), typed.name.clone()),
        (label("locale"), now.locale.clone(), typed.locale.clone()),
        (label("zone"), now.zone.clone(), typed.zone.clone()),
        (label("phone"), now.phone.clone(), typed.phone.clone()),
        (label("calendar"), hours(now), hours(typed)),
        (label("confirm"), days(&now.confirm_days), days(&typed.confirm_days)),
        (label("reopen"), days(&now.reopen_days), days(&typed.reopen_days)),
        (label("guests"), yes(now), yes(typed)),
        (label("organisations"), served(now), served(typed)),
    ]
}
