//! The list of people, and a new one.

use axum::{
    extract::{OriginalUri, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use web::{
    AppError, Locale,
    extract::{Form, Query},
    page::{PageQuery, with_cursor},
};

use super::{Done, Outcome, here, manages_people, outcome, to};
use crate::{
    app::App,
    ctx::Ctx,
    frame,
    people::{
        actions::{links::issue_link, users},
        actor::Role,
        extract::Staff,
        model::{LinkPurpose, NewUser, UserEdit},
        reads::{reach, see},
        store::{self, users::Search},
        views::{
            kit::Answer,
            people::{self as list_view, Filter, Listed},
            person::{self as view, Choices},
        },
    },
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    q: Option<String>,
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    organisation: Option<i64>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    done: Option<String>,
}

impl ListQuery {
    fn search(&self, locale: Locale) -> Result<Search, AppError> {
        let page = PageQuery { cursor: self.cursor.clone(), limit: None };
        Ok(Search {
            text: self.q.clone().unwrap_or_default(),
            role: self.role.as_deref().and_then(Role::parse).map(Role::code),
            organisation_id: self.organisation,
            disabled: match self.state.as_deref() {
                Some("disabled") => Some(true),
                Some("all") => None,
                _ => Some(false),
            },
            after: page.after(locale)?,
        })
    }

    fn filter(&self) -> Filter {
        Filter {
            q: self.q.clone().unwrap_or_default(),
            role: self.role.clone().unwrap_or_default(),
            organisation: self.organisation.map(|id| id.to_string()).unwrap_or_default(),
            state: self.state.clone().unwrap_or_default(),
        }
    }
}

/// People of a page of the list.
const ROWS: usize = 50;

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<ListQuery>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let (search, actor) = (query.search(cx.locale)?, cx.actor.clone());
    let (mut rows, grants, organisations, desks) = app
        .db
        .read(move |r| {
            let reach = reach(r, &actor)?;
            let rows = store::users::search(r, &reach, &search, ROWS as i64 + 1)?;
            let mut organisations = store::organisations::organisations(r)?;
            organisations.retain(|found| {
                let is_shown = rows.iter().any(|(user, _)| user.organisation_id == Some(found.id));
                is_shown || reach.holds(0, Some(found))
            });
            let ids: Vec<i64> = rows.iter().map(|(user, _)| user.id).collect();
            let grants = store::roles::grants_of(r, &ids)?;
            Ok::<_, AppError>((rows, grants, organisations, store::desks::names(r)?))
        })
        .await?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().filter(|_| more).map(|(user, key)| (key.clone(), user.id));
    let next = last.map(|key| web::page::encode(&key)).transpose()?.map(|cursor| with_cursor(&uri, &cursor));
    let listed = Listed {
        people: rows.into_iter().map(|(user, _)| user).collect(),
        grants,
        organisations,
        desks,
        filter: query.filter(),
        first: query.cursor.is_some().then(|| without_cursor(&uri)),
        next,
    };
    let answer = Done { done: query.done }.answer();
    let body = list_view::list(here(&cx), &listed, &answer);
    let title = here(&cx).t("people-title");
    Ok(frame::settings(&app, &cx, frame::SettingsPage::People, &title, body).into_response())
}

/// The address of a list's first page.
pub(super) fn without_cursor(uri: &Uri) -> String {
    let rest = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.starts_with("cursor=") && !pair.is_empty());
    let rest = rest.collect::<Vec<_>>().join("&");
    if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{rest}", uri.path()) }
}

/// What there is to choose from in the forms of people: the organisations that the reader may know of, and the one
/// that the person `of` whom the form is belongs to.
pub(super) async fn form_choices(app: &App, cx: &Ctx, of: Option<i64>) -> Result<Choices, AppError> {
    let actor = cx.actor.clone();
    app.db
        .read(move |r| {
            let reach = reach(r, &actor)?;
            let own = match of {
                Some(id) => see(r, &actor, id)?.and_then(|user| user.organisation_id),
                None => None,
            };
            let mut organisations = store::organisations::organisations(r)?;
            organisations.retain(|found| Some(found.id) == own || reach.holds(0, Some(found)));
            Ok(Choices { organisations, desks: store::desks::names(r)? })
        })
        .await
}

/// The fields of a person's form.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PersonForm {
    #[serde(default)]
    pub(super) version: Option<i64>,
    name: String,
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    job_title: String,
    #[serde(default)]
    site: String,
    #[serde(default)]
    organisation_id: Option<i64>,
    locale: Locale,
    zone: String,
    #[serde(default)]
    vip: bool,
    #[serde(default)]
    invite: bool,
}

impl PersonForm {
    pub(super) fn edit(&self) -> UserEdit {
        UserEdit {
            email: self.email.clone(),
            name: self.name.clone(),
            organisation_id: self.organisation_id,
            job_title: self.job_title.clone(),
            phone: self.phone.clone(),
            site: self.site.clone(),
            locale: self.locale,
            zone: self.zone.clone(),
            vip: self.vip,
        }
    }
}

pub(super) async fn new(State(app): State<App>, Staff(cx): Staff) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let empty = NewUser { locale: cx.locale, zone: cx.actor.visit.zone.clone(), ..NewUser::new("", "") };
    let typed = UserEdit {
        email: String::new(),
        name: String::new(),
        organisation_id: cx.actor.organisation_id,
        job_title: empty.job_title,
        phone: empty.phone,
        site: empty.site,
        locale: empty.locale,
        zone: empty.zone,
        vip: false,
    };
    new_page(&app, &cx, &typed, true, &Answer::default()).await
}

async fn new_page(
    app: &App,
    cx: &Ctx,
    typed: &UserEdit,
    invite: bool,
    answer: &Answer,
) -> Result<Response, AppError> {
    let choices = form_choices(app, cx, None).await?;
    let body = view::new(here(cx), typed, invite, &choices, answer);
    let title = here(cx).t("people-new");
    let page = frame::settings(app, cx, frame::SettingsPage::People, &title, body);
    let status = if answer.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

/// Creates a person and, if asked, their invitation, in one transaction. The invitation is shown this once.
pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<PersonForm>,
) -> Result<Response, AppError> {
    manages_people(&cx)?;
    let (edit, invite, run) = (form.edit(), form.invite, cx.clone());
    let new = NewUser {
        email: edit.email.clone(),
        name: edit.name.clone(),
        organisation_id: edit.organisation_id,
        job_title: edit.job_title.clone(),
        phone: edit.phone.clone(),
        site: edit.site.clone(),
        locale: edit.locale,
        zone: edit.zone.clone(),
        vip: edit.vip,
        password_hash: None,
    };
    let created = app
        .db
        .write(move |tx| {
            let id = users::create_user(tx, &run, &new)?;
            let link = if invite { Some(issue_link(tx, &run, id, LinkPurpose::Invitation)?) } else { None };
            Ok::<_, AppError>((id, link))
        })
        .await;
    match outcome(created)? {
        Outcome::Done((id, None)) => Ok(to(&format!("/settings/people/{id}"), "created").into_response()),
        Outcome::Done((id, Some(secret))) => {
            let answer =
                Answer::secret("people-link-made-invitation", super::person::link_url(&app, &secret));
            super::person::page(&app, &cx, id, None, &answer).await
        }
        Outcome::Again(answer) => new_page(&app, &cx, &edit, invite, &answer).await,
        Outcome::Stale => Err(AppError::Conflict { current: None }),
    }
}
