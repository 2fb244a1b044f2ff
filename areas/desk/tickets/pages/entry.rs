//! Quick entry (product.md §3.3): a call written down while it lasts. One form; whatever is refused, nothing typed is lost.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::{self, Ctx},
    desks::{self, Category, Desk},
    frame::{self, Section},
    people::{
        self, NewUser, Staff, Team, User,
        policy::{Access, Act, may, ticket_access},
    },
    services::{self, Service},
};
use db::{Read, Tx};
use maud::Markup;
use rules::{
    priority::{Decision, Level, Matrix, decide},
    similar,
    text::fold,
    ticket_state::{Channel, Kind},
};
use serde::Deserialize;
use web::{
    AppError, FieldError,
    extract::{Form, Fragment, Query},
    i18n::t,
};

use super::kit::{fault, instant, mendable, person, run};
use crate::tickets::{
    actions,
    intake::{self, NewTicket, Solved},
    model::{Brief, CauseCode, ResolutionKind, Ticket},
    refusal::Refused,
    store,
    views::quick,
};

/// What is typed. Everything but title and caller may stay empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::tickets) struct EntryForm {
    pub(in crate::tickets) desk: Option<i64>,
    pub(in crate::tickets) kind: Option<Kind>,
    /// A name, an address or a telephone number.
    pub(in crate::tickets) caller: String,
    /// The person chosen among those found.
    pub(in crate::tickets) requester: Option<i64>,
    pub(in crate::tickets) new_name: String,
    pub(in crate::tickets) new_email: String,
    pub(in crate::tickets) new_phone: String,
    pub(in crate::tickets) via: Option<Channel>,
    pub(in crate::tickets) title: String,
    pub(in crate::tickets) description: String,
    /// A category by its path, its name, or a word that people use for it.
    pub(in crate::tickets) category: String,
    pub(in crate::tickets) impact: Option<Level>,
    pub(in crate::tickets) urgency: Option<Level>,
    pub(in crate::tickets) service: Option<i64>,
    pub(in crate::tickets) team: Option<i64>,
    pub(in crate::tickets) assignee: Option<i64>,
    pub(in crate::tickets) occurred: String,
    pub(in crate::tickets) sensitive: bool,
    pub(in crate::tickets) resolution: String,
    pub(in crate::tickets) resolution_kind: Option<ResolutionKind>,
    pub(in crate::tickets) cause: Option<CauseCode>,
    /// An ongoing incident that the caller has too.
    pub(in crate::tickets) attach: Option<i64>,
    pub(in crate::tickets) then: Option<String>,
}

/// A caller who may be meant, with what they have open.
pub(in crate::tickets) struct Caller {
    pub(in crate::tickets) user: User,
    pub(in crate::tickets) open: Vec<Brief>,
}

/// An ongoing incident that resembles what is typed, with the words that decided.
pub(in crate::tickets) struct Similar {
    pub(in crate::tickets) brief: Brief,
    pub(in crate::tickets) words: Vec<String>,
}

/// What the form is drawn with.
pub(in crate::tickets) struct Entry {
    pub(in crate::tickets) desks: Vec<Desk>,
    pub(in crate::tickets) desk: Desk,
    pub(in crate::tickets) categories: Vec<Category>,
    pub(in crate::tickets) teams: Vec<Team>,
    pub(in crate::tickets) staff: Vec<User>,
    pub(in crate::tickets) services: Vec<Service>,
    pub(in crate::tickets) callers: Vec<Caller>,
    pub(in crate::tickets) similar: Vec<Similar>,
    pub(in crate::tickets) decision: Decision,
}

/// The desks at which the actor may open a ticket for someone.
fn own_desks(read: &Read<'_>, cx: &Ctx) -> Result<Vec<Desk>, AppError> {
    let mut all = desks::desks(read)?;
    all.retain(|desk| may(&cx.actor, Act::OpenFor(desk.id)));
    Ok(all)
}

/// The desk that is named, or the actor's first.
fn desk_of(read: &Read<'_>, cx: &Ctx, asked: Option<i64>) -> Result<Desk, AppError> {
    let own = own_desks(read, cx)?;
    let desk = own.iter().find(|desk| asked.is_none_or(|id| desk.id == id));
    desk.cloned().ok_or(AppError::NotFound)
}

fn gather(read: &Read<'_>, cx: &Ctx, form: &EntryForm) -> Result<Entry, AppError> {
    let desk = desk_of(read, cx, form.desk)?;
    let categories = desks::categories(read, desk.id)?;
    let category = category(&categories, &form.category);
    let decision = decision(&desks::matrix(read, desk.id)?, category, form);
    Ok(Entry {
        desks: own_desks(read, cx)?,
        teams: people::teams(read, Some(desk.id))?,
        staff: people::staff_of_desk(read, desk.id)?,
        services: services::services(read)?,
        callers: found_callers(read, cx, form)?,
        similar: resembling(read, cx, desk.id, &form.title)?,
        decision,
        categories,
        desk,
    })
}

/// The priority that a ticket typed so will have: `intake` decides by the same order.
fn decision(matrix: &Matrix, category: Option<&Category>, form: &EntryForm) -> Decision {
    let impact = form.impact.or(category.and_then(|category| category.impact)).unwrap_or(Level::Low);
    let urgency = form.urgency.or(category.and_then(|category| category.urgency)).unwrap_or(Level::Low);
    decide(matrix, impact, urgency, None)
}

/// The category that a text names: its path, its own name, or one of its synonyms, in any language.
fn category<'c>(categories: &'c [Category], text: &str) -> Option<&'c Category> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return None;
    }
    let path = |category: &&Category| {
        web::Locale::ALL.iter().any(|locale| fold(&desks::path(categories, category.id, *locale)) == wanted)
    };
    let named = |category: &&Category| {
        [&category.name_fr, &category.name_en]
            .into_iter()
            .chain(&category.synonyms)
            .any(|name| fold(name) == wanted)
    };
    let by_name = || {
        let mut found = categories.iter().filter(named);
        found.next().filter(|_| found.next().is_none())
    };
    categories.iter().find(path).or_else(by_name)
}

fn found_callers(read: &Read<'_>, cx: &Ctx, form: &EntryForm) -> Result<Vec<Caller>, AppError> {
    let chosen = form.requester.map(|id| people::see(read, &cx.actor, id)).transpose()?.flatten();
    let mut users: Vec<User> = chosen.into_iter().collect();
    if users.is_empty() && !form.caller.trim().is_empty() {
        users = people::search_people(read, &cx.actor, &form.caller, 8)?;
    }
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let mut open = store::open_briefs_of(read, &ids, 40)?;
    open.retain(|brief| ticket_access(&cx.actor, &brief.facts) >= Access::Observe);
    let of = |id: i64| open.iter().filter(|brief| brief.facts.requester_id == id).cloned().collect();
    Ok(users.into_iter().map(|user| Caller { open: of(user.id), user }).collect())
}

/// The ongoing incidents of a desk that resemble a title.
fn resembling(read: &Read<'_>, cx: &Ctx, desk_id: i64, title: &str) -> Result<Vec<Similar>, AppError> {
    if title.trim().chars().count() < 3 {
        return Ok(Vec::new());
    }
    let mut ongoing = store::ongoing(read, desk_id, 300)?;
    ongoing.retain(|brief| !brief.facts.sensitive && ticket_access(&cx.actor, &brief.facts) >= Access::Work);
    let candidates: Vec<(i64, &str)> = ongoing.iter().map(|brief| (brief.id, brief.title.as_str())).collect();
    let hits = similar::rank(title, &candidates, 3);
    let found = hits.into_iter().filter_map(|hit| {
        let brief = ongoing.iter().find(|brief| brief.id == hit.id)?.clone();
        Some(Similar { brief, words: hit.words })
    });
    Ok(found.collect())
}

async fn shown(
    app: &App,
    cx: &Ctx,
    form: EntryForm,
    status: StatusCode,
    faults: &[FieldError],
) -> Result<Response, AppError> {
    let (reader, asked) = (cx.clone(), form.clone());
    let entry = app.db.read(move |read| gather(read, &reader, &asked)).await?;
    let body = quick::page(cx, &entry, &form, faults);
    let page = frame::page(app, cx, Section::Queue, &t(cx.locale, "tickets-new-title"), body);
    Ok((status, page).into_response())
}

/// `GET /tickets/new`
pub(super) async fn blank(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(form): Query<EntryForm>,
) -> Result<Response, AppError> {
    shown(&app, &cx, form, StatusCode::OK, &[]).await
}

/// `POST /tickets/new`
pub(super) async fn open(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<EntryForm>,
) -> Result<Response, AppError> {
    if form.then.as_deref() == Some("find") {
        return shown(&app, &cx, form, StatusCode::OK, &[]).await;
    }
    let typed = form.clone();
    let outcome = run(&app, &cx.by(ctx::Channel::Phone), move |tx, cx| record(tx, cx, &typed)).await;
    match outcome {
        Ok((ticket, deed)) => {
            let address = format!("/tickets/{}?done={deed}", ticket.label());
            Ok(Redirect::to(&address).into_response())
        }
        Err(refused) => {
            let faults: Vec<FieldError> = mendable(refused, cx.locale)?.into_iter().map(renamed).collect();
            shown(&app, &cx, form, StatusCode::UNPROCESSABLE_ENTITY, &faults).await
        }
    }
}

/// A fault of the ticket's field stands at the form's.
fn renamed(fault: FieldError) -> FieldError {
    match fault.field.as_str() {
        "requester" | "email" | "name" if fault.code != "several-people" => {
            let field =
                if fault.field == "requester" { "caller".to_owned() } else { format!("new_{}", fault.field) };
            FieldError { field, ..fault }
        }
        "requester" => FieldError { field: "caller".to_owned(), ..fault },
        _ => fault,
    }
}

fn record(tx: &mut Tx<'_>, cx: &Ctx, form: &EntryForm) -> Result<(Ticket, &'static str), Refused> {
    let requester = requester(tx, cx, form)?;
    if let Some(number) = form.attach {
        return Ok((actions::affect(tx, cx, number, requester)?, "affected"));
    }
    let desk = desk_of(tx, cx, form.desk)?;
    let categories = desks::categories(tx, desk.id)?;
    let chosen = category(&categories, &form.category);
    if chosen.is_none() && !form.category.trim().is_empty() {
        return Err(fault(cx, "category", "category-text").into());
    }
    let solved = (!form.resolution.trim().is_empty()).then(|| Solved {
        resolution: form.resolution.clone(),
        kind: form.resolution_kind,
        cause: form.cause,
    });
    let new = NewTicket {
        kind: form.kind.unwrap_or(Kind::Incident),
        description: form.description.clone(),
        desk_id: Some(desk.id),
        requester_id: Some(requester),
        category_id: chosen.map(|category| category.id),
        // What the page proposed from the category and the agent left is confirmed by sending it.
        impact: form.impact.or(chosen.and_then(|category| category.impact)),
        urgency: form.urgency.or(chosen.and_then(|category| category.urgency)),
        team_id: form.team,
        // Whoever resolves a call had it.
        assignee_id: form.assignee.or(cx.actor.user_id().filter(|_| solved.is_some())),
        service_id: form.service,
        channel: Some(form.via.unwrap_or(Channel::Phone)),
        sensitive: form.sensitive,
        occurred_at: instant(cx, "occurred", &form.occurred)?,
        solved: solved.clone(),
        ..NewTicket::titled(&form.title)
    };
    let opened = intake::open(tx, cx, &new)?;
    Ok((opened.ticket, if solved.is_some() { "opened-resolved" } else { "opened" }))
}

/// The caller: the one who was chosen, a new one, or the only one whom the text names.
fn requester(tx: &mut Tx<'_>, cx: &Ctx, form: &EntryForm) -> Result<i64, AppError> {
    if let Some(id) = form.requester {
        let seen = people::see(tx, &cx.actor, id)?;
        return seen.map(|user| user.id).ok_or_else(|| fault(cx, "caller", "unknown-person"));
    }
    if !form.new_email.trim().is_empty() {
        let mut new = NewUser::new(form.new_email.trim(), form.new_name.trim());
        new.phone = form.new_phone.trim().to_owned();
        new.locale = cx.locale;
        new.zone.clone_from(&cx.actor.visit.zone);
        return people::create_user(tx, cx, &new);
    }
    person(tx, cx, "caller", &form.caller)
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Typing {
    #[serde(default)]
    q: String,
    #[serde(default)]
    desk: Option<i64>,
}

/// `GET /tickets/new/callers`
pub(super) async fn callers(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(typing): Query<Typing>,
    _: Fragment,
) -> Result<Markup, AppError> {
    let reader = cx.clone();
    let form = EntryForm { caller: typing.q, ..EntryForm::default() };
    let found = app.db.read(move |read| found_callers(read, &reader, &form)).await?;
    Ok(quick::callers(&cx, &found, None))
}

/// `GET /tickets/new/similar`
pub(super) async fn similar(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(typing): Query<Typing>,
    _: Fragment,
) -> Result<Markup, AppError> {
    let reader = cx.clone();
    let found = app.db.read(move |read| {
        let desk = desk_of(read, &reader, typing.desk)?;
        resembling(read, &reader, desk.id, &typing.q)
    });
    Ok(quick::similar(&cx, &found.await?))
}

/// `GET /tickets/new/priority`: the priority that follows from what is typed so far.
pub(super) async fn priority(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(form): Query<EntryForm>,
    _: Fragment,
) -> Result<Markup, AppError> {
    let reader = cx.clone();
    let decided = app.db.read(move |read| {
        let desk = desk_of(read, &reader, form.desk)?;
        let categories = desks::categories(read, desk.id)?;
        let matrix = desks::matrix(read, desk.id)?;
        Ok::<_, AppError>(decision(&matrix, category(&categories, &form.category), &form))
    });
    Ok(quick::priority(&cx, &decided.await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Vec<Category> {
        let one = |id: i64, parent_id: Option<i64>, fr: &str, en: &str, synonyms: &[&str]| Category {
            id,
            desk_id: 1,
            parent_id,
            code: en.to_lowercase(),
            name_fr: fr.to_owned(),
            name_en: en.to_owned(),
            impact: Some(Level::Medium),
            urgency: None,
            team_id: None,
            business_impact_fr: String::new(),
            business_impact_en: String::new(),
            synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect(),
            position: id,
            version: 1,
            archived: false,
        };
        vec![
            one(1, None, "Réseau", "Network", &[]),
            one(2, Some(1), "VPN", "VPN", &["tunnel", "accès distant"]),
            one(3, Some(1), "Panne", "Outage", &[]),
            one(4, None, "Panne", "Breakdown", &[]),
        ]
    }

    #[test]
    fn a_category_is_found_as_people_call_it() {
        let tree = tree();
        let found = |text: &str| category(&tree, text).map(|category| category.id);
        assert_eq!(found("reseau › vpn"), Some(2));
        assert_eq!(found("Network › Outage"), Some(3));
        assert_eq!(found("Accès distant"), Some(2));
        assert_eq!(found("outage"), Some(3));
        assert_eq!(found(""), None);
        assert_eq!(found("imprimante"), None);
    }

    #[test]
    fn the_priority_shown_follows_the_category_until_something_is_said() {
        let tree = tree();
        let matrix = Matrix::default();
        let form = EntryForm { urgency: Some(Level::High), ..EntryForm::default() };
        assert_eq!(decision(&matrix, tree.get(1), &form).priority.as_str(), "P2");
        assert_eq!(decision(&matrix, None, &EntryForm::default()).priority.as_str(), "P5");
    }
}
