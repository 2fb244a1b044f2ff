//! Tasks and time spent.

use db::{Read, Result, Row, Tx, params};

use crate::tickets::model::{Task, WorkEntry};

const TASK: &str = "SELECT id, ticket_id, title, assignee_id, due_at, done_at, position, version FROM tasks ";

fn to_task(row: &Row) -> Result<Task> {
    Ok(Task {
        id: row.get("id")?,
        ticket_id: row.get("ticket_id")?,
        title: row.get("title")?,
        assignee_id: row.get("assignee_id")?,
        due_at: row.get("due_at")?,
        done_at: row.get("done_at")?,
        position: row.get("position")?,
        version: row.get("version")?,
    })
}

/// A ticket's tasks in their order.
///
/// # Errors
/// When the database fails.
pub fn tasks(read: &Read<'_>, ticket_id: i64) -> Result<Vec<Task>> {
    let sql = format!("{TASK} WHERE ticket_id = $1 ORDER BY position, id LIMIT 500");
    read.query(&sql, params![ticket_id])?.iter().map(to_task).collect()
}

/// One task of a ticket.
///
/// # Errors
/// When the database fails.
pub fn task(read: &Read<'_>, ticket_id: i64, id: i64) -> Result<Option<Task>> {
    let sql = format!("{TASK} WHERE ticket_id = $1 AND id = $2");
    read.first(&sql, params![ticket_id, id])?.as_ref().map(to_task).transpose()
}

/// What a person has to do, the most pressing first.
///
/// # Errors
/// When the database fails.
pub fn my_tasks(read: &Read<'_>, user_id: i64, limit: i64) -> Result<Vec<Task>> {
    let sql = format!(
        "{TASK} WHERE assignee_id = $1 AND done_at IS NULL ORDER BY due_at ASC NULLS LAST, id LIMIT $2"
    );
    read.query(&sql, params![user_id, limit])?.iter().map(to_task).collect()
}

/// Adds a task at the end and gives its row.
///
/// # Errors
/// When the database fails.
pub fn insert_task(tx: &mut Tx<'_>, task: &Task) -> Result<i64> {
    tx.insert(
        "INSERT INTO tasks (ticket_id, title, assignee_id, due_at, position, version) VALUES ($1, $2, $3, $4, \
         (SELECT COALESCE(MAX(position), 0) + 1 FROM tasks WHERE ticket_id = $1), 1) RETURNING id",
        params![task.ticket_id, task.title, task.assignee_id, task.due_at],
    )
}

/// Changes a task whose version is still the one that was seen; 0 rows otherwise.
///
/// # Errors
/// When the database fails.
pub fn update_task(tx: &mut Tx<'_>, task: &Task, done_by: Option<i64>) -> Result<u64> {
    tx.execute(
        "UPDATE tasks SET title = $3, assignee_id = $4, due_at = $5, done_at = $6, done_by = $7, \
         version = version + 1 WHERE id = $1 AND version = $2",
        params![task.id, task.version, task.title, task.assignee_id, task.due_at, task.done_at, done_by],
    )
}

/// Removes a task.
///
/// # Errors
/// When the database fails.
pub fn delete_task(tx: &mut Tx<'_>, id: i64) -> Result<u64> {
    tx.execute("DELETE FROM tasks WHERE id = $1", params![id])
}

/// The time spent on a ticket, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn work_entries(read: &Read<'_>, ticket_id: i64) -> Result<Vec<WorkEntry>> {
    let sql = "SELECT id, user_id, minutes, note, worked_on, created_at FROM work_log WHERE ticket_id = $1 \
         ORDER BY id LIMIT 1000";
    let rows = read.query(sql, params![ticket_id])?;
    rows.iter()
        .map(|row| {
            Ok(WorkEntry {
                id: row.get("id")?,
                user_id: row.get("user_id")?,
                minutes: row.get("minutes")?,
                note: row.get("note")?,
                worked_on: row.get("worked_on")?,
                created_at: row.get("created_at")?,
            })
        })
        .collect()
}

/// Writes time down.
///
/// # Errors
/// When the database fails.
pub fn insert_work(tx: &mut Tx<'_>, ticket_id: i64, work: &WorkEntry) -> Result<i64> {
    tx.insert(
        "INSERT INTO work_log (ticket_id, user_id, minutes, note, worked_on, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        params![ticket_id, work.user_id, work.minutes, work.note, work.worked_on, work.created_at],
    )
}

/// Hands the time spent on a merged ticket to the one that goes on.
///
/// # Errors
/// When the database fails.
pub fn move_work(tx: &mut Tx<'_>, from_id: i64, to_id: i64) -> Result<u64> {
    tx.execute("UPDATE work_log SET ticket_id = $2 WHERE ticket_id = $1", params![from_id, to_id])
}
