//! `/settings/macros`: several actions under one name. Steps are added, moved and taken away by buttons of the form, so
//! that it works without script.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    app::App,
    ctx::Ctx,
    desks::{self, Category, Desk},
    frame::{self, SettingsPage},
    people::{
        self, Staff, Team,
        policy::{Act, may},
    },
};
use maud::Markup;
use serde::Deserialize;
use web::{
    AppError, FieldError,
    extract::{Form, Query},
    i18n::t,
};

use super::kit::fault;
use crate::tickets::{
    actions::{self, NewMacro},
    model::{Macro, MacroStep},
    store,
    views::macros as views,
};

/// The kinds of step, as words of the form.
pub(in crate::tickets) const KINDS: [&str; 7] =
    ["answer", "note", "take", "team", "category", "tag", "state"];

/// A macro as typed. Each step is one value in each of the lists.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::tickets) struct MacroForm {
    pub(in crate::tickets) desk: Option<i64>,
    pub(in crate::tickets) version: Option<i64>,
    pub(in crate::tickets) team: Option<i64>,
    pub(in crate::tickets) name_fr: String,
    pub(in crate::tickets) name_en: String,
    pub(in crate::tickets) step: Vec<String>,
    pub(in crate::tickets) text: Vec<String>,
    pub(in crate::tickets) row: Vec<String>,
    pub(in crate::tickets) to: Vec<String>,
    pub(in crate::tickets) on: Vec<String>,
    /// Adds a step of this kind.
    add: Option<String>,
    /// Takes this step away.
    remove: Option<usize>,
    /// Moves this step up.
    up: Option<usize>,
}

/// One step as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::tickets) struct TypedStep {
    pub(in crate::tickets) kind: String,
    pub(in crate::tickets) text: String,
    pub(in crate::tickets) row: String,
    pub(in crate::tickets) to: String,
    pub(in crate::tickets) on: String,
}

impl MacroForm {
    /// The steps, in their order.
    pub(in crate::tickets) fn steps(&self) -> Vec<TypedStep> {
        let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
        let step = |(place, kind): (usize, &String)| TypedStep {
            kind: kind.clone(),
            text: at(&self.text, place),
            row: at(&self.row, place),
            to: at(&self.to, place),
            on: at(&self.on, place),
        };
        self.step.iter().enumerate().map(step).collect()
    }

    fn put(&mut self, steps: Vec<TypedStep>) {
        (self.step, self.text, self.row) = (Vec::new(), Vec::new(), Vec::new());
        (self.to, self.on) = (Vec::new(), Vec::new());
        for step in steps {
            self.step.push(step.kind);
            self.text.push(step.text);
            self.row.push(step.row);
            self.to.push(step.to);
            self.on.push(step.on);
        }
    }

    /// Whether the form only rearranges its steps; then they are.
    fn rearranged(&mut self) -> bool {
        let mut steps = self.steps();
        if let Some(kind) = self.add.take().filter(|kind| KINDS.contains(&kind.as_str())) {
            steps.push(TypedStep { kind, ..TypedStep::default() });
        } else if let Some(place) = self.remove.take().filter(|place| *place < steps.len()) {
            steps.remove(place);
        } else if let Some(place) = self.up.take().filter(|place| (1..steps.len()).contains(place)) {
            steps.swap(place - 1, place);
        } else {
            return false;
        }
        self.put(steps);
        true
    }

    fn read(&self, cx: &Ctx, desk_id: i64) -> Result<NewMacro, AppError> {
        let steps = self.steps().iter().map(|step| read_step(cx, step)).collect::<Result<Vec<_>, _>>()?;
        let (name_fr, name_en) = (self.name_fr.clone(), self.name_en.clone());
        Ok(NewMacro { desk_id, team_id: self.team, name_fr, name_en, steps })
    }

    fn of(known: &Macro) -> Self {
        let mut form = Self {
            desk: Some(known.desk_id),
            version: Some(known.version),
            team: known.team_id,
            name_fr: known.name_fr.clone(),
            name_en: known.name_en.clone(),
            ..Self::default()
        };
        form.put(known.steps.iter().map(typed_step).collect());
        form
    }
}

fn typed_step(step: &MacroStep) -> TypedStep {
    let blank = TypedStep::default();
    match step {
        MacroStep::Comment { public, body } => {
            TypedStep { kind: if *public { "answer" } else { "note" }.into(), text: body.clone(), ..blank }
        }
        MacroStep::Take => TypedStep { kind: "take".into(), ..blank },
        MacroStep::Team { team_id } => TypedStep { kind: "team".into(), row: team_id.to_string(), ..blank },
        MacroStep::Category { category_id } => {
            TypedStep { kind: "category".into(), row: category_id.to_string(), ..blank }
        }
        MacroStep::Tag { tag } => TypedStep { kind: "tag".into(), text: tag.clone(), ..blank },
        MacroStep::State { to, pending_on, resolution } => TypedStep {
            kind: "state".into(),
            to: to.clone(),
            on: pending_on.clone().unwrap_or_default(),
            text: resolution.clone().unwrap_or_default(),
            ..blank
        },
    }
}

fn read_step(cx: &Ctx, step: &TypedStep) -> Result<MacroStep, AppError> {
    let row = || step.row.parse::<i64>().map_err(|_| fault(cx, "steps", "macro-steps"));
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(match step.kind.as_str() {
        "answer" | "note" => MacroStep::Comment { public: step.kind == "answer", body: step.text.clone() },
        "take" => MacroStep::Take,
        "team" => MacroStep::Team { team_id: row()? },
        "category" => MacroStep::Category { category_id: row()? },
        "tag" => MacroStep::Tag { tag: filled(&step.text).ok_or_else(|| fault(cx, "steps", "macro-steps"))? },
        "state" => MacroStep::State {
            to: step.to.clone(),
            pending_on: filled(&step.on),
            resolution: filled(&step.text),
        },
        _ => return Err(fault(cx, "steps", "macro-steps")),
    })
}

/// What the pages are drawn with.
pub(in crate::tickets) struct Shelf {
    pub(in crate::tickets) desks: Vec<Desk>,
    pub(in crate::tickets) desk: Desk,
    pub(in crate::tickets) macros: Vec<Macro>,
    pub(in crate::tickets) teams: Vec<Team>,
    pub(in crate::tickets) categories: Vec<Category>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    desk: Option<i64>,
    #[serde(default)]
    done: Option<String>,
}

/// The shelf of a desk that the reader manages: the one asked for, or the first.
async fn shelf(app: &App, cx: &Ctx, asked: Option<i64>) -> Result<Shelf, AppError> {
    let cx = cx.clone();
    let read = move |read: &db::Read<'_>| -> Result<Shelf, AppError> {
        let mut desks = desks::desks(read)?;
        desks.retain(|desk| may(&cx.actor, Act::ManageDesk(desk.id)));
        let desk = desks
            .iter()
            .find(|desk| asked.is_none_or(|id| desk.id == id))
            .cloned()
            .ok_or(AppError::NotFound)?;
        Ok(Shelf {
            macros: store::macros(read, desk.id)?,
            teams: people::teams(read, Some(desk.id))?,
            categories: desks::categories(read, desk.id)?,
            desks,
            desk,
        })
    };
    app.db.read(read).await
}

fn shown(app: &App, cx: &Ctx, body: Markup) -> Markup {
    frame::settings(app, cx, SettingsPage::Macros, &t(cx.locale, "tickets-macros"), body)
}

pub(super) async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let shelf = shelf(&app, &cx, asked.desk).await?;
    Ok(shown(&app, &cx, views::list(&cx, &shelf, asked.done.is_some())))
}

pub(super) async fn blank(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let shelf = shelf(&app, &cx, asked.desk).await?;
    Ok(shown(&app, &cx, views::editor(&cx, &shelf, None, &MacroForm::default(), &[])))
}

async fn known(app: &App, id: i64) -> Result<Macro, AppError> {
    app.db.read(move |read| store::macro_by_id(read, id)?.ok_or(AppError::NotFound)).await
}

pub(super) async fn edit(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
) -> Result<Markup, AppError> {
    let known = known(&app, id).await?;
    let shelf = shelf(&app, &cx, Some(known.desk_id)).await?;
    Ok(shown(&app, &cx, views::editor(&cx, &shelf, Some(id), &MacroForm::of(&known), &[])))
}

fn saved(desk_id: i64) -> Response {
    Redirect::to(&format!("/settings/macros?desk={desk_id}&done=saved")).into_response()
}

/// The editor again, with what was typed.
fn again(
    app: &App,
    cx: &Ctx,
    shelf: &Shelf,
    id: Option<i64>,
    form: &MacroForm,
    error: AppError,
) -> Result<Response, AppError> {
    let (status, faults) = match error {
        AppError::Invalid(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        AppError::Conflict { .. } => {
            let fault = FieldError::new("", "clash", t(cx.locale, "tickets-macro-clash"));
            (StatusCode::CONFLICT, vec![fault])
        }
        other => return Err(other),
    };
    Ok((status, shown(app, cx, views::editor(cx, shelf, id, form, &faults))).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(mut form): Form<MacroForm>,
) -> Result<Response, AppError> {
    let shelf = shelf(&app, &cx, form.desk).await?;
    if form.rearranged() {
        return Ok(shown(&app, &cx, views::editor(&cx, &shelf, None, &form, &[])).into_response());
    }
    let outcome = match form.read(&cx, shelf.desk.id) {
        Ok(new) => {
            let cx = cx.clone();
            app.db.write(move |tx| actions::create_macro(tx, &cx, &new)).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(saved(shelf.desk.id)),
        Err(error) => again(&app, &cx, &shelf, None, &form, error),
    }
}

pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(mut form): Form<MacroForm>,
) -> Result<Response, AppError> {
    let before = known(&app, id).await?;
    let shelf = shelf(&app, &cx, Some(before.desk_id)).await?;
    if form.rearranged() {
        return Ok(shown(&app, &cx, views::editor(&cx, &shelf, Some(id), &form, &[])).into_response());
    }
    let version = form.version.unwrap_or(before.version);
    let outcome = match form.read(&cx, before.desk_id) {
        Ok(new) => {
            let cx = cx.clone();
            app.db.write(move |tx| actions::change_macro(tx, &cx, id, version, &new)).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Ok(saved(before.desk_id)),
        Err(error) => {
            // Sending it again, having read that it changed, overwrites.
            form.version = Some(before.version);
            again(&app, &cx, &shelf, Some(id), &form, error)
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Version {
    version: i64,
}

pub(super) async fn archive(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let before = known(&app, id).await?;
    if !may(&cx.actor, Act::ManageDesk(before.desk_id)) {
        return Err(AppError::NotFound);
    }
    app.db.write(move |tx| actions::archive_macro(tx, &cx, id, form.version)).await?;
    Ok(saved(before.desk_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_survive_the_form() {
        let steps = vec![
            MacroStep::Take,
            MacroStep::Comment { public: true, body: "Bonjour {{requester}}".into() },
            MacroStep::Team { team_id: 7 },
            MacroStep::Tag { tag: "vpn".into() },
            MacroStep::State { to: "pending".into(), pending_on: Some("user".into()), resolution: None },
        ];
        let cx = Ctx::system(jiff::Timestamp::UNIX_EPOCH);
        let mut form = MacroForm::default();
        form.put(steps.iter().map(typed_step).collect());
        assert_eq!(form.read(&cx, 1).unwrap().steps, steps);
    }

    #[test]
    fn steps_are_added_moved_and_taken_away() {
        let mut form = MacroForm { add: Some("take".into()), ..MacroForm::default() };
        assert!(form.rearranged());
        form.add = Some("tag".into());
        assert!(form.rearranged());
        form.up = Some(1);
        assert!(form.rearranged());
        assert_eq!(form.step, ["tag", "take"]);
        form.remove = Some(0);
        assert!(form.rearranged());
        assert_eq!(form.step, ["take"]);
        form.remove = Some(9);
        assert!(!form.rearranged(), "what is not there cannot be taken away");
        form.add = Some("erase-everything".into());
        assert!(!form.rearranged());
    }
}
