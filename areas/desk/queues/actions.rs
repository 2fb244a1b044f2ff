//! What is done from lists: saved views, and changes of one or many tickets that can be taken back.

use base::{
    audit::{self, Change, NewEntry, Stream},
    ctx::Ctx,
    people::{
        self,
        policy::{Act, may},
    },
};
use db::Tx;
use rules::text::check_text;
use serde_json::json;
use web::{AppError, FieldError};

use super::{
    faults,
    model::{Columns, Owner, SavedView, Sort},
    store::views as store,
};
use crate::tickets::{
    Refused,
    actions::{self, BulkChange, BulkOutcome},
};

/// What a saved view is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ViewFields {
    /// Whose it is.
    pub(super) owner: Owner,
    /// Its name in French.
    pub(super) name_fr: String,
    /// Its name in English; one of the two is needed.
    pub(super) name_en: String,
    /// Its filter.
    pub(super) filter: String,
    /// Its order.
    pub(super) sort: Option<Sort>,
    /// The columns left out.
    pub(super) columns: Columns,
    /// Whether it is a tab.
    pub(super) pinned: bool,
}

/// Whether the actor may change a view of this owner.
fn may_keep(tx: &Tx<'_>, cx: &Ctx, owner: Owner) -> Result<bool, AppError> {
    Ok(match owner {
        Owner::Person(person) => cx.actor.user_id() == Some(person),
        Owner::Team(team) if cx.actor.teams.contains(&team) => true,
        Owner::Team(team) => {
            people::team(tx, team)?.is_some_and(|team| may(&cx.actor, Act::ManageDesk(team.desk_id)))
        }
    })
}

/// A view that the actor may change; any other is not there for them.
fn own(tx: &Tx<'_>, cx: &Ctx, id: i64) -> Result<SavedView, AppError> {
    let view = store::view(tx, id)?.ok_or(AppError::NotFound)?;
    if may_keep(tx, cx, view.owner)? { Ok(view) } else { Err(AppError::NotFound) }
}

fn checked(cx: &Ctx, fields: &ViewFields) -> Result<ViewFields, AppError> {
    let mut errors = Vec::new();
    let mut clean = fields.clone();
    for (field, name) in [("name_fr", &mut clean.name_fr), ("name_en", &mut clean.name_en)] {
        *name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().count() > 60 || check_text(name, 400).is_err() {
            errors.push(FieldError::new(field, "name", web::i18n::t(cx.locale, "queues-fault-name")));
        }
    }
    if clean.name_fr.is_empty() && clean.name_en.is_empty() {
        errors.push(FieldError::of(cx.locale, "name_fr", "required"));
    }
    match faults::parse(cx.locale, &fields.filter) {
        Ok(filter) => clean.filter = filter.to_canonical(),
        Err(AppError::Invalid(faults)) => errors.extend(faults),
        Err(error) => return Err(error),
    }
    if errors.is_empty() { Ok(clean) } else { Err(AppError::Invalid(errors)) }
}

/// Saves a view.
///
/// # Errors
/// `Forbidden` for another's or for a team that is not one's own; `Invalid` with the faulty fields.
pub(super) fn create_view(tx: &mut Tx<'_>, cx: &Ctx, fields: &ViewFields) -> Result<i64, AppError> {
    if !may(&cx.actor, Act::UseDesk) || !may_keep(tx, cx, fields.owner)? {
        return Err(AppError::Forbidden);
    }
    let fields = checked(cx, fields)?;
    let view = SavedView {
        id: 0,
        owner: fields.owner,
        name_fr: fields.name_fr,
        name_en: fields.name_en,
        filter: fields.filter,
        sort: fields.sort,
        columns: fields.columns,
        pinned: fields.pinned,
        position: 0,
        version: 1,
    };
    let id = store::insert(tx, &view)?;
    let data = json!({ "name_fr": view.name_fr, "name_en": view.name_en, "filter": view.filter });
    audit::append(tx, cx, &NewEntry::new(Stream::View(id), "view.created").data(data))?;
    Ok(id)
}

/// Changes a view: its name, filter, order, columns, whose it is, whether it is a tab.
///
/// # Errors
/// `NotFound` for another's; `Invalid`; `Conflict` when it was changed meanwhile.
pub(super) fn change_view(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    fields: &ViewFields,
) -> Result<(), AppError> {
    let was = own(tx, cx, id)?;
    if !may_keep(tx, cx, fields.owner)? {
        return Err(AppError::Forbidden);
    }
    let fields = checked(cx, fields)?;
    let is = SavedView {
        owner: fields.owner,
        name_fr: fields.name_fr,
        name_en: fields.name_en,
        filter: fields.filter,
        sort: fields.sort,
        columns: fields.columns,
        pinned: fields.pinned,
        version,
        ..was.clone()
    };
    if store::update(tx, &is)? == 0 {
        return Err(AppError::Conflict { current: Some(was.version) });
    }
    let owner = |view: &SavedView| match view.owner {
        Owner::Person(_) => "person",
        Owner::Team(_) => "team",
    };
    let sort = |view: &SavedView| view.sort.map(Sort::as_str);
    let pairs = [
        ("name_fr", json!(was.name_fr), json!(is.name_fr)),
        ("name_en", json!(was.name_en), json!(is.name_en)),
        ("filter", json!(was.filter), json!(is.filter)),
        ("sort", json!(sort(&was)), json!(sort(&is))),
        ("columns", json!(was.columns.to_text()), json!(is.columns.to_text())),
        ("owner", json!(owner(&was)), json!(owner(&is))),
        ("pinned", json!(was.pinned), json!(is.pinned)),
    ];
    let changes = pairs
        .into_iter()
        .filter(|(_, was, is)| was != is)
        .map(|(field, was, is)| Change::new(field, was, is));
    audit::append(tx, cx, &NewEntry::new(Stream::View(id), "view.changed").changes(changes.collect()))?;
    Ok(())
}

/// Deletes a view.
///
/// # Errors
/// `NotFound` for another's; `Conflict` when it was changed meanwhile.
pub(super) fn delete_view(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let view = own(tx, cx, id)?;
    if store::archive(tx, &SavedView { version, ..view.clone() }, cx.now)? == 0 {
        return Err(AppError::Conflict { current: Some(view.version) });
    }
    let data = json!({ "name_fr": view.name_fr, "name_en": view.name_en, "filter": view.filter });
    audit::append(tx, cx, &NewEntry::new(Stream::View(id), "view.deleted").data(data))?;
    Ok(())
}

/// Moves a view one place up or down among those of its owner.
///
/// # Errors
/// `NotFound` for another's.
pub(super) fn move_view(tx: &mut Tx<'_>, cx: &Ctx, id: i64, up: bool) -> Result<(), AppError> {
    let view = own(tx, cx, id)?;
    let user = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    let siblings: Vec<SavedView> = store::views(tx, user, &cx.actor.teams)?
        .into_iter()
        .filter(|other| other.owner == view.owner)
        .collect();
    let place = siblings.iter().position(|other| other.id == id).unwrap_or_default();
    let neighbour = if up { place.checked_sub(1) } else { place.checked_add(1) };
    let Some(neighbour) = neighbour.and_then(|place| siblings.get(place)) else { return Ok(()) };
    store::swap(tx, &view, neighbour)?;
    let change = Change::new("position", view.position, neighbour.position);
    audit::append(tx, cx, &NewEntry::new(Stream::View(id), "view.changed").changes(vec![change]))?;
    Ok(())
}

/// Changes tickets from a list, so that it can be taken back. For one ticket `seen` is the version that the actor looked
/// at: what somebody else put into the same fields since then is not written over (product.md §2.8).
///
/// # Errors
/// A clash, or that there are none or too many tickets; what single tickets refuse is in the outcome.
pub(super) fn change(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    numbers: &[i64],
    change: &BulkChange,
    fields: &[&str],
    seen: Option<i64>,
) -> Result<BulkOutcome, Refused> {
    if let ([number], Some(_)) = (numbers, seen) {
        let (ticket, _) = actions::readable_by_number(tx, cx, *number)?;
        actions::no_clash(tx, cx, &ticket, seen, fields)?;
    }
    Ok(actions::bulk_edit(tx, cx, numbers, change)?)
}
