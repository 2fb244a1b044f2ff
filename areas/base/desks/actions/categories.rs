//! The tree of categories.

use db::Tx;
use rules::priority::Level;
use rules::text::fold;
use serde_json::json;
use web::error::AppError;
use web::t;

use crate::audit::{self, Change, NewEntry, Stream};
use crate::ctx::Ctx;
use crate::desks::check::{Check, allow, differ, same_version};
use crate::desks::model::{Category, CategoryFields, NewCategory, Placement, ancestry, depth, slug};
use crate::desks::store;
use crate::people::{self, policy::Act};

/// How many levels a tree may have: more is not found again by people.
pub(in crate::desks) const LEVELS: usize = 4;
/// Most synonyms of a category.
const MOST_SYNONYMS: usize = 60;

/// Adds a category at the end of its siblings.
///
/// # Errors
/// `Forbidden` unless the actor manages the desk; `NotFound` without that desk; `Invalid` with the faults.
pub fn create_category(tx: &mut Tx<'_>, cx: &Ctx, new: &NewCategory) -> Result<i64, AppError> {
    allow(cx, Act::ManageDesk(new.desk_id))?;
    if store::desk(tx, new.desk_id)?.is_none() {
        return Err(AppError::NotFound);
    }
    let tree = store::categories(tx, new.desk_id)?;
    let mut check = Check::new(cx);
    let fields = checked(tx, &mut check, cx, new.desk_id, &new.fields)?;
    let parent = match new.parent_id {
        None => None,
        Some(id) => match tree.iter().find(|category| category.id == id) {
            Some(parent) => Some(parent),
            None => {
                check.fault("parent_id", "absent", t!(cx.locale, "desks-error-parent-absent"));
                None
            }
        },
    };
    if parent.is_some_and(|parent| depth(&tree, parent.id) + 1 >= LEVELS) {
        check.fault("parent_id", "too-deep", t!(cx.locale, "desks-error-too-deep", levels = LEVELS));
    }
    let code = code(&mut check, cx, &tree, parent, new, &fields);
    check.done()?;
    let position = i64::try_from(siblings(&tree, new.parent_id).len()).unwrap_or(i64::MAX);
    let id = store::insert_category(tx, (new.desk_id, new.parent_id), &code, &fields, position)?;
    let data =
        json!({ "category_id": id, "code": code, "name_fr": fields.name_fr, "name_en": fields.name_en });
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(new.desk_id), "category.created").data(data))?;
    Ok(id)
}

/// Changes what may be edited of a category. `version` is the one that the editor saw; `None` changes whatever is there.
///
/// # Errors
/// `NotFound`; `Forbidden` unless the actor manages its desk; `Conflict` on another version; `Invalid` with the faults.
pub fn change_category(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: Option<i64>,
    fields: &CategoryFields,
) -> Result<(), AppError> {
    let was = managed(tx, cx, id, version)?;
    let mut check = Check::new(cx);
    let fields = checked(tx, &mut check, cx, was.desk_id, fields)?;
    check.done()?;
    let changes = changes(&was, &fields);
    if changes.is_empty() {
        return Ok(());
    }
    store::update_category(tx, id, &fields)?;
    journal(tx, cx, &was, "category.changed", changes)
}

/// Moves a category under another parent, or among its siblings.
///
/// # Errors
/// As [`change_category`]; `Invalid` when the parent is the category itself or stands under it, or is too deep.
pub fn move_category(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: Option<i64>,
    to: Placement,
) -> Result<(), AppError> {
    let was = managed(tx, cx, id, version)?;
    let tree = store::categories(tx, was.desk_id)?;
    if let Some(parent) = to.parent_id {
        check_parent(cx, &tree, &was, parent)?;
    }
    let mut order = siblings(&tree, to.parent_id);
    order.retain(|sibling| sibling.id != id);
    let place = to.position.min(order.len());
    order.insert(place, &was);
    let mut changes = Vec::new();
    differ(&mut changes, "parent", code_of(&tree, was.parent_id), code_of(&tree, to.parent_id));
    if was.parent_id != to.parent_id {
        store::set_parent(tx, id, to.parent_id)?;
    }
    for (position, sibling) in (0_i64..).zip(order) {
        if sibling.position != position {
            store::set_position(tx, sibling.id, position)?;
        }
        if sibling.id == id {
            differ(&mut changes, "position", was.position, position);
        }
    }
    if changes.is_empty() { Ok(()) } else { journal(tx, cx, &was, "category.moved", changes) }
}

fn check_parent(cx: &Ctx, tree: &[Category], moved: &Category, parent: i64) -> Result<(), AppError> {
    let mut check = Check::new(cx);
    if !tree.iter().any(|category| category.id == parent) {
        check.fault("parent_id", "absent", t!(cx.locale, "desks-error-parent-absent"));
    } else if ancestry(tree, parent).any(|above| above.id == moved.id) {
        check.fault("parent_id", "cycle", t!(cx.locale, "desks-error-cycle", name = moved.name(cx.locale)));
    } else {
        let under = |category: &Category| ancestry(tree, category.id).any(|above| above.id == moved.id);
        let lowest =
            tree.iter().filter(|category| under(category)).map(|category| depth(tree, category.id)).max();
        let height = lowest.unwrap_or_default().saturating_sub(depth(tree, moved.id));
        if depth(tree, parent) + 1 + height >= LEVELS {
            check.fault("parent_id", "too-deep", t!(cx.locale, "desks-error-too-deep", levels = LEVELS));
        }
    }
    check.done()
}

/// Puts a category away with all that stands under it: old tickets keep it, new ones cannot take it.
///
/// # Errors
/// As [`change_category`].
pub fn archive_category(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: Option<i64>) -> Result<(), AppError> {
    let was = managed(tx, cx, id, version)?;
    if was.archived {
        return Ok(());
    }
    let tree = store::categories(tx, was.desk_id)?;
    for category in &tree {
        if ancestry(&tree, category.id).any(|above| above.id == id) {
            store::set_category_archived(tx, category.id, Some(cx.now))?;
            journal(tx, cx, category, "category.archived", Vec::new())?;
        }
    }
    Ok(())
}

/// Takes back a category that was put away, at the end of its siblings; at the top if its parent is gone.
///
/// # Errors
/// As [`change_category`]; `Invalid` when another category has taken its code meanwhile.
pub fn restore_category(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: Option<i64>) -> Result<(), AppError> {
    let was = managed(tx, cx, id, version)?;
    if !was.archived {
        return Ok(());
    }
    let tree = store::categories(tx, was.desk_id)?;
    if tree.iter().any(|category| category.code == was.code) {
        return Err(AppError::field(
            "code",
            "taken",
            t!(cx.locale, "desks-error-code-taken", code = &*was.code),
        ));
    }
    let parent = was.parent_id.filter(|parent| tree.iter().any(|category| category.id == *parent));
    store::set_category_archived(tx, id, None)?;
    if parent != was.parent_id {
        store::set_parent(tx, id, parent)?;
    }
    store::set_position(tx, id, i64::try_from(siblings(&tree, parent).len()).unwrap_or(i64::MAX))?;
    journal(tx, cx, &was, "category.restored", Vec::new())
}

/// The category, if the actor manages its desk and saw its present version.
fn managed(tx: &Tx<'_>, cx: &Ctx, id: i64, version: Option<i64>) -> Result<Category, AppError> {
    let category = store::category(tx, id)?.ok_or(AppError::NotFound)?;
    allow(cx, Act::ManageDesk(category.desk_id))?;
    same_version(version, category.version)?;
    Ok(category)
}

fn journal(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    category: &Category,
    kind: &'static str,
    changes: Vec<Change>,
) -> Result<(), AppError> {
    let data = json!({ "category_id": category.id, "code": category.code });
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(category.desk_id), kind).changes(changes).data(data))?;
    Ok(())
}

fn siblings(tree: &[Category], parent: Option<i64>) -> Vec<&Category> {
    let is_child = |category: &&Category| match category.parent_id {
        Some(id) if tree.iter().any(|other| other.id == id) => parent == Some(id),
        _ => parent.is_none(),
    };
    tree.iter().filter(is_child).collect()
}

fn code_of(tree: &[Category], id: Option<i64>) -> Option<&str> {
    id.and_then(|id| tree.iter().find(|category| category.id == id)).map(|category| category.code.as_str())
}

/// The code asked for, or one made from the name, distinct from the others.
fn code(
    check: &mut Check<'_>,
    cx: &Ctx,
    tree: &[Category],
    parent: Option<&Category>,
    new: &NewCategory,
    fields: &CategoryFields,
) -> String {
    let taken = |code: &str| tree.iter().any(|category| category.code == code);
    let asked = fold(&new.code);
    if !asked.is_empty() {
        if !is_code(&asked) {
            check.fault("code", "code", t!(cx.locale, "desks-error-code"));
        } else if taken(&asked) {
            check.fault("code", "taken", t!(cx.locale, "desks-error-code-taken", code = &*asked));
        }
        return asked;
    }
    let name = if fields.name_en.is_empty() { &fields.name_fr } else { &fields.name_en };
    let own = Some(slug(name)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "category".to_owned());
    let base = parent.map_or_else(|| own.clone(), |parent| format!("{}/{own}", parent.code));
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    std::iter::once(base.clone()).chain(numbered).find(|code| !taken(code)).unwrap_or(base)
}

fn is_code(code: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    code.len() <= 120 && code.split('/').all(|step| step.split('-').all(word))
}

/// The same fields with their texts tidied; what is wrong goes to the check.
fn checked(
    tx: &Tx<'_>,
    check: &mut Check<'_>,
    cx: &Ctx,
    desk_id: i64,
    fields: &CategoryFields,
) -> Result<CategoryFields, AppError> {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tidy = fields.clone();
    tidy.name_fr = check.text("name_fr", &line(&fields.name_fr), 80);
    tidy.name_en = check.text("name_en", &line(&fields.name_en), 80);
    if tidy.name_fr.is_empty() && tidy.name_en.is_empty() {
        let field = format!("name_{}", cx.locale);
        check.fault(field, "required", t!(cx.locale, "desks-error-category-name"));
    }
    tidy.business_impact_fr = check.text("business_impact_fr", &fields.business_impact_fr, 300);
    tidy.business_impact_en = check.text("business_impact_en", &fields.business_impact_en, 300);
    if let Some(team) = fields.team_id
        && people::team(tx, team)?.is_none_or(|team| team.desk_id != desk_id)
    {
        check.fault("team_id", "absent", t!(cx.locale, "desks-error-team-absent"));
    }
    let mut synonyms: Vec<String> = Vec::new();
    for synonym in &fields.synonyms {
        let synonym = check.text("synonyms", &line(synonym), 80);
        if !synonym.is_empty() && !synonyms.iter().any(|other| fold(other) == fold(&synonym)) {
            synonyms.push(synonym);
        }
    }
    if synonyms.len() > MOST_SYNONYMS {
        check.fault("synonyms", "too-many", t!(cx.locale, "desks-error-synonyms", max = MOST_SYNONYMS));
    }
    tidy.synonyms = synonyms;
    Ok(tidy)
}

fn changes(was: &Category, fields: &CategoryFields) -> Vec<Change> {
    let level = |level: Option<Level>| level.map(Level::as_str);
    let mut changes = Vec::new();
    differ(&mut changes, "name_fr", &*was.name_fr, &*fields.name_fr);
    differ(&mut changes, "name_en", &*was.name_en, &*fields.name_en);
    differ(&mut changes, "impact", level(was.impact), level(fields.impact));
    differ(&mut changes, "urgency", level(was.urgency), level(fields.urgency));
    differ(&mut changes, "team_id", was.team_id, fields.team_id);
    differ(&mut changes, "business_impact_fr", &*was.business_impact_fr, &*fields.business_impact_fr);
    differ(&mut changes, "business_impact_en", &*was.business_impact_en, &*fields.business_impact_en);
    differ(&mut changes, "synonyms", &*was.synonyms, &*fields.synonyms);
    changes
}
