//! Calendars: faults say which field to mend and how.

use base::audit::Stream;
use base::ctx::Ctx;
use base::desks::{self, NewCalendar};
use base::people::{Actor, Grant, Role};
use rules::calendar::{CalendarSpec, ExceptionKind, ExceptionSpec, WeekSpec};
use testkit::on_both;
use web::error::AppError;
use web::i18n::Locale;

use super::{STEPS, admin, call, fault, last_entry, write};

fn range(from: &str, to: &str) -> [String; 2] {
    [from.to_owned(), to.to_owned()]
}

fn office() -> NewCalendar {
    let week = WeekSpec::working_days(&[range("09:00", "12:30"), range("14:00", "18:00")]);
    NewCalendar {
        name: "Bureau".into(),
        spec: CalendarSpec { zone: "Europe/Paris".into(), week, ..CalendarSpec::default() },
    }
}

fn exception(from: &str, to: Option<&str>, hours: Vec<[String; 2]>) -> ExceptionSpec {
    let date = |text: &str| text.parse().unwrap();
    ExceptionSpec {
        kind: ExceptionKind::Closed,
        from: date(from),
        to: to.map(date),
        hours,
        label: "Inventaire".into(),
    }
}

fn french_admin() -> Ctx {
    let mut actor = Actor::user(7, "Claire Morvan");
    actor.grants = vec![Grant { role: Role::Administrator, desk_id: None }];
    call(actor, Locale::Fr)
}

type Spoil = fn(&mut CalendarSpec);

/// What is wrong, the field named, and what the two messages must say.
const FAULTS: [(Spoil, &str, &str, &str); 9] = [
    (
        |spec| spec.zone = "Europe/Rennes".into(),
        "zone zone",
        "“Europe/Rennes” is no known time zone",
        "« Europe/Rennes »",
    ),
    (
        |spec| spec.week.tue[1] = range("14:00", "25:00"),
        "tue time",
        "Tuesday, range 2: write each time as HH:MM",
        "Mardi, plage 2 :",
    ),
    (
        |spec| spec.week.fri[0] = range("22:00", "06:00"),
        "fri end",
        "Friday, range 1: the end must be after",
        "Vendredi, plage 1 :",
    ),
    (
        |spec| spec.week.mon[1] = range("12:00", "18:00"),
        "mon overlap",
        "Monday, range 2: this range overlaps",
        "chevauche",
    ),
    (
        |spec| spec.yearly = vec!["12-24".into(), "02-30".into()],
        "yearly month-day",
        "02-30: write a month and a day",
        "MM-JJ",
    ),
    (
        |spec| spec.exceptions = vec![exception("2026-12-28", Some("2026-12-24"), vec![])],
        "exceptions dates",
        "28 Dec 2026: the last day must not be before",
        "28/12/2026 :",
    ),
    (
        |spec| spec.exceptions = vec![exception("2026-12-28", Some("2028-01-01"), vec![])],
        "exceptions too-long",
        "366 days at most; split it",
        "366 jours",
    ),
    (
        |spec| {
            spec.exceptions =
                vec![exception("2026-12-28", None, vec![range("09:00", "10:00"), range("9", "10")])]
        },
        "exceptions time",
        "28 Dec 2026, range 2:",
        "28/12/2026, plage 2 :",
    ),
    (
        |spec| spec.week = WeekSpec::default(),
        "week never-open",
        "Give at least one day its hours",
        "Donnez des heures",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_names_its_field_and_its_remedy() {
    on_both(STEPS, |test| async move {
        for (spoil, expected, english, french) in FAULTS {
            let mut new = office();
            spoil(&mut new.spec);
            for (cx, words) in [(admin(), english), (french_admin(), french)] {
                let (new, by) = (new.clone(), cx.clone());
                let outcome = write(&test.db, move |tx| desks::create_calendar(tx, &by, &new)).await;
                let Err(AppError::Invalid(told)) = &outcome else { panic!("{expected}: {outcome:?}") };
                let said = told[0].message.replace(['\u{A0}', '\u{202F}'], " ");
                assert!(said.contains(words), "{said:?} lacks {words:?}");
                assert_eq!(fault(outcome), expected);
            }
        }
        assert!(test.db.read(desks::calendars).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_kept_and_its_changes_told() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let mut new = office();
        new.spec.zone = "europe/paris".into();
        new.spec.exceptions =
            vec![exception("2027-01-02", None, vec![]), exception("2026-12-28", None, vec![])];
        let id = write(db, move |tx| desks::create_calendar(tx, &admin(), &new)).await.unwrap();
        let row = db.read(move |r| desks::calendar_row(r, id)).await.unwrap().unwrap();
        assert_eq!(row.spec.zone, "Europe/Paris");
        assert!(row.spec.exceptions.is_sorted_by_key(|exception| exception.from));
        let calendar = db.read(move |r| desks::calendar(r, id)).await.unwrap().unwrap();
        assert!(calendar.is_open("2026-11-20T08:30:00Z".parse().unwrap()));
        assert!(!calendar.is_working_day("2026-12-28".parse().unwrap()));

        let twin = NewCalendar { name: "BUREAU".into(), ..office() };
        assert_eq!(
            fault(write(db, move |tx| desks::create_calendar(tx, &admin(), &twin)).await),
            "name taken"
        );
        let mut edit = NewCalendar { name: row.name.clone(), spec: row.spec.clone() };
        edit.spec.week.sat = vec![range("09:00", "12:00")];
        let (stale, seen) = (edit.clone(), row.version);
        write(db, move |tx| desks::change_calendar(tx, &admin(), id, Some(seen), &edit)).await.unwrap();
        let outcome = write(db, move |tx| desks::change_calendar(tx, &admin(), id, Some(seen), &stale)).await;
        assert_eq!(outcome, Err(AppError::Conflict { current: Some(seen + 1) }));
        let (entries, entry) = last_entry(db, Stream::Calendar(id)).await;
        assert_eq!((entries, entry.kind.as_str()), (2, "calendar.changed"));
        let changes = entry.payload.unwrap().changes;
        assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["week"]);
    })
    .await;
}
