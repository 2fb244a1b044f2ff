//! A browser, without sockets: requests through the whole router, with cookies.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
};
use base::people;
use tower::ServiceExt as _;

use super::{PASSWORD, Site};

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The faults of a problem, as `field code`.
    pub(super) fn faults(&self) -> Vec<String> {
        let json = self.json();
        let all = json["errors"].as_array().cloned().unwrap_or_default();
        all.iter()
            .map(|one| format!("{} {}", one["field"].as_str().unwrap(), one["code"].as_str().unwrap()))
            .collect()
    }
}

/// What sends requests: a browser with cookies, or a program with a token.
pub(super) struct Browser {
    router: Router,
    pub(super) cookies: Vec<(String, String)>,
    pub(super) bearer: Option<String>,
    pub(super) language: &'static str,
}

fn router(site: &Site) -> Router {
    let (api, _) = people::api().split_for_parts();
    let routes = people::routes()
        .merge(api)
        .fallback(web::error::not_found)
        .layer(from_fn(people::layer))
        .layer(from_fn_with_state(people::guard(&site.app), web::csrf::layer))
        .with_state(site.app.clone());
    web::request::stack(routes, false, Duration::from_secs(20))
}

impl Browser {
    pub(super) fn new(site: &Site) -> Self {
        Self { router: router(site), cookies: Vec::new(), bearer: None, language: "en" }
    }

    /// A browser in which somebody has signed in with the form.
    pub(super) async fn signed_in(site: &Site, email: &str) -> Self {
        let mut browser = Self::new(site);
        let form = format!("email={email}&password={}&next=%2Fprofile", PASSWORD.replace(' ', "+"));
        let answer = browser.send(Method::POST, "/login", &[], Some(("form", &form))).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "/profile"),
            "{}",
            answer.body
        );
        browser
    }

    /// A program with a token.
    pub(super) fn program(site: &Site, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..Self::new(site) }
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// Sends a form with the token of the page that it stands on.
    pub(super) async fn post(&mut self, path: &str, form: &str) -> Answer {
        let csrf = self.csrf().await;
        let form = format!("csrf={csrf}&{form}");
        self.send(Method::POST, path, &[], Some(("form", &form))).await
    }

    pub(super) async fn json(&mut self, method: Method, path: &str, body: &str) -> Answer {
        self.send(method, path, &[], Some(("json", body))).await
    }

    /// The token of one's own pages.
    pub(super) async fn csrf(&mut self) -> String {
        let page = self.get("/profile").await;
        let (_, rest) =
            page.body.split_once("name=\"csrf-token\" content=\"").unwrap_or_else(|| panic!("{}", page.body));
        rest.split('"').next().unwrap().to_owned()
    }

    pub(super) async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, &str)>,
    ) -> Answer {
        let mut request =
            Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, self.language);
        if !self.cookies.is_empty() {
            let all: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, all.join("; "));
        }
        if let Some(token) = &self.bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = match body {
            Some(("form", body)) => request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(body.to_owned())),
            Some((_, body)) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_owned()))
            }
            None => request.body(Body::empty()),
        };
        let (parts, body) = self.router.clone().oneshot(request.unwrap()).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 1 << 22).await.unwrap();
        self.remember(&parts.headers);
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    fn remember(&mut self, headers: &HeaderMap) {
        for set in headers.get_all(header::SET_COOKIE) {
            let text = set.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !text.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}
