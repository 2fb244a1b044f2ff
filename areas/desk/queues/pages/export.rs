//! `/queue.csv`: a whole list as a table, in pages of short reads. Texts that a spreadsheet would take for formulas are
//! marked as text.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use base::{app::App, ctx::Ctx, people::Staff};
use futures_util::stream;
use jiff::{Timestamp, tz::TimeZone};
use web::{AppError, Locale, extract::Query, fmt, i18n::t};

use super::queue::{Asked, filter_text, views_of};
use crate::queues::{
    list::list,
    model::{List, ListQuery, Row, Sort},
    views::kit::{kind_text, state_text, zone_of},
};

/// Rows of one read.
const PAGE: u32 = 500;
/// The most rows of a file.
const MOST: u32 = 100_000;

const COLUMNS: [&str; 17] = [
    "number",
    "kind",
    "state",
    "priority",
    "title",
    "requester",
    "organisation",
    "assignee",
    "team",
    "category",
    "service",
    "created",
    "updated",
    "resolved",
    "due",
    "breached",
    "tags",
];

/// Where the export stands.
struct Export {
    app: App,
    cx: Ctx,
    zone: TimeZone,
    filter: String,
    sort: Option<Sort>,
    /// The next page, until there is none.
    cursor: Option<Option<String>>,
    written: u32,
}

pub(super) async fn csv(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let (by, of) = (cx.clone(), asked.clone());
    let (filter, sort) = app
        .db
        .read(move |read| -> Result<_, AppError> {
            let (views, key) = views_of(read, &by, &of)?;
            let view = views.iter().find(|view| view.key == key).ok_or(AppError::NotFound)?;
            Ok((filter_text(&of, view), of.sort.as_deref().and_then(Sort::parse).or(view.sort)))
        })
        .await?;
    let zone = zone_of(&cx);
    let name = format!("tickets-{}.csv", cx.now.to_zoned(zone.clone()).date());
    let mut export = Export { app, zone, filter, sort, cursor: Some(None), written: 0, cx };
    // The first page is read before the answer begins, so that a fault is still an answer of its own.
    let mut first = heading(export.cx.locale)?;
    first.extend(export.page().await?);
    let rest = stream::try_unfold(export, async |mut export| {
        if export.cursor.is_none() || export.written >= MOST {
            return Ok(None);
        }
        match export.page().await {
            Ok(bytes) => Ok(Some((Bytes::from(bytes), export))),
            Err(error) => Err(std::io::Error::other(error.to_string())),
        }
    });
    let first = stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(first)) });
    let body = Body::from_stream(futures_util::StreamExt::chain(first, rest));
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        body,
    )
        .into_response())
}

impl Export {
    async fn page(&mut self) -> Result<Vec<u8>, AppError> {
        let Some(cursor) = self.cursor.take() else { return Ok(Vec::new()) };
        let sort = self.sort.map(Sort::as_str);
        let query = ListQuery::read(self.cx.locale, &self.filter, sort, cursor.as_deref(), PAGE)?;
        let (cx, zone) = (self.cx.clone(), self.zone.clone());
        let found = self.app.db.read(move |read| list(read, &cx, &query, cx.now, &zone)).await?;
        self.written = self.written.saturating_add(PAGE);
        self.cursor = found.next.clone().map(Some);
        let mut writer = writer(self.cx.locale);
        for row in &found.rows {
            writer
                .write_record(cells(self.cx.locale, &self.zone, &found, row))
                .map_err(AppError::internal)?;
        }
        writer.into_inner().map_err(AppError::internal)
    }
}

/// French spreadsheets expect semicolons, since their comma is the decimal one.
fn writer(locale: Locale) -> csv::Writer<Vec<u8>> {
    let delimiter = match locale {
        Locale::Fr => b';',
        Locale::En => b',',
    };
    csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(Vec::new())
}

fn heading(locale: Locale) -> Result<Vec<u8>, AppError> {
    let mut writer = writer(locale);
    writer
        .write_record(COLUMNS.map(|column| t(locale, &format!("queues-csv-{column}"))))
        .map_err(AppError::internal)?;
    // The mark by which spreadsheets know UTF-8.
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(writer.into_inner().map_err(AppError::internal)?);
    Ok(bytes)
}

fn cells(locale: Locale, zone: &TimeZone, list: &List, row: &Row) -> [String; 17] {
    let names = &list.names;
    let person = |id: Option<i64>| {
        id.and_then(|id| names.people.get(&id)).map_or_else(String::new, |user| user.name.clone())
    };
    let at = |at: Option<Timestamp>| at.map_or_else(String::new, |at| fmt::datetime(locale, at, zone));
    let organisation = row.organisation_id.and_then(|id| names.organisations.get(&id));
    let category = row.category_id.and_then(|id| names.categories.get(&id));
    let cells = [
        row.label(),
        kind_text(locale, row.kind),
        state_text(locale, row.state),
        row.priority.to_string(),
        row.title.clone(),
        person(Some(row.requester_id)),
        organisation.map_or_else(String::new, |one| one.name.clone()),
        person(row.assignee_id),
        row.team_id.and_then(|id| names.teams.get(&id)).map_or_else(String::new, |team| team.name.clone()),
        category.map_or_else(String::new, |one| one.name(locale).to_owned()),
        row.service_id
            .and_then(|id| names.services.get(&id))
            .map_or_else(String::new, |one| one.name.clone()),
        at(Some(row.created_at)),
        at(Some(row.updated_at)),
        at(row.resolved_at),
        at(row.due_at),
        t(locale, if row.breached { "queues-csv-yes" } else { "queues-csv-no" }),
        list.tags.get(&row.id).map_or_else(String::new, |tags| tags.join(" ")),
    ];
    cells.map(harmless)
}

/// A text that no spreadsheet runs: one that begins like a formula is marked as text (CWE-1236).
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_marked_as_text() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("+33 2", "'+33 2"),
            ("\tx", "'\tx"),
            ("INC-42", "INC-42"),
            ("VPN = lent", "VPN = lent"),
        ] {
            assert_eq!(harmless(text.to_owned()), expected);
        }
    }

    #[test]
    fn headings_are_marked_as_utf_8_and_separated_as_the_reader_expects() {
        let text = String::from_utf8(heading(Locale::Fr).unwrap()).unwrap();
        assert!(text.starts_with('\u{FEFF}') && text.contains(';'), "{text}");
        assert!(String::from_utf8(heading(Locale::En).unwrap()).unwrap().contains(','));
    }
}
