//! The reader beside the list.

use axum::extract::{Path, State};
use base::{
    app::App,
    ctx::Ctx,
    people::{self, Staff, policy::Access},
};
use db::Read;
use maud::Markup;
use web::{AppError, extract::Fragment};

use crate::{
    queues::{
        list as lists,
        model::List,
        views::{
            kit::{Here, zone_of},
            reader::{self as views, Said, Shown},
        },
    },
    tickets::{self, actions},
};

/// How many of the last messages are shown.
const LAST: usize = 8;
/// How many messages are read to find them.
const READ: i64 = 500;

struct Loaded {
    list: List,
    description: String,
    said: Vec<Said>,
    earlier: usize,
    access: Access,
}

fn load(read: &Read<'_>, cx: &Ctx, number: i64) -> Result<Loaded, AppError> {
    let (ticket, access) = actions::readable_by_number(read, cx, number)?;
    let list = lists::by_ids(read, cx, &[ticket.id])?;
    let only_public = access < Access::Observe;
    let mut comments = tickets::store::comments(read, ticket.id, only_public, 0, READ)?;
    let earlier = comments.len().saturating_sub(LAST);
    comments.drain(..earlier);
    let authors: Vec<i64> = comments.iter().filter_map(|comment| comment.author_id).collect();
    let authors = people::users(read, &authors)?;
    let said = comments.into_iter().map(|comment| Said {
        author: comment.author_id.and_then(|id| authors.get(&id)).map(|user| user.name.clone()),
        by_requester: comment.author_id == Some(ticket.requester_id),
        by_me: comment.author_id.is_some() && comment.author_id == cx.actor.user_id(),
        comment,
    });
    Ok(Loaded { list, description: ticket.description.clone(), said: said.collect(), earlier, access })
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    _: Fragment,
    Path(number): Path<i64>,
) -> Result<Markup, AppError> {
    let by = cx.clone();
    let loaded = app.db.read(move |read| load(read, &by, number)).await?;
    let row = loaded.list.rows.first().ok_or(AppError::NotFound)?;
    let zone = zone_of(&cx);
    let shown = Shown {
        list: &loaded.list,
        row,
        description: &loaded.description,
        said: &loaded.said,
        earlier: loaded.earlier,
        works: loaded.access >= Access::Work,
    };
    Ok(views::reader(Here { cx: &cx, zone: &zone }, &shown))
}
