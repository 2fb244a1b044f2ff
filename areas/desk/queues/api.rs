//! `GET /api/v1/tickets`: lists for programs, in the filter language of the queue.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, Uri, header},
};
use base::{
    api::{QueryRefusals, ReadRefusals},
    app::App,
    people::{
        ApiCaller,
        policy::{Access, Act, may, ticket_access},
    },
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{
    error::AppError,
    extract::Query,
    page::{Page, PageQuery},
};

use super::{
    list,
    model::{ListQuery, Sort},
};
use crate::tickets::{Names, Ticket, TicketBody, store};

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tickets))
}

/// What a list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Which tickets, in the queue's language; all that the caller may see unless said otherwise.
    #[param(example = "is:open priority:P1")]
    #[serde(default)]
    filter: String,
    /// In which order: `due`, `priority` (open tickets only), `created`, `updated`, `number`.
    #[param(inline, value_type = Option<Sort>)]
    #[serde(default)]
    sort: Option<String>,
    /// Where to go on: the `next` of the page before. Opaque.
    #[serde(default)]
    cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 if not said.
    #[param(minimum = 1, maximum = 200)]
    #[serde(default)]
    limit: Option<u32>,
}

/// The tickets that a filter finds among those that the caller may see.
#[utoipa::path(get, path = "/api/v1/tickets", operation_id = "list_tickets", tag = "tickets", params(Asked),
    responses((status = 200, description = "A page of tickets, without their descriptions and clocks; `Link` leads to the next",
        body = Page<TicketBody>), ReadRefusals, QueryRefusals))]
pub(super) async fn tickets(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Query(asked): Query<Asked>,
    uri: Uri,
) -> Result<(HeaderMap, Json<Page<TicketBody>>), AppError> {
    if !may(&cx.actor, Act::UsePortal) {
        return Err(AppError::Forbidden);
    }
    let limit = PageQuery { cursor: None, limit: asked.limit }.limit(cx.locale)?;
    let query =
        ListQuery::read(cx.locale, &asked.filter, asked.sort.as_deref(), asked.cursor.as_deref(), limit)?;
    let zone = TimeZone::get(&cx.actor.visit.zone).unwrap_or(TimeZone::UTC);
    let read = move |r: &db::Read<'_>| -> Result<Page<TicketBody>, AppError> {
        let (found, ..) = list::bare(r, &cx, &query, cx.now, &zone)?;
        let ids: Vec<i64> = found.items.iter().map(|row| row.id).collect();
        let mut tickets = store::many(r, &ids)?;
        tickets.sort_by_key(|ticket| ids.iter().position(|id| *id == ticket.id));
        let names = Names::of(r, &tickets)?;
        // What is listed may be seen: at the least it is followed.
        let access =
            |ticket: &Ticket| ticket_access(&cx.actor, &ticket.policy_facts(None)).max(Access::Follow);
        let items =
            tickets.iter().map(|ticket| TicketBody::listed(&cx, ticket, access(ticket), &names)).collect();
        Ok(Page { items, next: found.next })
    };
    let page = app.db.read(read).await?;
    let mut headers = HeaderMap::new();
    if let Some(link) = page.link(&uri) {
        headers.insert(header::LINK, link);
    }
    Ok((headers, Json(page)))
}
