//! Saying what is wrong, or what is needed; and joining what is known already.

use axum::{
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, PortalSection},
    people::Person,
    services,
};
use db::Read;
use rules::{number::parse_loose, ticket_state::Kind};
use serde::Deserialize;
use web::{
    error::{AppError, FieldError},
    extract::{Fragment, Query},
    i18n::t,
    token,
};

use super::{
    Deed, act,
    body::{self, Body},
    ticket_page, visitor,
};
use crate::{
    portal::{
        actions::{self, NewReport},
        known::{self, Audience, Known},
        model::{Blocks, KeptFile, Since, Who},
        store,
        views::{
            self,
            form::{Draft, Step},
            home::Around,
        },
    },
    tickets::Refused,
};

/// How many of one's own tickets the first page shows.
const RECENT: i64 = 4;

/// A form as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Sent {
    what: String,
    #[serde(default)]
    since: Option<Since>,
    #[serde(default)]
    who: Option<Who>,
    #[serde(default)]
    blocks: Option<Blocks>,
    #[serde(default)]
    service: Option<i64>,
    /// The form's own word: sent twice, it acts once.
    #[serde(default)]
    word: String,
    /// The incidents that were proposed already.
    #[serde(default)]
    shown: Vec<i64>,
}

/// What the address may bring: a sentence to begin with, from a link or a code on a machine.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Begin {
    #[serde(default)]
    what: String,
}

fn around(read: &Read<'_>, cx: &Ctx, kind: Kind) -> Result<Around, AppError> {
    let user = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let audience = Audience::of(read, cx)?.ok_or(AppError::Forbidden)?;
    let desk = match audience.desks.first() {
        Some(id) => base::desks::desk(read, *id)?,
        None => None,
    };
    let services = services::services(read)?;
    let mut around = Around {
        services: services.into_iter().map(|service| (service.id, service.name)).collect(),
        phone: desk.map(|desk| desk.phone).unwrap_or_default(),
        ..Around::default()
    };
    if kind == Kind::Incident {
        around.mine = store::mine(read, user, None, RECENT)?;
        around.disturbed = known::disturbed(read, &audience)?;
        around.major = known::major(read, &audience)?;
    }
    Ok(around)
}

async fn shown(app: &App, cx: &Ctx, draft: &Draft) -> Result<maud::Markup, AppError> {
    let (for_read, kind) = (cx.clone(), draft.kind);
    let around = app.db.read(move |r| around(r, &for_read, kind)).await?;
    let (section, key) = match kind {
        Kind::Request => (PortalSection::Request, "portal-request-title"),
        _ => (PortalSection::Home, "portal-home-title"),
    };
    let body = views::home::page(cx, draft, &around);
    Ok(frame::portal(app, cx, section, &t(cx.locale, key), body))
}

pub(super) async fn home(
    State(app): State<App>,
    Person(cx): Person,
    Query(begin): Query<Begin>,
) -> Result<Response, AppError> {
    first(&app, &visitor(&cx)?, Kind::Incident, begin.what).await
}

pub(super) async fn wish(
    State(app): State<App>,
    Person(cx): Person,
    Query(begin): Query<Begin>,
) -> Result<Response, AppError> {
    first(&app, &visitor(&cx)?, Kind::Request, begin.what).await
}

async fn first(app: &App, cx: &Ctx, kind: Kind, what: String) -> Result<Response, AppError> {
    let draft = Draft { what, word: token::new().0, ..Draft::empty(kind) };
    Ok(shown(app, cx, &draft).await?.into_response())
}

/// A reload of a form that was refused begins anew.
pub(super) async fn again(Person(_): Person) -> Redirect {
    Redirect::to("/portal")
}

/// What is asked while somebody types.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    q: String,
}

pub(super) async fn suggest(
    State(app): State<App>,
    Person(cx): Person,
    _: Fragment,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    let found = like(&app, &cx, typed.q).await?;
    if found.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(views::known::suggestions(&cx, &found).into_response())
}

async fn like(app: &App, cx: &Ctx, text: String) -> Result<Vec<Known>, AppError> {
    let cx = cx.clone();
    app.db
        .read(move |r| {
            let audience = Audience::of(r, &cx)?.ok_or(AppError::Forbidden)?;
            Ok(known::suggest(r, &audience, &text)?)
        })
        .await
}

pub(super) async fn send(
    State(app): State<App>,
    Person(cx): Person,
    parts: Multipart,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    let Body { form, files, faults } = body::read::<Sent>(&app, &cx, parts).await?;
    receive(&app, &cx, Kind::Incident, form, files, faults).await
}

pub(super) async fn send_wish(
    State(app): State<App>,
    Person(cx): Person,
    parts: Multipart,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    let Body { form, files, faults } = body::read::<Sent>(&app, &cx, parts).await?;
    receive(&app, &cx, Kind::Request, form, files, faults).await
}

async fn receive(
    app: &App,
    cx: &Ctx,
    kind: Kind,
    form: Sent,
    files: Vec<KeptFile>,
    faults: Vec<FieldError>,
) -> Result<Response, AppError> {
    if !faults.is_empty() {
        return show_again(app, cx, kind, &form, &files, faults).await;
    }
    // Whoever has no script, or was too quick for it, is asked now; nobody is asked twice.
    if kind == Kind::Incident && !form.what.trim().is_empty() {
        let like = like(app, cx, form.what.clone()).await?;
        if like.iter().any(|known| !form.shown.contains(&known.number)) {
            let draft = Draft { step: Step::Known(like), ..draft(app, cx, kind, &form, &files)? };
            return Ok(shown(app, cx, &draft).await?.into_response());
        }
    }
    let new = new_report(cx, kind, &form, &files);
    let (for_write, word) = (cx.clone(), form.word.clone());
    match act(app, move |tx| actions::report(tx, &for_write, &word, &new)).await {
        Ok(number) => Ok(ticket_page(&number.to_string(), Deed::Sent)),
        Err(refused) => match refused.into_app(cx.locale) {
            AppError::Invalid(faults) => show_again(app, cx, kind, &form, &files, faults).await,
            other => Err(other),
        },
    }
}

/// The form again, with everything that was typed and sent.
async fn show_again(
    app: &App,
    cx: &Ctx,
    kind: Kind,
    form: &Sent,
    files: &[KeptFile],
    faults: Vec<FieldError>,
) -> Result<Response, AppError> {
    // What stands under the one field was called otherwise by those who checked it.
    let named = |mut fault: FieldError| {
        if matches!(fault.field.as_str(), "title" | "description") {
            fault.field = "what".to_owned();
        }
        fault
    };
    let faults = faults.into_iter().map(named).collect();
    let draft = Draft { faults, ..draft(app, cx, kind, form, files)? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(app, cx, &draft).await?).into_response())
}

fn draft(app: &App, cx: &Ctx, kind: Kind, form: &Sent, files: &[KeptFile]) -> Result<Draft, AppError> {
    let signed = |file: &KeptFile| body::sign(app, cx, file).map(|word| (file.clone(), word));
    let word = if form.word.is_empty() { token::new().0 } else { form.word.clone() };
    Ok(Draft {
        what: form.what.clone(),
        since: form.since,
        who: form.who,
        blocks: form.blocks,
        service_id: form.service,
        files: files.iter().map(signed).collect::<Result<_, _>>()?,
        word,
        ..Draft::empty(kind)
    })
}

fn new_report(cx: &Ctx, kind: Kind, form: &Sent, files: &[KeptFile]) -> NewReport {
    let zone = views::kit::Here { cx }.zone();
    let mut details = Vec::new();
    if let Some(since) = form.since {
        details.push(t(cx.locale, &format!("portal-said-since-{}", since.as_str())));
    }
    if let Some(who) = form.who {
        details.push(t(cx.locale, &format!("portal-said-who-{}", who.as_str())));
    }
    if let Some(blocks) = form.blocks {
        details.push(t(cx.locale, &format!("portal-said-blocks-{}", blocks.as_str())));
    }
    NewReport {
        kind,
        what: form.what.clone(),
        details,
        occurred_at: form.since.and_then(|since| since.occurred_at(cx.now, &zone)),
        impact: form.who.map(Who::impact),
        urgency: form.blocks.map(Blocks::urgency),
        service_id: form.service,
        files: files.to_vec(),
    }
}

pub(super) async fn me_too(
    State(app): State<App>,
    Person(cx): Person,
    Path(number): Path<String>,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    let number = parse_loose(&number).map_err(|_| AppError::NotFound)?.number;
    let (for_write, locale) = (cx.clone(), cx.locale);
    let joined = act(&app, move |tx| actions::me_too(tx, &for_write, number)).await;
    let ticket = joined.map_err(|refused: Refused| refused.into_app(locale))?;
    Ok(ticket_page(&ticket.label(), Deed::Joined))
}
