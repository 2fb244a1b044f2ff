//! Codes to print for places and devices: whoever scans one finds the report form filled in with where they stand.

use axum::extract::State;
use base::{
    app::App,
    ctx::Ctx,
    desks,
    frame::{self, SettingsPage},
    people::{
        Staff,
        policy::{Act, may},
    },
    services,
};
use db::Read;
use maud::Markup;
use serde::Deserialize;
use web::{error::AppError, extract::Query, i18n::t};

use crate::portal::{
    model::label_of,
    views::codes::{self as view, Choices, Code, Typed},
};

/// How many codes one sheet has at most.
const MOST: usize = 60;

/// What is to be printed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    /// Whether the labels name devices and not places.
    #[serde(default)]
    kind: String,
    /// One label a line.
    #[serde(default)]
    labels: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    category: String,
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, AppError> {
    if !may(&cx.actor, Act::ReadSettings) {
        return Err(AppError::NotFound);
    }
    let for_read = cx.clone();
    let choices = app.db.read(move |r| choices(r, &for_read)).await?;
    let typed = Typed {
        device: wanted.kind == "device",
        labels: wanted.labels.chars().take(10_000).collect(),
        service: choices.services.iter().find(|(id, _)| *id == wanted.service).cloned(),
        category: choices.categories.iter().find(|(id, _)| *id == wanted.category).cloned(),
    };
    let codes = codes(&app.config.public_url, &typed);
    let body = view::page(&cx, &choices, &typed, &codes);
    Ok(frame::settings(&app, &cx, SettingsPage::Codes, &t(cx.locale, "portal-codes-title"), body))
}

fn choices(read: &Read<'_>, cx: &Ctx) -> Result<Choices, AppError> {
    let mut categories = Vec::new();
    for desk in desks::desks(read)?.into_iter().filter(|desk| may(&cx.actor, Act::ManageDesk(desk.id))) {
        let of_desk = desks::categories(read, desk.id)?;
        let named = |one: &desks::Category| format!("{} · {}", desk.name, one.name(cx.locale));
        categories.extend(of_desk.iter().map(|one| (one.id.to_string(), named(one))));
    }
    let services = services::services(read)?.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    Ok(Choices { services, categories })
}

/// A code for each label; without any, one for the service.
fn codes(public_url: &str, typed: &Typed) -> Vec<Code> {
    let mut labels: Vec<String> =
        typed.labels.lines().map(label_of).filter(|label| !label.is_empty()).collect();
    labels.truncate(MOST);
    let more = [("service", &typed.service), ("category", &typed.category)];
    let more: Vec<(&str, &str)> =
        more.iter().filter_map(|(name, chosen)| Some((*name, chosen.as_ref()?.0.as_str()))).collect();
    let with = |own: Option<(&str, &str)>, label: String| {
        let pairs: Vec<(&str, &str)> = own.into_iter().chain(more.iter().copied()).collect();
        Code::of(&view::address(public_url, &pairs), label)
    };
    if labels.is_empty() {
        let title = typed.service.as_ref().or(typed.category.as_ref());
        return title.into_iter().filter_map(|(_, name)| with(None, name.clone())).collect();
    }
    let name = if typed.device { "device" } else { "place" };
    labels.into_iter().filter_map(|label| with(Some((name, &label.clone())), label)).collect()
}
