//! People for mentions and pickers, while somebody types.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use web::{AppError, extract::Query};

use crate::{
    app::App,
    people::{extract::Staff, reads::search_people, store},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct SuggestQuery {
    #[serde(default)]
    q: Option<String>,
}

/// One suggestion, as the scripts of the pages read it.
#[derive(Debug, Serialize)]
struct Item {
    value: String,
    label: String,
    hint: String,
    insert: String,
}

/// The first ten people whom the reader may know of and who begin as typed; `@` in front is the mark of a mention.
pub(super) async fn people(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(query): Query<SuggestQuery>,
) -> Result<Response, AppError> {
    let typed = query.q.unwrap_or_default();
    let actor = cx.actor.clone();
    let items: Vec<Item> = app
        .db
        .read(move |r| {
            let found = search_people(r, &actor, typed.trim_start_matches('@'), 10)?;
            let ids: Vec<i64> = found.iter().filter_map(|user| user.organisation_id).collect();
            let organisations = store::organisations::organisations_by_id(r, &ids)?;
            let hint = |id: Option<i64>| id.and_then(|id| organisations.get(&id)).map(|one| one.name.clone());
            let items = found.into_iter().map(|user| Item {
                value: user.email,
                insert: format!("@{} ", user.name),
                label: user.name,
                hint: hint(user.organisation_id).unwrap_or_default(),
            });
            Ok::<_, AppError>(items.collect())
        })
        .await?;
    Ok(Json(serde_json::json!({ "items": items })).into_response())
}
