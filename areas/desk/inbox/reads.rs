//! What others may read of mail.

use base::{
    app::App,
    ctx::Ctx,
    people::policy::{Act, may},
};
use db::Read;
use tokio::task::spawn_blocking;
use web::AppError;

use super::{
    model::{Mail, Mailbox},
    store,
};
use crate::tickets::files;

/// The mailboxes whose mail the actor may read: those of the desks at which they work.
pub(super) fn mailboxes(read: &Read<'_>, cx: &Ctx) -> Result<Vec<Mailbox>, AppError> {
    let all = store::mailboxes(read, None)?;
    Ok(all.into_iter().filter(|mailbox| may(&cx.actor, Act::ReadMail(mailbox.desk_id))).collect())
}

/// A mail that the actor may read, with its mailbox.
pub(super) fn mail(read: &Read<'_>, cx: &Ctx, id: i64) -> Result<(Mail, Mailbox), AppError> {
    if !may(&cx.actor, Act::UseDesk) {
        return Err(AppError::Forbidden);
    }
    let mail = store::mail(read, id)?.ok_or(AppError::NotFound)?;
    let mailbox = store::mailbox(read, mail.mailbox_id)?;
    let mailbox = mailbox.filter(|mailbox| may(&cx.actor, Act::ReadMail(mailbox.desk_id)));
    Ok((mail, mailbox.ok_or(AppError::NotFound)?))
}

/// What a kept mail says, as plain words.
pub(super) async fn text(app: &App, mail: &Mail) -> Result<String, AppError> {
    let (folder, hash) = (app.config.data.join("files"), mail.raw_hash.clone());
    let read = spawn_blocking(move || -> std::io::Result<String> {
        let mut raw = Vec::new();
        std::io::Read::read_to_end(&mut files::open(&folder, &hash)?, &mut raw)?;
        let text = mail::message::parse(&raw).text;
        Ok(text.chars().filter(|c| *c != '\0').take(100_000).collect())
    });
    read.await.map_err(AppError::internal)?.map_err(AppError::internal)
}
