//! `link_uses`.

use db::{Error, Read, Result, Tx, params};
use jiff::Timestamp;

use crate::inbox::links::Act;

/// What was done by the links of a notice, in order.
pub(in crate::inbox) fn link_uses(read: &Read<'_>, notice_id: i64) -> Result<Vec<(Act, Timestamp)>> {
    let sql = "SELECT act, used_at FROM link_uses WHERE notice_id = $1 ORDER BY used_at, act";
    let of = |code| {
        let problem = "not in the vocabulary";
        Act::from_code(code).ok_or_else(|| Error::Decode { column: "act".to_owned(), problem })
    };
    read.query(sql, params![notice_id])?.iter().map(|row| Ok((of(row.at(0)?)?, row.at(1)?))).collect()
}

/// Notes that a link was used; false when it was used for that before.
pub(in crate::inbox) fn use_link(tx: &mut Tx<'_>, notice_id: i64, act: Act, now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO link_uses (notice_id, act, used_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![notice_id, act.code(), now])? > 0)
}

/// Forgets up to 500 uses of links in notices that were made before an instant; how many.
pub(in crate::inbox) fn sweep_link_uses(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM link_uses WHERE notice_id IN (SELECT u.notice_id FROM link_uses u JOIN notices n ON n.id = u.notice_id \
         WHERE n.created_at < $1 ORDER BY u.notice_id LIMIT 500)",
        params![before],
    )
}
