//! What is done to a ticket as a whole: the form of each deed, and the deed.

use axum::{
    extract::{Path, State as AppState},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{app::App, ctx::Ctx, people::Person};
use jiff::{SignedDuration, Timestamp, civil::Weekday};
use rules::ticket_state::{Kind, PendingOn, State};
use web::{AppError, extract::Form};

use super::{
    deed::Deed,
    kit::{Asked, done, fault, form, instant, mendable, number, one_number, run, zone},
    sheet::{self, Sheet},
};
use crate::tickets::{
    actions::{self, Edit, NewComment, Step},
    model::Ticket,
    refusal::Refused,
    views::{self, Here, Typed},
};

fn deed(word: &str) -> Result<Deed, AppError> {
    Deed::parse(word).ok_or(AppError::NotFound)
}

/// What a form proposes: what is there already, and oneself where nobody is named.
fn proposed(cx: &Ctx, sheet: &Sheet, deed: Deed) -> Typed {
    let ticket = &sheet.ticket;
    Typed {
        seen: Some(ticket.version),
        category: ticket.category_id,
        impact: Some(ticket.impact),
        urgency: Some(ticket.urgency),
        team: ticket.team_id,
        assignee: ticket.assignee_id.or(cx.actor.user_id()),
        provider: ticket.provider_id,
        resolution: ticket.resolution.clone(),
        resolution_kind: ticket.resolution_kind,
        cause: ticket.cause_code,
        tell: matches!(deed, Deed::Hold | Deed::Resolve),
        ..Typed::default()
    }
}

/// A deed's form with its status, as it was typed.
fn shown(
    app: &App,
    here: &Here<'_>,
    asked: Asked,
    status: StatusCode,
    (deed, typed): (Deed, &Typed),
    faults: &[web::FieldError],
) -> Response {
    let view = views::act(here, deed, typed, faults);
    let label = here.sheet.ticket.label();
    form(app, here.cx, asked, status, (&label, &label), &view)
}

/// The form of a deed.
pub(super) async fn ask(
    AppState(app): AppState<App>,
    Person(cx): Person,
    Path((text, word)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let deed = deed(&word)?;
    let sheet = sheet::load(&app, &cx, number(&text)?, asked.window).await?;
    if !deed.is_open(&sheet) {
        return Err(AppError::NotFound);
    }
    let typed = proposed(&cx, &sheet, deed);
    Ok(shown(&app, &Here { cx: &cx, sheet: &sheet }, asked, StatusCode::OK, (deed, &typed), &[]))
}

/// The deed.
pub(super) async fn act(
    AppState(app): AppState<App>,
    Person(cx): Person,
    Path((text, word)): Path<(String, String)>,
    asked: Asked,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (deed, number) = (deed(&word)?, number(&text)?);
    let refused = match carry_out(&app, &cx, number, deed, &typed).await {
        Ok(ticket) if ticket.number != number => return Ok(elsewhere(&ticket, asked)),
        Ok(ticket) => return done(&app, &cx, &ticket, asked, deed.word()).await,
        Err(refused) => refused,
    };
    let sheet = sheet::load(&app, &cx, number, asked.window).await?;
    let conflict = matches!(refused, Refused::Clash { .. });
    let status = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    // Whoever sends the form again has seen what is there now: the fault says so.
    let typed = if conflict { Typed { seen: Some(sheet.ticket.version), ..typed } } else { typed };
    let faults = mendable(refused, cx.locale)?;
    Ok(shown(&app, &Here { cx: &cx, sheet: &sheet }, asked, status, (deed, &typed), &faults))
}

/// A merge or a split leads to another ticket.
fn elsewhere(ticket: &Ticket, asked: Asked) -> Response {
    let address = format!("/tickets/{}", ticket.label());
    if asked.piece {
        return ([("hx-redirect", address)], StatusCode::OK).into_response();
    }
    Redirect::to(&address).into_response()
}

async fn carry_out(app: &App, cx: &Ctx, number: i64, deed: Deed, typed: &Typed) -> Result<Ticket, Refused> {
    let typed = typed.clone();
    match deed {
        Deed::Take => run(app, cx, move |tx, cx| actions::take(tx, cx, number, typed.seen)).await,
        Deed::Start
        | Deed::Hold
        | Deed::Resolve
        | Deed::Close
        | Deed::Reopen
        | Deed::Restore
        | Deed::Cancel => {
            let to = deed.target().ok_or(AppError::NotFound)?;
            let step = step(to, &typed);
            run(app, cx, move |tx, cx| actions::transition(tx, cx, number, &step, typed.seen)).await
        }
        Deed::Escalate => run(app, cx, move |tx, cx| actions::escalate(tx, cx, number, &typed.reason)).await,
        Deed::Provider => hand_over(app, cx, number, typed).await,
        Deed::Convert => {
            run(app, cx, move |tx, cx| {
                let (ticket, _) = actions::readable_by_number(tx, cx, number)?;
                let to = if ticket.kind == Kind::Incident { Kind::Request } else { Kind::Incident };
                actions::convert(tx, cx, number, to)
            })
            .await
        }
        Deed::Merge => {
            let into = one_number(cx, "ticket", &typed.ticket)?;
            run(app, cx, move |tx, cx| actions::merge(tx, cx, into, &[number])).await
        }
        Deed::Split => {
            let title = typed.title.unwrap_or_default();
            let split = move |tx: &mut db::Tx<'_>, cx: &Ctx| {
                actions::split(tx, cx, number, &title, &typed.description)
            };
            run(app, cx, split).await.map(|opened| opened.ticket)
        }
        Deed::Snooze => {
            let until = until(cx, &typed)?;
            let edit = Edit { snoozed_until: Some(until), ..Edit::default() };
            run(app, cx, move |tx, cx| actions::edit(tx, cx, number, &edit, typed.seen)).await
        }
    }
}

async fn hand_over(app: &App, cx: &Ctx, number: i64, typed: Typed) -> Result<Ticket, Refused> {
    let edit = Edit { provider_id: Some(typed.provider), ..Edit::default() };
    if typed.hold && typed.provider.is_some() {
        let step = Step {
            pending_on: Some(PendingOn::Provider),
            reason: typed.reason,
            edit,
            ..Step::to(State::Pending)
        };
        return run(app, cx, move |tx, cx| actions::transition(tx, cx, number, &step, typed.seen)).await;
    }
    run(app, cx, move |tx, cx| {
        let ticket = actions::edit(tx, cx, number, &edit, typed.seen)?;
        if typed.reason.trim().is_empty() {
            return Ok(ticket);
        }
        actions::comment(tx, cx, number, &NewComment::internal(&typed.reason)).map(|(ticket, _)| ticket)
    })
    .await
}

/// The wanted step, with what the form sets along the way: only fields that it had.
fn step(to: State, typed: &Typed) -> Step {
    let said = typed.comment.trim();
    let comment = (!said.is_empty()).then(|| NewComment { public: typed.tell, ..NewComment::public(said) });
    let edit = Edit {
        category_id: typed.category.map(Some),
        impact: typed.impact,
        urgency: typed.urgency,
        team_id: typed.team.map(Some),
        assignee_id: typed.assignee.map(Some),
        ..Edit::default()
    };
    Step {
        reason: typed.reason.clone(),
        pending_on: typed.pending_on,
        resolution: (to == State::Resolved).then(|| typed.resolution.clone()),
        resolution_kind: typed.resolution_kind,
        cause_code: typed.cause,
        edit,
        comment,
        ..Step::to(to)
    }
}

/// Until when a ticket is put aside: a usual delay, or the instant that was typed. Mornings begin at 8.
fn until(cx: &Ctx, typed: &Typed) -> Result<Option<Timestamp>, AppError> {
    let now = cx.now.to_zoned(zone(cx));
    let morning = |days: i64| {
        let day = now.date().checked_add(jiff::Span::new().days(days)).ok()?;
        day.at(8, 0, 0, 0).to_zoned(zone(cx)).ok().map(|at| at.timestamp())
    };
    match typed.preset.as_deref() {
        Some("hour") => Ok(Some(cx.now + SignedDuration::from_hours(1))),
        Some("hours") => Ok(Some(cx.now + SignedDuration::from_hours(4))),
        Some("tomorrow") => Ok(morning(1)),
        Some("monday") => {
            let days = i64::from(now.weekday().until(Weekday::Monday));
            Ok(morning(if days == 0 { 7 } else { days }))
        }
        Some("wake") => Ok(None),
        _ => {
            let at = instant(cx, "at", &typed.at)?.filter(|at| *at > cx.now);
            at.map(Some).ok_or_else(|| fault(cx, "at", "past"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_delays_end_in_the_morning_of_the_reader() {
        let mut cx = Ctx::system("2026-11-20T10:42:00Z".parse().unwrap());
        cx.actor.visit.zone = "Europe/Paris".into();
        let at = |preset: &str| {
            let typed = Typed { preset: Some(preset.to_owned()), ..Typed::default() };
            until(&cx, &typed).unwrap().map(|at| at.to_string())
        };
        assert_eq!(at("hour").as_deref(), Some("2026-11-20T11:42:00Z"));
        assert_eq!(at("tomorrow").as_deref(), Some("2026-11-21T07:00:00Z"));
        assert_eq!(at("monday").as_deref(), Some("2026-11-23T07:00:00Z"));
        assert_eq!(at("wake"), None);
        let typed = Typed { at: "2026-11-20T09:00".into(), ..Typed::default() };
        assert!(until(&cx, &typed).is_err(), "it is over");
    }
}
