//! People.

use axum::{
    extract::{OriginalUri, Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    AppError, Locale,
    etag::{IdempotencyKey, IfMatch},
    extract::{ApiJson, Query},
    page::{Page, PageQuery},
};

use crate::{
    api::{QueryRefusals, ReadRefusals, WriteRefusals, nullable},
    app::App,
    ctx::Ctx,
    people::{
        actions::users as act,
        actor::Role,
        check::allow,
        extract::ApiCaller,
        idempotency::{Answer, once},
        model::{NewUser, User, UserEdit},
        policy::Act,
        reads::{reach, see},
        store::{self, users::Search},
    },
};

/// A person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Person)]
pub(super) struct PersonBody {
    /// Its id.
    #[schema(example = 42)]
    pub(super) id: i64,
    /// Address, unique whatever its case.
    #[schema(example = "c.morvan@kerlann.example")]
    pub(super) email: String,
    /// Full name.
    #[schema(example = "Claire Morvan")]
    pub(super) name: String,
    /// The organisation they belong to.
    #[schema(example = 3)]
    organisation_id: Option<i64>,
    /// What they do there.
    #[schema(example = "Contrôleuse de gestion")]
    job_title: String,
    /// Telephone, as it was written.
    #[schema(example = "+33 2 98 00 12 34")]
    phone: String,
    /// Building, town or office.
    #[schema(example = "Quimper")]
    site: String,
    /// Language.
    locale: Locale,
    /// IANA time zone.
    #[schema(example = "Europe/Paris")]
    zone: String,
    /// Whose tickets deserve attention.
    vip: bool,
    /// Whether the account is closed.
    disabled: bool,
    /// When they last used a page, to about a minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_seen_at: Option<Timestamp>,
    /// The version, also the `ETag`.
    #[schema(example = 1)]
    pub(super) version: i64,
}

impl From<User> for PersonBody {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            disabled: user.disabled_at.is_some(),
            email: user.email,
            name: user.name,
            organisation_id: user.organisation_id,
            job_title: user.job_title,
            phone: user.phone,
            site: user.site,
            locale: user.locale,
            zone: user.zone,
            vip: user.vip,
            last_seen_at: user.last_seen_at,
            version: user.version,
        }
    }
}

impl PersonBody {
    pub(super) fn answer(self) -> Result<Answer, AppError> {
        Ok(Answer::ok(&self)?.version(self.version))
    }
}

/// The person that an address of the API names, by id or by e-mail, if the caller may know of them.
pub(super) fn named(read: &db::Read<'_>, cx: &Ctx, name: &str) -> Result<User, AppError> {
    let id = match name.parse::<i64>() {
        Ok(id) => Some(id),
        Err(_) => store::users::user_by_email(read, name)?.map(|user| user.id),
    };
    let user = id.map(|id| see(read, &cx.actor, id)).transpose()?.flatten();
    user.ok_or(AppError::NotFound)
}

/// What people are looked for by.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PeopleQuery {
    /// Beginnings of words of a name, of an address, or of a telephone number.
    #[serde(default)]
    q: Option<String>,
    /// Who hold a role: `agent`, `lead`, `incident_manager`, `observer`, `administrator`, `provider`.
    #[serde(default)]
    role: Option<String>,
    /// Who belong to an organisation.
    #[serde(default)]
    organisation_id: Option<i64>,
    /// `enabled` (default), `disabled` or `all`.
    #[serde(default)]
    state: Option<String>,
    /// Where to go on: the `next` of the page before. Opaque.
    #[serde(default)]
    cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 if not said.
    #[serde(default)]
    limit: Option<u32>,
}

impl PeopleQuery {
    fn search(&self, locale: Locale, page: &PageQuery) -> Result<Search, AppError> {
        let unknown = |field: &str| AppError::field_of(locale, field, "unknown");
        let role =
            self.role.as_deref().map(|word| Role::parse(word).ok_or_else(|| unknown("role"))).transpose()?;
        Ok(Search {
            text: self.q.clone().unwrap_or_default(),
            role: role.map(Role::code),
            organisation_id: self.organisation_id,
            disabled: match self.state.as_deref() {
                None | Some("enabled") => Some(false),
                Some("disabled") => Some(true),
                Some("all") => None,
                Some(_) => return Err(unknown("state")),
            },
            after: page.after(locale)?,
        })
    }
}

/// The people whom the caller may know of, by name. Requesters may not list people.
#[utoipa::path(get, path = "/api/v1/people", operation_id = "list_people", tag = "people", params(PeopleQuery),
    responses((status = 200, description = "A page; `Link` leads to the next", body = Page<PersonBody>), ReadRefusals, QueryRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PeopleQuery>,
) -> Result<Response, AppError> {
    allow(&cx, Act::ReadPeople)?;
    let page = PageQuery { cursor: query.cursor.clone(), limit: query.limit };
    let (search, limit) = (query.search(cx.locale, &page)?, page.limit(cx.locale)?);
    let rows = app
        .db
        .read(move |r| {
            let reach = reach(r, &cx.actor)?;
            Ok::<_, AppError>(store::users::search(r, &reach, &search, i64::from(limit) + 1)?)
        })
        .await?;
    let page = Page::new(rows, limit, |(user, key)| (key.clone(), user.id))?;
    let link = page.link(&uri);
    let mut response = axum::Json(page.map(|(user, _)| PersonBody::from(user))).into_response();
    response.headers_mut().extend(link.map(|link| (header::LINK, link)));
    Ok(response)
}

/// A person, by id or by e-mail.
#[utoipa::path(get, path = "/api/v1/people/{person}", operation_id = "read_person", tag = "people",
    params(("person" = String, Path, description = "Id or e-mail address", example = "c.morvan@kerlann.example")),
    responses((status = 200, description = "The person; `ETag` is the version", body = PersonBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::UsePortal)?;
    PersonBody::from(app.db.read(move |r| named(r, &cx, &person)).await?).answer()
}

/// A person to be created.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonCreate {
    /// Address, unique whatever its case.
    #[schema(example = "c.morvan@kerlann.example")]
    email: String,
    /// Full name.
    #[schema(example = "Claire Morvan")]
    name: String,
    /// The organisation they belong to.
    #[serde(default)]
    organisation_id: Option<i64>,
    /// What they do there.
    #[serde(default)]
    job_title: String,
    /// Telephone.
    #[serde(default)]
    #[schema(example = "+33 2 98 00 12 34")]
    phone: String,
    /// Building, town or office.
    #[serde(default)]
    site: String,
    /// Language; the caller's if not said.
    #[serde(default)]
    locale: Option<Locale>,
    /// IANA time zone; the caller's if not said.
    #[serde(default)]
    #[schema(example = "Europe/Paris")]
    zone: Option<String>,
    /// Whose tickets deserve attention; only administrators say so.
    #[serde(default)]
    vip: bool,
}

/// Creates a person without roles or password.
#[utoipa::path(post, path = "/api/v1/people", operation_id = "create_person", tag = "people", request_body = PersonCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = PersonBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<PersonCreate>,
) -> Result<Answer, AppError> {
    let sent = body.clone();
    let new = NewUser {
        email: sent.email,
        name: sent.name,
        organisation_id: sent.organisation_id,
        job_title: sent.job_title,
        phone: sent.phone,
        site: sent.site,
        locale: sent.locale.unwrap_or(cx.locale),
        zone: sent.zone.unwrap_or_else(|| cx.actor.visit.zone.clone()),
        vip: sent.vip,
        password_hash: None,
    };
    once(&app, &cx, &key, ("POST", "/api/v1/people"), &body, move |tx, cx| {
        let id = act::create_user(tx, cx, &new)?;
        let person = PersonBody::from(store::users::user(tx, id)?.ok_or(AppError::NotFound)?);
        Ok(Answer::created(format!("/api/v1/people/{id}"), &person)?.version(person.version))
    })
    .await
}

/// What to change of a person; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonPatch {
    /// Address, unique whatever its case.
    email: Option<String>,
    /// Full name.
    name: Option<String>,
    /// The organisation they belong to; `null` for none.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    organisation_id: Option<Option<i64>>,
    /// What they do there.
    job_title: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Building, town or office.
    site: Option<String>,
    /// Language.
    locale: Option<Locale>,
    /// IANA time zone.
    #[schema(example = "Europe/Paris")]
    zone: Option<String>,
    /// Whose tickets deserve attention.
    vip: Option<bool>,
}

impl PersonPatch {
    fn on(self, user: &User) -> UserEdit {
        let was = UserEdit::from(user);
        UserEdit {
            email: self.email.unwrap_or(was.email),
            name: self.name.unwrap_or(was.name),
            organisation_id: self.organisation_id.unwrap_or(was.organisation_id),
            job_title: self.job_title.unwrap_or(was.job_title),
            phone: self.phone.unwrap_or(was.phone),
            site: self.site.unwrap_or(was.site),
            locale: self.locale.unwrap_or(was.locale),
            zone: self.zone.unwrap_or(was.zone),
            vip: self.vip.unwrap_or(was.vip),
        }
    }
}

/// Changes a person. For administrators; those of a desk change the accounts whose every role is there, and the
/// requesters whom it serves.
#[utoipa::path(patch, path = "/api/v1/people/{person}", operation_id = "change_person", tag = "people", request_body = PersonPatch,
    params(("person" = String, Path, description = "Id or e-mail address"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As they are now", body = PersonBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<PersonPatch>,
) -> Result<Answer, AppError> {
    let changed = app
        .db
        .write(move |tx| {
            allow(&cx, Act::ManagePeople)?;
            let user = named(tx, &cx, &person)?;
            seen.check(user.version)?;
            act::update_user_in(tx, &cx, user.id, user.version, patch.clone().on(&user))
        })
        .await?;
    PersonBody::from(changed).answer()
}

/// Finds whom to close or open, at the version that the caller has seen.
async fn seen_person(app: &App, cx: &Ctx, person: String, seen: IfMatch) -> Result<User, AppError> {
    allow(cx, Act::ManagePeople)?;
    let cx = cx.clone();
    app.db
        .read(move |r| {
            let user = named(r, &cx, &person)?;
            seen.check(user.version)?;
            Ok(user)
        })
        .await
}

/// Closes an account: its sessions, tokens and links end at once.
#[utoipa::path(post, path = "/api/v1/people/{person}/disable", operation_id = "disable_person", tag = "people",
    params(("person" = String, Path, description = "Id or e-mail address"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 204, description = "Closed"), ReadRefusals, WriteRefusals))]
pub(super) async fn disable(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
    seen: IfMatch,
) -> Result<Answer, AppError> {
    let user = seen_person(&app, &cx, person, seen).await?;
    act::disable_user(&app, &cx, user.id, user.version).await?;
    Ok(Answer::empty())
}

/// Opens a closed account again.
#[utoipa::path(post, path = "/api/v1/people/{person}/enable", operation_id = "enable_person", tag = "people",
    params(("person" = String, Path, description = "Id or e-mail address"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 204, description = "Open"), ReadRefusals, WriteRefusals))]
pub(super) async fn enable(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(person): Path<String>,
    seen: IfMatch,
) -> Result<Answer, AppError> {
    let user = seen_person(&app, &cx, person, seen).await?;
    act::enable_user(&app, &cx, user.id, user.version).await?;
    Ok(Answer::empty())
}
