//! `user_roles`.

use std::collections::HashMap;

use db::{Read, Result, Row, Tx, list, params};

use super::ids;
use crate::people::actor::{Grant, Role};

fn to_grant(row: &Row) -> Result<Grant> {
    let role = Role::from_code(row.get("role")?).ok_or_else(|| super::unknown("role"))?;
    Ok(Grant { role, desk_id: row.get("desk_id")? })
}

/// The roles of a person.
///
/// # Errors
/// When the database fails.
pub fn grants(read: &Read<'_>, user_id: i64) -> Result<Vec<Grant>> {
    let sql = "SELECT role, desk_id FROM user_roles WHERE user_id = $1 ORDER BY role, id";
    read.query(sql, params![user_id])?.iter().map(to_grant).collect()
}

/// The roles of several people.
pub(in crate::people) fn grants_of(read: &Read<'_>, users: &[i64]) -> Result<HashMap<i64, Vec<Grant>>> {
    let sql = format!(
        "SELECT user_id, role, desk_id FROM user_roles WHERE user_id IN ({}) ORDER BY user_id, role, id",
        list(1, users.len())
    );
    let mut found: HashMap<i64, Vec<Grant>> = HashMap::new();
    for row in read.query(&sql, &ids(users))? {
        found.entry(row.get("user_id")?).or_default().push(to_grant(&row)?);
    }
    Ok(found)
}

/// Who hold a role at one of these desks, not everywhere.
pub(in crate::people) fn holders_at(read: &Read<'_>, desks: &[i64]) -> Result<Vec<i64>> {
    let sql = format!(
        "SELECT DISTINCT user_id FROM user_roles WHERE desk_id IN ({}) ORDER BY user_id",
        list(1, desks.len())
    );
    read.query(&sql, &ids(desks))?.iter().map(|row| row.at(0)).collect()
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, user_id: i64, grant: Grant) -> Result<bool> {
    let sql = "INSERT INTO user_roles (user_id, role, desk_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![user_id, grant.role.code(), grant.desk_id])? == 1)
}

pub(in crate::people) fn delete(tx: &mut Tx<'_>, user_id: i64, grant: Grant) -> Result<bool> {
    let sql = "DELETE FROM user_roles WHERE user_id = $1 AND role = $2 \
         AND COALESCE(desk_id, 0) = COALESCE(CAST($3 AS BIGINT), 0)";
    Ok(tx.execute(sql, params![user_id, grant.role.code(), grant.desk_id])? == 1)
}

/// The enabled people who hold a role at a desk, or everywhere.
///
/// # Errors
/// When the database fails.
pub fn holders(read: &Read<'_>, role: Role, desk_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT r.user_id FROM user_roles r JOIN users u ON u.id = r.user_id \
         WHERE r.role = $1 AND (r.desk_id = $2 OR r.desk_id IS NULL) AND u.disabled_at IS NULL ORDER BY r.user_id LIMIT 1000";
    read.query(sql, params![role.code(), desk_id])?.iter().map(|row| row.at(0)).collect()
}

/// How many enabled people besides this one hold a role everywhere.
pub(in crate::people) fn others_with(read: &Read<'_>, role: Role, except: i64) -> Result<i64> {
    super::number(read.first(
        "SELECT COUNT(*) FROM user_roles r JOIN users u ON u.id = r.user_id \
         WHERE r.role = $1 AND r.desk_id IS NULL AND u.disabled_at IS NULL AND u.id <> $2",
        params![role.code(), except],
    )?)
}
