//! `organisations`.

use std::collections::HashMap;

use db::{Read, Result, Row, Tx, list, params};
use jiff::Timestamp;
use rules::text::sort_key;

use super::ids;
use crate::people::model::{Organisation, OrganisationKind};

fn to_organisation(row: &Row) -> Result<Organisation> {
    Ok(Organisation {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: OrganisationKind::from_code(row.get("kind")?).ok_or_else(|| super::unknown("kind"))?,
        version: row.get("version")?,
    })
}

/// An organisation.
///
/// # Errors
/// When the database fails.
pub fn organisation(read: &Read<'_>, id: i64) -> Result<Option<Organisation>> {
    let sql = "SELECT id, name, kind, version FROM organisations WHERE id = $1";
    read.first(sql, params![id])?.as_ref().map(to_organisation).transpose()
}

/// The organisation of this name, whatever its case and accents.
///
/// # Errors
/// When the database fails.
pub fn organisation_by_name(read: &Read<'_>, name: &str) -> Result<Option<Organisation>> {
    let sql = "SELECT id, name, kind, version FROM organisations WHERE sort_key = $1";
    read.first(sql, params![sort_key(name)])?.as_ref().map(to_organisation).transpose()
}

/// Every organisation that is not archived, in the order of their names.
///
/// # Errors
/// When the database fails.
pub fn organisations(read: &Read<'_>) -> Result<Vec<Organisation>> {
    let sql =
        "SELECT id, name, kind, version FROM organisations WHERE archived_at IS NULL ORDER BY sort_key, id";
    read.query(sql, &[])?.iter().map(to_organisation).collect()
}

/// Several organisations at once, archived ones too.
///
/// # Errors
/// When the database fails.
pub fn organisations_by_id(read: &Read<'_>, list_of_ids: &[i64]) -> Result<HashMap<i64, Organisation>> {
    let mut found = HashMap::with_capacity(list_of_ids.len());
    for chunk in list_of_ids.chunks(500) {
        let sql = format!(
            "SELECT id, name, kind, version FROM organisations WHERE id IN ({})",
            list(1, chunk.len())
        );
        for row in read.query(&sql, &ids(chunk))? {
            let organisation = to_organisation(&row)?;
            found.insert(organisation.id, organisation);
        }
    }
    Ok(found)
}

pub(in crate::people) fn insert(
    tx: &mut Tx<'_>,
    name: &str,
    kind: OrganisationKind,
    now: Timestamp,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO organisations (name, sort_key, kind, version, created_at) VALUES ($1, $2, $3, 1, $4) RETURNING id",
        params![name, sort_key(name), kind.code(), now],
    )
}

pub(in crate::people) fn update(
    tx: &mut Tx<'_>,
    id: i64,
    version: i64,
    name: &str,
    kind: OrganisationKind,
) -> Result<bool> {
    let sql = "UPDATE organisations SET name = $3, sort_key = $4, kind = $5, version = version + 1 \
         WHERE id = $1 AND version = $2";
    Ok(tx.execute(sql, params![id, version, name, sort_key(name), kind.code()])? == 1)
}

pub(in crate::people) fn archive(tx: &mut Tx<'_>, id: i64, version: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE organisations SET archived_at = $3, version = version + 1 \
         WHERE id = $1 AND version = $2 AND archived_at IS NULL";
    Ok(tx.execute(sql, params![id, version, now])? == 1)
}

/// Whether enabled people still belong to it.
pub(in crate::people) fn has_people(read: &Read<'_>, id: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM users WHERE organisation_id = $1 AND disabled_at IS NULL LIMIT 1";
    Ok(read.first(sql, params![id])?.is_some())
}
