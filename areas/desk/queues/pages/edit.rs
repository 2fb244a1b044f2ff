//! Changing tickets from a list: the form beside it, what comes of it, taking it back.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    desks,
    frame::{self, Section},
    people::{self, Staff, User, policy::Access},
};
use db::{Read, Tx};
use maud::{Markup, html};
use rules::ticket_state::{Party, State as TicketState, legal};
use serde::Deserialize;
use web::{
    AppError, FieldError,
    components::toast_partial,
    extract::{Form, Query},
    i18n::t,
    request::local_path,
};

use super::AsFragment;
use crate::{
    queues::{
        actions, faults,
        list::{self as lists},
        model::Row,
        views::{
            edit::{self as views, Choices, Report},
            kit::{Here, zone_of},
            rows,
        },
        wanted::{self, Typed, Wanted},
    },
    tickets::{
        Clash, Refused,
        actions::{self as tickets_actions, BulkChange, BulkOutcome, Edit},
        store as tickets_store,
    },
};

/// The most tickets of one transaction.
const CHUNK: usize = 200;
/// The most tickets of one selection.
const MOST: u32 = 5_000;
/// The most tickets whose lines are sent back.
const LINES: usize = 50;
/// The most tickets whose legal states are looked up one by one.
const EACH: usize = 50;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    id: Vec<i64>,
    #[serde(default)]
    seen: Option<i64>,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    q: Option<String>,
    #[serde(default)]
    back: Option<String>,
}

fn back_of(back: Option<&str>) -> String {
    back.and_then(local_path).unwrap_or("/queue").to_owned()
}

/// What a form stands on.
struct Ground {
    rows: Vec<Row>,
    matching: Option<(String, i64)>,
    choices: Choices,
}

fn ground(read: &Read<'_>, cx: &Ctx, asked: &Asked, field: Wanted) -> Result<Ground, AppError> {
    if asked.all {
        let text = asked.q.clone().unwrap_or_default();
        let filter = faults::parse(cx.locale, &text)?;
        let total = lists::count(read, cx, &filter, cx.now, &zone_of(cx))?;
        let desk = cx.actor.grants.iter().find_map(|grant| grant.desk_id);
        let desk = match desk {
            Some(desk) => Some(desk),
            None => desks::desks(read)?.first().map(|desk| desk.id),
        };
        let choices = choices(read, cx, &[], desk, field)?;
        return Ok(Ground { rows: Vec::new(), matching: Some((text, total)), choices });
    }
    let wanted: Vec<i64> = asked.id.iter().copied().take(CHUNK).collect();
    let rows = lists::by_numbers(read, cx, &wanted)?.rows;
    let first = rows.first().ok_or(AppError::NotFound)?;
    let desk = Some(first.desk_id);
    let choices = choices(read, cx, &rows, desk, field)?;
    Ok(Ground { rows, matching: None, choices })
}

fn choices(
    read: &Read<'_>,
    cx: &Ctx,
    rows: &[Row],
    desk: Option<i64>,
    field: Wanted,
) -> Result<Choices, AppError> {
    let mut found = Choices {
        near: Vec::new(),
        others: Vec::new(),
        teams: Vec::new(),
        categories: Vec::new(),
        states: Vec::new(),
    };
    let Some(desk) = desk else { return Ok(found) };
    match field {
        Wanted::Assignee => {
            let team = rows
                .first()
                .and_then(|row| row.team_id)
                .filter(|team| rows.iter().all(|row| row.team_id == Some(*team)));
            if let Some(team) = team {
                found.near = people::members(read, team)?.into_iter().map(|member| member.user).collect();
            }
            let near: Vec<i64> = found.near.iter().map(|user| user.id).collect();
            let other = |user: &User| !near.contains(&user.id);
            found.others = people::staff_of_desk(read, desk)?.into_iter().filter(other).collect();
        }
        Wanted::Team => found.teams = people::teams(read, Some(desk))?,
        Wanted::Category => found.categories = desks::categories(read, desk)?,
        Wanted::State => found.states = states(read, cx, rows, desk)?,
        Wanted::Priority | Wanted::Snooze | Wanted::Tags | Wanted::Merge => {}
    }
    Ok(found)
}

/// The states that at least one of the tickets may move to.
fn states(read: &Read<'_>, cx: &Ctx, rows: &[Row], desk: i64) -> Result<Vec<TicketState>, AppError> {
    let usual = [
        TicketState::InProgress,
        TicketState::Pending,
        TicketState::Resolved,
        TicketState::Closed,
        TicketState::Cancelled,
    ];
    if rows.is_empty() || rows.len() > EACH {
        return Ok(usual.to_vec());
    }
    let reopen_days = desks::desk(read, desk)?.map_or(0, |desk| desk.reopen_days);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut found = Vec::new();
    for ticket in tickets_store::many(read, &ids)? {
        let (ticket, access) = tickets_actions::readable(read, cx, Some(ticket))?;
        let mut parties = Vec::new();
        if cx.actor.user_id() == Some(ticket.requester_id) {
            parties.push(Party::Requester);
        }
        if access >= Access::Work {
            parties.push(Party::Agent);
        }
        if access >= Access::Lead {
            parties.push(Party::Lead);
        }
        let facts = ticket.facts(&parties, cx.now, reopen_days);
        found.extend(legal(&facts).into_iter().map(|legal| legal.to));
    }
    Ok(TicketState::ALL.iter().copied().filter(|state| found.contains(state)).collect())
}

/// Why a form comes back.
#[derive(Default)]
struct Trouble {
    faults: Vec<FieldError>,
    clash: Option<(i64, Vec<Clash>)>,
}

impl Trouble {
    fn status(&self) -> StatusCode {
        match (&self.clash, self.faults.is_empty()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, true) => StatusCode::OK,
        }
    }
}

async fn form(
    app: &App,
    cx: &Ctx,
    field: Wanted,
    asked: Asked,
    trouble: &Trouble,
    typed: &[(&'static str, String)],
    fragment: bool,
) -> Result<Response, AppError> {
    let (by, of) = (cx.clone(), asked.clone());
    let ground = app.db.read(move |read| ground(read, &by, &of, field)).await?;
    let (zone, back) = (zone_of(cx), back_of(asked.back.as_deref()));
    let here = Here { cx, zone: &zone };
    let shown = views::Form {
        field: field.word(),
        rows: &ground.rows,
        matching: ground.matching.as_ref().map(|(filter, total)| (filter.as_str(), *total)),
        seen: asked.seen,
        back: &back,
        choices: &ground.choices,
        faults: &trouble.faults,
        clash: trouble.clash.as_ref().map(|(current, clashes)| (*current, clashes.as_slice())),
        typed,
    };
    if fragment {
        return Ok((trouble.status(), views::form(here, &shown)).into_response());
    }
    let title = t(cx.locale, &format!("queues-bulk-{}", field.word()));
    let page = frame::page(app, cx, Section::Queue, &title, views::form_page(here, &shown));
    Ok((trouble.status(), page).into_response())
}

/// The form of a field: beside the list, or a page.
pub(super) async fn open(
    State(app): State<App>,
    Staff(cx): Staff,
    AsFragment(fragment): AsFragment,
    Path(field): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let field = Wanted::parse(&field).ok_or(AppError::NotFound)?;
    form(&app, &cx, field, asked, &Trouble::default(), &[], fragment).await
}

/// Changes what was selected; what a selection of more than [`CHUNK`] tickets leaves goes on by itself.
pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    AsFragment(fragment): AsFragment,
    Path(field): Path<String>,
    Form(sent): Form<Typed>,
) -> Result<Response, AppError> {
    let field = Wanted::parse(&field).ok_or(AppError::NotFound)?;
    let asked = Asked {
        id: sent.id.clone(),
        seen: sent.seen,
        all: sent.all,
        q: sent.q.clone(),
        back: sent.back.clone(),
    };
    let again = async |trouble: Trouble| {
        form(&app, &cx, field, asked.clone(), &trouble, &sent.texts(), fragment).await
    };
    let mut numbers = selection(&app, &cx, &sent).await?;
    numbers.sort_unstable();
    numbers.dedup();
    let total = sent.total.unwrap_or(numbers.len());
    let rest = if numbers.len() > CHUNK { numbers.split_off(CHUNK) } else { Vec::new() };
    if field == Wanted::Merge {
        return match merged(&app, &cx, &numbers, &sent).await {
            Ok(report) => reported(&app, &cx, field, &sent, report, &numbers, fragment).await,
            Err(AppError::Invalid(faults)) => again(Trouble { faults, clash: None }).await,
            Err(error) => Err(error),
        };
    }
    let wanted = match wanted::change(&cx, &zone_of(&cx), field, &sent) {
        Ok(wanted) => wanted,
        Err(AppError::Invalid(faults)) => return again(Trouble { faults, clash: None }).await,
        Err(error) => return Err(error),
    };
    let outcome = match carried_out(&app, &cx, &numbers, wanted, field, sent.seen).await {
        Ok(outcome) => outcome,
        Err(Refused::Clash { current, clashes }) => {
            return again(Trouble { faults: Vec::new(), clash: Some((current, clashes)) }).await;
        }
        Err(refused) => match refused.into_app(cx.locale) {
            AppError::Invalid(faults) => return again(Trouble { faults, clash: None }).await,
            error => return Err(error),
        },
    };
    if let ([(_, reason)], true, 1) = (outcome.refused.as_slice(), outcome.changed.is_empty(), total) {
        let faults = vec![FieldError::new("value", "refused", reason.clone())];
        return again(Trouble { faults, clash: None }).await;
    }
    let report = sent.report(outcome, rest, total);
    reported(&app, &cx, field, &sent, report, &numbers, fragment).await
}

/// The numbers that a form is about.
async fn selection(app: &App, cx: &Ctx, sent: &Typed) -> Result<Vec<i64>, AppError> {
    if !sent.all {
        return Ok(sent.id.clone());
    }
    let filter = faults::parse(cx.locale, sent.q.as_deref().unwrap_or_default())?;
    let (by, zone) = (cx.clone(), zone_of(cx));
    app.db.read(move |read| lists::numbers(read, &by, &filter, &zone, MOST)).await
}

async fn carried_out(
    app: &App,
    cx: &Ctx,
    numbers: &[i64],
    change: BulkChange,
    field: Wanted,
    seen: Option<i64>,
) -> Result<BulkOutcome, Refused> {
    let (by, numbers) = (cx.clone(), numbers.to_vec());
    app.db.write_locked(move |tx| actions::change(tx, &by, &numbers, &change, field.journalled(), seen)).await
}

async fn merged(app: &App, cx: &Ctx, numbers: &[i64], sent: &Typed) -> Result<Report, AppError> {
    let into: i64 = sent.value.parse().map_err(|_| AppError::field_of(cx.locale, "value", "required"))?;
    let others: Vec<i64> = numbers.iter().copied().filter(|number| *number != into).collect();
    let (by, locale, changed) = (cx.clone(), cx.locale, others.len());
    let write = move |tx: &mut Tx<'_>| tickets_actions::merge(tx, &by, into, &others);
    app.db.write_locked(write).await.map_err(|refused: Refused| refused.into_app(locale))?;
    Ok(Report { changed, total: changed, ..Report::default() })
}

/// Says what came of it: lines and a toast beside the list, a page or the list again without script.
async fn reported(
    app: &App,
    cx: &Ctx,
    field: Wanted,
    sent: &Typed,
    report: Report,
    touched: &[i64],
    fragment: bool,
) -> Result<Response, AppError> {
    let (zone, back) = (zone_of(cx), back_of(sent.back.as_deref()));
    let here = Here { cx, zone: &zone };
    let action = format!("/queue/edit/{}", field.word());
    let going_on =
        (!report.rest.is_empty()).then(|| views::progress(here, &report, &action, &sent.fields(), fragment));
    if fragment {
        let lines = lines(app, cx, touched, &back).await?;
        let said = going_on.unwrap_or_else(|| views::report_toast(here, &report));
        return Ok(html! { (lines) (toast_partial(&said)) }.into_response());
    }
    if going_on.is_none() && report.refused.is_empty() {
        return Ok(done(&back, &report));
    }
    let body = views::report_page(here, &report, &back, going_on.as_ref());
    Ok(frame::page(app, cx, Section::Queue, &t(cx.locale, "queues-report"), body).into_response())
}

/// Back to the list, which says what was done and offers to take it back.
fn done(back: &str, report: &Report) -> Response {
    let ids: Vec<String> = report.undo.iter().map(i64::to_string).collect();
    let (path, anchor) = back.split_once('#').map_or((back, ""), |(path, anchor)| (path, anchor));
    let join = if path.contains('?') { '&' } else { '?' };
    let undo = if ids.is_empty() { String::new() } else { format!("&done={}", ids.join(",")) };
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    Redirect::to(&format!("{path}{join}n={}{undo}{anchor}", report.changed)).into_response()
}

/// The lines of some tickets as they are now.
async fn lines(app: &App, cx: &Ctx, numbers: &[i64], back: &str) -> Result<Markup, AppError> {
    let (by, numbers) = (cx.clone(), numbers.iter().copied().take(LINES).collect::<Vec<_>>());
    let list = app.db.read(move |read| lists::by_numbers(read, &by, &numbers)).await?;
    let zone = zone_of(cx);
    let here = Here { cx, zone: &zone };
    Ok(html! {
        @for row in &list.rows {
            hx-partial hx-target={ "#t-" (row.number) } hx-swap="outerMorph" { (rows::line(here, &list, row, back)) }
        }
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Taking {
    #[serde(default)]
    id: Vec<i64>,
    #[serde(default)]
    back: Option<String>,
}

/// Takes tickets: the reader becomes their assignee, and that acknowledges them.
pub(super) async fn take(
    State(app): State<App>,
    Staff(cx): Staff,
    AsFragment(fragment): AsFragment,
    Form(sent): Form<Taking>,
) -> Result<Response, AppError> {
    let numbers: Vec<i64> = sent.id.iter().copied().take(CHUNK).collect();
    let (by, of) = (cx.clone(), numbers.clone());
    let write = move |tx: &mut Tx<'_>| -> Result<BulkOutcome, AppError> {
        let me = by.actor.user_id().ok_or(AppError::Forbidden)?;
        let edit = Edit { assignee_id: Some(Some(me)), ..Edit::default() };
        let mut outcome = tickets_actions::bulk_edit(tx, &by, &of, &BulkChange { edit, step: None })?;
        // Whoever has a ticket already acknowledges it by taking it.
        for number in &of {
            if outcome.refused.iter().all(|(refused, _)| refused != number) {
                tickets_actions::take(tx, &by, *number, None)
                    .map_err(|refused| refused.into_app(by.locale))?;
                if !outcome.changed.contains(number) {
                    outcome.changed.push(*number);
                }
            }
        }
        Ok(outcome)
    };
    let outcome = app.db.write_locked(write).await?;
    let typed = Typed::of(sent.back);
    let report = typed.report(outcome, Vec::new(), numbers.len());
    reported(&app, &cx, Wanted::Assignee, &typed, report, &numbers, fragment).await
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Undoing {
    #[serde(default)]
    back: Option<String>,
}

/// Takes bulk edits back, the last one first.
pub(super) async fn undo(
    State(app): State<App>,
    Staff(cx): Staff,
    AsFragment(fragment): AsFragment,
    Path(ids): Path<String>,
    Form(sent): Form<Undoing>,
) -> Result<Response, AppError> {
    let ids: Vec<i64> =
        ids.split(',').take(100).map(str::parse).collect::<Result<_, _>>().map_err(|_| AppError::NotFound)?;
    let (mut report, mut touched) = (Report::default(), Vec::new());
    for id in ids.into_iter().rev() {
        let by = cx.clone();
        let outcome = app.db.write_locked(move |tx| tickets_actions::bulk_undo(tx, &by, id)).await?;
        report.changed += outcome.changed.len();
        report
            .refuse(outcome.refused.iter().map(|(number, reason)| format!("{number} : {reason}")).collect());
        touched.extend(outcome.changed);
    }
    report.total = report.changed;
    let typed = Typed::of(sent.back);
    reported(&app, &cx, Wanted::Assignee, &typed, report, &touched, fragment).await
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct AllAsked {
    #[serde(default)]
    q: Option<String>,
}

/// What can be done to everything that a filter finds.
pub(super) async fn all(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<AllAsked>,
) -> Result<Markup, AppError> {
    let text = asked.q.unwrap_or_default();
    let filter = faults::parse(cx.locale, &text)?;
    let (by, zone) = (cx.clone(), zone_of(&cx));
    let zoned = zone.clone();
    let total = app.db.read(move |read| lists::count(read, &by, &filter, by.now, &zoned)).await?;
    let body = views::all_page(Here { cx: &cx, zone: &zone }, &text, total);
    Ok(frame::page(&app, &cx, Section::Queue, &t(cx.locale, "queues-title"), body))
}
