//! `/queue` and its fragments.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, Extra, Section},
    people::{self, Staff},
};
use db::Read;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use rules::filter::{self, Filter};
use serde::Deserialize;
use web::{
    AppError, FieldError,
    components::{Undo, toast},
    extract::{Fragment, Query},
    t,
};

use crate::queues::{
    faults,
    list::{self as lists, count, count_each},
    model::{ColumnChoice, Columns, List, ListQuery, Sort},
    standard::{self, Key, Standard, View},
    store::views as store,
    views::{
        kit::{Here, zone_of},
        queue::{self as views, Shown},
        reader, rows,
    },
};

/// Rows of a page.
const PAGE: u32 = 50;
/// Rows that the list grows to.
const LONGEST: u32 = 200;
/// In an address: everything, since an empty filter means that of the view.
const EVERYTHING: &str = "*";

/// What an address of the queue says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) view: Option<String>,
    #[serde(default)]
    pub(super) q: Option<String>,
    #[serde(default)]
    pub(super) sort: Option<String>,
    #[serde(default)]
    pub(super) cols: Option<String>,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    rows: Option<u32>,
    /// A filter to add, and one to take away.
    #[serde(default)]
    add: Option<String>,
    #[serde(default)]
    drop: Option<String>,
    /// The columns' form was sent: `show` has those that are ticked.
    #[serde(default)]
    columns: Option<String>,
    #[serde(default)]
    show: Vec<String>,
    /// What was done on the page before: bulk edits that can be undone, and how many tickets they changed.
    #[serde(default)]
    done: Option<String>,
    #[serde(default)]
    n: Option<i64>,
}

/// What is read for a page of the queue.
pub(super) struct Loaded {
    views: Vec<(View, Option<i64>)>,
    key: Key,
    filter: String,
    changed: bool,
    faults: Vec<FieldError>,
    typed: String,
    sort: Option<Sort>,
    columns: Columns,
    list: List,
    total: i64,
    limit: u32,
    deeper: bool,
    site: String,
}

impl Loaded {
    fn shown(&self) -> Shown<'_> {
        Shown {
            site: &self.site,
            views: &self.views,
            key: self.key,
            filter: &self.filter,
            changed: self.changed,
            faults: &self.faults,
            typed: &self.typed,
            sort: self.sort,
            columns: &self.columns,
            list: &self.list,
            total: self.total,
            limit: self.limit,
            deeper: self.deeper,
        }
    }
}

/// The filter of an address: its own, or that of its view.
pub(super) fn filter_text(asked: &Asked, view: &View) -> String {
    match asked.q.as_deref() {
        None => view.filter.clone(),
        Some(EVERYTHING) => String::new(),
        Some(text) => filter::parse(text).map_or_else(|_| text.to_owned(), |filter| filter.to_canonical()),
    }
}

/// All views of the reader, and the one that an address names: a view that is gone gives way to all open tickets, one that is
/// another team's or person's can be looked at by its address.
pub(super) fn views_of(read: &Read<'_>, cx: &Ctx, asked: &Asked) -> Result<(Vec<View>, Key), AppError> {
    let mut teams: Vec<people::Team> = people::teams_by_id(read, &cx.actor.teams)?.into_values().collect();
    teams.sort_by(|a, b| a.name.cmp(&b.name));
    let saved = match cx.actor.user_id() {
        Some(user) => store::views(read, user, &cx.actor.teams)?,
        None => Vec::new(),
    };
    let mut all = standard::all(cx, &teams, saved);
    let key = asked.view.as_deref().and_then(Key::parse).unwrap_or(Key::Standard(Standard::All));
    if all.iter().any(|view| view.key == key) {
        return Ok((all, key));
    }
    let shared = match key {
        Key::Saved(id) => store::view(read, id)?.map(|view| standard::of_saved(cx.locale, view)),
        Key::Team(id) => people::team(read, id)?.map(|team| standard::of_team(&team)),
        Key::Standard(_) => None,
    };
    match shared {
        Some(view) => {
            all.push(view);
            Ok((all, key))
        }
        None => Ok((all, Key::Standard(Standard::All))),
    }
}

/// What of the page is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Page,
    Tabs,
    List,
}

fn load(
    read: &Read<'_>,
    cx: &Ctx,
    zone: &TimeZone,
    asked: &Asked,
    wanted: Wanted,
) -> Result<Loaded, AppError> {
    let (views, key) = views_of(read, cx, asked)?;
    let view = views.iter().find(|view| view.key == key).ok_or(AppError::NotFound)?;
    let text = filter_text(asked, view);
    let columns = asked.cols.as_deref().map_or_else(|| view.columns.clone(), Columns::parse);
    let limit = asked.rows.unwrap_or(PAGE).clamp(1, LONGEST);
    let sort = asked.sort.as_deref().and_then(Sort::parse);
    let changed = text != view.filter;
    let order = sort.or(view.sort).map(Sort::as_str);
    let nothing = lists::dress(read, Vec::new(), cx.now)?;
    let counts =
        if wanted == Wanted::List { vec![None; views.len()] } else { counts(read, cx, zone, &views)? };
    let known = views
        .iter()
        .position(|view| view.key == key)
        .filter(|_| !changed)
        .and_then(|place| counts.get(place).copied().flatten());
    let found = if wanted == Wanted::Tabs {
        Ok((nothing, 0))
    } else {
        found(read, cx, zone, &text, order, asked.cursor.as_deref(), limit, known)
    };
    let (list, total, faults) = match found {
        Ok((list, total)) => (list, total, Vec::new()),
        Err(AppError::Invalid(faults)) => (lists::dress(read, Vec::new(), cx.now)?, 0, faults),
        Err(error) => return Err(error),
    };
    Ok(Loaded {
        views: views.into_iter().zip(counts).collect(),
        key,
        filter: text,
        changed,
        faults,
        typed: String::new(),
        sort,
        columns,
        list,
        total,
        limit,
        deeper: asked.cursor.is_some(),
        site: String::new(),
    })
}

#[expect(clippy::too_many_arguments, reason = "the parts of an address, used once")]
fn found(
    read: &Read<'_>,
    cx: &Ctx,
    zone: &TimeZone,
    text: &str,
    sort: Option<&str>,
    cursor: Option<&str>,
    limit: u32,
    known: Option<i64>,
) -> Result<(List, i64), AppError> {
    let query = ListQuery::read(cx.locale, text, sort, cursor, limit)?;
    let list = lists::list(read, cx, &query, cx.now, zone)?;
    let total = match known {
        Some(total) => total,
        None if list.next.is_none() && cursor.is_none() => i64::try_from(list.rows.len()).unwrap_or(0),
        None => count(read, cx, &query.filter, cx.now, zone)?,
    };
    Ok((list, total))
}

fn counts(read: &Read<'_>, cx: &Ctx, zone: &TimeZone, views: &[View]) -> Result<Vec<Option<i64>>, AppError> {
    // A stored filter that no longer reads is not counted.
    let filters: Vec<Option<Filter>> = views.iter().map(|view| filter::parse(&view.filter).ok()).collect();
    let readable: Vec<Filter> = filters.iter().flatten().cloned().collect();
    let mut counted = count_each(read, cx, &readable, cx.now, zone)?.into_iter();
    Ok(filters.iter().map(|filter| filter.as_ref().and_then(|_| counted.next().flatten())).collect())
}

async fn loaded(app: &App, cx: &Ctx, asked: &Asked, wanted: Wanted) -> Result<Loaded, AppError> {
    let (by, zone, asked) = (cx.clone(), zone_of(cx), asked.clone());
    let mut loaded = app.db.read(move |read| load(read, &by, &zone, &asked, wanted)).await?;
    loaded.site.clone_from(&app.config.public_url);
    Ok(loaded)
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    if asked.add.is_some() || asked.drop.is_some() || asked.columns.is_some() {
        return rewritten(&app, &cx, asked).await;
    }
    let loaded = loaded(&app, &cx, &asked, Wanted::Page).await?;
    Ok(answer(&app, &cx, &asked, &loaded))
}

fn answer(app: &App, cx: &Ctx, asked: &Asked, loaded: &Loaded) -> Response {
    let zone = zone_of(cx);
    let here = Here { cx, zone: &zone };
    let body = views::page(here, &loaded.shown(), &reader::nothing(here));
    let action = asked.done.as_deref().filter(|ids| is_ids(ids)).map(|ids| format!("/queue/undo/{ids}"));
    let undo = action.as_deref().map(|action| Undo { action, csrf: &cx.actor.visit.csrf });
    let said = match asked.n {
        Some(n) => toast(cx.locale, &t!(cx.locale, "queues-done", n = n), undo),
        None => html! {},
    };
    let name = loaded
        .views
        .iter()
        .find(|(view, _)| view.key == loaded.key)
        .map_or("", |(view, _)| view.name.as_str());
    let title = t!(cx.locale, "queues-page-title", view = name);
    let extra = Extra { fixed: true, said, ..Extra::default() };
    let page = frame::page_with(app, cx, Section::Queue, &title, &extra, &body);
    let status = if loaded.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

/// Whether a text is a list of row ids.
pub(super) fn is_ids(text: &str) -> bool {
    !text.is_empty() && text.split(',').all(|id| id.parse::<i64>().is_ok())
}

/// A filter added or taken away, columns chosen: the address that says so. A filter that cannot be read is shown with what is
/// wrong, and what was typed is kept.
async fn rewritten(app: &App, cx: &Ctx, mut asked: Asked) -> Result<Response, AppError> {
    let (add, gone) = (asked.add.take(), asked.drop.take());
    if asked.columns.take().is_some() {
        let hidden = |choice: &ColumnChoice| !asked.show.iter().any(|word| word == choice.as_str());
        let hidden = Columns(ColumnChoice::ALL.into_iter().filter(hidden).collect());
        // No column left out is said too, or the view's own choice would come back.
        asked.cols = Some(if hidden.0.is_empty() { "-".to_owned() } else { hidden.to_text() });
    }
    let mut loaded = loaded(app, cx, &asked, Wanted::Page).await?;
    if add.is_none() && gone.is_none() {
        let cols = asked.cols.unwrap_or_default();
        return Ok(Redirect::to(&loaded.shown().at("/queue", &[("cols", &cols)])).into_response());
    }
    match changed_filter(cx, &loaded.filter, add.as_deref(), gone.as_deref()) {
        Ok(text) => {
            let q = if text.is_empty() { EVERYTHING } else { &text };
            Ok(Redirect::to(&loaded.shown().at("/queue", &[("q", q)])).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            loaded.faults = faults;
            loaded.typed = add.unwrap_or_default();
            Ok(answer(app, cx, &asked, &loaded))
        }
        Err(error) => Err(error),
    }
}

fn changed_filter(cx: &Ctx, text: &str, add: Option<&str>, gone: Option<&str>) -> Result<String, AppError> {
    let mut filter = faults::parse(cx.locale, text)?;
    if let Some(gone) = gone
        && let Some(term) = filter.terms().into_iter().find(|term| term.text == gone)
    {
        filter = faults::parse(cx.locale, &term.without)?;
    }
    if let Some(add) = add {
        filter = filter.and(faults::parse(cx.locale, add)?);
    }
    Ok(filter.to_canonical())
}

/// The views with their counts.
pub(super) async fn tabs(
    State(app): State<App>,
    Staff(cx): Staff,
    _: Fragment,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let loaded = loaded(&app, &cx, &asked, Wanted::Tabs).await?;
    let zone = zone_of(&cx);
    Ok(views::tabs(Here { cx: &cx, zone: &zone }, &loaded.shown()))
}

/// The list.
pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    _: Fragment,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let loaded = loaded(&app, &cx, &asked, Wanted::List).await?;
    let zone = zone_of(&cx);
    Ok(views::scroll(Here { cx: &cx, zone: &zone }, &loaded.shown()))
}

/// One line, if the ticket is still in the list.
pub(super) async fn row(
    State(app): State<App>,
    Staff(cx): Staff,
    _: Fragment,
    Path(number): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let text = asked.q.as_deref().filter(|text| *text != EVERYTHING).unwrap_or_default();
    let of_list = faults::parse(cx.locale, text)?;
    let this = filter::parse(&format!("number:{number}")).map_err(|_| AppError::NotFound)?;
    let query = ListQuery::first(of_list.and(this), None, 1);
    let (by, zone) = (cx.clone(), zone_of(&cx));
    let zoned = zone.clone();
    let list = app.db.read(move |read| lists::list(read, &by, &query, by.now, &zoned)).await?;
    let row = list.rows.first().ok_or(AppError::NotFound)?;
    let view = asked.view.as_deref().unwrap_or_default();
    let back = crate::queues::views::kit::address(
        "/queue",
        &[("view", view), ("sort", asked.sort.as_deref().unwrap_or_default())],
    );
    Ok(rows::line(Here { cx: &cx, zone: &zone }, &list, row, &back))
}
