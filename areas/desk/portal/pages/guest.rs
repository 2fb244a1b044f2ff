//! Reporting without an account. A report is answered in the same words whatever is known of its address.

use std::net::{IpAddr, SocketAddr};

use axum::{
    Extension,
    extract::{ConnectInfo, FromRequestParts, Multipart, State},
    http::{HeaderMap, StatusCode, Uri, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::{Channel, Ctx},
    desks::Desk,
    people::{Actor, Maybe, policy::Act, policy::may},
};
use db::Read;
use maud::Markup;
use rules::ticket_state::Kind;
use serde::Deserialize;
use web::{
    Locale,
    cookie::{self, SessionCookie},
    csrf,
    error::{AppError, FieldError},
    extract::Query,
    request::Facts,
    t, token,
};

use super::{
    act,
    body::{self, Body},
    report::{Begin, where_it_is},
};
use crate::portal::{
    actions::NewReport,
    guest::{self, NewGuest, Received},
    model::{KeptFile, label_of},
    store,
    views::guest as view,
};

/// Where guests report.
const PATH: &str = "/portal/guest";

/// Somebody who is not signed in.
pub(super) struct Visitor {
    cx: Ctx,
    network: Option<IpAddr>,
    /// The address that this browser confirmed before.
    believed: Option<String>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let facts =
            parts.extensions.get::<Facts>().cloned().unwrap_or_else(|| Facts::of(&parts.uri, &parts.headers));
        let peer = Option::<Extension<ConnectInfo<SocketAddr>>>::from_request_parts(parts, app).await;
        let network = peer.ok().flatten().map(|Extension(ConnectInfo(peer))| peer.ip().to_canonical());
        let now = app.clock.now();
        let believed = cookie::read(&parts.headers, guest::COOKIE);
        let believed = believed.and_then(|word| guest::believed(app, word, now));
        let mut actor = Actor::nobody();
        actor.visit.csrf = csrf_of(app, &parts.headers);
        actor.visit.prefs = facts.prefs;
        actor.visit.here = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let cx = Ctx {
            actor,
            now,
            channel: Channel::Portal,
            locale: facts.locale,
            request_id: facts.id.to_string(),
        };
        Ok(Self { cx, network, believed })
    }
}

/// The token of a session that the browser still carries although it is over.
fn csrf_of(app: &App, headers: &HeaderMap) -> String {
    let session = SessionCookie { https: app.config.https }.read(headers);
    session.map(|session| csrf::token(&app.keys, session)).unwrap_or_default()
}

/// What the portal answers to whoever is not signed in: the way for guests where there is one, otherwise the sign-in.
pub(super) async fn instead(app: &App, uri: &Uri) -> Result<Response, AppError> {
    if offered(app).await?.is_empty() {
        return Err(AppError::Unauthenticated);
    }
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Ok(Redirect::to(&format!("{PATH}{query}")).into_response())
}

/// The way for guests, on the sign-in page: nothing where there is none.
pub(super) fn way_in(read: &Read<'_>, cx: &Ctx, relay: bool) -> Result<Option<Markup>, AppError> {
    let offered = relay && !store::guest_desks(read)?.is_empty();
    Ok(offered.then(|| view::way_in(cx)))
}

async fn offered(app: &App) -> Result<Vec<Desk>, AppError> {
    let handles = app.clone();
    app.db.read(move |r| Ok::<_, AppError>(guest::guest_desks(r, &handles)?)).await
}

pub(super) async fn show(
    State(app): State<App>,
    Maybe(person): Maybe,
    visitor: Visitor,
    Query(begin): Query<Begin>,
    Query(said): Query<Said>,
) -> Result<Response, AppError> {
    let desks = offered(&app).await?;
    if let Some(person) = person {
        // Whoever set this up, and wonders where the form is, reads why.
        if !desks.is_empty() || !may(&person.actor, Act::ReadSettings) {
            return Ok(Redirect::to("/portal").into_response());
        }
        return Ok(view::not_offered(&app, &person, true).into_response());
    }
    if desks.is_empty() {
        return Ok(view::not_offered(&app, &visitor.cx, false).into_response());
    }
    if said.done.as_deref() == Some("sent") {
        return Ok(view::sent(&app, &visitor.cx).into_response());
    }
    let handles = app.clone();
    let (locale, wanted) = (visitor.cx.locale, begin.category());
    let known: Vec<i64> = desks.iter().map(|desk| desk.id).collect();
    let category = app.db.read(move |r| category(r, wanted, &known, locale)).await?;
    let draft = view::Draft {
        what: begin.what.clone(),
        place: label_of(&begin.place),
        device: label_of(&begin.device),
        desk: category.as_ref().map(|(desk, ..)| *desk),
        category: category.map(|(_, id, name)| (id, name)),
        service: begin.service(),
        email: visitor.believed.clone().unwrap_or_default(),
        word: token::new().0,
        ..view::Draft::default()
    };
    Ok(view::page(&handles, &visitor.cx, &desks, &draft).into_response())
}

/// A category of one of these desks: its desk, its row, its name.
fn category(
    read: &db::Read<'_>,
    id: Option<i64>,
    desks: &[i64],
    locale: Locale,
) -> Result<Option<(i64, i64, String)>, AppError> {
    let found = id.map(|id| base::desks::category(read, id)).transpose()?.flatten();
    let found = found.filter(|found| !found.archived && desks.contains(&found.desk_id));
    Ok(found.map(|found| (found.desk_id, found.id, found.name(locale).to_owned())))
}

/// What was just done.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    done: Option<String>,
}

/// The form as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    what: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    desk: Option<i64>,
    #[serde(default)]
    place: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    category: Option<i64>,
    #[serde(default)]
    service: Option<i64>,
    #[serde(default)]
    word: String,
}

pub(super) async fn send(
    State(app): State<App>,
    visitor: Visitor,
    parts: Multipart,
) -> Result<Response, AppError> {
    let desks = offered(&app).await?;
    if desks.is_empty() {
        return Ok(Redirect::to(PATH).into_response());
    }
    let (network, now) = (visitor.network, visitor.cx.now);
    let wait = app.db.write_locked(move |tx| guest::admitted_network(tx, network, now)).await?;
    if let Some(until) = wait {
        let retry_after = until.duration_since(now).as_secs().max(1).unsigned_abs();
        return Err(AppError::TooMany { retry_after });
    }
    let Body { form, files, faults } = body::read::<Sent>(&app, &visitor.cx, parts).await?;
    if !faults.is_empty() {
        return again(&app, &visitor, &desks, &form, &files, faults).await;
    }
    let Some(new) = new_guest(&visitor, &desks, &form, &files) else {
        return again(&app, &visitor, &desks, &form, &files, Vec::new()).await;
    };
    let (cx, word, believed) = (visitor.cx.clone(), form.word.clone(), visitor.believed.clone());
    match act(&app, move |tx| guest::receive(tx, &cx, &new, believed.as_deref(), &word)).await {
        Ok(Received::Waits) => Ok(Redirect::to("/portal/guest?done=sent").into_response()),
        Ok(Received::Opened(number)) => Ok(view::opened(&app, &visitor.cx, number).into_response()),
        Err(refused) => match refused.into_app(visitor.cx.locale) {
            AppError::Invalid(faults) => again(&app, &visitor, &desks, &form, &files, faults).await,
            AppError::TooMany { retry_after } => {
                let minutes = retry_after.div_ceil(60);
                let text = t!(visitor.cx.locale, "portal-fault-guest-wait", n = minutes);
                let fault = FieldError::new("email", "guest-wait", text);
                let mut answer = again(&app, &visitor, &desks, &form, &files, vec![fault]).await?;
                *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
                Ok(answer)
            }
            other => Err(other),
        },
    }
}

/// The report at the desk that was chosen, or at the only one.
fn new_guest(visitor: &Visitor, desks: &[Desk], form: &Sent, files: &[KeptFile]) -> Option<NewGuest> {
    let desk = match (form.desk, desks) {
        (Some(id), _) => desks.iter().find(|desk| desk.id == id),
        (None, [only]) => Some(only),
        (None, _) => None,
    }?;
    let locale = visitor.cx.locale;
    Some(NewGuest {
        desk_id: desk.id,
        address: mail::address::normalise(form.email.trim()),
        name: form.name.trim().to_owned(),
        locale,
        report: NewReport {
            kind: Kind::Incident,
            what: form.what.clone(),
            details: where_it_is(locale, &form.place, &form.device),
            occurred_at: None,
            impact: None,
            urgency: None,
            service_id: form.service,
            category_id: form.category,
            on_behalf_of: String::new(),
            files: files.to_vec(),
        },
    })
}

/// The form again, with everything that was typed and sent.
async fn again(
    app: &App,
    visitor: &Visitor,
    desks: &[Desk],
    form: &Sent,
    files: &[KeptFile],
    mut faults: Vec<FieldError>,
) -> Result<Response, AppError> {
    let cx = &visitor.cx;
    if form.desk.is_none() && desks.len() > 1 {
        let text = web::i18n::t(cx.locale, "portal-fault-guest-desk");
        faults.push(FieldError::new("desk", "guest-desk", text));
    }
    let (wanted, locale) = (form.category, cx.locale);
    let known: Vec<i64> = desks.iter().map(|desk| desk.id).collect();
    let category = app.db.read(move |r| category(r, wanted, &known, locale)).await?;
    let signed = |file: &KeptFile| body::sign(app, cx, file).map(|word| (file.clone(), word));
    let draft = view::Draft {
        what: form.what.clone(),
        name: form.name.clone(),
        email: form.email.clone(),
        desk: form.desk,
        place: label_of(&form.place),
        device: label_of(&form.device),
        category: category.map(|(_, id, name)| (id, name)),
        service: form.service,
        files: files.iter().map(signed).collect::<Result<_, _>>()?,
        word: if form.word.is_empty() { token::new().0 } else { form.word.clone() },
        faults,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view::page(app, cx, desks, &draft)).into_response())
}
