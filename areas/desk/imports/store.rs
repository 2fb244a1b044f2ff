//! All the SQL of imports.

use std::collections::HashMap;

use db::{Read, Result, Tx, Value, params};
use jiff::Timestamp;

use super::names::{Known, Name};

/// The import of one file, as far as it went.
pub(super) struct Run {
    pub(super) id: i64,
    pub(super) position: i64,
    pub(super) is_finished: bool,
}

pub(super) fn run(read: &Read<'_>, source: &str, hash: &str) -> Result<Option<Run>> {
    let sql = "SELECT id, position, finished_at FROM import_runs WHERE source = $1 AND file_hash = $2";
    let row = read.first(sql, params![source, hash])?;
    row.map(|row| {
        let finished: Option<Timestamp> = row.at(2)?;
        Ok(Run { id: row.at(0)?, position: row.at(1)?, is_finished: finished.is_some() })
    })
    .transpose()
}

pub(super) fn insert_run(
    tx: &mut Tx<'_>,
    source: &str,
    hash: &str,
    total: i64,
    now: Timestamp,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO import_runs (source, file_hash, position, total, report, started_at) VALUES ($1, $2, 0, $3, '{}', $4) \
         RETURNING id",
        params![source, hash, total, now],
    )
}

pub(super) fn set_position(tx: &mut Tx<'_>, run: i64, position: i64) -> Result<()> {
    tx.execute("UPDATE import_runs SET position = $2 WHERE id = $1", params![run, position])?;
    Ok(())
}

pub(super) fn finish(tx: &mut Tx<'_>, run: i64, report: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE import_runs SET report = $2, finished_at = $3 WHERE id = $1";
    tx.execute(sql, params![run, report, now])?;
    Ok(())
}

/// The rows that some names stand for; names without one are left out.
pub(super) fn rows_of(read: &Read<'_>, source: &str, desk_id: i64, names: &[Name]) -> Result<Known> {
    let mut known = Known::new();
    for chunk in names.chunks(500) {
        let by_key: HashMap<(i64, String), &Name> =
            chunk.iter().map(|name| ((name.kind(), name.external_id()), name)).collect();
        let sql = format!(
            "SELECT kind, external_id, row_id FROM import_names WHERE source = $1 AND desk_id IN (0, $2) \
             AND kind IN (1, 2, 3, 4) AND external_id IN ({})",
            db::list(3, chunk.len())
        );
        let mut values = params![source, desk_id].to_vec();
        values.extend(chunk.iter().map(|name| Value::Text(name.external_id())));
        for row in read.query(&sql, &values)? {
            if let Some(name) = by_key.get(&(row.at(0)?, row.at(1)?)) {
                known.insert((*name).clone(), row.at(2)?);
            }
        }
    }
    Ok(known)
}

pub(super) fn insert_name(
    tx: &mut Tx<'_>,
    source: &str,
    desk_id: i64,
    name: &Name,
    row_id: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO import_names (source, kind, desk_id, external_id, row_id) VALUES ($1, $2, $3, $4, $5)",
        params![source, name.kind(), desk_id, name.external_id(), row_id],
    )?;
    Ok(())
}
