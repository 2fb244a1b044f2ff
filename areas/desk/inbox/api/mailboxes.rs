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
use jiff::Timestamp;
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
    imap::{Condition, Failure, Given, Health, Trial, health, seal, trial},
    model::{Auth, Imap, Kind, Mailbox, NewMailbox, Tls},
    store,
};

/// A mail on the server that cannot be fetched.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct StuckBody {
    /// Its identifier in the folder.
    #[schema(example = 4_711)]
    uid: u32,
    /// How often it was tried.
    #[schema(example = 3)]
    attempts: i64,
    /// What the last attempt met.
    error: String,
    /// When that was.
    #[schema(value_type = String, format = DateTime)]
    tried_at: Timestamp,
}

/// How a mailbox is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HealthBody {
    /// The worst that holds: `off`; `failing`, it cannot be read; `token`, its token ends within a week and nothing renews
    /// it; `stuck`, mails lie on the server that cannot be fetched; `late`, mail waits more than ten minutes for its
    /// outcome; `new`, not looked at yet; `well`.
    condition: Condition,
    /// When it was last looked at with success.
    #[schema(value_type = Option<String>, format = DateTime)]
    fetched_at: Option<Timestamp>,
    /// When its last mail was received.
    #[schema(value_type = Option<String>, format = DateTime)]
    received_at: Option<Timestamp>,
    /// How long the oldest mail without outcome has been waiting, in seconds; 0 when none waits.
    #[schema(example = 0)]
    lag_seconds: i64,
    /// Since when it cannot be read.
    #[schema(value_type = Option<String>, format = DateTime)]
    failing_since: Option<Timestamp>,
    /// Why, in one word: `unreachable`, `unsafe`, `password`, `token`, `refused`, `protocol`, `lost`, `consent`,
    /// `application`, `token-service`, `sealed`, `site`, `silent`; empty when it can be read.
    #[schema(example = "password")]
    trouble: String,
    /// The words of who refused.
    error: String,
    /// When its access token ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    token_expires_at: Option<Timestamp>,
    /// Whether the token is renewed by itself.
    token_renews: bool,
    /// What lies on the server and could not be fetched.
    stuck: Vec<StuckBody>,
}

impl HealthBody {
    fn of(health: Health, now: Timestamp) -> Self {
        let lag = health.waiting_since.map_or(0, |since| now.duration_since(since).as_secs().max(0));
        let stuck = health.stuck.into_iter().map(|stuck| StuckBody {
            uid: stuck.uid,
            attempts: stuck.attempts,
            error: stuck.error,
            tried_at: stuck.tried_at,
        });
        Self {
            condition: health.condition,
            fetched_at: health.fetched_at,
            received_at: health.received_at,
            lag_seconds: lag,
            failing_since: health.failing_since,
            trouble: health.trouble,
            error: health.error,
            token_expires_at: health.token_until,
            token_renews: health.renews,
            stuck: stuck.collect(),
        }
    }
}

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
    /// Where it is fetched: the server's name. This and what follows is `null` where mail is handed over.
    #[schema(example = "imap.kerlann.example")]
    host: Option<String>,
    /// The server's port.
    #[schema(example = 993)]
    port: Option<u16>,
    /// How the connection is protected; `none` on this machine itself only.
    tls: Option<Tls>,
    /// Who signs in.
    #[schema(example = "support@kerlann.example")]
    login: Option<String>,
    /// How.
    auth: Option<Auth>,
    /// Where access tokens are asked for.
    token_url: Option<String>,
    /// The application's identifier there.
    client_id: Option<String>,
    /// The scopes asked for.
    scope: Option<String>,
    /// The folder that is read.
    #[schema(example = "INBOX")]
    folder: Option<String>,
    /// Whether a secret is set. Secrets are never read back.
    secret_is_set: bool,
    /// Whether a refresh token is set.
    refresh_token_is_set: bool,
    /// Whether it takes mail.
    enabled: bool,
    /// Whether it was put away.
    archived: bool,
    /// How it is.
    health: HealthBody,
    /// Its version, also the `ETag`.
    #[schema(example = 1)]
    version: i64,
}

impl MailboxBody {
    fn of(read: &Read<'_>, cx: &Ctx, mailbox: Mailbox) -> Result<Self, AppError> {
        let health = HealthBody::of(health(read, &mailbox, cx.now)?, cx.now);
        let imap = mailbox.imap;
        let text = |field: fn(&Imap) -> &str| imap.as_ref().map(|imap| field(imap).to_owned());
        Ok(Self {
            id: mailbox.id,
            desk_id: mailbox.desk_id,
            name: mailbox.name,
            address: mailbox.address,
            kind: mailbox.kind,
            authserv: mailbox.authserv,
            guests: mailbox.guests,
            category_id: mailbox.category_id,
            host: text(|imap| &imap.host),
            port: imap.as_ref().map(|imap| imap.port),
            tls: imap.as_ref().map(|imap| imap.tls),
            login: text(|imap| &imap.login),
            auth: imap.as_ref().map(|imap| imap.auth),
            token_url: text(|imap| &imap.token_url),
            client_id: text(|imap| &imap.client_id),
            scope: text(|imap| &imap.scope),
            folder: text(|imap| &imap.folder),
            secret_is_set: mailbox.has_secret,
            refresh_token_is_set: mailbox.has_refresh,
            enabled: mailbox.enabled,
            archived: mailbox.archived,
            health,
            version: mailbox.version,
        })
    }

    fn answer(self) -> Result<Answer, AppError> {
        Ok(Answer::ok(&self)?.version(self.version))
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
    /// The server of a mailbox that is fetched.
    #[schema(example = "imap.kerlann.example")]
    host: Option<String>,
    /// Its port; 993, or 143 with `starttls` and `none`, unless said otherwise.
    port: Option<u16>,
    /// The connection's protection; `implicit` unless said otherwise. `none` on this machine itself only.
    tls: Option<Tls>,
    /// Who signs in; the address unless said otherwise.
    login: Option<String>,
    /// How; with a password unless said otherwise.
    auth: Option<Auth>,
    /// The password; or the application's secret; or, without `token_url`, an access token. Never read back.
    #[serde(default, skip_serializing)]
    #[schema(write_only)]
    secret: Option<String>,
    /// A person's consent, by which access tokens are fetched anew. Never read back.
    #[serde(default, skip_serializing)]
    #[schema(write_only)]
    refresh_token: Option<String>,
    /// Where access tokens are asked for: an `https://` address.
    #[schema(example = "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token")]
    token_url: Option<String>,
    /// The application's identifier there.
    client_id: Option<String>,
    /// The scopes to ask for, separated by blanks.
    #[schema(example = "https://outlook.office365.com/.default")]
    scope: Option<String>,
    /// The folder to read; `INBOX` unless said otherwise.
    folder: Option<String>,
}

impl MailboxCreate {
    /// Where it is fetched, with what is usual where nothing is said; nothing where mail is handed over.
    fn imap(&self) -> Option<Imap> {
        let said = self.host.is_some() || self.login.is_some() || self.secret.is_some();
        if self.kind == Kind::Lmtp && !said {
            return None;
        }
        let tls = self.tls.unwrap_or(Tls::Implicit);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Some(Imap {
            host: text(&self.host),
            port: self.port.unwrap_or(if tls == Tls::Implicit { 993 } else { 143 }),
            tls,
            login: self.login.clone().unwrap_or_else(|| self.address.clone()),
            auth: self.auth.unwrap_or(Auth::Password),
            token_url: text(&self.token_url),
            client_id: text(&self.client_id),
            scope: text(&self.scope),
            folder: self.folder.clone().unwrap_or_else(|| "INBOX".to_owned()),
        })
    }
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
    /// The server. With another server, protection or way to sign in the secret is given again.
    host: Option<String>,
    /// Its port.
    port: Option<u16>,
    /// The connection's protection.
    tls: Option<Tls>,
    /// Who signs in.
    login: Option<String>,
    /// How.
    auth: Option<Auth>,
    /// A new password, application's secret or access token; absent, what is set stays.
    #[schema(write_only)]
    secret: Option<String>,
    /// A new refresh token; absent, what is set stays.
    #[schema(write_only)]
    refresh_token: Option<String>,
    /// Where access tokens are asked for.
    token_url: Option<String>,
    /// The application's identifier there.
    client_id: Option<String>,
    /// The scopes to ask for.
    scope: Option<String>,
    /// The folder to read.
    folder: Option<String>,
    /// Whether it takes mail.
    enabled: Option<bool>,
}

impl MailboxPatch {
    fn imap(&self, was: Imap) -> Imap {
        let text = |is: &Option<String>, was: String| is.clone().unwrap_or(was);
        Imap {
            host: text(&self.host, was.host),
            port: self.port.unwrap_or(was.port),
            tls: self.tls.unwrap_or(was.tls),
            login: text(&self.login, was.login),
            auth: self.auth.unwrap_or(was.auth),
            token_url: text(&self.token_url, was.token_url),
            client_id: text(&self.client_id, was.client_id),
            scope: text(&self.scope, was.scope),
            folder: text(&self.folder, was.folder),
        }
    }
}

fn given(secret: Option<&String>, refresh: Option<&String>) -> Given {
    Given { secret: secret.cloned().unwrap_or_default(), refresh: refresh.cloned().unwrap_or_default() }
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
    let read = move |r: &Read<'_>| -> Result<Vec<MailboxBody>, AppError> {
        let all = store::mailboxes(r, None)?.into_iter();
        let mine = all.filter(|mailbox| may(&cx.actor, Act::ManageDesk(mailbox.desk_id)));
        mine.map(|mailbox| MailboxBody::of(r, &cx, mailbox)).collect()
    };
    Ok(Json(Page { items: app.db.read(read).await?, next: None }))
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
    app.db.read(move |r| MailboxBody::of(r, &cx, visible(r, &cx, id)?)?.answer()).await
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
    let address = mail::address::normalise(&of.address);
    let given = given(of.secret.as_ref(), of.refresh_token.as_ref());
    let new = NewMailbox {
        imap: of.imap(),
        secrets: seal(&app.keys, cx.locale, &address, &given)?,
        desk_id: of.desk_id,
        name: of.name,
        address: of.address,
        kind: of.kind,
        authserv: of.authserv,
        guests: of.guests.unwrap_or(true),
        category_id: of.category_id,
    };
    once(&app, &cx, &key, ("POST", "/api/v1/mailboxes"), &body, move |tx, cx| {
        let made = actions::create_mailbox(tx, cx, &new)?;
        let mailbox = MailboxBody::of(tx, cx, made)?;
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
    let keys = app.keys.clone();
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        let was = visible(tx, &cx, id)?;
        seen.check(was.version)?;
        let patch = patch.clone();
        let enabled = patch.enabled.unwrap_or(was.enabled);
        let given = given(patch.secret.as_ref(), patch.refresh_token.as_ref());
        let secrets = seal(&keys, cx.locale, &was.address, &given)?;
        let new = NewMailbox {
            imap: was.imap.map(|was| patch.imap(was)),
            secrets,
            desk_id: was.desk_id,
            name: patch.name.unwrap_or(was.name),
            address: was.address,
            kind: was.kind,
            authserv: patch.authserv.unwrap_or(was.authserv),
            guests: patch.guests.unwrap_or(was.guests),
            category_id: patch.category_id.unwrap_or(was.category_id),
        };
        let changed = actions::change_mailbox(tx, &cx, id, was.version, &new, enabled)?;
        MailboxBody::of(tx, &cx, changed)?.answer()
    };
    app.db.write(write).await
}

/// Puts a mailbox away: it takes no more mail, and what it received stays.
#[utoipa::path(delete, path = "/api/v1/mailboxes/{id}", operation_id = "archive_mailbox", tag = "mail",
    params(("id" = i64, Path, description = "The mailbox"),
        ("If-Match" = Option<String>, Header, description = "The version to put away")),
    responses((status = 200, description = "As it is now", body = MailboxBody), ReadRefusals, WriteRefusals))]
pub(super) async fn archive_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Result<Answer, AppError> {
    let write = move |tx: &mut db::Tx<'_>| -> Result<Answer, AppError> {
        let was = in_use(visible(tx, &cx, id)?)?;
        seen.check(was.version)?;
        actions::archive_mailbox(tx, &cx, id, was.version)?;
        MailboxBody::of(tx, &cx, visible(tx, &cx, id)?)?.answer()
    };
    app.db.write(write).await
}

/// One that was put away is read, and nothing more.
fn in_use(mailbox: Mailbox) -> Result<Mailbox, AppError> {
    if mailbox.archived { Err(AppError::NotFound) } else { Ok(mailbox) }
}

/// What a trial saw.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MailboxTrial)]
pub(super) struct TrialBody {
    /// Whether the mailbox can be read.
    well: bool,
    /// Why not, in one word, as in `health`; empty when it can.
    #[schema(example = "password")]
    trouble: String,
    /// The words of who refused.
    error: String,
    /// The folders that can be opened.
    folders: Vec<String>,
    /// How many mails its folder holds; `null` when it cannot be opened.
    #[schema(example = 12)]
    messages: Option<u32>,
    /// How many of them were not taken yet.
    #[schema(example = 3)]
    new: Option<usize>,
}

impl TrialBody {
    fn of(seen: Result<Trial, Failure>) -> Self {
        let (folders, opened) = match seen {
            Ok(Trial { folders, opened }) => (folders, opened),
            Err(failure) => (Vec::new(), Err(failure)),
        };
        let failure = opened.as_ref().err();
        Self {
            well: failure.is_none(),
            trouble: failure.map(|failure| failure.word().to_owned()).unwrap_or_default(),
            error: failure.map(Failure::words).unwrap_or_default(),
            messages: opened.as_ref().ok().map(|opened| opened.messages),
            new: opened.as_ref().ok().map(|opened| opened.new),
            folders,
        }
    }
}

/// Signs in to a mailbox that is fetched, looks at its folders and says what it saw. Nothing is fetched and nothing marked.
/// It takes up to 20 seconds. Mail that is handed over leaves nothing to try: 404.
#[utoipa::path(post, path = "/api/v1/mailboxes/{id}/try", operation_id = "try_mailbox", tag = "mail",
    params(("id" = i64, Path, description = "The mailbox")),
    responses((status = 200, description = "What was seen, also when it cannot be read", body = TrialBody), ReadRefusals,
        WriteRefusals))]
pub(super) async fn try_one(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Json<TrialBody>, AppError> {
    app.db.read(move |r| in_use(visible(r, &cx, id)?)).await?;
    let seen = trial(&app, id).await?.ok_or(AppError::NotFound)?;
    Ok(Json(TrialBody::of(seen)))
}
