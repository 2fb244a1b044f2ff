//! Who is concerned besides the requester.

use db::{Read, Result, Tx, Value, params};
use jiff::Timestamp;

use crate::tickets::model::Relation;

/// The people of a ticket with their relation, in the order they came.
///
/// # Errors
/// When the database fails.
pub fn people(read: &Read<'_>, ticket_id: i64) -> Result<Vec<(i64, Relation)>> {
    let sql = "SELECT user_id, relation FROM ticket_people WHERE ticket_id = $1 ORDER BY added_at, user_id";
    let rows = read.query(sql, params![ticket_id])?;
    let pairs = rows.iter().map(|row| Ok((row.at::<i64>(0)?, Relation::from_code(row.at(1)?))));
    let pairs: Vec<(i64, Option<Relation>)> = pairs.collect::<Result<_>>()?;
    Ok(pairs.into_iter().filter_map(|(user, relation)| Some((user, relation?))).collect())
}

/// How a person is concerned by a ticket besides having reported it; who watches it and is touched by it watches it.
///
/// # Errors
/// When the database fails.
pub fn relation(read: &Read<'_>, ticket_id: i64, user_id: i64) -> Result<Option<Relation>> {
    let sql = "SELECT MAX(relation) FROM ticket_people WHERE ticket_id = $1 AND user_id = $2";
    let strongest: Option<i64> =
        read.first(sql, params![ticket_id, user_id])?.map_or(Ok(None), |row| row.at(0))?;
    Ok(strongest.and_then(Relation::from_code))
}

/// Which of several tickets a person watches or is affected by.
///
/// # Errors
/// When the database fails.
pub fn followers_of(read: &Read<'_>, ticket_ids: &[i64], user_id: i64) -> Result<Vec<i64>> {
    let sql = format!(
        "SELECT DISTINCT ticket_id FROM ticket_people WHERE user_id = $1 AND ticket_id IN ({})",
        db::list(2, ticket_ids.len())
    );
    let values: Vec<Value> = std::iter::once(&user_id).chain(ticket_ids).map(|id| Value::Int(*id)).collect();
    read.query(&sql, &values)?.iter().map(|row| row.at(0)).collect()
}

/// Adds a person; says whether they were not there yet.
///
/// # Errors
/// When the database fails.
pub fn add_person(
    tx: &mut Tx<'_>,
    ticket_id: i64,
    user_id: i64,
    relation: Relation,
    now: Timestamp,
) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO ticket_people (ticket_id, user_id, relation, added_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (ticket_id, relation, user_id) DO NOTHING",
        params![ticket_id, user_id, relation.code(), now],
    )?;
    Ok(added > 0)
}

/// Removes a person; says whether they were there.
///
/// # Errors
/// When the database fails.
pub fn remove_person(tx: &mut Tx<'_>, ticket_id: i64, user_id: i64, relation: Relation) -> Result<bool> {
    let removed = tx.execute(
        "DELETE FROM ticket_people WHERE ticket_id = $1 AND user_id = $2 AND relation = $3",
        params![ticket_id, user_id, relation.code()],
    )?;
    Ok(removed > 0)
}

/// Makes the people of one ticket concerned by another too.
///
/// # Errors
/// When the database fails.
pub fn move_people(tx: &mut Tx<'_>, from_id: i64, to_id: i64, now: Timestamp) -> Result<u64> {
    tx.execute(
        "INSERT INTO ticket_people (ticket_id, user_id, relation, added_at) SELECT $2, user_id, relation, $3 \
         FROM ticket_people WHERE ticket_id = $1 ON CONFLICT (ticket_id, relation, user_id) DO NOTHING",
        params![from_id, to_id, now],
    )
}
