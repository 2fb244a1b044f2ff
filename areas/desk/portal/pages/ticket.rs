//! One ticket: how far it is, what was said, what can be done about it.

use axum::{
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    frame::{self, PortalSection},
    people::Person,
};
use db::Tx;
use rules::number::{TicketNumber, parse_loose};
use serde::Deserialize;
use web::{
    error::{AppError, FieldError},
    extract::{Form, Fragment, Query},
    t, token,
};

use super::{
    Deed, Done, act,
    body::{self, Body},
    ticket_page, visitor,
};
use crate::{
    portal::{
        actions,
        model::KeptFile,
        sight::{self, Detail, Sight},
        views::{
            self,
            ticket::{Typed, Which},
        },
    },
    tickets::{Refused, Ticket},
};

/// What a page has to show, or where it is instead.
enum Found {
    Detail(Box<Detail>),
    /// An agent who is not concerned works with it elsewhere.
    Elsewhere(String),
}

fn number_of(text: &str) -> Result<i64, AppError> {
    parse_loose(text).map(|loose| loose.number).map_err(|_| AppError::NotFound)
}

async fn find(app: &App, cx: &Ctx, number: i64) -> Result<Found, AppError> {
    let cx = cx.clone();
    app.db
        .read(move |r| match sight::see(r, &cx, number)? {
            (ticket, Sight::Staff) => Ok(Found::Elsewhere(format!("/tickets/{}", ticket.label()))),
            (ticket, sight) => Ok(Found::Detail(Box::new(sight::detail(r, &cx, ticket, sight)?))),
        })
        .await
}

pub(super) async fn show(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    match find(&app, &cx, number_of(&text)?).await? {
        Found::Elsewhere(href) => Ok(Redirect::to(&href).into_response()),
        Found::Detail(detail) if detail.ticket.label() != text => {
            Ok(Redirect::to(&format!("/portal/tickets/{}", detail.ticket.label())).into_response())
        }
        Found::Detail(detail) => {
            let typed = Typed { word: token::new().0, ..Typed::default() };
            Ok(page(&app, &cx, &detail, done.done, &typed).into_response())
        }
    }
}

fn page(app: &App, cx: &Ctx, detail: &Detail, done: Option<Deed>, typed: &Typed) -> maud::Markup {
    let title = t!(
        cx.locale,
        "portal-ticket-title",
        number = detail.ticket.label(),
        title = detail.ticket.title.as_str()
    );
    let body = views::ticket::page(cx, detail, done, typed);
    frame::portal(app, cx, PortalSection::Tickets, &title, body)
}

pub(super) async fn live(
    State(app): State<App>,
    Person(cx): Person,
    _: Fragment,
    Path(text): Path<String>,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    match find(&app, &cx, number_of(&text)?).await? {
        Found::Elsewhere(_) => Err(AppError::NotFound),
        Found::Detail(detail) => {
            let typed = Typed { word: token::new().0, ..Typed::default() };
            Ok(views::ticket::live(&cx, &detail, &typed).into_response())
        }
    }
}

/// Carries out what a form asks; refused, the ticket is shown as it is now, with what was typed.
async fn done<F>(
    app: &App,
    cx: &Ctx,
    number: i64,
    deed: Deed,
    typed: Typed,
    act_on: F,
) -> Result<Response, AppError>
where
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<TicketNumber, Refused> + Clone + Send + 'static,
{
    let for_write = cx.clone();
    let refused = match act(app, move |tx| act_on(tx, &for_write)).await {
        Ok(number) => return Ok(ticket_page(&number.to_string(), deed)),
        Err(refused) => refused,
    };
    let (status, faults) = match refused {
        // The lifecycle's own words are for agents: here it simply is no longer so.
        Refused::Transition(_) | Refused::App(AppError::Conflict { .. }) => {
            (StatusCode::CONFLICT, vec![moved_on(cx)])
        }
        other => match other.into_app(cx.locale) {
            AppError::Invalid(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
            other => return Err(other),
        },
    };
    show_again(app, cx, number, status, Typed { faults, ..typed }).await
}

async fn show_again(
    app: &App,
    cx: &Ctx,
    number: i64,
    status: StatusCode,
    typed: Typed,
) -> Result<Response, AppError> {
    match find(app, cx, number).await? {
        Found::Elsewhere(_) => Err(AppError::NotFound),
        Found::Detail(detail) => Ok((status, page(app, cx, &detail, None, &typed)).into_response()),
    }
}

fn moved_on(cx: &Ctx) -> FieldError {
    FieldError::new("", "moved-on", web::i18n::t(cx.locale, "portal-fault-moved-on"))
}

fn numbered(ticket: Ticket) -> TicketNumber {
    TicketNumber::new(ticket.kind, ticket.number)
}

/// An answer as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    body: String,
    #[serde(default)]
    word: String,
}

pub(super) async fn answer(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    parts: Multipart,
) -> Result<Response, AppError> {
    let cx = visitor(&cx)?;
    let number = number_of(&text)?;
    // Nothing is received for a ticket that is not there for the reader.
    find(&app, &cx, number).await?;
    let Body { form, files, faults } = body::read::<Answer>(&app, &cx, parts).await?;
    let signed = |file: &KeptFile| body::sign(&app, &cx, file).map(|word| (file.clone(), word));
    let typed = Typed {
        which: Which::Answer,
        words: form.body.clone(),
        word: if form.word.is_empty() { token::new().0 } else { form.word.clone() },
        files: files.iter().map(signed).collect::<Result<_, _>>()?,
        ..Typed::default()
    };
    if !faults.is_empty() {
        return show_again(&app, &cx, number, StatusCode::UNPROCESSABLE_ENTITY, Typed { faults, ..typed })
            .await;
    }
    done(&app, &cx, number, Deed::Answered, typed, move |tx, cx| {
        actions::answer(tx, cx, number, &form.word, &form.body, &files)
    })
    .await
}

pub(super) async fn validate(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
) -> Result<Response, AppError> {
    let (cx, number) = (visitor(&cx)?, number_of(&text)?);
    done(&app, &cx, number, Deed::Validated, Typed::default(), move |tx, cx| {
        actions::validate(tx, cx, number).map(numbered)
    })
    .await
}

/// A form of some words.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Words {
    #[serde(default)]
    words: String,
    #[serde(default)]
    word: String,
}

impl Words {
    fn typed(&self, which: Which) -> Typed {
        let word = if self.word.is_empty() { token::new().0 } else { self.word.clone() };
        Typed { which, words: self.words.clone(), word, ..Typed::default() }
    }
}

pub(super) async fn refuse(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Form(form): Form<Words>,
) -> Result<Response, AppError> {
    let (cx, number) = (visitor(&cx)?, number_of(&text)?);
    let typed = form.typed(Which::Refuse);
    done(&app, &cx, number, Deed::Refused, typed, move |tx, cx| {
        actions::refuse(tx, cx, number, &form.words).map(numbered)
    })
    .await
}

pub(super) async fn withdraw(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Form(form): Form<Words>,
) -> Result<Response, AppError> {
    let (cx, number) = (visitor(&cx)?, number_of(&text)?);
    let typed = form.typed(Which::Withdraw);
    done(&app, &cx, number, Deed::Withdrawn, typed, move |tx, cx| {
        actions::withdraw(tx, cx, number, &form.words).map(numbered)
    })
    .await
}

pub(super) async fn follow_up(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Form(form): Form<Words>,
) -> Result<Response, AppError> {
    let (cx, number) = (visitor(&cx)?, number_of(&text)?);
    let typed = form.typed(Which::FollowUp);
    done(&app, &cx, number, Deed::FollowedUp, typed, move |tx, cx| {
        actions::follow_up(tx, cx, number, &form.word, &form.words)
    })
    .await
}

/// How well somebody was served.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Rating {
    #[serde(default)]
    score: Option<i64>,
    #[serde(default)]
    words: String,
}

pub(super) async fn rate(
    State(app): State<App>,
    Person(cx): Person,
    Path(text): Path<String>,
    Form(form): Form<Rating>,
) -> Result<Response, AppError> {
    let (cx, number) = (visitor(&cx)?, number_of(&text)?);
    let typed = Typed { which: Which::Rate, words: form.words.clone(), ..Typed::default() };
    done(&app, &cx, number, Deed::Rated, typed, move |tx, cx| {
        actions::rate(tx, cx, number, form.score.unwrap_or_default(), &form.words).map(numbered)
    })
    .await
}
