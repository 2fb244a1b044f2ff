//! `notice_texts`.

use db::{Read, Result, Row, Tx, params};
use jiff::Timestamp;
use web::Locale;

use super::notices::wrong;
use crate::inbox::notices::{
    Kind,
    texts::{OwnText, Text},
};

const TEXT: &str = "SELECT kind, locale, subject, body, failing, version FROM notice_texts ";

fn to_text(row: &Row) -> Result<OwnText> {
    let text = Text { subject: row.get("subject")?, body: row.get("body")? };
    Ok(OwnText {
        kind: Kind::parse(&row.get::<String>("kind")?).ok_or_else(|| wrong("kind"))?,
        locale: row.get::<String>("locale")?.parse::<Locale>().map_err(|_| wrong("locale"))?,
        text: Some(text).filter(|text| !text.body.is_empty()),
        failing: row.get("failing")?,
        version: row.get("version")?,
    })
}

/// What a desk wrote of its own.
pub(in crate::inbox) fn texts(read: &Read<'_>, desk_id: i64) -> Result<Vec<OwnText>> {
    let sql = format!("{TEXT} WHERE desk_id = $1 ORDER BY kind, locale LIMIT 1000");
    read.query(&sql, params![desk_id])?.iter().map(to_text).collect()
}

/// One of them.
pub(in crate::inbox) fn text(
    read: &Read<'_>,
    desk_id: i64,
    kind: Kind,
    locale: Locale,
) -> Result<Option<OwnText>> {
    let sql = format!("{TEXT} WHERE desk_id = $1 AND kind = $2 AND locale = $3");
    read.first(&sql, params![desk_id, kind.as_str(), locale.lang()])?.as_ref().map(to_text).transpose()
}

/// Writes a text whose version is the one that was seen, or takes the product's back; false when it has changed meanwhile.
pub(in crate::inbox) fn set_text(
    tx: &mut Tx<'_>,
    desk_id: i64,
    seen: &OwnText,
    text: Option<&Text>,
    now: Timestamp,
) -> Result<bool> {
    let (kind, locale) = (seen.kind.as_str(), seen.locale.lang());
    let (subject, body) = text.map_or(("", ""), |text| (text.subject.as_str(), text.body.as_str()));
    let written = if seen.version == 0 {
        tx.execute(
            "INSERT INTO notice_texts (desk_id, kind, locale, subject, body, failing, version, changed_at) \
             VALUES ($1, $2, $3, $4, $5, '', 1, $6) ON CONFLICT (desk_id, kind, locale) DO NOTHING",
            params![desk_id, kind, locale, subject, body, now],
        )?
    } else {
        tx.execute(
            "UPDATE notice_texts SET subject = $4, body = $5, failing = '', version = version + 1, changed_at = $6 \
             WHERE desk_id = $1 AND kind = $2 AND locale = $3 AND version = $7",
            params![desk_id, kind, locale, subject, body, now, seen.version],
        )?
    };
    Ok(written > 0)
}

/// Notes that a text could not be used; false when that is known.
pub(in crate::inbox) fn text_fails(tx: &mut Tx<'_>, desk_id: i64, text: &OwnText, why: &str) -> Result<bool> {
    let noted = tx.execute(
        "UPDATE notice_texts SET failing = $5 WHERE desk_id = $1 AND kind = $2 AND locale = $3 AND version = $4 \
         AND failing = ''",
        params![desk_id, text.kind.as_str(), text.locale.lang(), text.version, why],
    )?;
    Ok(noted > 0)
}
