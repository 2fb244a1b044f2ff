//! Teams in the settings: for administrators, and for those who lead a desk.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use web::{
    AppError,
    extract::{Form, Query},
};

use super::{Done, Outcome, here, outcome, person::VersionForm, to};
use crate::{
    app::App,
    ctx::Ctx,
    frame,
    people::{
        actions::teams as act,
        extract::Staff,
        model::{Team, TeamEdit},
        policy::{Act, may},
        store,
        views::{
            kit::Answer,
            teams::{self as view, Choices, Known, Listed},
        },
    },
};

const LIST: &str = "/settings/teams";

/// The desks that the reader manages; without one there are no such pages.
async fn managed(app: &App, cx: &Ctx) -> Result<(Vec<(i64, String)>, Vec<(i64, String)>), AppError> {
    let desks = app.db.read(|r| Ok::<_, AppError>(store::desks::names(r)?)).await?;
    let own: Vec<_> = desks.iter().filter(|(id, _)| may(&cx.actor, Act::ManageDesk(*id))).cloned().collect();
    if own.is_empty() && !may(&cx.actor, Act::Administer) {
        return Err(AppError::NotFound);
    }
    Ok((desks, own))
}

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(done): Query<Done>,
) -> Result<Response, AppError> {
    let (desks, own) = managed(&app, &cx).await?;
    let (teams, sizes) =
        app.db.read(|r| Ok::<_, AppError>((store::teams::teams(r, None)?, store::teams::sizes(r)?))).await?;
    let teams = teams.into_iter().filter(|team| own.iter().any(|(id, _)| *id == team.desk_id)).collect();
    let listed = Listed { teams, sizes, desks, may_add: !own.is_empty() };
    let body = view::list(here(&cx), &listed, &done.answer());
    let title = here(&cx).t("people-teams-title");
    Ok(frame::settings(&app, &cx, frame::SettingsPage::Teams, &title, body).into_response())
}

fn status(answer: &Answer) -> StatusCode {
    match (&answer.meanwhile, answer.faults.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The teams of one desk besides this one, to escalate to; of all managed desks for a new team.
async fn next_teams(
    app: &App,
    own: &[(i64, String)],
    desk: Option<i64>,
    except: Option<i64>,
) -> Result<Vec<Team>, AppError> {
    let teams = app.db.read(move |r| Ok::<_, AppError>(store::teams::teams(r, desk)?)).await?;
    let fits = |team: &Team| Some(team.id) != except && own.iter().any(|(id, _)| *id == team.desk_id);
    Ok(teams.into_iter().filter(fits).collect())
}

async fn new_page(app: &App, cx: &Ctx, typed: &TeamEdit, answer: &Answer) -> Result<Response, AppError> {
    let (_, own) = managed(app, cx).await?;
    let next = next_teams(app, &own, None, None).await?;
    let body = view::new(here(cx), typed, &Choices { desks: own, next }, answer);
    let title = here(cx).t("people-team-new");
    Ok((status(answer), frame::settings(app, cx, frame::SettingsPage::Teams, &title, body)).into_response())
}

pub(super) async fn new(State(app): State<App>, Staff(cx): Staff) -> Result<Response, AppError> {
    let (_, own) = managed(&app, &cx).await?;
    let typed = TeamEdit {
        desk_id: own.first().map(|(id, _)| *id).unwrap_or_default(),
        name: String::new(),
        tier: 1,
        next_tier_id: None,
        email: String::new(),
        description: String::new(),
    };
    new_page(&app, &cx, &typed, &Answer::default()).await
}

#[derive(Debug, Deserialize)]
pub(super) struct TeamForm {
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    desk_id: Option<i64>,
    name: String,
    tier: i64,
    #[serde(default)]
    next_tier_id: Option<i64>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    description: String,
}

impl TeamForm {
    fn edit(&self, desk_id: i64) -> TeamEdit {
        TeamEdit {
            desk_id,
            name: self.name.clone(),
            tier: self.tier,
            next_tier_id: self.next_tier_id,
            email: self.email.clone(),
            description: self.description.clone(),
        }
    }
}

pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(sent): Form<TeamForm>,
) -> Result<Response, AppError> {
    let edit = sent.edit(sent.desk_id.unwrap_or_default());
    let (new, run) = (edit.clone(), cx.clone());
    match outcome(app.db.write(move |tx| act::create_team(tx, &run, &new)).await)? {
        Outcome::Done(id) => Ok(to(&format!("{LIST}/{id}"), "created").into_response()),
        Outcome::Again(answer) => new_page(&app, &cx, &edit, &answer).await,
        Outcome::Stale => Err(AppError::Conflict { current: None }),
    }
}

async fn page(
    app: &App,
    cx: &Ctx,
    id: i64,
    typed: Option<(TeamEdit, i64)>,
    answer: &Answer,
) -> Result<Response, AppError> {
    let (desks, own) = managed(app, cx).await?;
    let known = known(app, cx, id).await?;
    if !known.may {
        return Err(AppError::NotFound);
    }
    let next = next_teams(app, &own, Some(known.team.desk_id), Some(id)).await?;
    let (typed, version) = typed.unwrap_or_else(|| (TeamEdit::from(&known.team), known.team.version));
    let body = view::page(here(cx), &known, &typed, version, &Choices { desks, next }, answer);
    let page = frame::settings(app, cx, frame::SettingsPage::Teams, &known.team.name, body);
    Ok((status(answer), page).into_response())
}

async fn known(app: &App, cx: &Ctx, id: i64) -> Result<Known, AppError> {
    let actor = cx.actor.clone();
    app.db
        .read(move |r| {
            let team = store::teams::team(r, id)?.ok_or(AppError::NotFound)?;
            let members = store::teams::members(r, id)?;
            let mut others = store::teams::staff_of_desk(r, team.desk_id)?;
            others.retain(|user| members.iter().all(|member| member.user.id != user.id));
            let may = may(&actor, Act::ManageDesk(team.desk_id));
            Ok(Known { team, members, others, may })
        })
        .await
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
) -> Result<Response, AppError> {
    page(&app, &cx, id, None, &done.answer()).await
}

pub(super) async fn save(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(sent): Form<TeamForm>,
) -> Result<Response, AppError> {
    let (edit, version) = (sent.edit(0), sent.version.unwrap_or(0));
    let (new, run) = (edit.clone(), cx.clone());
    match outcome(app.db.write(move |tx| act::update_team(tx, &run, id, version, &new)).await)? {
        Outcome::Done(_) => Ok(to(&format!("{LIST}/{id}"), "saved").into_response()),
        Outcome::Again(answer) => page(&app, &cx, id, Some((edit, version)), &answer).await,
        Outcome::Stale => {
            let now = known(&app, &cx, id).await?.team;
            let label = |key: &str| here(&cx).t(&format!("people-{key}"));
            let answer = Answer::meanwhile(vec![
                (label("name"), now.name.clone(), edit.name.clone()),
                (label("tier"), now.tier.to_string(), edit.tier.to_string()),
                (label("team-email"), now.email.clone(), edit.email.clone()),
                (label("description"), now.description.clone(), edit.description.clone()),
            ]);
            page(&app, &cx, id, Some((edit, now.version)), &answer).await
        }
    }
}

pub(super) async fn archive(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(sent): Form<VersionForm>,
) -> Result<Response, AppError> {
    let run = cx.clone();
    match outcome(app.db.write(move |tx| act::archive_team(tx, &run, id, sent.version)).await)? {
        Outcome::Done(()) => Ok(to(LIST, "archived").into_response()),
        Outcome::Again(answer) => page(&app, &cx, id, None, &answer).await,
        Outcome::Stale => page(&app, &cx, id, None, &Answer::meanwhile(Vec::new())).await,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct MemberForm {
    user: i64,
    #[serde(default)]
    lead: bool,
}

pub(super) async fn add(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(sent): Form<MemberForm>,
) -> Result<Response, AppError> {
    let run = cx.clone();
    let added = app.db.write(move |tx| act::add_member(tx, &run, id, sent.user, sent.lead)).await;
    members_changed(&app, &cx, id, added).await
}

pub(super) async fn remove(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(sent): Form<MemberForm>,
) -> Result<Response, AppError> {
    let run = cx.clone();
    let removed = app.db.write(move |tx| act::remove_member(tx, &run, id, sent.user).map(|_| ())).await;
    members_changed(&app, &cx, id, removed).await
}

async fn members_changed(
    app: &App,
    cx: &Ctx,
    id: i64,
    result: Result<(), AppError>,
) -> Result<Response, AppError> {
    match outcome(result)? {
        Outcome::Done(()) => Ok(to(&format!("{LIST}/{id}"), "member").into_response()),
        Outcome::Again(answer) => page(app, cx, id, None, &answer).await,
        Outcome::Stale => page(app, cx, id, None, &Answer::meanwhile(Vec::new())).await,
    }
}
