//! Help desks.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use serde::Deserialize;
use web::error::{AppError, FieldError};
use web::extract::{Form, Query};
use web::i18n::{Locale, t};
use web::t;

use super::{Done, Refused, here, here_to_add, refused, shown, shown_again};
use crate::app::App;
use crate::ctx::Ctx;
use crate::desks::model::{Desk, NewDesk};
use crate::desks::views::desks::{self as views, Choices, Typed};
use crate::desks::views::kit::Answer;
use crate::desks::{actions, seed, store};
use crate::frame::SettingsPage;
use crate::people::{self, Staff, policy::Act};

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DeskForm {
    #[serde(default)]
    version: Option<i64>,
    name: String,
    locale: String,
    zone: String,
    #[serde(default)]
    phone: String,
    calendar_id: Option<i64>,
    confirm_days: String,
    reopen_days: String,
    #[serde(default)]
    guests: bool,
    #[serde(default)]
    organisations: Vec<i64>,
}

impl DeskForm {
    fn typed(self) -> Typed {
        Typed {
            name: self.name,
            locale: self.locale,
            zone: self.zone,
            phone: self.phone,
            calendar_id: self.calendar_id,
            confirm_days: self.confirm_days,
            reopen_days: self.reopen_days,
            guests: self.guests,
            organisations: self.organisations,
        }
    }
}

fn typed_of(desk: &NewDesk) -> Typed {
    Typed {
        name: desk.name.clone(),
        locale: desk.locale.lang().to_owned(),
        zone: desk.zone.clone(),
        phone: desk.phone.clone(),
        calendar_id: desk.calendar_id,
        confirm_days: desk.confirm_days.to_string(),
        reopen_days: desk.reopen_days.to_string(),
        guests: desk.guests,
        organisations: desk.organisations.clone(),
    }
}

/// The desk that was typed; a number or a language that is none is a fault.
fn read(locale: Locale, typed: &Typed) -> Result<NewDesk, AppError> {
    let mut faults = Vec::new();
    let mut number = |field: &str, text: &str, least: i64, most: i64| {
        text.trim().parse::<i64>().unwrap_or_else(|_| {
            let message = t!(locale, "desks-error-range", least = least, most = most);
            faults.push(FieldError::new(field, "range", message));
            least
        })
    };
    let confirm_days = number("confirm_days", &typed.confirm_days, 1, 60);
    let reopen_days = number("reopen_days", &typed.reopen_days, 0, 365);
    let language =
        typed.locale.parse::<Locale>().map_err(|_| faults.push(FieldError::of(locale, "locale", "required")));
    match language {
        Ok(language) if faults.is_empty() => Ok(NewDesk {
            name: typed.name.clone(),
            locale: language,
            zone: typed.zone.clone(),
            phone: typed.phone.clone(),
            calendar_id: typed.calendar_id,
            confirm_days,
            reopen_days,
            guests: typed.guests,
            organisations: typed.organisations.clone(),
        }),
        _ => Err(AppError::Invalid(faults)),
    }
}

async fn choices(app: &App) -> Result<Choices, AppError> {
    let read = |r: &db::Read<'_>| -> Result<Choices, AppError> {
        Ok(Choices {
            calendars: store::calendars(r)?,
            organisations: people::organisations(r)?,
            relay: false,
        })
    };
    Ok(Choices { relay: app.config.relay, ..app.db.read(read).await? })
}

async fn known(app: &App, id: i64) -> Result<(Desk, NewDesk), AppError> {
    let read = move |r: &db::Read<'_>| -> Result<(Desk, NewDesk), AppError> {
        let desk = store::desk(r, id)?.ok_or(AppError::NotFound)?;
        let new = NewDesk::of(&desk, store::organisations_served(r, id)?);
        Ok((desk, new))
    };
    app.db.read(read).await
}

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(done): Query<Done>,
) -> Result<Markup, AppError> {
    let here = here(&cx, SettingsPage::Desks, Act::Administer)?;
    let (desks, choices) = (super::all_desks(&app).await?, choices(&app).await?);
    let body = views::list(&here, &desks, &choices, &Answer::done(done.key()));
    Ok(shown(&app, &cx, SettingsPage::Desks, &t(cx.locale, "desks-desks-title"), &body))
}

pub(super) async fn blank(State(app): State<App>, Staff(cx): Staff) -> Result<Markup, AppError> {
    let here = here_to_add(&cx, SettingsPage::Desks, Act::Administer)?;
    let typed = typed_of(&NewDesk::named("", cx.locale, cx.actor.visit.zone.as_str()));
    let body = views::form(&here, None, &typed, &choices(&app).await?, &Answer::default());
    Ok(shown(&app, &cx, SettingsPage::Desks, &t(cx.locale, "desks-desk-new"), &body))
}

pub(super) async fn edit(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Markup, AppError> {
    let here = here(&cx, SettingsPage::Desks, Act::Administer)?;
    let (desk, new) = known(&app, id).await?;
    let body = views::form(
        &here,
        Some((&desk, desk.version)),
        &typed_of(&new),
        &choices(&app).await?,
        &Answer::default(),
    );
    Ok(shown(&app, &cx, SettingsPage::Desks, &desk.name, &body))
}

pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<DeskForm>,
) -> Result<Response, AppError> {
    let typed = form.typed();
    match filled(&app, &cx, &typed).await {
        Ok(_) => Ok(Redirect::to("/settings/desks?done=saved").into_response()),
        Err(error) => {
            let refused = refused(error)?;
            let answer = match &refused {
                Refused::Faults(faults) => Answer::faults(faults.clone()),
                Refused::Meanwhile => Answer::meanwhile(Vec::new()),
            };
            let body = views::form(
                &here_to_add(&cx, SettingsPage::Desks, Act::Administer)?,
                None,
                &typed,
                &choices(&app).await?,
                &answer,
            );
            let page = shown(&app, &cx, SettingsPage::Desks, &t(cx.locale, "desks-desk-new"), &body);
            Ok(shown_again(&refused, page))
        }
    }
}

/// A new desk with the content of a fresh one: an empty desk could qualify nothing.
async fn filled(app: &App, cx: &Ctx, typed: &Typed) -> Result<i64, AppError> {
    let (new, cx) = (read(cx.locale, typed)?, cx.clone());
    let write = move |tx: &mut db::Tx<'_>| -> Result<i64, AppError> {
        let id = actions::create_desk(tx, &cx, &new)?;
        seed::standard(tx, &cx, id, new.locale)?;
        Ok(id)
    };
    app.db.write(write).await
}

pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<DeskForm>,
) -> Result<Response, AppError> {
    let version = form.version;
    let typed = form.typed();
    let outcome = match read(cx.locale, &typed) {
        Ok(new) => {
            let cx = cx.clone();
            app.db.write(move |tx| actions::change_desk(tx, &cx, id, version, &new)).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = outcome else { return Ok(Redirect::to("/settings/desks?done=saved").into_response()) };
    let refused = refused(error)?;
    let ((desk, now), choices) = (known(&app, id).await?, choices(&app).await?);
    let (answer, version) = match &refused {
        Refused::Faults(faults) => (Answer::faults(faults.clone()), version.unwrap_or(desk.version)),
        Refused::Meanwhile => {
            (Answer::meanwhile(views::pairs(cx.locale, &typed_of(&now), &typed, &choices)), desk.version)
        }
    };
    let body = views::form(
        &here(&cx, SettingsPage::Desks, Act::Administer)?,
        Some((&desk, version)),
        &typed,
        &choices,
        &answer,
    );
    Ok(shown_again(&refused, shown(&app, &cx, SettingsPage::Desks, &desk.name, &body)))
}
