//! Answers and notes.

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{QueryRefusals, ReadRefusals, WriteRefusals},
    app::App,
    people::{self, ApiCaller, idempotency::Answer, policy::Access},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    error::AppError,
    etag::IdempotencyKey,
    extract::{ApiJson, Query},
    page::{Page, PageQuery},
};

use super::{
    address,
    body::Named,
    number, read,
    reference::{Finder, Reference},
    write,
};
use crate::tickets::{
    actions::{self, NewComment},
    model::Comment,
    store,
};

/// Something said on a ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Comment)]
pub(super) struct CommentBody {
    /// Its id.
    #[schema(example = 7)]
    id: i64,
    /// Its place in the journal.
    #[schema(example = 4)]
    entry: i64,
    /// Who wrote it; nobody when imported.
    author: Option<Named>,
    /// Whether the requester sees it.
    public: bool,
    /// The text, in Markdown.
    #[schema(example = "Pouvez-vous redémarrer, puis réessayer ?")]
    body: String,
    /// By which way it came.
    #[schema(example = "web")]
    channel: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl CommentBody {
    fn of(comment: Comment, author: Option<Named>) -> Self {
        Self {
            id: comment.id,
            entry: comment.entry_no,
            author,
            public: comment.public,
            body: comment.body,
            channel: comment.channel,
            created_at: comment.created_at,
        }
    }
}

/// A comment to be added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommentCreate {
    /// The text, in Markdown.
    #[schema(example = "C’est rétabli.", min_length = 1, max_length = 200_000)]
    pub(super) body: String,
    /// Whether the requester sees it; yes unless said otherwise.
    #[serde(default = "yes")]
    pub(super) public: bool,
    /// People named in it: they are told.
    #[serde(default)]
    pub(super) mentions: Vec<Reference>,
    /// The last comment that the writer saw: a newer public one by someone else holds the answer back (409).
    pub(super) seen: Option<i64>,
}

fn yes() -> bool {
    true
}

impl CommentCreate {
    pub(super) fn resolve(&self, find: &mut Finder<'_, '_>) -> Result<NewComment, AppError> {
        let mentions = find.persons("mentions", &self.mentions)?;
        Ok(NewComment { public: self.public, body: self.body.clone(), mentions, seen: self.seen })
    }
}

/// A ticket's comments, the oldest first; requesters see the public ones.
#[utoipa::path(get, path = "/api/v1/tickets/{number}/comments", operation_id = "list_comments", tag = "tickets",
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"), PageQuery),
    responses((status = 200, description = "A page of comments", body = Page<CommentBody>), ReadRefusals, QueryRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<CommentBody>>, AppError> {
    let (limit, after) = (query.limit(cx.locale)?, query.after::<i64>(cx.locale)?.unwrap_or(0));
    let page = read(&app, &cx, number(&name)?, move |r, _, ticket, access| {
        let only_public = access < Access::Observe;
        let comments = store::comments(r, ticket.id, only_public, after, i64::from(limit) + 1)?;
        let page = Page::new(comments, limit, |comment| comment.id)?;
        let authors: Vec<i64> = page.items.iter().filter_map(|comment| comment.author_id).collect();
        let users = people::users(r, &authors)?;
        let author = |id: Option<i64>| {
            id.and_then(|id| users.get(&id)).map(|u| Named { id: u.id, name: u.name.clone() })
        };
        Ok(page.map(|comment| {
            let author = author(comment.author_id);
            CommentBody::of(comment, author)
        }))
    });
    Ok(Json(page.await?))
}

/// Adds a comment. An agent's first public answer acknowledges the ticket; an answer of the requester resumes a ticket
/// that waited for them.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/comments", operation_id = "add_comment", tag = "tickets",
    request_body = CommentCreate,
    params(("number" = String, Path, description = "The ticket's number", example = "INC-42"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Added", body = CommentBody), ReadRefusals, WriteRefusals))]
pub(super) async fn add(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(name): Path<String>,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<CommentCreate>,
) -> Result<Answer, AppError> {
    let number = number(&name)?;
    let path = format!("/api/v1/tickets/{number}/comments");
    write(&app, &cx, key, ("POST", &path), body, move |tx, cx, body| {
        let mut find = Finder::new(tx, cx);
        let new = body.resolve(&mut find)?;
        find.done()?;
        let (ticket, comment) = actions::comment(tx, cx, number, &new)?;
        let author = cx.actor.user_id().map(|id| Named { id, name: cx.actor.name().to_owned() });
        let location = format!("{}/comments", address(&ticket));
        Ok(Answer::created(location, &CommentBody::of(comment, author))?.version(ticket.version))
    })
    .await
}
