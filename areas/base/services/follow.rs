//! `/profile/services`: the services whose critical and major incidents one wants to hear of, and of their restoration
//! (product.md §3.7). Open to the house's own people: which services there are tells customers of each other.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    AppError,
    components::{Button, Crumb, Notice, banner, crumbs, csrf_field, empty},
    extract::{Form, Query},
    i18n::t,
    t,
};

use super::{actions, model::Service, store};
use crate::{
    app::App,
    ctx::Ctx,
    frame,
    people::{self, OrganisationKind, Person},
};

/// Whether the actor may hear of services at all.
pub(super) fn may_follow(read: &db::Read<'_>, cx: &Ctx) -> db::Result<bool> {
    if cx.actor.user_id().is_none() {
        return Ok(false);
    }
    let of = cx.actor.organisation_id.map(|id| people::organisation(read, id)).transpose()?.flatten();
    Ok(of.is_none_or(|organisation| organisation.kind == OrganisationKind::Internal))
}

/// The services that the actor may follow, and the rows of those that they follow.
pub(super) fn followable(read: &db::Read<'_>, cx: &Ctx) -> Result<(Vec<Service>, Vec<i64>), AppError> {
    let id = cx.actor.user_id().ok_or(AppError::Unauthenticated)?;
    if !may_follow(read, cx)? {
        return Ok((Vec::new(), Vec::new()));
    }
    Ok((store::services(read)?, store::followed_by(read, id)?))
}

#[derive(Debug, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    done: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Query(said): Query<Said>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    let (services, followed) = app.db.read(move |r| followable(r, &by)).await?;
    let title = t(cx.locale, "services-follow-title");
    let body = view(&cx, &services, &followed, said.done.is_some());
    Ok(if cx.actor.is_staff() {
        frame::page(&app, &cx, frame::Section::Profile, &title, body).into_response()
    } else {
        frame::portal(&app, &cx, frame::PortalSection::Profile, &title, body).into_response()
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct FollowForm {
    #[serde(default)]
    on: bool,
}

pub(super) async fn change(
    State(app): State<App>,
    Person(cx): Person,
    Path(id): Path<i64>,
    Form(form): Form<FollowForm>,
) -> Result<Redirect, AppError> {
    app.db.write(move |tx| actions::follow(tx, &cx, id, form.on)).await?;
    Ok(Redirect::to("/profile/services?done=saved"))
}

/// The button that follows a service, or stops.
pub(super) fn button(cx: &Ctx, service: &Service, follows: bool) -> Markup {
    let locale = cx.locale;
    let (key, name) = if follows {
        ("services-follow-stop", t!(locale, "services-follow-stop-name", name = service.name.as_str()))
    } else {
        ("services-follow-start", t!(locale, "services-follow-start-name", name = service.name.as_str()))
    };
    html! {
        form method="post" action={ "/profile/services/" (service.id) } {
            (csrf_field(&cx.actor.visit.csrf))
            input type="hidden" name="on" value=(!follows);
            (Button::submit(t(locale, key)).small().attr("aria-label", name))
        }
    }
}

fn view(cx: &Ctx, services: &[Service], followed: &[i64], saved: bool) -> Markup {
    let t = |key: &str| t(cx.locale, key);
    let back = Crumb { href: "/profile".to_owned(), label: t("app-account-profile") };
    html! {
        div class="page" {
            (crumbs(cx.locale, &[back]))
            header class="page-head" { h1 { (t("services-follow-title")) } p { (t("services-follow-lead")) } }
            @if saved { div role="status" { (banner(Notice::Info, html! { (t("services-follow-done")) }, html! {})) } }
            section class="card" {
                @if services.is_empty() {
                    (empty("server", &t("services-follow-none"), &t("services-follow-none-text"), None))
                } @else {
                    div class="body flush" {
                        ul class="items" {
                            @for service in services {
                                @let follows = followed.contains(&service.id);
                                li {
                                    span class="t" {
                                        b { (service.name) }
                                        small { (if follows { t("services-follow-on") } else { service.description.clone() }) }
                                    }
                                    (button(cx, service, follows))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
