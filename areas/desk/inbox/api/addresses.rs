//! Addresses that mail does not reach.

use axum::{Json, extract::State, http::StatusCode};
use base::{
    api::{QueryRefusals, ReadRefusals, WriteRefusals},
    app::App,
    people::{
        ApiCaller,
        policy::{Act, may},
    },
};
use db::Read;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{AppError, extract::ApiJson};

use crate::inbox::{
    actions::{BOUNCES, clear_address},
    model::BadAddress,
    reads, store,
};

/// An address from which mail comes back.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = BadAddress)]
pub(super) struct BadAddressBody {
    /// The address.
    #[schema(example = "m.legoff@kerlann.example")]
    address: String,
    /// How many mails came back for ever since it was last good.
    #[schema(example = 2)]
    bounces: i64,
    /// Whether nothing automatic goes there any more.
    stopped: bool,
    /// What was said the last time.
    #[schema(example = "550 5.1.1 no such user")]
    reason: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// When the last one came back.
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
}

impl From<BadAddress> for BadAddressBody {
    fn from(bad: BadAddress) -> Self {
        Self {
            stopped: bad.bounces >= BOUNCES,
            address: bad.address,
            bounces: bad.bounces,
            reason: bad.why,
            since: bad.first_at,
            last_at: bad.last_at,
        }
    }
}

/// The latest of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = BadAddresses)]
pub(super) struct BadAddressesBody {
    items: Vec<BadAddressBody>,
}

/// The addresses from which mail of the caller's desks comes back, the latest 500.
#[utoipa::path(get, path = "/api/v1/mail-addresses", operation_id = "list_bad_addresses", tag = "mail",
    responses((status = 200, description = "The addresses", body = BadAddressesBody), ReadRefusals, QueryRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<BadAddressesBody>, AppError> {
    if !may(&cx.actor, Act::UseDesk) {
        return Err(AppError::Forbidden);
    }
    let read = move |r: &Read<'_>| -> Result<_, AppError> {
        let mine: Vec<i64> = reads::mailboxes(r, &cx)?.iter().map(|mailbox| mailbox.id).collect();
        Ok(store::bad_addresses(r, &mine, 500)?)
    };
    let found = app.db.read(read).await?;
    Ok(Json(BadAddressesBody { items: found.into_iter().map(BadAddressBody::from).collect() }))
}

/// Which address is good again.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GoodAddress {
    /// The address.
    #[schema(example = "m.legoff@kerlann.example")]
    address: String,
}

/// Says that an address is good again: what is automatic goes there as before.
#[utoipa::path(post, path = "/api/v1/mail-addresses/good", operation_id = "clear_bad_address", tag = "mail",
    request_body = GoodAddress,
    responses((status = 204, description = "Nothing is held against it any more"), ReadRefusals, WriteRefusals))]
pub(super) async fn good(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    ApiJson(good): ApiJson<GoodAddress>,
) -> Result<StatusCode, AppError> {
    app.db.write(move |tx| clear_address(tx, &cx, &good.address)).await?;
    Ok(StatusCode::NO_CONTENT)
}
