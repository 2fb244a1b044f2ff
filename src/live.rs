//! Live pages: hints made from the change feed, and the stream that browsers hold.
//!
//! Topics: `ticket:<number>`, `desk:<id>`, `queue`. A hint names a change and carries nothing of it; the browser
//! fetches again with its own rights. Rights are looked at when a stream opens and again for every hint.

use std::{collections::HashMap, time::Duration};

use axum::{extract::State, http::HeaderMap, response::Response};
use base::{
    app::App,
    audit::{self, Entry, Stream, feed},
    ctx::Ctx,
    people::{
        self, Actor, Person,
        policy::{Access, Act, may},
    },
};
use db::Read;
use desk::tickets::{self, Ticket};
use web::{
    AppError,
    extract::Query,
    live::{Feed, Hint, LiveQuery, RESET, Topics, sse},
};

/// Entries read at a time.
const PAGE: i64 = 500;
/// The safety net under the signal.
const POLL: Duration = Duration::from_millis(500);

/// Reads the feed for as long as the program runs, and tells this node's pages what changed.
pub async fn publish(app: App) {
    let mut numbered = app.db.signal(feed::NUMBERED);
    let mut position: Option<i64> = None;
    loop {
        match publish_new(&app, position).await {
            Ok(read) => position = Some(read),
            Err(error) => tracing::warn!(%error, "the change feed could not be read for live pages"),
        }
        // Ends with the database: the sender is gone.
        if let Ok(Err(_)) = tokio::time::timeout(POLL, numbered.changed()).await {
            return;
        }
    }
}

/// Publishes what follows a place of the feed, and gives the new place; without a place, the feed's end is taken.
async fn publish_new(app: &App, position: Option<i64>) -> db::Result<i64> {
    let Some(mut position) = position else { return app.db.read(feed::last).await };
    loop {
        let (entries, tickets) = app.db.read(move |read| news(read, position)).await?;
        let full = i64::try_from(entries.len()).is_ok_and(|read| read == PAGE);
        for entry in entries {
            let Some(seq) = entry.feed_no else { continue };
            if let Stream::Ticket(id) = entry.stream
                && let Some((number, desk_id)) = tickets.get(&id)
            {
                let id = number.to_string();
                for topic in [format!("ticket:{number}"), format!("desk:{desk_id}"), "queue".to_owned()] {
                    app.hub.publish(Hint::new(topic, seq, entry.kind.as_str(), Some(&id)));
                }
            }
            position = seq;
        }
        if !full {
            return Ok(position);
        }
    }
}

type Places = HashMap<i64, (i64, i64)>;

/// New entries, and the number and desk of the tickets they are about.
fn news(read: &Read<'_>, after: i64) -> db::Result<(Vec<Entry>, Places)> {
    let entries = audit::page(read, after, PAGE)?;
    let mut ids: Vec<i64> = entries
        .iter()
        .filter_map(|entry| match entry.stream {
            Stream::Ticket(id) => Some(id),
            _ => None,
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let tickets = tickets::store::many(read, &ids)?;
    let places =
        tickets.into_iter().map(|Ticket { id, number, desk_id, .. }| (id, (number, desk_id))).collect();
    Ok((entries, places))
}

/// `GET /live?topics=…`: the stream of a signed-in browser.
///
/// # Errors
/// 401 without a session; 404 when none of the topics may be followed.
pub async fn stream(
    State(app): State<App>,
    Person(cx): Person,
    headers: HeaderMap,
    Query(query): Query<LiveQuery>,
) -> Result<Response, AppError> {
    let (Some(session), Some(user)) = (cx.actor.session_id, cx.actor.user_id()) else {
        return Err(AppError::Unauthenticated);
    };
    let last = query.last_seen(&headers, &app.hub);
    let wanted = query.topics();
    let reader = cx.clone();
    let allowed = app
        .db
        .read(move |read| {
            let mut allowed = Topics::new();
            for topic in &wanted {
                if may_follow(read, &reader, topic)? {
                    allowed.insert(topic.clone());
                }
            }
            Ok::<_, AppError>(allowed)
        })
        .await?;
    if allowed.is_empty() {
        return Err(AppError::NotFound);
    }
    let opened = Feed::open(&app.hub, session, allowed, last);
    // A session that was revoked while the stream opened is noticed here.
    if app.db.read(move |read| people::load_actor(read, user, None, Some(session))).await?.is_none() {
        return Err(AppError::Unauthenticated);
    }
    let asking = app.clone();
    Ok(sse(opened, move |hint| {
        let (app, cx) = (asking.clone(), cx.clone());
        async move { may_see(&app, cx, user, session, hint).await }
    }))
}

/// Whether somebody may follow a topic at all.
fn may_follow(read: &Read<'_>, cx: &Ctx, topic: &str) -> Result<bool, AppError> {
    match topic.split_once(':') {
        None => Ok(topic == "queue" && may(&cx.actor, Act::UseDesk)),
        Some(("desk", id)) => Ok(id.parse().is_ok_and(|id| works_at(&cx.actor, id))),
        Some(("ticket", number)) => {
            let Ok(number) = number.parse() else { return Ok(false) };
            Ok(access(read, cx, number)? > Access::None)
        }
        Some(_) => Ok(false),
    }
}

fn works_at(actor: &Actor, desk_id: i64) -> bool {
    actor.grants.iter().any(|grant| grant.desk_id.is_none_or(|desk| desk == desk_id))
}

fn access(read: &Read<'_>, cx: &Ctx, number: i64) -> Result<Access, AppError> {
    let ticket = tickets::store::by_number(read, number)?;
    match tickets::actions::audible(read, cx, ticket) {
        Ok((_, access)) => Ok(access),
        Err(AppError::NotFound) => Ok(Access::None),
        Err(error) => Err(error),
    }
}

/// Whether a hint may go out, by the rights that its reader has at this moment.
async fn may_see(app: &App, cx: Ctx, user: i64, session: i64, hint: Hint) -> bool {
    let seen = app.db.read(move |read| {
        let Some(actor) = people::load_actor(read, user, None, Some(session))? else { return Ok(false) };
        let cx = Ctx { actor, ..cx.clone() };
        if !may_follow(read, &cx, &hint.topic)? {
            return Ok(false);
        }
        let Some(number) = hint.id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(true) };
        match access(read, &cx, number)? {
            Access::None => Ok(false),
            // What agents do among themselves is not even hinted at to requesters.
            Access::Hear | Access::Follow | Access::Request => {
                Ok(&*hint.kind == RESET || is_public(read, hint.seq)?)
            }
            Access::Observe | Access::Work | Access::Lead => Ok(true),
        }
    });
    seen.await.unwrap_or_else(|error: AppError| {
        tracing::warn!(%error, "a live hint was held back");
        false
    })
}

fn is_public(read: &Read<'_>, feed_no: i64) -> db::Result<bool> {
    let found = audit::page(read, feed_no - 1, 1)?;
    Ok(found.first().is_some_and(|entry| entry.feed_no == Some(feed_no) && entry.public))
}
