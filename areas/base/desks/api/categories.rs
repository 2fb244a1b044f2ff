//! Categories.

use axum::Json;
use axum::extract::{Path, State};
use rules::priority::{Level, Priority, decide};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::error::AppError;
use web::etag::{IdempotencyKey, IfMatch};
use web::extract::{ApiJson, Query};
use web::page::Page;

use super::desks::OfDesk;
use crate::api::{QueryRefusals, ReadRefusals, WriteRefusals, nullable};
use crate::app::App;
use crate::desks::check::allow;
use crate::desks::model::{Category, CategoryFields, NewCategory, Placement};
use crate::desks::{actions, store};
use crate::people::idempotency::{Answer, once};
use crate::people::{ApiCaller, policy::Act};

/// A category of a desk.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Category)]
pub(crate) struct CategoryBody {
    /// Its id.
    #[schema(example = 17)]
    id: i64,
    /// The desk.
    #[schema(example = 1)]
    desk_id: i64,
    /// The category it stands under.
    #[schema(example = 10)]
    parent_id: Option<i64>,
    /// Its stable code.
    #[schema(example = "network/vpn")]
    code: String,
    /// Its French name.
    #[schema(example = "VPN")]
    name_fr: String,
    /// Its English name.
    #[schema(example = "VPN")]
    name_en: String,
    /// The impact proposed: high, medium, low.
    #[schema(value_type = Option<String>, example = "medium")]
    impact: Option<Level>,
    /// The urgency proposed: high, medium, low.
    #[schema(value_type = Option<String>, example = "high")]
    urgency: Option<Level>,
    /// The priority that follows by the desk's matrix; what is not said counts as medium.
    #[schema(value_type = String, example = "P2")]
    priority: Priority,
    /// The team its tickets go to.
    #[schema(example = 4)]
    team_id: Option<i64>,
    /// What it costs the business, in French.
    #[schema(example = "Productivité en baisse")]
    business_impact_fr: String,
    /// What it costs the business, in English.
    #[schema(example = "Lost productivity")]
    business_impact_en: String,
    /// Words people use for it.
    #[schema(example = json!(["télétravail", "remote access"]))]
    synonyms: Vec<String>,
    /// Its place among its siblings, from 0.
    #[schema(example = 6)]
    position: i64,
    /// Whether it was put away.
    archived: bool,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

impl CategoryBody {
    fn of(category: Category, matrix: &rules::priority::Matrix) -> Self {
        let priority = decide(matrix, category.impact, category.urgency, None).priority;
        Self {
            id: category.id,
            desk_id: category.desk_id,
            parent_id: category.parent_id,
            code: category.code,
            name_fr: category.name_fr,
            name_en: category.name_en,
            impact: category.impact,
            urgency: category.urgency,
            priority,
            team_id: category.team_id,
            business_impact_fr: category.business_impact_fr,
            business_impact_en: category.business_impact_en,
            synonyms: category.synonyms,
            position: category.position,
            archived: category.archived,
            version: category.version,
        }
    }

    fn read(r: &db::Read<'_>, id: i64) -> Result<Self, AppError> {
        let category = store::category(r, id)?.ok_or(AppError::NotFound)?;
        let matrix = store::matrix(r, category.desk_id)?;
        Ok(Self::of(category, &matrix))
    }
}

/// A category to be added at the end of its siblings.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CategoryCreate {
    /// The desk.
    #[schema(example = 1)]
    desk_id: i64,
    /// The category it goes under; the top of the tree if absent.
    #[serde(default)]
    parent_id: Option<i64>,
    /// Its stable code; made from the English name if absent.
    #[serde(default)]
    #[schema(example = "network/dns")]
    code: String,
    /// Its French name; one of the two names is needed.
    #[serde(default)]
    #[schema(example = "Résolution de noms")]
    name_fr: String,
    /// Its English name.
    #[serde(default)]
    #[schema(example = "DNS")]
    name_en: String,
    /// The impact proposed: high, medium, low.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "medium")]
    impact: Option<Level>,
    /// The urgency proposed: high, medium, low.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "high")]
    urgency: Option<Level>,
    /// The team its tickets go to, one of the same desk.
    #[serde(default)]
    team_id: Option<i64>,
    /// What it costs the business, in French.
    #[serde(default)]
    business_impact_fr: String,
    /// What it costs the business, in English.
    #[serde(default)]
    business_impact_en: String,
    /// Words people use for it.
    #[serde(default)]
    synonyms: Vec<String>,
}

/// What to change of a category; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CategoryPatch {
    /// Its French name.
    name_fr: Option<String>,
    /// Its English name.
    name_en: Option<String>,
    /// The impact proposed: high, medium, low; `null` for none.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    impact: Option<Option<Level>>,
    /// The urgency proposed: high, medium, low; `null` for none.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    urgency: Option<Option<Level>>,
    /// The team its tickets go to; `null` for none.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    team_id: Option<Option<i64>>,
    /// What it costs the business, in French.
    business_impact_fr: Option<String>,
    /// What it costs the business, in English.
    business_impact_en: Option<String>,
    /// Words people use for it.
    synonyms: Option<Vec<String>>,
    /// The category to stand under; `null` is the top of the tree.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    parent_id: Option<Option<i64>>,
    /// The place among its siblings, from 0; the end if only the parent is given.
    position: Option<usize>,
    /// Puts it away with all that stands under it, or takes it back.
    archived: Option<bool>,
}

/// A desk's categories in use, in the order of the tree.
#[utoipa::path(get, path = "/api/v1/categories", operation_id = "list_categories", tag = "desks", params(OfDesk),
    responses((status = 200, description = "All of them, on one page", body = Page<CategoryBody>), ReadRefusals, QueryRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Query(of): Query<OfDesk>,
) -> Result<Json<Page<CategoryBody>>, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let read = move |r: &db::Read<'_>| -> Result<Vec<CategoryBody>, AppError> {
        store::desk(r, of.desk)?.ok_or(AppError::NotFound)?;
        let matrix = store::matrix(r, of.desk)?;
        Ok(store::categories(r, of.desk)?
            .into_iter()
            .map(|category| CategoryBody::of(category, &matrix))
            .collect())
    };
    Ok(Json(Page { items: app.db.read(read).await?, next: None }))
}

/// A category.
#[utoipa::path(get, path = "/api/v1/categories/{id}", operation_id = "read_category", tag = "desks",
    params(("id" = i64, Path, description = "The category")),
    responses((status = 200, description = "The category; `ETag` is its version", body = CategoryBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    allow(&cx, Act::ReadConfiguration)?;
    let category = app.db.read(move |r| CategoryBody::read(r, id)).await?;
    Ok(Answer::ok(&category)?.version(category.version))
}

/// Adds a category.
#[utoipa::path(post, path = "/api/v1/categories", operation_id = "create_category", tag = "desks", request_body = CategoryCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = CategoryBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<CategoryCreate>,
) -> Result<Answer, AppError> {
    let of = body.clone();
    let fields = CategoryFields {
        name_fr: of.name_fr,
        name_en: of.name_en,
        impact: of.impact,
        urgency: of.urgency,
        team_id: of.team_id,
        business_impact_fr: of.business_impact_fr,
        business_impact_en: of.business_impact_en,
        synonyms: of.synonyms,
    };
    let new = NewCategory { desk_id: of.desk_id, parent_id: of.parent_id, code: of.code, fields };
    once(&app, &cx, &key, ("POST", "/api/v1/categories"), &body, move |tx, cx| {
        let id = actions::create_category(tx, cx, &new)?;
        let category = CategoryBody::read(tx, id)?;
        Ok(Answer::created(format!("/api/v1/categories/{id}"), &category)?.version(category.version))
    })
    .await
}

/// Changes, moves, puts away or takes back a category.
#[utoipa::path(patch, path = "/api/v1/categories/{id}", operation_id = "change_category", tag = "desks", request_body = CategoryPatch,
    params(("id" = i64, Path, description = "The category"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = CategoryBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<CategoryPatch>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        let was = store::category(tx, id)?.ok_or(AppError::NotFound)?;
        allow(&cx, Act::ManageDesk(was.desk_id))?;
        seen.check(was.version)?;
        if patch.archived == Some(false) {
            actions::restore_category(tx, &cx, id, None)?;
        }
        actions::change_category(tx, &cx, id, None, &patched(&patch, &was))?;
        if patch.parent_id.is_some() || patch.position.is_some() {
            let parent_id = patch.parent_id.unwrap_or(was.parent_id);
            let to = Placement { parent_id, position: patch.position.unwrap_or(usize::MAX) };
            actions::move_category(tx, &cx, id, None, to)?;
        }
        if patch.archived == Some(true) {
            actions::archive_category(tx, &cx, id, None)?;
        }
        let category = CategoryBody::read(tx, id)?;
        Ok(Answer::ok(&category)?.version(category.version))
    };
    app.db.write(write).await
}

fn patched(patch: &CategoryPatch, was: &Category) -> CategoryFields {
    let patch = patch.clone();
    let was = CategoryFields::from(was);
    CategoryFields {
        name_fr: patch.name_fr.unwrap_or(was.name_fr),
        name_en: patch.name_en.unwrap_or(was.name_en),
        impact: patch.impact.unwrap_or(was.impact),
        urgency: patch.urgency.unwrap_or(was.urgency),
        team_id: patch.team_id.unwrap_or(was.team_id),
        business_impact_fr: patch.business_impact_fr.unwrap_or(was.business_impact_fr),
        business_impact_en: patch.business_impact_en.unwrap_or(was.business_impact_en),
        synonyms: patch.synonyms.unwrap_or(was.synonyms),
    }
}
