//! Several notices in one letter. Each stays a row of its own, which says which letter told it.

use base::{app::App, people};
use db::Tx;
use jiff::Timestamp;
use web::AppError;

use super::{
    Facts, Kind, Notice, State,
    deliver::{enqueue, enqueue_alone},
};
use crate::inbox::store;

/// The kind of job that writes a digest.
pub(in crate::inbox) const DIGEST: &str = "inbox-digest";

/// Tells a person what is gathered for them by now: one letter for each mailbox, since each desk writes for itself.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) async fn digest(app: &App, user_id: i64, now: Timestamp) -> Result<(), AppError> {
    app.db.write(move |tx| write(tx, user_id, now)).await.map_err(AppError::from)
}

fn write(tx: &mut Tx<'_>, user_id: i64, now: Timestamp) -> db::Result<()> {
    let mut gathered = store::gathered(tx, user_id, now)?;
    let Some(user) = people::user(tx, user_id)?.filter(|user| user.disabled_at.is_none()) else {
        // Nobody reads it any more.
        let ids: Vec<i64> = gathered.iter().map(|notice| notice.id).collect();
        return store::digested(tx, &ids, None);
    };
    gathered.sort_by_key(|notice| (notice.mailbox_id, notice.id));
    for all in gathered.chunk_by(|one, other| one.mailbox_id == other.mailbox_id) {
        let ids: Vec<i64> = all.iter().map(|notice| notice.id).collect();
        match all {
            [] => {}
            [alone] => {
                store::ungather(tx, alone.id)?;
                enqueue_alone(tx, alone.id, now)?;
            }
            [first, ..] => {
                let domain = first.message_id.rsplit_once('@').map_or("", |(_, domain)| domain);
                let notice = Notice {
                    id: 0,
                    kind: Kind::Digest,
                    address: user.email.clone(),
                    name: user.name.clone(),
                    locale: user.locale,
                    words: String::new(),
                    facts: Facts { staff: first.facts.staff, ..Facts::default() },
                    message_id: format!("d{}.u{user_id}@{domain}", first.id),
                    state: State::Waiting,
                    created_at: now,
                    gathered_for: None,
                    ..first.clone()
                };
                if let Some(id) =
                    store::insert_notice(tx, &format!("digest/{user_id}/{}", first.id), &notice)?
                {
                    store::digested(tx, &ids, Some(id))?;
                    enqueue(tx, id, now)?;
                }
            }
        }
    }
    Ok(())
}
