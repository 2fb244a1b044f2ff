//! The texts of a desk's mail for programs.

use axum::{
    Json,
    extract::{Path, State},
};
use base::{
    api::{ReadRefusals, WriteRefusals},
    app::App,
    ctx::Ctx,
    desks::{self, Desk},
    people::{
        ApiCaller,
        idempotency::Answer,
        policy::{Act, may},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{AppError, FieldError, Locale, etag::IfMatch, extract::ApiJson, page::Page};

use crate::inbox::{
    actions::{faults, write_text},
    notices::{
        Kind, Look, NoPreview, Wanted, preview,
        texts::{OwnText, Text, own, standard},
    },
    store,
};

/// The text of a kind of mail, in a language.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MailText)]
pub(super) struct TextBody {
    /// Which mail.
    #[schema(example = "resolved")]
    kind: &'static str,
    /// In which language.
    locale: Locale,
    /// Its subject, with variables.
    #[schema(example = "[{{ number }}] {{ title }}")]
    subject: String,
    /// What it says, with variables.
    body: String,
    /// Whether it is the desk's own; otherwise the product's.
    changed: bool,
    /// Why it could not be used when a mail was to be sent; empty while it can.
    failing: String,
    /// Its version, also the `ETag`; 0 when it was never written.
    version: i64,
}

impl TextBody {
    fn answer(self) -> Result<Answer, AppError> {
        Ok(Answer::ok(&self)?.version(self.version))
    }
}

impl From<OwnText> for TextBody {
    fn from(own: OwnText) -> Self {
        let changed = own.text.is_some();
        let text = own.text.unwrap_or_else(|| standard(own.kind, own.locale));
        Self {
            kind: own.kind.as_str(),
            locale: own.locale,
            subject: text.subject,
            body: text.body,
            changed,
            failing: own.failing,
            version: own.version,
        }
    }
}

/// A text to be written.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TextPut {
    /// Its subject: one line.
    #[schema(example = "[{{ number }}] {{ title }}")]
    subject: String,
    /// What it says.
    #[schema(example = "Your request {{ number }} is resolved.")]
    body: String,
}

/// What to look at.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TextPreview {
    /// A subject instead of the present one.
    subject: Option<String>,
    /// A text instead of the present one.
    body: Option<String>,
    /// The number of a ticket of the desk; an invented one without.
    #[schema(example = "INC-42")]
    ticket: Option<String>,
}

/// A letter as it would be sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MailLetter)]
pub(super) struct LetterBody {
    /// Its subject.
    subject: String,
    /// Its plain part.
    text: String,
    /// Its HTML part.
    html: String,
}

/// Those who manage the desk see its texts.
async fn managed(app: &App, cx: &Ctx, desk_id: i64) -> Result<Desk, AppError> {
    if !may(&cx.actor, Act::ReadSettings) {
        return Err(AppError::Forbidden);
    }
    let desk = app.db.read(move |r| desks::desk(r, desk_id)).await?;
    desk.filter(|desk| may(&cx.actor, Act::ManageDesk(desk.id))).ok_or(AppError::NotFound)
}

/// Which letter of which desk, in which language.
type Which = (i64, String, String);

async fn found(app: &App, cx: &Ctx, (id, kind, locale): Which) -> Result<(Desk, OwnText), AppError> {
    let desk = managed(app, cx, id).await?;
    let kind = Kind::parse(&kind).ok_or(AppError::NotFound)?;
    let locale = Locale::ALL.into_iter().find(|known| known.lang() == locale).ok_or(AppError::NotFound)?;
    let own = app.db.read(move |r| own(r, id, kind, locale)).await?;
    Ok((desk, own))
}

/// The texts of a desk's mail: its own, and the product's where it has none.
#[utoipa::path(get, path = "/api/v1/desks/{id}/mail-texts", operation_id = "list_mail_texts", tag = "mail",
    params(("id" = i64, Path, description = "The desk")),
    responses((status = 200, description = "All of them, on one page", body = Page<TextBody>), ReadRefusals))]
pub(super) async fn list(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(id): Path<i64>,
) -> Result<Json<Page<TextBody>>, AppError> {
    managed(&app, &cx, id).await?;
    let mine = app.db.read(move |r| store::texts(r, id)).await?;
    let one = |kind: Kind, locale: Locale| {
        let known = mine.iter().find(|own| (own.kind, own.locale) == (kind, locale));
        TextBody::from(known.cloned().unwrap_or_else(|| OwnText::unwritten(kind, locale)))
    };
    let all = Kind::ALL.iter().flat_map(|kind| Locale::ALL.map(|locale| one(*kind, locale)));
    Ok(Json(Page { items: all.collect(), next: None }))
}

/// A text.
#[utoipa::path(get, path = "/api/v1/desks/{id}/mail-texts/{kind}/{locale}", operation_id = "read_mail_text", tag = "mail",
    params(("id" = i64, Path, description = "The desk"), ("kind" = String, Path, description = "Which mail"),
        ("locale" = String, Path, description = "`fr` or `en`")),
    responses((status = 200, description = "The text; `ETag` is its version", body = TextBody), ReadRefusals))]
pub(super) async fn read(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(which): Path<Which>,
) -> Result<Answer, AppError> {
    TextBody::from(found(&app, &cx, which).await?.1).answer()
}

/// Writes a desk's own text; a broken one is refused with its line.
#[utoipa::path(put, path = "/api/v1/desks/{id}/mail-texts/{kind}/{locale}", operation_id = "write_mail_text", tag = "mail",
    request_body = TextPut,
    params(("id" = i64, Path, description = "The desk"), ("kind" = String, Path, description = "Which mail"),
        ("locale" = String, Path, description = "`fr` or `en`"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "As it is now", body = TextBody), ReadRefusals, WriteRefusals))]
pub(super) async fn write(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(which): Path<Which>,
    seen: IfMatch,
    ApiJson(put): ApiJson<TextPut>,
) -> Result<Answer, AppError> {
    let text = Text { subject: put.subject, body: put.body };
    set(&app, &cx, which, &seen, Some(text)).await
}

/// Takes the product's text back.
#[utoipa::path(delete, path = "/api/v1/desks/{id}/mail-texts/{kind}/{locale}", operation_id = "restore_mail_text", tag = "mail",
    params(("id" = i64, Path, description = "The desk"), ("kind" = String, Path, description = "Which mail"),
        ("locale" = String, Path, description = "`fr` or `en`"),
        ("If-Match" = Option<String>, Header, description = "The version to change")),
    responses((status = 200, description = "The product's text", body = TextBody), ReadRefusals, WriteRefusals))]
pub(super) async fn restore(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(which): Path<Which>,
    seen: IfMatch,
) -> Result<Answer, AppError> {
    set(&app, &cx, which, &seen, None).await
}

async fn set(
    app: &App,
    cx: &Ctx,
    which: Which,
    seen: &IfMatch,
    text: Option<Text>,
) -> Result<Answer, AppError> {
    let (desk, own) = found(app, cx, which).await?;
    seen.check(own.version)?;
    let (cx, version) = (cx.clone(), seen.version());
    let written =
        app.db.write(move |tx| write_text(tx, &cx, desk.id, (own.kind, own.locale), version, text.as_ref()));
    TextBody::from(written.await?).answer()
}

/// A letter as it would be sent, for a ticket of the desk or an invented one.
#[utoipa::path(post, path = "/api/v1/desks/{id}/mail-texts/{kind}/{locale}/preview", operation_id = "preview_mail_text", tag = "mail",
    request_body = TextPreview,
    params(("id" = i64, Path, description = "The desk"), ("kind" = String, Path, description = "Which mail"),
        ("locale" = String, Path, description = "`fr` or `en`")),
    responses((status = 200, description = "The letter; it is sent to nobody", body = LetterBody), ReadRefusals, WriteRefusals))]
pub(super) async fn look(
    State(app): State<App>,
    ApiCaller(cx): ApiCaller,
    Path(which): Path<Which>,
    ApiJson(wanted): ApiJson<TextPreview>,
) -> Result<Json<LetterBody>, AppError> {
    let (desk, own) = found(&app, &cx, which).await?;
    let (kind, locale) = (own.kind, own.locale);
    let now = own.text.unwrap_or_else(|| standard(kind, locale));
    let text = Text { subject: wanted.subject.unwrap_or(now.subject), body: wanted.body.unwrap_or(now.body) };
    let ticket = wanted.ticket.unwrap_or_default();
    let of = Wanted { desk, kind, locale, ticket, look: Look::Any };
    let letter = preview(&app, &cx, of, &text).await?.map_err(|why| {
        AppError::Invalid(match why {
            NoPreview::Broken(_) => faults(cx.locale, kind, locale, &text),
            NoPreview::NoTicket => {
                vec![FieldError::new("ticket", "absent", web::i18n::t(cx.locale, "inbox-text-no-ticket"))]
            }
        })
    })?;
    Ok(Json(LetterBody { subject: letter.subject, text: letter.text, html: letter.html }))
}
