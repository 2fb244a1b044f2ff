//! Pages: signing in, one's own account, and people, teams, organisations and tokens in the settings.

mod entry;
mod notifications;
mod organisations;
mod people;
mod person;
mod profile;
mod suggest;
mod teams;
mod tokens;

use axum::{
    Router,
    response::Redirect,
    routing::{get, post},
};
use web::AppError;

use super::{
    check::allow,
    policy::Act,
    views::kit::{Answer, Here},
};
use crate::{app::App, ctx::Ctx};

/// The routes of people's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/login", get(entry::login).post(entry::sign_in))
        .route("/logout", post(entry::sign_out))
        .route("/reset/{token}", get(entry::open_link).post(entry::use_link))
        .route("/language/{locale}", get(entry::language))
        .route("/theme/{theme}", get(entry::theme))
        .route("/preferences", post(entry::preferences))
        .route("/profile", get(profile::show).post(profile::save))
        .route("/profile/password", post(profile::password))
        .route("/profile/notices", post(profile::notices))
        .route("/profile/sessions/end", post(profile::end_others))
        .route("/profile/sessions/{id}/end", post(profile::end_one))
        .route("/profile/tokens", post(profile::create_token))
        .route("/profile/tokens/{id}/revoke", post(profile::revoke_token))
        .route("/notifications", get(notifications::list))
        .route("/notifications/bell", get(notifications::bell))
        .route("/notifications/read", post(notifications::read_all))
        .route("/notifications/{id}/open", post(notifications::open))
        .route("/suggest/people", get(suggest::people))
        .merge(settings())
}

fn settings() -> Router<App> {
    Router::new()
        .route("/settings/people", get(people::list).post(people::create))
        .route("/settings/people/new", get(people::new))
        .route("/settings/people/{id}", get(person::show).post(person::save))
        .route("/settings/people/{id}/disable", post(person::disable))
        .route("/settings/people/{id}/enable", post(person::enable))
        .route("/settings/people/{id}/roles", post(person::grant))
        .route("/settings/people/{id}/roles/revoke", post(person::revoke))
        .route("/settings/people/{id}/link", post(person::link))
        .route("/settings/people/{id}/sessions/end", post(person::end_sessions))
        .route("/settings/teams", get(teams::list).post(teams::create))
        .route("/settings/teams/new", get(teams::new))
        .route("/settings/teams/{id}", get(teams::show).post(teams::save))
        .route("/settings/teams/{id}/archive", post(teams::archive))
        .route("/settings/teams/{id}/members", post(teams::add))
        .route("/settings/teams/{id}/members/remove", post(teams::remove))
        .route("/settings/organisations", get(organisations::list).post(organisations::create))
        .route("/settings/organisations/new", get(organisations::new))
        .route("/settings/organisations/{id}", get(organisations::show).post(organisations::save))
        .route("/settings/organisations/{id}/archive", post(organisations::archive))
        .route("/settings/tokens", get(tokens::list))
        .route("/settings/tokens/{id}/revoke", post(tokens::revoke))
}

/// What an action said: done, or what the form must show again.
enum Outcome<T> {
    Done(T),
    Again(Answer),
    /// Changed meanwhile.
    Stale,
}

/// Parts the outcomes that a form is shown again for from the refusals that end the request.
fn outcome<T>(result: Result<T, AppError>) -> Result<Outcome<T>, AppError> {
    match result {
        Ok(value) => Ok(Outcome::Done(value)),
        Err(AppError::Invalid(faults)) => Ok(Outcome::Again(Answer::faults(faults))),
        Err(AppError::Conflict { .. }) => Ok(Outcome::Stale),
        Err(error) => Err(error),
    }
}

/// The query of a page that is shown after something was done.
#[derive(Debug, Default, serde::Deserialize)]
struct Done {
    #[serde(default)]
    done: Option<String>,
}

impl Done {
    /// What to say, if it is one of ours: `done=saved` says `people-done-saved`.
    fn answer(&self) -> Answer {
        const KNOWN: [(&str, &str); 12] = [
            ("saved", "people-done-saved"),
            ("created", "people-done-created"),
            ("disabled", "people-done-disabled"),
            ("enabled", "people-done-enabled"),
            ("granted", "people-done-granted"),
            ("revoked", "people-done-revoked"),
            ("ended", "people-done-ended"),
            ("archived", "people-done-archived"),
            ("member", "people-done-member"),
            ("password", "people-done-password"),
            ("token", "people-done-token"),
            ("notices", "people-notice-done"),
        ];
        let found = KNOWN.iter().find(|(word, _)| self.done.as_deref() == Some(word));
        Answer::done(found.map(|(_, key)| *key))
    }
}

fn to(path: &str, done: &str) -> Redirect {
    Redirect::to(&format!("{path}?done={done}"))
}

fn here(cx: &Ctx) -> Here<'_> {
    Here { cx }
}

/// The pages of people exist only for those who manage people.
fn manages_people(cx: &Ctx) -> Result<(), AppError> {
    allow(cx, Act::ManagePeople).map_err(|_| AppError::NotFound)
}

/// The pages of what all desks share exist only for those who administer everything.
fn administers(cx: &Ctx) -> Result<(), AppError> {
    allow(cx, Act::Administer).map_err(|_| AppError::NotFound)
}
