//! Attachments. The content is on disk, synced, before the row is written (architecture §4).

use base::{audit::NewEntry, ctx::Ctx, people::policy::Access};
use db::Tx;
use serde_json::json;
use web::error::AppError;

use super::Session;
use crate::tickets::{
    model::{Attachment, Ticket},
    refusal::Refused,
    store,
};

/// A file that lies on disk already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// SHA-256 of its content, in hexadecimal.
    pub file_hash: String,
    /// In bytes.
    pub size: i64,
    /// Its name as given, without path and control characters.
    pub name: String,
    /// Its type as recognised from its bytes.
    pub media_type: String,
    /// The unguessable word of its address.
    pub token: String,
    /// Whether the requester sees it.
    pub public: bool,
    /// The comment it belongs to.
    pub comment_id: Option<i64>,
}

/// Adds a file to a ticket.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub fn attach(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    new: &NewAttachment,
) -> Result<(Ticket, Attachment), Refused> {
    let mut session = Session::open(tx, cx, number, Access::Hear)?;
    if session.access == Access::Observe || (!new.public && session.access < Access::Work) {
        return Err(AppError::Forbidden.into());
    }
    if let Some(comment_id) = new.comment_id {
        store::comment(session.tx, session.ticket.id, comment_id)?.ok_or(AppError::NotFound)?;
    }
    store::insert_file(session.tx, &new.file_hash, new.size, cx.now)?;
    let mut attachment = Attachment {
        id: 0,
        ticket_id: session.ticket.id,
        comment_id: new.comment_id,
        public: new.public,
        file_hash: new.file_hash.clone(),
        token: new.token.clone(),
        name: new.name.clone(),
        media_type: new.media_type.clone(),
        size: new.size,
        uploaded_by: cx.actor.user_id(),
        created_at: cx.now,
    };
    attachment.id = store::insert_attachment(session.tx, &attachment)?;
    let data = json!({ "name": new.name, "size": new.size, "hash": new.file_hash });
    let mut entry = NewEntry::new(session.stream(), "attachment.added").data(data);
    entry.public = new.public;
    session.journal(&entry)?;
    Ok((session.save()?, attachment))
}

/// Takes a file off a ticket: its uploader or a lead.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub fn detach(tx: &mut Tx<'_>, cx: &Ctx, number: i64, attachment_id: i64) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Follow)?;
    let attachment =
        store::attachment(session.tx, session.ticket.id, attachment_id)?.ok_or(AppError::NotFound)?;
    if !attachment.public && session.access < Access::Observe {
        return Err(AppError::NotFound.into());
    }
    let own = attachment.uploaded_by.is_some() && attachment.uploaded_by == cx.actor.user_id();
    if !own && session.access < Access::Lead {
        return Err(AppError::Forbidden.into());
    }
    store::remove_attachment(session.tx, attachment.id, cx.now)?;
    let mut entry =
        NewEntry::new(session.stream(), "attachment.removed").data(json!({ "name": attachment.name }));
    entry.public = attachment.public;
    session.journal(&entry)?;
    session.save()
}
