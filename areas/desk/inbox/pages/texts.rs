//! `/settings/mail-texts`: what a desk writes by mail, in its own words where it has some.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    desks::{self, Desk},
    frame::SettingsPage,
    people::{
        Staff,
        policy::{Act, may},
    },
    settings::{Answer, Refused, Version, here, refused, shown},
};
use maud::Markup;
use serde::Deserialize;
use web::{
    AppError, Locale,
    extract::{Form, Query},
    headers::{SANDBOXED, WITH_FRAMES},
    i18n::t,
};

use super::managed;
use crate::inbox::{
    actions::write_text,
    notices::{
        Kind, Look, Wanted, preview,
        texts::{OwnText, Text, own, standard},
    },
    store,
    views::texts::{self as views, Editor, Shelf},
};

/// Which letter of which desk, in which language.
pub(super) type Which = (i64, String, String);

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    desk: Option<i64>,
    done: Option<String>,
}

/// What was done, as its message key.
fn done(asked: Option<&str>) -> Option<&'static str> {
    match asked {
        Some("saved") => Some("desks-done-saved"),
        Some("restored") => Some("desks-done-restored"),
        _ => None,
    }
}

/// The letters of a desk that the reader manages.
pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let reader = cx.clone();
    let read = move |r: &db::Read<'_>| -> Result<Shelf, AppError> {
        let desks = managed(r, &reader)?;
        let desk = desks.iter().find(|desk| asked.desk.is_none_or(|id| desk.id == id));
        let desk = desk.cloned().ok_or(AppError::NotFound)?;
        Ok(Shelf { own: store::texts(r, desk.id)?, desks, desk })
    };
    let shelf = app.db.read(read).await?;
    let here = here(&cx, SettingsPage::MailTexts, Act::ManageDesk(shelf.desk.id))?;
    let title = t(cx.locale, "inbox-text-title");
    let answer = Answer::done(done(asked.done.as_deref()));
    let body = views::list(&here, &shelf, &answer, app.config.relay);
    Ok(shown(&app, &cx, SettingsPage::MailTexts, &title, &body))
}

/// A letter's text, as it is now.
struct Found {
    desk: Desk,
    own: OwnText,
}

impl Found {
    fn text(&self) -> Text {
        self.own.text.clone().unwrap_or_else(|| standard(self.own.kind, self.own.locale))
    }
}

async fn found(app: &App, cx: &Ctx, (desk_id, kind, locale): Which) -> Result<Found, AppError> {
    let kind = Kind::parse(&kind).ok_or(AppError::NotFound)?;
    let locale = Locale::ALL.into_iter().find(|known| known.lang() == locale).ok_or(AppError::NotFound)?;
    if !may(&cx.actor, Act::ManageDesk(desk_id)) {
        return Err(AppError::NotFound);
    }
    app.db
        .read(move |r| {
            let desk = desks::desk(r, desk_id)?.ok_or(AppError::NotFound)?;
            Ok(Found { own: own(r, desk_id, kind, locale)?, desk })
        })
        .await
}

fn page(
    app: &App,
    cx: &Ctx,
    found: &Found,
    typed: &Text,
    version: i64,
    answer: &Answer,
) -> Result<Response, AppError> {
    let here = here(cx, SettingsPage::MailTexts, Act::ManageDesk(found.desk.id))?;
    let relay = app.config.relay;
    let editor = Editor { desk: &found.desk, own: &found.own, typed, version, relay };
    let title = t(cx.locale, &format!("inbox-text-kind-{}", found.own.kind.as_str()));
    let page = shown(app, cx, SettingsPage::MailTexts, &title, &views::editor(&here, &editor, answer));
    // The letter is shown in a frame of this page.
    let policy = HeaderValue::from_static(WITH_FRAMES);
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response())
}

pub(super) async fn edit(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(which): Path<Which>,
) -> Result<Response, AppError> {
    let found = found(&app, &cx, which).await?;
    page(&app, &cx, &found, &found.text(), found.own.version, &Answer::default())
}

/// What is typed.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct TextForm {
    version: i64,
    subject: String,
    body: String,
    /// Comes with the form; only looking needs it.
    #[serde(default, rename = "ticket")]
    _ticket: String,
}

pub(super) async fn save(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(which): Path<Which>,
    Form(form): Form<TextForm>,
) -> Result<Response, AppError> {
    let found = found(&app, &cx, which).await?;
    let (desk_id, of) = (found.desk.id, (found.own.kind, found.own.locale));
    let typed = Text { subject: form.subject, body: form.body.replace("\r\n", "\n") };
    let (by, text) = (cx.clone(), typed.clone());
    let write = app.db.write(move |tx| write_text(tx, &by, desk_id, of, Some(form.version), Some(&text)));
    let Err(error) = write.await else { return Ok(to_list(desk_id, "saved")) };
    again(&app, &cx, &found, &typed, form.version, error)
}

pub(super) async fn restore(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(which): Path<Which>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let found = found(&app, &cx, which).await?;
    let (desk_id, of, by) = (found.desk.id, (found.own.kind, found.own.locale), cx.clone());
    let write = app.db.write(move |tx| write_text(tx, &by, desk_id, of, form.version, None));
    let Err(error) = write.await else { return Ok(to_list(desk_id, "restored")) };
    again(&app, &cx, &found, &found.text(), found.own.version, error)
}

/// The editor again: with its faults, or with what is there now.
fn again(
    app: &App,
    cx: &Ctx,
    found: &Found,
    typed: &Text,
    version: i64,
    error: AppError,
) -> Result<Response, AppError> {
    let refused = refused(error)?;
    let (answer, version) = match &refused {
        Refused::Faults(faults) => (Answer::faults(faults.clone()), version),
        Refused::Meanwhile => {
            let (now, label) = (found.text(), |key: &str| t(cx.locale, key));
            let pairs = vec![
                (label("inbox-text-subject"), now.subject, typed.subject.clone()),
                (label("inbox-text-body"), now.body, typed.body.clone()),
            ];
            (Answer::meanwhile(pairs), found.own.version)
        }
    };
    let page = page(app, cx, found, typed, version, &answer)?;
    Ok((refused.status(), page).into_response())
}

fn to_list(desk_id: i64, done: &str) -> Response {
    Redirect::to(&format!("/settings/mail-texts?desk={desk_id}&done={done}")).into_response()
}

/// How a letter is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Show {
    #[default]
    Light,
    Dark,
    Plain,
}

/// What to look at; without a text, the one that is in use.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Looking {
    subject: Option<String>,
    body: Option<String>,
    ticket: String,
    show: Show,
    /// Comes with the form in which the letter is typed; looking needs none.
    #[serde(rename = "version")]
    _version: Option<i64>,
}

pub(super) async fn look(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(which): Path<Which>,
    Query(wanted): Query<Looking>,
) -> Result<Response, AppError> {
    looked_at(&app, &cx, which, Looking { subject: None, body: None, ..wanted }).await
}

pub(super) async fn look_typed(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(which): Path<Which>,
    Form(wanted): Form<Looking>,
) -> Result<Response, AppError> {
    looked_at(&app, &cx, which, wanted).await
}

/// The letter at an address of its own, as what comes from outside is shown: it runs and fetches nothing.
async fn looked_at(app: &App, cx: &Ctx, which: Which, wanted: Looking) -> Result<Response, AppError> {
    let found = found(app, cx, which).await?;
    let now = found.text();
    let text = Text {
        subject: wanted.subject.unwrap_or(now.subject),
        body: wanted.body.map_or(now.body, |body| body.replace("\r\n", "\n")),
    };
    let (kind, locale) = (found.own.kind, found.own.locale);
    let look = if wanted.show == Show::Dark { Look::Dark } else { Look::Light };
    let of = Wanted { desk: found.desk, kind, locale, ticket: wanted.ticket, look };
    let page = match preview(app, cx, of, &text).await? {
        Ok(letter) if wanted.show == Show::Plain => views::plain_letter(cx.locale, &letter),
        Ok(letter) => maud::PreEscaped(letter.html),
        Err(why) => views::no_letter(cx.locale, kind, locale, &text, &why),
    };
    let policy = HeaderValue::from_static(SANDBOXED);
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response())
}
