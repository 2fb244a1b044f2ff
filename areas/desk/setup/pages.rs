//! The three pages of the first run.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base::{
    app::App,
    ctx::{Channel, Ctx},
    people::{self, Actor, Attempt, Person, SignIn},
};
use web::{AppError, FieldError, Locale, cookie::SessionCookie, extract::Form};

use super::{
    actions::{
        self, Administrator, FirstDesk, Organisation, chosen, create_administrator, create_desk, is_fresh,
        next_step, save_organisation,
    },
    views,
};

/// The session that the first step begins lasts as any other: 30 days at most.
const SESSION: u64 = 30 * 24 * 3600;

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/setup", get(administrator).post(administrator_sent))
        .route("/setup/organisation", get(organisation).post(organisation_sent))
        .route("/setup/desk", get(desk).post(desk_sent))
}

async fn refuse_unless_fresh(app: &App) -> Result<(), AppError> {
    if app.db.read(is_fresh).await? { Ok(()) } else { Err(AppError::NotFound) }
}

async fn administrator(State(app): State<App>, locale: Locale) -> Result<Response, AppError> {
    if app.db.read(is_fresh).await? {
        return Ok(views::administrator(locale, &Administrator::default(), &[]).into_response());
    }
    Ok(Redirect::to("/").into_response())
}

async fn administrator_sent(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Form(sent): Form<Administrator>,
) -> Result<Response, AppError> {
    refuse_unless_fresh(&app).await?;
    if let Err(error) = create_administrator(&app, locale, &sent).await {
        let faults = faults(error)?;
        return Ok(again(views::administrator(locale, &sent, &faults)));
    }
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let attempt = Attempt {
        email: sent.email,
        password: sent.password,
        user_agent: agent.to_owned(),
        ..Attempt::default()
    };
    let cx = Ctx {
        actor: Actor::nobody(),
        now: app.clock.now(),
        channel: Channel::Web,
        locale,
        request_id: String::new(),
    };
    let SignIn::Done { token, .. } = people::sign_in(&app, &cx, attempt).await? else {
        return Ok(Redirect::to("/").into_response());
    };
    let cookie: Option<HeaderValue> = SessionCookie { https: app.config.https }.set(&token, SESSION);
    let mut response = Redirect::to("/setup/organisation").into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn organisation(State(app): State<App>, Person(cx): Person) -> Result<Response, AppError> {
    begun(&app, &cx).await?;
    let sent = match app.db.read(chosen).await? {
        Some(chosen) => Organisation {
            name: chosen.organisation,
            language: chosen.locale.lang().to_owned(),
            zone: chosen.zone,
            region: chosen.region.code().to_owned(),
        },
        None => {
            let zone = actions::proposed_zone(cx.locale);
            let region = base::desks::seed::region_of_zone(&zone).code().to_owned();
            Organisation { name: String::new(), language: cx.locale.lang().to_owned(), zone, region }
        }
    };
    Ok(views::organisation(&cx, &sent, &[]).into_response())
}

async fn organisation_sent(
    State(app): State<App>,
    Person(cx): Person,
    Form(sent): Form<Organisation>,
) -> Result<Response, AppError> {
    begun(&app, &cx).await?;
    let (run, wanted) = (cx.clone(), sent.clone());
    match app.db.write(move |tx| save_organisation(tx, &run, &wanted)).await {
        Ok(()) => {
            app.config.brand.set(&app.db.read(actions::brand).await?);
            Ok(Redirect::to("/setup/desk").into_response())
        }
        Err(error) => Ok(again(views::organisation(&cx, &sent, &faults(error)?))),
    }
}

async fn desk(State(app): State<App>, Person(cx): Person) -> Result<Response, AppError> {
    if begun(&app, &cx).await? != "/setup/desk" {
        return Ok(Redirect::to("/setup/organisation").into_response());
    }
    let name = web::i18n::t(cx.locale, "setup-desk-proposed");
    Ok(views::desk(&cx, &FirstDesk { name, phone: String::new() }, &[]).into_response())
}

async fn desk_sent(
    State(app): State<App>,
    Person(cx): Person,
    Form(sent): Form<FirstDesk>,
) -> Result<Response, AppError> {
    begun(&app, &cx).await?;
    let (run, wanted) = (cx.clone(), sent.clone());
    match app.db.write(move |tx| create_desk(tx, &run, &wanted)).await {
        Ok(_) => Ok(Redirect::to("/queue").into_response()),
        Err(error) => Ok(again(views::desk(&cx, &sent, &faults(error)?))),
    }
}

/// The step that an administrator is at; nobody else learns that there is one.
async fn begun(app: &App, cx: &Ctx) -> Result<&'static str, AppError> {
    next_step(app, cx).await?.ok_or(AppError::NotFound)
}

/// What the form's reader can mend; anything else is an answer of its own.
fn faults(error: AppError) -> Result<Vec<FieldError>, AppError> {
    match error {
        AppError::Invalid(faults) => Ok(faults),
        other => Err(other),
    }
}

fn again(page: maud::Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
