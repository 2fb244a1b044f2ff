//! Saying what is wrong, or what is needed; and joining what is known already.

use axum::{
    extract::{Multipart, Path, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, PortalSection},
    people::{Maybe, Person},
    services,
};
use db::Read;
use rules::{number::parse_loose, ticket_state::Kind};
use serde::Deserialize;
use web::{
    error::{AppError, FieldError},
    extract::{Fragment, Query},
    i18n::{Locale, t},
    t, token,
};

use super::{
    Deed, act,
    body::{self, Body},
    guest, ticket_page, visitor,
};
use crate::{
    portal::{
        actions::{self, NewReport},
        known::{self, Audience, Known},
        model::{Blocks, KeptFile, Since, Who, label_of},
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
/// How many colleagues are proposed.
const COLLEAGUES: u32 = 8;

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
    /// What a code on a wall or a device said, as far as it was left.
    #[serde(default)]
    place: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    category: Option<i64>,
    /// The colleague whose trouble it is.
    #[serde(default, rename = "for")]
    on_behalf_of: String,
    /// The form's own word: sent twice, it acts once.
    #[serde(default)]
    word: String,
    /// The incidents that were proposed already.
    #[serde(default)]
    shown: Vec<i64>,
}

/// What the address may bring: a sentence to begin with, from a link or a code on a machine.
/// None of it is believed: what is no row of ours is left out, and the reader sees the rest and may take it away.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Begin {
    #[serde(default)]
    pub(super) what: String,
    #[serde(default)]
    pub(super) place: String,
    #[serde(default)]
    pub(super) device: String,
    #[serde(default)]
    pub(super) service: String,
    #[serde(default)]
    pub(super) category: String,
}

impl Begin {
    pub(super) fn service(&self) -> Option<i64> {
        self.service.parse().ok()
    }

    pub(super) fn category(&self) -> Option<i64> {
        self.category.parse().ok()
    }
}

fn around(read: &Read<'_>, cx: &Ctx, draft: &Draft) -> Result<Around, AppError> {
    let kind = draft.kind;
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
        category: category(read, cx, &audience, draft.category_id)?,
        colleagues: cx.actor.organisation_id.is_some(),
        ..Around::default()
    };
    if kind == Kind::Incident {
        around.mine = store::mine(read, user, None, RECENT)?;
        around.disturbed = known::disturbed(read, &audience)?;
        around.major = known::major(read, &audience)?;
    }
    Ok(around)
}

/// The category that the form names, if a desk that serves the reader has it.
fn category(
    read: &Read<'_>,
    cx: &Ctx,
    audience: &Audience,
    id: Option<i64>,
) -> Result<Option<(i64, String)>, AppError> {
    let found = id.map(|id| base::desks::category(read, id)).transpose()?.flatten();
    let found = found.filter(|found| !found.archived && audience.desks.contains(&found.desk_id));
    Ok(found.map(|found| (found.id, found.name(cx.locale).to_owned())))
}

async fn shown(app: &App, cx: &Ctx, draft: &Draft) -> Result<maud::Markup, AppError> {
    let (for_read, known) = (cx.clone(), draft.clone());
    let around = app.db.read(move |r| around(r, &for_read, &known)).await?;
    let (section, key) = match draft.kind {
        Kind::Request => (PortalSection::Request, "portal-request-title"),
        _ => (PortalSection::Home, "portal-home-title"),
    };
    let body = views::home::page(cx, draft, &around);
    Ok(frame::portal(app, cx, section, &t(cx.locale, key), body))
}

pub(super) async fn home(
    State(app): State<App>,
    Maybe(cx): Maybe,
    uri: Uri,
    Query(begin): Query<Begin>,
) -> Result<Response, AppError> {
    let Some(cx) = cx else { return guest::instead(&app, &uri).await };
    first(&app, &visitor(&cx)?, Kind::Incident, begin).await
}

pub(super) async fn wish(
    State(app): State<App>,
    Person(cx): Person,
    Query(begin): Query<Begin>,
) -> Result<Response, AppError> {
    first(&app, &visitor(&cx)?, Kind::Request, begin).await
}

async fn first(app: &App, cx: &Ctx, kind: Kind, begin: Begin) -> Result<Response, AppError> {
    let draft = Draft {
        service_id: begin.service(),
        category_id: begin.category(),
        place: label_of(&begin.place),
        device: label_of(&begin.device),
        what: begin.what,
        word: token::new().0,
        ..Draft::empty(kind)
    };
    Ok(shown(app, cx, &draft).await?.into_response())
}

/// What is asked while a colleague is named.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Named {
    #[serde(default, rename = "for")]
    text: String,
}

pub(super) async fn colleagues(
    State(app): State<App>,
    Person(cx): Person,
    _: Fragment,
    Query(named): Query<Named>,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    // One letter would list half a house.
    if named.text.trim().chars().count() < 2 {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let actor = cx.actor.clone();
    let found = app
        .db
        .read(move |r| Ok::<_, AppError>(base::people::colleagues(r, &actor, &named.text, COLLEAGUES)?))
        .await?;
    Ok(views::form::colleagues(&found).into_response())
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
        category_id: form.category,
        place: label_of(&form.place),
        device: label_of(&form.device),
        on_behalf_of: form.on_behalf_of.clone(),
        files: files.iter().map(signed).collect::<Result<_, _>>()?,
        word,
        ..Draft::empty(kind)
    })
}

/// Lines that name a place and a device.
pub(super) fn where_it_is(locale: Locale, place: &str, device: &str) -> Vec<String> {
    let (place, device) = (label_of(place), label_of(device));
    let mut lines = Vec::new();
    if !place.is_empty() {
        lines.push(t!(locale, "portal-said-place", place = place.as_str()));
    }
    if !device.is_empty() {
        lines.push(t!(locale, "portal-said-device", device = device.as_str()));
    }
    lines
}

fn new_report(cx: &Ctx, kind: Kind, form: &Sent, files: &[KeptFile]) -> NewReport {
    let zone = views::kit::Here { cx }.zone();
    let mut details = where_it_is(cx.locale, &form.place, &form.device);
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
        category_id: form.category,
        on_behalf_of: form.on_behalf_of.clone(),
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
