//! Who may configure what: agents nothing, leads and administrators of a desk that desk, administrators of everything
//! everything.

use base::ctx::Ctx;
use base::desks::{self, CategoryFields, NewCalendar, NewCategory, NewDesk, Placement, seed};
use base::people::Role;
use base::services::{self, Criticality, NewService};
use db::Tx;
use rules::calendar::{CalendarSpec, WeekSpec};
use rules::priority::{Matrix, Priority};
use testkit::on_both;
use web::error::AppError;
use web::i18n::Locale;

use super::{STEPS, admin, category, fresh_desk, person, write};

type Deed = fn(&mut Tx<'_>, &Ctx, i64, i64) -> Result<(), AppError>;

fn fields() -> CategoryFields {
    CategoryFields { name_fr: "Nouveau nom".into(), ..CategoryFields::default() }
}

fn calendar() -> NewCalendar {
    let week = WeekSpec::working_days(&[["09:00".into(), "18:00".into()]]);
    NewCalendar {
        name: "Nuit".into(),
        spec: CalendarSpec { zone: "UTC".into(), week, ..CalendarSpec::default() },
    }
}

/// What is done to a desk and one of its categories, and whether leads of the desk may.
const DEEDS: [(&str, bool, Deed); 11] = [
    ("create_desk", false, |tx, cx, _, _| {
        desks::create_desk(tx, cx, &NewDesk::named("Brest", Locale::Fr, "UTC")).map(|_| ())
    }),
    ("change_desk", false, |tx, cx, desk, _| {
        desks::change_desk(tx, cx, desk, None, &NewDesk::named("Kerlann 2", Locale::Fr, "UTC"))
    }),
    ("set_matrix", true, |tx, cx, desk, _| {
        desks::set_matrix(tx, cx, desk, None, Matrix([[Priority::P3; 3]; 3]))
    }),
    ("create_category", true, |tx, cx, desk, _| {
        let new = NewCategory { desk_id: desk, parent_id: None, code: String::new(), fields: fields() };
        desks::create_category(tx, cx, &new).map(|_| ())
    }),
    ("change_category", true, |tx, cx, _, category| {
        desks::change_category(tx, cx, category, None, &fields())
    }),
    ("move_category", true, |tx, cx, _, category| {
        desks::move_category(tx, cx, category, None, Placement { parent_id: None, position: 0 })
    }),
    ("archive_category", true, |tx, cx, _, category| desks::archive_category(tx, cx, category, None)),
    ("create_calendar", false, |tx, cx, _, _| desks::create_calendar(tx, cx, &calendar()).map(|_| ())),
    ("set_setting", false, |tx, cx, _, _| desks::set_setting(tx, cx, "a", &1)),
    ("create_service", false, |tx, cx, _, _| {
        services::create(tx, cx, &NewService::named("Paie", Criticality::High)).map(|_| ())
    }),
    ("standard", false, |tx, cx, _, _| {
        let bare = desks::create_desk(tx, &admin(), &NewDesk::named("Vide", Locale::En, "UTC"))?;
        seed::standard(tx, cx, bare, Locale::En).map(|_| ())
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn rights_follow_the_table() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (own, _) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let (other, _) = fresh_desk(db, "Quimper", Locale::Fr).await;
        let vpn = category(db, own, "network/vpn").await.id;
        let people = [
            ("administrator", admin(), true, true),
            ("administrator here", person(Role::Administrator, Some(own)), false, true),
            ("administrator elsewhere", person(Role::Administrator, Some(other)), false, false),
            ("lead here", person(Role::Lead, Some(own)), false, true),
            ("incident manager", person(Role::IncidentManager, None), false, true),
            ("lead elsewhere", person(Role::Lead, Some(other)), false, false),
            ("agent", person(Role::Agent, Some(own)), false, false),
            ("observer", person(Role::Observer, None), false, false),
            ("provider", person(Role::Provider, None), false, false),
        ];
        for (deed, for_leads, run) in DEEDS {
            for (who, cx, administers, manages) in &people {
                let allowed = *administers || (for_leads && *manages);
                let cx = cx.clone();
                // Undone at once, so that the next one finds the same desk.
                let outcome = write(db, move |tx| match run(tx, &cx, own, vpn) {
                    Ok(()) => Err(AppError::Conflict { current: Some(-1) }),
                    Err(error) => Err::<(), _>(error),
                });
                let expected =
                    if allowed { AppError::Conflict { current: Some(-1) } } else { AppError::Forbidden };
                assert_eq!(outcome.await, Err(expected), "{who}: {deed}");
            }
        }
    })
    .await;
}
