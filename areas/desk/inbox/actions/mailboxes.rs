//! Setting up mailboxes.

use base::{
    audit::{self, Change, NewEntry, Stream},
    ctx::Ctx,
    desks,
    people::policy::{Act, may},
};
use db::Tx;
use serde_json::json;
use web::error::{AppError, FieldError};

use crate::inbox::{
    model::{Mailbox, NewMailbox},
    store,
};

fn authorise(cx: &Ctx, desk_id: i64) -> Result<(), AppError> {
    if may(&cx.actor, Act::ManageDesk(desk_id)) { Ok(()) } else { Err(AppError::Forbidden) }
}

/// A mailbox as it will be stored, or its faults.
fn checked(tx: &Tx<'_>, cx: &Ctx, new: &NewMailbox, own: Option<i64>) -> Result<NewMailbox, AppError> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &str| {
        let text = web::i18n::t(cx.locale, &format!("inbox-fault-{code}"));
        faults.push(FieldError::new(field, code, text));
    };
    let clean = NewMailbox {
        name: new.name.trim().to_owned(),
        address: mail::address::normalise(&new.address),
        authserv: mail::address::normalise_domain(new.authserv.trim()),
        ..new.clone()
    };
    if clean.name.is_empty() || clean.name.chars().count() > 200 {
        fault("name", "name");
    }
    if !mail::address::is_plausible(&clean.address) {
        fault("address", "address");
    } else if store::mailbox_by_address(tx, &clean.address)?.is_some_and(|other| Some(other.id) != own) {
        fault("address", "address-taken");
    }
    if clean.authserv.len() > 253 || clean.authserv.contains(char::is_whitespace) {
        fault("authserv", "authserv");
    }
    if let Some(id) = clean.category_id
        && desks::category(tx, id)?
            .is_none_or(|category| category.desk_id != clean.desk_id || category.archived)
    {
        fault("category", "category");
    }
    if faults.is_empty() { Ok(clean) } else { Err(AppError::Invalid(faults)) }
}

/// Sets a mailbox up.
///
/// # Errors
/// `Forbidden`, `NotFound` without such a desk, `Invalid` with a fault for each field.
pub fn create_mailbox(tx: &mut Tx<'_>, cx: &Ctx, new: &NewMailbox) -> Result<Mailbox, AppError> {
    authorise(cx, new.desk_id)?;
    desks::desk(tx, new.desk_id)?.ok_or(AppError::NotFound)?;
    let clean = checked(tx, cx, new, None)?;
    let id = store::insert_mailbox(tx, &clean, cx.now)?;
    let data = json!({ "mailbox_id": id, "name": clean.name, "address": clean.address });
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(clean.desk_id), "mailbox.created").data(data))?;
    store::mailbox(tx, id)?.ok_or(AppError::NotFound)
}

/// Changes a mailbox whose version is the one that was seen. Its desk, address and kind stay: mail was received there.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`, `Conflict`.
pub fn change_mailbox(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    new: &NewMailbox,
    enabled: bool,
) -> Result<Mailbox, AppError> {
    let before = store::mailbox(tx, id)?.ok_or(AppError::NotFound)?;
    authorise(cx, before.desk_id)?;
    let (address, desk_id) = (before.address.clone(), before.desk_id);
    let clean = checked(tx, cx, &NewMailbox { address, desk_id, ..new.clone() }, Some(id))?;
    if store::update_mailbox(tx, id, version, &clean, enabled)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    let mut changes = Vec::new();
    let mut compare = |field: &str, was: serde_json::Value, is: serde_json::Value| {
        if was != is {
            changes.push(Change::new(field, was, is));
        }
    };
    compare("name", json!(before.name), json!(clean.name));
    compare("authserv", json!(before.authserv), json!(clean.authserv));
    compare("guests", json!(before.guests), json!(clean.guests));
    compare("category_id", json!(before.category_id), json!(clean.category_id));
    compare("enabled", json!(before.enabled), json!(enabled));
    let entry = NewEntry::new(Stream::Desk(before.desk_id), "mailbox.changed").changes(changes);
    audit::append(tx, cx, &entry.data(json!({ "mailbox_id": id })))?;
    store::mailbox(tx, id)?.ok_or(AppError::NotFound)
}

/// Puts a mailbox away: it takes no more mail, and what it received stays.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Conflict`.
pub fn archive_mailbox(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let before = store::mailbox(tx, id)?.ok_or(AppError::NotFound)?;
    authorise(cx, before.desk_id)?;
    if store::archive_mailbox(tx, id, version, cx.now)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    let entry = NewEntry::new(Stream::Desk(before.desk_id), "mailbox.archived");
    audit::append(tx, cx, &entry.data(json!({ "mailbox_id": id })))?;
    Ok(())
}
