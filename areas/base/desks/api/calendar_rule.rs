//! The description of a calendar's rule: `rules` reads and writes it, and knows nothing of OpenAPI.

use std::borrow::Cow;

use rules::holidays::Region;
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// When a calendar is open, by the wall clock of its zone.
#[derive(ToSchema)]
#[schema(as = CalendarRule, example = json!({
    "zone": "Europe/Paris",
    "week": { "mon": [["09:00", "12:30"], ["14:00", "18:00"]], "tue": [["09:00", "18:00"]], "wed": [["09:00", "18:00"]],
        "thu": [["09:00", "18:00"]], "fri": [["09:00", "17:00"]], "sat": [], "sun": [] },
    "region": "FR",
    "yearly": ["12-24"],
    "exceptions": [{ "kind": "closed", "from": "2026-12-28", "to": "2026-12-31", "hours": [], "label": "Inventaire" }]
}))]
#[expect(dead_code, reason = "it is never made: it describes rules::calendar::CalendarSpec")]
pub(super) struct CalendarRule {
    /// Time zone, by its IANA name.
    #[schema(example = "Europe/Paris")]
    zone: String,
    /// The hours of an ordinary week; without it there are none.
    #[schema(required = false)]
    week: CalendarWeek,
    /// Whose public holidays are off.
    #[schema(required = false)]
    region: CalendarRegion,
    /// Further days off each year, as `MM-DD`; `02-29` comes in leap years.
    #[schema(required = false, pattern = "^[0-9]{2}-[0-9]{2}$", example = json!(["12-24"]))]
    yearly: Vec<String>,
    /// Exceptional closings and openings, 500 at most.
    #[schema(required = false, max_items = 500)]
    exceptions: Vec<CalendarException>,
}

/// A start and an end.
struct CalendarHours;

impl PartialSchema for CalendarHours {
    fn schema() -> RefOr<Schema> {
        let time = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?)$"))
            .build();
        let about = "A start, which counts, and an end, which does not: `HH:MM` or `HH:MM:SS`. `24:00` ends a day; a night \
                     shift is two ranges, one a day.";
        ArrayBuilder::new()
            .items(time)
            .min_items(Some(2))
            .max_items(Some(2))
            .description(Some(about))
            .examples([json!(["09:00", "12:30"])])
            .build()
            .into()
    }
}

impl ToSchema for CalendarHours {
    fn name() -> Cow<'static, str> {
        "CalendarHours".into()
    }
}

/// The codes of [`Region`].
struct CalendarRegion;

impl PartialSchema for CalendarRegion {
    fn schema() -> RefOr<Schema> {
        let about = "Whose public holidays: an ISO 3166 code where there is one, `FR-ALS` for Alsace-Moselle, `GB-EAW` for \
                     England and Wales, `none` for no holidays at all.";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(about))
            .enum_values(Some(Region::ALL.map(Region::code)))
            .examples([json!("FR")])
            .default(Some(json!("none")))
            .build()
            .into()
    }
}

impl ToSchema for CalendarRegion {
    fn name() -> Cow<'static, str> {
        "CalendarRegion".into()
    }
}

/// The ranges of each weekday, in order and disjoint; none for a day off.
#[derive(ToSchema)]
#[schema(as = CalendarWeek)]
#[expect(dead_code, reason = "it is never made: it describes rules::calendar::WeekSpec")]
struct CalendarWeek {
    /// Monday.
    #[schema(required = false)]
    mon: Vec<CalendarHours>,
    /// Tuesday.
    #[schema(required = false)]
    tue: Vec<CalendarHours>,
    /// Wednesday.
    #[schema(required = false)]
    wed: Vec<CalendarHours>,
    /// Thursday.
    #[schema(required = false)]
    thu: Vec<CalendarHours>,
    /// Friday.
    #[schema(required = false)]
    fri: Vec<CalendarHours>,
    /// Saturday.
    #[schema(required = false)]
    sat: Vec<CalendarHours>,
    /// Sunday.
    #[schema(required = false)]
    sun: Vec<CalendarHours>,
}

/// A departure from the rule on some dates. Openings add to the day's hours, which a holiday leaves empty; then closings
/// are taken out, so that a closing wins.
#[derive(ToSchema)]
#[schema(as = CalendarException)]
#[expect(dead_code, reason = "it is never made: it describes rules::calendar::ExceptionSpec")]
struct CalendarException {
    /// Closed or open.
    kind: CalendarExceptionKind,
    /// The first day.
    #[schema(format = Date, example = "2026-12-28")]
    from: String,
    /// The last day, included, at most 365 days later; the first one when absent.
    #[schema(format = Date, example = "2026-12-31")]
    to: Option<String>,
    /// The ranges of each of these days; none for the whole day.
    #[schema(required = false)]
    hours: Vec<CalendarHours>,
    /// Why, for people.
    #[schema(required = false, max_length = 120, example = "Inventaire")]
    label: String,
}

/// Whether an exception closes or opens.
#[derive(ToSchema)]
#[schema(as = CalendarExceptionKind, rename_all = "snake_case")]
#[expect(dead_code, reason = "it is never made: it describes rules::calendar::ExceptionKind")]
enum CalendarExceptionKind {
    /// Exceptionally at work.
    Open,
    /// Exceptionally not at work.
    Closed,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rules::calendar::{Calendar, CalendarSpec, ExceptionKind, ExceptionSpec, WeekSpec};
    use serde_json::Value;

    use super::*;

    fn described<T: PartialSchema>() -> Value {
        serde_json::to_value(T::schema()).unwrap()
    }

    fn names(of: &Value) -> BTreeSet<&String> {
        of.as_object().unwrap().keys().collect()
    }

    fn full() -> CalendarSpec {
        serde_json::from_value(described::<CalendarRule>()["example"].clone()).unwrap()
    }

    #[test]
    fn the_description_has_the_fields_that_are_read_and_written() {
        let spec = full();
        let exception = spec.exceptions.first().unwrap();
        for (schema, written) in [
            (described::<CalendarRule>(), serde_json::to_value(&spec).unwrap()),
            (described::<CalendarWeek>(), serde_json::to_value(&spec.week).unwrap()),
            (described::<CalendarException>(), serde_json::to_value(exception).unwrap()),
        ] {
            assert_eq!(names(&schema["properties"]), names(&written));
            for (name, property) in schema["properties"].as_object().unwrap() {
                let is_explained = property["description"].is_string() || property["$ref"].is_string();
                assert!(is_explained, "{name}: {property}");
            }
        }
    }

    #[test]
    fn the_description_requires_what_cannot_be_left_out() {
        let least = json!({ "zone": "UTC" });
        assert_eq!(described::<CalendarRule>()["required"], json!(["zone"]));
        assert_eq!(
            serde_json::from_value::<CalendarSpec>(least).unwrap(),
            CalendarSpec { zone: "UTC".into(), ..CalendarSpec::default() }
        );
        assert_eq!(described::<CalendarWeek>()["required"], Value::Null);
        assert_eq!(serde_json::from_value::<WeekSpec>(json!({})).unwrap(), WeekSpec::default());
        assert_eq!(described::<CalendarException>()["required"], json!(["kind", "from"]));
        let least = json!({ "kind": "open", "from": "2026-12-28" });
        assert!(serde_json::from_value::<ExceptionSpec>(least).is_ok());
        assert_eq!(serde_json::from_value::<Region>(json!("none")).unwrap(), Region::default());
    }

    #[test]
    fn the_described_words_and_hours_are_understood() {
        let kinds = described::<CalendarExceptionKind>()["enum"].clone();
        let read: Vec<ExceptionKind> = serde_json::from_value(kinds).unwrap();
        assert_eq!(read, [ExceptionKind::Open, ExceptionKind::Closed]);
        let regions = described::<CalendarRegion>()["enum"].clone();
        assert_eq!(serde_json::from_value::<Vec<Region>>(regions).unwrap(), Region::ALL);
        assert!(Calendar::try_from(&full()).is_ok(), "the example is a calendar");
        let hours = described::<CalendarHours>()["examples"][0].clone();
        let week = WeekSpec { mon: vec![serde_json::from_value(hours).unwrap()], ..WeekSpec::default() };
        assert!(Calendar::try_from(&CalendarSpec { week, ..full() }).is_ok());
    }
}
