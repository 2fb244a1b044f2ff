//! Categories.

use db::{Read, Result, Row, Tx, list, params};
use jiff::Timestamp;
use rules::priority::Level;
use rules::text::sort_key;
use web::i18n::Locale;

use super::unreadable;
use crate::desks::model::{Category, CategoryFields, find_by_path, tree_order};

const COLUMNS: &str = "id, desk_id, parent_id, code, name_fr, name_en, impact, urgency, team_id, business_impact_fr, \
                       business_impact_en, synonyms, position, version, archived_at";

fn category_of(row: &Row) -> Result<Category> {
    let synonyms: String = row.get("synonyms")?;
    let level =
        |column| -> Result<Option<Level>> { Ok(row.get::<Option<i16>>(column)?.and_then(Level::from_code)) };
    Ok(Category {
        id: row.get("id")?,
        desk_id: row.get("desk_id")?,
        parent_id: row.get("parent_id")?,
        code: row.get("code")?,
        name_fr: row.get("name_fr")?,
        name_en: row.get("name_en")?,
        impact: level("impact")?,
        urgency: level("urgency")?,
        team_id: row.get("team_id")?,
        business_impact_fr: row.get("business_impact_fr")?,
        business_impact_en: row.get("business_impact_en")?,
        synonyms: serde_json::from_str(&synonyms).map_err(|_| unreadable("synonyms", "no list of words"))?,
        position: row.get("position")?,
        version: row.get("version")?,
        archived: row.get::<Option<Timestamp>>("archived_at")?.is_some(),
    })
}

/// A category, put away or not.
pub fn category(r: &Read<'_>, id: i64) -> Result<Option<Category>> {
    let sql = format!("SELECT {COLUMNS} FROM categories WHERE id = $1");
    r.first(&sql, params![id])?.as_ref().map(category_of).transpose()
}

/// A desk's categories in use, in the order of the tree.
pub fn categories(r: &Read<'_>, desk_id: i64) -> Result<Vec<Category>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM categories WHERE desk_id = $1 AND archived_at IS NULL ORDER BY position, id LIMIT 5000"
    );
    let rows = r.query(&sql, params![desk_id])?;
    Ok(tree_order(rows.iter().map(category_of).collect::<Result<_>>()?))
}

/// A desk's categories that were put away, the latest first.
pub fn archived_categories(r: &Read<'_>, desk_id: i64) -> Result<Vec<Category>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM categories WHERE desk_id = $1 AND archived_at IS NOT NULL
         ORDER BY archived_at DESC, id DESC LIMIT 500"
    );
    r.query(&sql, params![desk_id])?.iter().map(category_of).collect()
}

/// Categories by their ids, put away or not, in no order.
pub fn categories_by_id(r: &Read<'_>, ids: &[i64]) -> Result<Vec<Category>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM categories WHERE id IN ({}) ORDER BY id", list(1, ids.len()));
    let params: Vec<db::Value> = ids.iter().map(|id| db::Value::Int(*id)).collect();
    r.query(&sql, &params)?.iter().map(category_of).collect()
}

/// The category in use with this code.
pub fn category_by_code(r: &Read<'_>, desk_id: i64, code: &str) -> Result<Option<Category>> {
    let sql =
        format!("SELECT {COLUMNS} FROM categories WHERE desk_id = $1 AND code = $2 AND archived_at IS NULL");
    r.first(&sql, params![desk_id, code])?.as_ref().map(category_of).transpose()
}

/// The category in use that a text names: its code, its path ("Réseau/VPN") or, if it is the only one of that name,
/// its name, in either language.
pub fn category_by_path(r: &Read<'_>, desk_id: i64, text: &str) -> Result<Option<Category>> {
    Ok(find_by_path(&categories(r, desk_id)?, text).cloned())
}

/// Adds a category at a place among its siblings.
pub(in crate::desks) fn insert_category(
    tx: &mut Tx<'_>,
    (desk_id, parent_id): (i64, Option<i64>),
    code: &str,
    fields: &CategoryFields,
    position: i64,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO categories (desk_id, parent_id, code, name_fr, name_en, sort_fr, sort_en, impact, urgency, team_id,
         business_impact_fr, business_impact_en, synonyms, position, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1) RETURNING id",
        params![
            desk_id,
            parent_id,
            code,
            fields.name_fr,
            fields.name_en,
            sort_of(fields, Locale::Fr),
            sort_of(fields, Locale::En),
            fields.impact.map(Level::code),
            fields.urgency.map(Level::code),
            fields.team_id,
            fields.business_impact_fr,
            fields.business_impact_en,
            synonyms_of(fields),
            position
        ],
    )
}

/// Changes a category and its version.
pub(in crate::desks) fn update_category(tx: &mut Tx<'_>, id: i64, fields: &CategoryFields) -> Result<u64> {
    tx.execute(
        "UPDATE categories SET name_fr = $2, name_en = $3, sort_fr = $4, sort_en = $5, impact = $6, urgency = $7, team_id = $8,
         business_impact_fr = $9, business_impact_en = $10, synonyms = $11, version = version + 1 WHERE id = $1",
        params![
            id,
            fields.name_fr,
            fields.name_en,
            sort_of(fields, Locale::Fr),
            sort_of(fields, Locale::En),
            fields.impact.map(Level::code),
            fields.urgency.map(Level::code),
            fields.team_id,
            fields.business_impact_fr,
            fields.business_impact_en,
            synonyms_of(fields)
        ],
    )
}

fn sort_of(fields: &CategoryFields, locale: Locale) -> String {
    let (first, second) = match locale {
        Locale::Fr => (&fields.name_fr, &fields.name_en),
        Locale::En => (&fields.name_en, &fields.name_fr),
    };
    sort_key(if first.is_empty() { second } else { first })
}

fn synonyms_of(fields: &CategoryFields) -> String {
    serde_json::Value::from(fields.synonyms.clone()).to_string()
}

/// Puts a category under a parent, and counts the change.
pub(in crate::desks) fn set_parent(tx: &mut Tx<'_>, id: i64, parent_id: Option<i64>) -> Result<u64> {
    tx.execute(
        "UPDATE categories SET parent_id = $2, version = version + 1 WHERE id = $1",
        params![id, parent_id],
    )
}

/// Gives a category its place among its siblings. Not counted as a change of the category itself.
pub(in crate::desks) fn set_position(tx: &mut Tx<'_>, id: i64, position: i64) -> Result<u64> {
    tx.execute("UPDATE categories SET position = $2 WHERE id = $1", params![id, position])
}

/// Puts a category away, or takes it back.
pub(in crate::desks) fn set_category_archived(
    tx: &mut Tx<'_>,
    id: i64,
    at: Option<Timestamp>,
) -> Result<u64> {
    tx.execute("UPDATE categories SET archived_at = $2, version = version + 1 WHERE id = $1", params![id, at])
}
