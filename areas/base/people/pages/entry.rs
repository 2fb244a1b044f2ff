//! Ways in and out, and the choices of language and theme.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use maud::Markup;
use serde::Deserialize;
use web::{
    AppError, FieldError, Locale, cookie, csrf,
    extract::{Form, Query},
    i18n::t,
    layout::{THEME_COOKIE, Theme},
    request::{Facts, LANGUAGE_COOKIE},
};

use crate::{
    app::App,
    ctx::{Channel, Ctx},
    people::{
        actions::{
            links::{self, LinkFault, UseLinkError},
            profile, sessions,
            sign_in::{self as act, Attempt, SignIn},
        },
        actor::Actor,
        extract::{LONGEST, Maybe, Person, session_cookie},
        views::entry::{self as view, Reader, Said, encoded},
    },
    slots::Slot,
};

/// Where a request comes from, and what is known of its reader before anybody has signed in.
pub(super) struct Visitor {
    address: Option<IpAddr>,
    agent: String,
    facts: Facts,
    session: Option<String>,
    csrf: Option<String>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let facts = parts.extensions.get::<Facts>().cloned();
        let session = session_cookie(app).read(&parts.headers).map(str::to_owned);
        let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
        Ok(Self {
            address: address(parts),
            agent: text(header::USER_AGENT).unwrap_or_default().to_owned(),
            facts: facts.unwrap_or_else(|| Facts::of(&parts.uri, &parts.headers)),
            csrf: session.as_deref().map(|session| csrf::token(&app.keys, session)),
            session,
        })
    }
}

/// The network address of a request. A proxy on this machine is believed when it names the address it serves (the
/// last one, which it added itself); anybody else is not.
fn address(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let peer = peer.ip().to_canonical();
    if !peer.is_loopback() {
        return Some(peer);
    }
    let named = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let last = named.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
    Some(last.and_then(|text| text.trim().parse().ok()).unwrap_or(peer))
}

impl Visitor {
    fn reader<'a>(&'a self, app: &'a App, here: &'a str) -> Reader<'a> {
        Reader {
            locale: self.facts.locale,
            theme: self.facts.prefs.theme,
            csrf: self.csrf.as_deref(),
            brand: app.config.brand.get(),
            here,
        }
    }

    fn cx(&self, app: &App) -> Ctx {
        Ctx {
            actor: Actor::nobody(),
            now: app.clock.now(),
            channel: Channel::Web,
            locale: self.facts.locale,
            request_id: self.facts.id.to_string(),
        }
    }
}

/// The place to go on to: a path of ours, never another site's address, never the way in or out itself.
fn local_path(next: Option<&str>) -> &str {
    let fits = |path: &&str| {
        let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let own = path.starts_with('/') && !path.starts_with("//");
        let entry =
            ["/login", "/logout", "/reset/", "/language/", "/theme/"].iter().any(|way| path.starts_with(way));
        plain && own && !entry && path.len() <= 2000
    };
    next.filter(fits).unwrap_or("/")
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct LoginQuery {
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    said: Option<String>,
}

pub(super) async fn login(
    State(app): State<App>,
    visitor: Visitor,
    Maybe(signed_in): Maybe,
    Query(query): Query<LoginQuery>,
) -> Result<Response, AppError> {
    let next = local_path(query.next.as_deref());
    if signed_in.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let said = match query.said.as_deref() {
        Some("chosen") => Said::Chosen,
        Some("out") => Said::Out,
        _ => Said::Nothing,
    };
    Ok(login_page(&app, &visitor, "", next, &said).await?.into_response())
}

/// The sign-in page, with the other ways on that later slices know of.
async fn login_page(
    app: &App,
    visitor: &Visitor,
    email: &str,
    next: &str,
    said: &Said,
) -> Result<Markup, AppError> {
    let (cx, slots, here) = (visitor.cx(app), app.slots.clone(), login_path(next));
    let others = app.db.read(move |r| slots.shown(Slot::SignIn, r, &cx, 0)).await?;
    Ok(view::login(&visitor.reader(app, &here), email, next, said, &others))
}

fn login_path(next: &str) -> String {
    if next == "/" { "/login".to_owned() } else { format!("/login?next={}", encoded(next)) }
}

#[derive(Deserialize)]
pub(super) struct LoginForm {
    email: String,
    password: String,
    #[serde(default)]
    next: Option<String>,
}

pub(super) async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form<LoginForm>,
) -> Result<Response, AppError> {
    let next = local_path(form.next.as_deref());
    let attempt = Attempt {
        email: form.email.clone(),
        password: form.password,
        address: visitor.address,
        user_agent: visitor.agent.clone(),
        former: visitor.session.clone(),
    };
    match act::sign_in(&app, &visitor.cx(&app), attempt).await? {
        SignIn::Done { token, user } => {
            let mut response = Redirect::to(next).into_response();
            let headers = response.headers_mut();
            let lasts = LONGEST.as_secs().unsigned_abs();
            let session = session_cookie(&app).set(&token, lasts);
            headers.extend(session.map(|value| (header::SET_COOKIE, value)));
            if user.theme != Theme::System {
                remember(&app, headers, THEME_COOKIE, user.theme.code());
            }
            remember(&app, headers, LANGUAGE_COOKIE, user.locale.lang());
            Ok(response)
        }
        SignIn::Refused => {
            let page = login_page(&app, &visitor, &form.email, next, &Said::Refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        SignIn::Wait(seconds) => {
            let said = Said::Wait(seconds.div_ceil(60));
            let page = login_page(&app, &visitor, &form.email, next, &said).await?;
            let after = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
            Ok((StatusCode::TOO_MANY_REQUESTS, after, page).into_response())
        }
    }
}

fn remember(app: &App, headers: &mut HeaderMap, name: &str, value: &str) {
    if let Some(cookie) = cookie::preference(name, value, app.config.https) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

pub(super) async fn sign_out(State(app): State<App>, Maybe(cx): Maybe) -> Result<Response, AppError> {
    if let Some(cx) = cx {
        sessions::sign_out(&app, &cx).await?;
    }
    let mut response = Redirect::to("/login?said=out").into_response();
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, session_cookie(&app).clear());
    Ok(response)
}

fn link_path(token: &str) -> String {
    format!("/reset/{}", encoded(token))
}

fn dead(app: &App, visitor: &Visitor, here: &str, fault: LinkFault) -> Response {
    (StatusCode::GONE, view::dead_link(&visitor.reader(app, here), fault)).into_response()
}

pub(super) async fn open_link(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    let (here, now) = (link_path(&token), app.clock.now());
    let found = app.db.read(move |r| links::open_link(r, &token, now)).await?;
    Ok(match found {
        Ok((purpose, user)) => {
            view::choose(&visitor.reader(&app, &here), purpose, &user, &[]).into_response()
        }
        Err(fault) => dead(&app, &visitor, &here, fault),
    })
}

#[derive(Deserialize)]
pub(super) struct ChooseForm {
    password: String,
    again: String,
    /// The address, for password managers; not looked at.
    #[serde(default, rename = "account")]
    _account: Option<String>,
}

pub(super) async fn use_link(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(form): Form<ChooseForm>,
) -> Result<Response, AppError> {
    let here = link_path(&token);
    let result = if form.password == form.again {
        links::use_link(&app, &visitor.cx(&app), &token, &form.password).await
    } else {
        Err(UseLinkError::App(AppError::Invalid(vec![differs(visitor.facts.locale)])))
    };
    match result {
        Ok(_) => Ok(Redirect::to("/login?said=chosen").into_response()),
        Err(UseLinkError::Link(fault)) => Ok(dead(&app, &visitor, &here, fault)),
        Err(UseLinkError::App(AppError::Invalid(faults))) => {
            let now = app.clock.now();
            let found = app.db.read(move |r| links::open_link(r, &token, now)).await?;
            Ok(match found {
                Ok((purpose, user)) => {
                    let page = view::choose(&visitor.reader(&app, &here), purpose, &user, &faults);
                    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
                }
                Err(fault) => dead(&app, &visitor, &here, fault),
            })
        }
        Err(UseLinkError::App(error)) => Err(error),
    }
}

/// The fault of a password that was not typed the same twice.
pub(super) fn differs(locale: Locale) -> FieldError {
    FieldError::new("again", "differs", t(locale, "people-error-differs"))
}

/// Chooses the language of this browser before anybody has signed in: a cookie, nothing on the server.
pub(super) async fn language(
    State(app): State<App>,
    Path(locale): Path<String>,
    Query(query): Query<BackQuery>,
) -> Result<Response, AppError> {
    let locale: Locale = locale.parse().map_err(|_| AppError::NotFound)?;
    Ok(query.back_with(&app, LANGUAGE_COOKIE, locale.lang()))
}

/// As [`language`], for light and dark.
pub(super) async fn theme(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(query): Query<BackQuery>,
) -> Result<Response, AppError> {
    let theme = Theme::from_code(&code);
    if theme.code() != code {
        return Err(AppError::NotFound);
    }
    Ok(query.back_with(&app, THEME_COOKIE, theme.code()))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct BackQuery {
    #[serde(default)]
    next: Option<String>,
}

impl BackQuery {
    /// Back to where the reader was, with a cookie. Unlike after signing in, the way in is a good place to go.
    fn back_with(&self, app: &App, cookie: &str, value: &str) -> Response {
        let entry = self.next.as_deref().filter(|path| {
            let way_in = path.starts_with("/login") || path.starts_with("/reset/");
            way_in && path.bytes().all(|byte| byte.is_ascii_graphic())
        });
        let mut response =
            Redirect::to(entry.unwrap_or_else(|| local_path(self.next.as_deref()))).into_response();
        remember(app, response.headers_mut(), cookie, value);
        response
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct PreferencesForm {
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    theme: Option<String>,
    #[serde(default)]
    next: Option<String>,
}

/// Sets language or theme from the account menu, for this browser and for the account.
pub(super) async fn preferences(
    State(app): State<App>,
    Person(cx): Person,
    Form(form): Form<PreferencesForm>,
) -> Result<Response, AppError> {
    let locale = form.locale.as_deref().and_then(|tag| tag.parse::<Locale>().ok());
    let theme = form.theme.as_deref().map(Theme::from_code);
    profile::set_look(&app, &cx, locale, theme).await?;
    let mut response = Redirect::to(local_path(form.next.as_deref())).into_response();
    if let Some(locale) = locale {
        remember(&app, response.headers_mut(), LANGUAGE_COOKIE, locale.lang());
    }
    if let Some(theme) = theme {
        remember(&app, response.headers_mut(), THEME_COOKIE, theme.code());
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn only_paths_of_ours_are_gone_on_to() {
        for path in ["/", "/queue", "/tickets/INC-1?tab=a&b=%20", "/portal"] {
            assert_eq!(local_path(Some(path)), path);
        }
        let foreign = [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "queue",
            "",
            "/a b",
            "/a\r\nSet-Cookie: x",
            "/\t/evil.example",
            "/login?next=/login",
            "/logout",
            "/é",
        ];
        for path in foreign {
            assert_eq!(local_path(Some(path)), "/", "{path:?}");
        }
        assert_eq!(local_path(None), "/");
    }

    fn from(peer: &str, forwarded: &[&str]) -> Option<String> {
        let mut request = Request::builder();
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        address(&parts).map(|found| found.to_string())
    }

    #[test]
    fn only_a_proxy_on_this_machine_names_addresses() {
        assert_eq!(from("192.0.2.1:4000", &["198.51.100.9"]).as_deref(), Some("192.0.2.1"));
        assert_eq!(from("127.0.0.1:4000", &["203.0.113.5, 198.51.100.9"]).as_deref(), Some("198.51.100.9"));
        assert_eq!(from("127.0.0.1:4000", &["203.0.113.5", "198.51.100.9"]).as_deref(), Some("198.51.100.9"));
        assert_eq!(from("[::1]:4000", &["junk"]).as_deref(), Some("::1"));
        assert_eq!(from("[::ffff:192.0.2.1]:4000", &[]).as_deref(), Some("192.0.2.1"));
    }
}
