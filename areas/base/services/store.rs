//! All the SQL for `services`.

use db::{Read, Result, Row, Tx, Value, list, params};
use jiff::Timestamp;
use rules::text::sort_key;

use super::model::{Criticality, NewService, Service};

const COLUMNS: &str = "id, name, description, criticality, owner_id, team_id, users_count, hourly_cost_cents, version, archived_at";

fn service_of(row: &Row) -> Result<Service> {
    let unknown = || db::Error::Decode { column: "criticality".to_owned(), problem: "unknown criticality" };
    Ok(Service {
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        criticality: Criticality::from_code(row.get("criticality")?).ok_or_else(unknown)?,
        owner_id: row.get("owner_id")?,
        team_id: row.get("team_id")?,
        users_count: row.get("users_count")?,
        hourly_cost_cents: row.get("hourly_cost_cents")?,
        version: row.get("version")?,
        archived: row.get::<Option<Timestamp>>("archived_at")?.is_some(),
    })
}

/// A service, put away or not.
pub fn service(r: &Read<'_>, id: i64) -> Result<Option<Service>> {
    let sql = format!("SELECT {COLUMNS} FROM services WHERE id = $1");
    r.first(&sql, params![id])?.as_ref().map(service_of).transpose()
}

/// The services in use, by name.
pub fn services(r: &Read<'_>) -> Result<Vec<Service>> {
    let sql =
        format!("SELECT {COLUMNS} FROM services WHERE archived_at IS NULL ORDER BY sort_key, id LIMIT 5000");
    r.query(&sql, &[])?.iter().map(service_of).collect()
}

/// The services that were put away, the latest first.
pub fn archived_services(r: &Read<'_>) -> Result<Vec<Service>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM services WHERE archived_at IS NOT NULL ORDER BY archived_at DESC, id DESC LIMIT 500"
    );
    r.query(&sql, &[])?.iter().map(service_of).collect()
}

/// Services by their ids, put away or not, in no order.
pub fn services_by_id(r: &Read<'_>, ids: &[i64]) -> Result<Vec<Service>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM services WHERE id IN ({}) ORDER BY id", list(1, ids.len()));
    let params: Vec<Value> = ids.iter().map(|id| Value::Int(*id)).collect();
    r.query(&sql, &params)?.iter().map(service_of).collect()
}

/// The service in use with this name; case and accents do not matter.
pub fn service_by_name(r: &Read<'_>, name: &str) -> Result<Option<Service>> {
    let sql = format!("SELECT {COLUMNS} FROM services WHERE sort_key = $1 AND archived_at IS NULL");
    r.first(&sql, params![sort_key(name)])?.as_ref().map(service_of).transpose()
}

/// Adds a service.
pub(super) fn insert(tx: &mut Tx<'_>, new: &NewService, at: Timestamp) -> Result<i64> {
    tx.insert(
        "INSERT INTO services (name, sort_key, description, criticality, owner_id, team_id, users_count, hourly_cost_cents,
         version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9) RETURNING id",
        params![
            new.name,
            sort_key(&new.name),
            new.description,
            new.criticality.code(),
            new.owner_id,
            new.team_id,
            new.users_count,
            new.hourly_cost_cents,
            at
        ],
    )
}

/// Changes a service and its version.
pub(super) fn update(tx: &mut Tx<'_>, id: i64, new: &NewService) -> Result<u64> {
    tx.execute(
        "UPDATE services SET name = $2, sort_key = $3, description = $4, criticality = $5, owner_id = $6, team_id = $7,
         users_count = $8, hourly_cost_cents = $9, version = version + 1 WHERE id = $1",
        params![
            id,
            new.name,
            sort_key(&new.name),
            new.description,
            new.criticality.code(),
            new.owner_id,
            new.team_id,
            new.users_count,
            new.hourly_cost_cents
        ],
    )
}

/// Puts a service away, or takes it back.
pub(super) fn set_archived(tx: &mut Tx<'_>, id: i64, at: Option<Timestamp>) -> Result<u64> {
    tx.execute("UPDATE services SET archived_at = $2, version = version + 1 WHERE id = $1", params![id, at])
}

/// Who follows a service, in the order in which they began.
pub fn followers(r: &Read<'_>, service_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT user_id FROM service_subscriptions WHERE service_id = $1 ORDER BY created_at, user_id LIMIT 5000";
    r.query(sql, params![service_id])?.iter().map(|row| row.at(0)).collect()
}

/// The services that a person follows.
pub(super) fn followed_by(r: &Read<'_>, user_id: i64) -> Result<Vec<i64>> {
    let sql =
        "SELECT service_id FROM service_subscriptions WHERE user_id = $1 ORDER BY service_id LIMIT 5000";
    r.query(sql, params![user_id])?.iter().map(|row| row.at(0)).collect()
}

/// Makes a person follow a service.
pub(super) fn follow(tx: &mut Tx<'_>, service_id: i64, user_id: i64, at: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO service_subscriptions (service_id, user_id, created_at) VALUES ($1, $2, $3) \
         ON CONFLICT (service_id, user_id) DO NOTHING",
        params![service_id, user_id, at],
    )?;
    Ok(())
}

/// Ends it.
pub(super) fn unfollow(tx: &mut Tx<'_>, service_id: i64, user_id: i64) -> Result<()> {
    tx.execute(
        "DELETE FROM service_subscriptions WHERE service_id = $1 AND user_id = $2",
        params![service_id, user_id],
    )?;
    Ok(())
}
