//! Calendars: the list, the editor, and what it previews.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use rules::calendar::{Calendar, ExceptionKind, ExceptionSpec};
use rules::holidays::{Region, holidays};
use web::components::{Button, Choice, Column, Field, table};
use web::fmt;
use web::i18n::Locale;
use web::t;

use super::desks::zones;
use super::kit::{Answer, Here};
use crate::desks::actions::WEEKDAY_KEYS;
use crate::desks::hours;
use crate::desks::model::StoredCalendar;
use crate::desks::preview::{Crossing, crossings};

/// A calendar as it is typed.
#[derive(Debug, Clone, Default)]
pub(in crate::desks) struct Typed {
    pub(in crate::desks) name: String,
    pub(in crate::desks) zone: String,
    pub(in crate::desks) region: Region,
    /// The hours of each day, Monday first.
    pub(in crate::desks) week: [String; 7],
    /// Days off that come back, `12-24, 12-31`.
    pub(in crate::desks) yearly: String,
    pub(in crate::desks) exceptions: Vec<TypedException>,
}

/// A line of the exceptions as it is typed.
#[derive(Debug, Clone, Default)]
pub(in crate::desks) struct TypedException {
    pub(in crate::desks) kind: String,
    pub(in crate::desks) from: String,
    pub(in crate::desks) to: String,
    pub(in crate::desks) hours: String,
    pub(in crate::desks) label: String,
}

impl From<&StoredCalendar> for Typed {
    fn from(stored: &StoredCalendar) -> Self {
        let spec = &stored.spec;
        Self {
            name: stored.name.clone(),
            zone: spec.zone.clone(),
            region: spec.region,
            week: spec.week.days().map(|day| hours::format(day)),
            yearly: spec.yearly.join(", "),
            exceptions: spec.exceptions.iter().map(TypedException::from).collect(),
        }
    }
}

impl From<&ExceptionSpec> for TypedException {
    fn from(exception: &ExceptionSpec) -> Self {
        Self {
            kind: kind_word(exception.kind).to_owned(),
            from: exception.from.to_string(),
            to: exception.to.map(|date| date.to_string()).unwrap_or_default(),
            hours: hours::format(&exception.hours),
            label: exception.label.clone(),
        }
    }
}

fn kind_word(kind: ExceptionKind) -> &'static str {
    match kind {
        ExceptionKind::Open => "open",
        ExceptionKind::Closed => "closed",
    }
}

/// The calendars; each with the zone and the hours of its week.
pub(in crate::desks) fn list(here: &Here<'_>, calendars: &[StoredCalendar], answer: &Answer) -> Markup {
    let columns = ["name", "week", "zone", "region"]
        .map(|field| Column::named(here.t(&format!("desks-calendar-{field}"))));
    let rows = html! {
        @for calendar in calendars {
            tr {
                td { a class="t-link" href={ "/settings/calendars/" (calendar.id) } { (calendar.name) } }
                td { (week_words(here.locale(), calendar)) }
                td { (calendar.spec.zone) }
                td { (region_name(here.locale(), calendar.spec.region)) }
            }
        }
    };
    let add = Button::link("/settings/calendars/new", here.t("desks-calendar-add")).primary().icon("plus");
    html! {
        (here.head(&here.t("desks-calendars-title"), &here.t("desks-calendars-lead"), Some(add)))
        (answer.show(here.locale()))
        @if calendars.is_empty() {
            (here.nothing("calendar", &here.t("desks-calendars-title"), "desks-calendars-empty"))
        } @else {
            section class="card" { (table(&here.t("desks-calendars-title"), &columns, &rows)) }
        }
    }
}

/// A week in a line: days of the same hours together, « lundi – vendredi 09:00-18:00 ».
fn week_words(locale: Locale, calendar: &StoredCalendar) -> String {
    let day_name = |day: usize| {
        web::i18n::t(locale, &format!("desks-day-{}", WEEKDAY_KEYS.get(day).copied().unwrap_or_default()))
    };
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (day, ranges) in calendar.spec.week.days().into_iter().enumerate() {
        let text = hours::format(ranges);
        match runs.last_mut() {
            Some((_, last, same)) if *same == text => *last = day,
            _ => runs.push((day, day, text)),
        }
    }
    let open = runs.into_iter().filter(|(.., text)| !text.is_empty());
    let words = open.map(|(first, last, text)| {
        if first == last {
            format!("{} {text}", day_name(first))
        } else {
            format!("{} – {} {text}", day_name(first), day_name(last))
        }
    });
    words.collect::<Vec<_>>().join("\u{A0}· ")
}

/// The name of a region in a list.
pub(in crate::desks) fn region_name(locale: Locale, region: Region) -> String {
    web::i18n::t(locale, &format!("desks-region-{}", region.code().to_lowercase()))
}

/// What the editor shows besides what was typed.
pub(in crate::desks) struct Editor<'a> {
    /// The calendar to change and the version that the form carries.
    pub(in crate::desks) known: Option<(&'a StoredCalendar, i64)>,
    /// Lines for further exceptions.
    pub(in crate::desks) spare: usize,
    /// The calendar that the form makes, for the preview.
    pub(in crate::desks) made: Option<Calendar>,
}

/// The editor of a calendar.
pub(in crate::desks) fn form(here: &Here<'_>, editor: &Editor<'_>, typed: &Typed, answer: &Answer) -> Markup {
    let (title, action) = match editor.known {
        Some((calendar, _)) => (calendar.name.clone(), format!("/settings/calendars/{}", calendar.id)),
        None => (here.t("desks-calendar-new"), "/settings/calendars/new".to_owned()),
    };
    let foot = html! {
        (here.save("/settings/calendars"))
        (Button::submit(here.t("desks-calendar-preview")).icon("eye").attr("name", "then").attr("value", "preview"))
    };
    html! {
        (here.head(&title, &here.t("desks-calendar-lead"), None))
        (answer.show(here.locale()))
        section class="card" { div class="body" { (here.form(&action, &fields(here, editor, typed, answer), &foot)) } }
        @if let Some(calendar) = &editor.made { (deadlines(here, calendar)) }
        (holiday_list(here, typed.region))
    }
}

fn fields(here: &Here<'_>, editor: &Editor<'_>, typed: &Typed, answer: &Answer) -> Markup {
    let locale = here.locale();
    let label = |field: &str| here.t(&format!("desks-calendar-{field}"));
    let (name, zone, region, yearly) = (label("name"), label("zone"), label("region"), label("yearly"));
    let yearly_hint = label("yearly-hint");
    let names: Vec<String> = Region::ALL.iter().map(|region| region_name(locale, *region)).collect();
    let regions: Vec<Choice<'_>> = Region::ALL
        .iter()
        .zip(&names)
        .map(|(region, name)| Choice { value: region.code(), label: name })
        .collect();
    let field = |name, label| Field::new(locale, name, label).errors(&answer.faults);
    html! {
        @if let Some((_, version)) = editor.known { input type="hidden" name="version" value=(version); }
        div class="fields" {
            (field("name", &name).required().attr("maxlength", "80").text(&typed.name))
            (field("zone", &zone).required().attr("list", "zones").text(&typed.zone))
            (field("region", &region).required().select(&regions, typed.region.code()))
            (field("yearly", &yearly).hint(&yearly_hint).text(&typed.yearly))
        }
        (zones())
        fieldset class="group" id="f-week" {
            legend { (label("week")) }
            p class="muted small" { (label("week-hint")) }
            vigie-week step="30" {
                @for (key, text) in WEEKDAY_KEYS.iter().zip(&typed.week) { (day(here, key, text, answer)) }
            }
        }
        fieldset class="group" id="f-exceptions" {
            legend { (label("exceptions")) }
            p class="muted small" { (label("exceptions-hint")) }
            (exceptions(here, editor, typed, answer))
        }
    }
}

fn day(here: &Here<'_>, key: &str, text: &str, answer: &Answer) -> Markup {
    let fault = answer.faults.iter().find(|fault| fault.field == key);
    let id = format!("f-{key}");
    html! {
        div class={ "field" @if fault.is_some() { " bad" } } {
            div class="week-text" {
                label for=(id) { (here.t(&format!("desks-day-{key}"))) }
                input class="input" id=(id) name=(key) value=(text) data-day=(here.t(&format!("desks-day-short-{key}")))
                    placeholder=(here.t("desks-closed")) aria-invalid=[fault.map(|_| "true")]
                    aria-describedby=[fault.map(|_| format!("{id}-error"))] maxlength="200" autocomplete="off" {}
            }
            @if let Some(fault) = fault { span class="err" id={ (id) "-error" } { (fault.message) } }
        }
    }
}

fn exceptions(here: &Here<'_>, editor: &Editor<'_>, typed: &Typed, answer: &Answer) -> Markup {
    let fault = answer.faults.iter().find(|fault| fault.field == "exceptions");
    let blank = TypedException { kind: "closed".to_owned(), ..TypedException::default() };
    let lines = typed.exceptions.iter().chain(std::iter::repeat_n(&blank, editor.spare));
    html! {
        @if let Some(fault) = fault { div class="field bad" { span class="err" { (fault.message) } } }
        div class="stack" { @for (index, line) in lines.enumerate() { (exception(here, index, line)) } }
        @if here.may {
            div class="row" {
                (Button::submit(here.t("desks-calendar-more")).small().icon("plus").attr("name", "then").attr("value", "more"))
            }
        }
    }
}

fn exception(here: &Here<'_>, index: usize, line: &TypedException) -> Markup {
    let locale = here.locale();
    let label = |field: &str| t!(locale, &format!("desks-exception-{field}"), n = index + 1);
    let (closed, open) = (here.t("desks-exception-closed"), here.t("desks-exception-open"));
    let kinds = [Choice { value: "closed", label: &closed }, Choice { value: "open", label: &open }];
    html! {
        div class="fields" role="group" aria-label=(label("line")) {
            (Field::new(locale, "ex_kind", &label("kind")).id(format!("f-ex-kind-{index}")).required().select(&kinds, &line.kind))
            (Field::new(locale, "ex_from", &label("from")).id(format!("f-ex-from-{index}")).date(&line.from))
            (Field::new(locale, "ex_to", &label("to")).id(format!("f-ex-to-{index}")).date(&line.to))
            (Field::new(locale, "ex_hours", &label("hours")).id(format!("f-ex-hours-{index}"))
                .attr("placeholder", here.t("desks-exception-all-day")).attr("maxlength", "200").text(&line.hours))
            (Field::new(locale, "ex_label", &label("label")).id(format!("f-ex-label-{index}")).attr("maxlength", "120").text(&line.label))
        }
    }
}

/// What the calendar does around the next two clock changes.
fn deadlines(here: &Here<'_>, calendar: &Calendar) -> Markup {
    let locale = here.locale();
    let found = crossings(calendar, here.cx.now);
    html! {
        section class="card" id="preview" {
            header { h2 { (here.t("desks-preview-title")) } }
            div class="body stack" {
                @if found.is_empty() { p class="small" { (here.t("desks-preview-none")) } }
                @for crossing in &found { (crossing_words(locale, crossing, calendar.zone())) }
            }
        }
    }
}

fn crossing_words(locale: Locale, crossing: &Crossing, zone: &TimeZone) -> Markup {
    let when = |at: Timestamp| {
        let local = at.to_zoned(zone.clone()).datetime();
        let (day, time) = (fmt::date_long(locale, local.date()), fmt::time_prose(locale, local.time()));
        t!(locale, "desks-preview-moment", day = day, time = time)
    };
    let key = if crossing.shift.is_positive() { "desks-preview-forward" } else { "desks-preview-back" };
    let day = fmt::date_long(locale, crossing.at.to_zoned(zone.clone()).date());
    let change = t!(locale, key, day = day, span = fmt::duration_words(locale, crossing.shift.abs()));
    let target = fmt::duration_words(locale, crossing.target);
    html! {
        p class="small" {
            b { (change) } " "
            (t!(locale, "desks-preview-due", start = when(crossing.start), target = target, due = when(crossing.due)))
        }
    }
}

/// The public holidays of a region, this year and the next.
fn holiday_list(here: &Here<'_>, region: Region) -> Markup {
    let locale = here.locale();
    let this = here.cx.now.to_zoned(TimeZone::UTC).year();
    html! {
        @if region != Region::None {
            section class="card" {
                header { h2 { (t!(locale, "desks-holidays-title", region = region_name(locale, region))) } }
                div class="body fields" {
                    @for year in [this, this.saturating_add(1)] {
                        div {
                            h3 { (year) }
                            ul class="items" {
                                @for holiday in holidays(region, year) {
                                    li { span class="t" { (holiday_name(locale, holiday.key)) } (weekday_date(locale, holiday.date)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn holiday_name(locale: Locale, key: &str) -> String {
    web::i18n::t(locale, &format!("desks-holiday-{}", key.replace('_', "-")))
}

fn weekday_date(locale: Locale, date: Date) -> Markup {
    html! { time datetime=(date) { (fmt::date_long(locale, date)) } }
}

/// What differs between a calendar and what was typed, for the reader.
pub(in crate::desks) fn pairs(locale: Locale, now: &Typed, typed: &Typed) -> Vec<(String, String, String)> {
    let label = |field: &str| web::i18n::t(locale, &format!("desks-calendar-{field}"));
    let exceptions = |typed: &Typed| {
        let line =
            |e: &TypedException| [&e.kind, &e.from, &e.to, &e.hours, &e.label].map(String::as_str).join(" ");
        typed.exceptions.iter().map(line).collect::<Vec<_>>().join("; ")
    };
    let mut pairs = vec![
        (label("name"), now.name.clone(), typed.name.clone()),
        (label("zone"), now.zone.clone(), typed.zone.clone()),
        (label("region"), region_name(locale, now.region), region_name(locale, typed.region)),
        (label("yearly"), now.yearly.clone(), typed.yearly.clone()),
        (label("exceptions"), exceptions(now), exceptions(typed)),
    ];
    for ((key, was), is) in WEEKDAY_KEYS.iter().zip(&now.week).zip(&typed.week) {
        pairs.push((web::i18n::t(locale, &format!("desks-day-{key}")), was.clone(), is.clone()));
    }
    pairs
}
