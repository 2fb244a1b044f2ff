//! `/settings`: everything that can be set, grouped by what people look for.

use axum::extract::State;
use maud::Markup;
use serde::Deserialize;
use web::error::AppError;
use web::extract::Query;
use web::i18n::t;

use crate::app::App;
use crate::desks::views::{index, kit::Here};
use crate::frame::{self, Section, SettingsPage};
use crate::people::Staff;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    if !SettingsPage::ALL.iter().any(|page| page.is_open_to(&cx)) {
        return Err(AppError::NotFound);
    }
    let here = Here { cx: &cx, may: false };
    let body = index::show(&here, asked.q.as_deref().unwrap_or_default());
    Ok(frame::page(&app, &cx, Section::Settings, &t(cx.locale, "desks-settings-title"), body))
}
