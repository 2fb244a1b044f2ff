//! `notice_preferences`.

use db::{Read, Result, Tx, params};

use crate::people::notice::{NoticeDelivery, NoticePreferences, NoticeTopic};

/// What a person wants to be told by mail.
///
/// # Errors
/// When the database fails.
pub fn notice_preferences(read: &Read<'_>, user_id: i64) -> Result<NoticePreferences> {
    let sql = "SELECT topic, delivery FROM notice_preferences WHERE user_id = $1 ORDER BY topic";
    let mut found = NoticePreferences::default();
    for row in read.query(sql, params![user_id])? {
        let (topic, delivery): (i64, i64) = (row.at(0)?, row.at(1)?);
        let topic = NoticeTopic::ALL.into_iter().find(|known| known.code() == topic);
        let delivery = NoticeDelivery::from_code(delivery);
        let (Some(topic), Some(delivery)) = (topic, delivery) else { return Err(super::unknown("topic")) };
        found.set(topic, delivery);
    }
    Ok(found)
}

/// Keeps a person's choice.
pub(in crate::people) fn set(
    tx: &mut Tx<'_>,
    user_id: i64,
    topic: NoticeTopic,
    delivery: NoticeDelivery,
) -> Result<()> {
    tx.execute(
        "INSERT INTO notice_preferences (user_id, topic, delivery) VALUES ($1, $2, $3) \
         ON CONFLICT (user_id, topic) DO UPDATE SET delivery = excluded.delivery",
        params![user_id, topic.code(), delivery.code()],
    )?;
    Ok(())
}
