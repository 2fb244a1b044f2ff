//! Settings of the installation.

use db::Tx;
use serde::Serialize;
use serde_json::Value;
use web::error::AppError;

use crate::audit::{self, Change, NewEntry, Stream};
use crate::ctx::Ctx;
use crate::desks::{check::allow, store};
use crate::people::policy::Act;

/// Sets a setting; nothing is written when it already has that value. Secrets are not settings: the journal keeps the
/// value.
///
/// # Errors
/// `Forbidden` unless the actor administers.
pub fn set_setting<T: Serialize>(tx: &mut Tx<'_>, cx: &Ctx, name: &str, value: &T) -> Result<(), AppError> {
    allow(cx, Act::Administer)?;
    let value = serde_json::to_value(value).map_err(AppError::internal)?;
    let was: Option<Value> = store::setting(tx, name)?;
    if was.as_ref() == Some(&value) {
        return Ok(());
    }
    store::put_setting(tx, name, &value.to_string())?;
    let change = Change::new(name, was.unwrap_or_default(), value);
    audit::append(tx, cx, &NewEntry::new(Stream::Installation, "setting.changed").changes(vec![change]))?;
    Ok(())
}
