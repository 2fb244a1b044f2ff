//! `teams` and `team_members`.

use std::collections::HashMap;

use db::{Read, Result, Row, Tx, list, params};
use jiff::Timestamp;
use rules::text::sort_key;

use super::{
    ids,
    users::{COLUMNS as USER, to_user},
};
use crate::people::{
    actor::Role,
    model::{Member, Team, TeamEdit, User},
};

const COLUMNS: &str = "t.id, t.desk_id, t.name, t.tier, t.next_tier_id, t.email, t.description, t.version";

fn to_team(row: &Row) -> Result<Team> {
    Ok(Team {
        id: row.get("id")?,
        desk_id: row.get("desk_id")?,
        name: row.get("name")?,
        tier: row.get("tier")?,
        next_tier_id: row.get("next_tier_id")?,
        email: row.get("email")?,
        description: row.get("description")?,
        version: row.get("version")?,
    })
}

/// A team, archived or not.
///
/// # Errors
/// When the database fails.
pub fn team(read: &Read<'_>, id: i64) -> Result<Option<Team>> {
    let sql = format!("SELECT {COLUMNS} FROM teams t WHERE t.id = $1");
    read.first(&sql, params![id])?.as_ref().map(to_team).transpose()
}

/// Whether a team is there and not archived.
///
/// # Errors
/// When the database fails.
pub fn is_team_active(read: &Read<'_>, id: i64) -> Result<bool> {
    Ok(read.first("SELECT 1 FROM teams WHERE id = $1 AND archived_at IS NULL", params![id])?.is_some())
}

/// The teams of a desk, or of all, that are not archived, in the order of their names.
///
/// # Errors
/// When the database fails.
pub fn teams(read: &Read<'_>, desk: Option<i64>) -> Result<Vec<Team>> {
    let order = "t.archived_at IS NULL ORDER BY t.sort_key, t.id";
    let rows = match desk {
        Some(desk) => {
            let sql = format!("SELECT {COLUMNS} FROM teams t WHERE t.desk_id = $1 AND {order}");
            read.query(&sql, params![desk])?
        }
        None => read.query(&format!("SELECT {COLUMNS} FROM teams t WHERE {order}"), &[])?,
    };
    rows.iter().map(to_team).collect()
}

/// Several teams at once, archived ones too.
///
/// # Errors
/// When the database fails.
pub fn teams_by_id(read: &Read<'_>, list_of_ids: &[i64]) -> Result<HashMap<i64, Team>> {
    let mut found = HashMap::with_capacity(list_of_ids.len());
    for chunk in list_of_ids.chunks(500) {
        let sql = format!("SELECT {COLUMNS} FROM teams t WHERE t.id IN ({})", list(1, chunk.len()));
        for row in read.query(&sql, &ids(chunk))? {
            let team = to_team(&row)?;
            found.insert(team.id, team);
        }
    }
    Ok(found)
}

/// The team of a desk with this name, whatever its case and accents.
///
/// # Errors
/// When the database fails.
pub fn team_by_name(read: &Read<'_>, desk: i64, name: &str) -> Result<Option<Team>> {
    let sql = format!("SELECT {COLUMNS} FROM teams t WHERE t.desk_id = $1 AND t.sort_key = $2");
    read.first(&sql, params![desk, sort_key(name)])?.as_ref().map(to_team).transpose()
}

/// The enabled people of a team, in the order of their names.
///
/// # Errors
/// When the database fails.
pub fn members(read: &Read<'_>, team_id: i64) -> Result<Vec<Member>> {
    let sql = format!(
        "SELECT {USER}, m.lead FROM team_members m JOIN users u ON u.id = m.user_id \
         WHERE m.team_id = $1 AND u.disabled_at IS NULL ORDER BY u.sort_key, u.id"
    );
    let rows = read.query(&sql, params![team_id])?;
    rows.iter().map(|row| Ok(Member { user: to_user(row)?, lead: row.get("lead")? })).collect()
}

/// The enabled people who work tickets of a desk, in the order of their names.
///
/// # Errors
/// When the database fails.
pub fn staff_of_desk(read: &Read<'_>, desk: i64) -> Result<Vec<User>> {
    let sql = format!(
        "SELECT {USER} FROM users u WHERE u.disabled_at IS NULL AND u.id IN (SELECT user_id FROM user_roles \
         WHERE (desk_id = $1 OR desk_id IS NULL) AND role IN ($2, $3, $4)) ORDER BY u.sort_key, u.id LIMIT 1000"
    );
    let roles = params![desk, Role::Agent.code(), Role::Lead.code(), Role::IncidentManager.code()];
    read.query(&sql, roles)?.iter().map(to_user).collect()
}

/// The enabled people who manage a desk (`Act::ManageDesk`), in the order of their names.
///
/// # Errors
/// When the database fails.
pub fn managers_of_desk(read: &Read<'_>, desk: i64) -> Result<Vec<User>> {
    let sql = format!(
        "SELECT {USER} FROM users u WHERE u.disabled_at IS NULL AND u.id IN (SELECT user_id FROM user_roles \
         WHERE (desk_id = $1 OR desk_id IS NULL) AND role IN ($2, $3, $4)) ORDER BY u.sort_key, u.id LIMIT 1000"
    );
    let roles = params![desk, Role::Lead.code(), Role::IncidentManager.code(), Role::Administrator.code()];
    read.query(&sql, roles)?.iter().map(to_user).collect()
}

/// The teams of a person that are not archived.
///
/// # Errors
/// When the database fails.
pub fn teams_of(read: &Read<'_>, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT m.team_id FROM team_members m JOIN teams t ON t.id = m.team_id \
         WHERE m.user_id = $1 AND t.archived_at IS NULL ORDER BY m.team_id";
    read.query(sql, params![user_id])?.iter().map(|row| row.at(0)).collect()
}

/// How many enabled people each team has.
pub(in crate::people) fn sizes(read: &Read<'_>) -> Result<HashMap<i64, i64>> {
    let sql = "SELECT m.team_id, COUNT(*) FROM team_members m JOIN users u ON u.id = m.user_id \
         WHERE u.disabled_at IS NULL GROUP BY m.team_id";
    read.query(sql, &[])?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &TeamEdit, now: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO teams (desk_id, name, sort_key, tier, next_tier_id, email, description, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) RETURNING id",
        params![
            new.desk_id,
            new.name,
            sort_key(&new.name),
            new.tier,
            new.next_tier_id,
            new.email,
            new.description,
            now
        ],
    )
}

pub(in crate::people) fn update(tx: &mut Tx<'_>, id: i64, version: i64, edit: &TeamEdit) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE teams SET name = $3, sort_key = $4, tier = $5, next_tier_id = $6, email = $7, description = $8, \
         version = version + 1 WHERE id = $1 AND version = $2",
        params![
            id,
            version,
            edit.name,
            sort_key(&edit.name),
            edit.tier,
            edit.next_tier_id,
            edit.email,
            edit.description
        ],
    )?;
    Ok(changed == 1)
}

pub(in crate::people) fn archive(tx: &mut Tx<'_>, id: i64, version: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE teams SET archived_at = $3, version = version + 1 \
         WHERE id = $1 AND version = $2 AND archived_at IS NULL";
    Ok(tx.execute(sql, params![id, version, now])? == 1)
}

/// Puts a person into a team, or changes whether they lead it; says whether they were not in it.
pub(in crate::people) fn put_member(tx: &mut Tx<'_>, team_id: i64, user_id: i64, lead: bool) -> Result<bool> {
    let known = tx.execute(
        "UPDATE team_members SET lead = $3 WHERE team_id = $1 AND user_id = $2",
        params![team_id, user_id, lead],
    )?;
    if known == 0 {
        tx.execute(
            "INSERT INTO team_members (team_id, user_id, lead) VALUES ($1, $2, $3)",
            params![team_id, user_id, lead],
        )?;
    }
    Ok(known == 0)
}

pub(in crate::people) fn remove_member(tx: &mut Tx<'_>, team_id: i64, user_id: i64) -> Result<bool> {
    let sql = "DELETE FROM team_members WHERE team_id = $1 AND user_id = $2";
    Ok(tx.execute(sql, params![team_id, user_id])? == 1)
}
