//! Properties of a ticket, changed one at a time. What someone else changed meanwhile is shown next to what was typed.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{app::App, ctx::Ctx, people::Person};
use db::Read;
use rules::priority::PriorityReason;
use web::{AppError, extract::Form};

use super::{
    kit::{Asked, done, form, instant, mendable, number, person, run, zone},
    sheet::{self, Sheet},
};
use crate::tickets::{
    actions::{self, Edit},
    model::Ticket,
    refusal::Refused,
    views::{self, Here, Typed},
};

/// What may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tickets) enum Property {
    Title,
    Description,
    /// Impact, urgency, and the priority by hand.
    Priority,
    /// That category, impact and urgency are right as proposed.
    Confirm,
    Assignee,
    Team,
    Category,
    Service,
    Severity,
    Expected,
    Occurred,
    Detected,
    Sensitive,
    Requester,
}

impl Property {
    const ALL: [Self; 14] = [
        Self::Title,
        Self::Description,
        Self::Priority,
        Self::Confirm,
        Self::Assignee,
        Self::Team,
        Self::Category,
        Self::Service,
        Self::Severity,
        Self::Expected,
        Self::Occurred,
        Self::Detected,
        Self::Sensitive,
        Self::Requester,
    ];

    /// The word of addresses and message keys.
    pub(in crate::tickets) const fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Priority => "priority",
            Self::Confirm => "confirm",
            Self::Assignee => "assignee",
            Self::Team => "team",
            Self::Category => "category",
            Self::Service => "service",
            Self::Severity => "severity",
            Self::Expected => "expected",
            Self::Occurred => "occurred",
            Self::Detected => "detected",
            Self::Sensitive => "sensitive",
            Self::Requester => "requester",
        }
    }

    fn parse(word: &str) -> Result<Self, AppError> {
        Self::ALL.into_iter().find(|property| property.word() == word).ok_or(AppError::NotFound)
    }
}

/// What is there now, as the form begins.
fn present(cx: &Ctx, sheet: &Sheet, property: Property) -> Typed {
    let ticket = &sheet.ticket;
    let manual = match &ticket.priority_reason {
        PriorityReason::Manual { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    let at = match property {
        Property::Expected => ticket.expected_at,
        Property::Occurred => ticket.occurred_at,
        Property::Detected => ticket.detected_at,
        _ => None,
    };
    let wall = at.map(|at| at.to_zoned(zone(cx)).strftime("%Y-%m-%dT%H:%M").to_string());
    Typed {
        seen: Some(ticket.version),
        title: Some(ticket.title.clone()),
        description: ticket.description.clone(),
        category: ticket.category_id,
        impact: Some(ticket.impact),
        urgency: Some(ticket.urgency),
        priority: manual.as_ref().map(|_| ticket.priority),
        reason: manual.unwrap_or_default(),
        severity: ticket.severity,
        team: ticket.team_id,
        assignee: ticket.assignee_id,
        service: ticket.service_id,
        requester: sheet.people.get(&ticket.requester_id).map(|user| user.email.clone()).unwrap_or_default(),
        sensitive: ticket.sensitive,
        at: wall.unwrap_or_default(),
        ..Typed::default()
    }
}

/// The change that a form asks for.
fn wanted(
    read: &Read<'_>,
    cx: &Ctx,
    number: i64,
    property: Property,
    typed: &Typed,
) -> Result<Edit, AppError> {
    let none = Edit::default();
    Ok(match property {
        Property::Title => Edit { title: Some(typed.title.clone().unwrap_or_default()), ..none },
        Property::Description => Edit { description: Some(typed.description.clone()), ..none },
        Property::Priority => {
            let (ticket, _) = actions::readable_by_number(read, cx, number)?;
            let by_hand = matches!(ticket.priority_reason, PriorityReason::Manual { .. });
            let priority = match typed.priority {
                Some(priority) => Some(Some((priority, typed.reason.clone()))),
                None => by_hand.then_some(None),
            };
            Edit { impact: typed.impact, urgency: typed.urgency, priority, ..none }
        }
        Property::Confirm => Edit { confirm: true, ..none },
        Property::Assignee => Edit { assignee_id: Some(typed.assignee), ..none },
        Property::Team => Edit { team_id: Some(typed.team), ..none },
        Property::Category => Edit { category_id: Some(typed.category), ..none },
        Property::Service => Edit { service_id: Some(typed.service), ..none },
        Property::Severity => Edit { severity: Some(typed.severity), ..none },
        Property::Expected => Edit { expected_at: Some(instant(cx, "at", &typed.at)?), ..none },
        Property::Occurred => Edit { occurred_at: Some(instant(cx, "at", &typed.at)?), ..none },
        Property::Detected => Edit { detected_at: Some(instant(cx, "at", &typed.at)?), ..none },
        Property::Sensitive => Edit { sensitive: Some(typed.sensitive), ..none },
        Property::Requester => {
            Edit { requester_id: Some(person(read, cx, "requester", &typed.requester)?), ..none }
        }
    })
}

/// The form of a property.
pub(super) async fn ask(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, word)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, AppError> {
    let property = Property::parse(&word)?;
    let sheet = sheet::load(&app, &cx, number(&text)?, asked.window).await?;
    if !sheet.may_edit() {
        return Err(AppError::Forbidden);
    }
    let typed = present(&cx, &sheet, property);
    let view = views::edit(&Here { cx: &cx, sheet: &sheet }, property, &typed, &[], &[]);
    let label = sheet.ticket.label();
    Ok(form(&app, &cx, asked, StatusCode::OK, (&label, &label), &view))
}

/// The change.
pub(super) async fn change(
    State(app): State<App>,
    Person(cx): Person,
    Path((text, word)): Path<(String, String)>,
    asked: Asked,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (property, number) = (Property::parse(&word)?, number(&text)?);
    let outcome: Result<Ticket, Refused> = {
        let typed = typed.clone();
        run(&app, &cx, move |tx, cx| {
            let edit = wanted(tx, cx, number, property, &typed)?;
            actions::edit(tx, cx, number, &edit, typed.seen)
        })
        .await
    };
    let refused = match outcome {
        Ok(ticket) => return done(&app, &cx, &ticket, asked, "saved").await,
        Err(refused) => refused,
    };
    let sheet = match sheet::load(&app, &cx, number, asked.window).await {
        Ok(sheet) => sheet,
        // The reader follows the ticket without working on it: the refusal stands as it is.
        Err(AppError::NotFound) if matches!(refused, Refused::App(AppError::Forbidden)) => {
            return Ok(Redirect::to(&format!("/portal/tickets/{number}")).into_response());
        }
        Err(error) => return Err(error),
    };
    let (status, typed, faults, clashes) = match refused {
        Refused::Clash { current, clashes } => {
            (StatusCode::CONFLICT, Typed { seen: Some(current), ..typed }, Vec::new(), clashes)
        }
        refused => (StatusCode::UNPROCESSABLE_ENTITY, typed, mendable(refused, cx.locale)?, Vec::new()),
    };
    let view = views::edit(&Here { cx: &cx, sheet: &sheet }, property, &typed, &faults, &clashes);
    let label = sheet.ticket.label();
    Ok(form(&app, &cx, asked, status, (&label, &label), &view))
}
