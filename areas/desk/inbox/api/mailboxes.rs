//! Mailboxes for programs.

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{ReadRefusals, WriteRefusals, nullable},
    app::App,
    ctx::Ctx,
    people::{
        ApiCaller,
        idempotency::{Answer, once},
        policy::{Act, may},
    },
};
use db::Read;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    AppError,
    etag::{IdempotencyKey, IfMatch},
    extract::ApiJson,
    page::Page,
};

use crate::inbox::{
    actions,
    model::{Kind, Mailbox, NewMailbox},
    store,
};

/// A mailbox of a help desk.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Mailbox)]
pub(super) struct MailboxBody {
    /// Its id.
    #[schema(example = 2)]
    id: i64,
    /// The desk whose tickets its mail opens.
    #[schema(example = 1)]
    desk_id: i64,
    /// For people.
    #[schema(example = "Support")]
    name: String,
    /// Its address; notices of the desk come from it.
    #[schema(example = "support@kerlann.example")]
    address: String,
    /// How mail comes: `lmtp`, handed over by a mail server of the site; `imap`, fetched.
    kind: Kind,
    /// The name by which the receiving mail server signs `Authentication-Results`; empty when it writes none, and then no
    /// sender is verified.
    #[schema(example = "mx.kerlann.example")]
    authserv: String,
    /// Whether somebody who is unknown may open a ticket.
    guests: bool,
    /// The category of what it opens.
    category_id: Option<i64>,
    /// Whether it takes mail.
    enabled: bool,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

impl MailboxBody {
    fn answer(self) -> Result<Answer, AppError> {
        Ok(Answer::ok(&self)?.version(self.version))
    }
}

impl From<Mailbox> for MailboxBody {
    fn from(mailbox: Mailbox) -> Self {
        Self {
            id: mailbox.id,
            desk_id: mailbox.desk_id,
            name: mailbox.name,
            address: mailbox.address,
            kind: mailbox.kind,
            authserv: mailbox.authserv,
            guests: mailbox.guests,
            category_id: mailbox.category_id,
            enabled: mailbox.enabled,
            version: mailbox.version,
        }
    }
}

/// A mailbox to be set up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailboxCreate {
    /// The desk whose tickets its mail opens.
    #[schema(example = 1)]
    desk_id: i64,
    /// For people.
    #[schema(example = "Support")]
    name: String,
    /// Its address.
    #[schema(example = "support@kerlann.example")]
    address: String,
    /// How mail comes.
    kind: Kind,
    /// The name by which the receiving mail server signs `Authentication-Results`.
    #[serde(default)]
    authserv: String,
    /// Whether somebody who is unknown may open a ticket; yes unless said otherwise.
    guests: Option<bool>,
    /// The category of what it opens.
    category_id: Option<i64>,
}

/// What to change of a mailbox; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailboxPatch {
    /// For people.
    name: Option<String>,
    /// The name by which the receiving mail server signs `Authentication-Results`.
    authserv: Option<String>,
    /// Whether somebody who is unknown may open a ticket.
    guests: Option<bool>,
    /// The category of what it opens; `null` for none.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    category_id: Option<Option<i64>>,
    /// Whether it takes mail.
    enabled: Option<bool>,
}

/// Those who manage the desk see its mailboxes.
fn visible(read: &Read<'_>, cx: &Ctx, id: i64) -> Result<Mailbox, AppError> {
    if !may(&cx.actor, Act::ReadSettings) {
        return Err(AppError::Forbidden);
    }
    let mailbox =
        store::mailbox(read, id)?.filter(|mailbox| may(&cx.actor, Act::ManageDesk(mailbox.desk_id)));
    mailbox.ok_or(AppError::NotFound)
}

/// The mailboxes in use of the desks that the caller manages.
#[utoipa::path(get, path = "/api/v1/mailboxes", operation_id = "list_mailboxes", tag = "mail",
    responses((status = 200, description = "All of them, on one page", body = Page<MailboxBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
) -> Result<Json<Page<MailboxBody>>, AppError> {
    if !may(&cx.actor, Act::ReadSettings) {
        return Err(AppError::Forbidden);
    }
    let all = app.db.read(|r| store::mailboxes(r, None)).await?;
    let mine = all.into_iter().filter(|mailbox| may(&cx.actor, Act::ManageDesk(mailbox.desk_id)));
    Ok(Json(Page { items: mine.map(MailboxBody::from).collect(), next: None }))
}

/// A mailbox.
#[utoipa::path(get, path = "/api/v1/mailboxes/{id}", operation_id = "read_mailbox", tag = "mail",
    params(("id" = i64, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox; `ETag` is its version", body = MailboxBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Answer, AppError> {
    MailboxBody::from(app.db.read(move |r| visible(r, &cx, id)).await?).answer()
}

/// Sets a mailbox up.
#[utoipa::path(post, path = "/api/v1/mailboxes", operation_id = "create_mailbox", tag = "mail",
    request_body = MailboxCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    responses((status = 201, description = "Created: see `Location`", body = MailboxBody), ReadRefusals, WriteRefusals))]
pub(super) async fn create_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    key: IdempotencyKey,
    ApiJson(body): ApiJson<MailboxCreate>,
) -> Result<Answer, AppError> {
    let of = body.clone();
    let new = NewMailbox {
        desk_id: of.desk_id,
        name: of.name,
        address: of.address,
        kind: of.kind,
        authserv: of.authserv,
        guests: of.guests.unwrap_or(true),
        category_id: of.category_id,
    };
    once(&app, &cx, &key, ("POST", "/api/v1/mailboxes"), &body, move |tx, cx| {
        let mailbox = MailboxBody::from(actions::create_mailbox(tx, cx, &new)?);
        let location = format!("/api/v1/mailboxes/{}", mailbox.id);
        Ok(Answer::created(location, &mailbox)?.version(mailbox.version))
    })
    .await
}

/// Changes a mailbox.
#[utoipa::path(patch, path = "/api/v1/mailboxes/{id}", operation_id = "change_mailbox", tag = "mail",
    request_body = MailboxPatch,
    params(("id" = i64, Path, description = "The mailbox"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = MailboxBody), ReadRefusals, WriteRefusals))]
pub(super) async fn change_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
    ApiJson(patch): ApiJson<MailboxPatch>,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        let was = visible(tx, &cx, id)?;
        seen.check(was.version)?;
        let patch = patch.clone();
        let enabled = patch.enabled.unwrap_or(was.enabled);
        let new = NewMailbox {
            desk_id: was.desk_id,
            name: patch.name.unwrap_or(was.name),
            address: was.address,
            kind: was.kind,
            authserv: patch.authserv.unwrap_or(was.authserv),
            guests: patch.guests.unwrap_or(was.guests),
            category_id: patch.category_id.unwrap_or(was.category_id),
        };
        MailboxBody::from(actions::change_mailbox(tx, &cx, id, was.version, &new, enabled)?).answer()
    };
    app.db.write(write).await
}
