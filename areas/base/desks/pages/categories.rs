//! Categories: the tree of a desk, and the form of one.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use rules::priority::Level;
use serde::Deserialize;
use web::error::AppError;
use web::extract::{Form, Query};
use web::i18n::t;

use super::{Done, Refused, Version, all_desks, chosen_desk, here, refused, shown, shown_again};
use crate::app::App;
use crate::ctx::Ctx;
use crate::desks::model::{Category, CategoryFields, Desk, NewCategory, Placement};
use crate::desks::views::categories::{self as views, Place, Tree, Typed};
use crate::desks::views::kit::Answer;
use crate::desks::{actions, store};
use crate::frame::SettingsPage;
use crate::people::{self, Staff, policy::Act};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    desk: Option<i64>,
    #[serde(default)]
    parent: Option<i64>,
}

/// A new category has `desk`, `parent_id` and `code`, a known one `version`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct CategoryForm {
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    desk: Option<i64>,
    #[serde(default)]
    parent_id: Option<i64>,
    #[serde(default)]
    code: String,
    name_fr: String,
    name_en: String,
    impact: Option<Level>,
    urgency: Option<Level>,
    team_id: Option<i64>,
    business_impact_fr: String,
    business_impact_en: String,
    synonyms: String,
}

impl CategoryForm {
    fn typed(self) -> Typed {
        Typed {
            code: self.code,
            name_fr: self.name_fr,
            name_en: self.name_en,
            impact: self.impact,
            urgency: self.urgency,
            team_id: self.team_id,
            business_impact_fr: self.business_impact_fr,
            business_impact_en: self.business_impact_en,
            synonyms: self.synonyms,
        }
    }
}

fn typed_of(category: &Category) -> Typed {
    Typed {
        code: category.code.clone(),
        name_fr: category.name_fr.clone(),
        name_en: category.name_en.clone(),
        impact: category.impact,
        urgency: category.urgency,
        team_id: category.team_id,
        business_impact_fr: category.business_impact_fr.clone(),
        business_impact_en: category.business_impact_en.clone(),
        synonyms: category.synonyms.join("\n"),
    }
}

fn fields_of(typed: &Typed) -> CategoryFields {
    CategoryFields {
        name_fr: typed.name_fr.clone(),
        name_en: typed.name_en.clone(),
        impact: typed.impact,
        urgency: typed.urgency,
        team_id: typed.team_id,
        business_impact_fr: typed.business_impact_fr.clone(),
        business_impact_en: typed.business_impact_en.clone(),
        synonyms: typed.synonyms.split(['\n', ',', ';']).map(str::to_owned).collect(),
    }
}

async fn tree(app: &App, desk_id: i64) -> Result<Tree, AppError> {
    let read = move |r: &db::Read<'_>| -> Result<Tree, AppError> {
        Ok(Tree {
            categories: store::categories(r, desk_id)?,
            archived: store::archived_categories(r, desk_id)?,
            teams: people::teams(r, Some(desk_id))?.into_iter().map(|team| (team.id, team)).collect(),
            matrix: store::matrix(r, desk_id)?,
        })
    };
    app.db.read(read).await
}

async fn known(app: &App, id: i64) -> Result<(Category, Desk), AppError> {
    let read = move |r: &db::Read<'_>| -> Result<(Category, Desk), AppError> {
        let category = store::category(r, id)?.ok_or(AppError::NotFound)?;
        let desk = store::desk(r, category.desk_id)?.ok_or(AppError::NotFound)?;
        Ok((category, desk))
    };
    app.db.read(read).await
}

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Result<Markup, AppError> {
    let desks = all_desks(&app).await?;
    let desk = chosen_desk(&cx, &desks, asked.desk)?;
    let here = here(&cx, SettingsPage::Categories, Act::ManageDesk(desk.id))?;
    let body = views::list(&here, &desks, &desk, &tree(&app, desk.id).await?, &Answer::done(done.key()));
    Ok(shown(&app, &cx, SettingsPage::Categories, &t(cx.locale, "desks-categories-title"), &body))
}

fn form_page(
    app: &App,
    cx: &Ctx,
    place: &Place<'_>,
    typed: &Typed,
    answer: &Answer,
) -> Result<Markup, AppError> {
    let here = here(cx, SettingsPage::Categories, Act::ManageDesk(place.desk.id))?;
    let title = match place.known {
        Some((category, _)) => category.name(cx.locale).to_owned(),
        None => t(cx.locale, "desks-category-new"),
    };
    Ok(shown(app, cx, SettingsPage::Categories, &title, &views::form(&here, place, typed, answer)))
}

pub(super) async fn blank(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let desk = chosen_desk(&cx, &all_desks(&app).await?, asked.desk)?;
    let tree = tree(&app, desk.id).await?;
    let place = Place { desk: &desk, tree: &tree, known: None, parent_id: asked.parent };
    // A new sub-category most often goes to the team of its category.
    let parent = tree.categories.iter().find(|category| Some(category.id) == asked.parent);
    let typed = Typed { team_id: parent.and_then(|parent| parent.team_id), ..Typed::default() };
    form_page(&app, &cx, &place, &typed, &Answer::default())
}

pub(super) async fn edit(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Markup, AppError> {
    let (category, desk) = known(&app, id).await?;
    let tree = tree(&app, desk.id).await?;
    let place =
        Place { desk: &desk, tree: &tree, known: Some((&category, category.version)), parent_id: None };
    form_page(&app, &cx, &place, &typed_of(&category), &Answer::default())
}

pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<CategoryForm>,
) -> Result<Response, AppError> {
    let desk = chosen_desk(&cx, &all_desks(&app).await?, form.desk)?;
    let (parent_id, code) = (form.parent_id, form.code.clone());
    let typed = form.typed();
    let new = NewCategory { desk_id: desk.id, parent_id, code, fields: fields_of(&typed) };
    let by = cx.clone();
    match app.db.write(move |tx| actions::create_category(tx, &by, &new)).await {
        Ok(id) => Ok(to_tree(desk.id, "saved", Some(id))),
        Err(error) => {
            let refused = refused(error)?;
            let answer = match &refused {
                Refused::Faults(faults) => Answer::faults(faults.clone()),
                Refused::Meanwhile => Answer::meanwhile(Vec::new()),
            };
            let tree = tree(&app, desk.id).await?;
            let place = Place { desk: &desk, tree: &tree, known: None, parent_id };
            Ok(shown_again(&refused, form_page(&app, &cx, &place, &typed, &answer)?))
        }
    }
}

pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<CategoryForm>,
) -> Result<Response, AppError> {
    let version = form.version;
    let typed = form.typed();
    let (by, fields) = (cx.clone(), fields_of(&typed));
    let outcome = app.db.write(move |tx| actions::change_category(tx, &by, id, version, &fields)).await;
    let (category, desk) = known(&app, id).await?;
    let Err(error) = outcome else { return Ok(to_tree(desk.id, "saved", Some(id))) };
    shown_refused(&app, &cx, (&category, &desk), version, &typed, error).await
}

/// The form again: with its faults, or with what is there now.
async fn shown_refused(
    app: &App,
    cx: &Ctx,
    (category, desk): (&Category, &Desk),
    version: Option<i64>,
    typed: &Typed,
    error: AppError,
) -> Result<Response, AppError> {
    let refused = refused(error)?;
    let tree = tree(app, desk.id).await?;
    let (answer, version) = match &refused {
        Refused::Faults(faults) => (Answer::faults(faults.clone()), version.unwrap_or(category.version)),
        Refused::Meanwhile => {
            (Answer::meanwhile(views::pairs(cx.locale, &tree, &typed_of(category), typed)), category.version)
        }
    };
    let place = Place { desk, tree: &tree, known: Some((category, version)), parent_id: None };
    Ok(shown_again(&refused, form_page(app, cx, &place, typed, &answer)?))
}

fn to_tree(desk: i64, done: &str, category: Option<i64>) -> Response {
    let anchor = category.map(|id| format!("#c-{id}")).unwrap_or_default();
    Redirect::to(&format!("/settings/categories?desk={desk}&done={done}{anchor}")).into_response()
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Step {
    #[serde(default)]
    up: Option<i64>,
    #[serde(default)]
    down: Option<i64>,
}

/// One place up or down among its siblings.
pub(super) async fn step(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(step): Form<Step>,
) -> Result<Response, AppError> {
    let (id, by) = match (step.up, step.down) {
        (Some(id), _) => (id, -1_i64),
        (None, Some(id)) => (id, 1),
        (None, None) => return Err(AppError::NotFound),
    };
    let write = move |tx: &mut db::Tx<'_>| -> Result<i64, AppError> {
        let category = store::category(tx, id)?.ok_or(AppError::NotFound)?;
        let siblings = store::categories(tx, category.desk_id)?;
        let mut siblings = siblings.iter().filter(|other| other.parent_id == category.parent_id);
        let place = siblings.position(|other| other.id == id).unwrap_or_default();
        let position = place.saturating_add_signed(isize::try_from(by).unwrap_or_default());
        let to = Placement { parent_id: category.parent_id, position };
        actions::move_category(tx, &cx, id, None, to)?;
        Ok(category.desk_id)
    };
    let desk = app.db.write(write).await?;
    Ok(to_tree(desk, "moved", Some(id)))
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Relocation {
    version: Option<i64>,
    parent_id: Option<i64>,
}

/// Under another category, as its last.
pub(super) async fn relocate(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(to): Form<Relocation>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    let placement = Placement { parent_id: to.parent_id, position: usize::MAX };
    let outcome = app.db.write(move |tx| actions::move_category(tx, &by, id, to.version, placement)).await;
    let (category, desk) = known(&app, id).await?;
    match outcome {
        Ok(()) => Ok(to_tree(desk.id, "moved", Some(id))),
        Err(error) => shown_refused(&app, &cx, (&category, &desk), None, &typed_of(&category), error).await,
    }
}

pub(super) async fn archive(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    let outcome = app.db.write(move |tx| actions::archive_category(tx, &by, id, form.version)).await;
    let (category, desk) = known(&app, id).await?;
    match outcome {
        Ok(()) => Ok(to_tree(desk.id, "archived", None)),
        Err(error) => shown_refused(&app, &cx, (&category, &desk), None, &typed_of(&category), error).await,
    }
}

pub(super) async fn restore(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let by = cx.clone();
    let outcome = app.db.write(move |tx| actions::restore_category(tx, &by, id, form.version)).await;
    let (category, desk) = known(&app, id).await?;
    match outcome {
        Ok(()) => Ok(to_tree(desk.id, "restored", Some(id))),
        Err(error) => shown_refused(&app, &cx, (&category, &desk), None, &typed_of(&category), error).await,
    }
}
