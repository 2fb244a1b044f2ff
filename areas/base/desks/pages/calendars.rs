//! Calendars.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::Markup;
use rules::calendar::{Calendar, CalendarSpec, ExceptionKind, ExceptionSpec, RangeSpec, WeekSpec};
use rules::holidays::Region;
use serde::Deserialize;
use web::error::{AppError, FieldError};
use web::extract::{Form, Query};
use web::i18n::{Locale, t};
use web::t;

use super::{Done, Refused, here, here_to_add, refused, shown, shown_again};
use crate::app::App;
use crate::ctx::Ctx;
use crate::desks::actions::WEEKDAY_KEYS;
use crate::desks::model::{NewCalendar, StoredCalendar};
use crate::desks::views::calendars::{self as views, Editor, Typed, TypedException};
use crate::desks::views::kit::Answer;
use crate::desks::{actions, hours, seed, store};
use crate::frame::SettingsPage;
use crate::people::{Staff, policy::Act};

/// Lines for further exceptions that a form has at first, and that "more lines" adds.
const SPARE: usize = 1;
const MORE: usize = 5;

/// The lines of exceptions are five lists of equal length.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct CalendarForm {
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    then: Option<String>,
    name: String,
    zone: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    mon: String,
    #[serde(default)]
    tue: String,
    #[serde(default)]
    wed: String,
    #[serde(default)]
    thu: String,
    #[serde(default)]
    fri: String,
    #[serde(default)]
    sat: String,
    #[serde(default)]
    sun: String,
    #[serde(default)]
    yearly: String,
    #[serde(default)]
    ex_kind: Vec<String>,
    #[serde(default)]
    ex_from: Vec<String>,
    #[serde(default)]
    ex_to: Vec<String>,
    #[serde(default)]
    ex_hours: Vec<String>,
    #[serde(default)]
    ex_label: Vec<String>,
}

impl CalendarForm {
    fn typed(self) -> Typed {
        let at = |list: &[String], index: usize| list.get(index).cloned().unwrap_or_default();
        let lines = (0..self.ex_from.len()).map(|index| TypedException {
            kind: at(&self.ex_kind, index),
            from: at(&self.ex_from, index),
            to: at(&self.ex_to, index),
            hours: at(&self.ex_hours, index),
            label: at(&self.ex_label, index),
        });
        let is_filled = |line: &TypedException| {
            [&line.from, &line.to, &line.hours, &line.label].iter().any(|text| !text.trim().is_empty())
        };
        let exceptions = lines.filter(is_filled).collect();
        Typed {
            exceptions,
            region: Region::parse(&self.region).unwrap_or_default(),
            week: [self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun],
            name: self.name,
            zone: self.zone,
            yearly: self.yearly,
        }
    }
}

/// The calendar that was typed, or what cannot be read in it. What it means is the action's to check.
fn read(locale: Locale, typed: &Typed) -> Result<NewCalendar, AppError> {
    let mut faults = Vec::new();
    let days = WEEKDAY_KEYS.iter().zip(&typed.week).map(|(key, text)| {
        hours::parse(text).unwrap_or_else(|_| {
            let day = t(locale, &format!("desks-day-{key}"));
            let remedy = t(locale, "desks-error-hours");
            faults.push(FieldError::new(
                *key,
                "hours",
                t!(locale, "desks-error-at", place = day, remedy = remedy),
            ));
            Vec::new()
        })
    });
    let week = week(days.collect());
    let mut exceptions = Vec::new();
    for (index, line) in typed.exceptions.iter().enumerate() {
        match exception(line) {
            Ok(exception) => exceptions.push(exception),
            Err(key) => {
                let place = t!(locale, "desks-exception-line", n = index + 1);
                let message = t!(locale, "desks-error-at", place = place, remedy = t(locale, key));
                faults.push(FieldError::new("exceptions", "exception", message));
            }
        }
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let yearly = typed.yearly.split([',', ';']).map(str::trim).filter(|day| !day.is_empty());
    Ok(NewCalendar {
        name: typed.name.clone(),
        spec: CalendarSpec {
            zone: typed.zone.clone(),
            week,
            region: typed.region,
            yearly: yearly.map(str::to_owned).collect(),
            exceptions,
        },
    })
}

fn week(days: Vec<Vec<RangeSpec>>) -> WeekSpec {
    let mut days = days.into_iter();
    let mut next = || days.next().unwrap_or_default();
    WeekSpec { mon: next(), tue: next(), wed: next(), thu: next(), fri: next(), sat: next(), sun: next() }
}

/// A line of the exceptions, or the key of what to mend in it.
fn exception(line: &TypedException) -> Result<ExceptionSpec, &'static str> {
    let date = |text: &str| text.trim().parse::<Date>().map_err(|_| "desks-error-date");
    let to = match line.to.trim() {
        "" => None,
        text => Some(date(text)?),
    };
    Ok(ExceptionSpec {
        kind: if line.kind == "open" { ExceptionKind::Open } else { ExceptionKind::Closed },
        from: date(&line.from)?,
        to,
        hours: hours::parse(&line.hours).map_err(|_| "desks-error-hours")?,
        label: line.label.clone(),
    })
}

async fn known(app: &App, id: i64) -> Result<StoredCalendar, AppError> {
    app.db.read(move |r| store::calendar_row(r, id)?.ok_or(AppError::NotFound)).await
}

fn page(
    app: &App,
    cx: &Ctx,
    editor: &Editor<'_>,
    typed: &Typed,
    answer: &Answer,
) -> Result<Markup, AppError> {
    let open = if editor.known.is_some() { here } else { here_to_add };
    let here = open(cx, SettingsPage::Calendars, Act::Administer)?;
    let title = match editor.known {
        Some((calendar, _)) => calendar.name.clone(),
        None => t(cx.locale, "desks-calendar-new"),
    };
    Ok(shown(app, cx, SettingsPage::Calendars, &title, &views::form(&here, editor, typed, answer)))
}

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(done): Query<Done>,
) -> Result<Markup, AppError> {
    let here = here(&cx, SettingsPage::Calendars, Act::Administer)?;
    let calendars = app.db.read(|r| Ok::<_, AppError>(store::calendars(r)?)).await?;
    let body = views::list(&here, &calendars, &Answer::done(done.key()));
    Ok(shown(&app, &cx, SettingsPage::Calendars, &t(cx.locale, "desks-calendars-title"), &body))
}

pub(super) async fn blank(State(app): State<App>, Staff(cx): Staff) -> Result<Markup, AppError> {
    let zone = cx.actor.visit.zone.clone();
    let hours = "09:00-18:00";
    let week = [hours, hours, hours, hours, hours, "", ""].map(str::to_owned);
    let typed = Typed { region: seed::region_of_zone(&zone), zone, week, ..Typed::default() };
    page(&app, &cx, &Editor { known: None, spare: SPARE, made: None }, &typed, &Answer::default())
}

pub(super) async fn edit(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Markup, AppError> {
    let calendar = known(&app, id).await?;
    let made = Calendar::try_from(&calendar.spec).ok();
    let editor = Editor { known: Some((&calendar, calendar.version)), spare: SPARE, made };
    page(&app, &cx, &editor, &Typed::from(&calendar), &Answer::default())
}

pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<CalendarForm>,
) -> Result<Response, AppError> {
    save(&app, &cx, None, form).await
}

pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<CalendarForm>,
) -> Result<Response, AppError> {
    let calendar = known(&app, id).await?;
    save(&app, &cx, Some(calendar), form).await
}

/// What the buttons of the form do: more lines, a preview, or saving.
async fn save(
    app: &App,
    cx: &Ctx,
    known: Option<StoredCalendar>,
    form: CalendarForm,
) -> Result<Response, AppError> {
    let (version, then) = (form.version, form.then.clone());
    let typed = form.typed();
    let new = read(cx.locale, &typed);
    let made = new.as_ref().ok().and_then(|new| Calendar::try_from(&new.spec).ok());
    let shown_version = version.or(known.as_ref().map(|calendar| calendar.version)).unwrap_or_default();
    if let Some(then) = then {
        let spare = if then == "more" { MORE } else { SPARE };
        let faults = new.err().map(refused).transpose()?;
        let answer = match faults {
            Some(Refused::Faults(faults)) => Answer::faults(faults),
            _ => Answer::default(),
        };
        let editor = Editor { known: known.as_ref().map(|calendar| (calendar, shown_version)), spare, made };
        return Ok(page(app, cx, &editor, &typed, &answer)?.into_response());
    }
    let id = known.as_ref().map(|calendar| calendar.id);
    let outcome = match new {
        Ok(new) => {
            let cx = cx.clone();
            let write = move |tx: &mut db::Tx<'_>| match id {
                Some(id) => actions::change_calendar(tx, &cx, id, version, &new),
                None => actions::create_calendar(tx, &cx, &new).map(|_| ()),
            };
            app.db.write(write).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = outcome else {
        return Ok(Redirect::to("/settings/calendars?done=saved").into_response());
    };
    let refused = refused(error)?;
    let (answer, version) = match (&refused, &known) {
        (Refused::Faults(faults), _) => (Answer::faults(faults.clone()), shown_version),
        (Refused::Meanwhile, Some(calendar)) => {
            (Answer::meanwhile(views::pairs(cx.locale, &Typed::from(calendar), &typed)), calendar.version)
        }
        (Refused::Meanwhile, None) => (Answer::meanwhile(Vec::new()), shown_version),
    };
    let editor = Editor { known: known.as_ref().map(|calendar| (calendar, version)), spare: SPARE, made };
    Ok(shown_again(&refused, page(app, cx, &editor, &typed, &answer)?))
}
