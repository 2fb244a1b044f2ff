//! Forms that may carry files. What arrives is kept at once, so that a form shown again has lost nothing: its files
//! come back as signed words, and need no second upload.

use std::borrow::Cow;

use axum::{
    body::Bytes,
    extract::multipart::{Field, Multipart, MultipartError},
    http::StatusCode,
};
use base::{app::App, ctx::Ctx};
use jiff::SignedDuration;
use serde::de::DeserializeOwned;
use web::{
    csrf,
    error::{AppError, FieldError},
    extract::{PairsError, from_pairs},
    t,
};

use crate::{
    portal::model::{KeptFile, NOBODY},
    tickets::files::{Incoming, Kept, NotKept, clean_name},
};

/// The field of new files.
pub(super) const FILE: &str = "file";
/// The field of files that were received before.
pub(super) const KEPT: &str = "kept";
/// How many files one form may bring.
pub(in crate::portal) const MOST_FILES: usize = 10;
/// The longest text of one field, in bytes.
const LONGEST_TEXT: usize = 400_000;
/// How many fields a form may have.
const MOST_FIELDS: usize = 100;
/// How long a form that was shown again keeps its files.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);
const PURPOSE: &str = "portal-file";

/// A form as it came.
pub(super) struct Body<T> {
    /// Its fields.
    pub(super) form: T,
    /// Its files, those received before included.
    pub(super) files: Vec<KeptFile>,
    /// What was wrong with it, besides what its fields say.
    pub(super) faults: Vec<FieldError>,
}

/// The signed word of a file that was received.
pub(super) fn sign(app: &App, cx: &Ctx, file: &KeptFile) -> Result<String, AppError> {
    app.keys.sign(PURPOSE, file, cx.now + KEPT_FOR).map_err(AppError::internal)
}

/// Whose the files of a form are.
fn owner(cx: &Ctx) -> i64 {
    cx.actor.user_id().unwrap_or(NOBODY)
}

fn opened(app: &App, cx: &Ctx, word: &str) -> Option<KeptFile> {
    let file: KeptFile = app.keys.open(PURPOSE, word, cx.now).ok()?;
    Some(file).filter(|file| file.owner == owner(cx))
}

fn broken(cx: &Ctx, error: &MultipartError) -> AppError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::PayloadTooLarge,
        _ => AppError::field_of(cx.locale, "", "body"),
    }
}

/// What is being read.
struct Reading<'a> {
    app: &'a App,
    cx: &'a Ctx,
    owner: i64,
    pairs: Vec<(String, String)>,
    files: Vec<KeptFile>,
    faults: Vec<FieldError>,
    /// How many more bytes of files are taken at all.
    left: u64,
}

/// Reads a form with its files.
///
/// # Errors
/// `Invalid` for a form that is not one of ours, `PayloadTooLarge` when even reading on would be abuse. Files that are
/// too large or too many are faults of the form instead.
pub(super) async fn read<T: DeserializeOwned>(
    app: &App,
    cx: &Ctx,
    mut parts: Multipart,
) -> Result<Body<T>, AppError> {
    let owner = owner(cx);
    let left = app.config.max_attachment.saturating_mul(MOST_FILES as u64).saturating_mul(2);
    let mut reading =
        Reading { app, cx, owner, pairs: Vec::new(), files: Vec::new(), faults: Vec::new(), left };
    while let Some(field) = parts.next_field().await.map_err(|error| broken(cx, &error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE {
            reading.file(field).await?;
        } else {
            reading.text(name, field).await?;
        }
    }
    let Reading { pairs, mut faults, files, .. } = reading;
    faults.extend(
        pairs
            .iter()
            .filter(|(_, value)| value.contains('\0'))
            .map(|(name, _)| FieldError::of(cx.locale, name.as_str(), "nul")),
    );
    let clean = pairs
        .into_iter()
        .map(|(name, value)| (Cow::Owned(name), Cow::Owned(value.replace('\0', ""))))
        .collect();
    let form = from_pairs(clean, true)
        .map_err(|errors| AppError::Invalid(errors.into_iter().map(|e| said(cx, e)).collect()))?;
    Ok(Body { form, files, faults })
}

fn said(cx: &Ctx, error: PairsError) -> FieldError {
    match error {
        PairsError::Unknown(field) => FieldError::of(cx.locale, field, "unknown"),
        PairsError::Missing(field) => FieldError::of(cx.locale, field, "required"),
        PairsError::Repeated(field) => FieldError::of(cx.locale, field, "repeated"),
        PairsError::Nul(field) => FieldError::of(cx.locale, field, "nul"),
        PairsError::Value { field, expected } => {
            FieldError::new(field, "value", t!(cx.locale, "web-field-value", expected = expected))
        }
    }
}

impl Reading<'_> {
    async fn text(&mut self, name: String, mut field: Field<'_>) -> Result<(), AppError> {
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|error| broken(self.cx, &error))? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > LONGEST_TEXT {
                return Err(AppError::PayloadTooLarge);
            }
        }
        let value = String::from_utf8(bytes)
            .map_err(|_| AppError::field_of(self.cx.locale, name.as_str(), "body"))?;
        if name == csrf::FIELD {
            return Ok(());
        }
        if name == KEPT {
            // A word whose day is over, or of somebody else, is nothing that could be mended.
            self.files.extend(opened(self.app, self.cx, &value).filter(|_| self.files.len() < MOST_FILES));
            return Ok(());
        }
        if self.pairs.len() >= MOST_FIELDS {
            return Err(AppError::PayloadTooLarge);
        }
        self.pairs.push((name, value));
        Ok(())
    }

    async fn file(&mut self, field: Field<'_>) -> Result<(), AppError> {
        let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(clean_name) else {
            return self.skip(field).await;
        };
        if self.files.len() >= MOST_FILES {
            self.fault("too-many", t!(self.cx.locale, "portal-fault-too-many", n = MOST_FILES));
            return self.skip(field).await;
        }
        match self.receive(field).await? {
            Ok(kept) if kept.size == 0 => {
                let text = t!(self.cx.locale, "portal-fault-empty-file", name = name.as_str());
                self.fault("empty-file", text);
            }
            Ok(kept) => self.files.push(KeptFile {
                hash: kept.hash,
                size: i64::try_from(kept.size).unwrap_or(i64::MAX),
                name,
                media_type: kept.media_type.to_owned(),
                owner: self.owner,
            }),
            Err(NotKept::TooLarge(limit)) => {
                let size = web::fmt::size(self.cx.locale, limit);
                let text = t!(self.cx.locale, "portal-fault-too-large", name = name.as_str(), size = size);
                self.fault("too-large", text);
            }
            Err(NotKept::Disk(error)) => return Err(AppError::internal(error)),
            Err(NotKept::Database(error)) => return Err(error.into()),
        }
        Ok(())
    }

    fn fault(&mut self, code: &str, text: String) {
        if self.faults.iter().all(|fault| fault.message != text) {
            self.faults.push(FieldError::new(FILE, code, text));
        }
    }

    /// Reads past a field, so that the form behind it is not lost.
    async fn skip(&mut self, mut field: Field<'_>) -> Result<(), AppError> {
        while let Some(piece) = self.piece(&mut field).await? {
            drop(piece);
        }
        Ok(())
    }

    async fn piece(&mut self, field: &mut Field<'_>) -> Result<Option<Bytes>, AppError> {
        let piece = field.chunk().await.map_err(|error| broken(self.cx, &error))?;
        let size = piece.as_ref().map_or(0, Bytes::len) as u64;
        self.left = self.left.checked_sub(size).ok_or(AppError::PayloadTooLarge)?;
        Ok(piece)
    }

    /// Receives a file. A body that breaks off leaves nothing behind.
    async fn receive(&mut self, mut field: Field<'_>) -> Result<Result<Kept, NotKept>, AppError> {
        let incoming = Incoming::begin(self.app, self.cx.now);
        while let Some(piece) = self.piece(&mut field).await? {
            // What is refused is read past, so that the form behind it is not lost.
            let _ = incoming.take(piece).await;
        }
        Ok(incoming.keep().await)
    }
}
