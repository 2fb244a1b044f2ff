//! Completion while something is written: tickets after `#`, and what the command palette finds. People after `@` are `base::people`'s.

use axum::{Json, extract::State};
use base::{
    app::App,
    ctx::Ctx,
    frame::SettingsPage,
    people::{
        Staff,
        policy::{Access, ticket_access},
    },
};
use db::Read;
use rules::{number::parse_loose, text::fold};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{AppError, extract::Query, i18n::t};

use crate::tickets::{model::Brief, store, views::words};

const MOST: usize = 10;
/// How many of the latest tickets are looked through for a word of their title.
const LATEST: i64 = 500;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /suggest/tickets`
pub(super) async fn tickets(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, AppError> {
    let locale = cx.locale;
    let items = app.db.read(move |read| matching(read, &cx, &asked.q)).await?;
    let item = |brief: &Brief| {
        let label = brief.label();
        json!({
            "value": label, "insert": label,
            "label": format!("{label} {}", brief.title), "hint": words::state(locale, brief.state),
        })
    };
    Ok(Json(json!({ "items": items.iter().map(item).collect::<Vec<_>>() })))
}

/// `GET /palette`: the tickets and the settings that a few letters lead to; the page's own commands are its script's.
pub(super) async fn palette(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, AppError> {
    let locale = cx.locale;
    let wanted = fold(&asked.q);
    let pages: Vec<Value> = SettingsPage::ALL
        .into_iter()
        .filter(|page| !wanted.is_empty() && page.is_open_to(&cx) && fold(&page.title(locale)).contains(&wanted))
        .map(|page| {
            let icon = format!("i-{}", page.symbol());
            json!({ "value": "", "label": page.title(locale), "hint": page.hint(locale), "icon": icon, "href": page.href() })
        })
        .collect();
    let found = app.db.read(move |read| matching(read, &cx, &asked.q)).await?;
    let tickets: Vec<Value> = found
        .iter()
        .map(|brief| {
            let label = brief.label();
            json!({
                "value": "", "label": format!("{label} {}", brief.title), "hint": words::state(locale, brief.state),
                "icon": "i-queue", "href": format!("/tickets/{label}"),
            })
        })
        .collect();
    let groups = [("tickets-palette-tickets", tickets), ("tickets-palette-settings", pages)];
    let groups = groups.into_iter().filter(|(_, items)| !items.is_empty());
    let groups: Vec<Value> =
        groups.map(|(key, items)| json!({ "label": t(locale, key), "items": items })).collect();
    Ok(Json(json!({ "groups": groups })))
}

fn matching(read: &Read<'_>, cx: &Ctx, text: &str) -> Result<Vec<Brief>, AppError> {
    let visible = |brief: &Brief| ticket_access(&cx.actor, &brief.facts) >= Access::Observe;
    if let Ok(loose) = parse_loose(text) {
        let exact = store::brief_by_number(read, loose.number)?;
        return Ok(exact.into_iter().filter(visible).collect());
    }
    let wanted = fold(text);
    let mut found = store::latest(read, LATEST)?;
    found.retain(|brief| visible(brief) && fold(&brief.title).contains(&wanted));
    found.truncate(MOST);
    Ok(found)
}
