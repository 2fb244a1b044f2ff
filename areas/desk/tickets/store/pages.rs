//! What pages ask besides a ticket itself: other tickets in a few words, neighbours in the queue, which comment an
//! attachment came with.

use base::people::policy::TicketFacts;
use db::{Error, Read, Result, Row, Value, params};
use jiff::Timestamp;
use rules::{
    priority::Priority,
    ticket_state::{Kind, State},
};

use crate::tickets::model::Brief;

const BRIEF: &str = "SELECT id, number, kind, state, priority, title, desk_id, requester_id, assignee_id, team_id, \
     provider_id, sensitive, affected_count FROM tickets ";

fn to_brief(row: &Row) -> Result<Brief> {
    let wrong = |column: &str| Error::Decode { column: column.to_owned(), problem: "not in the vocabulary" };
    Ok(Brief {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: Kind::from_code(row.get("kind")?).ok_or_else(|| wrong("kind"))?,
        state: State::from_code(row.get("state")?).ok_or_else(|| wrong("state"))?,
        priority: Priority::from_code(row.get("priority")?).ok_or_else(|| wrong("priority"))?,
        title: row.get("title")?,
        affected_count: row.get("affected_count")?,
        facts: TicketFacts {
            desk_id: row.get("desk_id")?,
            requester_id: row.get("requester_id")?,
            assignee_id: row.get("assignee_id")?,
            team_id: row.get("team_id")?,
            provider_id: row.get("provider_id")?,
            sensitive: row.get("sensitive")?,
            follows: false,
            touched: false,
        },
    })
}

fn briefs(read: &Read<'_>, condition: &str, values: &[Value]) -> Result<Vec<Brief>> {
    read.query(&format!("{BRIEF}{condition}"), values)?.iter().map(to_brief).collect()
}

/// Several tickets in a few words, in no order.
///
/// # Errors
/// When the database fails.
pub fn briefs_by_id(read: &Read<'_>, ids: &[i64]) -> Result<Vec<Brief>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<Value> = ids.iter().map(|id| Value::Int(*id)).collect();
    briefs(read, &format!("WHERE id IN ({})", db::list(1, ids.len())), &values)
}

/// A person's tickets opened since `since`, the newest first.
///
/// # Errors
/// When the database fails.
pub fn briefs_of_requester(
    read: &Read<'_>,
    user_id: i64,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Brief>> {
    let condition = "WHERE requester_id = $1 AND created_at > $2 ORDER BY id DESC LIMIT $3";
    briefs(read, condition, params![user_id, since, limit])
}

/// The unresolved tickets of several people, the newest first.
///
/// # Errors
/// When the database fails.
pub fn open_briefs_of(read: &Read<'_>, user_ids: &[i64], limit: i64) -> Result<Vec<Brief>> {
    if user_ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = user_ids.iter().map(|id| Value::Int(*id)).collect();
    values.push(Value::Int(limit));
    let list = db::list(1, user_ids.len());
    let condition = format!(
        "WHERE requester_id IN ({list}) AND state < 5 ORDER BY id DESC LIMIT ${}",
        user_ids.len() + 1
    );
    briefs(read, &condition, &values)
}

/// The unresolved incidents of a desk, the newest first.
///
/// # Errors
/// When the database fails.
pub fn ongoing(read: &Read<'_>, desk_id: i64, limit: i64) -> Result<Vec<Brief>> {
    let condition = "WHERE desk_id = $1 AND state < 5 AND kind = $2 ORDER BY id DESC LIMIT $3";
    briefs(read, condition, params![desk_id, Kind::Incident.code(), limit])
}

/// The latest tickets, for completion while a number or a title is typed.
///
/// # Errors
/// When the database fails.
pub fn latest(read: &Read<'_>, limit: i64) -> Result<Vec<Brief>> {
    briefs(read, "WHERE created_at > 0 ORDER BY created_at DESC, id DESC LIMIT $1", params![limit])
}

/// The ticket of a number in a few words.
///
/// # Errors
/// When the database fails.
pub fn brief_by_number(read: &Read<'_>, number: i64) -> Result<Option<Brief>> {
    Ok(briefs(read, "WHERE number = $1", params![number])?.into_iter().next())
}

/// The unresolved tickets before and after one in the order of the queue (by due instant) of its team, or of its desk
/// while no team has it: the nearest first.
///
/// # Errors
/// When the database fails.
pub fn neighbours(
    read: &Read<'_>,
    ticket_id: i64,
    team_id: Option<i64>,
    desk_id: i64,
) -> Result<(Vec<Brief>, Vec<Brief>)> {
    let (column, id) = team_id.map_or(("desk_id", desk_id), |team| ("team_id", team));
    let place = read.first("SELECT due_key FROM tickets WHERE id = $1", params![ticket_id])?;
    let Some(due) = place.map(|row| row.at::<i64>(0)).transpose()? else {
        return Ok((Vec::new(), Vec::new()));
    };
    let side = |than: &str, order: &str| {
        let condition = format!(
            "WHERE {column} = $1 AND state < 5 AND (due_key, id) {than} ($2, $3) \
             ORDER BY due_key {order}, id {order} LIMIT 20"
        );
        briefs(read, &condition, params![id, due, ticket_id])
    };
    Ok((side("<", "DESC")?, side(">", "ASC")?))
}

/// Of some comments, the journal entry of each.
///
/// # Errors
/// When the database fails.
pub fn comment_entries(read: &Read<'_>, comment_ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    if comment_ids.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<Value> = comment_ids.iter().map(|id| Value::Int(*id)).collect();
    let sql = format!("SELECT id, entry_no FROM comments WHERE id IN ({})", db::list(1, comment_ids.len()));
    read.query(&sql, &values)?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// A ticket's last comment, of all or of the public ones: 0 when there is none.
///
/// # Errors
/// When the database fails.
pub fn last_comment_id(read: &Read<'_>, ticket_id: i64, only_public: bool) -> Result<i64> {
    let sql = "SELECT id FROM comments WHERE ticket_id = $1 AND (public OR NOT $2) ORDER BY id DESC LIMIT 1";
    Ok(read.first(sql, params![ticket_id, only_public])?.map(|row| row.at(0)).transpose()?.unwrap_or(0))
}
