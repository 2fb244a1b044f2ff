//! Macros: several actions under one name.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people::{
        self,
        policy::{Access, Act, may},
    },
};
use db::Tx;
use rules::ticket_state::{PendingOn, State};
use serde_json::json;
use web::error::{AppError, FieldError};

use super::{
    Session,
    comment::{NewComment, add_comment},
    edit::{Edit, apply},
    transition::{Step, walk},
};
use crate::tickets::{
    model::{Macro, MacroStep, Ticket},
    refusal::Refused,
    store,
};

/// A macro to be created, or the wanted content of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMacro {
    /// Its desk.
    pub desk_id: i64,
    /// Only for this team.
    pub team_id: Option<i64>,
    /// Its name in French.
    pub name_fr: String,
    /// Its name in English.
    pub name_en: String,
    /// What it does.
    pub steps: Vec<MacroStep>,
}

fn fault(cx: &Ctx, field: &str, code: &str) -> AppError {
    let message = web::i18n::t(cx.locale, &format!("tickets-fault-{code}"));
    AppError::Invalid(vec![FieldError::new(field, code, message)])
}

fn check(cx: &Ctx, new: &NewMacro) -> Result<(), AppError> {
    if !may(&cx.actor, Act::ManageDesk(new.desk_id)) {
        return Err(AppError::Forbidden);
    }
    for (field, name) in [("name_fr", &new.name_fr), ("name_en", &new.name_en)] {
        if name.trim().is_empty() || name.chars().count() > 120 {
            return Err(fault(cx, field, "macro-name"));
        }
    }
    if new.steps.is_empty() || new.steps.len() > 20 {
        return Err(fault(cx, "steps", "macro-steps"));
    }
    let known = |step: &MacroStep| match step {
        MacroStep::State { to, pending_on, .. } => {
            to.parse::<State>().is_ok()
                && pending_on.as_ref().is_none_or(|on| on.parse::<PendingOn>().is_ok())
        }
        MacroStep::Comment { body, .. } => !body.trim().is_empty(),
        _ => true,
    };
    if new.steps.iter().all(known) { Ok(()) } else { Err(fault(cx, "steps", "macro-steps")) }
}

/// Creates a macro.
///
/// # Errors
/// `Forbidden`, `Invalid`.
pub fn create_macro(tx: &mut Tx<'_>, cx: &Ctx, new: &NewMacro) -> Result<i64, AppError> {
    check(cx, new)?;
    let row = Macro {
        id: 0,
        desk_id: new.desk_id,
        team_id: new.team_id,
        name_fr: new.name_fr.trim().to_owned(),
        name_en: new.name_en.trim().to_owned(),
        steps: new.steps.clone(),
        used: 0,
        version: 1,
    };
    let id = store::insert_macro(tx, &row)?;
    let entry = NewEntry::new(Stream::Desk(new.desk_id), "macro.created")
        .data(json!({ "macro": id, "name": row.name_en, "steps": row.steps }));
    audit::append(tx, cx, &entry)?;
    Ok(id)
}

/// Changes a macro.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
pub fn change_macro(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    new: &NewMacro,
) -> Result<(), AppError> {
    let before = store::macro_by_id(tx, id)?.ok_or(AppError::NotFound)?;
    check(cx, &NewMacro { desk_id: before.desk_id, ..new.clone() })?;
    let after = Macro {
        version,
        team_id: new.team_id,
        name_fr: new.name_fr.trim().to_owned(),
        name_en: new.name_en.trim().to_owned(),
        steps: new.steps.clone(),
        ..before.clone()
    };
    if store::update_macro(tx, &after)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    let entry = NewEntry::new(Stream::Desk(before.desk_id), "macro.changed")
        .data(json!({ "macro": id, "was": before.steps, "is": after.steps, "name": after.name_en }));
    audit::append(tx, cx, &entry)?;
    Ok(())
}

/// Takes a macro out of use.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict`.
pub fn archive_macro(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let before = store::macro_by_id(tx, id)?.ok_or(AppError::NotFound)?;
    if !may(&cx.actor, Act::ManageDesk(before.desk_id)) {
        return Err(AppError::Forbidden);
    }
    if store::archive_macro(tx, id, version, cx.now)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    let data = json!({ "macro": id, "name": before.name_en });
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(before.desk_id), "macro.archived").data(data))?;
    Ok(())
}

/// Runs a macro on a ticket: all of its steps or none.
///
/// # Errors
/// `NotFound`, `Forbidden`, or what the first refused step says.
pub fn run_macro(tx: &mut Tx<'_>, cx: &Ctx, number: i64, macro_id: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let wanted = store::macro_by_id(session.tx, macro_id)?.filter(|m| m.desk_id == session.ticket.desk_id);
    let wanted = wanted.ok_or(AppError::NotFound)?;
    for step in &wanted.steps {
        run_step(&mut session, step)?;
    }
    store::used_macro(session.tx, macro_id)?;
    let data = json!({ "macro": macro_id, "name": wanted.name_en });
    session.journal(&NewEntry::new(session.stream(), "macro.run").data(data))?;
    session.save()
}

fn run_step(session: &mut Session<'_, '_>, step: &MacroStep) -> Result<(), Refused> {
    match step {
        MacroStep::Comment { public, body } => {
            let body = filled_in(session, body)?;
            add_comment(session, &NewComment { public: *public, ..NewComment::public(&body) }).map(drop)
        }
        MacroStep::Take => {
            let me = session.cx.actor.user_id();
            apply(session, &Edit { assignee_id: Some(me), ..Edit::default() }, None)?;
            session.acknowledged()
        }
        MacroStep::Team { team_id } => {
            apply(session, &Edit { team_id: Some(Some(*team_id)), ..Edit::default() }, None)
        }
        MacroStep::Category { category_id } => {
            let edit = Edit { category_id: Some(Some(*category_id)), confirm: true, ..Edit::default() };
            apply(session, &edit, None)
        }
        MacroStep::Tag { tag } => {
            apply(session, &Edit { add_tags: vec![tag.clone()], ..Edit::default() }, None)
        }
        MacroStep::State { to, pending_on, resolution } => {
            let to = to.parse::<State>().map_err(AppError::internal)?;
            let pending_on = pending_on.as_deref().and_then(|on| on.parse().ok());
            let resolution = resolution.as_deref().map(|text| filled_in(session, text)).transpose()?;
            walk(session, &Step { pending_on, resolution, ..Step::to(to) }, None)
        }
    }
}

/// Fills in a text's variables.
fn filled_in(session: &Session<'_, '_>, text: &str) -> Result<String, Refused> {
    let requester =
        people::user(session.tx, session.ticket.requester_id)?.map(|user| user.name).unwrap_or_default();
    Ok(text
        .replace("{{requester}}", &requester)
        .replace("{{agent}}", session.cx.actor.name())
        .replace("{{number}}", &session.ticket.label())
        .replace("{{title}}", &session.ticket.title))
}
