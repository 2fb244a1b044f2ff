//! `/settings/mailboxes`: how each mailbox is, and setting them up.

use axum::{
    extract::{Path, State},
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
    settings::{Answer, Done, Refused, Version, here, refused, shown, shown_again},
};
use db::{Read, Tx};
use maud::Markup;
use serde::Deserialize;
use web::{
    error::AppError,
    extract::{Form, Query},
    i18n::t,
};

use super::managed;
use crate::inbox::{
    actions::{archive_mailbox, change_mailbox, create_mailbox},
    imap::{Given, health, seal, trial},
    model::{Auth, Imap, Kind, Mailbox, NewMailbox, Tls},
    store,
    views::mailboxes::{self as views, Around, Shown, Tile, Typed},
};

/// Which desk and kind a new mailbox is of.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    desk: Option<i64>,
    #[serde(default)]
    kind: Option<Kind>,
}

/// What is typed; the secrets are never sent back.
#[derive(Clone, Deserialize)]
pub(super) struct MailboxForm {
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    desk: Option<i64>,
    #[serde(default)]
    kind: Option<Kind>,
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    authserv: String,
    #[serde(default)]
    guests: bool,
    #[serde(default)]
    enabled: bool,
    #[serde(default)]
    category: Option<i64>,
    #[serde(default)]
    host: String,
    #[serde(default)]
    port: String,
    #[serde(default)]
    tls: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    auth: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    refresh_token: String,
    #[serde(default)]
    token_url: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    folder: String,
}

impl MailboxForm {
    fn given(&self) -> Given {
        Given { secret: self.secret.clone(), refresh: self.refresh_token.clone() }
    }

    fn typed(self, kind: Kind) -> Typed {
        Typed {
            kind,
            name: self.name,
            address: self.address,
            authserv: self.authserv,
            guests: self.guests,
            enabled: self.enabled,
            category: self.category,
            host: self.host,
            port: self.port,
            tls: self.tls,
            login: self.login,
            auth: self.auth,
            token_url: self.token_url,
            client_id: self.client_id,
            scope: self.scope,
            folder: self.folder,
        }
    }
}

/// The mailbox that was typed; what it means is the action's to check.
fn read(typed: &Typed, desk_id: i64) -> NewMailbox {
    let tls = Tls::ALL.into_iter().find(|tls| tls.as_str() == typed.tls).unwrap_or(Tls::Implicit);
    let auth = Auth::ALL.into_iter().find(|auth| auth.as_str() == typed.auth).unwrap_or(Auth::Password);
    let usual = if tls == Tls::Implicit { 993 } else { 143 };
    let or =
        |text: &str, other: &str| if text.trim().is_empty() { other.to_owned() } else { text.to_owned() };
    let imap = Imap {
        host: typed.host.clone(),
        // 0 is no port: the action says so.
        port: if typed.port.trim().is_empty() { usual } else { typed.port.trim().parse().unwrap_or(0) },
        tls,
        login: or(&typed.login, typed.address.trim()),
        auth,
        token_url: typed.token_url.clone(),
        client_id: typed.client_id.clone(),
        scope: typed.scope.clone(),
        folder: or(&typed.folder, "INBOX"),
    };
    NewMailbox {
        desk_id,
        name: typed.name.clone(),
        address: typed.address.clone(),
        kind: typed.kind,
        authserv: typed.authserv.clone(),
        guests: typed.guests,
        category_id: typed.category,
        imap: (typed.kind == Kind::Imap).then_some(imap),
        secrets: crate::inbox::model::Secrets::default(),
    }
}

/// Every mailbox that the reader manages, with how it is.
pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(done): Query<Done>,
) -> Result<Markup, AppError> {
    let here = here(&cx, SettingsPage::Mailboxes, Act::ReadSettings)?;
    let reader = cx.clone();
    let read = move |r: &Read<'_>| -> Result<Vec<Tile>, AppError> {
        let desks = managed(r, &reader)?;
        let mut tiles = Vec::new();
        for mailbox in store::mailboxes(r, None)? {
            let Some(desk) = desks.iter().find(|desk| desk.id == mailbox.desk_id) else { continue };
            let health = health(r, &mailbox, reader.now)?;
            tiles.push(Tile { mailbox, health, desk: desk.name.clone() });
        }
        Ok(tiles)
    };
    let tiles = app.db.read(read).await?;
    let body = views::list(&here, &tiles, &Answer::done(done.key()), app.config.relay);
    Ok(shown(&app, &cx, SettingsPage::Mailboxes, &t(cx.locale, "inbox-mailbox-title"), &body))
}

/// A mailbox of a desk that the reader manages.
async fn known(app: &App, cx: &Ctx, id: i64) -> Result<Mailbox, AppError> {
    let found = app.db.read(move |r| store::mailbox(r, id)).await?;
    let mine = |mailbox: &Mailbox| !mailbox.archived && may(&cx.actor, Act::ManageDesk(mailbox.desk_id));
    found.filter(mine).ok_or(AppError::NotFound)
}

async fn around(app: &App, cx: &Ctx, desk: Option<i64>, own: Option<&Mailbox>) -> Result<Around, AppError> {
    let (reader, own, relay) = (cx.clone(), own.cloned(), app.config.relay);
    let read = move |r: &Read<'_>| -> Result<Around, AppError> {
        let desks = managed(r, &reader)?;
        let wanted = |known: &&Desk| desk.is_none_or(|id| id == known.id);
        let desk = desks.iter().find(wanted).cloned().ok_or(AppError::NotFound)?;
        let categories = desks::categories(r, desk.id)?;
        let health = own.as_ref().map(|own| health(r, own, reader.now)).transpose()?;
        Ok(Around { desks, desk, categories, health, relay })
    };
    app.db.read(read).await
}

async fn page(app: &App, cx: &Ctx, desk: Option<i64>, form: Shown<'_>) -> Result<Markup, AppError> {
    let around = around(app, cx, desk, form.known.map(|(mailbox, _)| mailbox)).await?;
    let here = here(cx, SettingsPage::Mailboxes, Act::ManageDesk(around.desk.id))?;
    let title =
        form.known.map_or_else(|| t(cx.locale, "inbox-mailbox-new"), |(mailbox, _)| mailbox.name.clone());
    let body = views::form(&here, &form, &around);
    Ok(shown(app, cx, SettingsPage::Mailboxes, &title, &body))
}

/// The form of a new mailbox.
pub(super) async fn blank(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let typed = Typed::blank(asked.kind.unwrap_or(Kind::Imap));
    let answer = Answer::default();
    page(&app, &cx, asked.desk, Shown { known: None, typed: &typed, answer: &answer, trial: None }).await
}

/// The form of a mailbox.
pub(super) async fn edit(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Markup, AppError> {
    let mailbox = known(&app, &cx, id).await?;
    let (typed, answer) = (Typed::from(&mailbox), Answer::default());
    let known = Some((&mailbox, mailbox.version));
    page(&app, &cx, Some(mailbox.desk_id), Shown { known, typed: &typed, answer: &answer, trial: None }).await
}

/// Sets one up.
pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<MailboxForm>,
) -> Result<Response, AppError> {
    let desk_id = around(&app, &cx, form.desk, None).await?.desk.id;
    let given = form.given();
    let typed = form.clone().typed(form.kind.unwrap_or(Kind::Imap));
    let new = read(&typed, desk_id);
    let address = mail::address::normalise(&new.address);
    let outcome = match seal(&app.keys, cx.locale, &address, &given) {
        Ok(secrets) => {
            let (by, new) = (cx.clone(), NewMailbox { secrets, ..new });
            app.db.write(move |tx: &mut Tx<'_>| create_mailbox(tx, &by, &new)).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        // Its page, where it can be tried.
        Ok(made) if made.kind == Kind::Imap => {
            Ok(Redirect::to(&format!("/settings/mailboxes/{}", made.id)).into_response())
        }
        Ok(_) => Ok(to_list("saved")),
        Err(error) => {
            let refused = refused(error)?;
            let answer = match &refused {
                Refused::Faults(faults) => Answer::faults(faults.clone()),
                Refused::Meanwhile => Answer::meanwhile(Vec::new()),
            };
            let form = Shown { known: None, typed: &typed, answer: &answer, trial: None };
            Ok(shown_again(&refused, page(&app, &cx, Some(desk_id), form).await?))
        }
    }
}

/// Changes one.
pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<MailboxForm>,
) -> Result<Response, AppError> {
    let mailbox = known(&app, &cx, id).await?;
    let (given, version) = (form.given(), form.version.unwrap_or(mailbox.version));
    let mut typed = form.typed(mailbox.kind);
    typed.address.clone_from(&mailbox.address);
    let (new, enabled) = (read(&typed, mailbox.desk_id), typed.enabled);
    let outcome = match seal(&app.keys, cx.locale, &mailbox.address, &given) {
        Ok(secrets) => {
            let (by, new) = (cx.clone(), NewMailbox { secrets, ..new });
            app.db.write(move |tx: &mut Tx<'_>| change_mailbox(tx, &by, id, version, &new, enabled)).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = outcome else { return Ok(to_list("saved")) };
    let refused = refused(error)?;
    let (answer, version) = match &refused {
        Refused::Faults(faults) => (Answer::faults(faults.clone()), version),
        Refused::Meanwhile => {
            let pairs = views::pairs(cx.locale, &Typed::from(&mailbox), &typed);
            (Answer::meanwhile(pairs), mailbox.version)
        }
    };
    let form = Shown { known: Some((&mailbox, version)), typed: &typed, answer: &answer, trial: None };
    Ok(shown_again(&refused, page(&app, &cx, Some(mailbox.desk_id), form).await?))
}

/// Puts one away.
pub(super) async fn archive(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let mailbox = known(&app, &cx, id).await?;
    let version = form.version.unwrap_or(mailbox.version);
    let by = cx.clone();
    let Err(error) = app.db.write(move |tx| archive_mailbox(tx, &by, id, version)).await else {
        return Ok(to_list("archived"));
    };
    let refused = refused(error)?;
    let (typed, answer) = (Typed::from(&mailbox), Answer::meanwhile(Vec::new()));
    let form =
        Shown { known: Some((&mailbox, mailbox.version)), typed: &typed, answer: &answer, trial: None };
    Ok(shown_again(&refused, page(&app, &cx, Some(mailbox.desk_id), form).await?))
}

/// Signs in and says what was seen.
pub(super) async fn try_now(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Markup, AppError> {
    let mailbox = known(&app, &cx, id).await?;
    let trial = trial(&app, id).await?.ok_or(AppError::NotFound)?;
    let (typed, answer) = (Typed::from(&mailbox), Answer::default());
    let known = Some((&mailbox, mailbox.version));
    let form = Shown { known, typed: &typed, answer: &answer, trial: Some(&trial) };
    page(&app, &cx, Some(mailbox.desk_id), form).await
}

fn to_list(done: &str) -> Response {
    Redirect::to(&format!("/settings/mailboxes?done={done}")).into_response()
}
