//! What belongs to people while they work: tags, drafts, presence, macros.

use db::{Error, Read, Result, Row, Tx, Value, params};
use jiff::Timestamp;

use crate::tickets::model::{Draft, Macro, Presence, PresenceMode};

/// A ticket's tags in alphabetical order.
///
/// # Errors
/// When the database fails.
pub fn tags(read: &Read<'_>, ticket_id: i64) -> Result<Vec<String>> {
    let sql = "SELECT tag FROM ticket_tags WHERE ticket_id = $1 ORDER BY tag LIMIT 100";
    let mut tags: Vec<String> =
        read.query(sql, params![ticket_id])?.iter().map(|row| row.at(0)).collect::<Result<_>>()?;
    // The engines' collations differ.
    tags.sort();
    Ok(tags)
}

/// The tags of several tickets.
///
/// # Errors
/// When the database fails.
pub fn tags_of(read: &Read<'_>, ticket_ids: &[i64]) -> Result<Vec<(i64, String)>> {
    let sql = format!(
        "SELECT ticket_id, tag FROM ticket_tags WHERE ticket_id IN ({})",
        db::list(1, ticket_ids.len())
    );
    let values: Vec<Value> = ticket_ids.iter().map(|id| Value::Int(*id)).collect();
    read.query(&sql, &values)?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// Adds a tag; says whether it was not there yet.
///
/// # Errors
/// When the database fails.
pub fn add_tag(tx: &mut Tx<'_>, ticket_id: i64, tag: &str) -> Result<bool> {
    let sql =
        "INSERT INTO ticket_tags (ticket_id, tag) VALUES ($1, $2) ON CONFLICT (ticket_id, tag) DO NOTHING";
    Ok(tx.execute(sql, params![ticket_id, tag])? > 0)
}

/// Removes a tag; says whether it was there.
///
/// # Errors
/// When the database fails.
pub fn remove_tag(tx: &mut Tx<'_>, ticket_id: i64, tag: &str) -> Result<bool> {
    Ok(tx.execute("DELETE FROM ticket_tags WHERE ticket_id = $1 AND tag = $2", params![ticket_id, tag])? > 0)
}

/// Gives one ticket's tags to another too.
///
/// # Errors
/// When the database fails.
pub fn move_tags(tx: &mut Tx<'_>, from_id: i64, to_id: i64) -> Result<u64> {
    tx.execute(
        "INSERT INTO ticket_tags (ticket_id, tag) SELECT $2, tag FROM ticket_tags WHERE ticket_id = $1 \
         ON CONFLICT (ticket_id, tag) DO NOTHING",
        params![from_id, to_id],
    )
}

/// A person's draft on a ticket.
///
/// # Errors
/// When the database fails.
pub fn draft(read: &Read<'_>, user_id: i64, ticket_id: i64) -> Result<Option<Draft>> {
    let sql = "SELECT public, body, updated_at FROM drafts WHERE user_id = $1 AND ticket_id = $2";
    let row = read.first(sql, params![user_id, ticket_id])?;
    row.map(|row| Ok(Draft { public: row.at(0)?, body: row.at(1)?, updated_at: row.at(2)? })).transpose()
}

/// Keeps a draft.
///
/// # Errors
/// When the database fails.
pub fn save_draft(tx: &mut Tx<'_>, user_id: i64, ticket_id: i64, draft: &Draft) -> Result<()> {
    tx.execute(
        "INSERT INTO drafts (user_id, ticket_id, public, body, updated_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (user_id, ticket_id) DO UPDATE SET public = excluded.public, body = excluded.body, \
         updated_at = excluded.updated_at",
        params![user_id, ticket_id, draft.public, draft.body, draft.updated_at],
    )?;
    Ok(())
}

/// Forgets a draft: it was sent or emptied.
///
/// # Errors
/// When the database fails.
pub fn delete_draft(tx: &mut Tx<'_>, user_id: i64, ticket_id: i64) -> Result<u64> {
    tx.execute("DELETE FROM drafts WHERE user_id = $1 AND ticket_id = $2", params![user_id, ticket_id])
}

/// Who is on these tickets' pages at `now`.
///
/// # Errors
/// When the database fails.
pub fn presence(read: &Read<'_>, ticket_ids: &[i64], now: Timestamp) -> Result<Vec<Presence>> {
    let sql = format!(
        "SELECT ticket_id, user_id, mode FROM presence WHERE expires_at > $1 AND ticket_id IN ({}) ORDER BY user_id",
        db::list(2, ticket_ids.len())
    );
    let mut values = params![now].to_vec();
    values.extend(ticket_ids.iter().map(|id| Value::Int(*id)));
    let rows = read.query(&sql, &values)?;
    let found = rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, PresenceMode::from_code(row.at(2)?))));
    let found: Vec<(i64, i64, Option<PresenceMode>)> = found.collect::<Result<_>>()?;
    Ok(found
        .into_iter()
        .filter_map(|(ticket_id, user_id, mode)| Some(Presence { ticket_id, user_id, mode: mode? }))
        .collect())
}

/// Notes that someone is there until `expires_at`; says whether that is news to the others.
///
/// # Errors
/// When the database fails.
pub fn set_presence(
    tx: &mut Tx<'_>,
    presence: &Presence,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    let known = tx.first(
        "SELECT 1 FROM presence WHERE ticket_id = $1 AND user_id = $2 AND mode = $3 AND expires_at > $4",
        params![presence.ticket_id, presence.user_id, presence.mode.code(), now],
    )?;
    tx.execute(
        "INSERT INTO presence (ticket_id, user_id, mode, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (ticket_id, user_id) DO UPDATE SET mode = excluded.mode, expires_at = excluded.expires_at",
        params![presence.ticket_id, presence.user_id, presence.mode.code(), expires_at],
    )?;
    Ok(known.is_none())
}

/// Someone left the page.
///
/// # Errors
/// When the database fails.
pub fn leave(tx: &mut Tx<'_>, ticket_id: i64, user_id: i64) -> Result<u64> {
    tx.execute("DELETE FROM presence WHERE ticket_id = $1 AND user_id = $2", params![ticket_id, user_id])
}

/// Forgets who has been gone for long.
///
/// # Errors
/// When the database fails.
pub fn expire_presence(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM presence WHERE expires_at < $1", params![before])
}

fn to_macro(row: &Row) -> Result<Macro> {
    let steps: String = row.get("steps")?;
    Ok(Macro {
        id: row.get("id")?,
        desk_id: row.get("desk_id")?,
        team_id: row.get("team_id")?,
        name_fr: row.get("name_fr")?,
        name_en: row.get("name_en")?,
        steps: serde_json::from_str(&steps)
            .map_err(|_| Error::Decode { column: "steps".into(), problem: "not steps of a macro" })?,
        used: row.get("used")?,
        version: row.get("version")?,
    })
}

const MACRO: &str = "SELECT id, desk_id, team_id, name_fr, name_en, steps, used, version FROM macros ";

/// A desk's macros, the most used first.
///
/// # Errors
/// When the database fails.
pub fn macros(read: &Read<'_>, desk_id: i64) -> Result<Vec<Macro>> {
    let sql = format!("{MACRO} WHERE desk_id = $1 AND archived_at IS NULL ORDER BY used DESC, id LIMIT 500");
    read.query(&sql, params![desk_id])?.iter().map(to_macro).collect()
}

/// One macro in use.
///
/// # Errors
/// When the database fails.
pub fn macro_by_id(read: &Read<'_>, id: i64) -> Result<Option<Macro>> {
    let sql = format!("{MACRO} WHERE id = $1 AND archived_at IS NULL");
    read.first(&sql, params![id])?.as_ref().map(to_macro).transpose()
}

fn steps(value: &Macro) -> Result<String> {
    serde_json::to_string(&value.steps).map_err(|error| Error::Engine(error.to_string()))
}

/// Stores a new macro and gives its row.
///
/// # Errors
/// When the database fails.
pub fn insert_macro(tx: &mut Tx<'_>, new: &Macro) -> Result<i64> {
    tx.insert(
        "INSERT INTO macros (desk_id, team_id, name_fr, name_en, steps, used, version) \
         VALUES ($1, $2, $3, $4, $5, 0, 1) RETURNING id",
        params![new.desk_id, new.team_id, new.name_fr, new.name_en, steps(new)?],
    )
}

/// Changes a macro whose version is still the one that was seen; 0 rows otherwise.
///
/// # Errors
/// When the database fails.
pub fn update_macro(tx: &mut Tx<'_>, changed: &Macro) -> Result<u64> {
    tx.execute(
        "UPDATE macros SET team_id = $3, name_fr = $4, name_en = $5, steps = $6, version = version + 1 \
         WHERE id = $1 AND version = $2 AND archived_at IS NULL",
        params![
            changed.id,
            changed.version,
            changed.team_id,
            changed.name_fr,
            changed.name_en,
            steps(changed)?
        ],
    )
}

/// Takes a macro out of use; 0 rows when its version moved on.
///
/// # Errors
/// When the database fails.
pub fn archive_macro(tx: &mut Tx<'_>, id: i64, version: i64, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE macros SET archived_at = $3, version = version + 1 WHERE id = $1 AND version = $2 \
         AND archived_at IS NULL",
        params![id, version, now],
    )
}

/// Counts a use.
///
/// # Errors
/// When the database fails.
pub fn used_macro(tx: &mut Tx<'_>, id: i64) -> Result<u64> {
    tx.execute("UPDATE macros SET used = used + 1 WHERE id = $1", params![id])
}
