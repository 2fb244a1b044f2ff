//! One's own account.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;
use serde::Deserialize;
use web::{
    AppError, FieldError, Locale, cookie,
    extract::{Form, Query},
    layout::{THEME_COOKIE, Theme},
    request::LANGUAGE_COOKIE,
};

use super::{Done, Outcome, entry::differs, here, outcome, to};
use crate::{
    app::App,
    ctx::Ctx,
    frame,
    people::{
        actions::{notices as chosen, profile, sessions, tokens},
        actor::Scopes,
        extract::{IDLE, Person},
        model::ProfileEdit,
        notice::{NoticeDelivery, NoticePreferences},
        store,
        views::{
            kit::Answer,
            profile::{self as view, Account, Typed},
        },
    },
};

async fn account(app: &App, cx: &Ctx) -> Result<Account, AppError> {
    let id = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    let now = cx.now;
    app.db
        .read(move |r| {
            let user = store::users::user(r, id)?.ok_or(AppError::NotFound)?;
            let idle_since = now.checked_sub(IDLE).unwrap_or(now);
            Ok(Account {
                user,
                sessions: store::sessions::of_user(r, id, now, idle_since)?,
                tokens: store::tokens::of_user(r, id)?,
                notices: store::preferences::notice_preferences(r, id)?,
            })
        })
        .await
}

/// The page, in the agents' shell or in the portal.
async fn page(app: &App, cx: &Ctx, typed: Option<Typed>, answer: &Answer) -> Result<Response, AppError> {
    let account = account(app, cx).await?;
    let typed = typed.unwrap_or_else(|| Typed::from(&account.user));
    let body = view::page(here(cx), &account, &typed, answer);
    let title = here(cx).t("people-profile-title");
    let page = if cx.actor.is_staff() {
        frame::page(app, cx, frame::Section::Profile, &title, body)
    } else {
        frame::portal(app, cx, frame::PortalSection::Profile, &title, body)
    };
    let status = if answer.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Query(done): Query<Done>,
) -> Result<Response, AppError> {
    page(&app, &cx, None, &done.answer()).await
}

#[derive(Debug, Deserialize)]
pub(super) struct ProfileForm {
    version: i64,
    name: String,
    #[serde(default)]
    phone: String,
    locale: Locale,
    zone: String,
    theme: String,
}

pub(super) async fn save(
    State(app): State<App>,
    Person(cx): Person,
    Form(form): Form<ProfileForm>,
) -> Result<Response, AppError> {
    let edit = ProfileEdit {
        name: form.name,
        phone: form.phone,
        locale: form.locale,
        zone: form.zone,
        theme: Theme::from_code(&form.theme),
    };
    match outcome(profile::update_profile(&app, &cx, form.version, edit.clone()).await)? {
        Outcome::Done(user) => {
            let mut response = to("/profile", "saved").into_response();
            let cookies = [(LANGUAGE_COOKIE, user.locale.lang()), (THEME_COOKIE, user.theme.code())];
            for (name, value) in cookies {
                let cookie = cookie::preference(name, value, app.config.https);
                let headers = response.headers_mut();
                cookie.into_iter().for_each(|value| {
                    headers.append(axum::http::header::SET_COOKIE, value);
                });
            }
            Ok(response)
        }
        Outcome::Again(answer) => page(&app, &cx, Some(Typed { edit, version: form.version }), &answer).await,
        Outcome::Stale => {
            let user = account(&app, &cx).await?.user;
            let t = |key: &str| here(&cx).t(key);
            let answer = Answer::meanwhile(vec![
                (t("people-name"), user.name.clone(), edit.name.clone()),
                (t("people-phone"), user.phone.clone(), edit.phone.clone()),
                (t("people-locale"), user.locale.own_name().into(), edit.locale.own_name().into()),
                (t("people-zone"), user.zone.clone(), edit.zone.clone()),
            ]);
            let page = page(&app, &cx, Some(Typed { edit, version: user.version }), &answer).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    current_password: String,
    new_password: String,
    again: String,
    /// The address, for password managers; not looked at.
    #[serde(default, rename = "account")]
    _account: Option<String>,
}

pub(super) async fn password(
    State(app): State<App>,
    Person(cx): Person,
    Form(form): Form<PasswordForm>,
) -> Result<Response, AppError> {
    let changed = if form.new_password == form.again {
        profile::change_password(&app, &cx, &form.current_password, &form.new_password).await
    } else {
        Err(AppError::Invalid(vec![differs(cx.locale)]))
    };
    match outcome(changed)? {
        Outcome::Done(()) => Ok(to("/profile", "password").into_response()),
        Outcome::Again(answer) => page(&app, &cx, None, &answer).await,
        Outcome::Stale => Ok(Redirect::to("/profile").into_response()),
    }
}

/// What is chosen; a kind of news that the page did not offer keeps its choice.
#[derive(Debug, Deserialize)]
pub(super) struct NoticesForm {
    mine: Option<NoticeDelivery>,
    followed: Option<NoticeDelivery>,
    work: Option<NoticeDelivery>,
    services: Option<NoticeDelivery>,
}

pub(super) async fn notices(
    State(app): State<App>,
    Person(cx): Person,
    Form(form): Form<NoticesForm>,
) -> Result<Redirect, AppError> {
    let was = account(&app, &cx).await?.notices;
    let is = NoticePreferences {
        mine: form.mine.unwrap_or(was.mine),
        followed: form.followed.unwrap_or(was.followed),
        work: form.work.unwrap_or(was.work),
        services: form.services.unwrap_or(was.services),
    };
    chosen::choose_notices(&app, &cx, is).await?;
    Ok(to("/profile", "notices"))
}

pub(super) async fn end_one(
    State(app): State<App>,
    Person(cx): Person,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    sessions::revoke_session(&app, &cx, id).await?;
    Ok(to("/profile", "ended"))
}

pub(super) async fn end_others(State(app): State<App>, Person(cx): Person) -> Result<Redirect, AppError> {
    let id = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    sessions::revoke_sessions(&app, &cx, id).await?;
    Ok(to("/profile", "ended"))
}

#[derive(Debug, Deserialize)]
pub(super) struct TokenForm {
    token_name: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    days: Option<u32>,
}

pub(super) async fn create_token(
    State(app): State<App>,
    Person(cx): Person,
    Form(form): Form<TokenForm>,
) -> Result<Response, AppError> {
    let id = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    let scopes = Scopes::parse(&form.scopes.join(","))
        .map_err(|_| AppError::Invalid(vec![FieldError::of(cx.locale, "scopes", "unknown")]))?;
    let lives = form
        .days
        .filter(|days| *days > 0)
        .map(|days| SignedDuration::from_hours(24 * i64::from(days.min(3660))));
    let expires = lives.and_then(|lives| cx.now.checked_add(lives).ok());
    let created = tokens::create_token(&app, &cx, id, &form.token_name, &scopes, expires).await;
    match outcome(created)? {
        Outcome::Done(secret) => page(&app, &cx, None, &Answer::secret("people-token-made", secret)).await,
        Outcome::Again(mut answer) => {
            for fault in answer.faults.iter_mut().filter(|fault| fault.field == "name") {
                fault.field = "token_name".into();
            }
            page(&app, &cx, None, &answer).await
        }
        Outcome::Stale => Ok(Redirect::to("/profile").into_response()),
    }
}

pub(super) async fn revoke_token(
    State(app): State<App>,
    Person(cx): Person,
    Path(id): Path<i64>,
) -> Result<Redirect, AppError> {
    tokens::revoke_token(&app, &cx, id).await?;
    Ok(to("/profile", "token"))
}
