//! `saved_views`.

use db::{Read, Result, Row, Tx, Value, params};
use jiff::Timestamp;

use crate::queues::model::{Columns, Owner, SavedView, Sort};

const VIEW: &str = "SELECT id, owner_id, team_id, name_fr, name_en, filter, sort, columns, pinned, position, version \
     FROM saved_views WHERE archived_at IS NULL AND ";

fn to_view(row: &Row) -> Result<Option<SavedView>> {
    let (person, team): (Option<i64>, Option<i64>) = (row.get("owner_id")?, row.get("team_id")?);
    let owner = match (team, person) {
        (Some(team), _) => Owner::Team(team),
        (None, Some(person)) => Owner::Person(person),
        (None, None) => return Ok(None),
    };
    Ok(Some(SavedView {
        id: row.get("id")?,
        owner,
        name_fr: row.get("name_fr")?,
        name_en: row.get("name_en")?,
        filter: row.get("filter")?,
        sort: Sort::parse(&row.get::<String>("sort")?),
        columns: Columns::parse(&row.get::<String>("columns")?),
        pinned: row.get("pinned")?,
        position: row.get("position")?,
        version: row.get("version")?,
    }))
}

/// A view in use.
pub(in crate::queues) fn view(read: &Read<'_>, id: i64) -> Result<Option<SavedView>> {
    Ok(read.first(&format!("{VIEW} id = $1"), params![id])?.as_ref().map(to_view).transpose()?.flatten())
}

/// The views of a person and of these teams: the team's first, each group in its order.
pub(in crate::queues) fn views(read: &Read<'_>, user_id: i64, teams: &[i64]) -> Result<Vec<SavedView>> {
    let mut found = Vec::new();
    if !teams.is_empty() {
        let values: Vec<Value> = teams.iter().map(|id| Value::Int(*id)).collect();
        let sql = format!(
            "{VIEW} team_id IN ({}) ORDER BY team_id, position, id LIMIT 100",
            db::list(1, teams.len())
        );
        found.extend(read.query(&sql, &values)?);
    }
    let sql = format!("{VIEW} owner_id = $1 AND team_id IS NULL ORDER BY position, id LIMIT 100");
    found.extend(read.query(&sql, params![user_id])?);
    Ok(found.iter().map(to_view).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

pub(in crate::queues) fn insert(tx: &mut Tx<'_>, view: &SavedView) -> Result<i64> {
    let (person, team) = owner(view.owner);
    tx.insert(
        "INSERT INTO saved_views (owner_id, team_id, name_fr, name_en, icon, filter, sort, columns, pinned, position, \
         version) VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, (SELECT COALESCE(MAX(position), 0) + 1 FROM saved_views), 1) \
         RETURNING id",
        params![
            person,
            team,
            view.name_fr,
            view.name_en,
            view.filter,
            view.sort.map_or("", Sort::as_str),
            view.columns.to_text(),
            view.pinned
        ],
    )
}

fn owner(owner: Owner) -> (Option<i64>, Option<i64>) {
    match owner {
        Owner::Person(person) => (Some(person), None),
        Owner::Team(team) => (None, Some(team)),
    }
}

/// Changes a view whose version is still the one that was seen; 0 rows otherwise.
pub(in crate::queues) fn update(tx: &mut Tx<'_>, view: &SavedView) -> Result<u64> {
    let (person, team) = owner(view.owner);
    tx.execute(
        "UPDATE saved_views SET owner_id = $3, team_id = $4, name_fr = $5, name_en = $6, filter = $7, sort = $8, \
         columns = $9, pinned = $10, version = version + 1 WHERE id = $1 AND version = $2 AND archived_at IS NULL",
        params![
            view.id,
            view.version,
            person,
            team,
            view.name_fr,
            view.name_en,
            view.filter,
            view.sort.map_or("", Sort::as_str),
            view.columns.to_text(),
            view.pinned
        ],
    )
}

/// Gives two views each other's place.
pub(in crate::queues) fn swap(tx: &mut Tx<'_>, one: &SavedView, other: &SavedView) -> Result<()> {
    let sql = "UPDATE saved_views SET position = $2, version = version + 1 WHERE id = $1";
    tx.execute(sql, params![one.id, other.position])?;
    tx.execute(sql, params![other.id, one.position])?;
    Ok(())
}

/// Takes a view out of use; 0 rows when its version moved on.
pub(in crate::queues) fn archive(tx: &mut Tx<'_>, view: &SavedView, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE saved_views SET archived_at = $3, version = version + 1 WHERE id = $1 AND version = $2 \
         AND archived_at IS NULL",
        params![view.id, view.version, now],
    )
}
